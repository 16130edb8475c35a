"""What every check measures in: frames, characters, and the room between cues.

A file's times are those of frames, rounded to milliseconds by whoever wrote it (or to hundredths of
a second on the way through another format). So lengths are compared in whole frames at the track's
rate, the nearest one, and a limit ends with the frame in which it falls: 7 s at 23.976 are 168
frames, 7007 ms. Rounding never makes a finding; a whole frame always does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.guides.counting import STEPS, count, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue
    from localize.timeline import FrameRate

#: By how much a length may be off because both its ends were rounded, ms.
ROUNDING: Final = 2


def frames(length: int, rate: FrameRate) -> int:
    """A length of time (ms, or negative for an overlap) in whole frames, the nearest."""
    return rate.nearest_frame(length) if length >= 0 else -rate.nearest_frame(-length)


def frames_up_to(length: int, rate: FrameRate) -> int:
    """Frames that a length of time (ms) reaches into: a limit given in ms, as frames."""
    exact = length * rate.rate / 1000
    return -(-exact.numerator // exact.denominator)


def half_second(rate: FrameRate) -> int:
    """Half a second in frames as guides count it: 12 at 24, 13 at 25, 15 at 29.97."""
    return (rate.nominal + 1) // 2


def has_text(cue: Cue) -> bool:
    """Whether anything of a cue can be seen."""
    return not all(is_blank(line) for line in cue.lines)


def characters(cue: Cue, context: CheckContext) -> float:
    """Characters of a cue, all lines together."""
    return sum(count(line, context.limits.counting) for line in cue.lines)


def rounded_up(amount: float, context: CheckContext) -> float:
    """An amount of characters, rounded up to what the counting rule can tell apart."""
    step = STEPS[context.limits.counting]
    return -(-amount // step) * step


def too_short(duration: int, context: CheckContext) -> bool:
    """Whether a cue of so many ms stands for less than the limit."""
    least = context.limits.min_duration
    return duration < least and frames(duration, context.rate) < frames_up_to(least, context.rate)


def too_long(duration: int, context: CheckContext) -> bool:
    """Whether a cue of so many ms stands for more than the limit."""
    most = context.limits.max_duration
    return duration > most and frames(duration, context.rate) > frames_up_to(most, context.rate)


def too_fast(amount: float, duration: int, context: CheckContext) -> bool:
    """Whether so many characters in so many ms are over the reading speed.

    Text that stands for no frame at all has no speed: that it is too short says everything.
    """
    allowed = context.limits.reading_speed * (duration + ROUNDING)
    return frames(duration, context.rate) > 0 and amount * 1000 > allowed


def with_next(cues: Sequence[Cue]) -> list[tuple[Cue, Cue | None]]:
    """Every cue that shows something, with the next one in the same part of the picture.

    Cues at the top and at the bottom may stand together: a sign above, dialogue below. A cue
    without text is seen nowhere, so it stands in nobody's way.
    """
    following: dict[tuple[str, int], Cue] = {}
    pairs: list[tuple[Cue, Cue | None]] = []
    for cue in reversed(cues):
        if not has_text(cue):
            continue
        here = place(cue)
        pairs.append((cue, following.get(here)))
        following[here] = cue
    pairs.reverse()
    return pairs


def place(cue: Cue) -> tuple[str, int]:
    """The part of the picture in which a cue stands: its row, or its column if it is vertical."""
    key = cue.placement.anchor - 1
    vertical = cue.placement.vertical
    return vertical, key % 3 if vertical else key // 3


def room_after(cue: Cue, following: Cue | None, context: CheckContext) -> int | None:
    """Frames by which a cue can end later and keep the least gap; None where nothing follows."""
    if following is None:
        return None
    gap = frames(following.start - cue.end, context.rate)
    return max(0, gap - context.limits.min_gap_frames)


def say_room(room: int | None) -> str:
    """The room after a cue, for a message."""
    if room is None:
        return "nothing follows"
    if room == 0:
        return "none is free before the next cue"
    return f"{room} {'is' if room == 1 else 'are'} free before the next cue"


def later_end(
    cue: Cue,
    following: Cue | None,
    length: int,
    context: CheckContext,
    cured: Callable[[int], bool],
) -> int | None:
    """The out-time, on a frame, at which a cue stands long enough; None where there is no room.

    Args:
        cue: the cue.
        following: the next one in its place.
        length: frames that it should last.
        context: limits and rate.
        cured: whether so many ms are enough; a cue that starts between two frames may need one
            frame more than ``length``.
    """
    rate = context.rate
    last = rate.nearest_frame(cue.start) + length
    for end in (rate.time_of(last), rate.time_of(last + 1)):
        if end > cue.end and cured(end - cue.start):
            free = following is None or _keeps_gap(end, following, context)
            return end if free and not too_long(end - cue.start, context) else None
    return None


def earlier_end(cue: Cue, following: Cue, context: CheckContext) -> int | None:
    """The out-time, on a frame, that leaves the least gap; None where it would break a limit.

    The cue must keep its least duration, and must not become too fast to read if it was not.
    """
    rate = context.rate
    last = rate.nearest_frame(following.start) - context.limits.min_gap_frames
    amount = characters(cue, context)
    for end in (rate.time_of(frame) for frame in (last, last - 1) if frame >= 0):
        duration = end - cue.start
        if 0 < duration < cue.duration and _keeps_gap(end, following, context):
            hurried = too_fast(amount, duration, context)
            worse = hurried and not too_fast(amount, cue.duration, context)
            return None if worse or too_short(duration, context) else end
    return None


def _keeps_gap(end: int, following: Cue, context: CheckContext) -> bool:
    return frames(following.start - end, context.rate) >= context.limits.min_gap_frames


# --- Words for messages ---------------------------------------------------------------------------


def amount_of(number: float, unit: str) -> str:
    """``1 frame``, ``2 frames``, ``13.5 characters``."""
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def visible(cues: Sequence[Cue]) -> Iterator[Cue]:
    """The cues that show something."""
    return (cue for cue in cues if has_text(cue))
