"""The code tables of EBU STL: Latin (ISO 6937), Cyrillic, Arabic, Greek and Hebrew (ISO 8859).

Source: EBU Tech 3264-E, appendix 2: table 00 is ISO 6937/2, where a letter with a mark is two
bytes, the mark (C1 to CF) before its letter; 01 is ISO 8859-5, 02 8859-6, 03 8859-7, 04 8859-8.
Which letters take which marks is a list of ISO 6937 and no free combination. In 24 stands the
dollar, as in the editions since 1994; the first had it in A4. E2 is one glyph for two capitals,
that of đ (F2) and that of ð (F3): the language says which is meant.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from localize import locales

#: Byte of the mark → (combining character, letters that it goes with).
_MARKS: Final[dict[int, tuple[str, str]]] = {
    0xC1: ("\u0300", "AEIOUaeiou"),
    0xC2: ("\u0301", "ACEILNORSUYZaceilnorsuyz"),
    0xC3: ("\u0302", "ACEGHIJOSUWYaceghijosuwy"),
    0xC4: ("\u0303", "AINOUainou"),
    0xC5: ("\u0304", "AEIOUaeiou"),
    0xC6: ("\u0306", "AGUagu"),
    0xC7: ("\u0307", "CEGIZcegz"),
    0xC8: ("\u0308", "AEIOUYaeiouy"),
    0xCA: ("\u030a", "AUau"),
    0xCB: ("\u0327", "CGKLNRSTcgklnrst"),
    0xCD: ("\u030b", "OUou"),
    0xCE: ("\u0328", "AEIUaeiu"),
    0xCF: ("\u030c", "CDELNRSTZcdelnrstz"),
}
#: Single bytes beyond ASCII; a dot where there is none.
_HIGH: Final = {
    0xA0: "\xa0¡¢£$¥.§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿",
    0xD0: "—¹®©™♪¬¦....⅛⅜⅝⅞ΩÆÐªĦ.ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\xad",
}
#: Marks that stand over a space, in the order of `_MARKS` from the acute on.
_ALONE: Final = dict(
    zip((0xC2, 0xC5, 0xC6, 0xC7, 0xC8, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF), "´¯˘˙¨˚¸˝˛ˇ", strict=True)
)
#: A small g with cedilla is written with the acute's byte, for the mark stands above it.
_ODD: Final = {b"\xc2g": "ģ"}
#: What Python's tables have that those of 1987 and 1988 had not.
_LATER: Final = {"iso8859_7": "€₯ͺ", "iso8859_8": "\u200e\u200f"}


#: Languages that write đ, whose capital E2 is there; elsewhere it is that of ð.
_STROKED: Final = frozenset({"bs", "cnr", "hr", "se", "sh", "sl", "sms", "sr", "vi"})


def _latin() -> dict[bytes, str]:
    """Table 00: sequence of one or two bytes → character."""
    table = {bytes([code]): chr(code) for code in range(0x20, 0x7F)}
    for first, chars in _HIGH.items():
        for at, char in enumerate(chars):
            if char != ".":
                table[bytes([first + at])] = char
    for code, (mark, letters) in _MARKS.items():
        for letter in letters:
            table[bytes([code, ord(letter)])] = unicodedata.normalize("NFC", letter + mark)
    table |= {bytes([code, 0x20]): char for code, char in _ALONE.items()}
    return table | _ODD


def _part(name: str) -> dict[bytes, str]:
    """A table of ISO 8859: byte → character."""
    table = {}
    for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)):
        char = bytes([code]).decode(name, errors="ignore")
        if char and char not in _LATER.get(name, ""):
            table[bytes([code])] = char
    return table


@dataclass(frozen=True, slots=True)
class CodePage:
    """One code table.

    Attributes:
        code: as the GSI block names it (CCT), two digits.
        name: what people call it.
        decoding: bytes → character.
        encoding: character → bytes.
    """

    code: str
    name: str
    decoding: dict[bytes, str]
    encoding: dict[str, bytes]

    def has(self, char: str) -> bool:
        """Whether it has a character."""
        return char in self.encoding

    def encode(self, text: str) -> bytes:
        """Text of which every character is in the table.

        Raises:
            KeyError: one is not.
        """
        return b"".join(self.encoding[char] for char in text)

    def decode(self, data: bytes) -> str:
        """Bytes of characters alone, no control codes; U+FFFD for what is in no table."""
        out = []
        at = 0
        while at < len(data):
            pair, one = data[at : at + 2], data[at : at + 1]
            if pair in self.decoding:
                out.append(self.decoding[pair])
                at += 2
            elif one in self.decoding:
                out.append(self.decoding[one])
                at += 1
            else:
                # A mark without a letter that it goes with: the letter, at least, is kept.
                out.append("\ufffd")
                at += 1
        return unicodedata.normalize("NFC", "".join(out))


def _page(code: str, name: str, table: dict[bytes, str]) -> CodePage:
    encoding: dict[str, bytes] = {}
    for sequence, char in table.items():
        encoding.setdefault(unicodedata.normalize("NFC", char), sequence)
    encoding |= {char: sequence for sequence, char in _ODD.items() if char in encoding}
    return CodePage(code, name, table, encoding)


#: All five, the Latin first.
PAGES: Final = (
    _page("00", "Latin", _latin()),
    _page("01", "Cyrillic", _part("iso8859_5")),
    _page("02", "Arabic", _part("iso8859_6")),
    _page("03", "Greek", _part("iso8859_7")),
    _page("04", "Hebrew", _part("iso8859_8")),
)
#: The Latin table of languages that write đ.
_LATIN_STROKED: Final = _page("00", "Latin", _latin() | {b"\xe2": "Đ"})


def pages_for(locale: str) -> tuple[CodePage, ...]:
    """All five as they are read in a language, the Latin first."""
    return (_LATIN_STROKED, *PAGES[1:]) if locales.language(locale) in _STROKED else PAGES


def page_of(code: str, locale: str) -> CodePage | None:
    """The table that a GSI block names, leniently (`` 0`` is 00); None where there is none."""
    digits = code.strip().rjust(2, "0")
    return next((page for page in pages_for(locale) if page.code == digits), None)


def best_page(text: str, locale: str) -> CodePage:
    """The table that has the most of a text's letters beyond ASCII; Latin where none has more."""
    counts = {char: text.count(char) for char in set(text) if char.isalpha() and not char.isascii()}
    return max(
        pages_for(locale),
        key=lambda page: sum(n for char, n in counts.items() if page.has(char)),
    )
