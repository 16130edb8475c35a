"""Diarisers: who speaks when, told by the voices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from localize.findings import Finding
from localize.script import Provenance, Word
from localize.timeline import Span

if TYPE_CHECKING:
    from localize.engines.settings import EngineSettings, FetchProgress, Progress
    from localize.media import Sound  # noqa: TC004 -- numpy; requests are never read from files


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch in which one speaks.

    Attributes:
        speaker: the diariser's own label; the same for all turns of one voice.
        start: ms.
        end: ms; after ``start``.
    """

    speaker: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeakersRequest:
    """One episode whose speakers are to be told apart.

    Attributes:
        id: the caller's name for it.
        sound: the dialogue, 16 kHz mono, placed on the picture's time.
        speech: where somebody speaks; ms, in order, none touching another.
        words: what is said, in order; empty where nobody knows.
        language: of the dialogue, BCP 47.
    """

    id: str
    sound: Sound
    speech: tuple[Span, ...]
    words: tuple[Word, ...] = ()
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who speaks when in one episode.

    Attributes:
        turns: by start; those of different speakers may overlap.
        provenance: who made it.
        findings: what a person should know.
    """

    turns: tuple[Turn, ...]
    provenance: Provenance
    findings: tuple[Finding, ...] = ()


class Diariser(Protocol):
    """Tells by their voices who speaks when. Built from `EngineSettings`.

    Building one loads nothing.
    """

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Check that what it needs is there, fetching weights if allowed.

        Raises:
            MissingPartError: what is missing, and how to get it.
            FetchError: the network failed.
        """

    def provenance(self) -> Provenance:
        """Diariser, model and parameters; its signature is part of the content key."""

    def tell_apart(self, request: SpeakersRequest, progress: Progress | None = None) -> Speakers:
        """Who speaks when; every ms of the request's speech is in a turn.

        Args:
            request: the episode.
            progress: called with the request's id and how many ms of its sound are done.

        Raises:
            MissingPartError: weights or device are not there.
        """
