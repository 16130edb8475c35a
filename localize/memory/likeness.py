"""How like two source texts are. Pure.

Texts are compared without tags, line breaks and letters' case: a line that is broken elsewhere, or
set in italics, is the same line.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from localize.markup import strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Scores under this are not shown: what translators' tools offer by default lies between 70 and 75
#: (memoQ, Trados); a subtitle is short, so that a word more or less counts for much.
CUTOFF: Final = 70
#: The score of the same text; nothing that differs reaches it.
SAME: Final = 100


def normal(lines: Iterable[str]) -> str:
    """A text as it is compared; empty where nothing is said."""
    text = " ".join(strip(line) for line in lines)
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def likest(text: str, others: Sequence[str], most: int) -> list[tuple[int, int]]:
    """The texts most like one, the likest first.

    Args:
        text: as `normal` makes it.
        others: the same, each once.
        most: how many at most.

    Returns:
        (place in ``others``, score from `CUTOFF` to `SAME`): the share of characters that stay when
        one text is edited into the other (Indel distance), as a percentage, rounded down.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- not needed by a server that starts

    found = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=most)
    return [
        (place, SAME if other == text else min(int(score), SAME - 1))
        for other, score, place in found
    ]
