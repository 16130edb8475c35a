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

    Two findings may want two changes of one cue's times, or of its lines: the first gets its way,
    and the next check of the result says whether the other still stands. A new in-time and a new
    out-time are two such changes, since each was judged beside the other as it was. So it is with
    two that move neighbours towards each other. Fixes for cues that are not there, that change
    nothing, or that would end a cue before it starts, are left out.

    Returns:
        The changed track, and the findings whose fixes are now in it.
    """
    given = {cue.id: cue for cue in track.cues}
    cues = dict(given)
    beside = [(one, other) for one, other in with_next(track.cues) if other is not None]
    after = {one.id: (one, other) for one, other in beside}
    before = {other.id: (one, other) for one, other in beside}
    moved: set[str] = set()
    written: set[str] = set()
    applied = []
    for finding in findings:
        fix = finding.fix
        if fix is None or fix.cue_id not in cues:
            continue
        now = cues[fix.cue_id]
        changed = _changed(now, fix)
        if changed is None or _changed(given[now.id], fix) == given[now.id]:
            continue
        moves = (changed.start, changed.end) != (now.start, now.end)
        writes = changed.lines != now.lines
        if (moves and now.id in moved) or (writes and now.id in written):
            continue
        pairs = [pair for pair in (before.get(now.id), after.get(now.id)) if pair]
        if any(_meet(pair, cues, changed) for pair in pairs):
            continue
        cues[now.id] = changed
        moved |= {now.id} if moves else set()
        written |= {now.id} if writes else set()
        applied.append(finding)
    return replace(track, cues=tuple(cues.values())), tuple(applied)


def fix_track(
    track: Track, check: Callable[[Track], Iterable[Finding]]
) -> tuple[Track, tuple[Finding, ...]]:
    """Check and apply fixes in turn, until no finding has one, or the track was so before.

    Where two findings undo each other's fixes, the track stays as it is before they come round.

    Args:
        track: the track.
        check: what finds something in it, such as `localize.checks.run_checks` with its context.

    Returns:
        The changed track, and the findings whose fixes are now in it, in the order of applying.
    """
    done: list[Finding] = []
    seen = [track]
    for _ in range(_ROUNDS):
        fixed, applied = apply_fixes(seen[-1], check(seen[-1]))
        if fixed in seen:
            break
        seen.append(fixed)
        done += applied
    return seen[-1], tuple(done)


def _meet(pair: tuple[Cue, Cue], now: Mapping[str, Cue], changed: Cue) -> bool:
    """Whether ``changed`` and its neighbour come closer than either of them does by itself."""
    one, following = pair
    end = (changed if changed.id == one.id else now[one.id]).end
    start = (changed if changed.id == following.id else now[following.id]).start
    return start - end < min(following.start - end, start - one.end)


def _changed(cue: Cue, fix: Fix) -> Cue | None:
    start = cue.start if fix.start is None else fix.start
    end = cue.end if fix.end is None else fix.end
    if not 0 <= start <= end:
        return None
    return replace(cue, start=start, end=end, lines=cue.lines if fix.lines is None else fix.lines)
