"""What machines and files bring in: one transaction an episode, nothing of a person's overwritten.

This room does not know the pipeline: whoever runs it gives plain values (`ImportedEpisode`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from localize.drafting.fitting import KnownLine
from localize.drafting.risk import Risk
from localize.engines import Coverage
from localize.review.acts import Act, ActKind
from localize.review.bench import is_touched, market_of, template_of
from localize.review.draft_names import by_source, names_of, renamed_cue
from localize.review.drafts import Drafts
from localize.review.edits import Change, Edit, in_order
from localize.review.errors import RefusedError
from localize.review.following import tell_followers
from localize.review.made_from import MadeFrom
from localize.review.merge import KeptCue, RerunConflict, RerunPlan, merge_rerun
from localize.review.office import Office
from localize.review.policy import Desk, decide
from localize.review.redrafting import lines_of_sources, redraft_hung
from localize.review.remembered import held_by
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season.write import season_text
from localize.store.cues import cues_of, take_cue_ids
from localize.store.kinds import CueState
from localize.store.locks import lock_tracks
from localize.store.mapping import cue_of
from localize.store.seasons import (
    market_tracks,
    put_episode,
    put_season,
    put_track,
)
from localize.store.shots import put_detected
from localize.store.steps import record_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store.steps import Change as StoreChange
    from localize.store.tables import CueRow, EpisodeRow, TrackRow


#: How many new ids are asked for at once; those not needed are passed over.
_IDS: Final = 50


@dataclass(frozen=True, slots=True)
class ImportedTrack:
    """One track that a run made.

    Attributes:
        track: its cues; ``source_ids`` are cues of the transcript that comes with it.
        provenance: the machines that made it, in order.
        known: the cues whose text people approved before.
        source_track: the track that ``source_ids`` are cues of, where it is one that people have
            worked on; 0 for the transcript that comes with it.
        source_version: the version of that template; 0 for the track as it is now.
        made_from: cues of ``source_track`` as they were read for the draft.
        risks: (cue id, how likely it is wrong).
    """

    track: Track
    provenance: tuple[Provenance, ...] = ()
    known: tuple[KnownLine, ...] = ()
    source_track: int = 0
    source_version: int = 0
    made_from: tuple[Cue, ...] = ()
    risks: tuple[tuple[str, Risk], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedEpisode:
    """One episode as a run left it.

    Attributes:
        name: of the episode.
        tracks: the transcript first, then what was drafted from it.
        media_path: where its media lies.
        media_hash: SHA-256 of the media.
        duration: ms.
        frame_rate: ``FrameRate.label``; empty for sound alone.
        start_timecode: of the first frame; empty for none.
        transcript: content key of what was heard in it; empty for none.
        shots: ms of the first frame of each shot but the first; None where nobody looked.
        coverage: how well it was heard; None where that is not known.
    """

    name: str
    tracks: tuple[ImportedTrack, ...]
    media_path: str = ""
    media_hash: str = ""
    duration: int = 0
    frame_rate: str = ""
    start_timecode: str = ""
    transcript: str = ""
    shots: tuple[int, ...] | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class TrackImport:
    """What became of one track.

    Attributes:
        track_id: the track.
        locale: BCP 47.
        role: what it is for.
        added: cues that are new.
        changed: cues that were drafted anew, or that the file has otherwise.
        removed: cues that were taken out.
        kept: ids of cues that stay because of a person, though a machine drafted them again.
        conflicts: where the draft says otherwise than what stays.
        step: id of the step; 0 where nothing had to be changed.
        locked: ids of cues that the run closed, because people approved them before.
    """

    track_id: int
    locale: str
    role: TrackRole
    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: tuple[str, ...] = ()
    conflicts: tuple[RerunConflict, ...] = ()
    step: int = 0
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        episode: its name.
        tracks: one for each that came in.
        notes: what the reader of a file repaired or had to leave out, in words.
    """

    episode: str
    tracks: tuple[TrackImport, ...]
    notes: tuple[str, ...] = ()


