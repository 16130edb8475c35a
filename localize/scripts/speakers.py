"""Who speaks: the names that a script puts before, or above, what is said."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The longest name, in characters and words: "THE OTHER MAN AT THE BAR".
_MOST_LETTERS: Final = 40
_MOST_WORDS: Final = 6
_LABELLED: Final = re.compile(r"^\s*([^:：\t]{1,60}?)\s*(?:[:：]|\t+)\s*(.*)$", re.DOTALL)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_CONTINUED: Final = re.compile(r"\s*\b(?:CONT['’]?D|CONTINUED)\b\.?\s*$", re.IGNORECASE)


def named(text: str) -> str:
    """A name as it is written, without "(V.O.)", "(CONT'D)" and the like; empty where it is none.

    A name has letters and no ending of a sentence, and is short.
    """
    name = _CONTINUED.sub("", _BRACKETS.sub(" ", text))
    name = " ".join(name.split()).strip(" -–—*_#")
    if not any(c.isalpha() for c in name) or len(name) > _MOST_LETTERS:
        return ""
    if len(name.split()) > _MOST_WORDS or name[-1] in "?!…,;。！？" or '"' in name:
        return ""
    return name


def in_capitals(text: str) -> bool:
    """Whether a text has two letters or more, and none that is small."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and all(c == c.upper() and c != c.lower() for c in letters)


def labelled(text: str) -> tuple[str, str]:
    """What may be a name, before a colon or a tab, and the rest; two empty texts for neither."""
    found = _LABELLED.match(text)
    if found is None:
        return "", ""
    name = named(found[1])
    # "Listen: …" at the start of what is said looks the same: `labels` decides.
    begins = name[:1].isupper() or name[:1].isdigit() or not name[:1].islower()
    return (name, found[2]) if name and begins else ("", "")


def labels(lines: Iterable[str]) -> frozenset[str]:
    """The names, folded, that stand before lines of this script.

    One counts where it is in capitals, comes more than once, or where a third of all lines have
    something of its kind before them, as no text has by chance.
    """
    given = [line for line in lines if line.strip()]
    found = [name for name, _ in map(labelled, given) if name]
    often = Counter(name.casefold() for name in found)
    habit = len(found) * 3 >= len(given) and len(found) > 1
    return frozenset(
        name.casefold()
        for name in found
        if habit or in_capitals(name) or often[name.casefold()] > 1
    )


class Names:
    """One spelling for each speaker: the first that the script uses."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The spelling to use."""
        return self._known.setdefault(name.casefold(), name)
