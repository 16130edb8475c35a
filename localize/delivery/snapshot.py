"""Everything that a delivery needs to know of a track, read in one transaction.

The gate judges this value and the export writes it, so nothing can change between the two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from localize.delivery.checking import DEFAULT_RATE, Measure
from localize.delivery.heard import speech_of
from localize.errors import SettingsError, UnknownNameError
from localize.guides.style import StyleGuide
from localize.review.evidence import NOTHING, Evidence, evidence_of
from localize.review.views import MachineDraft, draft_of
from localize.script import Cue, Provenance, TrackRole
from localize.season import Market, Season
from localize.season.model import style_guide
from localize.store.cues import cues_of
from localize.store.kinds import CueState, NoteKind
from localize.store.mapping import cue_of, provenance_of
from localize.store.seasons import find_version
from localize.store.tables import (
    CueRow,
    EpisodeRow,
    MachineRow,
    PersonRow,
    RevisionRow,
    TrackRow,
    VisitRow,
    WatchedRow,
)
from localize.store.work import notes_of, waivers_of
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from localize.guides.model import Limits

#: What of a cue is seen; a step that changes none of it (an approval, a note) is no edit.
_SEEN: Final = (
    "start",
    "end",
    "lines",
    "kind",
    "translate",
    "speaker",
    "placement",
    "deleted",
)


@dataclass(frozen=True, slots=True)
class CueFacts:
    """One cue, with what was done to it.

    Attributes:
        cue: as it is.
        deleted: whether it was taken out; its draft still tells whose words its neighbours have.
        revision: number of its last revision.
        state: how far it has come.
        stale: why the source has moved on; empty where it has not.
        draft: as a machine made it; None where none did.
        edited_by: who last changed it; empty for nobody.
        approved_by: who approved it; empty for nobody.
        approved_at: when.
        approved_bulk: whether with many others at once.
        watched: whether somebody watched it through since it was last edited.
        played: whether somebody ever played it.
    """

    cue: Cue
    deleted: bool
    revision: int
    state: CueState
    stale: str
    draft: MachineDraft | None
    edited_by: str
    approved_by: str
    approved_at: datetime | None
    approved_bulk: bool
    watched: bool
    played: bool


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver in force.

    Attributes:
        rule: the rule that may be broken.
        cue_id: the cue; empty for the whole track.
        reason: why.
        by: who waived it.
        at: when.
    """

    rule: str
    cue_id: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A question about the template that nobody has answered.

    Attributes:
        cue_id: the cue of *this* track that it concerns; empty for all of it.
        text: the question.
        by: who asks.
    """

    cue_id: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """The template that a track hangs on.

    Attributes:
        locale: of the template.
        version: its number.
        by: who published it.
        at: when.
        machine_pivot: whether it is a machine's translation of a machine's transcript.
    """

    locale: str
    version: int
    by: str
    at: datetime
    machine_pivot: bool


@dataclass(frozen=True, slots=True)
class TrackSnapshot:
    """A track at one moment.

    Attributes:
        track_id: of the track.
        step: number of the last step on it.
        season: its settings.
        market: what holds for this track.
        guide: its style guide.
        episode: the episode's name.
        media_file: name of the media file, without its folder; empty where none is known.
        media_hash: SHA-256 of the media file.
        duration: of the programme, ms.
        start_timecode: of the first frame, as the delivered file has it; empty for none.
        rate: frame rate in which lengths are compared.
        rate_known: whether the season or the media says that rate.
        locale: BCP 47.
        role: what the track is for.
        cues: every cue, those that were taken out too, in programme order.
        template: what it hangs on; None for nothing, or for an unpublished track.
        queries: open ones on the template.
        waivers: in force, oldest first.
        machines: row id → what made a draft.
        beside: its source, shot changes and known names.
        speech: where somebody speaks; None where it is not known.
    """

    track_id: int
    step: int
    season: Season
    market: Market
    guide: StyleGuide
    episode: str
    media_file: str
    media_hash: str
    duration: int
    start_timecode: str
    rate: FrameRate
    rate_known: bool
    locale: str
    role: TrackRole
    cues: tuple[CueFacts, ...]
    template: TemplateFacts | None
    queries: tuple[OpenQuery, ...]
    waivers: tuple[Waived, ...]
    machines: dict[int, Provenance]
    beside: Evidence = NOTHING
    speech: tuple[Span, ...] | None = None

    @property
    def kept(self) -> tuple[CueFacts, ...]:
        """The cues that are in the track."""
        return tuple(facts for facts in self.cues if not facts.deleted)

    @property
    def measure(self) -> Measure:
        """What it is measured against."""
        return Measure(
            episode=self.episode,
            locale=self.locale,
            role=self.role,
            market=self.market,
            guide=self.guide,
            rate=self.rate,
            beside=self.beside,
            speech=self.speech,
        )

    @property
    def hung(self) -> bool:
        """Whether it hangs on a version of a template."""
        return self.template is not None

    def limits(self, *, sdh: bool) -> Limits:
        """The guide's limits for this track."""
        return self.measure.limits(sdh=sdh)


