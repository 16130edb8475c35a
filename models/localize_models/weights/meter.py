"""Adds up how far a fetch has come, over all files of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.engines import FetchProgress


class Meter:
    """Counts bytes by part and reports their sum.

    Args:
        total: bytes that there will be; 0 where that is not known.
        report: called with the bytes that are there and the bytes that there will be; None to
            count in silence.
    """

    def __init__(self, total: int, report: FetchProgress | None) -> None:
        self._total = total
        self._report = report
        self._parts: dict[str, int] = {}
        self._most = 0

    def at(self, part: str, done: int) -> None:
        """Say that ``done`` bytes of ``part`` are there. The sum never goes back."""
        self._parts[part] = done
        total = self._total or sum(self._parts.values())
        # A second source begins again where a first one failed; the bar should wait, not jump.
        self._most = max(self._most, min(sum(self._parts.values()), total))
        if self._report is not None:
            self._report(self._most, total)

    def finish(self) -> None:
        """Say that everything is there."""
        total = self._total or self._most
        if self._report is not None:
            self._report(total, total)
