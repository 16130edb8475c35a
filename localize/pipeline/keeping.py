"""Taking an episode's drafts into the project's database, where people work on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.delivery.heard import coverage_of
from localize.engines import Address, Character, Term
from localize.errors import UnknownNameError
from localize.memory.addresses import Addresses
from localize.memory.characters import Characters
from localize.memory.recap import known_lines
from localize.memory.terms import Terms
from localize.pipeline.copying import keep_dialogue
from localize.pipeline.events import Notice
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.own_words import names_of
from localize.review.service import Review
from localize.review.sources import SourceText, source_approved, source_text
from localize.season import load_season
from localize.store import Database
from localize.store.seasons import episodes_of, find_season
from localize.store.shots import SaidShots, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from localize.drafting.known import KnownLines
    from localize.memory.recap import Shelf
    from localize.pipeline.events import Emit
    from localize.pipeline.outcome import EpisodeOutcome


class Keeper:
    """Keeps what a run made in the database of its project.

    What a person has touched, confirmed or approved there stays as it is; the person is told where
    a new draft says otherwise.
    """

    def __init__(self, project: Path, emit: Emit) -> None:
        self._emit = emit
        self._project = project
        self._database = Database.of_project(project)
        self._database.upgrade()
        season = load_season(project)
        self._name = season.name
        self._season = season
        self._review = Review(self._database, season, project)
        self._terms = Terms(self._database, season)

    def close(self) -> None:
        """Let the database go."""
        self._database.close()

    def terms(self, locales: Iterable[str]) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        """The show's words that have a rendering, market by market."""
        found = []
        for locale in locales:
            try:
                kept = self._terms.of_locale(locale)
            except UnknownNameError:
                return ()  # the season's first run
            own = tuple(
                Term(one.source, one.target, one.kind, one.note) for one in kept if one.target
            )
            if own:
                found.append((locale, own))
        return tuple(found)

    def addresses(self, locales: Iterable[str]) -> tuple[tuple[str, tuple[Address, ...]], ...]:
        """Who addresses whom how, market by market."""
        service = Addresses(self._database, self._season)
        try:
            found = [(locale, service.for_engines(locale)) for locale in locales]
        except UnknownNameError:
            return ()  # the season's first run
        return tuple((locale, own) for locale, own in found if own)

    def characters(self) -> tuple[Character, ...]:
        """Who speaks in the show."""
        try:
            return Characters(self._database, self._season).for_engines()
        except UnknownNameError:
            return ()  # the season's first run

    def confirmed(self, locales: Iterable[str]) -> tuple[tuple[str, frozenset[str]], ...]:
        """Names and terms of the show, market by market; the source's own under an empty locale."""
        with self._database.read() as session:
            season = find_season(session, self._name)
            if season is None:
                return ()  # the season's first run
            return tuple((tag, names_of(session, season.id, tag)) for tag in ("", *locales))

    def known(self, locales: Iterable[str], shelf: Shelf) -> tuple[tuple[str, KnownLines], ...]:
        """What people approved before, in every season of the database, market by market.

        Args:
            locales: of the markets.
            shelf: keeps what is read of tracks.
        """
        return tuple(known_lines(self._database, locales, shelf).items())

    def media(self) -> dict[str, str]:
        """Path of the media of each of the season's episodes, by its name; empty where unknown."""
        with self._database.read() as session:
            season = find_season(session, self._name)
            rows = [] if season is None else episodes_of(session, season.id)
            return {row.name: row.media_path for row in rows}

    def marks(self, episode: str) -> SaidShots | None:
        """What people said of an episode's shot changes; None where nobody did."""
        with self._database.read() as session:
            season = find_season(session, self._name)
            rows = [] if season is None else episodes_of(session, season.id)
            found = [said_of(session, row.id) for row in rows if row.name == episode]
        return found[0] if found and found[0] != SaidShots() else None

    def approved(self, episode: str) -> bool:
        """Whether people have settled an episode's source track."""
        with self._database.read() as session:
            return source_approved(session, self._season.name, episode)

    def source(self, episode: str, locale: str, market: str) -> SourceText | None:
        """What people made of an episode's source, for a market; None where it is as heard."""
        with self._database.read() as session:
            return source_text(session, self._season.name, episode, locale, market)

    def keep(
        self, outcome: EpisodeOutcome, media: Path, tracks: Iterable[ImportedTrack] | None = None
    ) -> None:
        """Take in one episode, in one transaction; the same outcome twice changes nothing.

        Args:
            outcome: the episode.
            media: its file.
            tracks: what is taken in; all its tracks by default.

        Raises:
            OutputError: the disk is full.
            FetchError: the database cannot be reached.
        """
        video = outcome.media.video
        report = self._review.import_run(
            ImportedEpisode(
                outcome.name,
                tuple(
                    tracks
                    if tracks is not None
                    else (
                        ImportedTrack(made.track, made.provenance, made.known, risks=made.risks)
                        for made in outcome.tracks
                    )
                ),
                media_path=str(media.absolute()),
                media_hash=outcome.media_hash,
                duration=outcome.duration,
                frame_rate=video.rate.label if video is not None else "",
                start_timecode=outcome.media.start_timecode,
                transcript=outcome.transcript,
                shots=outcome.shots,
                coverage=coverage_of(self._project, outcome.transcript),
            )
        )
        keep_dialogue(self._project, outcome.media_hash, outcome.media.dialogue.index)
        for track in report.tracks:
            if track.locked:
                self._emit(
                    Notice(
                        outcome.name,
                        rule="known-lines",
                        severity="note",
                        message=f"{len(track.locked)} cues of {track.locale} were approved before: "
                        "they are taken as they stand, and locked.",
                        track=track.locale,
                    )
                )
            if track.conflicts:
                self._emit(
                    Notice(
                        outcome.name,
                        rule="draft-differs",
                        severity="note",
                        message=f"{len(track.conflicts)} cues of {track.locale} stay as people "
                        "left them; the new draft says otherwise.",
                        track=track.locale,
                    )
                )
