"""Find and replace over a track, an episode or the season: seen first, then done as one act."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.review.approving import RefusedCue
from localize.review.bench import followers_first, open_bench, season_row, take_benches
from localize.review.committing import conflict, judgements, keep, live, store_change
from localize.review.errors import ConflictError, RefusedError
from localize.review.office import Office
from localize.review.replace import Hit, Query, preview, replace_all
from localize.review.views import Edited
from localize.script import TrackRole
from localize.store.cues import cues_of, find_cues
from localize.store.mapping import cue_of
from localize.store.seasons import tracks_of_season
from localize.store.steps import history

if TYPE_CHECKING:
    from collections.abc import Mapping

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
            tracks = self._scope(session, scope)
            everything = {}
            for track_id in tracks:
                rows = {row.cue_id: row for row in cues_of(session, track_id)}
                everything[track_id] = (open_bench(session, actor, self.season, track_id), rows)
            found = []
            for track_id, (bench, rows) in everything.items():
                cues = [cue_of(row) for row in rows.values()]
                hits = preview(cues, query, locale=bench.track.locale)
                if not hits:
                    continue
                made = replace_all(hits, query)
                said = judgements(bench, made, rows, bench.setting(cues, hung=False))
                for hit in hits:
                    decision = said.get(hit.cue_id)
                    found.append(
                        Found(
                            track_id,
                            bench.episode.name,
                            bench.track.locale,
                            rows[hit.cue_id].revision,
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
        # A regular expression runs before the transaction: nobody waits for it.
        hits = self._hits(scope, query, expected)
        if not hits:
            return Replaced("", ())
        group = uuid.uuid4().hex

        def work(session: Session) -> Replaced:
            done: list[tuple[int, Edited]] = []
            refused: list[tuple[int, RefusedCue]] = []
            conflicts: list[tuple[int, ConflictError]] = []
            for bench in followers_first(take_benches(session, actor, self.season, hits)):
                track_id = bench.track.id
                result = self._replace(bench, query, hits[track_id], expected, group)
                if result[0] is not None:
                    done.append((track_id, result[0]))
                refused += [(track_id, one) for one in result[1]]
                conflicts += [(track_id, one) for one in result[2]]
            done.sort(key=lambda pair: pair[0])
            return Replaced(group if done else "", tuple(done), tuple(refused), tuple(conflicts))

        return self.database.write(work)

    def _replace(
        self,
        bench: Bench,
        query: Query,
        hits: list[Hit],
        expected: Mapping[tuple[int, str], int],
        group: str,
    ) -> tuple[Edited | None, list[RefusedCue], list[ConflictError]]:
        rows = find_cues(bench.session, bench.track.id, [hit.cue_id for hit in hits])
        conflicts: list[ConflictError] = []
        good: list[Hit] = []
        for hit in hits:
            row = rows[hit.cue_id]
            if row.revision != expected[bench.track.id, hit.cue_id] or live(row) != hit.before:
                conflicts.append(conflict(bench, row, hit.after))
            else:
                good.append(hit)
        made = replace_all(good, query)
        said = judgements(
            bench, made, rows, bench.setting([hit.before for hit in good], hung=False)
        )
        refused = [
            RefusedCue(cue_id, decision.reason, decision.ask)
            for cue_id, decision in said.items()
            if not decision.allowed
        ]
        against = {one.cue_id for one in refused}
        made = replace_all([hit for hit in good if hit.cue_id not in against], query)
        if not made:
            return None, refused, conflicts
        writes = [store_change(bench, one, rows[one.cue_id]) for one in made.changes]
        return keep(bench, made, writes, "replace", group=group), refused, conflicts

    def _hits(
        self, scope: Scope, query: Query, expected: Mapping[tuple[int, str], int]
    ) -> dict[int, list[Hit]]:
        found = {}
        with self.database.read() as session:
            for track_id, locale in self._scope(session, scope).items():
                wanted = [cue_id for track, cue_id in expected if track == track_id]
                rows = find_cues(session, track_id, wanted).values()
                seen = [_as_seen(session, row, expected[track_id, row.cue_id]) for row in rows]
                found[track_id] = ([cue for cue in seen if cue is not None], locale)
        hits = {}
        for track_id, (cues, locale) in found.items():
            made = preview(cues, query, locale=locale) if cues else ()
            if made:
                hits[track_id] = list(made)
        return hits

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
    past = history(session, row.id)
    return next((cue_of(one.after) for one in past if one.number == revision), live(row))
