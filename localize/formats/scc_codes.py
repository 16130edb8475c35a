"""CEA-608 line 21 captions: characters and codes of the first channel, as two bytes each.

Source: ANSI/CTA-608-E (47 CFR 15.119): standard characters, special (11 30–3F) and extended ones
(12 and 13 20–3F, which replace a standard character sent before them for old decoders), preamble
address codes, mid-row codes, and the control codes of pop-on, paint-on and roll-up captions.
"""

from __future__ import annotations

import unicodedata
from typing import Final

ROWS: Final = 15
COLUMNS: Final = 32

# --- Control codes --------------------------------------------------------------------------------

RCL: Final = 0x1420  # resume caption loading: pop-on
BS: Final = 0x1421  # backspace
DER: Final = 0x1424  # delete to end of row
RU2: Final = 0x1425  # roll-up, 2 rows; 1426 3 rows, 1427 4 rows
RU4: Final = 0x1427
FON: Final = 0x1428  # flash on
RDC: Final = 0x1429  # resume direct captioning: paint-on
TR: Final = 0x142A  # text restart
RTD: Final = 0x142B  # resume text display
EDM: Final = 0x142C  # erase displayed memory
CR: Final = 0x142D  # carriage return
ENM: Final = 0x142E  # erase non-displayed memory
EOC: Final = 0x142F  # end of caption: flip memories
TAB: Final = 0x1720  # plus 1 to 3: so many columns to the right

#: First byte and second byte's row bit of a preamble address code → row.
_ROW_CODES: Final = (
    (0x11, 0x40), (0x11, 0x60), (0x12, 0x40), (0x12, 0x60), (0x15, 0x40),
    (0x15, 0x60), (0x16, 0x40), (0x16, 0x60), (0x17, 0x40), (0x17, 0x60),
    (0x10, 0x40), (0x13, 0x40), (0x13, 0x60), (0x14, 0x40), (0x14, 0x60),
)  # fmt: skip
_ITALIC: Final = 0x0E
_INDENT: Final = 0x10
MID_ROW: Final = 0x1120
MID_ROW_ITALIC: Final = 0x112E


def preamble(row: int, indent: int = 0, *, italic: bool = False, underline: bool = False) -> int:
    """The code that goes to a row (1 to 15), a column that is a multiple of 4, or in italics."""
    first, second = _ROW_CODES[row - 1]
    style = _ITALIC if italic else _INDENT + indent // 4 * 2
    return (first << 8) | second | style | int(underline)


def read_preamble(code: int) -> tuple[int, int, bool, bool, bool] | None:
    """Row, column, italics, underline, colour of a preamble address code; None for other codes."""
    first, second = code >> 8, code & 0xFF
    if not 0x10 <= first <= 0x17 or not 0x40 <= second <= 0x7F:
        return None
    try:
        row = _ROW_CODES.index((first, second & 0x60)) + 1
    except ValueError:
        return None
    style = second & 0x1E
    indent = (style - _INDENT) * 2 if style >= _INDENT else 0
    coloured = 0 < style < _ITALIC
    return row, indent, style == _ITALIC, bool(second & 1), coloured


# --- Characters -----------------------------------------------------------------------------------

#: Standard characters that are not those of ASCII.
_ODD: Final = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ",
    0x7E: "ñ", 0x7F: "█",
}  # fmt: skip
STANDARD: Final = {code: _ODD.get(code, chr(code)) for code in range(0x20, 0x80)}
#: 11 30 to 11 3F; 39 is a transparent space.
SPECIAL: Final = {0x1130 + at: char for at, char in enumerate("®°½¿™¢£♪à\xa0èâêîôû")}
#: 12 20 to 12 3F and 13 20 to 13 3F.
EXTENDED: Final = {
    **{0x1220 + at: char for at, char in enumerate("ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»")},
    **{0x1320 + at: char for at, char in enumerate("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘")},
}
_STANDARD_CODES: Final = {char: code for code, char in STANDARD.items()}
_SPECIAL_CODES: Final = {char: code for code, char in SPECIAL.items() if char != "\xa0"}
_EXTENDED_CODES: Final = {
    char: code for code, char in EXTENDED.items() if char not in _STANDARD_CODES
}
#: What old decoders show where an extended character has no letter of its own.
_FALLBACKS: Final = {
    "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "—": "-", "¡": "!", "*": "-", "©": "c",
    "•": "-", "{": "(", "}": ")", "\\": "/", "^": "'", "_": "-", "|": "/", "~": "-", "ß": "s",
    "¥": "Y", "¤": "$", "¦": "/", "Ø": "O", "ø": "o",
}  # fmt: skip


def has(char: str) -> bool:
    """Whether CEA-608 has a character."""
    return char in _STANDARD_CODES or char in _SPECIAL_CODES or char in _EXTENDED_CODES


def encode(text: str) -> list[tuple[int, ...]]:
    """Text as units of words; the two words of a special or extended character stay together.

    Raises:
        KeyError: a character that `has` denies.
    """
    units: list[tuple[int, ...]] = []
    half = 0
    for char in text:
        if char in _STANDARD_CODES:
            code = _STANDARD_CODES[char]
            if half:
                units.append(((half << 8) | code,))
                half = 0
            else:
                half = code
            continue
        extended = char in _EXTENDED_CODES
        before = _fallback(char) if extended else 0
        if half and before:
            units.append(((half << 8) | before,))
        elif half or before:
            units.append((((half or before) << 8),))
        half = 0
        code = _EXTENDED_CODES[char] if extended else _SPECIAL_CODES[char]
        units.append((code, code))
    if half:
        units.append((half << 8,))
    return units


def _fallback(char: str) -> int:
    """The standard character that stands before an extended one."""
    bare = unicodedata.normalize("NFD", char)[0]
    shown = _FALLBACKS.get(char, bare if bare in _STANDARD_CODES else " ")
    return _STANDARD_CODES[shown]


def with_parity(word: int) -> str:
    """A word as the file has it: four hexadecimal digits, each byte with odd parity."""
    return "".join(
        f"{byte | (0x80 if byte.bit_count() % 2 == 0 else 0):02x}"
        for byte in (word >> 8, word & 0xFF)
    )
