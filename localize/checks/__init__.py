"""Quality rules: each returns findings with what was measured, the limit, and a safe fix if any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from localize import registry
from localize.checks.fixes import apply_fixes, fix_track
from localize.findings import Finding, Severity
from localize.script import TrackRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Check, CheckContext
    from localize.script import Track

__all__ = ["apply_fixes", "fix_track", "need_speech", "run_checks"]

#: Rules that a verbatim transcript may break: its words are what was said, however fast.
_SOFT_IN_TRANSCRIPTS: Final = frozenset({"reading-speed"})


def run_checks(
    track: Track,
    context: CheckContext,
    names: Sequence[str] | None = None,
    *,
    part: bool = False,
) -> tuple[Finding, ...]:
    """Check a track.

    Args:
        track: what is checked.
        context: what it is checked against; its role gives way to the track's own.
        names: checks to run; all that are installed by default.
        part: whether ``track`` holds only a part of the cues: the checks that need all of them are
            left out.

    Returns:
        The findings in programme order; those about the whole track first.

    Raises:
        UnknownNameError: no check of that name.
    """
    if context.role is not track.role:
        context = replace(context, role=track.role)
    chosen = registry.names(registry.CHECKS) if names is None else names
    found: list[Finding] = []
    for name in chosen:
        check = cast("type[Check]", registry.load(registry.CHECKS, name))()
        if not (part and getattr(check, "whole_track", False)):
            found += check.run(track.cues, context)
    if track.role is TrackRole.TRANSCRIPT:
        found = [_softened(finding) for finding in found]
    order = {cue.id: number for number, cue in enumerate(track.cues)}

    def key(finding: Finding) -> tuple[int, int, str]:
        return finding.start or 0, order.get(finding.cue_id, -1), finding.rule

    return tuple(sorted(found, key=key))


def need_speech(names: Sequence[str] | None = None) -> bool:
    """Whether any of some checks looks at where somebody speaks.

    Args:
        names: the checks; all that are installed by default.

    Raises:
        UnknownNameError: no check of that name.
    """
    chosen = registry.names(registry.CHECKS) if names is None else names
    return any(getattr(registry.load(registry.CHECKS, one), "listens", False) for one in chosen)


def _softened(finding: Finding) -> Finding:
    if finding.rule in _SOFT_IN_TRANSCRIPTS and finding.severity is Severity.ERROR:
        return replace(finding, severity=Severity.WARNING)
    return finding
