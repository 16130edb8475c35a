"""Checks of two speakers in one cue: told apart by dashes, in the form that the guide asks for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.measure import visible
from localize.checks.text import DASHES, NOTES, cited, finding_of, head_of, lines_fix, shown
from localize.findings import Finding, Severity
from localize.guides.model import DashStyle
from localize.syntax.borders import Level, syntax_of
from localize.syntax.turns import begins_turn, is_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: A dash before a speaker's words: one, then no figure (a negative number) and no second dash.
_DASHED: Final = re.compile(rf"[{DASHES}](?P<space>[ \u00a0]*)(?=[^\s\d{DASHES}])")
#: A second speaker in the same line, perhaps: a dash and a letter, or an opening mark.
_IN_LINE: Final = re.compile(
    rf"(?P<gap>\s*)"
    rf"(?=(?P<dash>[{DASHES}])(?P<space>\s?)"
    rf"(?P<next>[\"“‘„«¿¡(\[….{NOTES}]*\s?(?P<letter>[^\W\d_])))"
)
#: Initials (U.S.), whose last stop ends no sentence before a hyphen.
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.){2,}$")
_LABEL: Final = re.compile(r"^(?:\[[^\]]+\]|\([^)]+\)|[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .'’\d-]+:)")


def dashed(lines: Sequence[str]) -> list[re.Match[str] | None]:
    """For each line, as it is read, the dash that it begins with."""
    return [_DASHED.match(line.lstrip()) for line in lines]


class DashStyleCheck:
    """The dashes of two speakers are written as the guide asks.

    That is: at both lines or the second alone, with a space or without, a hyphen and no other dash.
    """

    name: ClassVar[str] = "dash-style"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue of two speakers with other dashes."""
        style = context.habits.dash
        if style is None:
            return
        first, other = style.marks
        for cue in visible(cues):
            if len(cue.lines) < 2:
                continue
            marks = dashed(shown(cue.lines))
            if not any(marks[1:]) or (not marks[0] and not _only_second(cue, style)):
                continue
            lines = []
            for number, (line, mark) in enumerate(zip(cue.lines, marks, strict=True)):
                head, rest = head_of(line)
                wanted = first if number == 0 else other
                if mark:
                    lines.append(head + wanted + rest[mark.end() :])
                else:
                    lines.append(head + first + rest if number == 0 else line)
            if tuple(lines) != cue.lines:
                amiss = sum(new != old for new, old in zip(lines, cue.lines, strict=True))
                shape = f"{cited(first + 'Yes.')} and {cited(other + 'No.')}"
                yield finding_of(
                    self.name,
                    # A dash at the second line alone is a speaker's by likelihood only.
                    Severity.ERROR if marks[0] else Severity.WARNING,
                    cue,
                    f"two speakers with other dashes than the guide's: write as in {shape}",
                    amiss,
                    "lines",
                    fix=lines_fix(cue, lines, context),
                )


def _only_second(cue: Cue, style: DashStyle) -> bool:
    """Whether a dash at the second line alone is a speaker's, and wrong.

    A dash there may also set a clause apart; a sentence that ends before it speaks for a speaker.
    """
    if style.value.startswith("second"):
        return True
    before = shown(cue.lines)[0].rstrip()
    return before.endswith((".", "!", "?", "…", '"', "”"))


