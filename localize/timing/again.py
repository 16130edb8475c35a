"""Cues that have times already, timed anew by the guide, each move with its reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.script import Cue
from localize.timeline import Span
from localize.timing.choose import choose, said_of, surroundings
from localize.timing.moves import Edge, Move, Reason
from localize.timing.sounds import Sound, sounds_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from localize.guides.model import Limits
    from localize.timeline import FrameRate
    from localize.timing.ins import In
    from localize.timing.outs import Surroundings

#: An end that gives way near a shot change may let another one settle: after two passes nothing
#: moves any more in any of the files that this was tried on.
_PASSES: Final = 4


@dataclass(frozen=True, slots=True)
class Retimed:
    """Cues timed anew.

    Attributes:
        cues: as many as there were, in their order, their text untouched.
        moves: from where each end stood to where it stands; none for an end that stayed.
        together: ids of cues that were left as they are because they stand together with another.
    """

    cues: tuple[Cue, ...]
    moves: tuple[Move, ...] = ()
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """A cue, or cues that stand together and keep their times."""

    cues: tuple[Cue, ...]
    sound: Sound

    @property
    def fixed(self) -> bool:
        return len(self.cues) > 1

    @property
    def end(self) -> int:
        return max(cue.end for cue in self.cues)


def retime_again(
    cues: Sequence[Cue],
    limits: Limits,
    rate: FrameRate,
    *,
    speech: Sequence[Span] | None = None,
    spoken: Collection[str] = (),
    shots: Sequence[int] = (),
    duration: int | None = None,
) -> Retimed:
    """Give cues that have times already those that the guide asks for.

    The rules are those of `localize.timing.retime`. Cues that share more than half of the shorter
    one's time stand together on purpose (two speakers, a sign): they stay as they are, and the
    others keep clear of them. Where cues overlap by less, the first goes before the next comes.

    Args:
        cues: of one part of the picture, in programme order.
        limits: of the guide.
        rate: frames that times lie on and gaps are counted in.
        speech: where somebody speaks, ms, in order and apart; None where it is not known: then the
            cues' own times stand for it.
        spoken: ids of the cues that stand for speech.
        shots: first frames of the shots but the first, ms, ascending.
        duration: of the programme, ms; not looked at where a cue begins after it, since then it is
            another programme's.
    """
    if not cues:
        return Retimed(())
    if duration is not None and max(cue.start for cue in cues) >= duration:
        duration = None
    around = surroundings(limits, rate, duration, shots)
    now, reasons = tuple(cues), dict[tuple[str, Edge], Reason]()
    together: tuple[str, ...] = ()
    for _ in range(_PASSES):
        once = _once(now, sounds_of(now, speech, spoken, around), around)
        reasons |= {(move.cue_id, move.edge): move.reason for move in once.moves}
        together = together or once.together
        if once.cues == now:
            break
        now = once.cues
    moves = [
        move
        for before, after in zip(cues, now, strict=True)
        for move in _moves(before, after, reasons, rate)
    ]
    return Retimed(now, tuple(moves), together)


def _once(cues: Sequence[Cue], sounds: Sequence[Sound], around: Surroundings) -> Retimed:
    """One pass over the cues."""
    limits, rate = around.limits, around.rate
    blocks = list(_blocks(cues, sounds))
    said = []
    for block in blocks:
        text = replace(block.cues[0], lines=()) if block.fixed else block.cues[0]
        said.append(said_of(text, block.sound.span, limits, block.sound.stay))
    new: list[Cue] = []
    moves: list[Move] = []
    taken = 0  # the first frame on which nothing that was kept together stands any more
    for block, (at, out) in zip(blocks, choose(said, around), strict=True):
        if block.fixed:
            new += block.cues
            taken = rate.nearest_frame(block.end) + limits.min_gap_frames
            continue
        (cue,) = block.cues
        frame, came = _clear(cue, at, taken, rate)
        moved = replace(cue, start=rate.time_of(frame), end=rate.time_of(max(out.frame, frame + 1)))
        new.append(moved)
        sounded = came or (Reason.FIRST_SOUND if block.sound.span.start != cue.start else None)
        why = {(cue.id, Edge.IN): sounded or Reason.FRAME, (cue.id, Edge.OUT): out.reason}
        moves += _moves(cue, moved, why, rate)
    together = tuple(cue.id for block in blocks if block.fixed for cue in block.cues)
    return Retimed(tuple(new), tuple(moves), together)


def _clear(cue: Cue, at: In, taken: int, rate: FrameRate) -> tuple[int, Reason | None]:
    """The in-frame of a cue, not earlier than its own where cues that stay are still there."""
    own = rate.nearest_frame(cue.start)
    if at.frame < taken and at.frame < own:
        return own, None
    return at.frame, at.reason


def _blocks(cues: Sequence[Cue], sounds: Sequence[Sound]) -> Iterator[_Block]:
    """Cues one by one, and those that stand together as one."""
    group: list[Cue] = []
    first: Sound | None = None
    for cue, sound in zip(cues, sounds, strict=True):
        if first is not None and not any(_together(one, cue) for one in group):
            yield _block(group, first)
            group, first = [], None
        group.append(cue)
        first = first or sound
    if first is not None:
        yield _block(group, first)


def _block(group: list[Cue], first: Sound) -> _Block:
    if len(group) == 1:
        return _Block((group[0],), first)
    end = max(cue.end for cue in group)
    start = group[0].start
    return _Block(tuple(group), replace(first, span=Span(start, end), stay=end))


def _together(one: Cue, other: Cue) -> bool:
    """Whether two cues share more than half of the shorter one's time."""
    shared = one.span.overlap(other.span)
    return shared > 0 and 2 * shared > min(one.duration, other.duration)


def _moves(
    cue: Cue, moved: Cue, reasons: Mapping[tuple[str, Edge], Reason], rate: FrameRate
) -> Iterator[Move]:
    """What became of a cue's ends, and why."""
    for edge, old, new in (
        (Edge.IN, cue.start, moved.start),
        (Edge.OUT, cue.end, moved.end),
    ):
        frames = rate.nearest_frame(new) - rate.nearest_frame(old)
        if new != old:
            why = reasons[cue.id, edge] if frames else Reason.FRAME
            yield Move(cue.id, edge, old, new, frames, why)
