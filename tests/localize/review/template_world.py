"""A small season: a machine's transcript, two markets drafted from it, and the people at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from localize.review.actor import Actor
from localize.review.templates import Templates
from localize.script import Cue, TrackRole
from localize.season import Market, Season
from localize.store import lock_track
from localize.store.cues import cues_of, find_cue
from localize.store.kinds import PersonRole
from localize.store.mapping import cue_of
from localize.store.people import add_person
from localize.store.seasons import find_track, put_episode, put_season, put_track
from localize.store.steps import create, edit, record_step
from localize.store.tables import TrackRow

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
MARKETS = ("es-419", "fr-FR")
CUE_FIELDS = ("start", "end", "lines", "source_ids", "speaker", "kind")


def line(number, text="", *, source=None, start=None, end=None):
    """Line ``number``: two seconds from ``number`` times three."""
    return Cue(
        str(number),
        number * 3000 if start is None else start,
        number * 3000 + 2000 if end is None else end,
        (text,) if text else (),
        source_ids=() if source is None else tuple(source),
    )


SOURCE = tuple(
    line(number, text)
    for number, text in (
        (1, "Good evening."),
        (2, "Where have you been?"),
        (3, "I saw the boat."),
        (4, "It came in at dawn and nobody was on it."),
        (5, "Nobody at all?"),
        (6, "Not a soul."),
        (7, "We should tell them."),
        (8, "Good night."),
    )
)


class World:
    """The season ``Sea`` with an episode, its transcript and two machine drafts."""

    def __init__(self, database, *, language="en"):
        self.database = database
        self.season = Season("Sea", markets=tuple(Market(locale) for locale in MARKETS))
        self.templates = Templates(database, self.season)
        with database.begin() as session:
            season = put_season(session, "Sea", {})
            self.episode = put_episode(
                session, season.id, "S01E01", duration=60_000, frame_rate="25"
            ).id
            self.lead = self.person(session, "Lea", PersonRole.LEAD)
            self.translator = self.person(session, "Ana", PersonRole.TRANSLATOR)
            self.transcript = self.track(session, language, TrackRole.TRANSCRIPT, SOURCE)
            for locale in MARKETS:
                drafted = [
                    replace(cue, lines=(f"{locale} {cue.id}",), source_ids=(cue.id,))
                    for cue in SOURCE
                ]
                self.track(session, locale, TrackRole.SUBTITLE, drafted, self.transcript)

    def person(self, session, name, *roles):
        return Actor.of(add_person(session, name, roles, AT))

    def track(self, session, locale, role, cues, based_on=None):
        """A track that a machine made, as a run leaves it."""
        made = put_track(session, self.episode, locale, role)
        track = lock_track(session, made.id)
        track.based_on_id = based_on
        changes = [
            create(
                track.id,
                cue,
                machine={"start": cue.start, "end": cue.end, "lines": list(cue.lines)},
            )
            for cue in cues
        ]
        record_step(session, track, None, "import", changes)
        return track.id

    def with_template(self):
        """The same, with a template of the transcript published and both markets hung on it."""
        self.template = self.templates.start(self.lead, self.transcript)
        self.templates.publish(self.lead, self.template, "First")
        self.templates.draft_markets(self.lead, self.template)
        return self

    def market(self, locale):
        with self.database.read() as session:
            return find_track(session, self.episode, locale, TrackRole.SUBTITLE).id

    def row(self, track_id):
        with self.database.read() as session:
            return session.get(TrackRow, track_id)

    def cues(self, track_id, *, deleted=False):
        """Rows of a track by id, in programme order."""
        with self.database.read() as session:
            return {row.cue_id: row for row in cues_of(session, track_id, deleted=deleted)}

    def texts(self, track_id):
        return {cue_id: "\n".join(row.lines) for cue_id, row in self.cues(track_id).items()}

    def snapshot(self, track_id):
        """Everything of a track that a reader sees."""
        track = self.row(track_id)
        rows = self.cues(track_id, deleted=True).values()
        return (
            track.based_on_version,
            track.changed,
            [(cue_of(row), row.revision, row.state, row.stale, row.deleted) for row in rows],
        )

    def change(self, track_id, cue_id, actor=None, **fields):
        """Change a cue as a person would: fields of the cue, and of the store."""
        of_cue = {key: fields.pop(key) for key in CUE_FIELDS if key in fields}
        person = actor or self.translator
        with self.database.begin() as session:
            track = lock_track(session, track_id)
            row = find_cue(session, track_id, cue_id)
            cue = replace(cue_of(row), **of_cue)
            record_step(session, track, person.person_id, "text", [edit(row, cue, **fields)])

    def add(self, track_id, *cues):
        with self.database.begin() as session:
            track = lock_track(session, track_id)
            made = [create(track_id, cue, state="edited") for cue in cues]
            record_step(session, track, self.lead.person_id, "insert", made)

    def approve(self, track_id, *cue_ids):
        for cue_id in cue_ids:
            self.change(track_id, cue_id, self.lead, state="approved", approved_by=1)

    def second_version(self):
        """The template's edits: one retime, text change, split, new and deleted line."""
        template = self.template
        self.change(template, "2", self.lead, end=8_400)
        self.change(template, "3", self.lead, lines=("I saw the ship.",))
        self.change(template, "4", self.lead, end=12_900, lines=("It came in at dawn",))
        self.add(
            template,
            Cue("n1", 13_000, 14_000, ("and nobody was on it.",), source_ids=("4",)),
            Cue("n2", 20_200, 20_900, ("Wait.",)),
        )
        self.change(template, "8", self.lead, deleted=True)
