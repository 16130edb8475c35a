"""Changing what is in a cue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from localize.review import edits
from localize.review.acts import ActKind
from localize.review.bench import Bench, rows_by_id
from localize.review.committing import ask, commit, edited, live, moves, see, write_step
from localize.review.office import Office
from localize.review.views import CueView, Edited, cue_views
from localize.store.cues import cues_of, find_cue
from localize.store.steps import edit as store_edit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from localize.review.actor import Actor
    from localize.review.edits import Edit
    from localize.script import Cue, CueKind, Placement
    from localize.store.tables import CueRow

    #: Makes an edit of a track's cues.
    Make = Callable[[Sequence[Cue]], Edit]


class Editing(Office):
    """Changes of cues. Each names the revision that the person saw, and returns the new ones.

    All raise ConflictError where somebody changed the cue since, RefusedError where the cue's
    state, the stage, the market's policy or the person's role stand against it, and
    UnknownNameError for a track that is not there. Nothing is then changed.
    """

    def set_text(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, text: str | Sequence[str]
    ) -> Edited:
        """Give a cue another text: its lines, or one text with line breaks."""
        joined = text if isinstance(text, str) else "\n".join(text)
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_text(c, cue_id, joined),
            action="text",
        )

    def set_times(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        *,
        start: int | None = None,
        end: int | None = None,
    ) -> Edited:
        """Give a cue another in- or out-time, ms; None keeps it."""
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_times(c, cue_id, start=start, end=end),
            action="times",
        )

    def set_edges(
        self, actor: Actor, track_id: int, cues: Mapping[str, tuple[int, int, int]]
    ) -> Edited:
        """Give neighbours other times as one step: the edge that they share moves for both.

        Args:
            actor: who.
            track_id: the track.
            cues: id → (revision that the person saw, in-time, out-time), ms.
        """
        times = {cue_id: (start, end) for cue_id, (_, start, end) in cues.items()}

        def work(bench: Bench) -> Edited:
            found = rows_by_id(bench, list(cues))
            for cue_id, (revision, start, end) in cues.items():
                see(
                    bench,
                    found.get(cue_id),
                    cue_id,
                    revision,
                    partial(edits.set_times, cue_id=cue_id, start=start, end=end),
                )
            hung = bench.track.based_on_version is not None
            rows = self._rows(bench) if hung else _in_order(found)
            return self._do(
                bench, lambda c: edits.set_edges(c, times), rows, tuple(times), action="times"
            )

        return self._write(actor, track_id, work)

    def set_speaker(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, speaker: str
    ) -> Edited:
        """Say who speaks; empty for unknown."""
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_speaker(c, cue_id, speaker),
            action="speaker",
        )

    def set_kind(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, kind: CueKind
    ) -> Edited:
        """Say what a cue stands for."""
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_kind(c, cue_id, kind),
            action="kind",
        )

    def set_translate(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, translate: bool
    ) -> Edited:
        """Say whether markets translate a cue."""
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_translate(c, cue_id, translate),
            action="translate",
        )

    def set_placement(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, placement: Placement
    ) -> Edited:
        """Move a cue in the picture."""
        return self._one(
            actor,
            track_id,
            cue_id,
            revision,
            lambda c: edits.set_placement(c, cue_id, placement),
            action="placement",
        )

    def annotate(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        annotations: Sequence[tuple[str, str]],
    ) -> Edited:
        """Say about a cue what translators should know: (category, text), instead of what is."""

        def work(bench: Bench) -> Edited:
            found = find_cue(bench.session, bench.track.id, cue_id)
            row = see(bench, found, cue_id, revision)
            ask(bench, ActKind.ANNOTATION, row)
            data = [{"category": category, "text": text} for category, text in annotations]
            if row.annotations == data:
                return Edited(0, cue_views(bench.session, bench.track.id, [row]))
            change = store_edit(row, annotations=data, edited_by=actor.person_id)
            return edited(bench, write_step(bench, [change], "annotate"), [row])

        return self._write(actor, track_id, work)

    def _one(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, make: Make, *, action: str
    ) -> Edited:
        def work(bench: Bench) -> Edited:
            found = find_cue(bench.session, bench.track.id, cue_id)
            row = see(bench, found, cue_id, revision, make)
            hung = action == "times" and bench.track.based_on_version is not None
            rows = self._rows(bench) if hung else {cue_id: row}
            return self._do(bench, make, rows, (cue_id,), action=action)

        return self._write(actor, track_id, work)

    # --- All of them ------------------------------------------------------------------------------

    def _rows(self, bench: Bench) -> dict[str, CueRow]:
        """The track's cues in programme order, by id."""
        return {row.cue_id: row for row in cues_of(bench.session, bench.track.id)}

    def _do(
        self,
        bench: Bench,
        make: Make,
        rows: dict[str, CueRow],
        shown: Sequence[str],
        *,
        action: str,
    ) -> Edited:
        cues = cues_in(rows)
        made = make(cues)
        if not made:
            views: tuple[CueView, ...] = cue_views(
                bench.session, bench.track.id, rows_by_id(bench, shown).values() if shown else ()
            )
            return Edited(0, views, note=made.note)
        hung = moves(made)
        setting = bench.setting(cues, self._min_gap(bench) if hung else 0, hung=hung)
        return commit(bench, made, rows, setting, action)


def _in_order(rows: dict[str, CueRow]) -> dict[str, CueRow]:
    return dict(sorted(rows.items(), key=lambda pair: (pair[1].start, pair[1].end, pair[1].id)))


def cues_in(rows: dict[str, CueRow]) -> tuple[Cue, ...]:
    """The cues of these rows, those taken out left out."""
    return tuple(cue for row in rows.values() if (cue := live(row)) is not None)
