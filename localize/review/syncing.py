"""A whole track put in time by the sound: seen first, then done as one act.

What `localize retime --sync` does to a file, on the record: the same evidence is asked for, and
what is refused there is refused here, for the same reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.checks.speech import when_spoken
from localize.formats.retiming import Retiming
from localize.review.bordering import Bordering
from localize.review.committing import judge, moves
from localize.review.editing import cues_in
from localize.review.edits import Change, Edit
from localize.review.errors import RefusedError
from localize.store.kinds import CueState
from localize.timing.sync import Sync, find_sync, said_shift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.review.actor import Actor
    from localize.review.bench import Bench
    from localize.review.views import Edited
    from localize.script import Cue
    from localize.store.tables import CueRow
    from localize.timeline import FrameRate, Span

#: Moves that are shown of a preview: the first and the last cues.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MovedCue:
    """A cue that would be moved.

    Attributes:
        cue_id: which.
        text: of it, on one line.
        before: where it begins, ms.
        after: where it would.
    """

    cue_id: str
    text: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class SyncPreview:
    """What putting a track in time would do.

    Attributes:
        number: of the track's last step: `Syncing.sync` is asked with it.
        said: the move and what speaks for it, in words.
        moved: how many cues would be moved; 0 where the track is in time as it is.
        confirmed: how many of them are confirmed or approved.
        gone: cues that would stand before the programme, and be taken out.
        shown: the first and the last cues that move.
        refused: why this person may not do it; empty where they may.
        ask: how to get it done all the same.
    """

    number: int
    said: str
    moved: int
    confirmed: int
    gone: tuple[MovedCue, ...]
    shown: tuple[MovedCue, ...]
    refused: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done to a track as it was at a step."""

    number: int
    sync: Sync
    made: Edit


class Syncing(Bordering):
    """Putting whole tracks in time; raises what `Editing` does."""

    def sync_preview(self, actor: Actor, track_id: int, voices: Sequence[Span]) -> SyncPreview:
        """What would be moved, and by how much; changes nothing.

        Args:
            actor: who.
            track_id: the track.
            voices: where somebody speaks in the episode, ms, in order; empty where nobody knows.

        Raises:
            RefusedError: it cannot be told how the track is to be moved; says why.
            UnknownNameError: no such track.
        """

        def work(bench: Bench) -> SyncPreview:
            rows = self._rows(bench)
            plan = _planned(bench, rows, voices)
            refused = ask = ""
            try:
                self._let_pass(bench, plan.made, rows)
            except RefusedError as error:
                refused, ask = error.reason, error.ask
            settled = (CueState.REVIEWED.value, CueState.APPROVED.value)
            kept = [change for change in plan.made.changes if change.after is not None]
            gone = [change for change in plan.made.changes if change.after is None]
            return SyncPreview(
                number=plan.number,
                said=_said(plan.sync),
                moved=len(kept),
                confirmed=sum(rows[one.cue_id].state in settled for one in kept),
                gone=tuple(map(_shown, gone)),
                shown=tuple(map(_shown, _ends(kept))),
                refused=refused,
                ask=ask,
            )

        return self._read(actor, track_id, work)

    def sync(self, actor: Actor, track_id: int, voices: Sequence[Span], number: int) -> Edited:
        """Put a track in time, as one step; a cue without a place in the programme is taken out.

        Args:
            actor: who.
            track_id: the track.
            voices: as `sync_preview`.
            number: what the preview said; a track that was changed since is left as it is.

        Raises:
            RefusedError: as `sync_preview`; the track was changed since; the policy or the
                person's role stand against it.
            UnknownNameError: no such track.
        """
        # Finding takes a while, so nobody is kept from writing meanwhile.
        plan = self._read(actor, track_id, lambda bench: _planned(bench, self._rows(bench), voices))

        def work(bench: Bench) -> Edited:
            if not plan.number == bench.track.changed == number:
                raise RefusedError(
                    "The track was changed after you had looked.", "Look again what would move."
                )
            return self._do(bench, lambda _: plan.made, self._rows(bench), (), action="sync")

        return self._write(actor, track_id, work)

    def _let_pass(self, bench: Bench, made: Edit, rows: Mapping[str, CueRow]) -> None:
        """Let an edit pass that is not made yet.

        Raises:
            RefusedError: the policy has something against it.
        """
        if made:
            hung = moves(made)
            cues = cues_in(dict(rows))
            judge(bench, made, rows, bench.setting(cues, self._min_gap(bench), hung=hung))


def _planned(bench: Bench, rows: Mapping[str, CueRow], voices: Sequence[Span]) -> _Plan:
    if not voices:
        raise RefusedError(
            "Nobody has listened to this episode yet, so there is nothing to go by.",
            "Run the pipeline on its media first.",
        )
    cues = cues_in(dict(rows))
    duration = bench.episode.duration or max(span.end for span in voices)
    sync = find_sync(when_spoken(cues), voices, duration)
    if not sync.sure:
        guess = f" (the best guess was {said_shift(sync.shift, sync.speed)})" if sync.cues else ""
        raise RefusedError(
            f"It cannot be told how the track is to be moved: {sync.doubt}.",
            "Look whether it belongs to this episode, or move its cues yourself in the editor"
            f"{guess}.",
        )
    return _Plan(bench.track.changed, sync, _edit(cues, sync, bench.rate))


def _edit(cues: Sequence[Cue], sync: Sync, rate: FrameRate) -> Edit:
    """Every cue moved, onto frames; nothing where the track is in time."""
    if sync.in_time:
        return Edit((), "In time as it is")
    kept, gone = Retiming(sync.factor, sync.shift, target=rate).within(cues)
    after: dict[str, Cue | None] = {cue.id: cue for cue in kept}
    after |= dict.fromkeys((cue.id for cue in gone), None)
    changes = (Change(cue.id, cue, after[cue.id]) for cue in cues)
    changed = tuple(one for one in changes if one.before != one.after)
    return Edit(changed, f"{len(changed)} cues put in time: {said_shift(sync.shift, sync.speed)}")


def _said(sync: Sync) -> str:
    move = said_shift(sync.shift, sync.speed)
    told = "It is in time as it is" if sync.in_time else f"It would be moved by {move}"
    return (
        f"{told}: {sync.met:.0%} of {sync.cues} cues come with a voice, {sync.chance:.0%} would "
        "by chance."
    )


def _ends(changes: Sequence[Change]) -> list[Change]:
    if len(changes) <= 2 * _SHOWN:
        return list(changes)
    return [*changes[:_SHOWN], *changes[-_SHOWN:]]


def _shown(change: Change) -> MovedCue:
    before = change.before
    if before is None:
        raise ValueError(f"cue {change.cue_id} would be made anew")
    after = before if change.after is None else change.after
    return MovedCue(change.cue_id, " ".join(before.lines), before.start, after.start)
