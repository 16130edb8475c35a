"""Quotation marks in a text: which there are, and which open and close.

Apostrophes are none, nor is the mark before the last letter of a Hebrew abbreviation (gershayim).
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from typing import Final, NamedTuple

from localize.checks.text import DASHES

#: Marks by family: one family's marks close one another.
_FAMILIES: Final = {
    **dict.fromkeys('"“”„‟＂', "double"),
    **dict.fromkeys("«»", "angle"),
    **dict.fromkeys("「」", "corner"),
    **dict.fromkeys("『』", "white corner"),
    **dict.fromkeys("《》", "double angle"),
}
_MARKS: Final = re.compile("[" + "".join(map(re.escape, _FAMILIES)) + "]")

#: Which way a mark usually looks; the straight one and, in some languages, others look no way.
_USUAL_OPENS: Final = frozenset("“„‟«「『《")
_USUAL_CLOSES: Final = frozenset("”»」』》")
#: Marks that look the same way in every place they stand in; no space tells their side.
_FIXED: Final = frozenset("„「」『』《》")
#: Languages in which “ closes („…“), » opens (»…«), or one mark stands on both sides (”…”, »…»).
#: Source: Unicode CLDR, quotationStart and quotationEnd; usage for the second of a language's two.
_CLOSED_BY_SIX: Final = frozenset(
    {"de", "cs", "sk", "sl", "hr", "sr", "bs", "bg", "mk", "is", "lt", "et", "lv", "ka", "sq"}
)
_TURNED_ANGLES: Final = frozenset({"de", "da", "cs", "sk", "sl", "hr", "hu", "pl", "sr"})
_SAME_BOTH: Final = frozenset({"sv", "fi", "nb", "nn", "no", "da", "he"})

#: Before an abbreviation's last letter (צה"ל, ד"ר), which may have an ending where two letters or
#: more stand before the mark (מנכ"לית); one letter may be a word that is written together with a
#: quotation (ה"בית").
_GERSHAYIM: Final = re.compile(
    r"(?<=[א-ת])[\"“”](?=[א-ת](?![א-ת]))"
    r"|(?<=[א-ת]{2})[\"“”](?=[א-ת](?:ים|ות|ית|יות|י)(?![א-ת\"“”]))"
)

_BEFORE_OPENING: Final = frozenset("([{¿¡" + DASHES)
_AFTER_CLOSING: Final = frozenset(".,;:!?)]}…" + DASHES + "。、，！？؟،")


class Role(enum.Enum):
    """What a quotation mark does."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"


class Mark(NamedTuple):
    """A quotation mark.

    Attributes:
        at: its place in the text.
        sign: the mark.
        family: the marks that it can pair with.
        role: what it does.
        first: whether nothing but dashes and spaces stands before it.
    """

    at: int
    sign: str
    family: str
    role: Role
    first: bool


def has_marks(text: str) -> bool:
    """Whether a text has quotation marks."""
    return _MARKS.search(text) is not None


@lru_cache(maxsize=4096)
def marks_in(text: str, language: str) -> tuple[Mark, ...]:
    """The double quotation marks of a text, tags gone, in order."""
    return tuple(
        Mark(
            match.start(),
            match[0],
            _FAMILIES[match[0]],
            _role(text, match.start(), language),
            not text[: match.start()].strip(" \u00a0\u202f" + DASHES),
        )
        for match in _MARKS.finditer(text)
        if not is_gershayim(text, match.start())
    )


def is_gershayim(text: str, at: int) -> bool:
    """Whether the mark at a place is part of a Hebrew abbreviation."""
    return _GERSHAYIM.match(text, at) is not None


def is_measure(mark: Mark, text: str) -> bool:
    """Whether a straight mark after a figure may stand for inches or seconds."""
    return mark.role is not Role.OPENS and mark.sign == '"' and text[: mark.at][-1:].isdigit()


def _role(text: str, at: int, language: str) -> Role:
    sign = text[at]
    usual = _usual(sign, language)
    if sign in _FIXED:
        return usual
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    # A no-break space inside French marks is part of the quotation, not a gap before or after it.
    opens = not before or before in " \t" or before in _BEFORE_OPENING
    closes = not after or after in " \t" or after in _AFTER_CLOSING
    if opens == closes:
        return usual
    return Role.OPENS if opens else Role.CLOSES


def _usual(sign: str, language: str) -> Role:
    if sign in '"＂' or (sign in "”»" and language in _SAME_BOTH):
        return Role.EITHER
    if sign == "“" and language in _CLOSED_BY_SIX:
        return Role.CLOSES
    if sign in "«»" and language in _TURNED_ANGLES:
        return Role.EITHER
    return Role.OPENS if sign in _USUAL_OPENS else Role.CLOSES
