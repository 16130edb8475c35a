"""The show's own words: found in the source, put right in the draft, or told."""

from __future__ import annotations

import pytest

from localize.drafting.terms import missed, repaired, said_in
from localize.engines import Term, TranslatedUnit
from tests.localize.drafting.test_safely import draft, whole

STATION = Term("station", "andén")
WEBER = Term("Weber", "Weber")
NIGHT = Term("Night Watch", "Guardia Nocturna")
WATCH = Term("Watch", "Guardia")


@pytest.mark.parametrize(
    ("text", "terms", "locale", "expected"),
    [
        ("The station is closed.", [STATION, WEBER], "en", [STATION]),
        ("Stationery, Mr. Weberson.", [STATION, WEBER], "en", []),
        ("STATION!", [STATION], "en", [STATION]),
        ("the night watch", [NIGHT], "en", []),  # a name is written as a name
        ("The Night  Watch came.", [WATCH, NIGHT], "en", [NIGHT]),
        ("The Watch and the Night Watch.", [WATCH, NIGHT], "en", [NIGHT, WATCH]),
        ("松本さんの駅で", [Term("松本", "Matsumoto"), Term("駅", "Bahnhof")], "ja", None),
        ("NHKの人", [Term("NHK", "NHK"), Term("HK", "HK")], "ja", [Term("NHK", "NHK")]),
        ("Nothing.", [Term("Nothing", "")], "en", []),
    ],
)
def test_what_is_said(text, terms, locale, expected):
    found = said_in(text, terms, locale)
    assert list(found) == (terms if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "terms", "locale", "right", "left"),
    [
        ("El andén está cerrado.", [STATION], "es", "El andén está cerrado.", []),
        ("Los andenes.", [Term("station", "andenes")], "es", "Los andenes.", []),
        ("La station está cerrada.", [STATION], "es", "La andén está cerrada.", []),
        ("La estación está cerrada.", [STATION], "es", "La estación está cerrada.", [STATION]),
        ("Видел Веберу.", [Term("Weber", "Вебер")], "ru", "Видел Веберу.", []),
        ("Видел Weber.", [Term("Weber", "Вебер")], "ru", "Видел Вебер.", []),
        ("Ночного дозора нет", [Term("x", "Ночной дозор")], "ru", "Ночного дозора нет", []),
        ("El globo rojo.", [Term("Wolf", "Lobo")], "es", "El globo rojo.", [Term("Wolf", "Lobo")]),
        ("L'Orsetto", [Term("Bear", "Orso")], "it", "L'Orsetto", []),
        ("Die Nachtwache.", [Term("Watch", "Wache")], "de", "Die Nachtwache.", []),
        ("ראיתי את השומר", [Term("Watch", "שומר")], "he", "ראיתי את השומר", []),
        ("ウェーバーさん", [Term("Weber", "ウェーバー")], "ja", "ウェーバーさん", []),
        ("Weberさん", [Term("Weber", "ウェーバー")], "ja", "ウェーバーさん", []),
    ],
)
def test_what_is_rendered(text, terms, locale, right, left):
    put = repaired(text, terms, locale)
    assert put == right
    assert list(missed(put, terms, locale)) == left


def test_a_draft_without_its_term_is_asked_for_again_and_told():
    def answer(word):
        def give(request):
            return [
                TranslatedUnit((u.id,), f"según parece {word if request.attempt else 'x'} ya")
                for u in request.units
            ]

        return give

    made, engine = draft(answer("andén"), "The station is closed.", terms=(STATION,))
    assert whole(made, engine.asked[0].units) == set()
    assert made.findings == ()
    assert "andén" in made.units[0].text
    made, _ = draft(answer("estación"), "The station is closed.", terms=(STATION,))
    (told,) = made.findings
    assert told.rule == "doubtful-draft"
    assert "“station” as “andén”" in told.message
