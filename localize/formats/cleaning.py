"""Text as cues may carry it: NFC, no control characters, lines whatever ends them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from localize.formats.tally import Tally

_LINE_END: Final = re.compile("\r\r\n|\r\n|\n|\r|\u2028|\u2029")
#: C0 but for tab and line ends, DEL, C1, and byte order marks in mid-text.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


def split_lines(text: str) -> list[str]:
    """The lines; mixed ends and ``CR CR LF`` included."""
    return _LINE_END.split(text)


def without_controls(text: str) -> str:
    """The text as every format may carry it, for writers: line feeds stay, other controls go."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def as_meant(text: str) -> str:
    """The text with its control characters as `clean` takes them, where none is worth a finding.

    XML's references name them by number: ``&#146;`` is ’ to every browser.
    """
    return _CONTROLS.sub(lambda match: _meant(match[0]), text)


def clean(text: str, tally: Tally) -> str:
    """NFC, tabs to spaces, control characters removed: they mean nothing in a subtitle.

    C1 characters are cp1252's quotation marks and dashes that passed through ISO 8859-1 on their
    way (U+0092 for ’); they are put right.
    """
    if _CONTROLS.search(text):
        line, at = 1, 0

        def cure(match: re.Match[str]) -> str:
            nonlocal line, at
            line += len(_LINE_END.findall(text, at, match.start()))
            at = match.start()
            meant = _meant(match[0])
            if meant:
                tally.count("c1-characters", "Garbled quotation marks and dashes put right", line)
            else:
                tally.count("control-characters", "Control characters removed", line)
            return meant

        text = _CONTROLS.sub(cure, text)
    return unicodedata.normalize("NFC", text.replace("\t", " "))


def _meant(char: str) -> str:
    """What a C1 character was in cp1252; empty where nothing, or for any other character."""
    if "\x80" <= char <= "\x9f":
        return bytes([ord(char)]).decode("cp1252", errors="ignore")
    return ""
