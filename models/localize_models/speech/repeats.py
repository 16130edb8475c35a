"""Loops: a phrase that goes round and round. People repeat themselves; decoders do not stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The longest phrase that is looked for, words (or characters, in scripts without spaces).
_LONGEST: Final = 24
#: How often a phrase has to come in a row to be a loop, by how many words it has. "No, no, no, no!"
#: is said; the same seven words three times over are not. Our own figures, held against every cue
#: of the real subtitles in the test data.
_LEAST: Final = ((1, 8), (2, 5), (4, 4), (_LONGEST, 3))

#: A phrase of at least so many words, or characters, that comes twice in a row is an echo. People
#: say a sentence twice, too, but seldom: in fewer than one in a hundred of the windows of twenty
#: cues of real subtitles (`test_no_cue_of_real_subtitles_is_a_loop`).
_ECHO_WORDS: Final = 5
_ECHO_CHARACTERS: Final = 12


class Loop(NamedTuple):
    """A phrase that comes again and again, in a row.

    Attributes:
        first: index of its first word.
        period: words of the phrase.
        stop: index after its last repetition, a part of one included.
    """

    first: int
    period: int
    stop: int

    @property
    def surplus(self) -> int:
        """Index of the first word of the second time."""
        return self.first + self.period

    @property
    def times(self) -> int:
        """How often it comes in whole."""
        return (self.stop - self.first) // self.period


def loops(words: Sequence[str]) -> tuple[Loop, ...]:
    """The loops of a text, in order and apart.

    Args:
        words: as they are compared: no case, no punctuation; characters where a script has no
            spaces. An empty one matches nothing.
    """
    found: list[Loop] = []
    at = 0
    while at < len(words):
        loop = _at(words, at)
        if loop is None:
            at += 1
        else:
            found.append(loop)
            at = loop.stop
    return tuple(found)


def echoes(words: Sequence[str], *, unspaced: bool = False) -> tuple[Loop, ...]:
    """The long phrases of a text that come twice in a row, in order and apart; no loops.

    Args:
        words: as for `loops`.
        unspaced: whether they are characters.
    """
    least = _ECHO_CHARACTERS if unspaced else _ECHO_WORDS
    found: list[Loop] = []
    first = 0
    while first + 2 * least <= len(words):
        periods = range(least, (len(words) - first) // 2 + 1)
        period = next((p for p in periods if _comes_again(words, first, p)), None)
        if period is None:
            first += 1
        else:
            found.append(Loop(first, period, first + 2 * period))
            first += 2 * period
    return tuple(found)


def _comes_again(words: Sequence[str], first: int, period: int) -> bool:
    phrase = words[first : first + period]
    return all(phrase) and phrase == words[first + period : first + 2 * period]


def _at(words: Sequence[str], first: int) -> Loop | None:
    """The loop that begins at a word; the shortest phrase that makes one."""
    for period in range(1, min(_LONGEST, (len(words) - first) // 2) + 1):
        stop = first + period
        while stop < len(words) and words[stop] and words[stop] == words[stop - period]:
            stop += 1
        loop = Loop(first, period, stop)
        if loop.times >= next(times for size, times in _LEAST if period <= size):
            return loop
    return None
