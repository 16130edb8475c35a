"""Headers as people write them: which column says what, and in which language."""

from __future__ import annotations

import pytest
from langcodes import Language

from localize.memory.exchange.key_names import key_names_of
from localize.memory.exchange.language_names import _LANGUAGES, locale_named
from localize.memory.exchange.sheets import Sheet

#: Languages of two letters, and the names that they go by here.
CODES = {tag: names[0] for tag, names in _LANGUAGES.items() if len(tag) == 2}


def refused(found):
    return {str(one.place): one.message for one in found.refusals}


def said(found):
    return {term.source: {one.locale: one.text for one in term.renderings} for term in found.terms}


def test_headers_in_peoples_words_and_any_order():
    sheet = Sheet(
        "KNP",
        (
            ("es_419 translation", "pt-br", "pt-BR notes", "Name", "Comments", "DNT", "Owner"),
            ("", "", "", "Acme", "", "x", "Lea"),
            ("Cielo", "Céu", "neon sign", "Sky", "a bar", "", ""),
        ),
    )
    found = key_names_of([sheet])
    acme, sky = found.terms
    assert {(one.locale, one.text) for one in acme.renderings} == {
        ("es-419", "Acme"),
        ("pt-BR", "Acme"),
    }
    assert sky.note == "a bar"
    assert {(one.locale, one.text, one.note) for one in sky.renderings} == {
        ("es-419", "Cielo", ""), ("pt-BR", "Céu", "neon sign"),
    }  # fmt: skip
    assert found.notes == ("KNP: the column 'Owner' is none that is known, so it was passed over.",)


def test_a_heading_that_is_a_word_is_no_language():
    rows = (("ID", "No", "Name", "id", "DE", "de"), ("7", "1", "Sky", "Langit", "Himmel", "Luft"))
    found = key_names_of([Sheet("KNP", rows)])
    assert said(found) == {"Sky": {"id": "Langit", "de": "Himmel"}}
    assert [note.split("'")[1] for note in found.notes] == ["ID", "No"]
    assert refused(found) == {"KNP, row 1, column F": "de has the column E; it was passed over"}


@pytest.mark.parametrize(
    ("heading", "locale"),
    [
        ("French", "fr"), ("français", "fr"), ("French (Canada)", "fr-CA"), ("Deutsch", "de"),
        ("Canadian French", "fr-CA"), ("French (fr-CA)", "fr-CA"), ("French (CA)", "fr-CA"),
        ("Spanish - Latin America", "es-419"), ("European Spanish", "es-ES"),
        ("Português (Brasil)", "pt-BR"), ("Chinese, Traditional", "zh-Hant"), ("日本語", "ja"),
        ("中文（繁體）", "zh-Hant"), ("Chinese (Traditional, Hong Kong)", "zh-Hant-HK"),
        ("French translation", "fr"), ("Target (French)", "fr"), ("German (de)", "de"),
        ("NORWEGIAN BOKMÅL", "nb"), ("Franc\u0327ais", "fr"),
    ],
)  # fmt: skip
def test_a_language_may_be_called_by_its_name(heading, locale):
    found = key_names_of([Sheet("KNP", (("Term", heading, "Notes"), ("Sky", "Himmel", "blue")))])
    assert said(found) == {"Sky": {locale: "Himmel"}}
    assert found.terms[0].renderings[0].note == "blue"
    assert (found.refusals, found.notes) == ((), ())


@pytest.mark.parametrize(
    ("heading", "locale"),
    [
        ("Ukrainian (UK)", "uk"), ("Swedish (SV)", "sv"), ("Czech (CS)", "cs"),
        ("Arabic (AR)", "ar"), ("Catalan (CA)", "ca"), ("Slovenian (SL)", "sl"),
        ("Estonian (ET)", "et"), ("Bengali (BN)", "bn"), ("Malay (MS)", "ms"),
        ("Belarusian (BE)", "be"), ("Swedish (Sv)", "sv"), ("English (EN)", "en"),
        ("Filipino (FIL)", "fil"), ("简体中文 (ZH)", "zh-Hans"),
        ("Arabic (Argentina)", "ar-AR"), ("English (UK)", "en-GB"), ("Swedish (FI)", "sv-FI"),
        ("Spanish (ES)", "es-ES"), ("Spanish (es)", "es"), ("Portuguese (PT)", "pt-PT"),
        ("German (DE)", "de-DE"), ("French (FR)", "fr-FR"), ("Italian (IT)", "it-IT"),
        ("Spanish (Es)", ""), ("Ukrainian (UK, PL)", "uk-PL"),
    ],
)  # fmt: skip
def test_a_languages_own_code_is_a_country_only_where_it_is_at_home_there(heading, locale):
    assert locale_named(heading) == locale


