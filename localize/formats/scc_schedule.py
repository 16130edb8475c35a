"""When the codes of captions are sent: line 21 carries one word of two bytes in each frame.

A pop-on caption is loaded unseen before it is shown, so its words need as many frames between the
caption before it and its in-time. Where there are too few it appears late, and by how much is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from localize.formats import scc_codes as codes

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Slot:
    """When a caption is shown, in frames from the programme's first.

    Attributes:
        asked: its in-frame as the track has it.
        start: the frame in which it appears.
        end: the frame in which it is gone.
        erase: whether a code erases it; else the next caption takes its place.
    """

    asked: int
    start: int
    end: int
    erase: bool

    @property
    def late(self) -> int:
        """Frames that it appears late."""
        return self.start - self.asked


def schedule(spans: Sequence[tuple[int, int]], lengths: Sequence[int]) -> tuple[Slot, ...]:
    """When captions can be shown.

    Args:
        spans: in- and out-frame of each, in order of their in-frames.
        lengths: words that it takes to load each.

    Returns:
        The slots; one whose ``end`` is not after its ``start`` cannot be shown at all.
    """
    starts: list[int] = []
    free = 0
    for at, (span, length) in enumerate(zip(spans, lengths, strict=True)):
        # The two words that erase the caption before lie in the way of the load, and may cost
        # one more, for the words of a unit are not parted.
        starts.append(max(span[0], free + length + (3 if at else 0)))
        free = starts[-1] + 2
    slots = []
    for at, (span, start) in enumerate(zip(spans, starts, strict=True)):
        following = starts[at + 1] if at + 1 < len(starts) else None
        # Showing takes two words, so nothing can be erased before they are sent.
        end = max(span[1], start + 2) if span[1] > start else start
        erase = following is None or end + 2 <= following
        if following is not None and not erase:
            end = following
        slots.append(Slot(span[0], start, end, erase))
    return tuple(slots)


def words(slots: Sequence[Slot], loads: Sequence[list[tuple[int, ...]]]) -> dict[int, int]:
    """Every word with the frame that it is sent in."""
    sent: dict[int, int] = {}
    for slot in slots:
        sent[slot.start] = sent[slot.start + 1] = codes.EOC
        if slot.erase:
            sent[slot.end] = sent[slot.end + 1] = codes.EDM
    for at, (slot, units) in enumerate(zip(slots, loads, strict=True)):
        first = slots[at - 1].start + 2 if at else 0
        frame = slot.start
        for unit in reversed(units):
            frame -= len(unit)
            while any(frame + n in sent for n in range(len(unit))):
                frame -= 1
            if frame < first:
                raise ValueError("a caption's words do not fit before it is shown")
            for n, word in enumerate(unit):
                sent[frame + n] = word
    return sent


def stretches(sent: dict[int, int]) -> list[tuple[int, list[int]]]:
    """Words that follow each other without a gap, each with the frame of the first."""
    frames = sorted(sent)
    found: list[tuple[int, list[int]]] = []
    for before, frame in pairwise([None, *frames]):
        if frame is None:
            continue
        if before is None or frame != before + 1:
            found.append((frame, []))
        found[-1][1].append(sent[frame])
    return found