class MissingDashes:
    """Two speakers in one cue are told apart by dashes.

    Two are there where the cue's sources have different speakers, where one line holds a second
    speaker's dash, or where both lines begin with a speaker's label.
    """

    name: ClassVar[str] = "dashes"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue in which two speak and no dashes say so."""
        source = {cue.id: cue for cue in context.source}
        style = context.habits.dash or DashStyle.BOTH_SPACED
        for cue in visible(cues):
            lines = shown(cue.lines)
            marks = dashed(lines)
            if len(lines) == 1 and marks[0] and len(turns := _turns(lines[0], context)) > 1:
                yield self._in_line(cue, turns, context)
                continue
            if any(marks):
                continue
            labels = [match[0] for line in lines if (match := _LABEL.match(line.strip()))]
            speakers = {source[key].speaker for key in cue.source_ids if key in source} - {""}
            labelled = len(lines) == 2 and len(set(labels)) == 2
            if not labelled and len(speakers) < 2 and not _source_dashed(cue, source):
                continue
            fix = None
            if labelled:
                new = [
                    head_of(line)[0] + mark + head_of(line)[1]
                    for line, mark in zip(cue.lines, style.marks, strict=True)
                ]
                fix = lines_fix(cue, new, context)
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                "two speakers and no dashes: give each a line with a dash, or part the cue",
                0,
                "dashes",
                limit=1 if style.value.startswith("second") else 2,
                fix=fix,
            )

    def _in_line(self, cue: Cue, turns: Sequence[str], context: CheckContext) -> Finding:
        fix = lines_fix(cue, turns, context) if "<" not in cue.lines[0] else None
        return finding_of(
            self.name,
            Severity.WARNING,
            cue,
            "two speakers in one line: give each a line of its own",
            1,
            "lines",
            limit=len(turns),
            fix=fix if len(turns) == 2 else None,
        )


def _turns(line: str, context: CheckContext) -> list[str]:
    """What each speaker says in a line that begins with a dash; all of it where one speaks.

    A dash right after a sentence's end joins a word more often than it begins a turn (Well...-ish,
    U.S.-based, St.-Denis): it must be the line's first dash, with a space or a capital after it.
    """
    locale = context.limits.locale
    syntax = syntax_of(locale)
    marks = [0]
    for match in _IN_LINE.finditer(line):
        said = line[marks[-1] : match.start()]
        own = match["dash"] == line.lstrip()[0]
        if match["gap"]:
            begins = begins_turn(said, match["next"], locale, own=own)
        elif begins := own and is_said(said, locale):
            word = said.rsplit(maxsplit=1)[-1]
            level = syntax.border(word, match["next"].lstrip()).level
            ends = level is not Level.NOTHING and not _INITIALS.search(word)
            begins = ends and (bool(match["space"]) or not match["letter"].islower())
        if begins:
            marks.append(match.end())
    return [line[start:stop].rstrip() for start, stop in pairwise([*marks, len(line)])]


def _source_dashed(cue: Cue, source: dict[str, Cue]) -> bool:
    """Whether the only source of a cue of two lines has two speakers' dashes."""
    if len(cue.source_ids) != 1 or cue.source_ids[0] not in source or len(cue.lines) < 2:
        return False
    marks = dashed(shown(source[cue.source_ids[0]].lines))
    return len(marks) > 1 and all(marks)


class LoneDash:
    """A dash stands only where two speak: one speaker alone needs none."""

    name: ClassVar[str] = "lone-dash"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a dash at its first line alone."""
        if context.habits.dash is None:
            return
        for cue in visible(cues):
            lines = shown(cue.lines)
            marks = dashed(lines)
            if not marks[0] or any(marks[1:]):
                continue
            text = " ".join(lines)
            if len(_turns(text, context)) > 1:
                continue
            head, rest = head_of(cue.lines[0])
            bare = (head + rest[marks[0].end() :], *cue.lines[1:])
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                "a dash and one speaker: take it away, or give the second speaker's line one",
                1,
                "dashes",
                fix=lines_fix(cue, bare, context) if len(lines) == 1 and not _again(text) else None,
            )


def _again(text: str) -> bool:
    """Whether the dash that a text begins with stands again, after a space and before a word.

    A second speaker may begin there, whatever mark the first one ended with.
    """
    text = text.lstrip()
    dash = re.escape(text[0])
    return bool(re.search(rf"\s{dash}(?:\s+[^\s{DASHES}]|[^\s\d{DASHES}])", text))
