"""Texts for the cues of a track from elsewhere: one step, each text asked of the policy.

For files that hold no times (bilingual files of translation tools): a cue keeps its id, its times
and all else, and gets other lines. A cue that somebody changed after the file was made keeps what
they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.review.committing import commit, judgements
from localize.review.edits import Change, Edit
from localize.review.office import Office
from localize.store.cues import cues_of
from localize.store.mapping import cue_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.review.actor import Actor
    from localize.review.bench import Bench


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text for a cue.

    Attributes:
        cue_id: the cue.
        lines: what it is to say.
        revision: of the cue when the file was made; 0 where the file does not say.
    """

    cue_id: str
    lines: tuple[str, ...]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class TextsReport:
    """What became of some texts.

    Attributes:
        changed: ids of the cues that say something else now, or would.
        same: how many say it already.
        refused: (id, why) of those that stay as they are.
        step: number of the step; 0 where nothing was changed.
    """

    changed: tuple[str, ...] = ()
    same: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    step: int = 0


class TextsIn(Office):
    """Texts of people, brought in by a file."""

    def take_texts(
        self,
        actor: Actor,
        track_id: int,
        given: Sequence[GivenText],
        file: str,
        *,
        dry_run: bool = False,
    ) -> TextsReport:
        """Give cues other texts; what may not be changed stays and is told, the rest is one step.

        Args:
            actor: who brings them.
            track_id: the track.
            given: the texts.
            file: where they are from, for the list of steps.
            dry_run: report alone; nothing is kept.

        Raises:
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> TextsReport:
            report = self._take(bench, given, file)
            if dry_run:
                bench.session.rollback()
                return replace(report, step=0)
            return report

        return self._write(actor, track_id, work)

    def _take(self, bench: Bench, given: Sequence[GivenText], file: str) -> TextsReport:
        rows = {row.cue_id: row for row in cues_of(bench.session, bench.track.id)}
        changes: list[Change] = []
        refused: list[tuple[str, str]] = []
        same = 0
        for one in given:
            row = rows.get(one.cue_id)
            if row is None:
                refused.append((one.cue_id, "the track has no such cue"))
            elif tuple(row.lines) == one.lines:
                same += 1
            elif one.revision and row.revision != one.revision:
                refused.append((one.cue_id, "somebody changed it after the file was made"))
            else:
                before = cue_of(row)
                changes.append(Change(row.cue_id, before, replace(before, lines=one.lines)))
        setting = bench.setting(map(cue_of, rows.values()), self._min_gap(bench))
        decisions = judgements(bench, Edit(tuple(changes)), rows, setting)
        refused += [(id_, one.reason) for id_, one in decisions.items() if not one.allowed]
        allowed = tuple(change for change in changes if decisions[change.cue_id].allowed)
        note = f"{file}: {len(allowed)} texts"
        made = Edit(allowed, note if allowed else "")
        done = commit(bench, made, rows, setting, "import-file", detail={"file": file})
        return TextsReport(made.cue_ids, same, tuple(refused), done.step)
