"""A window's samples into what the encoder takes: features, padded by as little as does no harm.

Whisper was trained on 30 s, and what is shorter is padded with silence to that. CTranslate2 takes
fewer frames, and the encoder's time grows faster than their number; but a window that ends with its
last word makes the decoder loop, so some seconds of silence stay. The padded length depends on the
window alone: windows of one padded length share batches, and what comes out of a batch is what
would come out of the window by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from localize import locales
from localize_models.speech.heard import Task
from localize_models.speech.language import FULL_MS, HOP

if TYPE_CHECKING:
    from collections.abc import Callable  # noqa: TC004 -- no one reads the fields' types

    from faster_whisper import WhisperModel
    from numpy.typing import NDArray  # noqa: TC004

    from localize.media import Sound
    from localize_models.speech.heard import Heard, Window  # noqa: TC004

#: Silence after a short window's speech is at least this, ms: with none the decoder loops. (Tried
#: with base, one search, on 136 clips of 7 s, errors on people's and on machines' voices: 2 s
#: 14.7 % and 19.0 %, 4 s 13.8 % and 17.7 %, 6 s 14.4 % and 16.9 %, 9 s 13.9 % and 17.1 %, the whole
#: context 13.3 % and 17.2 %.)
_MARGIN_MS: Final = 6_000
#: A window that is so long with it needs no more, ms, but this silence. (Tried with base and
#: windows of 15 s, 1,013 s of recordings end to end, processor time and errors: 3 s 56 s and
#: 12.7 %, 4 s 56 s and 12.9 %, 6 s 67 s and 12.8 %.)
_ENOUGH_MS: Final = 15_000
_LEAST_MARGIN_MS: Final = 3_000
#: Padded lengths are multiples of this, ms.
_STEP_MS: Final = 1_000
#: Milliseconds of one frame of features.
FRAME_MS: Final = 10


@dataclass(frozen=True, eq=False)
class Prepared:
    """A window that waits for the model.

    Attributes:
        window: what it is.
        features: of the model's filters, shape (filters, padded length in frames).
        frames: how many of them are the window's own.
        hints: tokens put before it, those that announce it included; empty for none.
        fails: whether a decoded window is to be decoded again, and how much is wrong with it:
            0 for nothing, more for worse.
        english_from: languages out of which it is also to be decoded in English; of a window that
            is decoded in English anyway they mean nothing.
    """

    window: Window
    features: NDArray[np.float32]
    frames: int
    hints: tuple[int, ...]
    fails: Callable[[Heard], float]
    english_from: frozenset[str] = frozenset()

    @property
    def padded(self) -> int:
        """Length with the silence after it, frames."""
        return int(self.features.shape[1])

    @property
    def in_english(self) -> Prepared | None:
        """The same window for the other task, where that is wanted.

        Hints are names as the programme writes them; the English goes without.
        """
        spoken = locales.language(self.window.language)
        if self.window.task is Task.ENGLISH or spoken not in self.english_from:
            return None
        return replace(self, window=replace(self.window, task=Task.ENGLISH), hints=())


def padded_ms(duration: int) -> int:
    """How long a window of a duration is with the silence after it, ms."""
    wanted = max(min(duration + _MARGIN_MS, _ENOUGH_MS), duration + _LEAST_MARGIN_MS)
    return min(FULL_MS, -(-wanted // _STEP_MS) * _STEP_MS)


def prepared(
    window: Window,
    sound: Sound,
    model: WhisperModel,
    hints: tuple[int, ...],
    fails: Callable[[Heard], float],
    *,
    full: bool = False,
    english_from: frozenset[str] = frozenset(),
) -> Prepared:
    """A window read from its sound.

    Args:
        window: what to read.
        sound: of its episode.
        model: whose filters to use.
        hints: tokens put before it.
        fails: as `Prepared.fails`.
        full: pad it to 30 s, however short. On a card every window is: there a batch takes about as
            long as one window, so that what counts is how few batches there are (an H200 took 28 ms
            to encode 30 s with large-v3's shape).
        english_from: as `Prepared.english_from`.
    """
    samples = window.speech.read(sound)
    # The extractor adds a frame of silence at the end.
    features = model.feature_extractor(samples)
    frames = max(1, min(len(samples) // HOP, FULL_MS // FRAME_MS))
    full = full or model.model.device != "cpu"
    length = (FULL_MS if full else padded_ms(window.speech.duration)) // FRAME_MS
    held = np.zeros((features.shape[0], length), np.float32)
    held[:, :frames] = features[:, :frames]
    return Prepared(window, held, frames, hints, fails, english_from)
