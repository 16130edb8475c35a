"""From Whisper's words, on the time of collected speech, to ours, on the picture's time."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from localize.script import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.timeline import Span
    from localize_models.speech.sections import Collected

#: No word is shorter, ms: Whisper gives words at one point in time, which no cue could show.
#: 20 ms is the step of its own clock.
LEAST_WORD_MS: Final = 20
#: A word that reaches so far beyond a silence that was taken out is the first after it, ms: both
#: sides of such a place are quiet, and Whisper gives what is quiet to the word that comes.
_PAST_MS: Final = 100


class RawWord(NamedTuple):
    """A word as Whisper gives it.

    Attributes:
        text: with the space before it, where there is one.
        start: ms of collected speech.
        end: ms of collected speech.
        probability: 0 to 1, but for rounding.
        opens: whether it is the first of a segment.
    """

    text: str
    start: float
    end: float
    probability: float
    opens: bool = False


def placed(raw: Sequence[RawWord], speech: Collected, *, unspaced: bool = False) -> list[Word]:
    """The words at their original times.

    Every word lies in one stretch of speech: one that reaches over a silence that was taken out is
    cut at its edge. Words keep their order, none overlaps another, none is shorter than
    `LEAST_WORD_MS` (less only where a stretch has no room).

    Args:
        raw: words in the order that they were recognised.
        speech: what was recognised.
        unspaced: the language writes no spaces between words. A segment of Whisper's, which is a
            phrase or more, still opens with one, as subtitles in such languages have it, unless
            punctuation stands there; in other languages every segment opens with one.
    """
    stretches: list[int] = []
    for word in raw:
        index = speech.index(max((word.start + word.end) / 2, word.end - _PAST_MS))
        stretches.append(max(index, stretches[-1]) if stretches else index)
    words: list[Word] = []
    pairs = zip(stretches, raw, strict=True)
    for index, group in groupby(pairs, key=lambda pair: pair[0]):
        members = [word for _, word in group]
        times = [(speech.original(w.start, index), speech.original(w.end, index)) for w in members]
        times = settled(times, speech.spans[index])
        for word, (start, end) in zip(members, times, strict=True):
            text = word.text.replace("\ufffd", "").strip()
            closed = not words or not words[-1].text[-1].isalnum()
            words.append(
                Word(
                    text=text,
                    start=start,
                    end=end,
                    probability=min(1.0, max(0.0, word.probability)),
                    spaced=word.text[:1].isspace() or (word.opens and not (unspaced and closed)),
                )
            )
    return words


def settled(times: Iterable[tuple[int, int]], bounds: Span) -> list[tuple[int, int]]:
    """Times put in order inside ``bounds``: none overlaps, none is shorter than the least.

    Times that are in order already stay as they are.

    Args:
        times: (start, end) in the order of the words, ms.
        bounds: what they have to lie in.
    """
    given = list(times)
    least = min(LEAST_WORD_MS, bounds.duration // max(1, len(given)))
    forward: list[tuple[int, int]] = []
    earliest = bounds.start
    for start, end in given:
        begin = max(start, earliest)
        earliest = max(end, begin + least)
        forward.append((begin, earliest))
    backward: list[tuple[int, int]] = []
    latest = bounds.end
    for begin, finish in reversed(forward):
        end = min(finish, latest)
        latest = min(begin, end - least)
        backward.append((latest, end))
    return backward[::-1]
