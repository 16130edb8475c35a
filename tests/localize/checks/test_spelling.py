"""Spelling: the choice of dictionaries, words that no dictionary has, and real tracks."""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from localize import registry
from localize.checks import dictionaries, spelling
from localize.checks.dictionaries import Dictionary, Missing, dictionary_for, find, installed
from localize.checks.spelling import Spelling, SpellingNames
from localize.findings import Severity
from localize.testing.checks import CheckContract, context, cue

if TYPE_CHECKING:
    from pathlib import Path

    from localize.findings import Finding
    from localize.script import Cue

VARIABLE = "LOCALIZE_DICTIONARIES"
NONSENSE = ["bakuto", "rimolu", "zefipo", "gonadu", "tuvezo", "lopiku"]


def lacking(reason: str) -> None:
    """Skip where this machine lacks something; in continuous integration that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)


def make(folder: Path, name: str, words: str, encoding: str = "UTF-8", affixes: str = "") -> None:
    """A dictionary of a few words."""
    folder.mkdir(parents=True, exist_ok=True)
    python = encoding.lower().removeprefix("microsoft-")
    entries = words.split()
    letters = "".join(sorted({char for char in words.lower() if char.isalpha()}))
    head = f"SET {encoding}\nTRY {letters}\n{affixes}"
    (folder / f"{name}.aff").write_bytes(head.encode(python))
    (folder / f"{name}.dic").write_bytes("\n".join([str(len(entries)), *entries]).encode(python))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which dictionaries are looked for."""
    made = tmp_path / "dictionaries"
    monkeypatch.setenv(VARIABLE, str(made))
    monkeypatch.setattr(dictionaries, "_SYSTEM", ())
    monkeypatch.setattr(dictionaries, "_bundled", lambda: ())
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path)
    return made


def spell(text: str, locale: str, known: str = "", source: str = "") -> list[Finding]:
    """What both checks of spelling find in one cue."""
    there = replace(
        context(locale),
        known=frozenset(filter(None, known.split(","))),
        source=(cue("s", 0, 1000, source),) if source else (),
        source_locale="en" if source else "",
    )
    cues = (cue("1", 0, 1000, text),)
    return [*Spelling().run(cues, there), *SpellingNames().run(cues, there)]


# --- which dictionary -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "there", "chosen"),
    [
        ("es-419", "es_ES es_MX", "es_MX"),
        ("es-419", "es_ES es_AR", "es_AR"),
        ("es", "es_MX es_ES", "es_ES"),
        ("es-CL", "es_ES es_CL", "es_CL"),
        ("es-CL", "es_ES", "es_ES"),
        ("pt-BR", "pt_PT pt_BR", "pt_BR"),
        ("pt", "pt_PT pt_BR", "pt_PT"),
        ("en-GB", "en_US en_GB", "en_GB"),
        ("en-AU", "en_US en_GB", "en_GB"),
        ("en", "en_GB en_US", "en_US"),
        ("fr-CA", "fr", "fr"),
        ("de-CH", "de_DE de_CH", "de_CH"),
        ("de-AT", "de_DE", "de_DE"),
        ("nb", "nb_NO", "nb_NO"),
        ("hi", "hi_IN", "hi_IN"),
        ("ru", "ru_RU", "ru_RU"),
        ("ca", "ca_AD ca_ES", "ca_ES"),
        ("sr-Latn", "sr", "sr"),
        ("it", "es_ES en_US", None),
    ],
)
def test_choice(folder, locale, there, chosen):
    for name in there.split():
        make(folder, name, "word")
    found = find(locale)
    assert (found.stem if found else None) == chosen


def test_a_pair_of_files_is_needed(folder):
    make(folder, "es_ES", "palabra")
    (folder / "es_ES.aff").unlink()
    assert find("es") is None
    assert not installed()


