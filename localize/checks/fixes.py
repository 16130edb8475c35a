"""Applying the safe fixes that findings carry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from localize.findings import Finding, Fix
    from localize.script import Cue, Track

#: Rounds after which whatever still finds something to change is left to people. A cue's lines are
#: changed by one finding a round, and each of some forty rules may want to.
_ROUNDS: Final = 40


def apply_fixes(track: Track, findings: Iterable[Finding]) -> tuple[Track, tuple[Finding, ...]]:
    """Apply the fixes of some findings, each cue's times and lines at most once.

    Two findings may want two changes of one value: the first gets its way, and the next check of
    the result says whether the other still stands. Fixes for cues that are not there, or that would
    end a cue before it starts, are left out.

    Returns:
        The changed track, and the findings whose fixes are now in it.
    """
    cues = {cue.id: cue for cue in track.cues}
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
        if changed is None:
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


def _changes(fix: Fix) -> dict[str, object]:
    values = {"start": fix.start, "end": fix.end, "lines": fix.lines}
    return {key: value for key, value in values.items() if value is not None}


def _changed(cue: Cue, fix: Fix) -> Cue | None:
    start = cue.start if fix.start is None else fix.start
    end = cue.end if fix.end is None else fix.end
    if not 0 <= start <= end:
        return None
    return replace(cue, start=start, end=end, lines=cue.lines if fix.lines is None else fix.lines)
