"""What is kept of people's work: one schema, the same on SQLite and PostgreSQL.

Files under `.localize/results` hold what machines made, by content key; the database holds what
people decide and the drafts that they work on. Nothing here is deleted by a person: a cue that is
taken out, an assignment or a waiver that is taken back are marked so, and every change of a cue is
a revision with who, when, before and after (`localize.store.steps`).

Times in the programme are ms; moments are UTC. Values of JSON columns are replaced, never changed
in place: SQLAlchemy would not see it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from localize.script import CueKind, TrackRole
from localize.store.columns import Data, Milliseconds, Moment, Words, one_of
from localize.store.kinds import CueState, DraftKind, KeyKind, NoteKind, NoteScope

#: Longest names of people, seasons and labels, in code points.
NAME: int = 200
#: Longest id of a cue.
CUE_ID: int = 100
#: Longest name of a stage, an action, a rule, a category.
WORD: int = 60


class Base(DeclarativeBase):
    """Every table; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy's own form
        str: Words(),
        datetime: Moment(),
        dict[str, Any]: Data,
        list[Any]: Data,
    }


# --- The project ----------------------------------------------------------------------------------


class ProjectRow(Base):
    """The one row about this database: made with it, and never changed."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(Words(32))  # 128 random bits, hex


# --- People ---------------------------------------------------------------------------------------


class PersonRow(Base):
    """Somebody with an account; ``roles`` holds values of `kinds.PersonRole`."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(
        Words(NAME), unique=True
    )  # casefolded: what one signs in with
    display: Mapped[str] = mapped_column(Words(NAME))
    password: Mapped[str] = mapped_column(default="")  # argon2; empty: cannot sign in by password
    roles: Mapped[list[Any]] = mapped_column(default=list)
    disabled: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the page; the person's own