def test_of_several_folders_the_first_wins(folder, tmp_path, monkeypatch):
    make(folder, "es_ES", "palabra")
    make(tmp_path / "other", "es_ES", "otra")
    make(tmp_path / "dictionaries", "fr", "mot")
    monkeypatch.setenv(VARIABLE, os.pathsep.join((str(tmp_path / "other"), str(folder))))
    assert find("es") == tmp_path / "other" / "es_ES.dic"
    assert find("fr") == folder / "fr.dic"
    assert {path.stem for path in installed()} == {"es_ES", "fr"}


def test_a_language_without_a_country_takes_each_way(folder):
    make(folder, "en_US", "color")
    make(folder, "en_GB", "colour")
    assert not spell("color colour", "en")
    assert len(spell("color colour", "en-US")) == 1


def test_a_changed_dictionary_is_read_anew(folder):
    make(folder, "es_ES", "palabra")
    assert spell("otra", "es")
    make(folder, "es_ES", "palabra otra")
    os.utime(folder / "es_ES.dic", ns=(1, 1))
    assert not spell("otra", "es")


def test_a_missing_one_is_said_once(folder):
    cues = tuple(cue(str(n), n * 1000, n * 1000 + 900, "Nikdo nic neví.") for n in range(3))
    (found,) = Spelling().run(cues, context("cs"))
    assert not list(SpellingNames().run(cues, context("cs")))
    assert (found.severity, found.cue_id, found.start) == (Severity.NOTE, "", None)
    assert found.message.startswith("spelling is not checked: there is no spelling dictionary for")
    assert "install hunspell-cs (Debian)" in found.message
    assert VARIABLE in found.message


def test_languages_without_spaces_have_none(folder):
    assert not folder.exists()
    assert not spell("これは何ですか", "ja")
    assert not spell("这是什么", "zh-Hans")


@pytest.mark.parametrize("damage", [b"", b"0\n", b"\xff\xfe\x00", b"3\n\xff\n\xfe\n"])
def test_a_damaged_one_is_missing_and_said(folder, damage):
    make(folder, "es_ES", "palabra")
    (folder / "es_ES.dic").write_bytes(damage)
    found = dictionary_for("es")
    assert isinstance(found, Missing)
    assert "cannot be used" in found.reason
    (note,) = spell("palabra", "es")
    assert "cannot be used" in note.message


@pytest.mark.parametrize(
    ("encoding", "words", "right", "wrong"),
    [
        ("ISO8859-1", "año niño señor", "El".lower() + " año", "anho"),
        ("ISO8859-15", "œuvre cœur élève", "œuvre élève", "oeuvre"),
        ("microsoft-cp1251", "слово дело", "слово дело", "слава"),
        ("KOI8-R", "слово дело", "слово", "слава"),
        ("UTF-8", "słowo", "słowo", "slowo"),
    ],
)
def test_encodings(folder, encoding, words, right, wrong):
    make(folder, "es_ES", f"{words} el", encoding)
    assert not spell(right, "es")
    (found,) = spell(wrong, "es")
    assert wrong in found.message


def test_letters_that_an_encoding_lacks_are_not_judged(folder):
    make(folder, "es_ES", "el señor", "ISO8859-1")
    assert not spell("el señor şöylemedi", "es")


def test_a_byte_order_mark(folder):
    make(folder, "es_ES", "señor")
    path = folder / "es_ES.aff"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert not spell("señor", "es")
    assert spell("senor", "es")


# --- words ----------------------------------------------------------------------------------------