def market_of(season: Season, locale: str, role: TrackRole) -> Market:
    """What holds for a track: its market's settings, else the season's own."""
    if role is TrackRole.SUBTITLE:
        try:
            return season.market(locale)
        except UnknownNameError:
            pass  # a season without localize.toml names no markets, and delivers all the same
    return Market(
        locale,
        guide=season.guide,
        audience=season.audience,
        formats=season.formats,
        frame_rate=season.frame_rate,
        start_timecode=season.start_timecode,
    )


def measure_of(
    session: Session,
    track: TrackRow,
    episode: EpisodeRow,
    season: Season,
    project: Path = Path(),
    *,
    source_ids: Collection[str] | None = None,
) -> Measure:
    """What a track is measured against.

    Args:
        session: any.
        track: the track.
        episode: that it belongs to.
        season: its settings.
        project: the project's folder, from which a guide's path is seen.
        source_ids: the source's cues that are wanted; all if not given.

    Raises:
        SettingsError: its style guide cannot be read.
    """
    role = TrackRole(track.role)
    market = market_of(season, track.locale, role)
    own = FrameRate.parse(episode.frame_rate) if episode.frame_rate else None
    return Measure(
        episode=episode.name,
        locale=track.locale,
        role=role,
        market=market,
        guide=style_guide(market.guide, project),
        rate=market.frame_rate or own or DEFAULT_RATE,
        beside=evidence_of(session, track, episode, source_ids),
        speech=speech_of(project, episode.transcript),
    )


def read_track(
    session: Session, track_id: int, season: Season, project: Path = Path()
) -> TrackSnapshot:
    """Read a track.

    Args:
        session: of `Database.read` (one snapshot), or of a transaction.
        track_id: the track.
        season: its settings.
        project: the project's folder, from which a guide's path is seen.

    Raises:
        SettingsError: there is no such track, or its style guide cannot be read.
    """
    track = session.get(TrackRow, track_id)
    episode = None if track is None else session.get(EpisodeRow, track.episode_id)
    if track is None or episode is None:
        raise SettingsError(f"There is no track {track_id}.")
    measure = measure_of(session, track, episode, season, project)
    market = measure.market
    names = {row.id: row.display for row in session.scalars(select(PersonRow))}
    rows = cues_of(session, track_id, deleted=True)
    return TrackSnapshot(
        track_id=track_id,
        step=track.changed,
        season=season,
        market=market,
        guide=measure.guide,
        episode=episode.name,
        media_file=PurePath(episode.media_path).name,
        media_hash=episode.media_hash,
        duration=episode.duration,
        start_timecode=market.start_timecode or episode.start_timecode,
        rate=measure.rate,
        rate_known=bool(market.frame_rate or episode.frame_rate),
        locale=track.locale,
        role=measure.role,
        cues=_cues(session, track_id, rows, names),
        template=_template(session, track, names),
        queries=_queries(session, track, rows, names),
        waivers=tuple(
            Waived(row.rule, row.cue_id, row.reason, names.get(row.by, ""), row.at)
            for row in waivers_of(session, track_id)
        ),
        machines=_machines(session, rows),
        beside=measure.beside,
        speech=measure.speech,
    )


