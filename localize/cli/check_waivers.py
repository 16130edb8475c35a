"""Waivers in a file: rules that may be broken, on a cue or on a whole file, with the reason.

    [[waiver]]
    rule = "reading-speed"
    file = "S01E01.es-419.srt"     # all files if not given
    cue = 12                       # its number in the file, or
    time = "00:01:02.500"          # a time at which it stands; neither: the whole file
    reason = "Agreed with the client: the lyrics stay whole."
    by = "Ana"
    when = 2026-11-25

A time holds on when numbers change, and a number when times do.
"""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from localize import registry
from localize.cli.check_beside import time_of
from localize.errors import SettingsError
from localize.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue, Track
    from localize.timeline import FrameRate

_KEYS: Final = {"rule": str, "file": str, "cue": (int, str), "time": str, "reason": str, "by": str,
                "when": (str, datetime.date)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that may be broken.

    Attributes:
        rule: its name.
        reason: why.
        number: of the waiver in its file, from 1.
        file: end of the path of the file that it holds for; empty for all.
        cue: number of the cue; empty for none.
        time: at which the cue stands, as it was written; empty for none.
        by: who waived it; empty where that is not said.
        when: the day; empty where that is not said.
    """

    rule: str
    reason: str
    number: int
    file: str = ""
    cue: str = ""
    time: str = ""
    by: str = ""
    when: str = ""

    @property
    def where(self) -> str:
        """The waiver, for a message."""
        place = f", cue {self.cue}" if self.cue else f", cue at {self.time}" if self.time else ""
        return f"waiver {self.number} ({self.rule}{place})"

    def holds_for(self, path: Path) -> bool:
        """Whether it is about this file."""
        wanted = PurePath(self.file).parts
        return path.parts[len(path.parts) - len(wanted) :] == wanted


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings apart by whether they are waived.

    Attributes:
        found: not waived.
        waived: with the waiver of each.
    """

    found: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a file.

    Raises:
        SettingsError: it cannot be read, is not TOML, or says something that no waiver has.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"--waivers: {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # not UTF-8, or no TOML
        raise SettingsError(f"{path}: {error}.") from error
    tables = data.pop("waiver", [])
    if data or not isinstance(tables, list):
        raise SettingsError(
            f"{path}: waivers are [[waiver]] tables, and there is something else.",
            hint=f"It says {', '.join(data) or 'waiver'}." if data else "Write [[waiver]].",
        )
    return tuple(_waiver(path, number, table) for number, table in enumerate(tables, 1))


def _waiver(path: Path, number: int, table: dict[str, Any]) -> Waiver:
    where = f"{path}, waiver {number}"
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingsError(f"{where}: no waiver has {key!r}.", hint=", ".join(_KEYS))
        if not isinstance(value, _KEYS[key]) or isinstance(value, bool):  # type: ignore[arg-type]
            raise SettingsError(f"{where}: {key} = {value!r} is not what it should be.")
    for key in ("rule", "reason"):
        if not str(table.get(key, "")).strip():
            raise SettingsError(f"{where}: a waiver needs a {key}.")
    if "cue" in table and "time" in table:
        raise SettingsError(f"{where}: a cue is named by its number or by a time, not by both.")
    values = {key: str(value).strip() for key, value in table.items()}
    return Waiver(number=number, **values)


class Waivers:
    """The waivers of a check, and which of them were of use.

    Args:
        waivers: all of them.
    """

    def __init__(self, waivers: Sequence[Waiver] = ()) -> None:
        self._waivers = tuple(waivers)
        self._checks = frozenset(registry.names(registry.CHECKS))
        self._used: set[int] = set()
        self._placed: set[int] = set()

    def remarks(self) -> tuple[str, ...]:
        """What is odd about them, once every file has been checked."""
        told = []
        for one in self._waivers:
            if one.number in self._used:
                continue
            if one.rule not in self._checks:
                told.append(f"{one.where}: there is no check of that name")
            elif one.number not in self._placed:
                what = "cue in what was checked" if one.cue or one.time else "file"
                told.append(f"{one.where}: there is no such {what}")
            else:
                told.append(f"{one.where}: the rule is not broken there")
        return tuple(told)

    def sort(self, path: Path, track: Track, found: Sequence[Finding], rate: FrameRate) -> Sorted:
        """Part a file's findings by whether they are waived.

        Raises:
            InputError: a waiver's time is none.
        """
        on_cue: dict[tuple[str, str], Waiver] = {}
        everywhere: dict[str, Waiver] = {}
        for one in self._waivers:
            if not one.holds_for(path):
                continue
            if not one.cue and not one.time:
                everywhere[one.rule] = one
            elif (cue := cue_of(one, track, rate)) is not None:
                on_cue[cue.id, one.rule] = one
            else:
                continue
            self._placed.add(one.number)
        open_, waived = [], []
        for finding in found:
            waiver = on_cue.get((finding.cue_id, finding.rule)) or everywhere.get(finding.rule)
            if waiver is None:
                open_.append(finding)
            else:
                waived.append((finding, waiver))
                self._used.add(waiver.number)
        return Sorted(tuple(open_), tuple(waived))


def cue_of(waiver: Waiver, track: Track, rate: FrameRate) -> Cue | None:
    """The cue that a waiver names: by its number, or at a time (half a second off at most)."""
    if waiver.cue:
        return next((cue for cue in track.cues if cue.id == waiver.cue), None)
    time = time_of(waiver.time, rate, where=waiver.where)
    near = [cue for cue in track.cues if cue.start - _NEAR <= time < cue.end + _NEAR]
    return min(near, key=lambda cue: _away(cue, time), default=None)


#: By how much a cue may have moved away from a waiver's time, ms.
_NEAR: Final = 500


def _away(cue: Cue, time: int) -> tuple[int, int]:
    inside = cue.start <= time < cue.end
    return (0 if inside else min(abs(cue.start - time), abs(cue.end - time))), abs(cue.start - time)