class Importing(Office):
    """Drafts of a run."""

    def import_run(self, episode: ImportedEpisode, actor: Actor | None = None) -> ImportReport:
        """Take in what a run made of an episode; doing it twice changes nothing the second time.

        New tracks are filled. Where there are cues already, those that nobody touched are drafted
        anew; what a person touched, confirmed, approved, locked or took out stays, and the report
        says where the new draft differs. People's cues whose source was changed by it are stale.

        Args:
            episode: what the run made.
            actor: who runs it; None for the program itself, on the machine of its owner.

        Raises:
            RefusedError: the person may not run, or start anew.
            InputError: a cue holds what no database keeps.
        """

        def work(session: Session) -> ImportReport:
            season = put_season(session, self.season.name, {"toml": season_text(self.season)})
            row = put_episode(
                session,
                season.id,
                episode.name,
                media_path=episode.media_path,
                media_hash=episode.media_hash,
                duration=episode.duration,
                frame_rate=episode.frame_rate,
                start_timecode=episode.start_timecode,
                transcript=episode.transcript,
                coverage=None if episode.coverage is None else episode.coverage.to_data(),
            )
            if episode.shots is not None:
                put_detected(session, row.id, episode.shots)
            return _Run(session, self.season, row, actor).take(episode)

        return self.database.write(work)


def first_stage(season: Season, role: TrackRole) -> str:
    """Where a new track begins: markets skip a first stage that is the template's own."""
    stages = season.stages
    skip = role is TrackRole.SUBTITLE and stages[0].name == "template" and len(stages) > 1
    return stages[1 if skip else 0].name


def may_bring_in(actor: Actor, season: Season, track: TrackRow, kind: ActKind) -> None:
    """Let a person bring something in.

    Raises:
        RefusedError: they may not.
    """
    policy = market_of(season, track.locale).policy
    role = TrackRole(track.role)
    desk = Desk(actor.roles, season, track.stage, track.locale, role, policy)
    decision = decide(Act(kind), desk)
    if not decision.allowed:
        raise RefusedError(decision.reason, decision.ask)


