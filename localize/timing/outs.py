"""When a cue goes, given when it comes, when the next one comes, and where shots change. Pure.

All places are frames. The guidelines are Netflix's "Subtitle Timing Guidelines"
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from localize.guides.model import Limits
from localize.timeline import FrameRate
from localize.timing.frames import TAIL, frame_reached
from localize.timing.moves import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.guides.model import ShotZones

# What is weighed where not everything can be had, in the order in which it counts. The unit is
# arbitrary; that a cue can be read goes over everything that is only seen.
#: Each frame that a cue lacks to be read, or of the least duration.
_UNREAD: Final = 10.0
#: An out-time in a zone round a shot change that the guide wants empty.
_ZONE: Final = 8.0
#: The same of a cue that is chained to the next, which goes when that one comes.
_CHAINED: Final = 1.0
#: A gap that is neither the least nor long enough to be seen.
_GAP: Final = 7.0
#: A shot change under a cue that nobody speaks over any more.
_CARRIED: Final = 6.0
#: Each frame of speech without its cue.
_CUT: Final = 3.0
#: Each frame of the half second after the sound that is given up …
_TAIL_LOST: Final = 0.2
#: … and each beyond it.
_OVER: Final = 0.15


@dataclass(frozen=True, slots=True)
class Said:
    """What is fixed about a cue.

    Attributes:
        start: its first sound, ms.
        end: its last, ms.
        need: ms that it must be seen to be read.
        reads: whether reading asks for more than the least duration does.
        stay: where it goes if nothing asks for another place, ms; None for half a second after its
            last sound.
    """

    start: int
    end: int
    need: int
    reads: bool
    stay: int | None = None


@dataclass(frozen=True, slots=True)
class Out:
    """Where a cue goes.

    Attributes:
        frame: the first without it.
        cost: of that place.
        reason: why it does not go with its sound.
    """

    frame: int
    cost: float
    reason: Reason


@dataclass(frozen=True)
class Surroundings:
    """What holds for every cue of a track.

    Attributes:
        limits: of the guide.
        rate: of the programme.
        last: the programme's last frame; None where its length is not known.
        shots: first frames of the shots but the first, ascending; empty where the guide asks for
            nothing near them.
    """

    limits: Limits
    rate: FrameRate
    last: int | None
    shots: tuple[int, ...]

    @cached_property
    def zones(self) -> ShotZones | None:
        """What the guide asks near a shot change, in frames of the rate."""
        return None if self.limits.shots is None else self.limits.shots.at(self.rate)

    @cached_property
    def chain(self) -> int:
        """Gaps of fewer frames than this beyond the least are too small."""
        gap = self.rate.nearest_frame(self.limits.chain_gap(self.rate))
        return gap - self.limits.min_gap_frames

    def between(self, first: int, last: int) -> tuple[int, ...]:
        """The shot changes from ``first`` to ``last``, both included."""
        return self.shots[bisect_left(self.shots, first) : bisect_right(self.shots, last)]


def out_of(said: Said, at: int, following: int | None, around: Surroundings) -> Out:
    """The best place for a cue to go.

    Args:
        said: the cue.
        at: the frame on which it comes.
        following: the frame on which the next comes; None where there is none.
        around: what holds for all.
    """
    limits, rate = around.limits, around.rate
    start = rate.time_of(at)
    longest = frame_reached(start, limits.max_duration + 1, rate) - 1
    read = frame_reached(start, said.need, rate)
    spoken = rate.nearest_frame(said.end)
    ready = max(spoken, read)
    tail = _tail(said, rate)
    plain, reason = _plain(
        min(max(ready, tail), longest), min(ready, longest), longest, following, around
    )
    if reason is None:
        reason = _why(said, plain, read=read, spoken=spoken, longest=longest)
    if around.last is not None and plain > around.last:
        plain, reason = around.last, Reason.END
    plain = max(plain, at + 1)
    zones = around.zones
    near = () if zones is None else around.between(at + 1, plain + zones.out_before)
    if not near or zones is None:
        cut = max(0, min(spoken, longest) - plain)
        return Out(plain, _UNREAD * max(0, read - plain) + _CUT * cut, reason)
    closed = None if following is None else following - limits.min_gap_frames
    bounds = [bound for bound in (longest, closed, around.last) if bound is not None]
    room = max(at + 1, min(bounds))
    ends = [(plain, reason), *_places(near, zones)]
    if closed is not None:
        ends += [(closed, Reason.CHAINED), (closed - around.chain, Reason.GAP)]

    def cost(frame: int) -> float:
        given = _UNREAD * max(0, read - frame)
        given += _CUT * max(0, min(spoken, room) - frame)
        given += _TAIL_LOST * max(0, min(tail, room) - frame)
        given += _OVER * max(0, frame - max(ready, tail))
        if closed is not None and 0 < closed - frame < around.chain:
            given += _GAP
        chained = frame == closed
        return given + sum(_near(shot, frame, spoken, zones, chained=chained) for shot in near)

    weighed = [(cost(frame), -frame, why) for frame, why in ends if at < frame <= room]
    least, frame, why = min(weighed, key=lambda one: one[:2])
    return Out(-frame, least, why)


def _tail(said: Said, rate: FrameRate) -> int:
    """Where a cue goes that nothing else holds or pushes."""
    if said.stay is not None:
        return rate.nearest_frame(said.stay)
    return rate.frame_shown(said.end + TAIL)


def _plain(
    out: int, ready: int, longest: int, following: int | None, around: Surroundings
) -> tuple[int, Reason | None]:
    """Where a cue goes if there were no shots, and why if the next cue is why.

    The guidelines: gaps of 3 to 11 frames (at 24 a second) are closed to 2. Where the longest
    duration forbids closing, the tail is given up instead, as far as the text has been ``ready``.
    """
    if following is None:
        return out, None
    room = following - around.limits.min_gap_frames
    if out >= room:
        return room, None if out == room else Reason.NEXT
    if room - out >= around.chain:
        return out, None
    if room <= longest:
        return room, Reason.CHAINED
    return max(ready, room - around.chain), Reason.GAP


def _why(said: Said, out: int, *, read: int, spoken: int, longest: int) -> Reason:
    """Why a cue goes there that nothing else pushes."""
    if out == longest and out <= max(read, spoken):
        return Reason.LONGEST
    if out == read and read > spoken:
        return Reason.READING if said.reads else Reason.SHORTEST
    return Reason.TAIL


def _places(shots: tuple[int, ...], zones: ShotZones) -> Iterator[tuple[int, Reason]]:
    """Places near shot changes where a cue may go."""
    for shot in shots:
        yield shot - zones.out_gap, Reason.SHOT_ENDS
        yield shot + zones.out_after, Reason.SHOT_STAYS
        yield shot - zones.out_before, Reason.SHOT_CLEAR


def _near(shot: int, out: int, spoken: int, zones: ShotZones, *, chained: bool) -> float:
    """What an out-time costs for one shot change."""
    carried = _CARRIED if out > shot and spoken <= shot else 0.0
    before = shot - out
    early = 0 <= before < zones.out_before and before != zones.out_gap
    if early or 0 < -before < zones.out_after:
        # A cue that is chained to the next goes when that one comes, wherever the shot changes.
        return carried + (_CHAINED if chained else _ZONE)
    return carried
