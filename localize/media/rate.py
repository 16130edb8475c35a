"""Whether a file runs at the season's frame rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from localize.media.info import MediaInfo
    from localize.timeline import FrameRate


def rate_finding(info: MediaInfo, wanted: FrameRate) -> Finding | None:
    """What is wrong with the file's frame rate, or None.

    Drop-frame is another way to number the same frames, not another rate, and no finding.

    Args:
        info: of the file; one without picture has no rate, and no finding.
        wanted: the delivery frame rate of the season.
    """
    if info.video is None:
        return None
    rate = info.video.rate
    if info.video.variable:
        return Finding(
            "frame-rate-variable",
            Severity.WARNING,
            f"The frame rate varies (about {rate.label}); cues cannot be laid on its frames. "
            f"Convert the picture to {wanted.label} before anything is drafted.",
            measured=float(rate.rate),
            limit=float(wanted.rate),
            unit="frames per second",
        )
    if rate.rate == wanted.rate:
        return None
    return Finding(
        "frame-rate",
        Severity.WARNING,
        f"The file runs at {rate.label} frames a second, the season at {wanted.label}: cues drawn "
        "up here will not fit the delivery. Use the right version, or set the season's frame rate.",
        measured=float(rate.rate),
        limit=float(wanted.rate),
        unit="frames per second",
    )
