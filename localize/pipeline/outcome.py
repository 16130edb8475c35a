"""What becomes of one episode: its tracks, and the record of how each was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.drafting.fitting import KnownLine
from localize.drafting.risk import Risk
from localize.findings import Finding
from localize.media.info import MediaInfo
from localize.pipeline.programme import Programme
from localize.script import Provenance, Track
from localize.segmentation import Segmentation

if TYPE_CHECKING:
    from localize.errors import LocalizeError


@dataclass(frozen=True, slots=True)
class TrackOutcome:
    """One track that a run made.

    Attributes:
        track: its cues.
        limits: signature of the style guide's limits that it was laid out to.
        provenance: the machines that made it, in order.
        findings: what a person should know about it, by time.
        known: the cues whose text people approved before.
        risks: (cue id, how likely it is wrong); empty for a track that no engine drafted.
    """

    track: Track
    limits: str
    provenance: tuple[Provenance, ...]
    findings: tuple[Finding, ...]
    known: tuple[KnownLine, ...] = ()
    risks: tuple[tuple[str, Risk], ...] = ()


@dataclass(frozen=True, slots=True)
class TrackFailure:
    """One track that could not be made.

    Attributes:
        locale: of the market.
        message: what was wrong.
        hint: what to do about it.
        kind: class of the error.
    """

    locale: str
    message: str
    hint: str
    kind: str

    @classmethod
    def of(cls, locale: str, error: LocalizeError) -> TrackFailure:
        """What an error did to a market's track."""
        return cls(locale, error.message, error.hint, type(error).__name__)


@dataclass(frozen=True, slots=True)
class EpisodeOutcome:
    """One episode's result.

    Attributes:
        name: the episode.
        file: name of the media file.
        media_hash: SHA-256 of the media file.
        media: what the file holds.
        language: of the dialogue, BCP 47.
        language_probability: 0 to 1.
        duration: ms of programme.
        tracks: the source track first, then those that need the episode's sound alone.
        failures: markets that could not be drafted from it.
        drafted: markets that have nothing to wait for: theirs is among the tracks or the failures,
            or they read what is written already.
        findings: what a person should know about the episode as a whole.
        computed: how many stages were computed; 0 where every result was kept.
        listened: whether one of them listened to the programme.
        seconds: wall time.
        transcript: content key of what was heard, among the results of the stage ``speech``.
        shots: ms of the first frame of each shot but the first, ascending; None where they were
            not looked for.
        programme: what the other markets' tracks are made over.
        source: the source track as it was cut, with the words of each cue.
    """

    name: str
    file: str
    media_hash: str
    media: MediaInfo
    language: str
    language_probability: float
    duration: int
    tracks: tuple[TrackOutcome, ...]
    failures: tuple[TrackFailure, ...]
    findings: tuple[Finding, ...]
    computed: int
    listened: bool
    seconds: float
    transcript: str = ""
    shots: tuple[int, ...] | None = None
    drafted: tuple[str, ...] = ()
    programme: Programme | None = None
    source: Segmentation | None = None
