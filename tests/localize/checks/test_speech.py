"""Cues against where somebody speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.speech import InTime, NoSpeech, OutTime, SpeechUncovered
from localize.findings import Fix, Severity
from localize.script import CueKind
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import Span

SPEECH = (Span(1000, 3000), Span(6000, 9000))
HEARD = replace(context(), speech=SPEECH)


class TestNoSpeech(CheckContract):
    check = NoSpeech()
    context = HEARD
    clean = (
        cue("1", 1000, 3000, "Said."),
        cue("2", 3200, 4400, "Within half a second of speech."),
        cue("3", 4000, 5000, "[door slams]"),
        cue("4", 4000, 5000, "♪ La la la ♪"),
        cue("4a", 4000, 5000, "# La la la"),
        replace(cue("5", 4000, 5000, "BERLIN"), kind=CueKind.FORCED),
    )
    broken = (
        (cue("1", 3600, 5400, "Nobody says this."),),
        (cue("1", 20_000, 22_000, "Nor this."),),
        (cue("1", 20_000, 22_000, "#1 in the world."),),
    )

    def test_says_what_to_do(self):
        (found,) = self.find(self.broken[0])
        assert found.severity is Severity.WARNING
        assert found.message.startswith("nobody speaks here: move it to its words")

    @pytest.mark.parametrize("kind", [CueKind.SOUND, CueKind.TITLE, CueKind.CREDIT, CueKind.SONG])
    def test_what_nobody_says_is_left_alone(self, kind):
        assert not self.find((replace(self.broken[0][0], kind=kind),))

    def test_unknown_speech_is_no_silence(self):
        assert not list(self.check.run(self.broken[0], context()))
        silent = replace(context(), speech=())
        assert len(list(self.check.run(self.broken[0], silent))) == 1


class TestInTime(CheckContract):
    check = InTime()
    context = HEARD
    clean = (
        cue("1", 1000, 3000, "On the first sound."),
        cue("2", 5900, 9000, "Within the tolerance."),
        cue("3", 20_000, 21_000, "No speech at all is another rule."),
    )
    broken = (
        (cue("1", 1500, 3000, "Late."),),
        (cue("1", 500, 3000, "Early."),),
        (cue("1", 0, 700, "Before."), cue("2", 750, 3000, "Too close to the one before.")),
    )

    def test_says_how_far_off_it_is(self):
        (found,) = self.find(self.broken[0])
        assert found.message == "12 frames after the first sound: start it 12 frames earlier"
        assert found.fix == Fix("1", start=1000)
        (found,) = self.find(self.broken[1])
        assert found.message == "12 frames before the first sound: start it 12 frames later"
        assert found.fix == Fix("1", start=1000)

    def test_speech_that_goes_on_has_no_first_sound(self):
        cues = (cue("1", 6000, 7400, "One."), cue("2", 7500, 9000, "Two."))
        assert not self.find(cues)

    def test_on_a_shot_change_it_may_be_early_or_late(self):
        early = (cue("1", 625, 3000, "On the change."),)
        assert self.find(early)
        assert not list(self.check.run(early, replace(HEARD, shots=(625,))))

    def test_goes_to_the_shot_change_near_the_sound(self):
        late = (cue("1", 1500, 3000, "Late."),)
        (found,) = self.check.run(late, replace(HEARD, shots=(875,)))
        assert found.fix == Fix("1", start=875)


class TestOutTime(CheckContract):
    check = OutTime()
    context = HEARD
    clean = (
        cue("1", 1000, 3500, "Half a second after."),
        cue("2", 6000, 9500, "Half a second after."),
    )
    broken = (
        (cue("1", 1000, 4500, "A second and a half after."),),
        (cue("1", 6000, 12_000, "Three seconds after."),),
    )

    def test_goes_half_a_second_after(self):
        (found,) = self.find(self.broken[0])
        assert found.message == (
            "stays 36 frames after the last sound, 12 allowed: end it 24 frames earlier"
        )
        assert found.fix == Fix("1", end=3500)

    def test_chained_to_the_next_it_may_stay(self):
        cues = (cue("1", 1000, 4500, "Held."), cue("2", 4583, 6000, "Next."))
        assert not [found for found in self.find(cues) if found.cue_id == "1"]

    def test_it_may_stay_for_the_least_duration(self):
        short = replace(context(), speech=(Span(1000, 1100),))
        assert not list(self.check.run((cue("1", 1000, 1834, "Hm."),), short))

    def test_no_fix_that_would_hurry_the_reader(self):
        words = "x" * 42
        (found,) = self.check.run(
            (cue("1", 1000, 4500, words, words[:20]),), replace(HEARD, speech=(Span(1000, 2000),))
        )
        assert found.fix is None
        assert found.message.endswith("; but it would be too fast to read")


class TestSpeechUncovered:
    check = SpeechUncovered()

    def find(self, *cues, speech=SPEECH):
        return list(self.check.run(cues, replace(context(), speech=speech)))

    def test_says_where_and_how_long(self):
        (found,) = self.find(cue("1", 1000, 3000, "Said."))
        assert (found.start, found.measured, found.unit) == (6000, 3000, "ms")
        assert found.message.startswith("3.0 s of speech without a cue")
        assert found.cue_id == ""
        assert found.severity is Severity.WARNING

    def test_what_a_cue_leaves_over(self):
        (found,) = self.find(cue("1", 1000, 3000, "Said."), cue("2", 6000, 7500, "Half."))
        assert (found.start, found.measured) == (7500, 1500)

    def test_a_cue_without_text_covers_nothing(self):
        assert len(self.find(cue("1", 1000, 3000), cue("2", 6000, 9000, " "))) == 2
        blank = replace(cue("1", 1000, 3000), translate=False)
        assert len(self.find(blank)) == 1

    def test_short_sounds_are_left_alone(self):
        assert not self.find(speech=(Span(0, 900),))

    def test_spans_that_touch_are_one(self):
        (found,) = self.find(speech=(Span(700, 1300), Span(0, 700)))
        assert found.measured == 1300

    def test_needs_the_whole_track(self):
        assert self.check.whole_track
        assert not list(self.check.run((), context()))
