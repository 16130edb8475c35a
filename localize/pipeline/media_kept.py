"""What commands without a run find in media files: what they hold, their voices, their shots.

Listening and looking takes seconds a minute, so what was found is kept as a run's results are, and
each finds what the other kept: in the project's `.localize`, or for files of no project in the
user's cache folder. Either may be deleted whenever one likes; what is missing is found anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from localize import registry
from localize.delivery.files import output_error
from localize.delivery.heard import FOLDER
from localize.engines import Voices
from localize.errors import OutputError
from localize.findings import Finding
from localize.media.identity import content_hash
from localize.media.info import MediaInfo
from localize.media.refusal import see_ordinary
from localize.media.shots import FoundShots
from localize.pipeline.keys import content_key
from localize.pipeline.results import ResultStore, stat_key
from localize.pipeline.shots import SHOTS, shots_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.engines import VoiceDetector

#: The stage of voices, also the folder among the results; the others are a run's.
VOICES: Final = "voices"
#: Results that are kept of each stage, the last used; an hour's voices are some 50 kB.
MOST: Final = 200

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class HeardVoices:
    """What was heard in a media file.

    Attributes:
        voices: where somebody speaks.
        duration: of the programme, ms.
        findings: what is damaged or missing in its sound.
    """

    voices: Voices
    duration: int
    findings: tuple[Finding, ...]


class OwnResults(ResultStore):
    """Results of files that belong to no project: in the user's cache folder."""

    def __init__(self) -> None:
        import platformdirs  # noqa: PLC0415 -- only where there is no project

        self.folder = platformdirs.user_cache_path("localize", appauthor=False)


def results_for(project: Path | None) -> ResultStore:
    """Where what is heard is kept.

    Args:
        project: the folder that was named; None for the current one.
    """
    folder = Path() if project is None else project
    return ResultStore(folder) if (folder / FOLDER).is_dir() else OwnResults()


class KeptMedia:
    """Looks into media files and listens to them; what was found is kept, and remembered.

    The sound goes through a scratch file in the system's own folder (115 MB an hour), so that
    memory does not grow with its length.

    Args:
        results: where it is kept.
        begins: is told of a file that is about to be listened to.
        complains: is told, once, why nothing can be kept; the work goes on.
    """

    def __init__(
        self,
        results: ResultStore,
        begins: Callable[[Path], None],
        complains: Callable[[OutputError], None],
    ) -> None:
        self._results = results
        self._begins = begins
        self._complains = complains
        self._keeps = True
        self._known: dict[Path, tuple[str, MediaInfo]] = {}
        self._heard: dict[Path, HeardVoices] = {}

    def info(self, path: Path) -> MediaInfo:
        """What a media file holds, its dialogue chosen by itself.

        Raises:
            MediaError: it cannot be read, or has no sound that can be decoded.
        """
        return self._look(path)[1]

    def shots(self, path: Path) -> FoundShots:
        """The shot changes of a media file; none for one without a picture.

        Raises:
            MediaError: as `info`.
        """
        from localize.media.shots import find_shots  # noqa: PLC0415 -- PyAV

        media, info = self._look(path)
        key = shots_key(media, info)
        if key is None:
            return FoundShots()
        return self._kept(SHOTS, key, FoundShots, lambda: find_shots(path, info))

    def hear(self, path: Path) -> HeardVoices:
        """Where somebody speaks in a media file.

        Raises:
            MediaError: as `info`.
            MissingPartError: no detector of voices can be loaded.
            OutputError: the scratch file cannot be written.
        """
        place = path.resolve()
        if place not in self._heard:
            media, info = self._look(path)
            detector = registry.voice_detector()
            key = content_key(media, info.dialogue.index, detector.name, detector.method)
            self._heard[place] = self._kept(
                VOICES, key, HeardVoices, lambda: self._listen(path, info, detector)
            )
        return self._heard[place]

    def _look(self, path: Path) -> tuple[str, MediaInfo]:
        """The hash of a file, and what it holds."""
        from localize.media.probe import probe  # noqa: PLC0415 -- PyAV

        see_ordinary(path)
        place = path.resolve()
        if place not in self._known:
            key = content_key(stat_key(path))
            media = self._kept("identity", key, str, lambda: content_hash(path))
            key = content_key(media, str(None), "", "")  # as a run that was told nothing of it
            self._known[place] = (media, self._kept("probe", key, MediaInfo, lambda: probe(path)))
        return self._known[place]

    def _listen(self, path: Path, info: MediaInfo, detector: VoiceDetector) -> HeardVoices:
        from localize.media.decode import open_sound  # noqa: PLC0415 -- PyAV and numpy

        self._begins(path)
        with open_sound(path, info) as opened:
            voices = detector.listen(opened.sound)
        return HeardVoices(voices, info.duration, opened.findings)

    def _kept(
        self, stage: str, key: str, kind: type[_Value], compute: Callable[[], _Value]
    ) -> _Value:
        """A result, kept or computed now; where none can be kept that is told once."""
        found = self._get(stage, key, kind) if self._keeps else None
        if found is not None:
            return found
        value = compute()
        if self._keeps:
            try:
                self._results.put(stage, key, value)
                self._bound(stage)
            except OutputError as error:
                self._give_up(error)
        return value

    def _get(self, stage: str, key: str, kind: type[_Value]) -> _Value | None:
        try:
            found = self._results.get(stage, key, kind)
        except OutputError as error:
            self._give_up(error)
            return None
        if found is not None:
            self._use(self._results.path(stage, key))
        return found

    def _give_up(self, error: OutputError) -> None:
        self._keeps = False
        self._complains(error)

    def _use(self, path: Path) -> None:
        """Note that a result was of use, so that others go before it."""
        try:
            os.utime(path)
        except OSError:  # of a folder that only others may write: it lives as long as theirs do
            return

    def _bound(self, stage: str) -> None:
        """Let the results of a stage go that were of use longest ago; a run's own stay.

        Raises:
            OutputError: one cannot be removed.
        """
        if stage != VOICES and not isinstance(self._results, OwnResults):
            return
        folder = self._results.folder / "results" / stage
        try:
            used = sorted(folder.glob("*/*.json"), key=_last_use, reverse=True)
            for path in used[MOST:]:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(error, folder) from error


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another command let it go meanwhile
        return 0.0
