"""Drafts over the cues of a template, which stay: each sentence is parted among its own.

A market that hangs on an approved template keeps the template's cues. So a translation is not cut
anew: its words are shared out among the cues that its sentence comes from, by where the source's
words are, parted where the language lets them be parted, and each cue's share is set on lines.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.guides.counting import count
from localize.guides.model import SILENT
from localize.script import Cue, Word
from localize.segmentation.assemble import Segmentation, cue_id, shortfalls
from localize.segmentation.costs import tie_of
from localize.segmentation.lay_out import untranslated
from localize.segmentation.lines import break_lines
from localize.segmentation.pieces import Piece, pieces_of
from localize.segmentation.rendered import Rendered, misplaced, rendered
from localize.segmentation.styles import styled, styles_of
from localize.segmentation.weights import DEFAULT, Weights
from localize.syntax.borders import Level, syntax_of
from localize.syntax.phrases import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.engines import TranslatedUnit, TranslationUnit
    from localize.findings import Finding
    from localize.guides.model import Habits, Limits

#: Cost of each line's length that a cue's share is over what its lines hold, or over what can be
#: read in its time: more than any bad place to part, less than leaving a cue without words.
_OVERFULL: Final = 30.0
#: Cost of a cue of the template that gets no words of its sentence.
_EMPTY: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Share:
    """What one cue gets of one sentence: its text, and the speaker's turn that it is of."""

    text: str
    turn: int


def lay_over(
    units: Sequence[TranslatedUnit],
    sources: Sequence[Cue],
    source_of: Mapping[str, TranslationUnit],
    limits: Limits,
    *,
    locale: str,
    habits: Habits = SILENT,
    id_prefix: str = "",
    weights: Weights = DEFAULT,
) -> Segmentation:
    """Share drafts out among the cues of their sources.

    Args:
        units: every unit of the source once, in programme order.
        sources: the cues of the template.
        source_of: unit id → what was translated.
        limits: of the guide, for the market.
        locale: of the market.
        habits: of the guide: what stands before the lines of two speakers in a cue (a hyphen before
            both where it does not say), and whether the language has italics.
        id_prefix: put before every id.
        weights: what costs how much.

    Returns:
        A cue for each source cue that has a unit, with its times, kind, placement, speaker
        and the style that all of it is in; one
        whose unit has no text is empty and has a finding ``untranslated``. Where a sentence has
        fewer words than cues, the one before takes the time of a cue that gets none, and is named
        as rendering both.

    Raises:
        KeyError: a unit or a source cue that is named is not there.
    """
    marks = habits.dash.marks if habits.dash is not None else ("-", "-")
    by_id = {cue.id: cue for cue in sources}
    order = {cue.id: place for place, cue in enumerate(sources)}
    shares: dict[str, list[_Share]] = {}
    taken_by: dict[str, str] = {}
    findings: list[Finding] = []
    for unit in units:
        origins = [source_of[unit_id] for unit_id in unit.unit_ids]
        ids = sorted({i for one in origins for i in one.source_ids}, key=order.__getitem__)
        for source_id in ids:
            shares.setdefault(source_id, [])
        if not unit.text.strip():
            findings.append(untranslated(ids, min(one.span.start for one in origins)))
            continue
        cues = [by_id[i] for i in ids]
        found = rendered(unit, origins, cues)
        texts = _parted(unit.text, cues, origins, found, limits, locale=locale, weights=weights)
        for place, (source_id, text) in enumerate(zip(ids, texts, strict=True)):
            if text:
                shares[source_id].append(_Share(text, origins[0].turn))
            elif place:
                taken_by[source_id] = ids[place - 1]
    cues = []
    place_of: dict[str, int] = {}
    for source in sources:
        if source.id not in shares:
            continue
        taken = source.id in taken_by and not shares[source.id]
        if taken and taken_by[source.id] in place_of:
            # Not always the last cue: a sign may stand between two of a sentence.
            at = place_of[source.id] = place_of[taken_by[source.id]]
            named = (*cues[at].source_ids, source.id)
            cues[at] = replace(cues[at], end=source.end, source_ids=named)
            continue
        place_of[source.id] = len(cues)
        longest = limits.line_length(vertical=bool(source.placement.vertical))
        own = replace(limits, max_line_length=longest)
        lines = _lines(shares[source.id], own, locale, marks, weights)
        lines = styled(lines, styles_of(lines, [source], habits))
        number = cue_id(id_prefix, len(cues) + 1)
        cues.append(replace(source, id=number, lines=lines, source_ids=(source.id,)))
    shown = [cue for cue in cues if cue.lines]
    findings += shortfalls(shown, [cue.span for cue in shown], limits)
    return Segmentation(tuple(cues), tuple(findings))


