"""What a model writes of sounds and songs among the words: ``[Applause]``, ``(laughs)``, ``♪ … ♪``.

Those are no words of anybody's: a sound is told and left out; what stands between notes is sung.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize_models.speech.words import RawWord

#: What opens the name of a sound, and what closes it.
_BRACKETS: Final = {"[": "]", "(": ")", "（": "）", "［": "］", "【": "】", "*": "*"}
#: Marks that may stand after the bracket.
_AFTER: Final = ".,!?。、 "
#: Notes, which models write before and after what is sung.
NOTES: Final = "♪♫♬🎵🎶"
#: A bracket that closes after more words than these holds no sound's name.
_MOST_WORDS: Final = 6


class Part(NamedTuple):
    """Words after each other.

    Attributes:
        first: index of the first.
        stop: index after the last.
    """

    first: int
    stop: int


def sounds_among(words: Sequence[RawWord]) -> Iterator[Part]:
    """The names of sounds among words, brackets and all."""
    at = 0
    while at < len(words):
        stop = _closed(words, at)
        if stop:
            yield Part(at, stop)
        at = stop or at + 1


def _closed(words: Sequence[RawWord], first: int) -> int:
    """Index after the word that closes the bracket that a word opens; 0 where it opens none."""
    text = words[first].text.strip()
    closing = _BRACKETS.get(text[:1])
    if closing is None:
        return 0
    text = text[1:]
    for n in range(first, min(len(words), first + _MOST_WORDS)):
        if n > first:
            text = words[n].text.strip()
        if text.rstrip(_AFTER).endswith(closing):
            return n + 1
    return 0


def sung_among(words: Sequence[RawWord]) -> Iterator[Part]:
    """What stands between notes; after a note without another to the end."""
    first = -1
    for n, word in enumerate(words):
        text = word.text.strip()
        notes = sum(text.count(note) for note in NOTES)
        if not notes:
            continue
        if first < 0:
            first = n
            if notes >= 2 and bare(word).text.strip():  # one word with a note on either side
                yield Part(n, n + 1)
                first = -1
        else:
            yield Part(first, n + 1)
            first = -1
    if first >= 0:
        yield Part(first, len(words))


def bare(word: RawWord) -> RawWord:
    """A word without notes."""
    if not any(note in word.text for note in NOTES):
        return word
    space = word.text[: len(word.text) - len(word.text.lstrip())]
    text = "".join(letter for letter in word.text if letter not in NOTES).strip()
    return word._replace(text=f"{space}{text}")
