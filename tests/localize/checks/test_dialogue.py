"""Two speakers in a cue, and the marks that a guide asks for: dashes, ellipses, music, brackets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.dialogue import DashStyleCheck, LoneDash, MissingDashes
from localize.checks.ellipsis import EllipsisCharacter, PauseEllipsis
from localize.checks.tags import MusicNotes, NoItalics, StrayMarkup, Tags
from localize.checks.wording import Interruption, SoundBrackets
from localize.findings import Severity
from localize.testing.checks import CheckContract, context, cue

ENGLISH, SPANISH, DUTCH, KOREAN = (context(locale) for locale in ("en", "es", "nl", "ko"))
GREEK, ARABIC, HINDI, ARMENIAN = (context(locale) for locale in ("el", "ar", "hi", "hy"))


def fixed(check, text, measures):
    """The lines of the check's fix; None where it finds nothing; empty where it has no fix."""
    found = list(check.run((cue("1", 0, 5000, *text.split("|")),), measures))
    assert len(found) <= 1
    if not found:
        return None
    return "|".join(found[0].fix.lines) if found[0].fix else ""


class TestDashStyle(CheckContract):
    check = DashStyleCheck()
    clean = (
        cue("1", 0, 2000, "-Hi.", "-Hello."),
        cue("2", 2100, 4000, "It was cold", "- minus 5, in fact"),
        cue("3", 4100, 6000, "<i>-Hi.</i>", "<i>-Hello.</i>"),
        cue("4", 6100, 8000, "I need--", "--help."),
    )
    broken = (
        (cue("1", 0, 2000, "- Hi.", "- Hello."),),
        (cue("1", 0, 2000, "–Hi.", "–Hello."),),
        (cue("1", 0, 2000, "Hi.", "- Hello."),),
        (cue("1", 0, 2000, "<i>- Hi.</i>", "- Hello."),),
    )

    @pytest.mark.parametrize(
        ("measures", "text", "expected"),
        [
            (ENGLISH, "- Hi.|- Hello.", "-Hi.|-Hello."),
            (SPANISH, "-Hola.|-Hola.", "- Hola.|- Hola."),
            (DUTCH, "-Hoi.|-Hallo.", "Hoi.|-Hallo."),
            (DUTCH, "Hoi.|-Hallo.", None),
            (DUTCH, "Hoi|- Hallo.", "Hoi|-Hallo."),
            (KOREAN, "-안녕.|-그래.", "- 안녕.|- 그래."),
            (ENGLISH, "<i>— Hi.</i>|- Hello.", "<i>-Hi.</i>|-Hello."),
        ],
    )
    def test_each_language_its_own(self, measures, text, expected):
        assert fixed(self.check, text, measures) == expected


def said(name, speaker):
    return replace(cue(name, 0, 2000, "Text."), speaker=speaker)


