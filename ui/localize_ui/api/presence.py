"""Who is at which cue, so that two people on one see each other. In memory, for one server.

Nothing is kept: what a page says is forgotten when it has not said it again for `FORGET`.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.review.actor import Actor

#: Seconds after which a page that says nothing is gone; it says where it is every two.
FORGET: Final = 10.0
#: Windows of one person on one track that are remembered; the one that spoke longest ago goes.
WINDOWS: Final = 8


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has a track open, or the same person in another window.

    Attributes:
        person_id: who.
        name: to show.
        cue_id: where they are; empty for nowhere yet.
        editing: whether they have typed there what is not saved yet.
    """

    person_id: int
    name: str
    cue_id: str
    editing: bool


@dataclass(frozen=True, slots=True)
class _Window:
    other: Other
    at: float


class Presence:
    """Where everybody is; safe between threads.

    Args:
        clock: seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        #: track → (person, window) → where it is, the one that spoke longest ago first.
        self._tracks: dict[int, dict[tuple[int, str], _Window]] = {}

    def here(
        self, actor: Actor, track_id: int, client: str, cue_id: str, *, editing: bool
    ) -> tuple[Other, ...]:
        """Say where one is, and hear who else is on the track, by name.

        Args:
            actor: who; nobody speaks for another.
            track_id: a track that they may see.
            client: of the window: any text that no other window of theirs has.
            cue_id: the cue that is open.
            editing: whether something is typed there that is not saved.
        """
        own = (actor.person_id, client)
        with self._lock:
            now = self._clock()
            self._forget(now)
            windows = self._tracks.setdefault(track_id, {})
            windows.pop(own, None)
            others = tuple(one.other for one in windows.values())
            windows[own] = _Window(Other(actor.person_id, actor.name, cue_id, editing), now)
            mine = [key for key in windows if key[0] == actor.person_id]
            for key in mine[:-WINDOWS]:
                del windows[key]
        return tuple(sorted(others, key=lambda one: (one.name, one.person_id, one.cue_id)))

    def _forget(self, now: float) -> None:
        for track_id, windows in list(self._tracks.items()):
            for key, window in list(windows.items()):
                if now - window.at > FORGET:
                    del windows[key]
            if not windows:
                del self._tracks[track_id]
