"""A season with a run's drafts in it, and the people who work on them through the service."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from localize.review.actor import Actor
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import Market, Season
from localize.store.cues import cues_of, find_cue
from localize.store.kinds import PersonRole
from localize.store.mapping import cue_of, snapshot
from localize.store.people import add_person, find_person
from localize.store.steps import history, steps_of

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
HEARD = Provenance("whisper", "1", "base", "abc", inputs="sound")
DRAFTED = Provenance("drafter", "1", "small", "def", inputs="words")

ENGLISH = (
    "Good evening.",
    "Where have you been?",
    "I saw the boat.",
    "It came in at dawn",
    "and nobody was on it.",
    "Good night.",
)


def source(texts=ENGLISH):
    return tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2000, (text,)) for n, text in enumerate(texts, 1)
    )


def drafted(locale, cues, word=""):
    """A machine's draft of the source, cue by cue."""
    return tuple(
        replace(cue, lines=(f"{locale} {' '.join(cue.lines)}{word}",), source_ids=(cue.id,))
        for cue in cues
    )


def episode(name="S01E01", texts=ENGLISH, word="", engine=DRAFTED, locales=("fr-FR", "es-419")):
    """What a run leaves of an episode."""
    cues = source(texts)
    tracks = [ImportedTrack(Track(name, "en", TrackRole.TRANSCRIPT, cues), (HEARD,))]
    for locale in locales:
        track = Track(name, locale, TrackRole.SUBTITLE, drafted(locale, cues, word), based_on="en")
        tracks.append(ImportedTrack(track, (HEARD, engine)))
    return ImportedEpisode(
        name, tuple(tracks), f"/media/{name}.mkv", "ab" * 32, 60_000, "25", "01:00:00:00"
    )


class World:
    """The season ``Sea``: one episode in English with drafts in French and Spanish."""

    def __init__(self, database, *, name="Sea", episodes=("S01E01",), **season):
        self.database = database
        self.season = Season(
            name, markets=season.pop("markets", (Market("fr-FR"), Market("es-419"))), **season
        )
        self.review = Review(database, self.season)
        self.ana = self.person("Ana", PersonRole.TRANSLATOR)
        self.ben = self.person("Ben", PersonRole.TRANSLATOR)
        self.rita = self.person("Rita", PersonRole.REVIEWER)
        self.lea = self.person("Lea", PersonRole.LEAD)
        self.otto = self.person("Otto", PersonRole.OPERATOR)
        self.tracks = {}
        for name in episodes:
            report = self.review.import_run(episode(name))
            for one in report.tracks:
                self.tracks[name, one.locale] = one.track_id
        first = episodes[0] if episodes else ""
        self.en, self.fr, self.es = (
            self.tracks.get((first, locale)) for locale in ("en", "fr-FR", "es-419")
        )

    def person(self, name, *roles):
        with self.database.begin() as session:
            known = find_person(session, name)
            return Actor.of(known or add_person(session, name, roles, AT))

    def hang(self):
        """A template of the transcript, with both markets of the first episode hung on it."""
        from localize.review.templates import (  # noqa: PLC0415 -- few of the tests hang a track
            Templates,
        )

        templates = Templates(self.database, self.season)
        self.template = templates.start(self.lea, self.en)
        templates.publish(self.lea, self.template, "First")
        templates.draft_markets(self.lea, self.template)
        return self

    def cue(self, track_id, cue_id):
        """The cue as a person sees it, also when it was taken out."""
        for view in self.review.changes_since(self.lea, track_id, 0).cues:
            if view.cue.id == cue_id:
                return view
        raise LookupError(cue_id)

    def revision(self, track_id, cue_id):
        return self.cue(track_id, cue_id).revision

    def text(self, actor, track_id, cue_id, text):
        """Change a cue's text as somebody who has just read it."""
        revision = self.revision(track_id, cue_id)
        return self.review.set_text(actor, track_id, cue_id, revision, text)

    def do(self, act, actor, track_id, cue_id, *args, **options):
        """Any act on a cue as it is now."""
        return act(actor, track_id, cue_id, self.revision(track_id, cue_id), *args, **options)

    def texts(self, track_id):
        return {view.cue.id: view.cue.text for view in self.review.track(self.lea, track_id).cues}

    def everything(self, track_id):
        """All that is kept of a track's cues."""
        with self.database.read() as session:
            rows = cues_of(session, track_id, deleted=True)
            return {row.cue_id: (row.revision, snapshot(row)) for row in rows}

    def replay(self, track_id):
        """Every cue as its revisions alone make it, each checked against the one before."""
        with self.database.read() as session:
            found = {}
            for row in cues_of(session, track_id, deleted=True):
                state = None
                for number, one in enumerate(history(session, row.id), 1):
                    assert one.number == number
                    assert one.before == state
                    state = one.after
                found[row.cue_id] = (row.revision, state)
            return found

    def steps(self, track_id):
        with self.database.read() as session:
            return [
                (step.number, step.action, step.person_id) for step in steps_of(session, track_id)
            ]

    def row(self, track_id, cue_id):
        with self.database.read() as session:
            row = find_cue(session, track_id, cue_id)
            return None if row is None or row.deleted else cue_of(row)
