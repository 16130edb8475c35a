"""A passage as figures: for every border and every piece what the optimiser needs to know."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.guides.counting import count
from localize.guides.model import SILENT
from localize.syntax.borders import Border, Level, syntax_of
from localize.timing import TAIL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Habits, Limits
    from localize.segmentation.pieces import Piece
    from localize.segmentation.weights import Weights
    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class Extra:
    """What the caller knows of one border that the words do not say.

    Attributes:
        certain: a cue ends here whatever it costs.
        end: added where a cue ends here.
        inner: added where a cue goes on over it.
    """

    certain: bool = False
    end: float = 0.0
    inner: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces as figures. Border ``k`` stands before piece ``k``; 0 and ``n`` are the two ends.

    Attributes:
        width: characters of pieces 0 to ``k`` with the spaces before them, ``n + 1`` sums.
        lead: characters of the space before piece ``k``, which a line that it begins saves.
        space: characters of a space.
        start: in-time of a cue that begins with piece ``k``, on a frame, ms.
        room: the latest out-time of a cue that ends at border ``k``, on a frame, ms.
        spoken: when piece ``k`` ends, ms.
        certain: whether a cue ends at border ``k`` whatever it costs.
        whole: whether border ``k`` is a sentence's.
        end: cost of a cue that ends at border ``k``.
        line: cost of a line that ends at border ``k``, inside a cue.
        inner: cost of going on over borders 1 to ``k`` inside a cue, sums.
        sentences: sentences that end at borders 1 to ``k``, sums.
        turn: whether another speaker begins at border ``k``, and the two may share a cue.
        since: the last sentence border up to border ``k``.
        until: the first sentence border from border ``k`` on.
        words: words of pieces 0 to ``k``, ``n + 1`` sums.
        longest: how many characters a line holds.
        widest: how many a cue holds, with the spaces that its line breaks stand for.
        lines: how many lines a cue holds.
        per_character: ms that a character needs to be read.
        shortest: least duration of a cue, ms.
        per_word: ms that a cue must stand for each of its words, whatever their length.
        most: longest duration of a cue, ms.
        tail: how long a cue may stay after its last sound, ms.
        chain: a gap shorter than this, ms, is closed by letting the cue before it stay.
        dashes: characters before the first and the second speaker's line of a dialogue; empty
            where the guide has none, and speakers never share a cue.
        least_share: the least part of the longer line that the shorter of two should have.
        pyramid: how much longer, as a share of the even length, the last line should be than the
            first.
    """

    width: list[float]
    lead: list[float]
    space: float
    start: list[int]
    room: list[float]
    spoken: list[int]
    certain: list[bool]
    turn: list[bool]
    whole: list[bool]
    end: list[float]
    line: list[float]
    inner: list[float]
    sentences: list[int]
    since: list[int]
    until: list[int]
    words: list[int]
    longest: float
    widest: float
    lines: int
    per_character: float
    per_word: float
    shortest: int
    most: int
    tail: int
    chain: int
    dashes: tuple[float, ...]
    least_share: float
    pyramid: float

    def __len__(self) -> int:
        return len(self.lead)

    def wide(self, first: int, stop: int) -> float:
        """Characters of a line of pieces ``first`` up to ``stop``."""
        return self.width[stop] - self.width[first] - self.lead[first]


def passage_of(
    pieces: Sequence[Piece],
    extras: Sequence[Extra],
    limits: Limits,
    rate: FrameRate,
    weights: Weights,
    *,
    locale: str,
    duration: int | None,
    habits: Habits = SILENT,
    shots: Sequence[int] = (),
) -> Passage:
    """Work out every figure once.

    Args:
        pieces: at least one.
        extras: for each piece what the caller knows of the border before it.
        limits: of the guide.
        rate: frames that times lie on.
        weights: what costs how much.
        locale: of the text.
        duration: of the programme, ms; None where it is not known.
        habits: of the guide: the dash of two speakers, the shape of two lines.
        shots: first frames of the shots but the first, ms, ascending.
    """
    passage = _frame(pieces, limits, rate, weights, duration=duration, habits=habits)
    crossed = _crossed(pieces, shots, weights)
    syntax = syntax_of(locale)
    speaking = ""
    for k, piece in enumerate(pieces):
        passage.width.append(
            passage.width[-1] + passage.lead[k] + count(piece.text, limits.counting)
        )
        passage.words.append(passage.words[-1] + piece.last - piece.first + 1)
        if k == 0:
            continue
        before = pieces[k - 1]
        border = syntax.border(before.text, piece.text, spaced=piece.spaced)
        border = Border(Level.SENTENCE) if piece.answers else border
        pause = max(0, piece.start - before.end)
        speaking = before.speaker or speaking
        turn = bool(piece.speaker and speaking and piece.speaker != speaking)
        certain = pause >= weights.pause_certain or extras[k].certain
        passage.turn[k] = turn and not certain and bool(passage.dashes)
        passage.certain[k] = certain or (turn and not passage.turn[k])
        passage.whole[k] = border.level is Level.SENTENCE or turn or certain
        extra = replace(extras[k], inner=extras[k].inner + crossed.get(k, 0.0))
        if turn:
            # Nobody hangs on to another's word; what two in one cue cost is `Weights.dialogue`.
            border = Border(Level.SENTENCE)
            extra = replace(extra, inner=extra.inner - weights.inner_sentence)
        _fill(passage, k, border, pause, extra, weights=weights)
        if piece.inside:
            passage.end[k] += weights.inside
            passage.line[k] += weights.inside
    for k in range(1, len(pieces)):
        passage.since[k] = k if passage.whole[k] else passage.since[k - 1]
    for k in range(len(pieces) - 1, 0, -1):
        passage.until[k] = k if passage.whole[k] else passage.until[k + 1]
    return passage


