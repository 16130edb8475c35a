"""How often something may be tried: a bucket a key, which fills by itself again."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Keys that are remembered; beyond it those that were tried least are forgotten.
_MOST: Final = 10_000


class Throttle:
    """Counts tries by key, in this process's memory; safe between threads.

    Args:
        free: how many tries may follow each other at once.
        every: seconds after which one more is allowed.
        clock: seconds that never run backwards.
    """

    def __init__(
        self, free: int, every: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = free
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._used: dict[str, tuple[float, float]] = {}  # tries used up, and when that was counted

    def take(self, key: str) -> float:
        """Use up a try; 0.0 where there was one, else the seconds until there is.

        A try is counted before it is made, so that many at once gain nothing.
        """
        with self._lock:
            now = self._clock()
            used = self._level(key, now)
            over = used + 1 - self._free
            if over > 1e-9:
                return over * self._every
            self._used[key] = (used + 1, now)
            if len(self._used) > _MOST:
                self._forget(now)
            return 0.0

    def give_back(self, key: str) -> None:
        """Hand back a try that succeeded."""
        with self._lock:
            now = self._clock()
            used = self._level(key, now)
            self._used[key] = (max(0.0, used - 1), now)

    def _level(self, key: str, now: float) -> float:
        used, at = self._used.get(key, (0.0, now))
        return max(0.0, used - max(0.0, now - at) / self._every)

    def _forget(self, now: float) -> None:
        levels = {key: self._level(key, now) for key in self._used}
        kept = sorted(levels, key=levels.__getitem__, reverse=True)[: _MOST // 2]
        self._used = {key: self._used[key] for key in kept if levels[key] > 0}
