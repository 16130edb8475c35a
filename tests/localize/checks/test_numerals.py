"""Numbers as languages write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from localize.checks.numerals import numbers_in


def firm(text: str, locale: str) -> list[Fraction]:
    """What each number that the other side must have means in its language."""
    return [number.values[0] for number in numbers_in(text, locale) if number.firm]


@pytest.mark.parametrize(
    ("locale", "text", "values"),
    [
        ("en", "1,500 and 2.5", [1500, 2.5]),
        ("de", "1.500 und 2,5", [1500, 2.5]),
        ("fr", "1 500 et 2,5", [1500, 2.5]),
        ("fr", "1\u202f500 €", [1500]),
        ("de-CH", "1’500 und 2.5", [1500, 2.5]),
        ("es-ES", "3.000", [3000]),
        ("es-MX", "3,000", [3000]),
        ("hi", "१,२०,०००", [120_000]),
        ("ar", "١٩٩٥ و ٢٫٥", [1995, 2.5]),
        ("ja", "１２３", [123]),
        ("ja", "2億5000万人", [250_000_000]),
        ("zh", "1,000 万", [10_000_000]),
        ("ko", "2만 5천", [25_000]),
        ("en", "$2.5 million", [2_500_000]),
        ("es", "2,5 millones", [2_500_000]),
        ("en", "twenty-three", [23]),
        ("en", "three hundred and forty-two thousand", [342_000]),
        ("de", "dreiundzwanzig", [23]),
        ("de", "hundertfünfzig", [150]),
        ("nl", "drieëntwintig", [23]),
        ("sv", "tjugotre", [23]),
        ("it", "ventitré", [23]),
        ("it", "duecentoquarantasei", [246]),
        ("fr", "quatre-vingt-dix-sept", [97]),
        ("fr", "soixante et onze", [71]),
        ("fr", "dix-huit pour cent", [18]),
        ("es", "mil doscientos treinta y cuatro", [1234]),
        ("pt", "duzentos e cinquenta", [250]),
        ("en", "1, 2, 3", [1, 2, 3]),
        ("en", "version 3.11.4", [3, 11, 4]),
        ("en", "1995-96", [1995, 1996]),
        ("en", "in the 1990s", [1990]),
        ("en", "50%", [50]),
        ("en", "2.2 million km2", [2_200_000]),
        ("xx", "1.234,5", [1234.5]),
        # Said in many ways, so not asked for.
        ("en", "one of the two, the second, half a dozen", []),
        ("ja", "三百二十五", []),
        ("ja", "9月", []),
        ("en", "½ an hour", []),
    ],
)
def test_values(locale, text, values):
    assert firm(text, locale) == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("locale", "text", "other", "there"),
    [
        ("en", "at 3:45 pm", "de", "um 15.45 Uhr"),
        ("en", "at 3:45 pm", "fr", "à 15h45"),
        ("en", "at 3 p.m.", "fr", "à 15 h"),
        ("en", "at 3 p.m.", "ja", "午後3時"),
        ("en", "3 o'clock", "de", "15 Uhr"),
        ("en", "12 am", "de", "0 Uhr"),
        ("en", "3:30", "de", "halb 4"),
        ("en", "the 19th century", "es", "el siglo XIX"),
        ("en", "the 1970s", "zh", "20 世纪 70 年代"),
        ("en", "the 1990s", "es", "los años 90"),
        ("en", "25%", "zh", "百分之二十五"),
        ("en", "twenty", "fr", "une vingtaine"),
        ("en", "two-dozen", "de", "vierundzwanzig"),
        ("en", "$1 billion", "de", "1 Milliarde Dollar"),
        ("en", "$1 billion", "es", "1.000 millones de dólares"),
    ],
)
def test_two_ways_of_one_number(locale, text, other, there):
    answers = {value for number in numbers_in(there, other) for value in number.values}
    asked = [number for number in numbers_in(text, locale) if number.firm]
    assert asked
    for number in asked:
        assert not answers.isdisjoint(number.values), number


def test_what_another_language_would_read_is_kept_apart():
    (number,) = numbers_in("1,500", "de")
    assert number.values == (Fraction(3, 2),)
    assert number.loose == (Fraction(1500),)
