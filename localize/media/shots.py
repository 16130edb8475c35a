"""Where the shots of a programme begin, seen in its picture.

Every frame is decoded and looked at once, 64 by 36 pixels small (`localize.media.thumbnails`);
`localize.media.changes` knows what a change is. Time is spent in the decoder; memory does not grow
with the length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.findings import Finding, Severity
from localize.media.changes import MARGIN, find_changes
from localize.media.picture import look
from localize.media.thumbnails import Thumbnails
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from localize.media.info import MediaInfo

#: Changes whenever the same file may give other marks; part of the content key of kept results.
METHOD: Final = "1"

#: Frames that are judged at once; those around them are looked at too.
_BLOCK: Final = 1500


@dataclass(frozen=True, slots=True)
class FoundShots:
    """The shot changes of a file.

    Attributes:
        times: ms at which the first frame of each shot but the first is shown, ascending; on the
            programme's time, as cues are.
        findings: what is damaged.
    """

    times: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()


def detect_shots(
    path: Path, info: MediaInfo, progress: Callable[[int], None] | None = None
) -> tuple[int, ...]:
    """The shot changes of a media file: `find_shots` without its findings."""
    return find_shots(path, info, progress).times


def find_shots(
    path: Path, info: MediaInfo, progress: Callable[[int], None] | None = None
) -> FoundShots:
    """Find the shot changes of a media file, and say where its picture is damaged.

    A cut is marked at the first frame after it, a fade at the first after the black, a dissolve in
    its middle. Frames of a constant rate lie on its raster (`localize.timeline.FrameRate.time_of`),
    those of a variable rate where their timestamps say.

    Args:
        path: the file.
        info: what `localize.media.probe.probe` said about it.
        progress: called about every second of programme with the ms that are done; what it raises
            ends the work and goes through.

    Returns:
        No marks for sound alone, or where nothing of the picture can be decoded.

    Raises:
        MediaError: the file cannot be opened any more.
    """
    if info.video is None:
        return FoundShots()
    seen = look(path, info)
    if seen is None:
        return FoundShots(findings=(_UNREADABLE,))
    pictures = Thumbnails(path, info, seen, progress)
    found = list(_found(pictures, float(info.video.rate.rate)))
    lost = pictures.lost
    # The first frame after a hole differs from the last before it, whatever was in between.
    times = [time for time in found if not any(a < time <= b for a, b in lost)]
    return FoundShots(tuple(sorted(set(times))), _damage(lost))


def _found(pictures: Thumbnails, rate: float) -> Iterator[int]:
    """The times of changes, block by block."""
    margin = math.ceil(MARGIN * rate)
    times: list[int] = []
    rows: list[NDArray[np.uint8]] = []
    done = 0  # how many of those kept are judged already
    for time, picture in pictures:
        times.append(time)
        rows.append(picture)
        if len(rows) >= done + _BLOCK + margin:
            stop = done + _BLOCK
            yield from _judged(times, rows, done, stop, rate)
            drop = max(0, stop - margin)
            del times[:drop], rows[:drop]
            done = stop - drop
    yield from _judged(times, rows, done, len(rows), rate)


def _judged(
    times: list[int], rows: list[NDArray[np.uint8]], first: int, stop: int, rate: float
) -> Iterator[int]:
    """The times of changes among the pictures from ``first`` to before ``stop``."""
    if not rows:
        return
    for change in find_changes(np.stack(rows), rate):
        if first <= change.frame < stop:
            yield times[change.frame]


_UNREADABLE: Final = Finding(
    "picture-unreadable",
    Severity.WARNING,
    "The picture cannot be decoded, so that shot changes are not known. Export the file anew, or "
    "import a list of them.",
)


def _damage(lost: list[tuple[int, int]]) -> tuple[Finding, ...]:
    """Tell of stretches (ms) that could not be decoded, all as one."""
    if not lost:
        return ()
    total = sum(end - start for start, end in lost)
    places = "one place" if len(lost) == 1 else f"{len(lost)} places"
    message = (
        f"The picture is damaged in {places}, {total / 1000:.2f} s in all, from "
        f"{format_clock(lost[0][0])} on: shot changes are not known there. Look for a sound copy."
    )
    start = lost[0][0]
    return (
        Finding(
            "picture-damaged", Severity.WARNING, message, start=start, measured=total, unit="ms"
        ),
    )
