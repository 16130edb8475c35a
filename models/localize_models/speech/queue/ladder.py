"""What is tried, one after the other, with a window that the nets fail.

OpenAI's `transcribe` samples at rising temperatures. CTranslate2's generator of random numbers
belongs to its threads and cannot be set back, so what is sampled depends on everything that was
sampled before, other episodes' windows among it. All that is tried here is a search: the same sound
gives the same text, whatever it was decoded with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of decoding a window.

    Attributes:
        penalty: what a token that was there already is divided by; 1 for nothing.
        ngram: as many tokens in a row never come twice; 0 for no bound.
        full: padded to 30 s, as the model was trained.
        timestamps: whether the decoder says when phrases begin and end; without, it cannot end
            early by giving a time.
    """

    penalty: float = 1.0
    ngram: int = 0
    full: bool = False
    timestamps: bool = True


#: A plain search; then one that may not go round, in the context that the model knows best; then
#: one without times, which takes another way through the text.
LADDER: Final = (
    Rung(),
    Rung(penalty=1.1, ngram=6, full=True),
    Rung(penalty=1.2, ngram=4, full=True, timestamps=False),
)
