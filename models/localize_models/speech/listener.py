"""The ears of an engine: what is listened to again, many stretches in a batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from localize.timeline import Span
from localize_models.speech.heard import Heard, Task, Window
from localize_models.speech.language import SHORT_MS
from localize_models.speech.queue.features import Prepared, prepared
from localize_models.speech.sections import Collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.media import Sound
    from localize_models.speech.again import Piece
    from localize_models.speech.queue.decoder import Decoder
    from localize_models.speech.queue.sizes import BatchSize

Answer = TypeVar("Answer")

#: Batches of each worker whose windows are held at once: where they end, one of the workers may
#: wait for another.
_BATCHES: Final = 8


class QueueListener:
    """Decodes stretches of one episode (`again.Listener`).

    Args:
        decoder: of the engine's model.
        sound: of the episode.
        hints: tokens put before each window.
        fails: as `Prepared.fails`.
        size: of batches; is made smaller where the device is full.
        task: what is decoded.
        first: the rung of the ladder to begin with, where others have failed before.
    """

    def __init__(
        self,
        decoder: Decoder,
        sound: Sound,
        hints: tuple[int, ...],
        fails: Callable[[Heard], float],
        size: BatchSize,
        *,
        task: Task = Task.WORDS,
        first: int = 0,
    ) -> None:
        self._session = decoder.session
        self._decoder = decoder
        self._sound = sound
        self._hints = hints
        self._fails = fails
        self._size = size
        self._task = task
        self._first = first

    def languages(self, speech: Sequence[Collected]) -> Sequence[Sequence[tuple[str, float]]]:
        """As `again.Listener.languages`, by the first ten seconds of each."""
        if self._session.facts.english_only:
            return [()] * len(speech)
        short = [_beginning(one, SHORT_MS) for one in speech]
        return self._answers(
            len(short), lambda n: self._prepared(n, short[n], ""), self._decoder.languages
        )

    def decode(self, pieces: Sequence[Piece]) -> Sequence[Heard]:
        """As `again.Listener.decode`."""
        # What is heard again is rare and hard: it gets the context that the model knows best.
        return self._answers(
            len(pieces),
            lambda n: self._prepared(n, pieces[n].speech, pieces[n].language, full=True),
            lambda batch: self._decoder.decode(batch, self._first),
        )

    @property
    def at_once(self) -> int:
        """So many windows are held at once, about a megabyte each; the rest wait for their turn."""
        return _BATCHES * self._size.most * self._session.workers

    def _answers(
        self,
        count: int,
        prepare: Callable[[int], Prepared],
        ask: Callable[[Sequence[Prepared]], Sequence[Answer]],
    ) -> list[Answer]:
        """What is answered of each window, in their order.

        Args:
            count: how many windows there are.
            prepare: makes one ready, by its number.
            ask: answers a batch.
        """
        found: list[Answer] = []
        for first in range(0, count, self.at_once):
            own = range(first, min(count, first + self.at_once))
            found += self._side_by_side([prepare(n) for n in own], ask)
        return found

    def _side_by_side(
        self, ready: Sequence[Prepared], ask: Callable[[Sequence[Prepared]], Sequence[Answer]]
    ) -> list[Answer]:
        """What is answered of each, in their order; as many batches at once as the model takes.

        At the end of a run there is nothing left to decode but this.
        """
        workers = self._session.workers
        batches = list(self._batches(ready, workers))
        found: dict[int, Answer] = {}
        with self._session.failures(), ThreadPoolExecutor(workers) as pool:
            answered = pool.map(lambda batch: self._size.answers(batch, ask), batches)
            for batch, answers in zip(batches, answered, strict=True):
                found |= {
                    one.window.index: answer for one, answer in zip(batch, answers, strict=True)
                }
        return [found[one.window.index] for one in ready]

    def _prepared(
        self, number: int, speech: Collected, language: str, *, full: bool = False
    ) -> Prepared:
        return prepared(
            Window("again", number, speech, language, self._task),
            self._sound,
            self._session.model(),
            self._hints,
            self._fails,
            full=full,
        )

    def _batches(self, ready: Sequence[Prepared], workers: int) -> Iterator[list[Prepared]]:
        """Windows of one padded length together, shared out among the workers."""
        lengths: dict[int, list[Prepared]] = {}
        for one in ready:
            lengths.setdefault(one.padded, []).append(one)
        for group in lengths.values():
            size = min(self._size.now, -(-len(group) // workers))
            for first in range(0, len(group), size):
                yield group[first : first + size]


def _beginning(speech: Collected, length: int) -> Collected:
    """The first ms of collected speech."""
    found: list[Span] = []
    for span in speech.spans:
        if length > 0:
            found.append(Span(span.start, min(span.end, span.start + length)))
        length -= span.duration
    return Collected(tuple(found))