def _parted(
    text: str,
    cues: Sequence[Cue],
    origins: Sequence[TranslationUnit],
    found: Rendered,
    limits: Limits,
    *,
    locale: str,
    weights: Weights,
) -> list[str]:
    """A text for each cue; empty for some where there are fewer words than cues."""
    if len(cues) == 1:
        return [" ".join(text.split())]
    pieces = _pieces(text, limits, locale, weights)
    space = count("x x", limits.counting) - count("xx", limits.counting)
    leads = [space if piece.spaced else 0.0 for piece in pieces]
    sizes = [count(piece.text, limits.counting) for piece in pieces]
    wide = [0.0, *accumulate(map(operator.add, leads, sizes))]
    parting = [*_parting(pieces, locale, weights), 0.0][: len(pieces) + 1]
    parts = [_part(cue, origins) for cue in cues]
    rooms = [
        min(limits.max_line_length * limits.max_lines, limits.reading_speed * cue.duration / 1000)
        for cue in cues
    ]
    ends = []
    for part in accumulate(parts):
        wished = wide[-1] * part / sum(parts)
        astray = (weights.astray * abs(at - wished) / limits.max_line_length for at in wide)
        ends.append([cost + away for cost, away in zip(parting, astray, strict=True)])
        ends[-1][-1] = 0.0
    held = _Held(wide, leads, rooms, limits.max_line_length)
    marks = held.marks(ends, [[0.0] * len(wide) for _ in cues])
    if found:
        places = [0, *accumulate(len("".join(piece.text.split())) for piece in pieces)]
        rows = [*misplaced(found, places, len(cues)), [0.0] * len(wide)]
        least = _broken(held, marks, pieces, limits, locale=locale, weights=weights)
        guided = held.marks(ends, [[weights.misplaced * one for one in row] for row in rows])
        # No link is a reason to overfill a cue, or a line.
        broken = _broken(held, guided, pieces, limits, locale=locale, weights=weights)
        if all(ours <= theirs for ours, theirs in zip(broken, least, strict=True)):
            marks = guided
    return _texts(pieces, marks)


def _broken(
    held: _Held,
    marks: Sequence[int],
    pieces: Sequence[Piece],
    limits: Limits,
    *,
    locale: str,
    weights: Weights,
) -> tuple[int, float, int]:
    """How many cues are overfull, by what in all, and how many lines are too long."""
    texts = (text for text in _texts(pieces, marks) if text)
    lines = [line for text in texts for line in break_lines(text, locale, limits, weights)]
    long = sum(count(line, limits.counting) > limits.max_line_length for line in lines)
    return (*held.overfull(marks), long)


