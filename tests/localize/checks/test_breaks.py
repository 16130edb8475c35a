"""Where lines break: by words, by number, by length."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks import fix_track, run_checks
from localize.checks.breaks import BottomHeavy, LineBalance, LineBreak, OneLine
from localize.findings import Severity
from localize.guides import load_guide
from localize.script import CueKind, Track, TrackRole
from localize.testing.checks import CheckContract, context, cue

ENGLISH = context("en")
TED = replace(ENGLISH, limits=load_guide("ted").limits("en"), habits=load_guide("ted").habits("en"))


def fixed(check, text, measures=ENGLISH):
    """The lines of the check's fix; None where it finds nothing; empty where it has no fix."""
    found = list(check.run((cue("1", 0, 5000, *text.split("|")),), measures))
    assert len(found) <= 1
    if not found:
        return None
    return "|".join(found[0].fix.lines) if found[0].fix else ""


class TestLineBreak(CheckContract):
    check = LineBreak()
    clean = (
        cue("1", 0, 5000, "He is professor emeritus", "at the University of Washington."),
        cue("2", 5100, 9000, "That's a policy that you have", "because you have a law."),
        cue("3", 9100, 12000, "-I want to go to", "-the end of it."),
        replace(
            cue("4", 12100, 15000, "THE SCHOOL OF THE", "ARTS OF WASHINGTON"), kind=CueKind.TITLE
        ),
        cue("5", 15100, 18000, "He said,", "“the end.”"),
    )
    broken = (
        (cue("1", 0, 5000, "He is professor emeritus at the", "University of Washington."),),
        (cue("1", 0, 5000, "What brings you here to", "the land of the gatekeepers?"),),
        (
            cue(
                "1",
                0,
                5000,
                "<i>And why should I trust my",
                "life to something that isn't there?</i>",
            ),
        ),
    )

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            (
                "en",
                "He is professor emeritus at the|University of Washington.",
                "He is professor emeritus|at the University of Washington.",
            ),
            (
                "de",
                "Ein gefährliches Unterfangen für eine|einsame Jägerin.",
                "Ein gefährliches Unterfangen|für eine einsame Jägerin.",
            ),
            (
                "es",
                "Es profesor emérito en la|Universidad de Washington.",
                "Es profesor emérito|en la Universidad de Washington.",
            ),
            ("ja", "この巨像はあ|なたの物です", ""),
            ("ja", "この巨像は|あなたの物です", None),
            # Whether a Khmer phrase ends there, nothing here knows.
            ("km", "ខ្ញុំចង់ទៅផ្សារ|ប៉ុន្តែថ្ងៃនេះ", None),
        ],
    )
    def test_languages(self, locale, text, expected):
        assert fixed(self.check, text, context(locale)) == expected

    def test_no_clause_is_set_apart_by_what_looks_like_a_speakers_dash(self):
        text = "She was there with the|dog - a poodle"
        assert fixed(self.check, text) == "She was there with the dog -|a poodle"
        text = "<i>She was there with the</i>|<i>dog</i> <i>- a poodle</i>"
        assert "|<i>-" not in fixed(self.check, text)

    def test_articles_weigh_more(self):
        (article,) = self.find(self.broken[0])
        (preposition,) = self.find(self.broken[1])
        assert (article.severity, preposition.severity) == (Severity.WARNING, Severity.NOTE)


class TestOneLine(CheckContract):
    check = OneLine()
    clean = (
        cue("1", 0, 3000, "This does not fit into a single", "line of that length."),
        cue("2", 3100, 6000, "-Hi.", "-Hello."),
        replace(cue("3", 6100, 9000, "EXIT", "HERE"), kind=CueKind.FORCED),
        cue("4", 9100, 12000, "♪ Row your boat", "Down the stream ♪"),
    )
    broken = ((cue("1", 0, 3000, "This fits", "well."),),)

    def test_the_lines_are_joined(self):
        assert fixed(self.check, "This fits|well.") == "This fits well."
        assert fixed(self.check, "これは|合う", context("ja")) == ""
        unasked = replace(ENGLISH, habits=replace(ENGLISH.habits, prefer_one_line=False))
        assert fixed(self.check, "This fits|well.", unasked) is None


class TestLineBalance(CheckContract):
    check = LineBalance()
    context = TED
    clean = (cue("1", 0, 5000, "It is as long as the other", "one below this one is."),)
    broken = (
        (cue("1", 0, 5000, "It is as long as the other one here", "is."),),
        (cue("1", 0, 5000, "No,", "it is as long as the other one here."),),
    )

    def test_the_break_moves(self):
        (found,) = self.find(self.broken[0])
        upper, lower = found.fix.lines
        assert min(len(upper), len(lower)) * 2 >= max(len(upper), len(lower))
        assert fixed(self.check, "It is as long as the other one here|is.") is None


class TestBottomHeavy(CheckContract):
    check = BottomHeavy()
    context = replace(ENGLISH, habits=replace(ENGLISH.habits, bottom_heavy=True))
    clean = (cue("1", 0, 5000, "I was there when the", "house burnt down at night"),)
    broken = ((cue("1", 0, 5000, "It was the very best day in our lives", "back then"),),)

    def test_not_where_a_clause_ends(self):
        assert (
            fixed(self.check, "I was there when the house burnt,|you know.", self.context) is None
        )


def test_checks_of_lines_agree_on_a_break():
    """What one proposes, no other takes back."""
    texts = (
        ("And why should I trust my", "life to something that isn't there?"),
        ("The same way that we do this for", "privacy"),
        ("I think that it was a very", "important thing to do in the"),
        ("No, not at the", "end of the story that he told us."),
    )
    cues = tuple(cue(str(n), n * 6000, n * 6000 + 5500, *lines) for n, lines in enumerate(texts))
    names = ["line-break", "one-line", "balance", "bottom-heavy"]
    measures = replace(TED, habits=replace(TED.habits, bottom_heavy=True, prefer_one_line=True))
    track = Track("e", "en", TrackRole.SUBTITLE, cues)

    def check(checked):
        return run_checks(checked, measures, names)

    done, applied = fix_track(track, check)
    assert 0 < len(applied) <= 6
    assert not any(one.fix for one in check(done))
    assert [one.text.split() for one in done.cues] == [one.text.split() for one in track.cues]
