"""Applying the safe fixes that findings carry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize.checks.measure import with_next

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from localize.findings import Finding, Fix
    from localize.script import Cue, Track

#: Rounds after which whatever still finds something to change is left to people. A cue's lines are
#: changed by one finding a round, and each of some forty rules may want to.
_ROUNDS: Final = 40


def apply_fixes(track: Track, findings: Iterable[Finding]) -> tuple[Track, tuple[Finding, ...]]:
    """Apply the fixes of some findings, each cue's times and lines at most once.

    Two findings may want two changes of one value: the first gets its way, and the next check of
    the result says whether the other still stands. So it is with two that move neighbours towards
    each other: each was judged beside the neighbour as it was. Fixes for cues that are not there,
    or that would end a cue before it starts, are left out.

    Returns:
        The changed track, and the findings whose fixes are now in it.
    """
    cues = {cue.id: cue for cue in track.cues}
    beside = [(one, other) for one, other in with_next(track.cues) if other is not None]
    after = {one.id: (one, other) for one, other in beside}
    before = {other.id: (one, other) for one, other in beside}
    settled: dict[tuple[str, str], object] = {}
    applied = []
    for finding in findings:
        fix = finding.fix
        if fix is None or fix.cue_id not in cues:
            continue
        changes = _changes(fix)
        if any(settled.get((fix.cue_id, key), value) != value for key, value in changes.items()):
            continue
        changed = _changed(cues[fix.cue_id], fix)
        pairs = [pair for pair in (before.get(fix.cue_id), after.get(fix.cue_id)) if pair]
        if changed is None or any(_meet(pair, cues, changed) for pair in pairs):
            continue
        cues[fix.cue_id] = changed
        settled.update({(fix.cue_id, key): value for key, value in changes.items()})
        applied.append(finding)
    return replace(track, cues=tuple(cues.values())), tuple(applied)


def fix_track(
    track: Track, check: Callable[[Track], Iterable[Finding]]
) -> tuple[Track, tuple[Finding, ...]]:
    """Check and apply fixes in turn, until no finding has one.

    Args:
        track: the track.
        check: what finds something in it, such as `localize.checks.run_checks` with its context.

    Returns:
        The changed track, and the findings whose fixes are now in it, in the order of applying.
    """
    done: list[Finding] = []
    for _ in range(_ROUNDS):
        track, applied = apply_fixes(track, check(track))
        if not applied:
            break
        done += applied
    return track, tuple(done)


def _meet(pair: tuple[Cue, Cue], now: Mapping[str, Cue], changed: Cue) -> bool:
    """Whether ``changed`` and its neighbour come closer than either of them does by itself."""
    one, following = pair
    end = (changed if changed.id == one.id else now[one.id]).end
    start = (changed if changed.id == following.id else now[following.id]).start
    return start - end < min(following.start - end, start - one.end)


def _changes(fix: Fix) -> dict[str, object]:
    values = {"start": fix.start, "end": fix.end, "lines": fix.lines}
    return {key: value for key, value in values.items() if value is not None}


def _changed(cue: Cue, fix: Fix) -> Cue | None:
    start = cue.start if fix.start is None else fix.start
    end = cue.end if fix.end is None else fix.end
    if not 0 <= start <= end:
        return None
    return replace(cue, start=start, end=end, lines=cue.lines if fix.lines is None else fix.lines)
