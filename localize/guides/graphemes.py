"""Grapheme clusters: what a reader takes for one character.

A letter with its accents, an emoji family, a flag, a Hangul syllable of several jamo, a Devanagari
conjunct: each is one cluster of several code points. The rules are those of Unicode Standard Annex
#29, "Unicode Text Segmentation", extended grapheme clusters, as of Unicode 15.1 (GB9c, conjuncts,
included). Browsers answer the same through ``Intl.Segmenter``.

Categories come from `unicodedata`; only what it does not tell is listed here. Own code rather than
a package: this is all that we would use of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

ZWNJ: Final = "\u200c"
ZWJ: Final = "\u200d"

#: Halfwidth katakana voice marks: they join the sign before them, and still take a cell.
HALF_WIDTH_MARKS: Final = frozenset("\uff9e\uff9f")

#: Thai and Lao SARA AM: they join the consonant before them, and still stand beside it.
SARA_AM: Final = frozenset("\u0e33\u0eb3")

#: Text in which every code point is a cluster: Latin, Greek, Cyrillic, kana, ideographs, Hangul
#: syllables and the punctuation among them. Most lines need to be looked at no further.
_PLAIN: Final = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027"
    "\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*"
)

_PREPEND: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e"
    "\U000110bd\U000110cd\U000111c2\U000111c3\U0001193f\U00011941\U00011d46"
)

#: Spacing marks (category Mc) that do not join what stands before them: Myanmar and Tai signs.
_STANDS_ALONE: Final = frozenset(
    "\u102b\u102c\u1038\u1062\u1063\u1064\u1067\u1068\u1069\u106a\u106b\u106c\u106d\u1083\u1087"
    "\u1088\u1089\u108a\u108b\u108c\u108f\u109a\u109b\u109c\u1a61\u1a63\u1a64\uaa7b\uaa7d"
    "\U00011720\U00011721"
)

#: Viramas that bind two consonants into a conjunct (InCB=Linker), and those consonants, of
#: Devanagari, Bengali, Gujarati, Oriya, Telugu and Malayalam.
_LINKERS: Final = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
_CONSONANT: Final = re.compile(
    "[\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09b9\u09dc\u09dd\u09df\u09f0\u09f1"
    "\u0a95-\u0ab9\u0af9\u0b15-\u0b39\u0b5c\u0b5d\u0b5f\u0b71\u0c15-\u0c39\u0c58-\u0c5a"
    "\u0d15-\u0d3a]"
)

#: Marks beside categories Mn, Me and Mc that join what stands before them: skin tones and the tag
#: letters of regional flags.
_JOINS: Final = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]")

#: Pictographs. Wider than the property Extended_Pictographic (every symbol counts), which can only
#: be seen where somebody joins two symbols that no font joins.
_PICTOGRAPH: Final = re.compile("[\u203c\u2049\u2139\u3030\u303d\U0001f000-\U0001fffd]")

#: Hangul: what may follow in the same syllable (UAX #29, GB6 to GB8).
_HANGUL_NEXT: Final = {
    "L": frozenset({"L", "V", "LV", "LVT"}),
    "V": frozenset({"V", "T"}),
    "LV": frozenset({"V", "T"}),
    "T": frozenset({"T"}),
    "LVT": frozenset({"T"}),
}


def _hangul(code: int) -> str:
    """Part of a Hangul syllable that a code point is; empty for none."""
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LVT" if (code - 0xAC00) % 28 else "LV"
    return ""


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:  # noqa: PLR0911 -- a table of classes, one a line
    """The class of a code point that the rules below go by."""
    category = unicodedata.category(char)
    if char in (ZWJ, ZWNJ):
        return "zwj" if char == ZWJ else "zwnj"
    if char in _LINKERS:
        return "linker"
    if char in _PREPEND:
        return "prepend"
    if char in SARA_AM or (category == "Mc" and char not in _STANDS_ALONE):
        return "spacing"
    if category in ("Mn", "Me") or char in HALF_WIDTH_MARKS or _JOINS.match(char):
        return "extend"
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return "control"
    if _REGIONAL.match(char):
        return "regional"
    if category == "So" or _PICTOGRAPH.match(char) or "\u2194" <= char <= "\u2199":
        return "pictograph"
    if _CONSONANT.match(char):
        return "consonant"
    return _hangul(ord(char)) or "other"


def clusters(text: str) -> list[str]:
    """The text in grapheme clusters; joined they give it back.

    A carriage return and the line feed after it are two clusters here, which nobody counts.
    """
    if _PLAIN.fullmatch(text):
        return list(text)
    found: list[str] = []
    before = "control"
    #: What the cluster so far leads up to: a pictograph that a joiner may bind to the next, a
    #: consonant, a consonant that a virama binds to the next; empty for nothing.
    leads = ""
    lone_flag = False  # an odd number of regional letters so far
    for char in text:
        kind = _kind(char)
        joins = before != "control" and (
            kind in ("zwj", "zwnj", "linker", "spacing", "extend")
            or (before == "prepend" and kind != "control")
            or kind in _HANGUL_NEXT.get(before, ())
            or (kind == "pictograph" and before == "zwj" and leads == "pictograph")
            or (kind == "consonant" and leads == "bound")
            or (kind == "regional" and before == "regional" and lone_flag)
        )
        if joins:
            found[-1] += char
        else:
            found.append(char)
        if kind in ("pictograph", "consonant"):
            leads = kind
        elif kind == "linker" and leads in ("consonant", "bound"):
            leads = "bound"
        elif kind == "zwnj" and leads != "pictograph":
            leads = ""  # it is there to keep consonants apart
        elif kind not in ("extend", "zwj", "zwnj", "linker"):
            leads = ""
        elif leads == "pictograph" and before == "zwj":
            leads = ""  # only the last joiner before a pictograph binds it
        lone_flag = kind == "regional" and not (before == "regional" and lone_flag)
        before = kind
    return found
