"""Words: numbers, what comes twice, marks, capitals and credits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.marks import DoubledMarks, InvertedMarks, OmittedMarks
from localize.checks.numbers import NumberSpelling, StartNumber, number_words
from localize.checks.repeats import RepeatedCue, RepeatedWord
from localize.checks.wording import AllCapitals, CreditLine
from localize.findings import Severity
from localize.script import CueKind, TrackRole
from localize.testing.checks import CheckContract, context, cue

ENGLISH, SPANISH, CHINESE = context("en"), context("es"), context("zh-Hans")


def fixed(check, text, measures):
    """The lines of the check's fix; None where it finds nothing; empty where it has no fix."""
    found = list(check.run((cue("1", 0, 5000, *text.split("|")),), measures))
    assert len(found) <= 1
    if not found:
        return None
    return "|".join(found[0].fix.lines) if found[0].fix else ""


class TestNumberSpelling(CheckContract):
    check = NumberSpelling()
    clean = tuple(
        cue(str(n), n * 3000, n * 3000 + 2500, text)
        for n, text in enumerate(
            (
                "I have five of 12.",
                "Come at 5.",
                "Be here by 5 o'clock.",
                "It's 10:30.",
                "It costs $5.",
                "5 % of it, or 5%",
                "Run 5 km.",
                "On May 5 we left.",
                "On 5 May we left.",
                "Room 5 is free.",
                "Apollo 8 is up.",
                "We won 3-2.",
                "3, 2, 1...",
                "1.5 of them",
                "the number 7",
                "I was born in 1985.",
                "She's 30.",
                "[5 gunshots]",
                "the 5th",
                "a 6' man",
                "page 3",
                "2 million people",
                "my old iPhone 7",
                "He is 3 feet tall.",
                "Give him 2 milligrams.",
            )
        )
    )
    broken = (
        (cue("1", 0, 2000, "I have 3 sisters."),),
        (cue("1", 0, 2000, "Only", "10 left."),),
        (cue("1", 0, 2000, "<i>2 of us went.</i>"),),
        (cue("1", 0, 2000, "And 1 more."),),
    )

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            ("en", "I have 3 sisters.", "I have three sisters."),
            ("en", "3 sisters came.", "Three sisters came."),
            ("en", "Yes. 3 came.", "Yes. Three came."),
            ("de", "Ich habe 3 Kinder.", "Ich habe drei Kinder."),
            ("de", "Ich habe 1 Kind.", ""),
            ("de", "Am 3. Oktober.", None),
            ("de", "Um 3 Uhr.", None),
            ("de", "Er ist 2 Meter groß.", None),
            ("es", "Tengo 7 hijos.", "Tengo siete hijos."),
            ("es", "A las 7 en punto.", None),
            ("fr", "Il a 4 chats.", "Il a quatre chats."),
            ("pt-BR", "Tenho 2 filhas.", ""),
            ("pt-BR", "Tenho 3 filhas.", "Tenho três filhas."),
            ("ja", "3人です", None),
            ("zh-Hans", "3 个", None),
            ("it", "Costa € 5.", None),
            ("en", "It costs £\u00a05.", None),
            ("en", "See § 5.", None),
            ("en", "They live in # 5.", None),
            ("en", "It was five pounds. 5 of us paid.", "It was five pounds. Five of us paid."),
            ("tr", "5 ₺ verdim.", None),
            ("da", "Det koster 5 kr.", None),
            ("da", "Det koster kr. 5.", None),
            ("sv", "Det kostar 5 kr.", None),
            ("nb", "Det koster kr 5.", None),
            ("it", "Vieni alle ore 5.", None),
            ("it", "Parte dal binario 5.", None),
            ("it", "Lo dice l'articolo 5.", None),
            ("it", "Sono passate 5 ore.", "Sono passate cinque ore."),
            ("fr", "Selon l'article 5.", None),
            ("fr", "Il a écrit l’article 5.", None),
            ("es", "Según el artículo 5.", None),
            ("nl", "Volgens artikel 5.", None),
            ("pt-BR", "Segundo o artigo 5.", None),
        ],
    )
    def test_languages(self, locale, text, expected):
        assert fixed(self.check, text, context(locale)) == expected

    def test_signs_keep_theirs(self):
        sign = replace(cue("1", 0, 2000, "EXIT 3 HERE"), kind=CueKind.FORCED)
        assert not self.find((sign,))

    def test_every_table_is_whole(self):
        for locale in ("en", "da", "pt", "de", "es", "it", "fr", "nl", "sv", "nb", "fi", "pl"):
            assert len(number_words(locale).words) == 10
        assert number_words("no") == number_words("nb")
        assert number_words("ja") is None


