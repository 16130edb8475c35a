"""Speech engines: sound becomes timed words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from localize.engines.coverage import Coverage
from localize.engines.english import English
from localize.engines.parts import Parts
from localize.findings import Finding
from localize.script import Provenance, Word
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines.settings import EngineSettings, FetchProgress, Progress
    from localize.media import Sound  # noqa: TC004 -- numpy; requests are never read from files


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """What somebody says by a supplied script.

    Attributes:
        text: the words, as they are written there.
        speaker: who says them; empty where the script does not say.
        line: where it stands in the script's file, from 1; None where nobody counted.
    """

    text: str
    speaker: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One episode's sound to be recognised.

    Attributes:
        id: the caller's name for it; comes back with the result.
        sound: the dialogue, 16 kHz mono, placed on the picture's time.
        language: language of the dialogue; empty to detect it.
        script: what a supplied dialogue list or script has people say, whose words win over
            recognition; empty for none. An engine that cannot align one says so in its
            capabilities.
        terms: names of the show to listen for.
        english_from: languages out of which the dialogue is wanted in English as well, for a draft
            made from sound. An engine that can makes it on the way (`Transcript.english`); others,
            and dialogue in any other language, leave it.
        parts: where the engine may keep what it heard so far, and look for what a run that was
            killed has heard; None for nowhere. The result is the same in any case.
    """

    id: str
    sound: Sound
    language: str = ""
    script: tuple[ScriptLine, ...] = ()
    terms: tuple[str, ...] = ()
    english_from: frozenset[str] = frozenset()
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a speech engine heard in one episode.

    Attributes:
        id: of the request.
        language: BCP 47 language of most of the dialogue; ``und`` where nothing is said.
        language_probability: 0 to 1; 1 where it was given.
        words: in order, no two overlapping in their starts.
        speech: where somebody speaks, by voice activity alone: speech without words and words
            without speech can be told from it.
        duration: of the sound, ms.
        findings: what a person should know (a window that would not decode, a doubt about the
            language …).
        provenance: who made it.
        coverage: what may have been missed or made up; None where the engine does not say.
        english: the dialogue in English, where that was asked for and made on the way.
    """

    id: str
    language: str
    language_probability: float
    words: tuple[Word, ...]
    speech: tuple[Span, ...]
    duration: int
    provenance: Provenance
    findings: tuple[Finding, ...] = ()
    coverage: Coverage | None = None
    english: English | None = None


@dataclass(frozen=True, slots=True)
class SpeechCapabilities:
    """What a speech engine can do.

    Attributes:
        languages: language tags; empty for any.
        script: aligns a supplied script.
        terms: listens for names.
        english: makes English on the way (`SpeechRequest.english_from`).
    """

    languages: frozenset[str] = frozenset()
    script: bool = False
    terms: bool = False
    english: bool = False


class SpeechEngine(Protocol):
    """Turns sound into timed words. Built from `EngineSettings`; a context manager.

    Building one is cheap and loads nothing: weights are loaded by the first `transcribe`, so that
    a run that finds every result ready never loads them.
    """

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...
    def __enter__(self) -> SpeechEngine: ...
    def __exit__(self, *_: object) -> None: ...

    def capabilities(self) -> SpeechCapabilities:
        """What it can do with the model that is set."""

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Check that the device is there and the weights are kept, fetching them if allowed.

        Raises:
            MissingPartError: what is missing, and how to get it.
            FetchError: the network failed.
        """

    def provenance(self) -> Provenance:
        """Engine, model and parameters; its signature is part of the content key.

        It names what was asked for, not what ``auto`` finds on this machine, so that finished work
        is not repeated on another.
        """

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """Yield each request's transcript as soon as it is whole, in any order.

        Requests are taken as they can be worked on, so that windows of many episodes may share a
        batch.

        Raises:
            MediaError: a sound cannot be read.
            MissingPartError: weights or device are not there.
        """