class _Run:
    """One episode's drafts on their way in."""

    def __init__(
        self, session: Session, season: Season, episode: EpisodeRow, actor: Actor | None
    ) -> None:
        self.session = session
        self.season = season
        self.episode = episode
        self.actor = actor

    def take(self, given: ImportedEpisode) -> ImportReport:
        rows = [self._put(one.track) for one in given.tracks]
        followers = [follower for row in rows for follower in market_tracks(self.session, row.id)]
        sources_of = [one.source_track for one in given.tracks if one.source_track]
        ids = [*(row.id for row in (*rows, *followers)), *sources_of]
        locked = lock_tracks(self.session, ids)
        tracks = {row.id: row for row in locked}
        rows = [tracks[row.id] for row in rows]
        by_name = {one.track.locale: (one.track.cues, row)
                   for one, row in zip(given.tracks, rows, strict=True)
                   if one.track.role is not TrackRole.SUBTITLE}  # fmt: skip
        renamed: dict[int, dict[str, tuple[str, ...]]] = {}
        sources: dict[int, Edit] = {}
        spare: set[tuple[int, str]] = set()
        reports = []
        for one, row in zip(given.tracks, rows, strict=True):
            read, based = by_name.get(one.track.based_on, ((), None))
            names: Mapping[str, tuple[str, ...]] = {}
            made_from = None
            if one.source_track:
                if row.based_on_id is None:  # a new market hangs where its draft was made from
                    row.based_on_id = one.source_track
                    row.based_on_version = one.source_version or None
                if row.based_on_id == one.source_track:
                    made_from = self._made_from(row, one.made_from)
            elif based is not None and based.id != row.id:
                if row.based_on_id is None:
                    row.based_on_id = based.id
                names = renamed.get(based.id, {})
                if row.based_on_id == based.id and row.based_on_version is None:
                    made_from = self._made_from(row, read, names)
            report, made, found, drafted = self._merge(one, row, names, made_from)
            reports.append(report)
            renamed[row.id] = found
            spare |= {(row.id, cue_id) for cue_id in drafted}
            if row.role != TrackRole.SUBTITLE.value:
                sources[row.id] = made
        for source, made in sources.items():
            follow = [
                track
                for track in locked
                if track.based_on_id == source and track.based_on_version is None
            ]
            tell_followers(self.session, follow, made, None, spare=spare)
        return ImportReport(given.name, tuple(reports))

    def _put(self, track: Track) -> TrackRow:
        stage = first_stage(self.season, track.role)
        return put_track(self.session, self.episode.id, track.locale, track.role, stage=stage)

    def _made_from(
        self,
        track: TrackRow,
        read: Sequence[Cue],
        names: Mapping[str, tuple[str, ...]] | None = None,
    ) -> MadeFrom | None:
        """What a market's draft was made from, beside what the market's source says now."""
        if not read or track.based_on_id is None:
            return None
        if track.based_on_version is not None:
            now, _ = template_of(self.session, track)
        else:
            now = tuple(cue_of(row) for row in cues_of(self.session, track.based_on_id))
        return MadeFrom({cue.id: cue for cue in read}, {cue.id: cue for cue in now}, names)

    def _merge(
        self,
        given: ImportedTrack,
        row: TrackRow,
        names: Mapping[str, tuple[str, ...]],
        made_from: MadeFrom | None,
    ) -> tuple[TrackImport, Edit, dict[str, tuple[str, ...]], set[str]]:
        """Take in one track.

        Returns:
            What became of it, the change, what each cue of the draft is called in the track, and
            which of the track's cues are as the draft has them.
        """
        origins = {cue.id: cue.source_ids for cue in given.track.cues}

        def stale(origin: str) -> str | None:
            return None if made_from is None else made_from.stale(origins.get(origin, ()))

        draft = tuple(renamed_cue(cue, names) for cue in given.track.cues)
        everything = cues_of(self.session, row.id, deleted=True)
        if self.actor is not None:
            kind = ActKind.RERUN if everything else ActKind.IMPORT
            may_bring_in(self.actor, self.season, row, kind)
        drafts = Drafts(self.session, row, given.provenance, given.known)
        if not everything:
            new = [drafts.new(cue, cue, drafts.line_of(cue), stale(cue.id) or "") for cue in draft]
            step = self._write(row, new, "import", len(draft))
            made = Edit(tuple(Change(cue.id, None, cue) for cue in draft))
            self._judge(row, given, [(cue.id, cue.id) for cue in draft])
            report = TrackImport(
                row.id,
                row.locale,
                given.track.role,
                added=len(draft),
                step=step,
                locked=_locked(new),
            )
            return report, made, {cue.id: (cue.id,) for cue in draft}, set(made.cue_ids)
        rows = {one.cue_id: one for one in everything}
        lines: dict[str, KnownLine | None]
        if row.based_on_version is not None:
            own = given.source_track == row.based_on_id
            plan, lines = self._redraft(row, everything, draft, drafts, own=own)
            drafted = {one.cue_id: one.after for one in plan.edit.changes if one.after}
            origins = {cue.id: cue.source_ids for cue in drafted.values()}
        else:
            # What a person took out is theirs too: no run brings it back.
            current = [one for one in everything if not one.deleted or one.edited_by is not None]
            ids = new_ids(self.session, row)
            kept = [_kept(one, drafts) for one in current]
            plan = merge_rerun(kept, draft, lambda: next(ids))
            drafted = {cue.id: cue for cue in draft}
            lines = {cue.id: drafts.line_of(cue) for cue in draft}
        came_from = dict(plan.machine)
        changes = [
            drafts.again(rows, change, drafted.get(origin), lines.get(origin), stale(origin))
            for change in plan.edit.changes
            for origin in (came_from.get(change.cue_id, ""),)
        ]
        changed = {change.cue_id for change in plan.edit.changes}
        changes += drafts.same_text(
            rows,
            (
                (cue_id, drafted[origin], lines.get(origin), stale(origin))
                for cue_id, origin in plan.machine
                if cue_id not in changed
            ),
        )
        note = plan.edit.note
        step = self._write(row, changes, "rerun", len(draft), note) if changes else 0
        hung = row.based_on_version is not None
        self._judge(row, given, by_source(everything, draft) if hung else plan.machine)
        report = TrackImport(
            row.id,
            row.locale,
            given.track.role,
            added=sum(change.before is None for change in plan.edit.changes),
            changed=sum(bool(c.before and c.after) for c in plan.edit.changes),
            removed=sum(change.after is None for change in plan.edit.changes),
            kept=tuple(cue_id for cue_id in plan.kept if not rows[cue_id].deleted),
            conflicts=plan.conflicts,
            step=step,
            locked=_locked(changes),
        )
        now = in_order([cue_of(one) for one in cues_of(self.session, row.id)])
        as_drafted = changed if made_from is None else changed | came_from.keys()
        return report, plan.edit, names_of(draft, now, came_from), as_drafted

    def _judge(
        self, track: TrackRow, given: ImportedTrack, came_from: Iterable[tuple[str, str]]
    ) -> None:
        """Keep how likely each cue is wrong, where it is a machine's still.

        Args:
            track: the track, as it is now.
            given: the draft.
            came_from: (cue of the track, cue of the draft).
        """
        known = dict(given.risks)
        if not known:
            return
        found: dict[str, Risk] = {}
        for cue_id, origin in came_from:
            one = known.get(origin)
            if one is not None and (cue_id not in found or found[cue_id].score < one.score):
                found[cue_id] = one
        for row in cues_of(self.session, track.id):
            if row.cue_id in found and not is_touched(row):
                data = found[row.cue_id].to_data()
                if row.risk != data:
                    row.risk = data

    def _redraft(
        self,
        track: TrackRow,
        rows: Sequence[CueRow],
        draft: Sequence[Cue],
        drafts: Drafts,
        *,
        own: bool,
    ) -> tuple[RerunPlan, dict[str, KnownLine | None]]:
        """The plan for a hung market, and the approved lines that its cues hold, by their ids.

        Args:
            track: the market's.
            rows: its cues.
            draft: the new draft.
            drafts: the same, on its way in.
            own: whether the draft was made from the template itself.
        """
        template, _ = template_of(self.session, track)
        stands_for = (
            {line.id: (line.id,) for line in template} if own else lines_of_sources(template)
        )
        live = [
            KeptCue(
                cue_of(one),
                CueState(one.state),
                is_touched(one),
                one.locked and not drafts.closed_by_run(one),
            )
            for one in rows
            if not one.deleted
        ]
        plan = redraft_hung(live, draft, stands_for, track.locale)
        renders: dict[str, list[Cue]] = {}
        for cue in draft:
            for line in {i for source in cue.source_ids for i in stands_for.get(source, ())}:
                renders.setdefault(line, []).append(cue)
        lines: dict[str, KnownLine | None] = {}
        for change in plan.edit.changes:
            if change.after is not None:
                near = {one.id: one for i in change.after.source_ids for one in renders.get(i, ())}
                lines[change.cue_id] = held_by(change.after, tuple(near.values()), drafts.line_of)
        return plan, lines

    def _write(
        self,
        track: TrackRow,
        changes: Sequence[StoreChange],
        action: str,
        count: int,
        note: str = "",
    ) -> int:
        detail: dict[str, Any] = {"stage": track.stage, "draft": count}
        if note:
            detail["note"] = note
        if self.actor is not None:
            detail["by"] = self.actor.person_id
        return record_step(self.session, track, None, action, changes, detail=detail).id


def new_ids(session: Session, track: TrackRow) -> Iterator[str]:
    """Ids that a track has never had, asked for in parts: a long draft adds many."""
    while True:
        yield from take_cue_ids(session, track, _IDS)


def _locked(changes: Iterable[StoreChange]) -> tuple[str, ...]:
    """Ids of the cues that changes close."""
    return tuple(
        one.row.cue_id
        for one in changes
        if one.after["locked"] and not (one.before or {}).get("locked")
    )


def _kept(row: CueRow, drafts: Drafts) -> KeptCue:
    return KeptCue(
        cue_of(row),
        CueState(row.state),
        touched=row.deleted or is_touched(row) or row.machine is None,
        locked=row.locked and not drafts.closed_by_run(row),
    )
