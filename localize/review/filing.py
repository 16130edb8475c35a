"""Taking in a subtitle file that people made: as a new track, or as a change of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.formats import read_file
from localize.locales import normalize
from localize.review.acts import ActKind
from localize.review.bench import take_bench
from localize.review.committing import commit, edited
from localize.review.edits import Change, Edit, in_order
from localize.review.episode_names import new_episode_note
from localize.review.file_reach import reach_of
from localize.review.filming import take_film
from localize.review.importing import (
    Importing,
    ImportReport,
    TrackImport,
    first_stage,
    may_bring_in,
    new_ids,
)
from localize.review.merge import KeptCue, merge_rerun
from localize.review.overlaps import CueTimes
from localize.script import Cue, CueKind, Placement, TrackRole
from localize.season.write import season_text
from localize.store.cues import cues_of
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.seasons import (
    episodes_of,
    put_episode,
    put_season,
    put_track,
    tracks_of,
)
from localize.store.steps import create, record_step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from localize.engines import ProgrammeStart
    from localize.review.actor import Actor
    from localize.review.bench import Bench
    from localize.review.filming import Film
    from localize.store.tables import TrackRow


class Filing(Importing):
    """Files of people."""

    def import_file(
        self,
        actor: Actor,
        path: Path,
        episode: str,
        locale: str,
        role: TrackRole = TrackRole.SUBTITLE,
        *,
        instead: bool = False,
        film: Film | None = None,
    ) -> ImportReport:
        """Take in a subtitle file.

        A track that has no cues is filled; its cues count as a person's, so no run replaces them.
        Where there are cues, the file is a change of them like any other: cues are matched by time
        and keep their ids, what the file's format cannot say (speakers, kinds, what a cue stands
        for) stays, and every difference is asked of the policy. Cues that the file's variant leaves
        out stay, too: sounds, all but forced cues where the file is named ``.forced``, and what
        shows nothing. It is taken whole or not at all, and can be undone. Times count from the
        programme's first frame: where the file names another start than the track's deliveries
        have, a note says so.

        Args:
            actor: who brings it in.
            path: the file.
            episode: its name.
            locale: BCP 47.
            role: of the track.
            instead: the file stands in the track's place: whatever it lacks is taken out.
            film: the episode's media file, kept with it; None for none.

        Raises:
            FormatError: the file cannot be read.
            LocaleError: the locale is none.
            RefusedError: the person may not, the policy forbids a difference, the file lacks more
                than half of the cues that it is compared with, or has none, the episode's name
                is a known one but for case or spaces, or it has another media file.
        """
        read = read_file(path, episode=episode, locale=normalize(locale))
        cues = read.track.cues
        notes = tuple(finding.message for finding in read.findings)

        def work(session: Session) -> ImportReport:
            season = put_season(session, self.season.name, {"toml": season_text(self.season)})
            known = [one.name for one in episodes_of(session, season.id)]
            new = new_episode_note(episode, known)
            row = put_episode(session, season.id, episode)
            filmed = () if film is None else take_film(row, film)
            stage = first_stage(self.season, role)
            track = put_track(session, row.id, read.track.locale, role, stage=stage)
            may_bring_in(actor, self.season, track, ActKind.IMPORT)
            bench = take_bench(session, actor, self.season, track.id)
            said = (*((new,) if new else ()), *filmed)
            if cues_of(session, track.id, deleted=True):
                report, left = self._change(bench, cues, path.name, instead=instead)
                said += left
            else:
                report = self._fill(bench, cues, path.name)
            start = _start_note(read.start, self._start(bench))
            return ImportReport(episode, (report,), (*notes, *start, *said))

        return self.database.write(work)

    def _start(self, bench: Bench) -> str:
        """Timecode that the track's delivered files begin at; empty for none."""
        said = {market.locale: market.start_timecode for market in self.season.markets}
        locale, own = bench.track.locale, bench.episode.start_timecode
        return said.get(locale, self.season.start_timecode) or own

    def _fill(self, bench: Bench, cues: Sequence[Cue], name: str) -> TrackImport:
        track, session = bench.track, bench.session
        source = _source(session, track)
        lines: list[Cue] = []
        if source is not None:
            track.based_on_id = source.id
            lines = [cue_of(row) for row in cues_of(session, source.id)]
        times = CueTimes(in_order(lines))
        person = bench.actor.person_id
        made = [
            create(
                track.id,
                replace(cue, source_ids=times.over(cue)),
                state=CueState.EDITED.value,
                edited_by=person,
            )
            for cue in cues
        ]
        detail = {"stage": track.stage, "file": name, "note": f"{len(made)} cues from {name}"}
        step = record_step(session, track, person, "import", made, detail=detail)
        done = edited(bench, step, [])
        return TrackImport(track.id, track.locale, bench.role, added=len(made), step=done.step)

    def _change(
        self, bench: Bench, cues: Sequence[Cue], name: str, *, instead: bool
    ) -> tuple[TrackImport, tuple[str, ...]]:
        rows = {row.cue_id: row for row in cues_of(bench.session, bench.track.id)}
        current = tuple(cue_of(row) for row in rows.values())
        ids = new_ids(bench.session, bench.track)
        reach = reach_of(name, cues, current, instead=instead)
        compared = [KeptCue(cue) for cue in reach.compared]
        plan = merge_rerun(compared, reach.cues, lambda: next(ids))
        changes = tuple(
            change
            for change in map(_with_what_files_lack, plan.edit.changes)
            if change.before != change.after
        )
        added = sum(change.before is None for change in changes)
        gone = [change.before for change in changes if change.before and change.after is None]
        changed = len(changes) - added - len(gone)
        note = f"{name}: {changed} changed, {added} added, {len(gone)} taken out"
        made = Edit(changes, note)
        setting = bench.setting(current, self._min_gap(bench))
        done = commit(bench, made, rows, setting, "import-file", detail={"file": name})
        if not instead:  # after the policy: what may not be at all is no question of asking
            reach.check_removed(name, gone)
        report = TrackImport(
            bench.track.id,
            bench.track.locale,
            bench.role,
            added=added,
            changed=changed,
            removed=len(gone),
            step=done.step,
        )
        return report, (reach.note,) if reach.note else ()


