"""Units → batches: what one question holds. Pure.

A batch stays within a scene where it can, so that a model sees who answers whom; it is small,
because models that are given many lines begin to leave some out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import TranslationUnit

#: Lines of one question. Tools that ask for more report lines lost and joined (subtitle editors
#: that check their answers ask for ten).
MOST_UNITS: Final = 12
#: Characters of one question's lines.
MOST_CHARACTERS: Final = 2_000
#: A silence that parts two scenes, ms, and the lines that a batch must have to be ended by it.
SCENE: Final = 4_000
_FEWEST: Final = 4


def batches(units: Sequence[TranslationUnit]) -> Iterator[tuple[TranslationUnit, ...]]:
    """Yield every unit once, in order."""
    batch: list[TranslationUnit] = []
    size = 0
    for unit in units:
        full = len(batch) >= MOST_UNITS or size + len(unit.text) > MOST_CHARACTERS
        apart = len(batch) >= _FEWEST and unit.span.start - batch[-1].span.end >= SCENE
        if batch and (full or apart):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(unit)
        size += len(unit.text)
    if batch:
        yield tuple(batch)


def halves(
    units: Sequence[TranslationUnit],
) -> tuple[tuple[TranslationUnit, ...], tuple[TranslationUnit, ...]]:
    """Two parts of two units or more."""
    middle = len(units) // 2
    return tuple(units[:middle]), tuple(units[middle:])
