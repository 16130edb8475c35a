"""Episodes heard together: the speech engine gets all that are to be heard at once.

It then shares its batches out among them, and gives each back as soon as it is whole. Its
transcript is kept at once, and its tracks are made and handed on while the engine listens on.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.engines import SpeechRequest, Transcript
from localize.findings import Finding
from localize.pipeline import apart, english
from localize.pipeline.choosing import FATAL
from localize.pipeline.events import Notice
from localize.pipeline.settings import EpisodeJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.media.info import MediaInfo  # noqa: TC004 -- no one reads the fields' types
    from localize.pipeline.episode import EpisodeWorker
    from localize.pipeline.journal import Journal  # noqa: TC004
    from localize.pipeline.outcome import EpisodeOutcome
    from localize.pipeline.stages import LazySound, Stages  # noqa: TC004

    Answer = tuple[EpisodeJob, EpisodeOutcome | Exception]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the speech stage keeps: the transcript, and what was odd about the sound.

    Attributes:
        transcript: words with times.
        findings: from decoding.
    """

    transcript: Transcript
    findings: tuple[Finding, ...]


@dataclass
class Looked:
    """An episode whose file was looked at.

    Attributes:
        job: the episode.
        stages: where its work is counted.
        media: hash of its file.
        info: what the file holds.
        findings: about the file.
        key: content key of its transcript.
        sound: its dialogue.
        parts: what was heard of it so far.
        seconds: wall time that it took so far.
    """

    job: EpisodeJob
    stages: Stages
    media: str
    info: MediaInfo
    findings: tuple[Finding, ...]
    key: str
    sound: LazySound
    parts: Journal
    seconds: float

    def progress(self, _: str, done: int) -> None:
        """Tell how far it is heard, and once where what was heard cannot be kept.

        Args:
            done: ms of it.
        """
        self.stages.progress("speech", self.info.duration)("", done)
        if why := self.parts.complaint():
            message = (
                f"What is heard of it cannot be kept until it is whole ({why}): a run that is "
                "broken off will hear it from its beginning."
            )
            self.stages.emit(Notice(self.job.name, "parts-not-kept", "warning", message))

    def whole(self) -> None:
        """Its transcript is kept: the parts that it was made of go."""
        if taken := self.parts.taken:
            parts = f"{taken} part{'s' * (taken > 1)}"
            message = f"{parts} of it had been heard by a run that was broken off."
            self.stages.emit(Notice(self.job.name, "parts-taken", "note", message))
        self.parts.drop()

    def heard(self, transcript: Transcript, speakers: str) -> Heard:
        """What is kept of a transcript; the English beside it is kept first.

        Args:
            transcript: as it was heard.
            speakers: as `RunSettings.speakers`.
        """
        if self.job.script and apart.asked(self.sound, speakers) and self.sound.levels is not None:
            transcript = apart.by_channel(transcript, self.sound.levels)
        made = replace(transcript.provenance, inputs=self.media)
        english.keep(self.stages.results, self.key, transcript.english)
        return Heard(replace(transcript, provenance=made, english=None), self.sound.findings)


def work_together(
    worker: EpisodeWorker, jobs: Sequence[EpisodeJob], emit: Callable[[object], None]
) -> Iterator[Answer]:
    """Each episode with what became of it, as it ends; one failure stops no other.

    Args:
        worker: whose engines do the work.
        jobs: the episodes; no two of one name.
        emit: is told what happens, by one thread at a time.
    """
    lock = threading.Lock()

    def tell(event: object) -> None:
        # The engine asks for sounds in a thread of its own, while tracks are made in this one.
        with lock:
            emit(event)

    missing: dict[str, Looked] = {}
    same: list[Looked] = []
    for job in jobs:
        try:
            looked = worker.look(job, tell)
        except Exception as error:  # noqa: BLE001 -- one job's failure stops no other
            yield job, error
            continue
        if looked.key in missing:
            same.append(looked)
        elif looked.stages.missing("speech", looked.key):
            missing[looked.key] = looked
        else:
            yield job, _finished(worker, looked)
    if missing:
        yield from _Listening(worker, list(missing.values()), tell).run()
    for looked in same:
        yield looked.job, _finished(worker, looked)


def _finished(
    worker: EpisodeWorker, looked: Looked, heard: Heard | None = None
) -> EpisodeOutcome | Exception:
    """The tracks of an episode; without ``heard`` what is kept of it is taken, or heard now."""
    try:
        with looked.sound:
            return worker.finish(looked, heard or worker.hear(looked))
    except Exception as error:  # noqa: BLE001 -- one job's failure stops no other
        return error


class _Listening:
    """The episodes whose words are missing, while the engine listens to them."""

    def __init__(
        self, worker: EpisodeWorker, missing: Sequence[Looked], tell: Callable[[object], None]
    ) -> None:
        self._worker = worker
        self._tell = tell
        self._asked = {looked.job.name: looked for looked in missing}
        self._left = dict(self._asked)
        self._unopened = list(missing)
        #: Episodes whose sound cannot be had, filled by the engine's thread.
        self._failed: deque[tuple[Looked, Exception]] = deque()

    def run(self) -> Iterator[Answer]:
        """Each episode as it ends."""
        worker = self._worker
        try:
            worker.ready(worker.speech, self._unopened[0].stages)
        except FATAL as error:
            yield self._unopened[0].job, error
            return
        try:
            yield from self._heard()
        except Exception as error:  # noqa: BLE001 -- whose it is, is found out below
            if isinstance(error, FATAL) or len(self._left) == 1:
                yield next(iter(self._left.values())).job, error
                return
            # What the engine cannot bear may be one episode's: each of the rest by itself.
            self._tell(
                Notice(
                    rule="heard-apart",
                    severity="warning",
                    message=f"The speech engine failed ({type(error).__name__}: {error}); the "
                    f"{len(self._left)} episodes that were left are heard one by one.",
                )
            )
            for looked in list(self._left.values()):
                looked.sound.close()
                yield looked.job, self._alone(looked.job)
        finally:
            for looked in self._left.values():
                looked.sound.close()

    def _heard(self) -> Iterator[Answer]:
        worker = self._worker
        before = time.monotonic()
        for transcript in apart.transcribe(worker.speech, self._requests(), self._progress):
            looked = self._left[transcript.id]
            now = time.monotonic()
            looked.seconds += now - before
            heard = looked.heard(transcript, worker.settings.speakers)
            looked.stages.keep("speech", looked.key, heard, now - before, listened=True)
            looked.whole()
            answer = _finished(worker, looked, heard)
            del self._left[transcript.id]
            yield looked.job, answer
            yield from self._unheard()
            before = time.monotonic()
        yield from self._unheard()

    def _requests(self) -> Iterator[tuple[SpeechRequest, ...]]:
        """Asked for in the engine's thread, as it can work on them."""
        for looked in self._unopened:
            try:
                requests = self._worker.requests(looked)
            except Exception as error:  # noqa: BLE001 -- told as this episode's own
                self._failed.append((looked, error))
                continue
            looked.stages.started("speech", total=looked.info.duration)
            yield requests

    def _unheard(self) -> Iterator[Answer]:
        while self._failed:
            looked, error = self._failed.popleft()
            del self._left[looked.job.name]
            looked.sound.close()
            yield looked.job, error

    def _progress(self, name: str, done: int) -> None:
        self._asked[name].progress(name, done)

    def _alone(self, job: EpisodeJob) -> EpisodeOutcome | Exception:
        try:
            return self._worker(job, self._tell)
        except Exception as error:  # noqa: BLE001 -- one job's failure stops no other
            return error