class TestStartNumber(CheckContract):
    check = StartNumber()
    clean = (
        cue("1", 0, 2000, "We were 24 people,"),
        cue("2", 2100, 4000, "30 with the children. Three left."),
        cue("3", 4100, 6000, "1. Begin here"),
        cue("4", 6100, 8000, "See No. 11 there."),
        cue("5", 8100, 10000, "99!"),
        cue("6", 10100, 12000, "3 of them"),
    )
    broken = (
        (cue("1", 0, 2000, "24 people came."),),
        (cue("1", 0, 2000, "Yes. 24 people came."),),
        (cue("1", 0, 2000, "-Yes.", "-“24 came,” he said."),),
    )

    def test_a_clean_track_has_no_findings(self):
        """The second cue goes on from the first, so it is clean only after it."""
        assert not self.find(self.clean)


class TestRepeatedWord(CheckContract):
    check = RepeatedWord()
    clean = (
        cue("1", 0, 2000, "No, no. No no no. Bye bye."),
        cue("2", 2100, 4000, "He had had it, and that that is"),
        cue("3", 4100, 6000, "Duran Duran, 10 10"),
        cue("4", 6100, 8000, "♪ the the ♪"),
        cue("5", 8100, 10000, "the theme", "in-in it's its"),
    )
    broken = (
        (cue("1", 0, 2000, "I saw the the car."),),
        (cue("1", 0, 2000, "I saw the", "the car."),),
        (cue("1", 0, 2000, "I saw of of it."),),
        (cue("1", 0, 2000, "A car car."),),
    )

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            ("en", "I saw the the car.", "I saw the car."),
            ("en", "I saw the|the car.", "I saw the|car."),
            ("en", "I saw|the the car.", "I saw|the car."),
            ("en", "I saw of of it.", ""),
            ("de", "Die die da sind", None),
            ("fr", "Nous nous levons", None),
            ("fr", "Il voit le le chat", "Il voit le chat"),
            ("id", "orang orang", None),
            ("hi", "धीरे धीरे", None),
        ],
    )
    def test_languages(self, locale, text, expected):
        assert fixed(self.check, text, context(locale)) == expected

    def test_function_words_weigh_more_and_speech_is_left_as_it_was(self):
        (slip,) = self.find((cue("1", 0, 2000, "of of it"),))
        (weight,) = self.find((cue("1", 0, 2000, "a car car"),))
        assert (slip.severity, weight.severity) == (Severity.WARNING, Severity.NOTE)
        spoken = replace(ENGLISH, role=TrackRole.TRANSCRIPT)
        (heard,) = self.check.run((cue("1", 0, 2000, "the the car"),), spoken)
        assert (heard.severity, heard.fix) == (Severity.NOTE, None)
        known = replace(ENGLISH, known=frozenset({"Rapa"}))
        assert not list(self.check.run((cue("1", 0, 2000, "Rapa rapa"),), known))


class TestRepeatedCue(CheckContract):
    check = RepeatedCue()
    clean = (
        cue("1", 0, 1000, "Run!"),
        cue("2", 1100, 2000, "Run!"),
        cue("3", 2100, 4000, "Nobody knows who he is."),
        cue("4", 9000, 11000, "Nobody knows who he is."),
        cue("5", 11100, 12000, "♪ La la la la la ♪"),
        cue("6", 12100, 13000, "♪ La la la la la ♪"),
    )
    broken = (
        (
            cue("1", 0, 2000, "Nobody knows who he is."),
            cue("2", 2100, 4000, "Nobody knows", "who he is!"),
        ),
        (
            cue("1", 0, 2000, "Go on."),
            cue("2", 2100, 3000, "Go on."),
            cue("3", 3100, 4000, "Go on."),
        ),
        (cue("1", 0, 2000, "Run!"), cue("2", 0, 2000, "Run!")),
    )


