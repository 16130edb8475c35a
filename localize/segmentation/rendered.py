"""Which cue of its source a word of a draft renders, where its engine says, and what that weighs.

A link is a hint, not an order. Languages put the same things in another order, engines look at the
wrong word now and then, and a border between cues stands in one place only. So a place to part a
draft costs by the words that it leaves on the other side than what they render. What costs no less
than giving everything to one side says nothing of where to part, as where a verb-final language
turns a sentence round: then only length and syntax decide.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from localize import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslatedUnit, TranslationUnit
    from localize.script import Cue

#: (Place of a word in the draft, white space not counted; number of the source cue of a word that
#: it renders, from 0), ascending.
Rendered = tuple[tuple[int, int], ...]


def rendered(
    unit: TranslatedUnit, origins: Sequence[TranslationUnit], cues: Sequence[Cue]
) -> Rendered:
    """Which cue of its source each linked word of a draft renders.

    Args:
        unit: the draft.
        origins: what was translated.
        cues: that it comes from, in order.

    Returns:
        Empty where the engine told no links, where there is one cue only, and where the cues do not
        spell what was translated.
    """
    if not unit.links or len(origins) != 1 or len(cues) == 1:
        return ()
    borders = _borders(origins[0].text, cues)
    if not borders:
        return ()
    return tuple(sorted({(at, bisect_right(borders, of)) for of, at in unit.links}))


def misplaced(found: Rendered, places: Sequence[int], cues: int) -> list[list[float]]:
    """For each border between cues, how many words parting the draft at each place would misplace.

    A word that renders words of several cues counts in parts.

    Args:
        found: of the draft.
        places: in the draft, white space not counted, ascending.
        cues: how many there are.

    Returns:
        A row for each of the ``cues - 1`` borders, a figure for each place: 0 for all where nothing
        is linked, and never more than the words that are misplaced if one side gets everything.
    """
    words = [at for at, _ in found]
    share = [1 / (bisect_right(words, at) - bisect_left(words, at)) for at in words]
    rows = []
    for border in range(1, cues):
        later = [
            part if cue >= border else 0.0 for part, (_, cue) in zip(share, found, strict=True)
        ]
        earlier = [part - other for part, other in zip(share, later, strict=True)]
        too_soon = [0.0, *accumulate(later)]
        in_time = [0.0, *accumulate(earlier)]
        most = min(too_soon[-1], in_time[-1])
        row = []
        for place in places:
            at = bisect_left(words, place)
            row.append(min(most, too_soon[at] + in_time[-1] - in_time[at]))
        rows.append(row)
    return rows


def _borders(text: str, cues: Sequence[Cue]) -> list[int]:
    """Where cues but the first begin in what was translated, white space not counted.

    Empty where the cues do not hold it, or not in the one way that the unit came about: from some
    place in the first cue to some place in the last.
    """
    whole = "".join(text.split())
    spelt = ["".join(markup.strip(line) for line in cue.lines) for cue in cues]
    ends = [*accumulate(len("".join(part.split())) for part in spelt)]
    joined = "".join("".join(part.split()) for part in spelt)
    first = joined.rfind(whole, 0, ends[0] - 1 + len(whole))
    if not whole or first < 0 or first + len(whole) <= ends[-2]:
        return []
    return [end - first for end in ends[:-1]]