def _texts(pieces: Sequence[Piece], marks: Sequence[int]) -> list[str]:
    return [_joined(pieces[first:stop]) for first, stop in pairwise(marks)]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a sentence's cues hold of it.

    Attributes:
        wide: characters of the first pieces, from none to all, with the spaces before them.
        leads: characters of the space before each piece, which a cue that it begins saves.
        rooms: characters that each cue has lines and time for.
        longest: characters of a line.
    """

    wide: list[float]
    leads: list[float]
    rooms: list[float]
    longest: float

    def over(self, cue: int, first: int, stop: int) -> float:
        """Lines that a cue is given too much with pieces ``first`` up to ``stop``."""
        if first == stop:
            return 0.0
        given = self.wide[stop] - self.wide[first] - self.leads[first]
        return max(0.0, given - self.rooms[cue]) / self.longest

    def overfull(self, marks: Sequence[int]) -> tuple[int, float]:
        """How many cues are, with the pieces between two of ``marks`` each; and by what in all."""
        each = [self.over(cue, *ends) for cue, ends in enumerate(pairwise(marks))]
        return sum(over > 0 for over in each), sum(each)

    def marks(self, ends: Sequence[Sequence[float]], apart: Sequence[Sequence[float]]) -> list[int]:
        """Where cues begin and end among the pieces, at the least cost.

        One dynamic programme over cues and borders: ``best[c][j]`` is the least cost of giving the
        first ``c`` cues the first ``j`` pieces.

        Args:
            ends: what each cue costs that ends before each piece, or with the last.
            apart: what parting the sentence there costs besides, also where a cue gets nothing.
        """
        size, cues = len(self.wide) - 1, len(self.rooms)
        best = [[math.inf] * (size + 1) for _ in range(cues + 1)]
        came = [[0] * (size + 1) for _ in range(cues + 1)]
        best[0][0] = 0.0
        for c in range(cues):
            for j in range(size + 1):
                for i in range(j + 1):
                    # The first cue of a sentence always gets some of it: nothing would hold its
                    # time.
                    if best[c][i] == math.inf or (i == j and c == 0):
                        continue
                    cost = best[c][i] + (_EMPTY if i == j else ends[c][j])
                    cost += apart[c][j] + _OVERFULL * self.over(c, i, j)
                    if cost < best[c + 1][j]:
                        best[c + 1][j], came[c + 1][j] = cost, i
        marks = [size]
        for c in range(cues, 0, -1):
            marks.append(came[c][marks[-1]])
        return marks[::-1]


def _pieces(text: str, limits: Limits, locale: str, weights: Weights) -> list[Piece]:
    words = [Word(token, 0, 0, spaced=spaced) for token, spaced in tokens_of(text, locale)]
    return pieces_of(
        words,
        locale,
        longest=limits.max_line_length,
        measure=lambda part: count(part, limits.counting),
        pause_certain=weights.pause_certain,
    )


def _parting(pieces: Sequence[Piece], locale: str, weights: Weights) -> list[float]:
    """What it costs to part a text before each piece."""
    syntax = syntax_of(locale)
    costs = [0.0]
    for before, piece in pairwise(pieces):
        border = syntax.border(before.text, piece.text, spaced=piece.spaced)
        plain = {Level.NOTHING: weights.end_plain, Level.CLAUSE: weights.end_clause}
        inside = weights.inside if piece.inside else 0.0
        costs.append(plain.get(border.level, 0.0) + tie_of(border, weights) + inside)
    return costs


def _part(cue: Cue, origins: Sequence[TranslationUnit]) -> float:
    """Characters of the sentence's source in a cue, about; something, as the cue is named."""
    said = sum(one.span.overlap(cue.span) for one in origins)
    return max(1.0, len(cue.text) * said / max(1, cue.duration))


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(
        (" " if piece.spaced and n else "") + piece.text for n, piece in enumerate(pieces)
    )


def _lines(
    shares: Sequence[_Share],
    limits: Limits,
    locale: str,
    marks: tuple[str, str],
    weights: Weights,
) -> tuple[str, ...]:
    """A cue's text on lines: two speakers each on lines of their own, with the guide's dashes."""
    if not shares:
        return ()
    turns: list[tuple[int, list[str]]] = []
    for share in shares:
        if turns and turns[-1][0] == share.turn:
            turns[-1][1].append(share.text)
        else:
            turns.append((share.turn, [share.text]))
    space = "" if locales.is_unspaced(locale) else " "
    if len(turns) == 1 or not any(turn for turn, _ in turns):
        whole = space.join(share.text for share in shares)
        return break_lines(whole, locale, limits, weights)
    return tuple(
        f"{marks[min(number, 1)]}{space.join(texts)}" for number, (_, texts) in enumerate(turns)
    )
