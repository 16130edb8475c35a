"""Forms of address: what a line shows, who is spoken to, what is settled."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from localize.checks import addressing
from localize.checks.address import AddressForm, AddressUnsettled
from localize.checks.addressing import (
    Addressee,
    addressee_of,
    markers_of,
    settled_for,
    shown_in,
    speaker_of,
)
from localize.engines import Address, Character
from localize.findings import Severity
from localize.locales import normalize
from localize.script import Cue, TrackRole
from localize.testing.checks import CheckContract, context, cue

ANNA_BEN = Address("Anna", "Ben", formal=True)
PEOPLE = (Character("Anna"), Character("Ben"), Character("Cy"))


def said(*lines, pause=500):
    """Cues one after the other, each (speaker, text)."""
    made = []
    for n, (speaker, text) in enumerate(lines):
        start = n * (2000 + pause)
        made.append(replace(cue(f"c{n}", start, start + 2000, *text.split("\n")), speaker=speaker))
    return tuple(made)


def with_(*addresses, locale="de", **more):
    return replace(context(locale), addresses=addresses, characters=PEOPLE, **more)


class TestContradiction(CheckContract):
    check = AddressForm()
    context = with_(ANNA_BEN, Address("Cy", "", formal=False))
    clean = said(
        ("Anna", "Haben Sie das gehört, Ben?"), ("Ben", "Hast du es gehört?"), ("", "Du, Ben."),
        ("Anna", "Sie sind da."), ("Cy", "Hast du Zeit?"), ("Anna", "Du und Sie, Ben."),
        ("Anna", "- Du, Ben?\n- Ja."),
    )  # fmt: skip
    broken = (
        said(("Anna", "Hast du das gehört, Ben?")),
        said(("Anna", "Hast du das gehört?"), ("Ben", "Ja.")),
        said(("Cy", "Ich danke Ihnen.")),
    )


class TestUnsettled(CheckContract):
    check = AddressUnsettled()
    context = with_(Address("Ben", "Anna", formal=True, guessed=True), ANNA_BEN)
    clean = said(
        ("Anna", "Hast du das gehört, Ben?"), ("", "Hast du Zeit, Ben?"), ("Cy", "Du da!"),
        ("Cy", "Guten Tag, Ben."),
    )  # fmt: skip
    broken = (
        said(("Ben", "Hast du das gehört, Anna?")),
        said(("Cy", "Kommst du, Anna?"), ("Cy", "Ich danke Ihnen, Anna.")),
        said(("Cy", "Kommst du?"), ("Anna", "Ja.")),
    )


def test_how_sure_a_contradiction_is():
    def severity(locale, *lines, formal=True, addresses=()):
        kept = addresses or (Address("Anna", "Ben", formal=formal),)
        found = list(AddressForm().run(said(*lines), with_(*kept, locale=locale)))
        return [one.severity for one in found]

    warning, note = [Severity.WARNING], [Severity.NOTE]
    assert severity("fr", ("Anna", "Tu viens, Ben ?")) == warning
    assert severity("fr", ("Anna", "Tu viens ?"), ("Ben", "Oui.")) == note
    # To several people it is “vous” however close they are.
    assert severity("fr", ("Anna", "Vous venez, Ben ?"), formal=False) == note
    assert severity("es", ("Anna", "¿Usted viene, Ben?"), formal=False) == warning
    everybody = (Address("", "", formal=True),)
    assert severity("es", ("Anna", "¿Vienes tú?"), addresses=everybody) == warning
    # Where she says “tú” to one and “usted” to others, nobody knows to whom this is.
    some = (*everybody, Address("Anna", "Ben", formal=False))
    assert severity("es", ("Anna", "¿Vienes tú?"), addresses=some) == []


def test_a_finding_says_what_who_and_to_whom():
    (found,) = AddressForm().run(said(("Anna", "Hast du das gehört, Ben?")), with_(ANNA_BEN))
    assert found.message.startswith("“du” from Anna to Ben, where the formal form (Sie) is settled")
    (found,) = AddressUnsettled().run(
        said(("Cy", "Kommst du, Anna?"), ("Cy", "Dein Hut, Anna."), ("Cy", "Mit Ihnen, Anna?")),
        with_(),
    )
    assert (found.severity, found.measured, found.cue_id) == (Severity.WARNING, 3, "c0")
    assert found.message.startswith(
        "how Cy addresses Anna is not settled, and the lines say “du” in 2 lines and “Ihnen” in "
        "1 line"
    )
    guess = Address("Cy", "", formal=False, guessed=True)
    (found,) = AddressUnsettled().run(said(("Cy", "Kommst du, Anna?")), with_(guess))
    assert "is only guessed" in found.message


def test_the_source_names_who_is_spoken_to_and_who_speaks():
    source = (replace(cue("s", 0, 2000, "Did you hear, Ben?"), speaker="Anna"),)
    target = (replace(cue("t", 0, 2000, "Hast du gehört?"), source_ids=("s",)),)
    there = with_(ANNA_BEN, source=source, source_locale="en")
    assert [one.cue_id for one in AddressForm().run(target, there)] == ["t"]
    assert list(AddressForm().run(target, replace(there, source=()))) == []


def test_only_tracks_for_a_market_are_looked_at():
    cues = said(("Anna", "Hast du das gehört, Ben?"))
    for role in (TrackRole.TRANSCRIPT, TrackRole.TEMPLATE):
        assert list(AddressForm().run(cues, with_(ANNA_BEN, role=role))) == []
        assert list(AddressUnsettled().run(cues, with_(role=role))) == []
    assert list(AddressForm().run(cues, with_(ANNA_BEN, locale="sv"))) == []


@pytest.mark.parametrize(
    ("locale", "familiar", "formal", "neither"),
    [
        ("bg", "Ти идваш ли?", "Това Ваше ли е?", "Идвам."),
        ("ca", "Tu vens?", "Vostè ve?", "Ja vinc."),
        ("cs", "Ty jdeš?", "Děkuju vám.", "Jdu."),
        ("de-AT", "Komm, dein Hut.", "Ich danke Ihnen.", "Sie ist da. Ihr Hut. Ihnen folgt er."),
        ("el", "Εσύ έρχεσαι;", "Πώς είναι ο γιος σας;", "Έρχομαι."),
        ("es-419", "¿Te vas?", "¿Usted se va?", "Su casa. Té con leche."),
        ("fi", "Tuletko sinä?", "Onko tämä teidän?", "Tulen."),
        ("fr-FR", "Je t’aime.", "C’est à vous.", "Tiens donc, il vient."),
        ("hi", "तुम कहाँ हो?", "आप कैसे हैं?", "मैं आया।"),
        ("hr", "Tebe zovem.", "Zovem Vas.", "Vi. Idem."),
        ("hu", "Téged hívlak.", "Önt hívom.", "Jövök."),
        ("id", "Kamu datang?", "Apakah Anda datang?", "Saya datang."),
        ("it", "Ti vedo.", "Come sta Lei?", "Lei è bella. Vedo lei."),
        ("ja", "もう行くんだよ。", "もう行きますか？", "だから行く"),
        ("ko", "뭐 했어?", "어디 가세요?", "영어"),
        ("nl", "Kom je?", "Dank u.", "Ik kom."),
        ("pl", "Widzę cię.", "Czy pan idzie?", "Pan Kowalski idzie. To ten pan."),
        ("pt-PT", "Tu vens?", "Você vem?", "O senhor Silva vem."),
        ("pt-BR", "Você vem?", "O senhor vem?", "A senhora Silva vem."),
        ("ro", "Tu vii?", "Vă mulțumesc, dumneavoastră.", "Vin."),
        ("ru", "Ты идёшь?", "Это ваш дом?", "Он идёт."),
        ("sk", "Ty ideš?", "Ďakujem vám.", "Idem."),
        ("tr", "Seni gördüm.", "Sizi gördüm.", "Geliyorum."),
        ("uk", "Ти йдеш?", "Дякую вам.", "Йду."),
        ("zh-Hant", "你來嗎？", "您來嗎？", "你們來嗎？"),
    ],
)
def test_what_each_language_shows(locale, familiar, formal, neither):
    markers = markers_of(locale)
    shown = shown_in(familiar, markers)
    assert shown.familiar, (locale, familiar)
    assert not shown.formal, (locale, shown)
    shown = shown_in(formal, markers)
    assert shown.formal, (locale, formal)
    assert not shown.familiar, (locale, shown)
    shown = shown_in(neither, markers)
    assert shown == type(shown)((), ()), (locale, shown)


def test_every_language_of_the_data_is_tried_above_and_named_well():
    data = tomllib.loads(Path(addressing.__file__).with_name("addressing.toml").read_text("utf-8"))
    (tried,) = (mark for mark in test_what_each_language_shows.pytestmark if mark.args)
    found = {key for row in tried.args[1] for key in data if markers_of(row[0]) == markers_of(key)}
    assert found == data.keys()
    for tag, section in data.items():
        assert normalize(tag) == tag
        assert len(section["names"]) == 2
        assert markers_of(tag).formal or markers_of(tag).inside
    assert markers_of("sv") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Komm, Ben!", "Ben"), ("Ben, komm!", "Ben"), ("Ja, Ben, ich komme.", "Ben"),
        ("Ben!", "Ben"), ("Warte. Captain Cy!", "Captain Cy"), ("Warte, Cy.", "Captain Cy"),
        ("Ben kommt.", None), ("Da sind Ben und Anna.", None), ("Anna, komm!", None),
        ("Ben, Cy, kommt!", None), ("komm, ben", None), ("Kommt, Benny.", None),
    ],
)  # fmt: skip
def test_who_is_called(text, expected):
    cues = said(("Anna", text))
    found = addressee_of(0, cues, ["Anna"], ["Anna", "Ben", "Captain Cy"], [text])
    assert found == (None if expected is None else Addressee(expected, True))


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        (("Ben", "Anna", "Ben"), "Ben"),
        (("Ben", "Anna", "Anna"), "Ben"),
        (("Ben", "Anna", "Cy"), None),
        (("Ben", "Anna", ""), None),
        (("Anna", "Anna", "Anna"), None),
    ],
)
def test_who_is_spoken_to_by_who_speaks_around(speakers, expected):
    cues = said(*((one, "x") for one in speakers))
    found = addressee_of(1, cues, speakers, ["Anna", "Ben"], ["x"])
    assert found == (None if expected is None else Addressee(expected, False))
    apart = said(*((one, "x") for one in speakers), pause=7000)
    assert addressee_of(1, apart, speakers, ["Anna", "Ben"], ["x"]) is None


def test_what_is_settled_for_a_pair():
    kept = (
        Address("", "", True), Address("", "Cy", False), Address("Anna", "", False),
        Address("anna", "Ben", True),
    )  # fmt: skip
    ben, cy, dee = (Addressee(name, True) for name in ("BEN", "Cy", "Dee"))
    assert settled_for(kept, "Anna", ben) == kept[3]
    assert settled_for(kept, "Anna", cy) == kept[2]
    assert settled_for(kept, "Ben", cy) == kept[1]
    assert settled_for(kept, "Ben", dee) == kept[0]
    assert settled_for(kept[3:], "Ben", dee) is None
    assert settled_for(kept, "Anna", None) is None
    assert settled_for(kept[:1], "Anna", None) == kept[0]


def test_a_cue_of_two_speakers_has_none():
    two = replace(cue("c", 0, 1, "- Ja.", "- Nein."), speaker="Anna")
    assert speaker_of(two, {}) == ""
    sources = {one: Cue(one, 0, 1, ("x",), speaker=who) for one, who in (("a", "Ben"), ("b", "Cy"))}
    assert speaker_of(replace(cue("c", 0, 1, "Ja."), source_ids=("a",)), sources) == "Ben"
    assert speaker_of(replace(cue("c", 0, 1, "Ja."), source_ids=("a", "b")), sources) == ""