def test_where_a_languages_code_is_its_countrys_too_is_as_cldr_says():
    kept = {tag for tag in CODES if locale_named(f"{CODES[tag]} ({tag.upper()})") != tag}
    home = {tag for tag in CODES if Language.get(tag).maximize().territory == tag.upper()}
    assert kept == home | {"pt"}  # most who speak it are in Brazil; Portugal is its home too


@pytest.mark.parametrize(
    ("heading", "locale"),
    [
        ("Traditional Chinese (Taiwan)", "zh-Hant-TW"), ("Brazilian Portuguese (BR)", "pt-BR"),
        ("Canadian French (fr-CA)", "fr-CA"), ("Brazilian Portuguese (Brasil)", "pt-BR"),
        ("British English (EN)", "en-GB"), ("Brazilian Portuguese (pt)", "pt-BR"),
        ("Latin American Spanish (es-419)", "es-419"), ("Castilian Spanish (ES)", "es-ES"),
        ("European Portuguese (PT)", "pt-PT"), ("Flemish (BE)", "nl-BE"),
        ("Taiwanese Mandarin (Traditional)", "zh-Hant-TW"),
        ("繁體中文（台灣）", "zh-Hant-TW"), ("繁體中文（臺灣）", "zh-Hant-TW"),
        ("Chinese Traditional (zh-Hant-TW)", "zh-Hant-TW"),
        ("Canadian French (fr-FR)", ""), ("Brazilian Portuguese (PT)", ""),
        ("Mexican Spanish (Latin America)", ""), ("Traditional Chinese (Hans)", ""),
        ("Canadian French (English)", ""), ("My French (CA)", ""), ("French French (FR)", ""),
    ],
)  # fmt: skip
def test_what_stands_on_both_sides_of_a_languages_name_must_agree(heading, locale):
    assert locale_named(heading) == locale


def test_a_long_text_is_looked_through_at_once():
    assert locale_named("French status words " * 10_000) == ""


def test_terms_may_stand_under_the_language_that_they_are_in():
    rows = (("English", "French"), ("Train", "Zug"))
    found = key_names_of([Sheet("KNP", rows)], "en-US")
    assert (said(found), found.source_locale) == ({"Train": {"fr": "Zug"}}, "en")
    assert (found.refusals, found.notes) == ((), ())
    (message,) = refused(key_names_of([Sheet("KNP", rows)], "ja")).values()
    assert "call the column of the terms Source term" in message


def test_a_column_that_is_called_target_has_the_language_that_is_asked_for():
    rows = (("source", "target", "notes"), ("Quentin", "Quintin", "x"))
    found = key_names_of([Sheet("KNP", rows)], "en", "fr-FR")
    assert (said(found), found.refusals) == ({"Quentin": {"fr-FR": "Quintin"}}, ())
    found = key_names_of([Sheet("KNP", rows)], "en")
    assert said(found) == {"Quentin": {}}
    (message,) = refused(found).values()
    assert "'target' does not say its language" in message
    assert "--locale" in message
    found = key_names_of([Sheet("KNP", (("English", "Translation"), ("a", "b")))], "en", "fr-FR")
    assert said(found) == {"a": {"fr-FR": "b"}}


def test_what_may_be_a_rendering_and_cannot_be_placed_is_refused():
    rows = (
        ("Term ID", "Term", "Klingon", "French", "", "Client comment", "Synonyms", "Size", "Rest"),
        ("K-1", "Sky", "chal", "Ciel", "Himmel", "Do ask", "heaven", "12", ""),
    )
    found = key_names_of([Sheet("KNP", rows)])
    assert said(found) == {"Sky": {"fr": "Ciel"}}
    assert refused(found).keys() == {f"KNP, row 1, column {one}" for one in "CEG"}
    assert "such as fr-FR, French" in refused(found)["KNP, row 1, column C"]
    assert [note.split("'")[1] for note in found.notes] == [
        "Term ID", "Client comment", "Size", "Rest",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "locale"),
    [
        ("French version", "fr"), ("French (approved)", "fr"), ("Approved French", "fr"),
        ("Approved French version", "fr"), ("French version (final)", "fr"),
        ("Canadian French version", "fr-CA"), ("fr-FR version", "fr-FR"), ("FR version", "fr"),
        ("Approved translation", "de-DE"), ("Translation (approved)", "de-DE"),
        ("French translation (approved)", "fr"), ("Approved French translation", "fr"),
        ("French version (fr-FR)", "fr-FR"), ("Approved (fr-FR)", "fr-FR"),
    ],
)  # fmt: skip
def test_a_rendering_may_be_called_a_version_or_an_approved_one(heading, locale):
    rows = (("Source term", heading), ("Boat", "Bateau"))
    found = key_names_of([Sheet("KNP", rows)], "en", "de-DE")
    assert said(found) == {"Boat": {locale: "Bateau"}}
    assert (found.refusals, found.notes) == ((), ())


