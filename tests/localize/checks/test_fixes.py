"""Applying fixes: each once, none by force, and until nothing is left to apply."""

from __future__ import annotations

from dataclasses import replace

from localize.checks import apply_fixes, fix_track, run_checks
from localize.findings import Finding, Fix, Severity
from localize.script import Track, TrackRole
from localize.testing.checks import context, cue

TRACK = Track(
    "e",
    "en",
    TrackRole.SUBTITLE,
    (cue("1", 0, 1000, "One."), cue("2", 2000, 3000, "Two.")),
)


def found(fix):
    return Finding("rule", Severity.ERROR, "message", cue_id="1", fix=fix)


def test_times_and_lines_are_applied():
    findings = [found(Fix("1", end=900)), found(Fix("2", start=1900, lines=("New.",)))]
    track, applied = apply_fixes(TRACK, findings)
    assert applied == tuple(findings)
    assert [(one.start, one.end, one.lines) for one in track.cues] == [
        (0, 900, ("One.",)),
        (1900, 3000, ("New.",)),
    ]
    assert TRACK.cues[0].end == 1000


def test_the_first_of_two_changes_of_one_value_wins():
    first, second, lines = (
        found(Fix("1", end=900)),
        found(Fix("1", end=1200)),
        found(Fix("1", lines=("X",))),
    )
    track, applied = apply_fixes(TRACK, [first, second, lines])
    assert applied == (first, lines)
    assert (track.cues[0].end, track.cues[0].lines) == (900, ("X",))


def test_two_findings_that_want_the_same_are_both_cured():
    twice = [found(Fix("1", end=900)), found(Fix("1", end=900))]
    assert apply_fixes(TRACK, twice)[1] == tuple(twice)


def test_two_neighbours_do_not_move_towards_each_other_in_one_round():
    later, sooner = found(Fix("1", end=1600)), found(Fix("2", start=1500))
    for both in ([later, sooner], [sooner, later]):
        track, applied = apply_fixes(TRACK, both)
        assert applied == (both[0],)
        assert track.cues[0].end < track.cues[1].start


def test_a_fix_breaks_no_limit_that_another_of_its_round_made_tight():
    """A cue that is too short grows, and the next may begin at the cut: not both."""
    measures = replace(context("en"), shots=(11840,))
    cues = (cue("a", 11000, 11417, "No!"), cue("b", 12000, 13500, "Come back here."))

    def check(track):
        return run_checks(track, measures)

    track, applied = fix_track(replace(TRACK, cues=cues), check)
    assert applied
    assert "gap" not in {one.rule for one in check(track)}


def test_one_cue_is_not_moved_at_both_ends_in_one_round():
    """It overlaps the next and should begin at the cut: ended and begun at once it is too short."""
    measures = replace(context("en"), shots=(1125,))
    cues = (cue("a", 1000, 2060, "Go on now."), cue("b", 1900, 4600, "And here is another."))

    def check(track):
        return run_checks(track, measures)

    track, applied = fix_track(replace(TRACK, cues=cues), check)
    assert applied
    assert "duration-short" not in {one.rule for one in check(track)}


def test_a_change_of_both_times_is_no_other_than_the_one_before():
    both, end = found(Fix("1", start=100, end=900)), found(Fix("1", end=900))
    assert apply_fixes(TRACK, [both, end])[1] == (both, end)
    assert apply_fixes(TRACK, [end, both])[1] == (end,)


def test_a_fix_that_changes_nothing_is_none():
    same = found(Fix("1", start=0, end=1000, lines=("One.",)))
    assert apply_fixes(TRACK, [same]) == (TRACK, ())
    assert fix_track(TRACK, lambda _: [same]) == (TRACK, ())


def test_findings_that_undo_each_other_stop_before_they_come_round():
    def turning(track):
        return [found(Fix("1", lines=("Two.",) if track.cues[0].lines == ("One.",) else ("One.",)))]

    track, applied = fix_track(TRACK, turning)
    assert (track.cues[0].lines, len(applied)) == (("Two.",), 1)


def test_what_cannot_be_applied_is_left_out():
    impossible = [found(None), found(Fix("9", end=5)), found(Fix("2", end=1000))]
    assert apply_fixes(TRACK, impossible) == (TRACK, ())


def test_a_cue_that_moves_is_sorted_anew():
    track, _ = apply_fixes(TRACK, [found(Fix("1", start=2500, end=2600))])
    assert [one.id for one in track.cues] == ["2", "1"]


def test_rounds_go_on_while_they_change_something():
    def shorter(track):
        end = track.cues[0].end
        return [found(Fix("1", end=end - 100))] if end > 800 else []

    track, applied = fix_track(TRACK, shorter)
    assert track.cues[0].end == 800
    assert len(applied) == 2


def test_a_check_that_is_never_content_does_not_hang():
    def never(track):
        return [found(Fix("1", end=track.cues[0].end + 1))]

    track, applied = fix_track(TRACK, never)
    assert len(applied) == track.cues[0].end - 1000 == 40
