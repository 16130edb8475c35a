"""Why an end of a cue stands where it does, in a person's words."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Edge(enum.StrEnum):
    """An end of a cue."""

    IN = "in"
    OUT = "out"


class Reason(enum.StrEnum):
    """Why an end was moved away from its sound; the value is what a person reads."""

    FRAME = "stands on a frame"
    FIRST_SOUND = "comes with its first sound"
    WITH_SHOT = "comes with the shot"
    BEFORE_SHOT = "comes well before the next shot"
    ORDER = "comes after the cue before it"
    INSIDE = "comes before the programme ends"
    TAIL = "stays half a second after the sound"
    READING = "stays until it can be read"
    SHORTEST = "stays for the least duration"
    LONGEST = "goes after the longest duration"
    CHAINED = "closes the gap to the next cue"
    NEXT = "makes room for the next cue"
    GAP = "leaves a gap that can be seen"
    SHOT_ENDS = "goes just before the shot changes"
    SHOT_STAYS = "stays well into the next shot"
    SHOT_CLEAR = "goes well before the shot changes"
    END = "goes when the programme ends"


@dataclass(frozen=True, slots=True)
class Move:
    """One end of a cue that does not stand where it would without the guide.

    That is the frame of its sound (`localize.timing.explain`), or where a file has it
    (`localize.timing.again`).

    Attributes:
        cue_id: the cue.
        edge: which end.
        start: where its sound begins (in) or ends (out), or where the file has it, ms.
        end: where it stands, ms.
        frames: from the frame nearest to ``start`` to where it stands; negative is earlier.
        reason: why.
    """

    cue_id: str
    edge: Edge
    start: int
    end: int
    frames: int
    reason: Reason