def _cues(
    session: Session, track_id: int, rows: list[CueRow], names: dict[int, str]
) -> tuple[CueFacts, ...]:
    watched = _watched_revisions(session, track_id)
    seen = _watched_since_edit(session, rows, watched)
    played = _played(session, track_id)
    return tuple(
        CueFacts(
            cue=cue_of(row),
            deleted=row.deleted,
            revision=row.revision,
            state=CueState(row.state),
            stale=row.stale,
            draft=draft_of(row.machine),
            edited_by=names.get(row.edited_by or 0, ""),
            approved_by=names.get(row.approved_by or 0, ""),
            approved_at=row.approved_at,
            approved_bulk=row.approved_bulk,
            watched=row.id in seen,
            played=row.id in watched or row.cue_id in played,
        )
        for row in rows
    )


def _watched_revisions(session: Session, track_id: int) -> dict[int, int]:
    """The last revision of each cue that somebody watched, by the cue's row."""
    query = (
        select(WatchedRow.cue_row_id, func.max(WatchedRow.revision))
        .join(CueRow, WatchedRow.cue_row_id == CueRow.id)
        .where(CueRow.track_id == track_id)
        .group_by(WatchedRow.cue_row_id)
    )
    return dict(session.execute(query).all())


def _watched_since_edit(
    session: Session, rows: list[CueRow], watched: dict[int, int]
) -> frozenset[int]:
    """Rows of the cues that were watched as they are now.

    An approval is a revision too, but nothing of what is seen changes by it.
    """
    current = {row.id for row in rows if watched.get(row.id) == row.revision}
    doubtful = [row.id for row in rows if row.id in watched and row.id not in current]
    changed: set[int] = set()
    # SQLite before 3.32 takes 999 parameters.
    for first in range(0, len(doubtful), 500):
        query = select(
            RevisionRow.cue_row_id, RevisionRow.number, RevisionRow.before, RevisionRow.after
        ).where(RevisionRow.cue_row_id.in_(doubtful[first : first + 500]))
        for row_id, number, before, after in session.execute(query):
            if number > watched[row_id] and _differs(before, after):
                changed.add(row_id)
    return frozenset(current | (set(doubtful) - changed))


def _differs(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    return before is None or any(before.get(name) != after.get(name) for name in _SEEN)


def _played(session: Session, track_id: int) -> frozenset[str]:
    """Ids of the cues that somebody played while working on them."""
    query = select(VisitRow.cue_id, VisitRow.figures).where(VisitRow.track_id == track_id)
    return frozenset(
        cue_id for cue_id, figures in session.execute(query) if figures.get("plays", 0)
    )


def _template(session: Session, track: TrackRow, names: dict[int, str]) -> TemplateFacts | None:
    if track.based_on_id is None or track.based_on_version is None:
        return None
    template = session.get(TrackRow, track.based_on_id)
    version = find_version(session, track.based_on_id, track.based_on_version)
    if template is None or version is None:
        return None
    return TemplateFacts(
        template.locale,
        version.number,
        names.get(version.by, ""),
        version.at,
        version.machine_pivot,
    )


def _queries(
    session: Session, track: TrackRow, rows: list[CueRow], names: dict[int, str]
) -> tuple[OpenQuery, ...]:
    """Open queries on the template: those for all markets, or all of them on the template itself.

    A market's own query holds up nobody: whoever approves the cue has it before them.
    """
    own = track.role == TrackRole.TEMPLATE.value
    stands: dict[str, str] = defaultdict(str)
    for row in reversed(rows):
        if not row.deleted:
            stands.update(dict.fromkeys([row.cue_id] if own else row.source_ids, row.cue_id))
    return tuple(
        OpenQuery(stands[note.cue_id], note.text, names.get(note.by, ""))
        for note in notes_of(session, track, unanswered=True)
        if note.kind == NoteKind.QUERY.value and (own or note.track_id != track.id)
    )


def _machines(session: Session, rows: list[CueRow]) -> dict[int, Provenance]:
    drafts = (draft_of(row.machine) for row in rows)
    wanted = sorted({one for draft in drafts if draft is not None for one in draft.machines})
    found = session.scalars(select(MachineRow).where(MachineRow.id.in_(wanted)))
    return {row.id: provenance_of(row.provenance) for row in found}
