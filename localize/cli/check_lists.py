"""The lists that files are held against (shots, names, waivers), looked at before any file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.cli.check_beside import rate_of, time_of
from localize.errors import InputError, SettingsError
from localize.timeline import FASTEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.cli.check_beside import Beside
    from localize.cli.check_waivers import Waiver


def look_at_lists(beside: Beside, fps: str, waivers: Iterable[Waiver] = ()) -> None:
    """See that lists can be read: what is wrong with them is no fault of the files.

    Args:
        beside: names the lists.
        fps: frame rate as it was given; empty where each file has its own, at which a timecode may
            still be none.
        waivers: those of a list that has been read.

    Raises:
        SettingsError: a list cannot be read, or says something that is no time.
    """
    rate = rate_of(fps, None) or FASTEST
    option = "--shots"
    try:
        beside.shots_at(rate)
        option = "--known"
        beside.known_in("und")
        option = "--waivers"
        for one in waivers:
            if one.time:
                time_of(one.time, rate, where=one.where)
    except InputError as error:
        raise SettingsError(f"{option}: {error.path}: {error.message}", hint=error.hint) from error