class TestMissingDashes(CheckContract):
    check = MissingDashes()
    context = replace(
        ENGLISH,
        source=(said("a", "ANN"), said("b", "BOB"), said("c", "ANN"), cue("d", 0, 1, "-A.", "-B.")),
    )
    clean = (
        cue("1", 0, 2000, "Hi.", "Hello."),
        replace(cue("2", 2100, 4000, "-Hi.", "-Hello."), source_ids=("a", "b")),
        replace(cue("3", 4100, 6000, "Hi. And on."), source_ids=("a", "c")),
        cue("4", 6100, 8000, "-Hi.", "-Hello. - No."),
    )
    broken = (
        (replace(cue("1", 0, 2000, "Hi.", "Hello."), source_ids=("a", "b")),),
        (replace(cue("1", 0, 2000, "Hi.", "Hello."), source_ids=("d",)),),
        (cue("1", 0, 2000, "-Hi. -Hello."),),
        (cue("1", 0, 2000, "ANN: Hi.", "BOB: Hello."),),
        (cue("1", 0, 2000, "[Ann] Hi.", "[Bob] Hello."),),
    )

    def test_fixes(self):
        assert fixed(self.check, "-Hi. -Hello.", ENGLISH) == "-Hi.|-Hello."
        assert fixed(self.check, "ANN: Hi.|BOB: Hello.", SPANISH) == "- ANN: Hi.|- BOB: Hello."

    @pytest.mark.parametrize(
        ("measures", "text", "expected"),
        [
            (ENGLISH, "- Yes!- No!", "- Yes!|- No!"),
            (ENGLISH, "-Yes.-No.", "-Yes.|-No."),
            (ENGLISH, "-No.-Yes.", "-No.|-Yes."),
            (ENGLISH, "- Yes!- no, never.", "- Yes!|- no, never."),
            (ENGLISH, "-Yes.-No.-Oh.", ""),
            (SPANISH, "-¿Sí?-¡No!", "-¿Sí?|-¡No!"),
            (KOREAN, "-안녕.-그래.", "-안녕.|-그래."),
            (GREEK, "-Ναι;-Όχι.", "-Ναι;|-Όχι."),
        ],
    )
    def test_a_second_speaker_right_after_the_first(self, measures, text, expected):
        assert fixed(self.check, text, measures) == expected

    @pytest.mark.parametrize(
        ("measures", "text"),
        [
            (ENGLISH, "-I was going to--| -No."),
            (ENGLISH, "- I was going to--| - no, you were not."),
            (ENGLISH, "- I never said—| - Stop it."),
            (ENGLISH, "- I never said —| - Stop it."),
            (ENGLISH, "-(SIGHS)| -Stop."),
            (ENGLISH, "- [sighs]| - Stop."),
            (ENGLISH, "- Hamlet said “To be”| - Or not."),
            (ENGLISH, "- ♪ La la ♪| - Stop."),
            (ENGLISH, "-Stop.| -♪ La la ♪"),
            (ENGLISH, "-What?| -…Nothing."),
            (GREEK, "- Πώς είσαι;| - Καλά."),
            (ARABIC, "- ماذا؟| - لا."),
            (HINDI, "- तुम कौन हो।| - मैं राम हूँ।"),
            (ARMENIAN, "- Այո։| - Ոչ։"),
        ],
    )
    def test_a_second_speaker_after_every_mark_that_may_end_what_is_said(self, measures, text):
        first, second = text.split("| ")
        assert fixed(self.check, f"{first} {second}", measures) == f"{first}|{second}"
        assert fixed(LoneDash(), f"{first} {second}", measures) is None

    @pytest.mark.parametrize(
        "text",
        [
            "- I read “Emma” - a book - twice.",
            "- He came (too late) - and left.",
            "- The dog - a poodle - barks.",
            "- How many? - 5.",
            "- First; - then.",
        ],
    )
    def test_where_the_dash_stands_again_nothing_is_taken_away(self, text):
        assert fixed(self.check, text, ENGLISH) is None
        assert fixed(LoneDash(), text, ENGLISH) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "- Well...-ish.",
            "- A U.S.-based firm.",
            "- The U.S.-Russia talks.",
            "- He lives in St.-Denis.",
            "- I'm J.-P. Martin.",
            "- A Yahoo!-owned site.",
            "- I...—What?",
        ],
    )
    def test_a_hyphen_after_a_stop_is_no_speakers(self, text):
        assert fixed(self.check, text, ENGLISH) is None
        assert fixed(LoneDash(), text, ENGLISH) == text.removeprefix("- ")


class TestLoneDash(CheckContract):
    check = LoneDash()
    clean = (
        cue("1", 0, 2000, "-Hi.", "-Hello."),
        cue("2", 2100, 4000, "-5 degrees"),
        cue("3", 4100, 6000, "--help."),
        cue("4", 6100, 8000, "Hi.", "-Hello."),
        cue("5", 8100, 10000, "- Yes!- No!"),
        cue("6", 10100, 12000, "-Yes.-No."),
    )
    broken = ((cue("1", 0, 2000, "- Hi."),), (cue("1", 0, 2000, "-Hi.", "Hello."),))

    def test_only_a_single_line_is_fixed(self):
        assert fixed(self.check, "<i>- Hi.</i>", ENGLISH) == "<i>Hi.</i>"
        assert fixed(self.check, "-Hi.|Hello.", ENGLISH) == ""


class TestEllipsis(CheckContract):
    check = EllipsisCharacter()
    clean = (cue("1", 0, 2000, "Well… 1.5, or 2."), cue("2", 2100, 4000, "Two dots.."))
    broken = (
        (cue("1", 0, 2000, "Well..."),),
        (cue("1", 0, 2000, "...so", "he <i>left....</i>"),),
        (cue("1", 0, 2000, "Well. . . no"),),
    )

    def test_the_guide_says_which(self):
        assert fixed(self.check, "Well... no", ENGLISH) == "Well… no"
        dots = replace(ENGLISH, habits=replace(ENGLISH.habits, ellipsis="..."))
        assert fixed(self.check, "Well… no", dots) == "Well... no"
        assert fixed(self.check, "Well... no", dots) is None
        silent = replace(ENGLISH, habits=replace(ENGLISH.habits, ellipsis=""))
        assert fixed(self.check, "Well...", silent) is None

    def test_it_is_a_hard_rule(self):
        (found,) = self.find((cue("1", 0, 2000, "One... two..."),))
        assert (found.severity, found.measured) == (Severity.ERROR, 2)


class TestPauseEllipsis(CheckContract):
    check = PauseEllipsis()
    clean = (
        cue("1", 0, 2000, "I thought…"),
        cue("2", 4100, 6000, "that you knew."),
        cue("3", 6100, 8000, "…so."),
    )
    broken = ((cue("1", 0, 2000, "I thought…"), cue("2", 4100, 6000, "…that you knew.")),)

    def test_at_both_ends_in_spanish(self):
        cues = (cue("1", 0, 2000, "Pensé…"), cue("2", 4100, 6000, "que lo sabías."))
        (found,) = self.check.run(cues, SPANISH)
        assert found.fix.lines == ("…que lo sabías.",)
        assert not list(self.check.run((cues[0], cue("2", 4100, 6000, "No.")), SPANISH))
        assert not list(self.check.run((cues[0], replace(cues[1], speaker="BOB")), SPANISH))


