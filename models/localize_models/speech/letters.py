"""How each letter of a language sounds in one recording, learnt from that recording alone.

A letter is a normal distribution over features (`acoustics`), all of them drawn towards what the
speech as a whole sounds like by the little that is known of rare ones. Letters stand for sounds
well enough to find where words begin, in every alphabet, without a dictionary.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from localize_models.speech.acoustics import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray  # noqa: TC004 -- no one reads the fields' types

#: What is no letter: a pause between words.
PAUSE: Final = "_"
#: A figure is said in several sounds: so many states of one kind.
_FIGURE: Final = 3
#: Frames of the speech as a whole that count as seen of every letter.
_PRIOR: Final = 10.0
#: Variances, of features that vary by 1 on the whole, are not below this.
_LEAST_VARIANCE: Final = 0.15


def letters(text: str) -> list[str]:
    """The letters of a word, folded, marks off, Hangul in its sounds; empty for symbols alone."""
    found: list[str] = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        if char.isalpha():
            found.append(char)
        elif char.isdigit():
            found += [char] * _FIGURE
    return found


@dataclass
class Counts:
    """What was seen of each letter: frames, their sum, the sum of their squares."""

    seen: dict[str, tuple[int, NDArray[np.float64], NDArray[np.float64]]] = field(
        default_factory=dict
    )

    def add(self, letter: str, frames: NDArray[np.float32]) -> None:
        """Count frames, shape (n, `FEATURES`), as a letter's."""
        nothing = np.zeros(FEATURES)
        count, total, squares = self.seen.get(letter, (0, nothing, nothing))
        wide = frames.astype(np.float64)
        self.seen[letter] = (
            count + len(frames),
            total + wide.sum(0),
            squares + (wide * wide).sum(0),
        )


class Sounds:
    """Distributions of letters, from what was counted.

    Args:
        counts: of each letter, `PAUSE` among them.
    """

    def __init__(self, counts: Counts) -> None:
        spoken = [value for letter, value in counts.seen.items() if letter != PAUSE]
        count = max(1, sum(value[0] for value in spoken))
        self._mean = sum((value[1] for value in spoken), np.zeros(FEATURES)) / count
        squares = sum((value[2] for value in spoken), np.zeros(FEATURES)) / count
        self._variance = np.maximum(squares - self._mean**2, _LEAST_VARIANCE)
        self._known = {letter: self._drawn(*value) for letter, value in counts.seen.items()}

    def _drawn(
        self, count: int, total: NDArray[np.float64], squares: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weight = count + _PRIOR
        mean = (total + _PRIOR * self._mean) / weight
        spread = (squares + _PRIOR * (self._variance + self._mean**2)) / weight - mean**2
        return mean, np.maximum(spread, _LEAST_VARIANCE)

    def likelihoods(
        self, frames: NDArray[np.float32], states: Sequence[str]
    ) -> NDArray[np.float32]:
        """Log-likelihood of frames in states, shape (frames, states), but for a constant."""
        found = {
            letter: _log(frames, *self._known.get(letter, (self._mean, self._variance)))
            for letter in set(states)
        }
        return np.stack([found[letter] for letter in states], axis=1)

    def whatever(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-likelihood of each frame as any speech, shape (frames,), by the same measure."""
        return _log(frames, self._mean, self._variance)


def _log(
    frames: NDArray[np.float32], mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> NDArray[np.float32]:
    narrow = np.asarray(mean, np.float32), np.asarray(1.0 / variance, np.float32)
    apart = ((frames - narrow[0]) ** 2) @ narrow[1]
    return np.asarray(-0.5 * (apart + np.float32(np.log(variance).sum())), np.float32)
