"""White space: too much, too little, of the wrong kind."""

from __future__ import annotations

import pytest

from localize.checks.spaces import DoubleSpace, EdgeSpace, MissingSpace, NoBreakSpace, SpaceBefore
from localize.findings import Severity
from localize.testing.checks import CheckContract, context, cue


def fixed(check, text, locale="en"):
    """The lines that the check's fix gives; None where it finds nothing."""
    found = list(check.run((cue("1", 0, 5000, *text.split("|")),), context(locale)))
    assert len(found) <= 1
    if not found:
        return None
    assert found[0].fix is not None
    return "|".join(found[0].fix.lines)


class TestDoubleSpace(CheckContract):
    check = DoubleSpace()
    clean = (cue("1", 0, 2000, "One two.", "Three."), cue("2", 2100, 4000, "<i>a</i> b"))
    broken = (
        (cue("1", 0, 2000, "One  two."),),
        (cue("1", 0, 2000, "One.   Two.  Three."),),
        (cue("1", 0, 2000, "<i>One  two</i>"),),
    )

    def test_a_no_break_space_stays(self):
        assert fixed(self.check, "Quoi \u00a0?", "fr") == "Quoi\u00a0?"


class TestEdgeSpace(CheckContract):
    check = EdgeSpace()
    clean = (cue("1", 0, 2000, "One", "two"), cue("2", 2100, 4000, ""))
    broken = (
        (cue("1", 0, 2000, "One "),),
        (cue("1", 0, 2000, " One", "two\u3000"),),
        (cue("1", 0, 2000, "<i>One </i>"),),
    )


class TestSpaceBefore(CheckContract):
    check = SpaceBefore()
    clean = (
        cue("1", 0, 2000, "Well, yes. No?", "(aside) :)"),
        cue("2", 2100, 4000, "I wrote … in .NET", "and got .5 or ..."),
        cue("3", 4100, 6000, "[sighs] Yes!"),
    )
    broken = (
        (cue("1", 0, 2000, "Well , yes ."),),
        (cue("1", 0, 2000, "Really ?!"),),
        (cue("1", 0, 2000, "[ music ]"),),
        (cue("1", 0, 2000, "“Go” ."),),
    )

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            ("fr", "Quoi ? Bien : oui ; non !", None),
            ("fr", "Oui , bien .", "Oui, bien."),
            ("fr-CA", "Quoi ?", None),
            ("es", "¿Qué ?", "¿Qué?"),
            ("ar", "هل أصبت ؟", "هل أصبت؟"),
            ("hi", "ठीक है ।", "ठीक है।"),
            ("en", "[ Both screaming !!! ]", "[Both screaming!!!]"),
        ],
    )
    def test_languages(self, locale, text, expected):
        assert fixed(self.check, text, locale) == expected


class TestMissingSpace(CheckContract):
    check = MissingSpace()
    clean = (
        cue("1", 0, 2000, "See www.example.com, or me@example.com"),
        cue("2", 2100, 4000, "10,000 at 10:30 a.m. in the U.S.A."),
        cue("3", 4100, 6000, "Ph.D. f!ck it"),
        cue("4", 6100, 8000, "R&amp;B and AT&amp;T"),
    )
    broken = (
        (cue("1", 0, 2000, "Well,yes"),),
        (cue("1", 0, 2000, "Good to learn.Learning is fun."),),
        (cue("1", 0, 2000, "What?No!"),),
    )

    def test_unspaced_scripts_need_none(self):
        assert fixed(self.check, "はい,そうです", "ja") is None
        assert fixed(self.check, "Well,yes") == "Well, yes"


FRENCH = context("fr")


class TestNoBreakSpace(CheckContract):
    check = NoBreakSpace()
    context = FRENCH
    clean = (
        cue("1", 0, 2000, "Quoi\u00a0? Non\u202f!", "Il est 10:30."),
        cue("2", 2100, 4000, "«\u00a0Oui\u00a0», dit-il. https://a.fr"),
        cue("3", 4100, 6000, "Quoi\u00a0?!"),
    )
    broken = (
        (cue("1", 0, 2000, "Quoi ?"),),
        (cue("1", 0, 2000, "Quoi? Oui: non;"),),
        (cue("1", 0, 2000, "«Oui», dit-il"),),
        (cue("1", 0, 2000, "« Oui »"),),
    )

    @pytest.mark.parametrize(
        ("text", "expected", "severity"),
        [
            ("Quoi ?", "Quoi\u00a0?", Severity.NOTE),
            ("Quoi?", "Quoi\u00a0?", Severity.WARNING),
            ("« Oui »", "«\u00a0Oui\u00a0»", Severity.NOTE),
            ("Quoi ?!", "Quoi\u00a0?!", Severity.NOTE),
            ("Ah… !", "Ah…\u00a0!", Severity.NOTE),
        ],
    )
    def test_fixes(self, text, expected, severity):
        assert fixed(self.check, text, "fr") == expected
        (found,) = self.find((cue("1", 0, 5000, text),))
        assert found.severity is severity

    @pytest.mark.parametrize("text", ["- ?|- Non.", "- Quoi\u00a0?|- !", "<i>– ?</i>|- Non."])
    def test_not_after_a_speakers_dash(self, text):
        assert fixed(self.check, text, "fr") is None
        assert fixed(self.check, "Quoi -\u00a0là - ?", "fr") == "Quoi -\u00a0là -\u00a0?"

    def test_other_languages_are_not_asked(self):
        assert fixed(self.check, "Was?", "de") is None