class TestSpelling(CheckContract):
    """With American English, which the binding itself brings."""

    check = Spelling()
    clean = (
        cue("1", 0, 2000, "The quick brown fox", "jumps over it."),
        cue("2", 2000, 4000, "Uh-huh. It's well-known, isn't it?"),
        cue("3", 4000, 6000, "gonna be goin' to www.example.com or me@example.org"),
        cue("4", 6000, 8000, "I-I w-was s-so, nooo, hahaha, mmmm, shhhh"),
        cue("5", 8000, 9000, "the mp3, the 2nd, x2, 3D @somebody #hashtagg"),
        cue("6", 9000, 9900, "<i>don’t</i> rock’n’roll'"),
    )
    broken = (
        (cue("1", 0, 2000, "The quikc brown fox"),),
        (cue("1", 0, 2000, "It is wel-known, isnt it?"),),
        (cue("1", 0, 2000, "teh <i>begining</i>"),),
    )
    clean = clean[:5]

    def test_says_which_word_and_what_may_be_meant(self):
        (found,) = self.find((cue("1", 0, 2000, "The quikc brown fox begining"),))
        assert found.message.startswith("“quikc” (quick")
        assert "“begining” (beginning" in found.message
        assert found.message.endswith("confirm them as terms or names")
        assert (found.measured, found.unit) == (2, "words")
        assert found.severity is Severity.WARNING
        assert found.fix is None


WORDS = {
    "fr": "homme accord est il y a viens tu peut être vous dire qui quoi le chat",
    "it": "amico acqua uomo il gatto",
    "de": "Hund Haus das ist der kommt aber",
    "es": "el gato hola que dice",
}


@pytest.mark.parametrize(
    ("locale", "text", "wrong"),
    [
        ("fr", "l'homme, l’homme, d'accord, qu'il", ""),
        ("fr", "l'hommme", "l'hommme"),
        ("fr", "y a-t-il, viens-tu, peut-être", ""),
        ("es", "holaaa, gaaato, gattto", "gattto"),
        ("it", "l'amico, dell'acqua, un uomo", "un"),
        ("it", "dell'aqua", "dell'aqua"),
        ("es", "que que-que qu-que hola", ""),
        ("es", "jajaja, eh, mmm, holaaa", ""),
        ("es", "gaot", "gaot"),
    ],
)
def test_words_by_their_parts(folder, locale, text, wrong):
    make(folder, locale, WORDS[locale])
    found = spell(text, locale)
    assert [re.findall("“(.+?)”", one.message) for one in found] == ([[wrong]] if wrong else [])


@pytest.mark.parametrize(
    "text",
    [
        "el gato Proog dice hola",
        "Proog dice",
        "MOREVNA",
        "Proogs gato",
        "el Proog's",
        "el morevna dice",
        "hola, Proog-Morevna",
    ],
)
def test_confirmed_names_and_terms_are_known(folder, text):
    make(folder, "es", WORDS["es"])
    assert not spell(text, "es", known="Proog,Morevna Project")
    assert spell(text, "es")


def test_names_of_the_source_are_known(folder):
    make(folder, "es", WORDS["es"])
    assert not spell("el gato Proog dice", "es", source="The cat is Proog.")
    assert spell("el gato Proog dice", "es", source="The cat is proog.")


def test_names_that_come_often_are_known(folder):
    make(folder, "es", WORDS["es"])
    lines = ["el gato Zorblax", "dice Zorblax", "el gato Quux", "¡Hola!"]
    cues = tuple(cue(str(n), n * 1000, n * 1000 + 900, line) for n, line in enumerate(lines))
    (found,) = SpellingNames().run(cues, context("es"))
    assert (found.cue_id, found.severity) == ("2", Severity.NOTE)
    slip = (*cues, cue("9", 9000, 9900, "el gato Zorbalx"))
    (_, found) = SpellingNames().run(slip, context("es"))
    assert (found.cue_id, found.severity) == ("9", Severity.WARNING)
    assert "“Zorbalx” (Zorblax" in found.message
    assert SpellingNames.whole_track
    # Small letters and the beginning of a sentence are no name.
    (found,) = SpellingNames().run((cue("1", 0, 900, "Hoal, gato"),), context("es"))
    assert found.severity is Severity.WARNING


class Slow:
    """Hunspell of few words, which takes a second of a clock of its own for every suggestion."""

    _dic_encoding = "utf-8"

    def __init__(self, clock):
        self.clock = clock
        self.asked = []

    def spell(self, word):
        return word in ("right", "words")

    def suggest(self, word):
        self.asked.append(word)
        self.clock.now += 1.0
        return ("right",)


