"""Changing the borders between cues: split, merge, insert, delete, words pushed, ranges moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.review import edits, structure
from localize.review.bench import Bench, market_of
from localize.review.committing import live, see
from localize.review.editing import Editing, cues_in
from localize.review.edits import Change, Edit
from localize.review.errors import RefusedError
from localize.review.pieces import Join
from localize.review.views import Edited
from localize.script import CueKind
from localize.store.cues import find_cue, take_cue_ids
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.steps import find_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.review.actor import Actor
    from localize.review.editing import Make
    from localize.script import Cue, Word


@dataclass(frozen=True, slots=True)
class Shifted:
    """What moving a range did, or would do.

    Attributes:
        edited: the act; its ``step`` is 0 for a preview.
        moved: how many cues.
        confirmed: how many of them were confirmed.
        note: both, in words.
    """

    edited: Edited
    moved: int
    confirmed: int
    note: str


class Bordering(Editing):
    """Changes of borders and of ranges; they raise what `Editing` does."""

    # --- Borders ----------------------------------------------------------------------------------

    def split(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        at: int,
        *,
        time: int | None = None,
        words: Sequence[Word] = (),
    ) -> Edited:
        """Part a cue in two before place ``at`` of its text (code points, tags included).

        ``time`` is the in-time of the second part, ms; None takes it from the words that are said
        there, if any are given, or from the share of text.
        """

        def make(bench: Bench) -> Make:
            limits = self._limits(bench)
            return lambda cues: structure.split(
                cues,
                cue_id,
                at,
                _new_id(bench),
                rate=bench.rate,
                limits=limits,
                time=time,
                words=words,
            )

        return self._several(actor, track_id, (cue_id, revision), make, action="split")

    def merge(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        *,
        how: Join = Join.LINES,
        next_revision: int | None = None,
    ) -> Edited:
        """Join a cue with the next. ``next_revision`` is the other's, where the person saw it."""

        def make(bench: Bench) -> Make:
            locale = bench.track.locale
            guide = self._guide(market_of(self.season, locale).guide)
            dash = guide.dash(locale)
            return lambda cues: structure.merge(cues, cue_id, how=how, locale=locale, dash=dash)

        return self._several(
            actor, track_id, (cue_id, revision), make, action="merge", next_revision=next_revision
        )

    def push_word(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        *,
        next_revision: int | None = None,
    ) -> Edited:
        """Move a cue's last word to the start of the next."""
        return self._several(
            actor,
            track_id,
            (cue_id, revision),
            lambda bench: lambda cues: structure.push_word(cues, cue_id, bench.track.locale),
            action="push-word",
            next_revision=next_revision,
        )

    def pull_word(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        *,
        next_revision: int | None = None,
    ) -> Edited:
        """Move the next cue's first word to a cue's end."""
        return self._several(
            actor,
            track_id,
            (cue_id, revision),
            lambda bench: lambda cues: structure.pull_word(cues, cue_id, bench.track.locale),
            action="pull-word",
            next_revision=next_revision,
        )

    def _several(
        self,
        actor: Actor,
        track_id: int,
        seen: tuple[str, int],
        make: Callable[[Bench], Make],
        *,
        action: str,
        next_revision: int | None = None,
        wish: Make | None = None,
    ) -> Edited:
        cue_id, revision = seen

        def work(bench: Bench) -> Edited:
            rows = self._rows(bench)
            found = rows.get(cue_id) or find_cue(bench.session, bench.track.id, cue_id)
            see(bench, found, cue_id, revision, wish)
            if next_revision is not None:
                ordered = list(rows)
                after = ordered[ordered.index(cue_id) + 1 :][:1]
                for other in after:
                    see(bench, rows[other], other, next_revision)
            return self._do(bench, make(bench), rows, (cue_id,), action=action)

        return self._write(actor, track_id, work)

    def insert(
        self,
        actor: Actor,
        track_id: int,
        at: int,
        lines: str | Sequence[str] = (),
        *,
        duration: int = structure.NEW_CUE,
        kind: CueKind = CueKind.DIALOGUE,
        source_ids: Sequence[str] = (),
    ) -> Edited:
        """Add a cue at ``at`` ms, as long as there is room, ``duration`` ms at the most."""
        text = lines if isinstance(lines, str) else "\n".join(lines)

        def work(bench: Bench) -> Edited:
            limits = self._limits(bench)
            return self._do(
                bench,
                lambda cues: structure.insert(
                    cues,
                    at,
                    _new_id(bench),
                    rate=bench.rate,
                    limits=limits,
                    lines=text.splitlines(),
                    duration=duration,
                    kind=kind,
                    source_ids=source_ids,
                ),
                self._rows(bench),
                (),
                action="insert",
            )

        return self._write(actor, track_id, work)

    def delete(self, actor: Actor, track_id: int, cue_id: str, revision: int) -> Edited:
        """Take a cue out; it is kept, and `restore` brings it back."""

        def gone(cues: Sequence[Cue]) -> Edit:
            return structure.delete(cues, (cue_id,))

        return self._several(
            actor, track_id, (cue_id, revision), lambda _: gone, action="delete", wish=gone
        )

    def restore(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, *, to: int | None = None
    ) -> Edited:
        """Bring back a cue that was taken out, or what it was at revision ``to``."""

        def work(bench: Bench) -> Edited:
            found = find_cue(bench.session, bench.track.id, cue_id)
            row = see(bench, found, cue_id, revision, deleted=True)
            past = None if to is None else find_revision(bench.session, row.id, to)
            if to is not None and past is None:
                raise RefusedError(f"Cue {cue_id} has no revision {to}.", "Look at its history.")
            wanted = cue_of(past.after if past else row)
            rows = {**self._rows(bench), cue_id: row}
            what = f"Revision {to} of {cue_id}" if to else f"{cue_id} brought back"
            before = live(row)
            changes = () if before == wanted else (Change(cue_id, before, wanted),)
            return self._do(bench, lambda _: Edit(changes, what), rows, (cue_id,), action="restore")

        return self._write(actor, track_id, work)

    # --- A range ----------------------------------------------------------------------------------

    def shift(
        self,
        actor: Actor,
        track_id: int,
        first: str,
        last: str,
        ms: int | None = None,
        *,
        frames: int | None = None,
        preview: bool = False,
    ) -> Shifted:
        """Move cues from ``first`` to ``last`` (empty for all that follow), by ms or by frames.

        A confirmed cue stays confirmed: its words are the same. The result says how many they are.
        """

        def work(bench: Bench) -> Shifted:
            rows = self._rows(bench)
            settled = (CueState.REVIEWED.value, CueState.APPROVED.value)
            confirmed = {cue_id for cue_id, row in rows.items() if row.state in settled}
            made = edits.shift(
                cues_in(rows),
                first=first,
                last=last,
                by=ms,
                frames=frames,
                rate=bench.rate,
                confirmed=confirmed,
            )
            done = len(confirmed & set(made.cue_ids))
            if preview:
                nothing = Edited(0, (), note=made.note)
                return Shifted(nothing, len(made.changes), done, made.note)
            kept = self._do(bench, lambda _: made, rows, (), action="shift")
            return Shifted(kept, len(made.changes), done, made.note)

        if (ms is None) == (frames is None):
            raise RefusedError("A range is moved either by ms or by frames.", "Give one of them.")
        if preview:
            return self._read(actor, track_id, work)
        return self._write(actor, track_id, work)


def _new_id(bench: Bench) -> Callable[[], str]:
    return lambda: take_cue_ids(bench.session, bench.track)[0]
