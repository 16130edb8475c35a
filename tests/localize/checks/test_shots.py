"""Ends of cues near shot changes, by the Netflix guide's zones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks import fix_track, run_checks
from localize.checks.shots import ShotIn, ShotOut, ShotStraddle
from localize.findings import Fix, Severity
from localize.script import CueKind, Track, TrackRole
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import Span

if TYPE_CHECKING:
    from localize.engines import CheckContext

#: Frame 240 at 24 frames a second.
CHANGE = 10_000
ENDS = ("shot-in", "shot-out", "gap", "overlap", "gap-bridge")


def near(*shots: int, rate: str = "24", speech: tuple[Span, ...] | None = None) -> CheckContext:
    return replace(context(rate=rate), shots=shots or (CHANGE,), speech=speech)


def at(frame: int) -> int:
    return round(frame * 1000 / 24)


class TestShotIn(CheckContract):
    check = ShotIn()
    context = near()
    clean = (
        cue("1", at(240 - 12), at(238), "Twelve frames before."),
        cue("2", at(240), at(300), "On it."),
        cue("3", at(240 + 12), at(320), "Twelve frames after."),
    )
    broken = (
        (cue("1", at(241), at(300), "One frame late."),),
        (cue("1", at(251), at(300), "Eleven frames late."),),
        (cue("1", at(239), at(300), "One frame early."),),
        (cue("1", at(230), at(300), "In the green zone."),),
        (cue("1", at(200), at(239), "There."), cue("2", at(242), at(300), "No room.")),
    )

    def test_no_word_is_shown_before_it_is_said(self):
        late = cue("1", at(245), at(300), "Five frames late.")
        first_word = replace(self.context, speech=(Span(at(245), at(290)),))
        (found,) = self.check.run((late,), first_word)
        assert found.severity is Severity.NOTE
        assert found.fix is None
        assert found.message.endswith("but its first word comes later")
        # Speech that begins with the shot: the cue is late, and moves.
        (found,) = self.check.run((late,), replace(self.context, speech=(Span(at(241), at(290)),)))
        assert found.severity is Severity.WARNING
        assert found.fix.start == at(240)

    @pytest.mark.parametrize(
        ("frame", "message", "to"),
        [
            (
                245,
                "comes 5 frames after a shot change: start it 5 frames earlier, on the change",
                240,
            ),
            (
                237,
                "comes 3 frames before a shot change: start it 3 frames later, on the change",
                240,
            ),
            (
                229,
                (
                    "comes 11 frames before a shot change: "
                    "start it 1 frame earlier, 12 frames before it"
                ),
                228,
            ),
        ],
    )
    def test_says_what_to_do_in_frames(self, frame, message, to):
        (found,) = self.find((cue("1", at(frame), at(320), "Words."),))
        assert found.message == message
        assert found.severity is Severity.WARNING
        assert found.fix == Fix("1", start=at(to))
        assert (found.measured, found.unit) == (frame - 240, "frames")

    def test_the_cue_before_must_go_first(self):
        cues = (cue("1", at(200), at(241), "There."), cue("2", at(244), at(300), "No room."))
        (found,) = self.find(cues)
        assert found.cue_id == "2"
        assert found.fix is None
        assert "the cue before is still there" in found.message

    def test_between_quick_changes_the_nearest_wins(self):
        quick = near(at(240), at(250))
        (found,) = self.check.run((cue("1", at(243), at(300), "Words."),), quick)
        assert found.fix == Fix("1", start=at(240))
        (found,) = self.check.run((cue("1", at(248), at(300), "Words."),), quick)
        assert found.fix == Fix("1", start=at(250))

    def test_zones_grow_with_the_rate(self):
        late = cue("1", CHANGE + 14 * 40, CHANGE + 4000, "Words.")
        assert not list(self.check.run((late,), near(rate="25")))
        late = cue("1", CHANGE + 14 * 20, CHANGE + 4000, "Words.")
        (found,) = self.check.run((late,), near(rate="50"))
        assert found.measured == 14

    def test_nothing_is_asked_without_changes_or_zones(self):
        late = (cue("1", at(241), at(300), "Late."),)
        assert not list(self.check.run(late, context()))
        limits = replace(context().limits, shots=None)
        assert not list(self.check.run(late, replace(near(), limits=limits)))


class TestShotOut(CheckContract):
    check = ShotOut()
    context = near()
    clean = (
        cue("1", at(180), at(228), "Twelve frames before."),
        cue("2", at(181), at(238), "Two frames before."),
        cue("3", at(182), at(252), "Twelve frames after."),
    )
    broken = (
        (cue("1", at(180), at(240), "On it."),),
        (cue("1", at(180), at(239), "One frame before."),),
        (cue("1", at(180), at(233), "Seven frames before."),),
        (cue("1", at(180), at(245), "Five frames after."),),
    )

    @pytest.mark.parametrize(
        ("frame", "to"), [(233, 238), (239, 238), (240, 238), (241, 238), (251, 238)]
    )
    def test_goes_two_frames_before_the_change(self, frame, to):
        (found,) = self.find((cue("1", at(180), at(frame), "Words."),))
        assert found.fix == Fix("1", end=at(to))

    def test_stays_on_where_it_would_be_too_short(self):
        (found,) = self.find((cue("1", at(225), at(246), "Words."),))
        assert found.fix == Fix("1", end=at(252))
        assert found.message.endswith("end it 6 frames later, 12 frames after it")

    def test_stays_on_where_somebody_still_speaks(self):
        talk = near(speech=(Span(at(180), at(246)),))
        (found,) = self.check.run((cue("1", at(180), at(247), "Words."),), talk)
        assert found.fix == Fix("1", end=at(252))

    def test_says_why_there_is_no_fix(self):
        talk = near(speech=(Span(at(180), at(246)),))
        cues = (cue("1", at(180), at(247), "Words."), cue("2", at(250), at(300), "Next."))
        (found,) = self.check.run(cues, talk)
        assert found.fix is None
        assert found.message.endswith("2 frames before it; but somebody still speaks")

    def test_a_chained_cue_goes_when_the_next_comes(self):
        cues = (cue("1", at(180), at(246), "One."), cue("2", at(248), at(320), "Two."))
        assert not self.find(cues)


class TestShotStraddle(CheckContract):
    check = ShotStraddle()
    context = near(speech=(Span(at(190), at(236)), Span(at(400), at(440))))
    clean = (cue("1", at(190), at(238), "Before."),)
    broken = ((cue("1", at(190), at(270), "It ends long before."),),)

    def test_ends_before_the_change(self):
        (found,) = self.find(self.broken[0])
        assert found.severity is Severity.NOTE
        assert found.fix == Fix("1", end=at(238))

    def test_begins_on_the_change(self):
        after = near(speech=(Span(at(241), at(290)),))
        (found,) = self.check.run((cue("1", at(200), at(300), "It begins long after."),), after)
        assert found.fix == Fix("1", start=at(240))

    @pytest.mark.parametrize("speech", [(Span(at(190), at(262)),), (), None])
    def test_speech_on_both_sides_none_or_unknown(self, speech):
        known = near(speech=speech)
        assert not list(self.check.run(self.broken[0], known))

    def test_a_title_may_stand(self):
        title = replace(self.broken[0][0], kind=CueKind.TITLE)
        assert not self.find((title,))


cues_anywhere = st.lists(st.tuples(st.integers(20, 90), st.integers(0, 30)), min_size=1, max_size=8)


@given(cues_anywhere, st.lists(st.integers(0, 700), max_size=8), st.sampled_from(["24", "25"]))
def test_fixes_settle_and_make_no_hard_error(shapes, changes, rate):
    at_rate = replace(
        context(rate=rate), shots=tuple(sorted({at_frame * 40 for at_frame in changes}))
    )
    cues, now = [], 0
    for number, (length, gap) in enumerate(shapes):
        start = now + gap + 2
        cues.append(cue(str(number), start * 40, (start + length) * 40, "Words."))
        now = start + length
    track = Track("test", "en", TrackRole.SUBTITLE, tuple(cues))

    def hard(some: Track) -> set[tuple[str, str]]:
        found = run_checks(some, at_rate, ("gap", "overlap", "duration-short", "reading-speed"))
        return {(one.cue_id, one.rule) for one in found}

    fixed, _ = fix_track(track, lambda some: run_checks(some, at_rate, ENDS))
    assert hard(fixed) <= hard(track)
    assert [one.lines for one in fixed.cues] == [one.lines for one in track.cues]
