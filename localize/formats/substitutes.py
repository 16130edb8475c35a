"""Characters that an old code page lacks, and what is customarily written for them.

EBU STL and CEA-608 know a few hundred characters. Typographic marks have a plain form that readers
know (… is ...); a letter with a mark that is not there loses the mark; for a letter of a script
that is not there nothing can stand, and whoever writes must refuse.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Character → what is written for it, the best first; empty where it can be left out unseen.
_PLAIN: Final[dict[str, tuple[str, ...]]] = {
    "…": ("...",),
    "—": ("–", "--", "-"),
    "–": ("—", "-"),
    "‐": ("-",),
    "‑": ("-",),
    "‒": ("–", "-"),
    "―": ("—", "–", "-"),
    "−": ("–", "-"),
    "⁃": ("-",),
    "•": ("·", "*", "-"),
    "‘": ("'",),
    "’": ("'",),
    "‚": ("'", ","),
    "‛": ("'",),
    "′": ("'",),
    "ʼ": ("’", "'"),
    "ʻ": ("‘", "'"),
    "`": ("‘", "'"),
    "´": ("’", "'"),
    "“": ('"',),
    "”": ('"',),
    "„": ("“", '"'),
    "‟": ("“", '"'),
    "″": ('"',),
    "«": ("“", '"'),
    "»": ("”", '"'),
    "‹": ("‘", "'"),
    "›": ("’", "'"),
    "'": ("’",),
    '"': ("”",),
    "♫": ("♪", "#"),
    "♬": ("♪", "#"),
    "♩": ("♪", "#"),
    "♪": ("#",),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY",),
    "™": ("TM",),
    "©": ("(c)",),
    "®": ("(R)",),
    "°": ("º", "o"),
    "№": ("No.",),
    "×": ("x",),
    "÷": ("/",),
    "¿": ("?",),
    "¡": ("!",),
    "ß": ("ss",),
    "ẞ": ("SS",),
    "Æ": ("AE",),
    "æ": ("ae",),
    "Œ": ("OE",),
    "œ": ("oe",),
    "Ø": ("O",),
    "ø": ("o",),
    "Đ": ("Ð", "D"),
    "đ": ("d",),
    "Ð": ("Đ", "D"),
    "ð": ("d",),
    "Þ": ("Th",),
    "þ": ("th",),
    "Ł": ("L",),
    "ł": ("l",),
    "ı": ("i",),
    "Ș": ("Ş", "S"),
    "ș": ("ş", "s"),
    "Ț": ("Ţ", "T"),
    "ț": ("ţ", "t"),
    "→": ("->",),
    "←": ("<-",),
    "↑": ("^",),
    "↓": ("v",),
    "¤": ("*",),
    "§": ("S",),
    "¶": ("P",),
    "µ": ("u",),
    "{": ("(",),
    "}": (")",),
    "[": ("(",),
    "]": (")",),
    "\\": ("/",),
    "^": ("'",),
    "_": ("-",),
    "|": ("/",),
    "~": ("-",),
    "<": ("‹", "("),
    ">": ("›", ")"),
    "،": (",",),
    "؛": (";",),
    "؟": ("?",),
    "־": ("-",),
    "׳": ("'",),
    "״": ('"',),
    "ʹ": ("'",),
    "\xa0": (" ",),
    "\u202f": ("\xa0", " "),
    "\u2007": (" ",),
    "\u2008": (" ",),
    "\u2009": (" ",),
    "\u200a": (" ",),
    "\u2002": (" ",),
    "\u2003": ("  ", " "),
    "\u3000": ("  ", " "),
    "\xad": ("",),
    "\u200b": ("",),
    "\u200c": ("",),
    "\u200d": ("",),
    "\u200e": ("",),
    "\u200f": ("",),
    "\u2060": ("",),
    "\u2066": ("",),
    "\u2067": ("",),
    "\u2068": ("",),
    "\u2069": ("",),
    "\u202a": ("",),
    "\u202b": ("",),
    "\u202c": ("",),
    "\ufe0f": ("",),
}


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text made to fit a set of characters.

    Attributes:
        text: what can be written; characters without a substitute are gone from it.
        replaced: (character, what stands for it), each once, in order of appearance.
        missing: characters that nothing can stand for, each once, in order of appearance.
    """

    text: str
    replaced: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every character is as it was."""
        return not self.replaced and not self.missing


def fit(text: str, allowed: Callable[[str], bool]) -> Fitted:
    """Write ``text`` with allowed characters alone, as near to it as can be.

    Args:
        text: NFC, as a line of a cue.
        allowed: whether a character can be written as it is.
    """
    if all(map(allowed, text)):
        return Fitted(text)
    out: list[str] = []
    replaced: dict[str, str] = {}
    missing: dict[str, None] = {}
    for char in text:
        if allowed(char):
            out.append(char)
            continue
        other = _instead(char, allowed)
        if other is None:
            missing[char] = None
        else:
            replaced[char] = other
            out.append(other)
    return Fitted("".join(out), tuple(replaced.items()), tuple(missing))


def _instead(char: str, allowed: Callable[[str], bool]) -> str | None:
    """The best substitute of which every character can be written; None where there is none."""
    for other in _PLAIN.get(char, ()):
        if all(map(allowed, other)):
            return other
    for form in ("NFD", "NFKD"):
        parts = unicodedata.normalize(form, char)
        bare = "".join(part for part in parts if not unicodedata.combining(part))
        if bare != char and all(map(allowed, bare)):
            return bare
    return "" if unicodedata.combining(char) else None
