"""Checks of where a cue's lines break: what belongs together, one line or two, their balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from localize import locales
from localize.checks.dialogue import dashed
from localize.checks.measure import visible
from localize.checks.text import NOTES, cited, finding_of, lines_fix, shown
from localize.checks.unspaced import broken
from localize.findings import Finding, Severity
from localize.guides.counting import count
from localize.markup import strip
from localize.script import CueKind
from localize.syntax.borders import Border, Level, syntax_of
from localize.syntax.phrases import borders, is_guess, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.findings import Fix
    from localize.script import Cue

#: Kinds whose lines are broken as the picture or the verse has them.
_AS_SET: Final = frozenset({CueKind.FORCED, CueKind.TITLE, CueKind.CREDIT, CueKind.SONG})

#: What a line must not end on, as the guides say it, by the classes of `localize.syntax.borders`.
_HELD: Final = {
    "titles": "a title and its name",
    "articles": "an article and its noun",
    "prepositions": "a preposition and its phrase",
    "conjunctions": "a conjunction and its clause",
    "auxiliaries": "an auxiliary and its verb",
    "negations": "a negation and its verb",
}
#: Those that a break parts without doubt; the words of the others have other uses too.
_CERTAIN: Final = frozenset({"titles", "articles"})

#: Costs of a break, the least is best: after a sentence or clause, elsewhere, and what it parts.
#: The order is that of the guides (punctuation first, then before conjunctions and prepositions).
_PLAIN: Final = 2.5
_PARTS: Final = {
    "titles": 12.0,
    "articles": 9.0,
    "prepositions": 9.0,
    "conjunctions": 8.0,
    "auxiliaries": 5.0,
    "negations": 5.0,
    "pronouns": 4.0,
}
_OTHER: Final = 5.0
_BALANCE: Final = 6.0
_ORPHAN: Final = 4.0


class _Break(NamedTuple):
    """A way to break a cue in two.

    Attributes:
        lines: the two lines, tags and all.
        border: what the break parts.
        cost: see `_PLAIN` and the rest.
        share: length of the shorter line in that of the longer.
    """

    lines: tuple[str, str]
    border: Border
    cost: float
    share: float


def _parting(lines: Sequence[str], context: CheckContext) -> _Break | None:
    """The break of a cue of two lines; None where a side has no word."""
    first, second = (strip(line).split() for line in lines)
    if not first or not second:
        return None
    border = syntax_of(context.limits.locale).border(first[-1], second[0])
    rule = context.limits.counting
    lengths = sorted(count(line, rule) for line in lines)
    share = lengths[0] / lengths[1] if lengths[1] else 0.0
    cost = 0.0 if border.level is not Level.NOTHING else _PLAIN
    cost += _PARTS.get(border.holds, _OTHER if border.holds else 0.0)
    cost += 4.0 * (border.name + border.figure) - 2.0 * border.leads
    cost += _ORPHAN * (1 in (len(first), len(second)))
    return _Break((lines[0], lines[1]), border, cost + _BALANCE * (1 - share) ** 2, share)


def _best(cue: Cue, context: CheckContext, *, bottom_heavy: bool = False) -> _Break | None:
    """The best break of a cue's words into two lines that keep the limits; None where none does.

    A dash that sets a clause apart never begins the lower line, where it would be a speaker's.

    Args:
        cue: a cue of two lines.
        context: the limits.
        bottom_heavy: whether the upper line must not be the longer one.
    """
    words = " ".join(line.strip() for line in cue.lines).split(" ")
    most = context.limits.line_length(vertical=bool(cue.placement.vertical))
    rule = context.limits.counting
    found = []
    for at in range(1, len(words)):
        lines = (" ".join(words[:at]), " ".join(words[at:]))
        upper, lower = (count(line, rule) for line in lines)
        if max(upper, lower) > most or (bottom_heavy and upper > lower):
            continue
        if any(dashed(shown(lines))[1:]):
            continue
        made = _parting(lines, context)
        if made is not None and made.share >= context.limits.min_line_share:
            found.append(made)
    return min(found, key=lambda one: one.cost, default=None)


def _two_lines(cues: Sequence[Cue]) -> Iterator[Cue]:
    """The cues of one speaker in two lines that are broken by us."""
    for cue in visible(cues):
        if len(cue.lines) == 2 and _is_broken_by_us(cue):
            yield cue


def _is_broken_by_us(cue: Cue) -> bool:
    """Whether it is one speaker's, and its lines are not those of the picture or a verse.

    A file that names no kinds tells verses by their notes.
    """
    if cue.kind in _AS_SET or any(dashed(shown(cue.lines))):
        return False
    return not any(note in line for line in cue.lines for note in NOTES)


def broken_anew(cue: Cue, context: CheckContext) -> Fix | None:
    """The cue's words on two lines that hold them, at the best place.

    None where no two lines do, and where the lines are as the picture, a verse or two speakers have
    them. In a script without spaces see `localize.checks.unspaced`.
    """
    if len(cue.lines) > 2 or not _is_broken_by_us(cue):
        return None
    if locales.is_unspaced(context.limits.locale):
        lines = broken(cue, context)
        return lines_fix(cue, lines, context) if lines else None
    best = _best(cue, context)
    return lines_fix(cue, best.lines, context) if best else None


class LineBreak:
    """No line breaks between words that belong together, where it can break elsewhere.

    Article and noun, title and name, preposition, conjunction, auxiliary or negation and what
    follows; in scripts without spaces, inside a phrase. Source: Netflix, General Requirements; BBC.
    """

    name: ClassVar[str] = "line-break"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue whose lines part what belongs together."""
        for cue in _two_lines(cues):
            upper, lower = (line.strip() for line in shown(cue.lines))
            if not upper or not lower:
                continue
            if is_guess(upper[-1], lower[0]):
                continue
            if is_unspaced(upper[-1]) and is_unspaced(lower[0]):
                if len(upper) not in borders(upper + lower, context.limits.locale):
                    yield self._finding(cue, "a phrase", upper[-3:] + lower[:3], Severity.NOTE)
                continue
            if locales.is_unspaced(context.limits.locale):
                continue
            parted = _parting(cue.lines, context)
            if parted is None or parted.border.holds not in _HELD:
                continue
            # What follows begins a phrase of its own: the word before it is used otherwise
            # (come in / and, that you have / because).
            if parted.border.leads or not any(map(str.isalnum, lower.split()[0])):
                continue
            best = _best(cue, context)
            if best is None or best.border.holds or best.border.name or best.cost >= parted.cost:
                continue
            certain = parted.border.holds in _CERTAIN
            yield self._finding(
                cue,
                _HELD[parted.border.holds],
                f"{upper.split()[-1]} / {lower.split()[0]}",
                Severity.WARNING if certain else Severity.NOTE,
                lines_fix(cue, best.lines, context),
            )

    def _finding(
        self, cue: Cue, what: str, where: str, severity: Severity, fix: Fix | None = None
    ) -> Finding:
        return finding_of(
            self.name,
            severity,
            cue,
            f"the line breaks between {what} ({cited(where)}): break it elsewhere",
            1,
            "breaks",
            fix=fix,
        )


