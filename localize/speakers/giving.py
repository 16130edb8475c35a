"""Turns of speakers carried to the words that are said in them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize.speakers.naming import numbered
from localize.speakers.passages import parts_here
from localize.syntax.borders import Level, syntax_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.engines import Turn
    from localize.script import Word
    from localize.syntax.borders import Syntax

#: How far a change of speakers may be moved to where a sentence ends, in words.
_MOVED: Final = 2
#: A silence that parts speakers as well as a sentence's end does, ms.
_PAUSE: Final = 250
#: What a change of speakers costs beside the words that it is moved by: inside a clause, and at
#: its end. Moving it by two words to a sentence's end is cheaper than leaving it.
_INSIDE: Final = 5.0
_CLAUSE: Final = 2.5
#: A lone word shorter than this, ms, in the midst of another's is that other's.
_CRUMB: Final = 400
#: How many of the words of a named speaker a label must share to be that speaker.
_SAME: Final = 0.5


def given(words: Sequence[Word], turns: Sequence[Turn], locale: str) -> tuple[Word, ...]:
    """The words with their speakers; those that a script gave stay.

    A word is said by who speaks during most of it, or nearest to it. Turns are found from the
    sound, to some tenths of a second: a change of speakers that falls beside a sentence's end or a
    pause is moved there.

    Args:
        words: of the programme, in order.
        turns: who speaks when; they may overlap. None gives the words as they are.
        locale: of the words.
    """
    if not words or not turns:
        return tuple(words)
    syntax = syntax_of(locale)
    labels = _without_crumbs(words, _moved(words, _by_time(words, turns), syntax), syntax)
    names = _names(words, labels)
    return tuple(
        word if word.speaker else replace(word, speaker=names[label])
        for word, label in zip(words, labels, strict=True)
    )


def _by_time(words: Sequence[Word], turns: Sequence[Turn]) -> list[str]:
    """Who speaks at each word."""
    ordered = sorted(turns, key=lambda turn: (turn.start, turn.end))
    starts = [turn.start for turn in ordered]
    longest = max(turn.end - turn.start for turn in ordered)
    labels = []
    for word in words:
        first = bisect_left(starts, word.start - longest)
        last = bisect_left(starts, word.end)
        shares: defaultdict[str, int] = defaultdict(int)
        for turn in ordered[first:last]:
            shares[turn.speaker] += max(0, min(turn.end, word.end) - max(turn.start, word.start))
        if any(shares.values()):
            labels.append(max(shares, key=lambda label: shares[label]))
        else:
            near = ordered[max(0, first - 1) : last + 1]
            labels.append(min(near, key=lambda turn: _distance(turn, word)).speaker)
    return labels


def _distance(turn: Turn, word: Word) -> int:
    return max(turn.start - word.end, word.start - turn.end)


def _moved(words: Sequence[Word], labels: Sequence[str], syntax: Syntax) -> list[str]:
    """Changes of speakers at the best border near by."""
    found = list(labels)
    settled = 0
    for index in range(1, len(words)):
        if labels[index] == labels[index - 1] or index <= settled:
            continue
        after = next(
            (n for n in range(index + 1, len(words)) if labels[n] != labels[index]), len(words)
        )
        places = range(max(settled + 1, index - _MOVED), min(after, index + _MOVED + 1))
        best = min(places, key=lambda at: (_cost(words, at, syntax) + abs(at - index), at))
        for at in range(min(best, index), max(best, index)):
            found[at] = labels[index] if best < index else labels[index - 1]
        settled = best
    return found


def _cost(words: Sequence[Word], at: int, syntax: Syntax) -> float:
    """What it costs to change speakers before a word."""
    before, after = words[at - 1], words[at]
    if parts_here(before, after, syntax, _PAUSE):
        return 0.0
    border = syntax.border(before.text, after.text, spaced=after.spaced)
    return _CLAUSE if border.level is Level.CLAUSE else _INSIDE


def _without_crumbs(words: Sequence[Word], labels: Sequence[str], syntax: Syntax) -> list[str]:
    """Lone short words that are no sentence given to the speaker on both sides."""
    found = list(labels)
    for at in range(1, len(words) - 1):
        before, word, after = words[at - 1 : at + 2]
        alone = found[at - 1] == found[at + 1] != found[at]
        whole = parts_here(before, word, syntax, _PAUSE) and parts_here(word, after, syntax, _PAUSE)
        if alone and not whole and word.end - word.start < _CRUMB:
            found[at] = found[at - 1]
    return found


def _names(words: Sequence[Word], labels: Sequence[str]) -> Mapping[str, str]:
    """What each label is called: the script's speaker that it mostly stands for, or a number."""
    shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, label in zip(words, labels, strict=True):
        if word.speaker:
            shared[label][word.speaker] += 1
    known: dict[str, str] = {}
    for label, counts in shared.items():
        name, count = counts.most_common(1)[0]
        if count >= _SAME * counts.total():
            known[label] = name
    taken = {word.speaker for word in words if word.speaker}
    return numbered((label for label in labels if label not in known), taken) | known
