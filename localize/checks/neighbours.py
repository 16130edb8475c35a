"""A cue among its neighbours, and moves of its ends that break no limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.checks.measure import (
    characters,
    frames,
    has_text,
    place,
    too_fast,
    too_long,
    too_short,
)
from localize.script import CueKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Kinds whose words nobody in the picture says.
_UNSPOKEN = frozenset({CueKind.FORCED, CueKind.SOUND, CueKind.TITLE, CueKind.CREDIT})


def is_spoken(cue: Cue) -> bool:
    """Whether a cue stands for speech, by its kind."""
    return cue.kind not in _UNSPOKEN


def with_both(cues: Sequence[Cue]) -> list[tuple[Cue | None, Cue, Cue | None]]:
    """Every cue that shows something, between the last and the next one in its place."""
    last: dict[tuple[str, int], int] = {}
    found: list[tuple[Cue | None, Cue, Cue | None]] = []
    for cue in cues:
        if not has_text(cue):
            continue
        here = place(cue)
        previous = None
        if here in last:
            before, previous, _ = found[last[here]]
            found[last[here]] = (before, previous, cue)
        last[here] = len(found)
        found.append((previous, cue, None))
    return found


def harm_of(
    cue: Cue,
    span: tuple[int, int],
    neighbours: tuple[Cue | None, Cue | None],
    context: CheckContext,
) -> str:
    """Why a cue must not run over ``span`` (ms) instead; empty where it may.

    Only what the move itself breaks: a limit that the cue breaks already and that the move does not
    touch or mends is no reason.
    """
    start, end = span
    previous, following = neighbours
    duration = end - start
    least = context.limits.min_gap_frames
    if duration <= 0:
        return "nothing of it would be left"
    if (
        start < cue.start
        and previous is not None
        and frames(start - previous.end, context.rate) < least
    ):
        return "the cue before is still there, so end that one earlier first"
    if (
        end > cue.end
        and following is not None
        and frames(following.start - end, context.rate) < least
    ):
        return "the next cue is there already, so move that one first"
    return _harm_of_length(cue, duration, context)


def _harm_of_length(cue: Cue, duration: int, context: CheckContext) -> str:
    if duration > cue.duration and too_long(duration, context):
        return "it would stand too long"
    if duration < cue.duration:
        if too_short(duration, context):
            return "it would be too short to read"
        amount = characters(cue, context)
        if too_fast(amount, duration, context) and not too_fast(amount, cue.duration, context):
            return "it would be too fast to read"
    return ""