class OneLine:
    """A cue whose text fits one line has one, where the guide prefers that.

    Source: Netflix, General Requirements: one line, unless it exceeds the character limitation.
    """

    name: ClassVar[str] = "one-line"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every cue of two lines that would fit one."""
        if not context.habits.prefer_one_line:
            return
        spaced = not locales.is_unspaced(context.limits.locale)
        for cue in _two_lines(cues):
            line = " ".join(line.strip() for line in cue.lines)
            length = count(line, context.limits.counting)
            most = context.limits.line_length(vertical=bool(cue.placement.vertical))
            if length > most or not all(map(str.strip, shown(cue.lines))):
                continue
            yield finding_of(
                self.name,
                Severity.NOTE,
                cue,
                f"two lines for {length:g} characters, of which one holds {most:g}: make it one",
                2,
                "lines",
                limit=1,
                fix=lines_fix(cue, (line,), context) if spaced else None,
            )


class LineBalance:
    """Of two lines the shorter has the share of the longer that the guide asks for (TED: half)."""

    name: ClassVar[str] = "balance"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a line too short beside the other."""
        least = context.limits.min_line_share
        if not least:
            return
        for cue in _two_lines(cues):
            lengths = sorted(count(line, context.limits.counting) for line in cue.lines)
            if not lengths[0] or lengths[0] >= least * lengths[1]:
                continue
            best = None if locales.is_unspaced(context.limits.locale) else _best(cue, context)
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                f"one line has {lengths[0] / lengths[1]:.0%} of the other's length, "
                f"{least:.0%} needed: break it elsewhere",
                round(lengths[0] / lengths[1], 3),
                "of the longer line",
                limit=least,
                fix=lines_fix(cue, best.lines, context) if best else None,
            )


class BottomHeavy:
    """Of two lines the upper is not much the longer, where the guide wants it so and it can be.

    A note, and only where a break as good by its words makes the lower line the longer.
    """

    name: ClassVar[str] = "bottom-heavy"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every such cue."""
        if not context.habits.bottom_heavy or locales.is_unspaced(context.limits.locale):
            return
        rule = context.limits.counting
        for cue in _two_lines(cues):
            upper, lower = (count(line, rule) for line in cue.lines)
            parted = _parting(cue.lines, context)
            if upper < 2 * lower or parted is None or parted.border.level is not Level.NOTHING:
                continue
            best = _best(cue, context, bottom_heavy=True)
            if best is not None and best.cost < parted.cost:
                yield finding_of(
                    self.name,
                    Severity.NOTE,
                    cue,
                    "the upper line is twice as long as the lower: break it earlier",
                    upper,
                    "characters",
                    limit=lower,
                    fix=lines_fix(cue, best.lines, context),
                )
