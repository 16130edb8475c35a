"""The numbers that a text names: digits of every script, number words, times, kanji numerals.

How languages write them is data (`localize.checks.numeral_writing`).
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from localize.checks.numeral_words import TOKEN, Number, words_in
from localize.checks.numeral_writing import writing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.checks.numeral_writing import Writing

    _Make = Callable[[re.Match[str]], list[Number]]

#: Digits with what may stand between them; which of it means what, the language says.
_DIGITS: Final = re.compile(r"\d+(?:[.,'’٫٬]\d+)*")
_SPACED: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d\w])(?:[.,]\d+)?|\d+(?:[.,'’٫٬]\d+)*"
)
_CLOCK: Final = re.compile(
    r"(?<![\d:.,])([01]?\d|2[0-4])(?::([0-5]\d)(?!\d|:\d))(?:\s?([ap])\.?\s?m\b\.?)?"
    r"|(?<![\d:.,])(\d{1,2})(?:[.:]([0-5]\d))?\s?([ap])\.?\s?m\b\.?"
    r"|(?<![\d:.,])([01]?\d|2[0-4])\s?(?:h(?![^\W\d_])|[時点點时시])\s?([0-5]\d)?(?=\D|$)",
    re.IGNORECASE,
)
_DECADE: Final = re.compile(r"(?<!\d)(1[5-9]|20)(\d0)['’]?(?:s\b|er\b|年代)")
_YEARS: Final = re.compile(r"(?<!\d)(1\d|20)(\d\d)[-–—/](\d\d)(?!\d|[-–—/.]\d)")
_MONTH: Final = re.compile(r"(?<![\d.,])(1[0-2]|0?[1-9])\s?[月월]")
_FRACTION: Final = re.compile(r"(?<![\d/])(\d)/(\d{1,2})(?![\d/])")
_SQUARE: Final = re.compile(r"(?<![^\W\d_])([kcm]?m)[23](?!\d)")
_ROMAN: Final = re.compile(
    r"\b(?=[IVXLC])(?:XC|XL|L?X{0,3}|C)(?:IX|IV|V?I{0,3})(?=(?:st|nd|rd|th|e|ème)?\b)"
)
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

#: Kanji numerals, and the signs that multiply what is before them.
_KANJI: Final = dict(
    zip("〇零一二三四五六七八九两兩廿", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 20), strict=True)
)
_TENS: Final = {"十": 10, "百": 100, "千": 1000, "백": 100, "천": 1000, "십": 10}
_MYRIADS: Final = {
    **dict.fromkeys("万萬만", 10**4),
    **dict.fromkeys("億亿억", 10**8),
    **dict.fromkeys("兆조", 10**12),
}
_SIGNS: Final = "".join((*_KANJI, *_TENS, *_MYRIADS))
_MULTIPLIERS: Final = "".join((*_TENS, *_MYRIADS))
_SIGNED: Final = re.compile(
    rf"(?:(?<![제\d])\d+(?:,\d{{3}})*(?:\.\d+)?\s?[{_MULTIPLIERS}]+(?![米克瓦])\s?)+"
    r"(?:\d+(?:,\d{3})*)?"
    rf"|[{''.join((*_KANJI, '十百千', *_MYRIADS))}]+"
)
_PIECE: Final = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|[{_SIGNS}]")


def has_number_words(locale: str) -> bool:
    """Whether words of a language can be read as numbers, or its signs."""
    writing = writing_of(locale)
    return writing.has_words or writing.signs


@lru_cache(maxsize=32_768)
def numbers_in(text: str, locale: str) -> tuple[Number, ...]:
    """The numbers that a text names.

    Args:
        text: without tags.
        locale: language of the text, BCP 47.
    """
    writing = writing_of(locale)
    plain = _SQUARE.sub(r"\1 ", _plain(text))
    found: list[Number] = []
    plain = _take(_CLOCK, plain, found, _clock)
    plain = _take(_DECADE, plain, found, _decade)
    plain = _take(_YEARS, plain, found, _years)
    plain = _take(_FRACTION, plain, found, _fraction)
    if writing.signs:
        plain = _take(_MONTH, plain, found, _month)
        plain = _take(_SIGNED, plain, found, _signed)
    found += _digits_and_words(plain, writing)
    for match in _ROMAN.finditer(plain):
        if match[0]:
            found.append(Number(match[0], (Fraction(_roman(match[0])),), firm=False))
    return tuple(found)


# --- before anything else -------------------------------------------------------------------------


def _plain(text: str) -> str:
    """The text with ASCII digits and no compatibility forms but vulgar fractions."""
    made = []
    for char in text:
        if char.isascii():
            made.append(char)
        elif unicodedata.category(char) == "Nd":
            made.append(str(unicodedata.digit(char)))
        elif unicodedata.category(char) == "No":
            made.append(" ")  # ½, ², ①: no number that the other side must have
        elif "\uff01" <= char <= "\uff5e":
            made.append(unicodedata.normalize("NFKC", char))
        else:
            made.append(char)
    return "".join(made)


def _take(pattern: re.Pattern[str], text: str, found: list[Number], make: _Make) -> str:
    """Move what a pattern finds out of a text, keeping every place in it."""

    def moved(match: re.Match[str]) -> str:
        found.extend(make(match))
        return "\0" * len(match[0])

    return pattern.sub(moved, text)


def _clock(match: re.Match[str]) -> list[Number]:
    hour = int(match[1] or match[4] or match[7])
    minute = int(match[2] or match[5] or match[8] or 0)
    hours = [hour, hour + 12 if hour < 13 else hour - 12]
    if hour in (0, 12, 24):
        hours += [0, 12, 24]
    if minute in (30, 45):  # half past three is halb vier
        hours += [hours[0] + 1, hours[1] + 1]
    values = tuple(Fraction(value) for value in dict.fromkeys(hours))
    numbers = [Number(match[0].strip(), values, firm=True, at=match.start())]
    if minute:
        told = minute not in (15, 30, 45)
        numbers.append(Number(match[0].strip(), (Fraction(minute),), firm=told, at=match.start()))
    return numbers


def _decade(match: re.Match[str]) -> list[Number]:
    values = (Fraction(int(match[1] + match[2])), Fraction(int(match[2])))
    century = Fraction(int(match[1]) + 1)  # 20 世纪 90 年代
    return [
        Number(match[0], values, firm=True, at=match.start()),
        Number(match[0], (century,), firm=False, at=match.start()),
    ]


def _years(match: re.Match[str]) -> list[Number]:
    first, last = match[1] + match[2], match[1] + match[3]
    return [
        Number(first, (Fraction(int(first)),), firm=True, at=match.start()),
        Number(match[3], (Fraction(int(last)), Fraction(int(match[3]))), True, (), match.start(3)),
    ]


def _month(match: re.Match[str]) -> list[Number]:
    """A month has a name on the other side."""
    return [Number(match[0], (Fraction(int(match[1])),), firm=False, at=match.start())]


def _fraction(match: re.Match[str]) -> list[Number]:
    parts = (Fraction(int(match[1])), Fraction(int(match[2])))
    return [Number(match[0], (part,), firm=False, at=match.start()) for part in parts]


def _signed(match: re.Match[str]) -> list[Number]:
    text = match[0]
    pieces: list[str] = _PIECE.findall(text)
    total = section = current = Fraction(0)
    digits = ""
    for piece in pieces:
        if piece in _KANJI and _KANJI[piece] < 10:
            digits += str(_KANJI[piece])
            current = Fraction(int(digits))
            continue
        digits = ""
        if piece in _TENS:
            section += (current or 1) * _TENS[piece]
            current = Fraction(0)
        elif piece in _MYRIADS:
            total += ((section + current) or 1) * _MYRIADS[piece]
            section = current = Fraction(0)
        else:
            current = Fraction(_KANJI.get(piece, 0)) or Fraction(piece.replace(",", ""))
    value = total + section + current
    firm = text[0].isdigit()
    return [Number(text, (value,), firm=firm, at=match.start())]


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[char] for char in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


# --- digits and words -----------------------------------------------------------------------------


def _is_grouped(lengths: list[int]) -> bool:
    """Whether groups of so many digits are thousands; India's are by two but for the last."""
    first, *middle, last = lengths
    return last == 3 and (
        (first <= 3 and set(middle) <= {3}) or (first <= 2 and set(middle) == {2})
    )