@pytest.mark.parametrize(
    "heading",
    [
        "Approved translation", "French approved", "Approved fr-FR text", "French episode title",
        "French source", "French (reference)", "Translation (max 40 characters)", "FR approved",
        "French, back to Ana", "Added French", "Brazilian show name", "French show",
        "French term (field 2)", "Source (French)", "app version (French)", "LatAm version",
    ],
)  # fmt: skip
def test_a_heading_that_speaks_of_renderings_is_never_set_aside(heading):
    rows = (("Source term", heading), ("Boat", "Bateau"))
    found = key_names_of([Sheet("KNP", rows)], "en")
    assert said(found) == {"Boat": {}}
    assert list(refused(found)) == ["KNP, row 1, column B"]
    assert found.notes == ()


@pytest.mark.parametrize(
    "heading",
    [
        "French status", "Translation notes", "Spanish translator", "Translation ID", "Version",
        "Status (French)", "Back translation", "French back translation", "Translation date",
        "English definition", "Approved", "app version", "No version", "Approved by", "IT owner",
        "Status (fr-FR)", "Notes (Klingon)", "nr", "tc", "Character limit", "Is approved",
        "To-do date", "Reviewer (French)", "Client comment", "French part of speech",
    ],
)  # fmt: skip
def test_a_heading_of_what_is_no_rendering_in_any_language_is_set_aside(heading):
    rows = (("Source term", "Notes", heading), ("Boat", "", "Yes"))
    found = key_names_of([Sheet("KNP", rows)], "en")
    assert said(found) == {"Boat": {}}
    assert refused(found) == {}
    assert [note.split("'")[1] for note in found.notes] == [heading]


def test_terms_in_two_languages_may_both_be_called_terms():
    rows = (("Term (English)", "Term (French)"), ("Boat", "Bateau"))
    found = key_names_of([Sheet("KNP", rows)])
    assert (said(found), found.source_locale) == ({"Boat": {"fr": "Bateau"}}, "en")
    assert (found.refusals, found.notes) == ((), ())


@pytest.mark.parametrize("heading", ["nr", "no", "id"])
@pytest.mark.parametrize("cells", [("1", "2"), ("K-1", "k2b"), ("", "7")])
def test_numbers_of_rows_are_in_no_language(heading, cells):
    rows = ((heading, "Term", "fr"), (cells[0], "Boat", "Bateau"), (cells[1], "Sky", "Ciel"))
    found = key_names_of([Sheet("KNP", rows)])
    assert said(found) == {"Boat": {"fr": "Bateau"}, "Sky": {"fr": "Ciel"}}
    assert found.refusals == ()
    assert [note.split("'")[1] for note in found.notes] == [heading]


def test_indonesian_may_be_asked_for_by_its_tag_beside_the_numbers_of_rows():
    rows = (("id", "Term", "Indonesian"), ("1", "Boat", "Perahu"))
    assert said(key_names_of([Sheet("KNP", rows)])) == {"Boat": {"id": "Perahu"}}
    rows = (("Term", "no", "id"), ("Boat", "Båt", "Perahu"), ("Route 66", "", "Route 66"))
    found = key_names_of([Sheet("KNP", rows)])
    assert said(found) == {"Boat": {"no": "Båt", "id": "Perahu"}, "Route 66": {"id": "Route 66"}}
    rows = (("Term", "id", "id notes"), ("24", "24", ""))  # as it is written here
    assert said(key_names_of([Sheet("KNP", rows)])) == {"24": {"id": "24"}}


def test_a_table_without_a_header_that_is_known_is_refused_whole():
    found = key_names_of([Sheet("KNP", (("Word", "Klingon"), ("Sky", "chal")))], "en")
    assert found.terms == ()
    assert list(refused(found)) == ["KNP"]
    people = Sheet("People", (("Name", "Gender", "Actor", "French"), ("Ana", "f", "Lea", "Anne")))
    found = key_names_of([people])
    assert list(refused(found)) == ["People, row 1, column D"]
    assert len(found.notes) == len(found.characters) == 1