class TestTags(CheckContract):
    check = Tags()
    clean = (
        cue(
            "1",
            0,
            2000,
            "<i>One",
            "two</i>",
        ),
        cue("2", 2100, 4000, "a < b <i><b>x</b></i>"),
    )
    broken = (
        (cue("1", 0, 2000, "<i>One"),),
        (cue("1", 0, 2000, "One</i>"),),
        (cue("1", 0, 2000, "<i><b>One</i></b>"),),
    )

    def test_fixes_close_in_order(self):
        assert fixed(self.check, "<i><b>One</i></b>", ENGLISH) == "<i><b>One</b></i>"
        assert fixed(self.check, "<i>One|two", ENGLISH) == "<i>One|two</i>"
        assert fixed(self.check, "One</i>", ENGLISH) == "One"


class TestStrayMarkup(CheckContract):
    check = StrayMarkup()
    clean = (
        cue("1", 0, 2000, "<i>One</i> a < b > c", "R&B & {curly}"),
        cue("2", 2100, 4000, "<grin>"),
    )
    broken = (
        (cue("1", 0, 2000, '<font color="red">One</font>'),),
        (cue("1", 0, 2000, "{\\an8}One"),),
        (cue("1", 0, 2000, "<I>One</I>"),),
        (cue("1", 0, 2000, "One &amp; two"),),
    )

    def test_what_it_stands_for_is_the_fix_where_it_is_plain(self):
        assert fixed(self.check, "<I>One</I> &amp; two", ENGLISH) == "<i>One</i> & two"
        assert fixed(self.check, "{\\an8}One", ENGLISH) == ""


class TestNoItalics(CheckContract):
    check = NoItalics()
    context = KOREAN
    clean = (cue("1", 0, 2000, "안녕 <b>그래</b>"),)
    broken = ((cue("1", 0, 2000, "<i>안녕</i>"),), (cue("1", 0, 2000, "<i>안녕", "그래</i>"),))

    def test_other_languages_have_them(self):
        assert fixed(self.check, "<i>Hi</i>", ENGLISH) is None


class TestMusicNotes(CheckContract):
    check = MusicNotes()
    clean = (
        cue("1", 0, 2000, "♪ La la ♪"),
        cue("2", 2100, 4000, "♪"),
        cue("3", 4100, 6000, "<i>♪ La", "la ♪</i>"),
        cue("4", 6100, 8000, "♪ [upbeat music]"),
    )
    broken = ((cue("1", 0, 2000, "♪ La la"),), (cue("1", 0, 2000, "<i>La", "la ♪</i>"),))

    def test_fixes(self):
        assert fixed(self.check, "<i>♪ La</i>", ENGLISH) == "<i>♪ La ♪</i>"
        assert fixed(self.check, "<i>La ♪</i>", ENGLISH) == "<i>♪ La ♪</i>"
        assert fixed(self.check, "- Turn that off!|♪ La la ♪", ENGLISH) == ""


class TestInterruption(CheckContract):
    check = Interruption()
    clean = (
        cue("1", 0, 2000, "But I--"),
        cue("2", 2100, 4000, "One — two.", "well-"),
    )
    broken = ((cue("1", 0, 2000, "But I—"),), (cue("1", 0, 2000, "But", "“isn't it -”"),))

    def test_fixes(self):
        assert fixed(self.check, "But I —", ENGLISH) == "But I--"
        assert fixed(self.check, "But I—", SPANISH) is None


class TestSoundBrackets(CheckContract):
    check = SoundBrackets()
    context = context("en", sdh=True)
    clean = (
        cue("1", 0, 2000, "[sighs] Yes. :)"),
        cue("2", 2100, 4000, "(1)"),
        cue("3", 4100, 6000, r"{\an8}Hi"),
    )
    broken = ((cue("1", 0, 2000, "(sighs) Yes."),), (cue("1", 0, 2000, "{music}"),))

    def test_only_for_the_deaf(self):
        assert fixed(self.check, "(sighs) Yes.", self.context) == "[sighs] Yes."
        assert fixed(self.check, "(sighs) Yes.", ENGLISH) is None


def test_what_is_only_likely_blocks_nothing():
    """Two dashes are two speakers; one at the second line may set a clause apart."""
    check = DashStyleCheck()
    (both,) = check.run((cue("1", 0, 2000, "- Hi.", "- Hello."),), ENGLISH)
    (second,) = check.run((cue("1", 0, 2000, "Hi.", "- Hello."),), ENGLISH)
    assert (both.severity, second.severity) == (Severity.ERROR, Severity.WARNING)
