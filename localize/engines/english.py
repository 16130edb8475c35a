"""What a speech engine made of an episode in English, while it listened to it.

A speech model that translates needs for it what it has already computed for the words. So it makes
both at once, where a run wants both; the English is laid out as a draft by the translation engine
that would else listen again.
"""

from __future__ import annotations

from dataclasses import dataclass

from localize.script import Provenance, Word


@dataclass(frozen=True, slots=True)
class EnglishPhrase:
    """English that was made in one go.

    Attributes:
        words: in order, on the picture's time.
        score: mean log-probability a token.
    """

    words: tuple[Word, ...]
    score: float


@dataclass(frozen=True, slots=True)
class English:
    """An episode in English, as it was heard: no sentences of anybody's yet, and no cues.

    Attributes:
        language: BCP 47; what it was translated out of.
        phrases: in order.
        provenance: how it was made. A translation engine takes it where its own would have the same
            signature: then it is what the engine would have made itself.
    """

    language: str
    phrases: tuple[EnglishPhrase, ...]
    provenance: Provenance
