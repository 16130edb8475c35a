"""Find and replace over a track, an episode or the season: seen first, then done as one act."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from localize.review.approving import RefusedCue
from localize.review.bench import followers_first, open_benches, season_row, take_benches
from localize.review.committing import conflict, live, remembered, tell
from localize.review.errors import ConflictError, RefusedError
from localize.review.office import Office
from localize.review.prepared import Prepared, judge_hits, look, prepare
from localize.review.replace import Hit, Query, hit_of, preview
from localize.review.views import Edited, in_order, open_notes_of
from localize.script import TrackRole
from localize.store.cues import find_cues, revisions_now, rows_with_ids
from localize.store.many import Part, record_steps, settle
from localize.store.mapping import cue_of
from localize.store.seasons import tracks_of_season
from localize.store.steps import find_revision
from localize.store.tables import StepRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.review.bench import Bench
    from localize.script import Cue
    from localize.store.tables import CueRow


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: everywhere, unless a field says less.

    Attributes:
        track_id: one track alone.
        episode: name of one episode.
        locale: one locale.
        role: tracks of one role.
    """

    track_id: int | None = None
    episode: str | None = None
    locale: str | None = None
    role: TrackRole | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in which something was found.

    Attributes:
        track_id: the track.
        episode: name of the episode.
        locale: of the track.
        revision: of the cue, to be named by who replaces.
        hit: the cue as it is and as it would be.
        refused: why this person may not replace it there; empty where they may.
        ask: how to get it done all the same.
    """

    track_id: int
    episode: str
    locale: str
    revision: int
    hit: Hit
    refused: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class ReplacePreview:
    """What replacing would do.

    Attributes:
        found: every cue, by track, in programme order.
    """

    found: tuple[Found, ...]

    @property
    def expected(self) -> dict[tuple[int, str], int]:
        """What `Replacing.replace` is asked with for all that may be replaced."""
        return {
            (one.track_id, one.hit.cue_id): one.revision for one in self.found if not one.refused
        }


@dataclass(frozen=True, slots=True)
class Replaced:
    """What replacing did.

    Attributes:
        group: joins its steps; undone as one by `Undoing.undo` on any of the tracks. Empty where
            nothing was replaced.
        tracks: (track, what was done there).
        refused: (track, cue) that the policy stood against.
        conflicts: (track, both versions) of cues that somebody changed since the preview.
    """

    group: str
    tracks: tuple[tuple[int, Edited], ...]
    refused: tuple[tuple[int, RefusedCue], ...] = ()
    conflicts: tuple[tuple[int, ConflictError], ...] = ()


class Replacing(Office):
    """Find and replace."""

    def replace_preview(self, actor: Actor, scope: Scope, query: Query) -> ReplacePreview:
        """What would be replaced, and where this person may not; changes nothing.

        Raises:
            SettingsError: the regular expression is none.
            RefusedError: it takes too long.
            UnknownNameError: no such track.
        """
        with self.database.read() as session:
            matches = look(session, self._scope(session, scope), query)
            rows = rows_with_ids(session, [row for found in matches.values() for row in found])
            benches = open_benches(session, actor, self.season, matches)
            found = []
            for track_id, wanted in matches.items():
                bench = benches[track_id]
                hits = [hit_of(cue_of(rows[row]), what, query) for row, what in wanted.items()]
                own = {rows[row].cue_id: rows[row] for row in wanted}
                said = judge_hits(bench, hits, own, query)
                for hit in hits:
                    decision = said.get(hit.cue_id)
                    found.append(
                        Found(
                            track_id,
                            bench.episode.name,
                            bench.track.locale,
                            own[hit.cue_id].revision,
                            hit,
                            decision.reason if decision else "",
                            decision.ask if decision else "",
                        )
                    )
        return ReplacePreview(tuple(found))

    def replace(
        self, actor: Actor, scope: Scope, query: Query, expected: Mapping[tuple[int, str], int]
    ) -> Replaced:
        """Replace in the cues that were chosen from a preview, in one transaction.

        A cue that somebody changed since the preview, or that the policy stands against, is left
        as it is and reported; the others are replaced.

        Args:
            actor: who.
            scope: where; what ``expected`` names outside it is left alone.
            query: what for.
            expected: (track, cue) → revision that the preview showed (`ReplacePreview.expected`).

        Raises:
            SettingsError, RefusedError: as `replace_preview`.
        """
        # All that takes time is done before the transaction, so that nobody waits for it: finding,
        # judging, and saying what is to be written. In it, only what has changed is done anew.
        hits, rows = self._hits(scope, query, expected)
        if not hits:
            return Replaced("", ())
        prepared = self._prepare(actor, query, expected, hits, rows)
        group = uuid.uuid4().hex

        def work(session: Session) -> _Written:
            benches = followers_first(take_benches(session, actor, self.season, hits))
            now = revisions_now(session, [row.id for one in prepared.values() for row in one.rows])
            parts = []
            for bench in benches:
                track_id = bench.track.id
                part = prepared[track_id]
                if not part.holds(bench, now):
                    cue_ids = [hit.cue_id for hit in hits[track_id]]
                    fresh = find_cues(session, track_id, cue_ids)
                    part = prepare(bench, hits[track_id], fresh, expected, query)
                parts.append((bench, part))
            return _write(session, actor, parts, group)

        written = self.database.write(work)
        return written.replaced(group)

    def _prepare(
        self,
        actor: Actor,
        query: Query,
        expected: Mapping[tuple[int, str], int],
        hits: Mapping[int, Sequence[Hit]],
        rows: Mapping[int, Mapping[str, CueRow]],
    ) -> dict[int, Prepared]:
        with self.database.read() as session:
            benches = open_benches(session, actor, self.season, hits)
            return {
                track_id: prepare(bench, hits[track_id], rows[track_id], expected, query)
                for track_id, bench in benches.items()
            }

    def _hits(
        self, scope: Scope, query: Query, expected: Mapping[tuple[int, str], int]
    ) -> tuple[dict[int, tuple[Hit, ...]], dict[int, dict[str, CueRow]]]:
        """What is found in the cues as the preview showed them, and their rows as they are."""
        rows, seen = {}, {}
        with self.database.read() as session:
            tracks = self._scope(session, scope)
            wanted: dict[int, list[str]] = {track_id: [] for track_id in tracks}
            for track_id, cue_id in expected:
                if track_id in wanted:
                    wanted[track_id].append(cue_id)
            for track_id, cue_ids in wanted.items():
                rows[track_id] = find_cues(session, track_id, cue_ids)
                cues = [
                    _as_seen(session, row, expected[track_id, row.cue_id])
                    for row in rows[track_id].values()
                ]
                seen[track_id] = [cue for cue in cues if cue is not None]
        hits = {}
        for track_id, known in seen.items():
            made = preview(known, query, locale=tracks[track_id]) if known else ()
            if made:
                hits[track_id] = made
        return hits, rows

    def _scope(self, session: Session, scope: Scope) -> dict[int, str]:
        """Tracks to look in, with their locales."""
        if scope.track_id is not None:
            pairs = tracks_of_season(session, season_row(session, self.season).id)
            pairs = [pair for pair in pairs if pair[1].id == scope.track_id]
            if not pairs:
                raise RefusedError("There is no such track in the season.")
        else:
            pairs = tracks_of_season(session, season_row(session, self.season).id, scope.locale)
        return {
            track.id: track.locale
            for episode, track in pairs
            if scope.episode in (None, episode.name)
            and scope.locale in (None, track.locale)
            and scope.role in (None, track.role)
        }


def _as_seen(session: Session, row: CueRow, revision: int) -> Cue | None:
    """A cue as the preview showed it, whatever became of it since."""
    if row.revision == revision:
        return live(row)
    past = find_revision(session, row.id, revision)
    return cue_of(past.after) if past else live(row)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a transaction wrote: (track, what was to be done, its step, open notes of its cues)."""

    tracks: list[tuple[int, Prepared, StepRow, dict[str, int]]]
    refused: list[tuple[int, RefusedCue]]
    conflicts: list[tuple[int, ConflictError]]

    def replaced(self, group: str) -> Replaced:
        """The same for the person, once it is kept."""
        done = []
        for track_id, part, step, notes in sorted(self.tracks, key=itemgetter(0)):
            settle(part.changes)
            views = in_order([change.row for change in part.changes], notes)
            done.append((track_id, Edited(step.id, views, step.number, part.made.note)))
        return Replaced(
            group if done else "", tuple(done), tuple(self.refused), tuple(self.conflicts)
        )


def _write(
    session: Session, actor: Actor, parts: Sequence[tuple[Bench, Prepared]], group: str
) -> _Written:
    """Write what was prepared and still holds; sources after what follows them."""
    real = [(bench, part) for bench, part in parts if part.made]
    conflicts = [
        (bench.track.id, conflict(bench, part.row_of(hit), hit.after))
        for bench, part in parts
        for hit in part.late
    ]
    steps = record_steps(
        session,
        actor.person_id,
        "replace",
        [Part(one.track, part.changes, remembered(one, part.made.note)) for one, part in real],
        group=group,
    )
    for bench, part in real:
        tell(bench, part.made, group=group)
    notes = open_notes_of(session, [bench.track.id for bench, _ in real])
    return _Written(
        [
            (bench.track.id, part, step, notes[bench.track.id])
            for (bench, part), step in zip(real, steps, strict=True)
        ],
        [(bench.track.id, one) for bench, part in parts for one in part.refused],
        conflicts,
    )
