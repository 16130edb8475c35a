"""What a style guide says for one language and audience: the limits that the rest works to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from localize.guides.habits import SILENT, DashStyle, Habits
from localize.guides.shots import ShotZones

if TYPE_CHECKING:
    from localize.timeline import FrameRate

__all__ = ["SILENT", "DashStyle", "Habits", "Limits", "ShotZones"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The hard limits of one guide for one locale, audience and kind of track.

    Attributes:
        guide: the guide's name.
        version: the guide's version.
        locale: the locale that they are for, BCP 47.
        audience: ``adult`` or ``children``.
        sdh: whether they are for the deaf and hard of hearing.
        counting: name of the rule that counts characters (`localize.guides.counting`).
        max_lines: lines in a cue.
        max_line_length: characters in a line, counted by ``counting``.
        reading_speed: characters per second, counted by ``counting``.
        min_duration: ms.
        max_duration: ms.
        min_gap_frames: frames between two cues, at every frame rate.
        chain_frames: a gap of fewer frames than this, and more than the least, is to be closed to
            the least; 0 where the guide does not ask for it. Counted at 24 frames a second, so
            half a second is 12; see `chain_gap`.
        max_line_length_vertical: characters in a line of vertical text; None where the guide has
            no figure of its own for it. See `line_length`.
        shots: what is asked near a shot change; None where the guide asks nothing.
        max_characters: characters in a cue, counted by ``counting``; None where the lines' length
            says it all.
        min_line_share: the least part of the longer line that the shorter of two has, 0 to 1, by
            ``counting``; 0 where the guide does not ask for it.
        min_word_duration: ms that a cue stands for each of its words, at least; 0 where the guide
            does not ask for it.
    """

    guide: str
    version: str
    locale: str
    audience: str
    sdh: bool
    counting: str
    max_lines: int
    max_line_length: float
    reading_speed: float
    min_duration: int
    max_duration: int
    min_gap_frames: int
    chain_frames: int = 0
    max_line_length_vertical: float | None = None
    shots: ShotZones | None = None
    max_characters: float | None = None
    min_line_share: float = 0.0
    min_word_duration: int = 0

    def line_length(self, *, vertical: bool) -> float:
        """Characters in a line of a cue that is set vertically, or that is not."""
        return (vertical and self.max_line_length_vertical) or self.max_line_length

    def min_gap(self, rate: FrameRate) -> int:
        """The least gap between two cues, in ms at ``rate``, rounded up."""
        return rate.span_of(self.min_gap_frames)

    def chain_gap(self, rate: FrameRate) -> int:
        """Gaps shorter than this many ms are closed to the least; 0 where none is.

        The figure is given for 24 frames a second and means a length of time, so it grows with
        the rate: 12 frames at 24 are 15 at 30.
        """
        frames = (self.chain_frames * rate.nominal + 12) // 24
        return rate.span_of(frames) if self.chain_frames else 0

    @property
    def signature(self) -> str:
        """A short name that changes whenever any limit does; part of every content key."""
        figures = json.dumps(asdict(self), sort_keys=True).encode()
        kind = "sdh" if self.sdh else "subtitle"
        digest = hashlib.sha256(figures).hexdigest()[:8]
        return f"{self.guide}:{self.version}|{self.locale}|{self.audience}|{kind}|{digest}"
