"""What is missing from a sound, told to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.findings import Finding, Severity
from localize.media.clock import BACK
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.media.clock import Restart

#: Stretches told one by one; a recording of a bad reception may have thousands.
_LISTED: Final = 10

#: Damaged stretches nearer to one another than this, in seconds, are one to a person.
_NEAR: Final = 1.0

#: Holes shorter than this, in seconds, are none that anybody hears as one; codecs for telephony
#: leave them between words.
_HOLE: Final = 0.2

#: Damage shorter than this, in seconds, loses nothing: the packet was no sound.
_CRUMB: Final = 0.01

#: Overlaps are told from this length on, in seconds.
_OVERLAP: Final = 0.2

#: How much of a file's stated length may be missing, in seconds: muxers round and pad.
_MISSING: Final = 1.0

#: Containers that state their length at the start (or, MP3, in their first frame).
_STATING: Final = frozenset(
    {"aiff", "asf", "avi", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "mxf"}
    | {"w64", "wav"}
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of loss is told; ``{length}`` and ``{at}`` are filled in."""

    rule: str
    severity: Severity
    one: str
    more: str


_DAMAGED: Final = _Kind(
    "sound-damaged",
    Severity.WARNING,
    "The sound is damaged for {length} at {at}; it is silent there. Look for a sound copy.",
    "The sound is damaged in {count} more places, {length} in all.",
)
_HOLES: Final = _Kind(
    "sound-hole",
    Severity.WARNING,
    "There is no sound in the file for {length} at {at}; it is taken as silence.",
    "There is no sound in the file in {count} more places, {length} in all.",
)
_OVERLAPS: Final = _Kind(
    "sound-overlap",
    Severity.NOTE,
    "The file holds sound twice for {length} at {at}; the later one is taken.",
    "The file holds sound twice in {count} more places, {length} in all.",
)


class Losses:
    """Collects the places where one sound does not follow the other."""

    def __init__(self) -> None:
        self._stretches: dict[_Kind, list[tuple[float, float]]] = {
            kind: [] for kind in (_DAMAGED, _HOLES, _OVERLAPS)
        }

    def between(self, end: float, start: float, *, damaged: bool) -> None:
        """Take note that sound goes on at ``start`` after it ended at ``end`` (seconds)."""
        if damaged and start - end >= _CRUMB:
            self._add(_DAMAGED, end, start)
        elif start - end >= _HOLE:
            self._add(_HOLES, end, start)
        elif _OVERLAP <= end - start <= BACK:  # more is a stray timestamp that is over
            self._add(_OVERLAPS, start, end)

    def _add(self, kind: _Kind, start: float, end: float) -> None:
        stretches = self._stretches[kind]
        if stretches and start - stretches[-1][1] < _NEAR:
            start = stretches.pop()[0]
        stretches.append((start, max(start, end)))

    def findings(self) -> list[Finding]:
        """What there is to tell: the longest stretches in order of time, then the rest as one."""
        found: list[Finding] = []
        for kind, stretches in self._stretches.items():
            longest = sorted(stretches, key=lambda stretch: stretch[0] - stretch[1])
            for start, end in sorted(longest[:_LISTED]):
                found.append(_finding(kind, kind.one, start, end - start))
            rest = longest[_LISTED:]
            if rest:
                total = sum(end - start for start, end in rest)
                found.append(_finding(kind, kind.more, min(rest)[0], total, len(rest)))
        return found


def _finding(kind: _Kind, text: str, start: float, length: float, count: int = 1) -> Finding:
    at, lasting = round(start * 1000), round(length * 1000)
    message = text.format(
        length=f"{lasting / 1000:.2f} s", at=format_clock(max(0, at)), count=count
    )
    return Finding(kind.rule, kind.severity, message, start=max(0, at), measured=lasting, unit="ms")


def restart_findings(restarts: Sequence[Restart]) -> list[Finding]:
    """Tell of the jumps of the clock that were taken out, one by one and the rest together."""
    found = [_restart_finding(restart) for restart in restarts[:_LISTED]]
    rest = restarts[_LISTED:]
    if rest:
        at = max(0, round(rest[0].at * 1000))
        message = (
            f"The file's clock jumps {len(rest)} more times from {format_clock(at)} on: times in "
            "this file cannot be trusted. Look for a sound copy."
        )
        found.append(Finding("clock-jump", Severity.WARNING, message, start=at))
    return found


def _restart_finding(restart: Restart) -> Finding:
    """Tell of a jump of the clock that was taken out."""
    at = max(0, round(restart.at * 1000))
    message = (
        f"The file's clock jumps by {restart.by:+.1f} s at {format_clock(at)}, as where two "
        "recordings are joined; the sound goes on without a break. See that cues fit the picture "
        "after it."
    )
    return Finding(
        "clock-jump",
        Severity.WARNING,
        message,
        start=at,
        measured=round(restart.by * 1000),
        unit="ms",
    )


def cut_off(end: float, promised: float) -> list[Finding]:
    """Tell of a file that ends (seconds) before the length that it states."""
    if promised - end <= _MISSING:
        return []
    at, length = round(end * 1000), round(promised * 1000)
    message = (
        f"The file ends at {format_clock(at)}, though it says that it lasts to "
        f"{format_clock(length)}: the rest is missing. Copy it again from where it came."
    )
    return [
        Finding(
            "sound-cut-off",
            Severity.WARNING,
            message,
            start=at,
            measured=at,
            limit=length,
            unit="ms",
        )
    ]


def out_of_phase(taken: tuple[float, ...]) -> Finding:
    """Tell that the two channels cancel, and which was taken."""
    side = "left" if taken[0] else "right"
    return Finding(
        "sound-out-of-phase",
        Severity.NOTE,
        f"The two channels are each other's opposite and would cancel; the {side} one is taken.",
    )


def stated_length(path: Path, format_name: str, seconds: float) -> float:
    """How long a file should be, in seconds, where FFmpeg goes by what is left of it.

    A WAV file says how many bytes follow its first eight (Microsoft, Multimedia Programming
    Interface and Data Specifications 1.0); programs that write into a pipe say all ones.

    Args:
        path: the file.
        format_name: FFmpeg's name of its container.
        seconds: its length as FFmpeg tells it.
    """
    if format_name != "wav":
        return seconds
    with path.open("rb") as file:
        head = file.read(8)
    stated = int.from_bytes(head[4:], "little")
    if head[:4] != b"RIFF" or stated >= 0x7FFFFFFF:
        return seconds
    return seconds * max(1.0, (stated + 8) / path.stat().st_size)


def states_length(path: Path, format_name: str) -> bool:
    """Whether a file says how long it is; of others FFmpeg guesses it from their size."""
    if format_name != "mp3":
        return format_name in _STATING
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":  # ID3v2.4, 3.1: the tag's size has 7 bits in each byte
            size = sum(
                (byte & 0x7F) << shift
                for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=False)
            )
            file.seek(10 + size)
        first = file.read(4096)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))
