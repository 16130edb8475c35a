"""What an output folder's manifest says of a season, read for display.

The manifest is a file that anyone may have edited, so whatever it lacks is shown as unknown, and a
path in it is followed only inside the output folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from localize.delivery.manifest import NAME, Manifest
from localize.errors import OutputError
from localize.media.find import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FileCard:
    """One file of a track.

    Attributes:
        path: relative to the output folder, ``/`` between folders.
        sha256: of what the machine wrote.
    """

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TrackCard:
    """One track of an episode.

    Attributes:
        locale: BCP 47.
        role: ``transcript``, ``template`` or ``subtitle``.
        state: ``draft`` or ``final``.
        cues: how many.
        findings: (rule, how many) when it was made.
        style_guide: signature of the limits that it was made to.
        made_by: signature of each machine.
        files: in the order in which they were written.
    """

    locale: str
    role: str
    state: str
    cues: int
    findings: tuple[tuple[str, int], ...]
    style_guide: str
    made_by: tuple[str, ...]
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """One episode.

    Attributes:
        name: relative to the output folder, ``/`` between folders.
        media: name of the media file.
        language: of the dialogue; ``und`` where unknown.
        duration: ms.
        frame_rate: label, such as ``25``; empty where there is no picture.
        made: when its tracks were last made, as the manifest writes it.
        tracks: that of the dialogue's language first, then by locale.
    """

    name: str
    media: str
    language: str
    duration: int
    frame_rate: str
    made: str
    tracks: tuple[TrackCard, ...]

    def track(self, locale: str) -> TrackCard | None:
        """The track of a locale."""
        return next((track for track in self.tracks if track.locale == locale), None)

    @property
    def source(self) -> TrackCard | None:
        """The track in the language that is spoken."""
        return self.track(self.language)


@dataclass(frozen=True, slots=True)
class Season:
    """What an output folder holds.

    Attributes:
        episodes: in natural order.
        problem: why nothing could be read; empty where all is well.
        stamp: changes whenever the manifest does.
    """

    episodes: tuple[EpisodeCard, ...]
    problem: str = ""
    stamp: str = ""

    def episode(self, name: str) -> EpisodeCard | None:
        """The episode of a name."""
        return next((episode for episode in self.episodes if episode.name == name), None)

    @property
    def locales(self) -> tuple[str, ...]:
        """Every locale that has a track, the spoken languages first."""
        spoken = {episode.language for episode in self.episodes}
        every = {track.locale for episode in self.episodes for track in episode.tracks}
        return tuple(sorted(every, key=lambda locale: (locale not in spoken, locale)))


def read_season(out: Path) -> Season:
    """Read an output folder's manifest; a folder without one is an empty season."""
    stamp = file_stamp(out / NAME)
    try:
        manifest = Manifest.load(out)
    except OutputError as error:
        return Season((), str(error), stamp)
    cards = [_episode(name, entry) for name, entry in manifest.episodes.items()]
    return Season(tuple(sorted(cards, key=lambda card: natural_key(card.name))), "", stamp)


def file_stamp(path: Path) -> str:
    """A text that changes whenever a file is written, appears or goes away."""
    try:
        status = path.stat()
    except OSError:
        return "absent"
    return f"{status.st_ino}:{status.st_mtime_ns}:{status.st_size}"


def inside(out: Path, relative: str) -> Path | None:
    """The regular file that a path of the manifest names, if it lies inside the output folder.

    Links are followed first, so that none leads out.
    """
    pure = PurePosixPath(relative)
    if not relative or "\0" in relative or pure.is_absolute() or ".." in pure.parts:
        return None
    try:
        path = (out / pure).resolve()
        there = path.is_file()
    except (OSError, RuntimeError):  # a name too long for the disk; a loop of links
        return None
    return path if there and path.is_relative_to(out.resolve()) else None


# --- Reading JSON that may say anything -----------------------------------------------------------


def _episode(name: str, entry: Mapping[str, Any]) -> EpisodeCard:
    media = _mapping(entry.get("media"))
    language = _text(entry.get("language")) or "und"
    tracks = [_track(_mapping(track)) for track in _sequence(entry.get("tracks"))]
    return EpisodeCard(
        name=name,
        media=_text(media.get("file")),
        language=language,
        duration=_count(media.get("duration_ms")),
        frame_rate=_text(media.get("frame_rate")),
        made=_text(entry.get("made")),
        tracks=tuple(sorted(tracks, key=lambda track: (track.locale != language, track.locale))),
    )


def _track(entry: Mapping[str, Any]) -> TrackCard:
    files = [_mapping(file) for file in _sequence(entry.get("files"))]
    machines = [_mapping(machine) for machine in _sequence(entry.get("made_by"))]
    findings = _mapping(entry.get("findings"))
    return TrackCard(
        locale=_text(entry.get("locale")) or "und",
        role=_text(entry.get("role")) or "subtitle",
        state=_text(entry.get("state")) or "draft",
        cues=_count(entry.get("cues")),
        findings=tuple((str(rule), _count(number)) for rule, number in findings.items()),
        style_guide=_text(entry.get("style_guide")),
        made_by=tuple(_text(machine.get("signature")) for machine in machines),
        files=tuple(
            FileCard(_text(file.get("path")), _text(file.get("sha256")))
            for file in files
            if _text(file.get("path"))
        ),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
