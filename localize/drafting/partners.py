"""Words of a draft that usually come with words of the source, and here do not. Pure.

Learned from the track itself: "saber" comes where the source says "know". A line whose words go
with others than its source has is perhaps another line's, or nobody's. A pair of lines never
speaks for itself: what is learned from it is left out when it is looked at.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import locales

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Other lines that must have a word before anything is learned from it, and the share of them whose
#: source has its partner.
_LINES: Final = 3
_TOGETHER: Final = 0.6
#: How much oftener the partner comes there than anywhere: articles come everywhere.
_LIFT: Final = 4.0
#: Words of scripts without spaces: runs of ideographs or of katakana carry the meaning.
_RUNS: Final = re.compile(r"[一-鿿㐀-䶿々]+|[ァ-ヺー]{2,}|[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A word without its partner.

    Attributes:
        word: what one side says.
        partner: what the other would.
        in_draft: whether the word is the draft's.
    """

    word: str
    partner: str
    in_draft: bool


def words(text: str, locale: str) -> frozenset[str]:
    """The words of a line that may have a partner."""
    if locales.is_unspaced(locale):
        return frozenset(_RUNS.findall(text))
    kept = "".join(c if c.isalpha() or c in "'’" else " " for c in text.casefold())
    return frozenset(word for word in kept.split() if len(word) > 1)


def lacking(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> list[list[Lacking]]:
    """For each pair of lines (source, draft) the words that lack their partners."""
    draft = _Partners([(two, one) for one, two in pairs])
    source = _Partners(pairs)
    return [
        [
            *(Lacking(word, partner, True) for word, partner in draft.lacking(number)),
            *(Lacking(word, partner, False) for word, partner in source.lacking(number)),
        ]
        for number in range(len(pairs))
    ]


class _Partners:
    """What the second of each pair has where the first has a word."""

    def __init__(self, pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> None:
        self._pairs = pairs
        self._count = Counter(word for first, _ in pairs for word in first)
        self._other = Counter(word for _, second in pairs for word in second)
        self._both: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for first, second in pairs:
            for word in first:
                if self._count[word] > _LINES - 1:
                    self._both[word].update(second)

    def lacking(self, number: int) -> list[tuple[str, str]]:
        """The words of a pair whose usual partner is not there, with the partner."""
        first, second = self._pairs[number]
        found = []
        lines = len(self._pairs)
        for word in sorted(first):
            others = self._count[word] - 1
            if others < _LINES:
                continue
            best, share = "", 0.0
            for partner, together in self._both[word].items():
                here = partner in second
                own = (together - here) / others
                anywhere = max(1, self._other[partner] - here) / lines
                if own >= _TOGETHER and own / anywhere >= _LIFT and own > share:
                    best, share = partner, own
            if best and best not in second:
                found.append((word, best))
        return found
