"""Which frame rate a file is checked, timed and written at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.timeline import FrameRate

if TYPE_CHECKING:
    from localize.engines import ReadResult

#: Frames are counted at this rate where nothing says one; the guides' figures are written for it.
DEFAULT_RATE: Final = FrameRate.parse("24")


def rate_for(file: ReadResult, told: FrameRate | None) -> FrameRate:
    """The rate that people or the picture tell, else what the file says itself, else the usual one.

    Args:
        file: as it was read.
        told: None where nobody tells any.
    """
    return told or file.rate or DEFAULT_RATE
