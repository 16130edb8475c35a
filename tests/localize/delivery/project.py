"""A season with tracks to deliver, written as the review service would write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localize.delivery.export import export
from localize.delivery.gate import blockers
from localize.review.actor import Actor
from localize.script import Cue, CueKind, Provenance, TrackRole
from localize.season import Market, Season
from localize.store import lock_track
from localize.store.cues import cues_of, find_cue
from localize.store.kinds import PersonRole
from localize.store.mapping import cue_of
from localize.store.people import add_person
from localize.store.seasons import put_episode, put_machine, put_season, put_track
from localize.store.steps import create, edit, record_step
from localize.store.tables import NoteRow, WaiverRow
from localize.store.work import find_waiver, mark_watched

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

SPEECH = Provenance("ears", "2.0", "big-ears", "a" * 40, (("beam", "5"),), "key", "cpu/int8", 3.5)
DRAFTING = Provenance("tongue", "1.1", "small-tongue", "b" * 40, (), "key", "cpu/int8", 1.25)


def cue(name, start, *lines, end=None, **rest):
    """A cue of two seconds."""
    return Cue(name, start, end or start + 2000, lines, **rest)


#: Dialogue, a sign, a sound and an intended blank, all within the Netflix limits.
CUES = (
    cue("1", 1_000, "Good morning.", speaker="Ana", source_ids=("s1",)),
    cue("2", 4_000, "<i>Who is there?</i>", speaker="Ana", source_ids=("s2",)),
    cue("3", 7_000, "PLATFORM 9", kind=CueKind.FORCED, source_ids=("s3",)),
    cue("4", 10_000, "[door slams]", kind=CueKind.SOUND),
    cue("5", 13_000, "It is me & you.", speaker="Ben", source_ids=("s4",)),
    cue("6", 16_000, kind=CueKind.SONG, translate=False, source_ids=("s5",)),
)


class Project:
    """A database with one drafted track, and what people do to it."""

    def __init__(
        self,
        database,
        folder: Path,
        cues=CUES,
        *,
        person="Bo",
        season=None,
        machines=(SPEECH, DRAFTING),
    ) -> None:
        self.database = database
        self.folder = folder
        self.out = folder / "subtitles"
        self.season = season or Season("Season 1", markets=(Market("fr-FR"),))
        with database.begin() as session:
            ana = add_person(session, "Ana", [PersonRole.TRANSLATOR], AT)
            bo = add_person(session, person, [PersonRole.REVIEWER, PersonRole.LEAD], AT)
            self.ana, self.bo = Actor.of(ana), Actor.of(bo)
            season = put_season(session, self.season.name)
            self.episode = put_episode(
                session,
                season.id,
                "S01E01",
                media_path="/somewhere/else/S01E01.mkv",
                media_hash="c" * 64,
                duration=60_000,
                frame_rate="25",
            ).id
            self.machines = [put_machine(session, one).id for one in machines]
        self.track = self.add_track("fr-FR", cues)

    def add_track(self, locale, cues, role=TrackRole.SUBTITLE, *, machine=True):
        """A track whose cues a machine drafted."""
        with self.database.begin() as session:
            track = put_track(session, self.episode, locale, role)
            lock_track(session, track.id)
            made = [
                create(
                    track.id,
                    one,
                    machine={
                        "start": one.start,
                        "end": one.end,
                        "lines": list(one.lines),
                        "machines": self.machines,
                    }
                    if machine and one.lines
                    else None,
                )
                for one in cues
            ]
            record_step(session, track, None, "import", made, at=AT)
            return track.id

    def change(self, cue_id, *, by=None, action="text", track=None, fields=None, **values):
        """Change a cue, as a person."""
        track = track or self.track
        by = by or self.ana
        with self.database.begin() as session:
            taken = lock_track(session, track)
            row = find_cue(session, track, cue_id)
            given = {"state": "edited", "edited_by": by.person_id, **(fields or {})}
            new = edit(row, replace(cue_of(row), **values), **given)
            record_step(session, taken, by.person_id, action, [new], at=AT)

    def approve(self, *ids, bulk=False, track=None):
        """Approve some cues, or all."""
        track = track or self.track
        with self.database.begin() as session:
            taken = lock_track(session, track)
            made = [
                edit(
                    row,
                    state="approved",
                    approved_by=self.bo.person_id,
                    approved_at=AT,
                    approved_bulk=bulk,
                )
                for row in cues_of(session, track)
                if not ids or row.cue_id in ids
            ]
            record_step(session, taken, self.bo.person_id, "approve", made, at=AT)

    def watch(self, *ids, track=None):
        """Watch some cues, or all."""
        with self.database.begin() as session:
            rows = cues_of(session, track or self.track)
            chosen = [row for row in rows if not ids or row.cue_id in ids]
            mark_watched(session, chosen, self.bo.person_id, AT)

    def ready(self):
        """Watched and approved, all of it."""
        self.watch()
        self.approve()

    def waive(self, rule, reason, cue_id=""):
        """Waive a rule."""
        with self.database.begin() as session:
            row = WaiverRow(
                track_id=self.track,
                cue_id=cue_id,
                rule=rule,
                reason=reason,
                by=self.bo.person_id,
                at=AT,
            )
            session.add(row)

    def withdraw(self, rule, cue_id=""):
        """Take a waiver back."""
        with self.database.begin() as session:
            find_waiver(session, self.track, cue_id, rule).withdrawn = AT

    def note(self, track, text, **rest):
        """Write a note."""
        with self.database.begin() as session:
            row = NoteRow(track_id=track, text=text, by=self.ana.person_id, at=AT, **rest)
            session.add(row)
            session.flush()
            return row.id

    def blockers(self, track=None, **rest):
        """What the gate says."""
        with self.database.read() as session:
            return blockers(session, track or self.track, self.season, **rest)

    def rules(self, track=None):
        """The gate's answer as (cue, rule), waived ones left out."""
        return [(b.cue_id, b.rule) for b in self.blockers(track) if b.waived_by is None]

    def export(self, track=None, formats=None, *, final, actor=None, **rest):
        """Export the track."""
        return export(
            self.database,
            self.season,
            actor,
            track or self.track,
            self.out,
            formats,
            final=final,
            project=self.folder,
            **rest,
        )
