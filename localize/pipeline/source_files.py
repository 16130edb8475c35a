"""Subtitle files that are to be translated, as they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from localize.delivery.manifest import file_hash
from localize.engines import ProgrammeStart
from localize.errors import FormatError, InputError
from localize.findings import Finding
from localize.formats import detect, read_bytes
from localize.formats.rates import rate_for
from localize.pipeline.same_words import reads_alike
from localize.script import Track, TrackRole
from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read.

    Attributes:
        path: of the file.
        track: its cues.
        sha256: of its bytes.
        format: name of its format.
        findings: what reading it repaired.
        start: of the programme, as the file says it.
        rate: that its drafts are timed to and written at.
    """

    path: Path
    track: Track
    sha256: str
    format: str
    findings: tuple[Finding, ...]
    start: ProgrammeStart
    rate: FrameRate

    def reads_alike(self, target: str) -> bool:
        """Whether its text can stand as it is in a track for a market."""
        text = "\n".join(cue.text for cue in self.track.cues)
        return reads_alike(self.track.locale, target, text)


def read_source(path: Path, episode: str, locale: str, told: FrameRate | None = None) -> SourceFile:
    """Read a file to be translated.

    Args:
        path: of the file.
        episode: what its drafts are called, ``/`` between folders.
        locale: of its text; empty to take it from its name.
        told: frame rate that was told; None to take the file's own, or the usual one.

    Raises:
        FormatError: it cannot be read.
        InputError: nothing says its language.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            f"Cannot read {str(path)!r}: {error.strerror or error}.", path=str(path)
        ) from error
    result = read_bytes(data, path=path, episode=episode, locale=locale or None)
    if result.track.locale == "und":
        raise InputError(
            "Its name does not say its language.",
            path=str(path),
            hint="Give --from, or name it like episode.en.srt.",
        )
    track = replace(result.track, role=TrackRole.TRANSCRIPT)
    return SourceFile(
        path,
        track,
        file_hash(data),
        detect(data, path).name,
        result.findings,
        result.start,
        rate_for(result, told),
    )
