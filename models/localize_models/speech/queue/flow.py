"""Threads: reading ahead, decoding, and the episodes put together again.

One thread reads: it takes episodes as they are asked for, finds their speech and makes features, so
many windows ahead as the queue has room for. One or more threads decode; what an episode knows of a
window already passes them by. The caller's own thread gets each episode when its last window is
decoded.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from localize.media.stopping import go_on, until
from localize_models.speech.heard import Heard
from localize_models.speech.queue.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence  # noqa: TC004 -- fields

    from localize_models.speech.queue.features import Prepared
    from localize_models.speech.queue.sizes import BatchSize

#: Batches that may wait.
_AHEAD: Final = 4
#: Episodes that may be whole and not yet taken; each holds its sound.
_UNTAKEN: Final = 8


class Episode(Protocol):
    """An episode whose speech is known."""

    @property
    def key(self) -> Hashable:
        """Its name in `Window.episode`."""

    @property
    def count(self) -> int:
        """How many windows it has."""

    def prepared(self) -> Iterator[Prepared | Heard]:
        """Its windows, in order; one that was decoded before as it was heard then."""

    def keep(self, heard: Heard) -> None:
        """Is told of each window that was decoded now, at once and by the thread that did it."""


AnEpisode = TypeVar("AnEpisode", bound=Episode)


@dataclass
class _Open(Generic[AnEpisode]):
    """An episode of which some windows are not yet decoded."""

    episode: AnEpisode
    heard: dict[int, Heard] = field(default_factory=dict)


@dataclass(frozen=True)
class _Told:
    """What a thread tells the caller's: a window, a whole episode, an error, or its own end."""

    heard: Heard | None = None
    key: Hashable = None
    error: BaseException | None = None


class Flow(Generic[AnEpisode]):
    """Decodes the windows of episodes.

    Args:
        decode: a batch through the model; raises RuntimeError where the device is full.
        size: of batches; is made smaller where the device is full.
        threads: that decode.
        tell: is told of each window that was decoded, in the caller's thread.
    """

    def __init__(
        self,
        decode: Callable[[Sequence[Prepared]], list[Heard]],
        size: BatchSize,
        threads: int = 1,
        tell: Callable[[Heard], None] | None = None,
    ) -> None:
        self._decode = decode
        self._size = size
        self._threads = max(1, threads)
        self._tell = tell
        self._waiting = Waiting(_AHEAD * self._threads * size.most, self._threads)
        self._told: SimpleQueue[_Told] = SimpleQueue()
        self._open: dict[Hashable, _Open[AnEpisode]] = {}
        self._lock = threading.Lock()
        self._untaken = threading.Semaphore(_UNTAKEN)
        self._stopped = threading.Event()

    def run(self, episodes: Iterable[AnEpisode]) -> Iterator[tuple[AnEpisode, tuple[Heard, ...]]]:
        """Each episode with its windows, in their order, as soon as the last is decoded.

        Args:
            episodes: asked for in a thread of their own, as windows are wanted.

        Raises:
            Exception: whatever asking for an episode, reading or decoding it raised.
        """
        with self._running(episodes) as threads:
            running = threads
            while running > 0:
                told = self._told.get()
                if told.error is not None:
                    raise told.error
                if told.heard is not None:
                    if self._tell is not None:
                        self._tell(told.heard)
                elif told.key is None:
                    running -= 1
                else:
                    whole = self._open.pop(told.key)
                    self._untaken.release()
                    yield whole.episode, tuple(whole.heard[n] for n in sorted(whole.heard))

    @contextmanager
    def _running(self, episodes: Iterable[AnEpisode]) -> Iterator[int]:
        """The threads at work; however the caller leaves, they end first, and soon."""
        threads = [threading.Thread(target=self._guarded, args=(self._read, episodes))]
        threads += [
            threading.Thread(target=self._guarded, args=(self._work, None))
            for _ in range(self._threads)
        ]
        try:  # Ctrl-C may come while they begin, too
            for thread in threads:
                thread.start()
            yield len(threads)
        finally:
            self._stopped.set()
            self._untaken.release(len(threads))
            self._waiting.drop()
            for thread in threads:
                if thread.is_alive():
                    thread.join()

    def _guarded(
        self, work: Callable[[Iterable[AnEpisode]], None], episodes: Iterable[AnEpisode]
    ) -> None:
        """A thread's whole life: what goes wrong in it is raised in the caller's."""
        try:
            work(episodes)
        except BaseException as error:  # noqa: BLE001 -- raised again in the caller's thread
            self._told.put(_Told(error=error))
        else:
            self._told.put(_Told())

    def _read(self, episodes: Iterable[AnEpisode]) -> None:
        try:
            with until(self._stopped):  # to decode a sound and to look through it takes minutes
                for episode in episodes:
                    go_on()
                    self._open[episode.key] = _Open(episode)
                    if not episode.count:
                        self._whole(episode.key)
                    go_on()
                    for one in episode.prepared():
                        if isinstance(one, Heard):
                            self._take(one)
                        elif not self._waiting.put(one):
                            return
                        go_on()
        finally:
            self._waiting.close()

    def _work(self, _: object) -> None:
        while batch := self._waiting.take(lambda: self._size.now):
            for heard in self._size.answers(batch, self._decode):
                self._open[heard.window.episode].episode.keep(heard)
                self._take(heard)

    def _take(self, heard: Heard) -> None:
        """Put a window to its episode."""
        self._told.put(_Told(heard=heard))
        found = self._open[heard.window.episode]
        with self._lock:
            found.heard[heard.window.index] = heard
            whole = len(found.heard) == found.episode.count
        if whole:
            self._whole(heard.window.episode)

    def _whole(self, key: Hashable) -> None:
        if not self._stopped.is_set():
            self._untaken.acquire()
        self._told.put(_Told(key=key))
