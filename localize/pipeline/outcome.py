"""What becomes of one episode: its tracks, and the record of how each was made."""

from __future__ import annotations

from dataclasses import dataclass

from localize.findings import Finding
from localize.media.info import MediaInfo
from localize.script import Provenance, Track


@dataclass(frozen=True, slots=True)
class TrackOutcome:
    """One track that a run made.

    Attributes:
        track: its cues.
        limits: signature of the style guide's limits that it was laid out to.
        provenance: the machines that made it, in order.
        findings: what a person should know about it, by time.
    """

    track: Track
    limits: str
    provenance: tuple[Provenance, ...]
    findings: tuple[Finding, ...]


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
        tracks: the source track first.
        failures: markets that could not be drafted.
        findings: what a person should know about the episode as a whole.
        computed: how many stages were computed; 0 where every result was kept.
        listened: whether one of them listened to the programme.
        seconds: wall time.
        transcript: content key of what was heard, among the results of the stage ``speech``.
        shots: ms of the first frame of each shot but the first, ascending; None where they were
            not looked for.
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