def test_suggestions_take_so_long_and_no_longer_and_are_remembered(monkeypatch, tmp_path):
    class Clock:
        now = 0.0

    monkeypatch.setattr(dictionaries.time, "monotonic", lambda: Clock.now)
    slow = Slow(Clock)
    dictionary = Dictionary([(tmp_path / "en.dic", slow, "")])
    monkeypatch.setattr(spelling, "dictionary_for", lambda locale: dictionary)
    cues = [cue(str(n), n * 2000, n * 2000 + 1000, f"{w}.") for n, w in enumerate(NONSENSE)]

    def check():
        return list(Spelling().run(cues, context("en")))

    first = check()
    assert [one.words for one in first[:-1]] == [(word,) for word in NONSENSE]
    assert slow.asked == [NONSENSE[0]]
    assert "(right?)" in first[0].message
    assert not any("?" in one.message for one in first[1:])
    assert (first[-1].cue_id, first[-1].severity) == ("", Severity.NOTE)
    assert first[-1].measured == len(NONSENSE) - 1
    # What was looked up is known, and each check goes on from there.
    again = check()
    assert slow.asked == NONSENSE[:2]
    assert ["(right?)" in one.message for one in again[:3]] == [True, True, False]
    assert again[-1].measured == len(NONSENSE) - 2


def test_no_word_is_looked_up_twice_and_nothing_is_said_where_all_were(monkeypatch, tmp_path):
    class Clock:
        now = 0.0

    class Quick(Slow):
        def suggest(self, word):
            self.asked.append(word)
            return ("right",)

    slow = Quick(Clock)
    dictionary = Dictionary([(tmp_path / "en.dic", slow, "")])
    monkeypatch.setattr(spelling, "dictionary_for", lambda locale: dictionary)
    cues = [cue(str(n), n * 2000, n * 2000 + 1000, f"{w}.") for n, w in enumerate(NONSENSE * 2)]
    for _ in range(2):
        found = list(Spelling().run(cues, context("en")))
        assert all("(right?)" in one.message for one in found)
        assert len(found) == 2 * len(NONSENSE)
    assert slow.asked == NONSENSE


@pytest.mark.parametrize(
    ("locale", "name", "typed", "right"),
    [
        ("es", "es_ES", "manyana", "mañana"),
        ("de", "de_DE", "Strasse", "Straße"),
        ("fr", "fr_FR", "oeuvre", "œuvre"),
        ("da", "da_DK", "aeble", "æble"),
    ],
)
def test_letters_that_a_keyboard_lacks_are_what_is_meant(folder, locale, name, typed, right):
    make(folder, name, f"{right} mangana manzana")
    (found,) = spell(typed, locale)
    assert found.meant[0][0] == right


def test_a_finding_names_what_may_be_meant_by_each_of_its_words(monkeypatch, tmp_path):
    class Knowing(Slow):
        def suggest(self, word):
            return ("words", "sword") if word == "wrodsx" else ()

    class Clock:
        now = 0.0

    dictionary = Dictionary([(tmp_path / "en.dic", Knowing(Clock), "")])
    monkeypatch.setattr(spelling, "dictionary_for", lambda locale: dictionary)
    said = "grmpf rigth ‘rigth’ wrodsx."
    (found,) = Spelling().run([cue("1", 0, 1000, said)], context("en"))
    assert found.words == ("grmpf", "rigth", "wrodsx")
    assert found.meant == ((), ("right",), ("words", "sword"))
    assert "“rigth” (right?), “wrodsx” (words, sword?)" in found.message


def test_a_finding_names_its_words_as_the_text_has_them(folder):
    make(folder, "en_US", "the cat's tail well-known I'm")
    (found,) = spell("The grmpf cat’s ‘taill’, wel‑known.", "en-US")
    assert found.words == ("grmpf", "taill", "wel-known")
    assert found.measured == 3


