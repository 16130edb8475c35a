"""What is tried, one after the other, with a window that the nets fail.

OpenAI's `transcribe` samples at rising temperatures. CTranslate2's generator of random numbers
belongs to its threads and cannot be set back, so what is sampled depends on everything that was
sampled before, other episodes' windows among it. All that is tried here is a search: the same sound
gives the same text, whatever it was decoded with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from localize import locales


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of decoding a window.

    Attributes:
        penalty: what a token that was there already is divided by; 1 for nothing.
        ngram: as many tokens in a row never come twice; 0 for no bound.
        full: padded to 30 s, as the model was trained.
        timestamps: whether the decoder says when phrases begin and end; None leaves it to the
            language's writing.
    """

    penalty: float = 1.0
    ngram: int = 0
    full: bool = False
    timestamps: bool | None = None

    def timed(self, written: str) -> bool:
        """Whether a window whose text is in a language is decoded with timestamps.

        Without, there are fewer tokens, and the decoder cannot end early by giving a time;
        but where a language writes no spaces, the phrases that timestamps part are what shows a
        reader where to breathe.
        """
        return locales.is_unspaced(written) if self.timestamps is None else self.timestamps


#: A plain search; then one in the context that the model knows best, with times, which takes
#: another way through the text; then one that may not go round. (Tried with base, one run each, on
#: 38 recordings in nine languages, 974 s, errors on people's and on machines' voices, and processor
#: time: timestamps first 13.0 %, 13.1 %, 60 s; without 12.2 %, 12.5 %, 46 s; without, and this
#: ladder's second rung, 12.2 %, 12.0 %, 59 s. The ladder was chosen on these same recordings.)
LADDER: Final = (
    Rung(),
    Rung(full=True, timestamps=True),
    Rung(penalty=1.1, ngram=6, full=True, timestamps=False),
)
