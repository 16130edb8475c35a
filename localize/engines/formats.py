"""Subtitle formats: bytes become tracks, and tracks bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol, runtime_checkable

from localize.findings import Finding
from localize.script import Track
from localize.timeline import FrameRate

#: Highest frame number of a second that every format's own rate has.
_LAST_FRAME: Final = 24


@dataclass(frozen=True, slots=True)
class ProgrammeStart:
    """What a file says of its programme's start, which is taken off its times.

    Attributes:
        timecode: SMPTE, of the first frame; empty where it says none.
        rate: that its frames are counted at; None where the file does not say.
    """

    timecode: str = ""
    rate: FrameRate | None = None

    def at(self, rate: FrameRate | None) -> str:
        """The same moment as `WriteOptions.start`: a timecode that there is at a rate.

        Args:
            rate: of `WriteOptions`; None leaves it to the format.
        """
        if not self.timecode:
            return ""
        hours, minutes, seconds, frames = map(int, re.split(r"[:;.,]", self.timecode))
        if rate is None:
            mark, frames = self.timecode[8], min(frames, _LAST_FRAME)
        else:
            if self.rate is not None:
                # Up: writers whose rate it is again round down.
                frames = -(-frames * rate.nominal // self.rate.nominal)
            frames = min(frames, rate.nominal - 1)
            mark = ":"
            if rate.drop:
                mark = ";"
                if minutes % 10 and not seconds:
                    frames = max(frames, rate.nominal // 15)
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read from a subtitle file: cues in = cues out + findings.

    Attributes:
        track: the cues.
        encoding: name of the text encoding that was found.
        findings: every repair, and whatever had to be left out.
        start: of the programme, as the file says it; whoever writes the track again as a file
            gives it to the writer.
        rate: of the programme, as the file says it or its format counts it; None where times are
            those of a clock and nothing says more.
    """

    track: Track
    encoding: str
    findings: tuple[Finding, ...] = ()
    start: ProgrammeStart = ProgrammeStart()
    rate: FrameRate | None = None


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a track is written.

    Attributes:
        draft: no person has approved it; formats that can say so do.
        note: a line about who made it, for formats with comments.
        rate: frame rate, for formats that count frames.
        start: SMPTE timecode of the programme's first frame, ``10:00:00:00``, for formats whose
            times are timecodes; empty for 00:00:00:00.
    """

    draft: bool = False
    note: str = ""
    rate: FrameRate | None = None
    start: str = ""


@runtime_checkable
class SubtitleFormat(Protocol):
    """One subtitle format. Built without arguments.

    ``extensions`` are the endings of its files' names, with the dot, the usual one first; where
    several formats share one, ``default`` says which is meant by it alone.
    """

    name: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]]
    default: ClassVar[bool]

    def sniff(self, head: str) -> float:
        """How sure it is, 0 to 1, that a text beginning with ``head`` is in this format."""

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """Read a file's bytes, repairing what can be repaired.

        Raises:
            FormatError: no cue can be read at all.
        """

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """The file's bytes: sorted, renumbered, escaped; UTF-8 where the format has a choice.

        Raises:
            OutputError: the format cannot carry the track's words, or the bytes do not read back
                as what was written.
        """

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """What this format cannot say of the track, written with ``options``."""


@runtime_checkable
class BinaryFormat(Protocol):
    """What a `SubtitleFormat` also fulfils whose files are no text: its bytes are looked at."""

    def sniff_bytes(self, head: bytes) -> float:
        """How sure it is, 0 to 1, that a file beginning with ``head`` is in this format."""