class KeyRow(Base):
    """A session of the page or a token for scripts; only the hash of its secret is kept."""

    __tablename__ = "keys"
    __table_args__ = (one_of("kind", KeyKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Words(64), unique=True)  # SHA-256, hex
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(Words(20))
    label: Mapped[str] = mapped_column(Words(NAME), default="")
    made: Mapped[datetime]
    expires: Mapped[datetime | None]
    ended: Mapped[datetime | None]  # signed out, or revoked


# --- The season -----------------------------------------------------------------------------------


class SeasonRow(Base):
    """One season: the settings as `localize.toml` gave them when it was last read."""

    __tablename__ = "seasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Words(NAME), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class EpisodeRow(Base):
    """One episode and its media.

    ``transcript`` is the content key of its `pipeline.results.Transcript`, set when drafts are
    imported: where somebody speaks and which words the machine heard. Empty where there is none.
    ``coverage``: what the machine may have missed or made up in it, as data; None where no machine
    listened.
    """

    __tablename__ = "episodes"
    __table_args__ = (
        UniqueConstraint("season_id", "name"),
        CheckConstraint("duration >= 0", name="duration"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    name: Mapped[str] = mapped_column(Words(500))
    media_path: Mapped[str] = mapped_column(default="")
    media_hash: Mapped[str] = mapped_column(default="")
    duration: Mapped[int] = mapped_column(Milliseconds, default=0)
    frame_rate: Mapped[str] = mapped_column(default="")  # label of timeline.FrameRate; empty: sound
    start_timecode: Mapped[str] = mapped_column(default="")
    transcript: Mapped[str] = mapped_column(default="")
    coverage: Mapped[dict[str, Any] | None]


class ShotRow(Base):
    """What a person said about a shot change; the last word about a time holds.

    ``shot``: there is one at ``time`` (the first frame after the cut); False: there is none, even
    where a machine finds one.
    """

    __tablename__ = "shots"
    __table_args__ = (
        UniqueConstraint("episode_id", "time"),
        CheckConstraint("time >= 0", name="time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"))
    time: Mapped[int] = mapped_column(Milliseconds)
    shot: Mapped[bool]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: machine
    at: Mapped[datetime]


class TermRow(Base):
    """A name or word of the show that has one rendering in each market; ``gone``: taken out."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), index=True)
    source: Mapped[str]
    kind: Mapped[str] = mapped_column(Words(WORD), default="")
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    gone: Mapped[bool] = mapped_column(default=False)


class TermTargetRow(Base):
    """How a term is rendered in one market."""

    __tablename__ = "term_targets"
    __table_args__ = (UniqueConstraint("term_id", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    locale: Mapped[str] = mapped_column(Words(NAME))
    text: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CharacterRow(Base):
    """Somebody who speaks in the show; ``gender``: female, male, other, or empty: not known."""

    __tablename__ = "characters"
    __table_args__ = (
        UniqueConstraint("season_id", "name"),
        CheckConstraint("gender IN ('', 'female', 'male', 'other')", name="gender"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    name: Mapped[str] = mapped_column(Words(NAME))
    gender: Mapped[str] = mapped_column(Words(20), default="")
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    gone: Mapped[bool] = mapped_column(default=False)


class AddressRow(Base):
    """How ``speaker`` addresses ``addressee`` in one market; an empty name stands for everybody.

    ``guessed``: nobody has settled it yet.
    """

    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("season_id", "locale", "speaker", "addressee"),
        CheckConstraint("form IN ('familiar', 'formal')", name="form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    locale: Mapped[str] = mapped_column(Words(NAME))
    speaker: Mapped[str] = mapped_column(Words(NAME), default="")
    addressee: Mapped[str] = mapped_column(Words(NAME), default="")
    form: Mapped[str] = mapped_column(Words(20))
    note: Mapped[str] = mapped_column(default="")
    guessed: Mapped[bool] = mapped_column(default=False)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    gone: Mapped[bool] = mapped_column(default=False)


class MemoryLineRow(Base):
    """A line of another show, with its translation, that somebody brought in from a memory's file.

    ``before`` and ``after``: the source lines around it, empty where they are not known.
    ``origin``: the file, and what it says of where the line is from.
    """

    __tablename__ = "memory_lines"
    __table_args__ = (Index("ix_memory_lines_market", "season_id", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    source_locale: Mapped[str] = mapped_column(Words(NAME))
    locale: Mapped[str] = mapped_column(Words(NAME))
    source: Mapped[str]
    target: Mapped[str]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class DismissedCandidateRow(Base):
    """A word that was proposed as a name of the show, and that somebody said is none."""

    __tablename__ = "dismissed_candidates"
    __table_args__ = (UniqueConstraint("season_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    text: Mapped[str] = mapped_column(Words(NAME))
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class TrackRow(Base):
    """One track of an episode, and which template version it hangs on.

    ``role`` is a `script.TrackRole`. ``stage``: draft, translate, review, check, deliver, or what
    the season's settings add. ``changed`` counts every step on the track; a page that has seen n
    asks for what came after.
    """

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("episode_id", "locale", "role"), one_of("role", TrackRole))

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"))
    locale: Mapped[str] = mapped_column(Words(NAME))
    role: Mapped[str] = mapped_column(Words(20))
    stage: Mapped[str] = mapped_column(Words(WORD), default="translate")
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"), index=True)
    based_on_version: Mapped[int | None]
    changed: Mapped[int] = mapped_column(default=0)
    next_cue: Mapped[int] = mapped_column(default=1)  # number for the next id that a person makes


class CueRow(Base):
    """One cue as it is now. ``revision`` is the number of its last revision, from 1.

    ``state`` is a `kinds.CueState`. ``stale``: why the source has moved on, empty where it has
    not. ``machine``: the draft as it was imported (start, end, lines, provenance id), so that
    effort and the record can tell what a person changed. ``risk``: how likely the draft is wrong,
    ``{score, reasons: [{why, points}]}``; None where nothing has judged it. It is about the draft
    and no part of the cue: no step changes it. All else in a row is changed through
    `localize.store.steps` only.
    """

    __tablename__ = "cues"
    __table_args__ = (
        UniqueConstraint("track_id", "cue_id"),
        Index("ix_cues_programme_order", "track_id", "start", "end", "id"),
        CheckConstraint('start >= 0 AND "end" >= start', name="times"),
        one_of("kind", CueKind),
        one_of("state", CueState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    cue_id: Mapped[str] = mapped_column(Words(CUE_ID))
    start: Mapped[int] = mapped_column(Milliseconds)
    end: Mapped[int] = mapped_column(Milliseconds)
    lines: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(Words(20), default="dialogue")
    translate: Mapped[bool] = mapped_column(default=True)
    speaker: Mapped[str] = mapped_column(default="")
    placement: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source_ids: Mapped[list[Any]] = mapped_column(default=list)
    annotations: Mapped[list[Any]] = mapped_column(default=list)  # [{category, text}]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(Words(20), default="machine")
    stale: Mapped[str] = mapped_column(default="")
    locked: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    machine: Mapped[dict[str, Any] | None]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # last to change it
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_bulk: Mapped[bool] = mapped_column(default=False)
    risk: Mapped[dict[str, Any] | None]


# --- What was done --------------------------------------------------------------------------------


class StepRow(Base):
    """One act of one person (or the machine) on a track: the unit of undo.

    A find-and-replace over a season is one step a track, joined by ``group``. ``undoes`` names the
    step that this one took back; ``undone_by`` the step that took this one back.
    """

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("track_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    number: Mapped[int]  # of the track, from 1: equals tracks.changed after it
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id"), index=True
    )  # None: machine
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(Words(WORD))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    group: Mapped[str] = mapped_column(Words(WORD), default="", index=True)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("steps.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("steps.id"))


class RevisionRow(Base):
    """What one step did to one cue; ``before`` and ``after`` hold the whole cue as data.

    ``before`` is None where the step made the cue. The data is that of `mapping.snapshot`.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("cue_row_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id"), index=True)
    cue_row_id: Mapped[int] = mapped_column(ForeignKey("cues.id"))
    number: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]


class NoteRow(Base):
    """A note, a query or a QC flag; open until it is answered."""

    __tablename__ = "notes"
    __table_args__ = (one_of("kind", NoteKind), one_of("scope", NoteScope))

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), index=True)
    cue_id: Mapped[str] = mapped_column(Words(CUE_ID), default="")  # empty: about the whole track
    kind: Mapped[str] = mapped_column(Words(20))
    scope: Mapped[str] = mapped_column(Words(20), default="here")
    category: Mapped[str] = mapped_column(Words(WORD), default="")
    severity: Mapped[str] = mapped_column(Words(WORD), default="")
    text: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]


