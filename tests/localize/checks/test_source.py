"""A translation against its source."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from localize import registry
from localize.checks.consistency import Consistency
from localize.checks.rendering import pairs_of
from localize.checks.source_form import SourceLength, SourceMarks, SourceTags
from localize.checks.source_names import NamesKept, SourceNames
from localize.checks.source_numbers import SourceNumbers
from localize.checks.terms import TermUse
from localize.checks.untranslated import SourceMissing, Untranslated
from localize.engines import Term
from localize.findings import Fix, Severity
from localize.script import CueKind
from localize.testing.checks import context, cue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.engines import Check, CheckContext
    from localize.findings import Finding
    from localize.script import Cue


def pair_up(
    source: Sequence[str], target: Sequence[str], locale: str, source_locale: str = "en"
) -> tuple[tuple[Cue, ...], CheckContext]:
    """Cues of a translation, line by line, and the context with the source."""
    sources = tuple(
        cue(f"s{n}", n * 3000, n * 3000 + 2500, *line.split("\n")) for n, line in enumerate(source)
    )
    targets = tuple(
        replace(cue(f"t{n}", n * 3000, n * 3000 + 2500, *line.split("\n")), source_ids=(f"s{n}",))
        for n, line in enumerate(target)
    )
    return targets, replace(context(locale), source=sources, source_locale=source_locale)


def find(
    check: Check,
    source: Sequence[str] | str,
    target: Sequence[str] | str,
    locale: str = "es",
    source_locale: str = "en",
    known: Sequence[str] = (),
) -> list[Finding]:
    """What a check finds in a translation."""
    sources = [source] if isinstance(source, str) else source
    targets = [target] if isinstance(target, str) else target
    cues, there = pair_up(sources, targets, locale, source_locale)
    return list(check.run(cues, replace(there, known=frozenset(known))))


ALL = (
    SourceNumbers(),
    SourceNames(),
    NamesKept(),
    Untranslated(),
    SourceMissing(),
    SourceTags(),
    SourceMarks(),
    SourceLength(),
    Consistency(),
)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.name)
def test_without_a_source_nothing_is_found(check):
    assert not list(check.run((cue("1", 0, 1000, "<i>In 1995 Sintel?</i>"),), context("es")))
    assert not list(check.run((), context("es")))


# --- which cues belong together -------------------------------------------------------------------


def test_cues_are_joined_through_their_sources():
    _, there = pair_up(["One.", "Two.", "Three.", "Four."], [], "es")
    cues = (
        replace(cue("a", 0, 1000, "Uno."), source_ids=("s0",)),
        replace(cue("b", 1000, 2000, "Dos."), source_ids=("s1", "s2")),
        replace(cue("c", 2000, 3000, "tres"), source_ids=("s2", "gone")),
        cue("d", 3000, 4000, "Based on nothing."),
    )
    pairs = pairs_of(cues, there)
    assert [(p.source_text, p.target_text) for p in pairs] == [
        ("One.", "Uno."),
        ("Two. Three.", "Dos. tres"),
        ("Four.", ""),
    ]


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "locale", "message"),
    [
        ("It was 1995.", "Fue en 1996.", "es", "1995 in the source, 1996 here"),
        ("It was 1995.", "Fue hace mucho.", "es", "1995 of the source is missing"),
        ("Long ago.", "Fue en 1995.", "es", "1995 is not in the source"),
        ("It costs 1,500.", "Es kostet 1,500.", "de", "reads as another number in this language"),
        ("Eighteen men.", "Siebzehn Männer.", "de", "Eighteen in the source, Siebzehn here"),
        ("25 men.", "25人、3500円。", "ja", "3500 is not in the source"),
    ],
)
def test_numbers_that_differ(source, target, locale, message):
    (found,) = find(SourceNumbers(), source, target, locale)
    assert message in found.message
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("In 1,500 years", "In 1.500 Jahren", "de"),
        ("Meet me at 3:45 pm.", "Wir treffen uns um 15:45 Uhr.", "de"),
        ("Fifteen men", "15 hombres", "es"),
        ("15 men", "quince hombres", "es"),
        ("two of us", "nosotros dos, los dos", "es"),
        ("It is 6 feet 2.", "Mide 1,88 metros.", "es"),
        ("$2.5 million", "250万ドル", "ja"),
        ("November 9", "11月9日", "ja"),
        ("a man", "1人の男", "ja"),
        ("1995", "١٩٩٥", "ar"),
        ("12 apples", "двенадцать яблок", "ru"),
    ],
)
def test_numbers_that_are_the_same(source, target, locale):
    assert not find(SourceNumbers(), source, target, locale)


def test_a_number_in_a_neighbouring_cue_is_in_its_place():
    assert not find(SourceNumbers(), ["In 1995, I", "left my house."], ["Dejé mi casa", "en 1995."])


# --- names ----------------------------------------------------------------------------------------


def test_a_confirmed_name_spelt_otherwise():
    (found,) = find(SourceNames(), "Run, Sintel!", "¡Corre, Sintal!", known=["Sintel"])
    assert found.severity is Severity.WARNING
    assert found.message.startswith("“Sintel” in the source, “Sintal” here")


def test_another_confirmed_name():
    (found,) = find(SourceNames(), "I saw Emo.", "Proog vino.", known=["Emo", "Proog"])
    assert found.message.startswith("“Emo” in the source, “Proog” here")


def test_a_confirmed_name_that_is_left_out_is_a_note():
    (found,) = find(SourceNames(), "I saw Emo.", "Lo vi.", known=["Emo"])
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Sintel's dragon", "el dragón de Sintel", "es"),
        ("the dragon of Sintel", "Sintels Drache", "de"),
        ("Emo, come!", "Emo, komm!", "de"),
        ("the emo music", "la música", "es"),
        ("I saw Sintel.", "シンテルを見た。", "ja"),
    ],
)
def test_names_that_are_the_same(source, target, locale):
    assert not find(SourceNames(), source, target, locale, known=["Sintel", "Emo"])


def test_names_that_are_kept_elsewhere():
    source = ["I saw Proog.", "Where is Proog?", "Give it to Proog.", "London and Proog."]
    target = ["Vi a Proog.", "¿Dónde está Proog?", "Dáselo a Prog.", "Londres y Proog."]
    (found,) = find(NamesKept(), source, [*target[:2], "Dáselo a Proug.", target[3]])
    assert (found.cue_id, found.severity) == ("t2", Severity.WARNING)
    # London is never kept, and is not asked for; a name that is left out is not either.
    assert not find(NamesKept(), source, [*target[:2], "Dáselo a él.", target[3]])


# --- what is not translated -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "locale", "message"),
    [
        ("What brings you here?", "What brings you here?", "es", "the same as the source"),
        ("What brings you here?", "What brings you here?", "ja", "still in the source's script"),
        (
            "We have to go there, and you know that.",
            "You know that we have to go.",
            "de",
            "still in the source's language",
        ),
        ("こんにちは、元気ですか", "こんにちは、元気ですか", "en", "still in the source's script"),
    ],
)
def test_lines_that_nobody_translated(source, target, locale, message):
    source_locale = "ja" if locale == "en" else "en"
    (found,) = find(Untranslated(), source, target, locale, source_locale)
    assert found.message.startswith(message)
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("No, no, no!", "No, no, no!", "es"),
        ("Sintel?", "Sintel?", "es"),
        ("Terrill Thompson", "Terrill Thompson", "ja"),
        ("OK. 1995.", "OK. 1995.", "es"),
        ("[laughs]", "[laughs]", "es"),
        ("Hotel California", "Hotel California", "de"),
        ("What brings you here?", "What brings you here?", "en-GB"),
        ("I like the radio.", "Me gusta la radio.", "es"),
    ],
)
def test_what_may_be_the_same(source, target, locale):
    assert not find(Untranslated(), source, target, locale)


def test_a_line_of_the_source_that_nothing_renders():
    source = ["We have to leave now.", "Where is the key?", "Oh!", "[door slams]"]
    cues, there = pair_up(source, ["Hay que irse."], "es")
    (found,) = SourceMissing().run(cues, there)
    assert (found.start, found.cue_id) == (3000, "")
    assert found.message.startswith("nothing renders “Where is the key?” of the source")
    hidden = tuple(replace(one, translate=one.id != "s1") for one in there.source)
    assert not list(SourceMissing().run(cues, replace(there, source=hidden)))
    credit = tuple(
        replace(one, kind=CueKind.CREDIT) if one.id == "s1" else one for one in there.source
    )
    assert not list(SourceMissing().run(cues, replace(there, source=credit)))
    assert SourceMissing.whole_track


# --- form -----------------------------------------------------------------------------------------


def test_italics_that_are_lost_come_back():
    (found,) = find(SourceTags(), "<i>Far away</i>\n<i>from here</i>", "Muy lejos\nde aquí")
    assert found.severity is Severity.WARNING
    assert found.fix == Fix("t0", lines=("<i>Muy lejos</i>", "<i>de aquí</i>"))


def test_part_of_a_line_in_italics_is_a_note():
    (found,) = find(SourceTags(), "You <i>want</i> these people.", "Usted quiere a esas personas.")
    assert (found.severity, found.fix) == (Severity.NOTE, None)
    (found,) = find(SourceTags(), "Far away", "<i>Muy lejos</i>")
    assert found.severity is Severity.NOTE


def test_languages_without_italics_need_none():
    cues, there = pair_up(["<i>Far away</i>"], ["远方"], "zh-Hans")
    habits = replace(there.habits, italics=False)
    assert not list(SourceTags().run(cues, replace(there, habits=habits)))


@pytest.mark.parametrize(
    ("source", "target", "locale", "same"),
    [
        ("Really?", "¿De verdad?", "es", True),
        ("Really?", "De verdad.", "es", False),
        ("Really.", "De verdad?", "es", False),
        ("Really?", "حقا؟", "ar", True),
        ("Really?", "Αλήθεια;", "el", True),
        ("Really?", "本当か？", "ja", True),
        ("Really?", "本当か。", "ja", True),
        ("Really?", "本当。", "ja", False),
        ("Really?", "真的吗", "zh-Hans", True),
        ("Really?", "จริงเหรอ", "th", True),
        ("Really!", "¡De verdad!", "es", True),
        ("Really!", "De verdad.", "es", False),
    ],
)
def test_questions_stay_questions(source, target, locale, same):
    found = find(SourceMarks(), source, target, locale)
    assert (not found) == same
    assert all(one.severity is Severity.NOTE for one in found)


@pytest.mark.parametrize(
    ("source", "target", "locale", "ok"),
    [
        ("What brings you to the land?", "¿Qué te trae a esta tierra?", "es", True),
        ("What brings you to the land of the gatekeepers?", "¿Qué?", "es", False),
        ("Yes.", "Sí, ahora mismo voy para allá, te lo prometo de verdad.", "es", False),
        ("Yes.", "Sí, ahora voy.", "es", True),
        (
            "What brings you to the land of the gatekeepers?",
            "守護者の地へ何をしに来た？",
            "ja",
            True,
        ),
        ("Yes.", "はい、私はすぐにそこへ行くことをあなたに約束します", "ja", False),
    ],
)
def test_length(source, target, locale, ok):
    assert (not find(SourceLength(), source, target, locale)) == ok


def test_a_line_that_comes_again():
    source = ["What are you doing here?", "Yes.", "what are you doing here", "Yes."] * 2
    target = ["¿Qué haces aquí?", "Sí.", "¿Y tú aquí?", "Claro."] + ["¿Qué haces aquí?", "Sí."] * 2
    (found,) = find(Consistency(), source, target)
    assert (found.cue_id, found.severity) == ("t2", Severity.NOTE)
    assert found.message.startswith("the same line is elsewhere “¿Qué haces aquí?” (3 of 4 times)")


# --- on good human translations -------------------------------------------------------------------


def flores(shared_data: Path, locale: str) -> list[str]:
    path = shared_data / "mt-flores" / f"flores-dev.{locale}"
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("locale", ["es", "fr", "de", "it", "pt", "nl", "ja", "ko", "zh"])
def test_good_translations_are_left_alone_and_damage_is_found(shared_data, locale):
    """997 sentences of news with reference translations: 3 in 10 have digits."""
    source, target = flores(shared_data, "en"), flores(shared_data, locale)
    for check in (SourceNumbers(), Untranslated(), NamesKept(), SourceLength(), SourceTags()):
        wrong = find(check, source, target, locale)
        assert len(wrong) <= 0.02 * len(source), check.name

    dice = random.Random(locale)
    damaged, hurt = list(target), set()
    untouched = {one.cue_id for one in find(SourceNumbers(), source, target, locale)}
    for at, line in enumerate(target):
        numbers = list(re.finditer(r"(?<![\d.,:])\d{2,4}(?![\d.,:]*\d)", line))
        if numbers and f"t{at}" not in untouched and dice.random() < 0.3:
            number = dice.choice(numbers)
            new = str(int(number[0]) + dice.choice((1, 10)))
            damaged[at] = line[: number.start()] + new + line[number.end() :]
            hurt.add(f"t{at}")
    found = {one.cue_id for one in find(SourceNumbers(), source, damaged, locale)}
    assert len(found & hurt) >= 0.85 * len(hurt)

    copied = set(range(0, len(target), 20))
    mixed = [source[at] if at in copied else line for at, line in enumerate(target)]
    left = {one.cue_id for one in find(Untranslated(), source, mixed, locale)}
    assert len(left & {f"t{at}" for at in copied}) >= 0.95 * len(copied)


def test_real_subtitles_with_real_spans(shared_data):
    """Cues of two languages, joined by their times: many to many."""
    folder = shared_data / "subs-elephantsdream"
    read = registry.subtitle_format("vtt").read

    def cues_of(locale: str) -> tuple[Cue, ...]:
        data = (folder / f"captions.{locale}.vtt").read_bytes()
        return read(data, episode="ed", locale=locale).track.cues

    source = cues_of("en")
    for locale in ("ru", "ja", "sv", "ar"):
        cues = tuple(
            replace(
                one,
                source_ids=tuple(
                    other.id
                    for other in source
                    if one.span.overlap(other.span) > 0.3 * min(one.duration, other.duration)
                ),
            )
            for one in cues_of(locale)
        )
        there = replace(context(locale), source=source, source_locale="en")
        for check in (SourceNumbers(), Untranslated(), NamesKept(), SourceTags()):
            assert not list(check.run(cues, there)), (locale, check.name)


# --- Terms ----------------------------------------------------------------------------------------


def find_terms(source: Sequence[str], target: Sequence[str], *terms: Term) -> list[Finding]:
    cues, there = pair_up(source, target, "es", "en")
    return list(TermUse().run(cues, replace(there, terms=terms)))


def test_a_term_is_said_as_it_is_settled():
    deep = Term("Deep Six", "El Fondo", note="the ship")
    (found,) = find_terms(["The Deep Six is here."], ["El Abismo está aquí."], deep)
    assert (found.rule, found.cue_id, found.severity) == ("term", "t0", Severity.WARNING)
    assert found.message.startswith("“Deep Six” (the ship) of the source is settled as “El Fondo”")
    assert find_terms(["The Deep Six is here."], ["El Fondo está aquí."], deep) == []
    assert find_terms(["The deep six are here."], ["Seis están aquí."], deep) == []
    # Said in the cue before or after, where the language wants it.
    moved = ["It is hers,", "the Deep Six."], ["El Fondo", "es de ella."]
    assert find_terms(*moved, deep) == []
    both = ["The Deep Six.", "The Deep Six!"], ["El Fondo.", "¡El Abismo!"]
    assert [one.cue_id for one in find_terms(*both, deep)] == ["t1"]


def test_names_that_are_the_same_in_both_are_the_other_checks():
    assert find_terms(["Sintel is here."], ["Ella está."], Term("Sintel", "Sintel")) == []
    found = find_terms(["The station."], ["El lugar."], Term("station", "estación"))
    assert [one.rule for one in found] == ["term"]
