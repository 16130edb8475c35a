"""How much of a draft was rewritten: edits by the translation edit rate (TER).

Source: Snover et al., "A Study of Translation Edit Rate with Targeted Human Annotation" (AMTA
2006). Edits are insertions, deletions, substitutions and shifts of a run of tokens, each counted
as one; divided by the length of what a person made of the draft they are the human-targeted rate
(HTER). Own code rather than a library: cues are short, so a plain greedy search will do, and
sacrebleu would bring its data with it.

Tokens are words with their punctuation apart, case kept; in scripts without spaces, and in Korean,
whose words take particles, they are characters. Tags and line breaks are no tokens.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from localize.locales import is_unspaced, language
from localize.markup import strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Longer texts are compared without shifts; no cue is as long, several that were merged may be.
_LONGEST: Final = 150


def by_characters(locale: str) -> bool:
    """Whether text of a locale is compared by characters rather than words."""
    return is_unspaced(locale) or language(locale) == "ko"


def tokens(lines: Iterable[str], locale: str) -> tuple[str, ...]:
    """The tokens of a cue's lines."""
    text = unicodedata.normalize("NFC", " ".join(strip(line) for line in lines))
    if by_characters(locale):
        return tuple(character for character in text if not character.isspace())
    return tuple(token for chunk in text.split() for token in _apart(chunk))


def _apart(chunk: str) -> Iterator[str]:
    """A word with the punctuation around it, each sign for itself."""
    inner = [index for index, sign in enumerate(chunk) if not _is_sign(sign)]
    if not inner:
        yield from chunk
        return
    first, last = inner[0], inner[-1] + 1
    yield from chunk[:first]
    yield chunk[first:last]
    yield from chunk[last:]


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def edits(draft: Sequence[str], final: Sequence[str]) -> int:
    """The fewest edits found from a draft's tokens to the final ones, a shift counted as one.

    Never more than the edit distance without shifts, and 0 only where both are equal.
    """
    now, wanted = tuple(draft), tuple(final)
    left = _distance(now, wanted)
    shifts = 0
    while left > 1 and max(len(now), len(wanted)) <= _LONGEST:
        best = min(
            ((_distance(moved, wanted), moved) for moved in _shifted(now, wanted)), default=None
        )
        # A shift costs one edit, so one that saves a single edit saves nothing.
        if best is None or best[0] >= left - 1:
            break
        left, now = best
        shifts += 1
    return shifts + left


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance, a whole column at a time in the bits of one integer.

    Source: Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances"
    (2003).
    """
    if not one or not other:
        return max(len(one), len(other))
    where: dict[str, int] = {}
    for index, token in enumerate(one):
        where[token] = where.get(token, 0) | 1 << index
    last, everything = 1 << (len(one) - 1), (1 << len(one)) - 1
    up, down, distance = everything, 0, len(one)
    for token in other:
        match = where.get(token, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        right_up = down | ~(diagonal | up) & everything
        right_down = up & diagonal
        distance += bool(right_up & last) - bool(right_down & last)
        right_up = right_up << 1 | 1
        down = right_up & diagonal & everything
        up = (right_down << 1 | ~(diagonal | right_up)) & everything
    return distance


def _shifted(draft: tuple[str, ...], final: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The draft with one run of tokens moved to where the final text has the same run."""
    found: set[tuple[str, ...]] = set()
    for start, at, length in _runs(draft, final):
        run = draft[start : start + length]
        rest = draft[:start] + draft[start + length :]
        before = final[at - 1] if at else None
        after = final[at + length] if at + length < len(final) else None
        for place in range(len(rest) + 1):
            fits = (
                place == at
                or (rest[place - 1] if place else None) == before
                or (rest[place] if place < len(rest) else None) == after
            )
            if fits and place != start:
                found.add(rest[:place] + run + rest[place:])
    return found


def _runs(draft: Sequence[str], final: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Longest runs that both have: (place in the draft, place in the final, length)."""
    for start, token in enumerate(draft):
        for at, other in enumerate(final):
            if token != other or (start and at and draft[start - 1] == final[at - 1]):
                continue
            length = 1
            while (
                start + length < len(draft)
                and at + length < len(final)
                and draft[start + length] == final[at + length]
            ):
                length += 1
            yield start, at, length