def _frame(
    pieces: Sequence[Piece],
    limits: Limits,
    rate: FrameRate,
    weights: Weights,
    *,
    duration: int | None,
    habits: Habits,
) -> Passage:
    """A passage with all but what its text says."""
    size = len(pieces)
    space = count("x x", limits.counting) - count("xx", limits.counting)
    starts = [rate.nearest_frame(piece.start) for piece in pieces]
    last = math.inf if duration is None else rate.time_of(rate.frame_shown(duration))
    held = limits.max_line_length * limits.max_lines
    held = held if limits.max_characters is None else min(held, limits.max_characters)
    # A mark's own characters: its space would not be counted alone.
    marks = habits.dash.marks if habits.dash else ()
    return Passage(
        width=[0.0],
        lead=[space if piece.spaced else 0.0 for piece in pieces],
        space=space,
        start=[rate.time_of(frame) for frame in starts],
        room=[float(rate.time_of(max(0, f - limits.min_gap_frames))) for f in starts] + [last],
        spoken=[piece.end for piece in pieces],
        certain=[True] * (size + 1),
        turn=[False] * (size + 1),
        whole=[True] * (size + 1),
        end=[0.0] * (size + 1),
        line=[0.0] * (size + 1),
        inner=[0.0] * (size + 1),
        sentences=[0] * (size + 1),
        since=[0] * (size + 1),
        until=[size] * (size + 1),
        words=[0],
        longest=limits.max_line_length,
        widest=held + space * (limits.max_lines - 1),
        lines=limits.max_lines,
        per_character=1000 / limits.reading_speed,
        per_word=limits.min_word_duration,
        shortest=limits.min_duration,
        # One frame less than the guide's, so that rounding to a frame never goes over it.
        most=limits.max_duration - rate.span_of(1),
        tail=TAIL,
        chain=limits.chain_gap(rate),
        dashes=tuple(
            count(f"{mark}x", limits.counting) - count("x", limits.counting) for mark in marks
        ),
        least_share=limits.min_line_share,
        pyramid=weights.pyramid_asked if habits.bottom_heavy else weights.pyramid,
    )


def _crossed(pieces: Sequence[Piece], shots: Sequence[int], weights: Weights) -> dict[int, float]:
    """For borders near shot changes what going on over them costs.

    A change falls to the border that it is nearest to, if a cue cut there could be moved onto it.
    Inside a word that lasts there is nothing to choose: every cue straddles that change.
    """
    starts = [piece.start for piece in pieces]
    costs: dict[int, float] = {}
    for shot in shots:
        after = bisect_left(starts, shot)
        near = [k for k in (after - 1, after, after + 1) if 0 < k < len(pieces)]
        away = {k: max(pieces[k - 1].end - shot, shot - pieces[k].start, 0) for k in near}
        if near and min(away.values()) <= weights.shot_near:
            k = min(near, key=away.__getitem__)
            costs[k] = costs.get(k, 0.0) + weights.shot_crossed
    return costs


def _fill(
    passage: Passage, k: int, border: Border, pause: int, extra: Extra, *, weights: Weights
) -> None:
    """Set the costs of border ``k``, which stands after ``pause`` ms of silence."""
    if border.level is Level.NOTHING:
        end, line = weights.end_plain, weights.line_plain
    elif border.level is Level.CLAUSE:
        end, line = weights.end_clause, weights.line_clause
    else:
        end, line = 0.0, 0.0
    tie = tie_of(border, weights)
    seconds = pause / 1000
    heard = 0.0 if border.holds else min(seconds, weights.pause_full)
    passage.end[k] = end + tie + extra.end - weights.end_pause * heard
    passage.line[k] = line + tie
    sentence = border.level is Level.SENTENCE
    inner = weights.inner_pause * max(0.0, seconds - weights.pause_heard) + extra.inner
    passage.inner[k] = passage.inner[k - 1] + inner + (weights.inner_sentence if sentence else 0.0)
    passage.sentences[k] = passage.sentences[k - 1] + sentence


def tie_of(border: Border, weights: Weights) -> float:
    """What parting two pieces costs beyond the punctuation between them."""
    cost: float = getattr(weights, f"hold_{border.holds}") if border.holds else 0.0
    if border.name:
        cost += weights.name
    if border.figure:
        cost += weights.figure
    if border.leads and border.level is not Level.SENTENCE:
        cost -= weights.lead
    return cost