class TestDoubledMarks(CheckContract):
    check = DoubledMarks()
    clean = (
        cue("1", 0, 2000, "Really?! No… Yes... Why?.."),
        cue("2", 2100, 4000, "etc., a::b"),
        cue("3", 4100, 6000, ",,Tak,” he said"),
    )
    broken = (
        (cue("1", 0, 2000, "Well,, yes"),),
        (cue("1", 0, 2000, "Well.. yes"),),
        (cue("1", 0, 2000, "Well,. yes"),),
        (cue("1", 0, 2000, "はい。。"),),
        (cue("1", 0, 2000, "What?!?!"),),
        (cue("1", 0, 2000, "What!!"),),
    )

    def test_fixes_only_where_nothing_is_lost(self):
        assert fixed(self.check, "Well,, yes", ENGLISH) == "Well, yes"
        assert fixed(self.check, "What?!?!", ENGLISH) == "What?!"
        assert fixed(self.check, "What!!", ENGLISH) == ""
        assert fixed(self.check, "Well..", ENGLISH) == ""


class TestOmittedMarks(CheckContract):
    check = OmittedMarks()
    context = CHINESE
    clean = (cue("1", 0, 2000, "你好 是我"), cue("2", 2100, 4000, "你好！是吗？"))
    broken = (
        (cue("1", 0, 2000, "你好，是我。"),),
        (cue("1", 0, 2000, "“你好。”"),),
    )

    def test_a_space_parts_phrases(self):
        assert fixed(self.check, "你好，是我。", CHINESE) == "你好 是我"
        assert fixed(self.check, "“你好。”|走，吧", CHINESE) == "“你好”|走 吧"
        assert fixed(self.check, "你好，", context("ja")) is None


class TestInvertedMarks(CheckContract):
    check = InvertedMarks()
    context = SPANISH
    clean = (
        cue("1", 0, 2000, "¿Qué? ¡No! Pero, ¿por qué?"),
        cue("2", 2100, 4000, "¿Sabes lo que pasó"),
        cue("3", 4100, 6000, "después de eso?"),
        cue("4", 6100, 8000, "¡¿Qué?!", "¿Cómo!"),
        cue("5", 8100, 10000, "Murió en 1580 (?)."),
    )
    broken = (
        (cue("1", 0, 2000, "Qué?"),),
        (cue("1", 0, 2000, "¿Qué? No!"),),
        (cue("1", 0, 2000, "Sí. Qué", "pasa?"),),
        (cue("1", 0, 2000, "¿Qué pasa."), cue("2", 2100, 4000, "Nada.")),
        (cue("1", 0, 2000, "¿Qué?"), cue("2", 2100, 4000, "No pasa nada?")),
    )

    def test_a_clean_track_has_no_findings(self):
        """The second and third cue are one question, and clean only together."""
        assert not self.find(self.clean)

    def test_the_mark_is_put_where_that_is_certain(self):
        assert fixed(self.check, "Qué pasa|aquí?", SPANISH) == "¿Qué pasa|aquí?"
        assert fixed(self.check, "Pero, qué pasa?", SPANISH) == ""
        assert fixed(self.check, "Was?", context("de")) is None


class TestAllCapitals(CheckContract):
    check = AllCapitals()
    clean = (
        cue("1", 0, 2000, "NASA and the FBI"),
        cue("2", 2100, 4000, "STOP IT!"),
        replace(cue("3", 4100, 6000, "OFFICE OF ANIMATION ARTS"), kind=CueKind.FORCED),
        cue("4", 6100, 8000, "[DOOR SLAMS SHUT LOUDLY]"),
        cue("5", 8100, 10000, "今日は DO-IT"),
    )
    broken = ((cue("1", 0, 2000, "I TOLD YOU", "TO GO AWAY"),),)


class TestCreditLine(CheckContract):
    check = CreditLine()
    clean = (
        cue("1", 0, 2000, "I read the subtitles. By then"),
        cue("2", 2100, 4000, "It's e.g. this. No.Yes"),
        replace(cue("3", 4100, 6000, "Subtitles by Ann"), kind=CueKind.CREDIT),
    )
    broken = (
        (cue("1", 0, 2000, "Subtitles by Ann"),),
        (cue("1", 0, 2000, "www.opensubs.org"),),
        (cue("1", 0, 2000, "Write to me@example.com"),),
        (cue("1", 0, 2000, "<i>Untertitel im Auftrag des ZDF</i>"),),
        (cue("1", 0, 2000, "字幕由 某某"),),
        (cue("1", 0, 2000, "Sous-titrage ST' 501"),),
    )
