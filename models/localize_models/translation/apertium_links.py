"""Which words render which, by marks that Apertium carries from each word to its rendering.

From 3.7 on, what stands as ``[[t:…]]word[[/]]`` in Apertium's stream (a word-bound blank, made for
bold and links) goes with its word wherever the rules put it. So every word of a sentence gets its
number, and the rendering says where it went: no guess, but the rules' own account.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The first version that carries such marks.
FIRST_VERSION: Final = (3, 7)
#: Characters that mean something in the stream, and are escaped in text.
_MEANING: Final = re.compile(r"[\[\]{}^$\\/@<>]")
#: Ends a sentence, as Apertium's own reader of plain text does: a full stop that is none.
_END: Final = ".[]"
_BETWEEN: Final = "[\n\n]"
_PART: Final = re.compile(r"\[\[(t:[^\]]*)\]\]((?:\\.|[^\[\\])*)\[\[/\]\]|\\(.)|(.)", re.DOTALL)


def marked(texts: Sequence[str]) -> str:
    """Sentences for Apertium's stream (its format ``none``), every word with its number."""
    return _BETWEEN.join(
        " ".join(f"[[t:w:{n}]]{_escaped(word)}[[/]]" for n, word in enumerate(text.split())) + _END
        for text in texts
    )


def unmarked(stream: str, texts: Sequence[str]) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    """What Apertium made of `marked`: each rendering, and its links.

    Args:
        stream: as it came back.
        texts: that were marked.

    Returns:
        For each text its rendering with single spaces, and that one's links
        (`localize.engines.TranslatedUnit.links`); nothing where not as many came back as went.
    """
    parts = stream.split(f"[]{_BETWEEN}")
    if len(parts) != len(texts):
        return []
    return [_read(part, text) for part, text in zip(parts, texts, strict=True)]


def carried(
    links: Sequence[tuple[int, int]], marked_text: str, text: str
) -> tuple[tuple[int, int], ...]:
    """Links of the marked rendering, as those of the plain one.

    Marks keep Apertium from reading several words as one ("New York"), so a part of a sentence may
    be rendered otherwise. Words that both renderings say in the same place keep their links.
    """
    words, others = text.split(), marked_text.split()
    begins, there = _begins(text), _begins(marked_text)
    same = SequenceMatcher(
        None, [w.casefold() for w in others], [w.casefold() for w in words], autojunk=False
    )
    place_of = {
        there[block.a + n]: begins[block.b + n]
        for block in same.get_matching_blocks()
        for n in range(block.size)
    }
    return tuple((of, place_of[at]) for of, at in links if at in place_of)


def _read(part: str, source: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    written, found = "", []
    for mark, inside, escaped, plain in _PART.findall(part.strip().removesuffix("[]")[:-1]):
        text = re.sub(r"\\(.)", r"\1", inside) if mark else escaped or plain
        if mark and any(char.isalnum() for char in text):  # its comma goes where commas go
            first = len("".join(written.split()))
            numbers = [int(number) for number in re.findall(r"t:w:(\d+)", mark)]
            found.append((numbers, first, first + len("".join(text.split()))))
        written += text
    begins, theirs = _begins(written), _begins(source)
    links = {
        (theirs[number], begins[word])
        for numbers, first, stop in found
        for word in range(bisect_right(begins, first) - 1, bisect_right(begins, stop - 1))
        for number in numbers
        if number < len(theirs)
    }
    ordered = sorted(links, key=lambda link: (link[1], link[0]))
    return " ".join(written.split()), tuple(ordered)


def _begins(text: str) -> list[int]:
    """Where words begin, white space not counted."""
    return [*accumulate(map(len, text.split()), initial=0)][:-1]


def _escaped(word: str) -> str:
    return _MEANING.sub(lambda found: f"\\{found[0]}", word)