def test_german_nouns_are_no_names(folder):
    make(folder, "de_DE", WORDS["de"])
    (found,) = spell("das ist der Hudn aber", "de")
    assert (found.rule, found.severity) == ("spelling-names", Severity.WARNING)
    assert spell("das hund", "de")


def test_scripts_without_capitals(folder):
    make(folder, "ar", "هذا بيت كبير")
    assert not spell("هذا بيت كبير", "ar")
    (found,) = spell("هذا بيتت كبير", "ar")
    assert (found.rule, found.severity) == ("spelling-names", Severity.WARNING)


# --- real tracks ----------------------------------------------------------------------------------


def real(shared_data: Path, names: list[str], locale: str) -> list[Cue]:
    """Cues of real subtitles, one file after the other."""
    cues: list[Cue] = []
    read = registry.subtitle_format("vtt").read
    for name in names:
        data = (shared_data / name).read_bytes()
        for one in read(data, episode="x", locale=locale).track.cues:
            shift = len(cues) * 10_000
            cues.append(replace(one, id=str(len(cues)), start=shift, end=shift + 3000))
    return cues


def slip(word: str, dice: random.Random) -> str:
    """A word with one slip of the keyboard."""
    at = dice.randrange(1, len(word) - 1)
    kinds = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + dice.choice("eaonrtil") + word[at + 1 :],
    )
    return dice.choice([kind for kind in kinds if kind != word])


SERIES = {
    "es": ["subs-ableplayer/itaccess_subtitles_es.vtt"],
    "fr": ["subs-ableplayer/wwa_captions_fr.vtt", "subs-ableplayer/wwa_description_fr.vtt"],
    "de": ["subs-ableplayer/wwa_captions_de.vtt", "subs-sintel/sintel-clip.de.vtt"],
}


@pytest.mark.parametrize("locale", SERIES)
@pytest.mark.parametrize("seed", range(3))
def test_twenty_typos_in_real_subtitles(shared_data, locale, seed):
    """At least 18 of 20 are found, and no confirmed name: one in every fourth cue."""
    if not isinstance(dictionary_for(locale), Dictionary):
        lacking(f"there is no Hunspell dictionary for {locale} (`make system-deps`)")
    dice = random.Random(f"{locale}{seed}")
    names = ["Proog", "Zorblax", "Ludewijk"]
    there = replace(context(locale), known=frozenset((*names, "Terrill Thompson")))
    cues = real(shared_data, SERIES[locale], locale)
    for at in range(0, len(cues), 4):
        last = cues[at].lines[-1]
        cues[at] = replace(cues[at], lines=(*cues[at].lines[:-1], f"{last} {dice.choice(names)},"))

    def run(some: list[Cue]) -> list[Finding]:
        return [*Spelling().run(some, there), *SpellingNames().run(some, there)]

    before = {one.cue_id: one.message for one in run(cues)}
    places = [
        (at, match.span())
        for at, one in enumerate(cues)
        for match in re.finditer(r"(?<![\w'’-])[^\W\d_]{5,}(?![\w'’-])", one.lines[0])
        if match[0] not in (*names, "Terrill", "Thompson") and "<" not in one.lines[0]
    ]
    typos = []
    for at, (start, end) in sorted(dice.sample(places, 20), reverse=True):
        line = cues[at].lines[0]
        typos.append((at, slip(line[start:end], dice)))
        lines = (line[:start] + typos[-1][1] + line[end:], *cues[at].lines[1:])
        cues[at] = replace(cues[at], lines=lines)
    after = run(cues)
    said = {(one.cue_id, word) for one in after for word in re.findall("“(.+?)”", one.message)}
    missed = [typo for at, typo in typos if (str(at), typo) not in said]
    assert len(missed) <= 2, missed
    assert not [one for one in after if any(f"“{name}" in one.message for name in names)]
    assert len(before) <= 0.2 * len(cues)