def _start_note(taken: ProgrammeStart, delivered: str) -> tuple[str, ...]:
    """What is said of a start that was taken off a file's times, as a track has none.

    Args:
        taken: as the file says it.
        delivered: that files of the track begin at; empty for none.
    """
    code, known = (text.replace(";", ":") for text in (taken.timecode, delivered))
    if not code or code == known:
        return ()
    begin = f"begin at {delivered}" if delivered else "count from 00:00:00:00"
    note = (
        f"The programme's start, {taken.timecode}, was taken off the times. Delivered files "
        f'{begin}: start_timecode = "{taken.timecode}" in localize.toml sets it.'
    )
    return (note,)


def _with_what_files_lack(change: Change) -> Change:
    before, after = change.before, change.after
    if before is None or after is None:
        return change
    return Change(
        change.cue_id,
        before,
        replace(
            after,
            speaker=after.speaker or before.speaker,
            kind=before.kind if after.kind is CueKind.DIALOGUE else after.kind,
            translate=before.translate,
            placement=before.placement if after.placement == Placement() else after.placement,
            source_ids=before.source_ids,
        ),
    )


def _source(session: Session, track: TrackRow) -> TrackRow | None:
    """What a new track follows: the episode's transcript, else its template."""
    if track.role != TrackRole.SUBTITLE.value:
        return None
    for role in (TrackRole.TRANSCRIPT, TrackRole.TEMPLATE):
        for found in tracks_of(session, track.episode_id, role):
            return found
    return None
