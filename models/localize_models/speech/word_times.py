"""When words begin and end, by how they sound.

Whisper tells where a word is by what its decoder looks at, in steps of 20 ms; it looks ahead, so
that edges inside speech come some 60 ms early, and at pauses up to a second. Here the recording
itself says better: from the words at Whisper's times how each of its letters sounds is learnt
(`letters`), then the words are laid anew along the sound, letter by letter, with pauses where there
are pauses; and again with what was learnt from that. It is how forced aligners train (Young et al.,
The HTK Book, 3.2.2), with letters for phones, so that it needs no dictionary and no weights. What
is uttered between words and was not recognised (a breath, "um") is left between them.

Measured in `benchmarks/word_times.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize import locales
from localize.timeline import Span
from localize_models.speech.acoustics import FRAME_MS, features
from localize_models.speech.letters import PAUSE, Counts, Sounds, letters
from localize_models.speech.paths import best_paths
from localize_models.speech.tighten import SOUNDING, sounded, tightened
from localize_models.speech.voice import WINDOW_MS, speech_spans
from localize_models.speech.words import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray  # noqa: TC004 -- no one reads the fields' types

    from localize.media import Sound
    from localize.script import Word

#: Words that are laid along the sound at once are cut at their longest pause between these, ms.
_SHORTEST: Final = 6_000
_LONGEST: Final = 12_000
#: Sound before the first and after the last word of them that is searched, ms.
_AROUND: Final = 600
#: No edge moves further than this, ms.
_REACH: Final = 1_000
#: What a frame costs that is speech and no word's ("um", or what was not recognised).
_OTHER: Final = 1.0
#: An edge that moves further than this pays so much a frame for every frame beyond it.
_FREE_MS: Final = 100
_COST: Final = 0.2
#: A word with more time a letter than this, ms, is drawn out by more than its sounds.
_LONG_LETTER_MS: Final = 150
#: How much earlier than the sound Whisper's edges are, ms; the median of MFA's and Leopard's words.
_EARLY_MS: Final = 50
#: Rounds of learning; more change nothing that is measured.
_ROUNDS: Final = 3
#: Ten minutes are enough to learn from: stretches, spread over the episode.
_LEARNT: Final = 60
#: Stretches that are laid at once; bounds memory.
_BATCH: Final = 32
#: Fewer words teach nothing.
_LEAST_WORDS: Final = 5
#: Voice activity, whose frames are longer, is believed this far from certain.
_DOUBT: Final = 0.02
_VOICED: Final = 0.5
_SILENT: Final = 0.15


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words that are laid along a piece of sound at once.

    Attributes:
        words: their indices.
        start: of the piece, ms.
        end: of the piece, ms.
    """

    words: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A stretch as the search sees it.

    Attributes:
        frames: features, shape (frames, features), evened out over the episode.
        voice: of each frame, probability that somebody speaks.
        states: letters and pauses, in order.
        owners: the word (index in the stretch) of each state; -1 for a pause.
        expected: (first, last) frame in which each state is by Whisper.
        sure: whether a state's frames are its own, and not those of a word drawn out.
    """

    frames: NDArray[np.float32]
    voice: NDArray[np.float32]
    states: tuple[str, ...]
    owners: NDArray[np.intp]
    expected: NDArray[np.float32]
    sure: NDArray[np.bool_]


def timed(
    words: Sequence[Word], sound: Sound, probabilities: NDArray[np.float32], locale: str
) -> tuple[Word, ...]:
    """The words with their edges where they are heard; texts and order stay, none overlaps.

    In languages that write no spaces, whose characters are too many to learn, and where there are
    too few words to learn from, edges only leave the silence that they hang in (`tighten`).

    Args:
        words: in order, at Whisper's times.
        sound: that they were recognised in.
        probabilities: of voice activity in it, as `voice.speech_probabilities` gives them.
        locale: language of the dialogue.
    """
    sounding = speech_spans(probabilities, sound.duration, SOUNDING)
    if locales.is_unspaced(locale) or sum(1 for w in words if letters(w.text)) < _LEAST_WORDS:
        return tightened(words, sounding)
    return sounded(laid(words, sound, probabilities), sounding)


def laid(
    words: Sequence[Word], sound: Sound, probabilities: NDArray[np.float32]
) -> tuple[Word, ...]:
    """The words laid along the sound, letter by letter; those without letters stay.

    Args:
        words: in order, at Whisper's times; some with letters.
        sound: that they were recognised in.
        probabilities: of voice activity in it.
    """
    spelt = [letters(word.text) for word in words]
    work = _Work(words, spelt, sound, probabilities)
    times = [(word.start, word.end) for word in words]
    for batch in work.rows():
        for stretch, row, path in batch:
            for place, index in enumerate(stretch.words):
                at = np.flatnonzero(row.owners[path] == place)
                first, last = int(at[0]), int(at[-1]) + 1
                times[index] = (stretch.start + first * FRAME_MS, stretch.start + last * FRAME_MS)
    bounds = Span(0, max(sound.duration, *(end for _, end in times)))
    return tuple(
        replace(word, start=start, end=end)
        for word, (start, end) in zip(words, settled(times, bounds), strict=True)
    )


class _Work:
    """One episode's words, while they are laid."""

    def __init__(
        self,
        words: Sequence[Word],
        spelt: Sequence[list[str]],
        sound: Sound,
        probabilities: NDArray[np.float32],
    ) -> None:
        self._words, self._spelt = words, spelt
        self._sound, self._probabilities = sound, probabilities
        self._stretches = list(_stretches(words, spelt, sound.duration))
        self._mean = np.zeros(1, np.float32)
        self._scale = np.ones(1, np.float32)

    def rows(
        self,
    ) -> Iterator[list[tuple[_Stretch, _Row, NDArray[np.intp]]]]:
        """Every stretch with the state of each of its frames, a batch at a time."""
        if not self._stretches:  # more letters than there are frames, everywhere
            return
        sounds = self._learnt()
        for at in range(0, len(self._stretches), _BATCH):
            some = self._stretches[at : at + _BATCH]
            rows = [self._row(stretch) for stretch in some]
            yield list(zip(some, rows, _searched(rows, sounds), strict=True))

    def _learnt(self) -> Sounds:
        step = max(1, -(-len(self._stretches) // _LEARNT))
        taken = self._stretches[::step]
        raw = [self._heard(stretch) for stretch in taken]
        voiced = np.concatenate([frames[voice > _VOICED] for frames, voice in raw])
        if not len(voiced):
            voiced = np.concatenate([frames for frames, _ in raw])
        self._mean = voiced.mean(0)
        self._scale = voiced.std(0) + np.float32(1e-3)
        rows = [self._row(s, *heard) for s, heard in zip(taken, raw, strict=True)]
        sounds = Sounds(_by_whisper(rows))
        for _ in range(_ROUNDS - 1):
            counts = Counts()
            for at in range(0, len(rows), _BATCH):
                some = rows[at : at + _BATCH]
                for row, path in zip(some, _searched(some, sounds), strict=True):
                    for state in np.unique(path):
                        counts.add(row.states[state], row.frames[path == state])
            sounds = Sounds(counts)
        return sounds

    def _heard(self, stretch: _Stretch) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Features and voice of a stretch, frame by frame."""
        frames = features(self._sound.read(stretch.start, stretch.end))
        at = (stretch.start + FRAME_MS // 2 + np.arange(len(frames)) * FRAME_MS) // WINDOW_MS
        return frames, self._probabilities[np.minimum(at, len(self._probabilities) - 1)]

    def _row(
        self,
        stretch: _Stretch,
        frames: NDArray[np.float32] | None = None,
        voice: NDArray[np.float32] | None = None,
    ) -> _Row:
        if frames is None or voice is None:
            frames, voice = self._heard(stretch)
        states: list[str] = [PAUSE]
        owners = [-1]
        before = 0.0
        expected: list[tuple[float, float]] = []
        sure = [True]
        for place, index in enumerate(stretch.words):
            word, own = self._words[index], self._spelt[index]
            start = (word.start + _EARLY_MS - stretch.start) / FRAME_MS
            end = (word.end + _EARLY_MS - stretch.start) / FRAME_MS
            expected.append((before, start))
            step = (end - start) / len(own)
            usual = step * FRAME_MS <= _LONG_LETTER_MS
            for n, letter in enumerate(own):
                states.append(letter)
                owners.append(place)
                sure.append(usual)
                # A word drawn out holds a pause, or speech that was missed: it is somewhere in it.
                edges = (start + n * step, start + (n + 1) * step) if usual else (start, end)
                expected.append(edges)
            states.append(PAUSE)
            owners.append(-1)
            sure.append(True)
            before = end
        expected.append((before, float(len(frames))))
        return _Row(
            (frames - self._mean) / self._scale,
            voice,
            tuple(states),
            np.array(owners),
            np.array(expected, np.float32),
            np.array(sure),
        )


def _stretches(
    words: Sequence[Word], spelt: Sequence[list[str]], duration: int
) -> Iterator[_Stretch]:
    """Words with letters, in stretches that no two share sound."""
    told = [index for index, own in enumerate(spelt) if own]
    edge = 0
    while told:
        count = _taken(words, told)
        some, told = told[:count], told[count:]
        start = max(edge, words[some[0]].start - _AROUND)
        last = words[some[-1]].end + _EARLY_MS
        after = words[told[0]].start + _EARLY_MS if told else duration
        # Between two stretches the pause is shared.
        edge = min(duration, max(last, min(last + _AROUND, (last + after) // 2)))
        frames = sum(len(spelt[index]) for index in some)
        if edge - start >= frames * FRAME_MS:
            yield _Stretch(tuple(some), start, edge)


def _taken(words: Sequence[Word], told: Sequence[int]) -> int:
    """How many words the next stretch takes."""
    start = words[told[0]].start
    widest, count = -1, len(told)
    for place, (index, following) in enumerate(pairwise(told), 1):
        if words[following].end - start > _LONGEST and widest >= 0:
            return count
        pause = words[following].start - words[index].end
        if words[index].end - start >= _SHORTEST and pause > widest:
            widest, count = pause, place
        if pause > 2 * _AROUND:
            return place
    return len(told) if widest < 0 or words[told[-1]].end - start <= _LONGEST else count


def _by_whisper(rows: Sequence[_Row]) -> Counts:
    """What letters sound like where Whisper has them."""
    counts = Counts()
    for row in rows:
        edges = row.expected.round().astype(int)
        for state, (first, last), sure in zip(row.states, edges, row.sure, strict=True):
            if state != PAUSE and sure:
                some = slice(max(0, first), max(0, last))
                counts.add(state, row.frames[some][row.voice[some] > _VOICED])
        counts.add(PAUSE, row.frames[row.voice < _SILENT])
    return counts


def _searched(rows: Sequence[_Row], sounds: Sounds) -> list[NDArray[np.intp]]:
    return best_paths([_scores(row, sounds) for row in rows], [row.owners < 0 for row in rows])


def _scores(row: _Row, sounds: Sounds) -> NDArray[np.float32]:
    """How well each frame fits each state, by its sound, by the voice, and by Whisper's time."""
    scores = sounds.likelihoods(row.frames, row.states)
    silent, spoken = np.log(1 - row.voice + _DOUBT), np.log(row.voice + _DOUBT)
    pauses = row.owners < 0
    scores += np.where(pauses, silent[:, None], spoken[:, None])
    other = sounds.whatever(row.frames) + spoken - np.float32(_OTHER)
    scores[:, pauses] = np.maximum(scores[:, pauses], other[:, None])
    at = np.arange(len(row.frames), dtype=np.float32)[:, None]
    off = np.maximum(row.expected[:, 0] - at, at - row.expected[:, 1])
    scores -= np.float32(_COST) * np.maximum(0, off - _FREE_MS / FRAME_MS)
    scores[off > _REACH / FRAME_MS] -= np.float32(1e5)
    return np.asarray(scores, np.float32)