class AssignmentRow(Base):
    """Who does which stage of a market's track, over which cues, by when."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    stage: Mapped[str] = mapped_column(Words(WORD))
    first_cue: Mapped[str] = mapped_column(Words(CUE_ID), default="")  # empty: from the first
    last_cue: Mapped[str] = mapped_column(Words(CUE_ID), default="")  # empty: to the last
    due: Mapped[datetime | None]
    done: Mapped[datetime | None]
    withdrawn: Mapped[datetime | None]  # given to somebody else, or dropped


class WaiverRow(Base):
    """A rule that may be broken, with the reason: on one cue, or (``cue_id`` empty) on a track.

    One that is withdrawn stays, and the same rule may be waived again with another reason.
    """

    __tablename__ = "waivers"
    __table_args__ = (
        Index(
            "uq_waivers_in_force",
            "track_id",
            "cue_id",
            "rule",
            unique=True,
            sqlite_where=text("withdrawn IS NULL"),
            postgresql_where=text("withdrawn IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    cue_id: Mapped[str] = mapped_column(Words(CUE_ID), default="")
    rule: Mapped[str] = mapped_column(Words(WORD))
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    withdrawn: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class WatchedRow(Base):
    """That somebody watched a cue through, and at which revision of it."""

    __tablename__ = "watched"
    __table_args__ = (UniqueConstraint("cue_row_id", "revision", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cue_row_id: Mapped[int] = mapped_column(ForeignKey("cues.id"))
    revision: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    speed: Mapped[float] = mapped_column(default=1.0)
    at: Mapped[datetime]


class TemplateVersionRow(Base):
    """A published template: immutable, numbered from 1, with what changed since the one before."""

    __tablename__ = "template_versions"
    __table_args__ = (UniqueConstraint("track_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    number: Mapped[int]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    cues: Mapped[list[Any]] = mapped_column(default=list)  # every cue as data
    changes: Mapped[list[Any]] = mapped_column(default=list)
    machine_pivot: Mapped[bool] = mapped_column(default=False)


class MachineRow(Base):
    """A machine that made drafts: the provenance as data, found by `mapping.machine_key`."""

    __tablename__ = "machines"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Words(64), unique=True)
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict)


class VisitRow(Base):
    """One visit of a cue by a person: counts and lengths, never contents."""

    __tablename__ = "visits"
    __table_args__ = (
        one_of("draft", DraftKind),
        CheckConstraint("active >= 0 AND closed >= opened", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), index=True)
    cue_id: Mapped[str] = mapped_column(Words(CUE_ID))
    stage: Mapped[str] = mapped_column(Words(WORD))
    draft: Mapped[str] = mapped_column(Words(20))
    opened: Mapped[datetime]
    closed: Mapped[datetime]
    active: Mapped[int] = mapped_column(Milliseconds)  # a key, the mouse or playback within 30 s
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[int]  # revision of the cue when it was opened
    after: Mapped[int]  # and when it was left


class DeliveryRow(Base):
    """Files that left: what was exported, in which state, with the hash of its manifest."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"), index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    final: Mapped[bool]
    record: Mapped[dict[str, Any]] = mapped_column(default=dict)
