"""From voice prints of windows to turns: where one speaker ends and the next begins."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.engines import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from localize.timeline import Span

#: Grain of turns, ms.
TICK: Final = 100
#: How much more alike, summed over ticks, another speaker must be than the one who speaks for a
#: change to be heard; less across a silence, where changes are.
_CHANGE: Final = 1.5
_CHANGE_AT_PAUSE: Final = 0.3
#: A speaker who is heard for less than this in all, ms, is taken for the nearest other's: most are
#: windows in which two speak. At half of it such speakers appear, at one and a half times real ones
#: are lost (`benchmarks/speakers.py`).
_LEAST: Final = 2_000
#: How often speakers are looked at anew with what was found.
_ROUNDS: Final = 3


def turns(
    speech: Sequence[Span],
    windows: Sequence[Span],
    prints: NDArray[np.float32],
    labels: NDArray[np.intp],
) -> tuple[Turn, ...]:
    """Who speaks when; every ms of the speech is in one turn.

    Args:
        speech: where somebody speaks; ms, in order, none touching another.
        windows: stretches of it, in order.
        prints: of the windows, of length 1, shape (windows, dimensions).
        labels: the speaker of each window.
    """
    if not speech:
        return ()
    stretches = [_Stretch(span, windows) for span in speech]
    middles = _middles(prints, labels)
    for _ in range(_ROUNDS):
        found = _best_paths([one.alike(prints, middles) for one in stretches])
        kept = _kept(found, len(middles))
        if len(kept) < len(middles):
            middles = middles[kept]
            continue
        # Windows that lie in one speaker's time say what that speaker sounds like.
        owners = _owners(windows, speech, found)
        if len(set(owners.tolist())) < len(middles):
            break
        middles = _middles(prints, owners)
    found = _best_paths([one.alike(prints, middles) for one in stretches])
    return tuple(_runs(speech, found))


class _Stretch:
    """A stretch of speech in ticks, and what its windows say of each."""

    def __init__(self, span: Span, windows: Sequence[Span]) -> None:
        first = bisect_left(windows, span.start, key=lambda window: window.start)
        stop = bisect_left(windows, span.end, key=lambda window: window.start)
        self._own = slice(first, stop)
        count = max(1, -(-span.duration // TICK))
        ticks = span.start + TICK // 2 + np.arange(count)[:, None] * TICK
        middles = np.array([(one.start + one.end) / 2 for one in windows[self._own]])
        halves = np.array([one.duration / 2 for one in windows[self._own]])
        # Most in the middle of a window, and a little beyond its ends: no tick is without one.
        near = np.maximum(1e-3, 1 - np.abs(ticks - middles) / (halves + TICK))
        self._weights = (near / near.sum(axis=1, keepdims=True)).astype(np.float32)

    def alike(
        self, prints: NDArray[np.float32], middles: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """How much each tick sounds like each speaker, shape (ticks, speakers)."""
        return np.asarray(self._weights @ (prints[self._own] @ middles.T))


def _middles(prints: NDArray[np.float32], labels: NDArray[np.intp]) -> NDArray[np.float32]:
    """What each speaker sounds like: the mean of the prints, of length 1."""
    sums = np.stack([prints[labels == one].sum(axis=0) for one in np.unique(labels)])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, 1e-9), np.float32)


def _best_paths(stretches: Sequence[NDArray[np.float32]]) -> list[NDArray[np.intp]]:
    """The speaker of each tick, stretch after stretch (Viterbi): changes cost."""
    if not stretches:
        return []
    count = stretches[0].shape[1]
    score = np.zeros(count)
    came: list[NDArray[np.intp]] = []
    for stretch in stretches:
        for number, alike in enumerate(stretch):
            cost = _CHANGE_AT_PAUSE if number == 0 else _CHANGE
            leader = int(score.argmax())
            moved = score[leader] - cost > score
            came.append(np.where(moved, leader, np.arange(count)))
            score = np.where(moved, score[leader] - cost, score) + alike
    path = np.empty(len(came), np.intp)
    state = int(score.argmax())
    for tick in range(len(came) - 1, -1, -1):
        path[tick] = state
        state = int(came[tick][state])
    ends = np.cumsum([len(stretch) for stretch in stretches])
    return np.split(path, ends[:-1])


def _kept(found: Sequence[NDArray[np.intp]], count: int) -> NDArray[np.intp]:
    """Speakers who are heard long enough; the one who is heard longest, at any rate."""
    heard = np.bincount(np.concatenate(found), minlength=count) * TICK
    kept = np.flatnonzero(heard >= _LEAST)
    return kept if len(kept) else np.array([int(heard.argmax())])


def _owners(
    windows: Sequence[Span], speech: Sequence[Span], found: Sequence[NDArray[np.intp]]
) -> NDArray[np.intp]:
    """Who speaks in the middle of each window."""
    owners = np.empty(len(windows), np.intp)
    at = 0
    for number, window in enumerate(windows):
        while at + 1 < len(speech) and speech[at].end <= window.start:
            at += 1
        middle = (window.start + window.end) // 2 - speech[at].start
        owners[number] = found[at][min(len(found[at]) - 1, max(0, middle // TICK))]
    return owners


def _runs(speech: Sequence[Span], found: Sequence[NDArray[np.intp]]) -> Iterator[Turn]:
    """Ticks of one speaker that follow one another as one turn."""
    for span, own in zip(speech, found, strict=True):
        if span.duration <= 0:
            continue
        changes = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), len(own)]
        for first, stop in pairwise(changes):
            end = span.end if stop == len(own) else span.start + stop * TICK
            yield Turn(str(int(own[first])), span.start + first * TICK, end)
