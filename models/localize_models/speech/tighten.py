"""Words laid on the sound: edges that Whisper lets hang in silence are moved to where it sounds.

Whisper's alignment gives every frame of a pause to one of the words beside it, most often to the
one after, so the first word of a phrase comes up to a second early. A cue that comes in with such a
word comes in before the voice. Where the sound says otherwise, the sound is right.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize_models.speech.voice import VoiceOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Word
    from localize.timeline import Span

#: What counts as sounding: pauses from 0.1 s are pauses, and nothing is added on either side.
SOUNDING: Final = VoiceOptions(min_silence=100, pad=0)
#: A word is not squeezed into less sound than this, ms: a plosive alone is no word.
_LEAST: Final = 60
#: A word without sound is brought no further than this, ms.
_STRAY: Final = 800
#: How much sound after the last word of a stretch, or before its first, is still that word's, ms.
_REACH: Final = 400


def tightened(words: Sequence[Word], sounding: Sequence[Span]) -> tuple[Word, ...]:
    """The words with their edges on sound; order and text stay, and none overlaps the next.

    A word over a silence keeps the longest of its parts that sound. The first and last word of a
    stretch of sound reach to its edges where these are near; a word that only ends in a stretch
    shares the time of the first word there. A word without any sound (a whisper, a murmur that
    voice activity does not know) stays as it is.

    Args:
        words: in order, none overlapping the next.
        sounding: where it sounds (`SOUNDING`), in order.
    """
    starts = [span.start for span in sounding]
    homes: list[int | None] = []
    moved: list[Word] = []
    for word in words:
        home, part = _longest(word, sounding, starts)
        homes.append(home)
        moved.append(word if part is None else replace(word, start=part[0], end=part[1]))
    _gather(moved, homes, sounding)
    for index, home in enumerate(homes):
        if home is None:
            continue
        word, stretch = moved[index], sounding[home]
        start, end = word.start, word.end
        before = moved[index - 1].end if index else 0
        after = moved[index + 1].start if index + 1 < len(moved) else stretch.end
        if start - stretch.start <= _REACH and (index == 0 or homes[index - 1] != home):
            start = max(min(start, stretch.start), before)
        if stretch.end - end <= _REACH and (index + 1 == len(moved) or homes[index + 1] != home):
            end = min(max(end, stretch.end), max(after, end))
        moved[index] = replace(word, start=min(start, word.start), end=max(end, word.end))
    return tuple(moved)


def sounded(words: Sequence[Word], sounding: Sequence[Span]) -> tuple[Word, ...]:
    """Words whose edges hang in a silence begin and end with the sound; all else stays.

    A cue comes in with its first word and goes out after its last. An edge that the next word
    shares has no silence to hang in, and a word that is nowhere near a sound (a whisper) stays as
    it is; but one that is too short to have been said there was said beside it.

    Args:
        words: in order, none overlapping the next.
        sounding: where it sounds (`SOUNDING`), in order.
    """
    starts = [span.start for span in sounding]
    moved: list[Word] = []
    for word in words:
        start, end = word.start, word.end
        at = bisect_right(starts, start)
        if (at == 0 or sounding[at - 1].end <= start) and at < len(sounding):
            start = sounding[at].start if sounding[at].start <= end - _LEAST else start
        at = bisect_right(starts, end - 1)
        if at and start + _LEAST <= sounding[at - 1].end < end:
            end = sounding[at - 1].end
        moved.append(replace(word, start=start, end=end))
    _bring_home(moved, sounding, starts)
    return tuple(moved)


def _bring_home(moved: list[Word], sounding: Sequence[Span], starts: Sequence[int]) -> None:
    """Give a word that is too short to be one, and has no sound, a part of the neighbour's."""
    for index, word in enumerate(moved):
        at = bisect_right(starts, word.end - 1)
        if word.end - word.start >= _LEAST or (at and sounding[at - 1].end > word.start):
            continue
        # A small word leads in what follows more often than it ends a phrase.
        step = next((step for step in (1, -1) if _takes(moved, index, step)), 0)
        if not step:
            continue
        beside = moved[index + step]
        if step > 0:
            edge = beside.start + _LEAST
            moved[index] = replace(word, start=beside.start, end=edge)
            moved[index + 1] = replace(beside, start=edge)
        else:
            edge = beside.end - _LEAST
            moved[index - 1] = replace(beside, end=edge)
            moved[index] = replace(word, start=edge, end=beside.end)


def _takes(moved: Sequence[Word], index: int, step: int) -> bool:
    """Whether the next (1) or former (-1) word is near enough, and long enough to be shared."""
    if not 0 <= index + step < len(moved):
        return False
    word, beside = moved[index], moved[index + step]
    far = beside.start - word.end if step > 0 else word.start - beside.end
    return far <= _STRAY and beside.end - beside.start >= 2 * _LEAST


def _gather(moved: list[Word], homes: list[int | None], sounding: Sequence[Span]) -> None:
    """Bring a word that ends just inside a stretch into it, beside the first word there."""
    for index in range(1, len(moved)):
        home, first, second = homes[index], moved[index - 1], moved[index]
        if home is None or homes[index - 1] is not None:
            continue
        edge = sounding[home].start
        letters = len(first.text) + len(second.text)
        middle = edge + (second.end - edge) * len(first.text) // letters
        if first.start < edge <= first.end and edge + _LEAST <= middle < second.end:
            moved[index - 1] = replace(first, start=edge, end=middle)
            moved[index] = replace(second, start=middle)
            homes[index - 1] = home


def _longest(
    word: Word, sounding: Sequence[Span], starts: Sequence[int]
) -> tuple[int | None, tuple[int, int] | None]:
    """The longest part of a word that sounds, and the stretch that it lies in; None for too little.

    Where a word is itself shorter than the least, all of it has to sound.
    """
    home: int | None = None
    part: tuple[int, int] | None = None
    longest = 0
    at = max(0, bisect_right(starts, word.start) - 1)
    while at < len(sounding) and sounding[at].start < word.end:
        low, high = max(word.start, sounding[at].start), min(word.end, sounding[at].end)
        if high - low > longest:
            home, part, longest = at, (low, high), high - low
        at += 1
    if longest < min(_LEAST, word.end - word.start):
        return None, None
    return home, part