def _digits_and_words(text: str, writing: Writing) -> list[Number]:
    found: list[Number] = []
    pattern = _SPACED if writing.space else _DIGITS
    at = 0
    for match in pattern.finditer(text):
        found += words_in(text[at : match.start()], writing, at)
        at = match.end()
        read = _read_digits(match[0], writing)
        rest = TOKEN.match(text[at:].lstrip())
        following = rest[0].casefold().rstrip(".") if rest else ""
        scale = writing.scales.get(following) or writing.times.get(following)
        for number in read:
            values = number.values
            if scale:
                values = (*(value * scale for value in values), *values)
            elif following in writing.clock and values[0] <= 24:
                values = (*values, values[0] + 12, abs(values[0] - 12))
            found.append(Number(number.text, values, True, number.loose, match.start()))
    return found + words_in(text[at:], writing, at)


def _read_digits(text: str, writing: Writing) -> list[Number]:
    """Digits with separators, as the language reads them; as several numbers where it cannot."""
    bare = (
        re.sub(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d)", "", text).replace("٫", ".").replace("٬", ",")
    )
    own = _readings(bare, writing.decimal, writing.group)
    other = tuple(value for value in _readings(bare, ".,", ".,'’") if value not in own)
    if own:
        return [Number(text, own, firm=True, loose=other)]
    if other and bare.count(".") + bare.count(",") == 1:
        hour, _, minute = bare.partition(".")
        if len(minute) == 2 and int(minute) < 60 and int(hour) <= 24:  # 11.29 Uhr
            hours = (Fraction(int(hour)), Fraction((int(hour) + 12) % 24))
            minutes = Number(text, (Fraction(int(minute)),), firm=False)
            return [Number(text, (*other, *hours), firm=True), minutes]
        return [Number(text, other, firm=True)]
    return [Number(part, (Fraction(int(part)),), firm=True) for part in re.findall(r"\d+", bare)]


def _readings(text: str, decimals: str, groups: str) -> tuple[Fraction, ...]:
    found: list[Fraction] = []
    if text.isdigit():
        return (Fraction(int(text)),)
    for decimal in decimals:
        for group in (mark for mark in groups if mark != decimal):
            whole, _, part = text.partition(decimal)
            parts = whole.split(group)
            sound = all(piece.isdigit() for piece in parts) and (not part or part.isdigit())
            if sound and (len(parts) == 1 or _is_grouped([len(piece) for piece in parts])):
                found.append(Fraction("".join(parts) + (f".{part}" if part else "")))
    return tuple(dict.fromkeys(found))
