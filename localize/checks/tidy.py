"""A machine's draft in the guide's typography: what no person need be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize import registry
from localize.checks import fix_track, run_checks

if TYPE_CHECKING:
    from localize.engines import CheckContext
    from localize.findings import Finding
    from localize.script import Track

#: Rules whose fixes change how a text is set, and no word of it.
TYPOGRAPHY: Final = (
    "dash-style",
    "double-space",
    "edge-space",
    "ellipsis",
    "invisible",
    "italics",
    "no-break-space",
    "space-before",
    "wrong-script",
)


def tidied(track: Track, context: CheckContext) -> Track:
    """The track with ellipses, spaces, dashes and italics as its guide writes them.

    Chinese is put in the script of its locale.

    For drafts alone: what a person wrote is changed by a person.

    Args:
        track: a machine's.
        context: what it is checked against.
    """
    names = tuple(name for name in TYPOGRAPHY if name in registry.names(registry.CHECKS))

    def find(now: Track) -> tuple[Finding, ...]:
        return run_checks(now, context, names, part=True)

    return fix_track(track, find)[0]
