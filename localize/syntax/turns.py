"""Where a second speaker begins in a text that tells two speakers apart by dashes."""

from __future__ import annotations

from typing import Final

from localize import locales
from localize.syntax.borders import SENTENCE_END

#: Closing signs that may stand after a sentence's last mark.
_CLOSING: Final = "\"'”’»›)]）］】」』"
#: Greek writes its question mark as a semicolon, or as the character of its own (U+037E).
_GREEK_END: Final = frozenset(";\u037e")
_DASHES: Final = "‐‑–—―-"
#: What ends a sound in brackets, a title or quotation, and what is sung: they need no other mark.
_CLOSED: Final = frozenset('"”»›)]）］】」』♩♪♫♬')


def is_said(before: str, locale: str) -> bool:
    """Whether a text ends with a sentence's last mark, and perhaps closing signs after it."""
    last = before.rstrip().rstrip(_CLOSING)[-1:]
    greek = locales.language(locale) == "el" and last in _GREEK_END
    return bool(last) and (last in SENTENCE_END or greek)


def begins_turn(before: str, after: str, locale: str, *, own: bool) -> bool:
    """Whether a dash after a space is another speaker's, not one that sets a clause apart.

    After a sentence it is a speaker's. After what is broken off, and what ends with a bracket, a
    quotation mark or a note, only the dash that the text itself begins with is; after the latter
    not before a small letter, either ("- He read “Emma” - a book.").

    Args:
        before: what stands before the dash; its last two words are enough.
        after: what stands after it; its first word is enough.
        locale: of the text.
        own: whether the text itself begins with the same dash, as a speaker's.
    """
    if is_said(before, locale):
        return True
    said = before.rstrip()
    if not own or not said:
        return False
    uttered = said.rstrip(_CLOSING)
    if uttered[-1:] in tuple(_DASHES) and uttered.strip(_DASHES + " "):
        return True
    first = next((char for char in after if char.isalnum()), "")
    return said[-1] in _CLOSED and not first.islower()
