"""Characters a cue and time a word, for the guides that limit them."""

from __future__ import annotations

import pytest

from localize.checks.amounts import CueLength, WordDuration
from localize.engines import CheckContext
from localize.findings import Fix, Severity
from localize.guides import load_guide
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import FrameRate


def by(guide, locale="en", rate="25"):
    return CheckContext(load_guide(guide).limits(locale), FrameRate.parse(rate))


class TestCueLength(CheckContract):
    check = CueLength()
    context = by("ted")
    clean = (
        cue("1", 0, 5000, "x" * 42, "y" * 42),
        cue("2", 6000, 11000, "<i>" + "x" * 84 + "</i>"),
        cue("3", 12000, 13000),
    )
    broken = (
        (cue("1", 0, 5000, "x" * 42, "y" * 43),),
        (cue("1", 0, 5000, "x" * 30, "y" * 30, "z" * 30),),
    )

    def test_the_cue_is_measured_and_the_cure_said(self):
        (finding,) = self.find(self.broken[1])
        assert (finding.measured, finding.limit, finding.unit) == (90, 84, "characters")
        assert finding.severity is Severity.ERROR
        expected = "90 characters in the cue, 84 allowed: cut 6 characters, or split the cue"
        assert finding.message == expected

    def test_in_the_guide_s_own_counting(self):
        cues = (cue("1", 0, 5000, "今" * 13, "今" * 13 + "a"),)
        (finding,) = CueLength().run(cues, by("ted", "ja"))
        assert finding.message.startswith("26.5 characters in the cue, 26 allowed: cut 0.5")

    def test_a_guide_without_the_figure_asks_nothing(self):
        assert list(CueLength().run((cue("1", 0, 5000, "x" * 500),), context())) == []


class TestWordDuration(CheckContract):
    check = WordDuration()
    context = by("bbc")
    clean = (
        cue("1", 0, 1200, "Four words in all."),
        cue("2", 1200, 1800, "– ♪ two words ♪"),
        # 29 frames at 25 are 1160 ms; four words need 1200, which is the 30th.
        cue("3", 2001, 3200, "Four words in all."),
        cue("4", 4000, 4001, "…"),
    )
    broken = (
        (cue("1", 0, 1160, "Four words in all."),),
        (cue("1", 0, 1000, "Four words in all."), cue("2", 1100, 3000, "One.")),
        (cue("1", 0, 600, "Five words", "are not two."),),
    )

    @pytest.mark.parametrize(
        ("cues", "message", "fix"),
        [
            (
                broken[0],
                (
                    "4 words in 1160 ms, 1200 ms asked for: add 1 frame, or say it in fewer words; "
                    "nothing follows"
                ),
                1200,
            ),
            (
                broken[1],
                (
                    "4 words in 1000 ms, 1200 ms asked for: add 5 frames, or say it in fewer "
                    "words; 3 are free before the next cue"
                ),
                None,
            ),
            # 23 frames are more than half a second.
            (
                broken[2],
                (
                    "5 words in 600 ms, 1500 ms asked for: add 23 frames, or say it in fewer "
                    "words; nothing follows"
                ),
                None,
            ),
        ],
    )
    def test_what_would_cure_it(self, cues, message, fix):
        finding = self.find(cues)[0]
        assert finding.message == message
        assert finding.severity is Severity.WARNING
        assert finding.fix == (None if fix is None else Fix("1", end=fix))

    def test_a_language_without_spaces_has_no_words_to_count(self):
        assert list(WordDuration().run((cue("1", 0, 40, "今日は"),), by("bbc", "ja"))) == []

    def test_a_guide_without_the_figure_asks_nothing(self):
        assert list(WordDuration().run((cue("1", 0, 40, "a b c d e f"),), context())) == []
