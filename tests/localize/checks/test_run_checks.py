"""All checks together: found by their entry points, in programme order, fit for fixing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize import registry
from localize.checks import fix_track, run_checks
from localize.errors import UnknownNameError
from localize.findings import Severity
from localize.script import Cue, Track, TrackRole
from localize.testing.checks import context, cue

CONTEXT = context("en", "24")
HARD = (
    "duration-long",
    "duration-short",
    "empty",
    "gap",
    "line-length",
    "lines",
    "overlap",
    "reading-speed",
)

BROKEN = Track(
    "e",
    "en",
    TrackRole.SUBTITLE,
    (
        cue("a", 0, 2000, "One", "two", "three"),
        cue("b", 2042, 4000, "x" * 43),
        cue("c", 5000, 5500, "Go!"),
        cue("d", 6000, 14000, "Slow."),
        cue("e", 13000, 15000, "Over."),
        cue("f", 16000, 17000),
        cue("g", 18000, 19000, "y" * 30),
    ),
)


def test_every_check_is_called_what_it_says():
    names = registry.names(registry.CHECKS)
    assert set(HARD) <= set(names)
    assert tuple(check.name for check in registry.checks()) == names


def test_findings_in_programme_order():
    assert [(one.cue_id, one.rule) for one in run_checks(BROKEN, CONTEXT, HARD)] == [
        ("a", "gap"),
        ("a", "lines"),
        ("b", "line-length"),
        ("b", "reading-speed"),
        ("c", "duration-short"),
        ("d", "duration-long"),
        ("d", "overlap"),
        ("f", "empty"),
        ("g", "reading-speed"),
    ]


def test_chosen_checks_only():
    found = run_checks(BROKEN, CONTEXT, ["lines", "empty"])
    assert [one.rule for one in found] == ["lines", "empty"]
    assert run_checks(BROKEN, CONTEXT, []) == ()


def test_unknown_check():
    with pytest.raises(UnknownNameError, match="no check named 'gramar'"):
        run_checks(BROKEN, CONTEXT, ["gramar"])


def test_an_empty_track():
    assert run_checks(Track("e", "en", TrackRole.SUBTITLE), CONTEXT) == ()


def test_a_transcript_may_be_fast():
    verbatim = replace(BROKEN, role=TrackRole.TRANSCRIPT)
    soft = {one.rule: one.severity for one in run_checks(verbatim, CONTEXT, HARD)}
    assert soft.pop("reading-speed") is Severity.WARNING
    assert set(soft.values()) == {Severity.ERROR}
    hard = {one.severity for one in run_checks(BROKEN, CONTEXT, HARD)}
    assert hard == {Severity.ERROR}


times = st.integers(0, 30_000)


@st.composite
def tracks(draw):
    made = []
    for number in range(draw(st.integers(0, 12))):
        start = draw(times)
        lines = draw(st.lists(st.text("ab c", max_size=50), max_size=4))
        # At least a frame: without one, a cue has no reading speed until it is given time.
        length = draw(st.integers(50, 9000))
        made.append(Cue(str(number), start, start + length, tuple(lines)))
    return Track("e", "en", TrackRole.SUBTITLE, tuple(made))


@given(tracks(), st.sampled_from(["23.976", "24", "25", "29.97", "50"]))
def test_fixing_loses_nothing_and_makes_nothing_worse(track, rate):
    measures = context("en", rate)

    def check(checked):
        return run_checks(checked, measures, HARD)

    def broken(checked):
        return {(one.rule, one.cue_id) for one in check(checked)}

    fixed, applied = fix_track(track, check)
    before, after = broken(track), broken(fixed)
    assert after <= before
    assert bool(applied) == (fixed != track)
    assert not any(one.fix for one in check(fixed))
    old = {one.id: one for one in track.cues}
    assert {one.id for one in fixed.cues} == old.keys()
    for new in fixed.cues:
        assert new.start == old[new.id].start
        assert "".join(new.text.split()) == "".join(old[new.id].text.split())


#: Pieces of which every check of text finds something, in any order.
PIECES = (
    "the", "the ", "  ", "...", " ,", "word", "Café", "Ã©", "\u200b", "pаge", "3 ", "“", '"', "(",
    ")", "<i>", "</i>", "<I>", "♪", "-", "- ", "?!?!", ",,", "¿", "HELLO THERE", "www.subs.com",
    "«", "…", "?", ".", "of ", "Mr. ", " 5 ", "&amp;", "{\\an8}", "\t", "\u2009", " :", "a", "—",
    "\ufffd", "[x]",
)  # fmt: skip


@st.composite
def written(draw):
    made = []
    for number in range(draw(st.integers(1, 4))):
        lines = draw(st.lists(st.lists(st.sampled_from(PIECES), max_size=7), max_size=2))
        made.append(
            Cue(str(number), number * 3000, number * 3000 + 2800, tuple(map("".join, lines)))
        )
    return Track("e", "en", TrackRole.SUBTITLE, tuple(made))


@given(written(), st.sampled_from(["en", "es", "fr", "de", "zh-Hans", "ja", "ko", "sv"]))
def test_fixing_text_comes_to_an_end_and_makes_no_new_error(track, locale):
    measures = context(locale, sdh=True)
    track = replace(track, locale=locale)

    def check(checked):
        return run_checks(checked, measures)

    def errors(checked):
        found = check(checked)
        return {(one.rule, one.cue_id) for one in found if one.severity is Severity.ERROR}

    fixed, _ = fix_track(track, check)
    assert not any(one.fix for one in check(fixed))
    assert errors(fixed) <= errors(track)
    assert {one.id for one in fixed.cues} == {one.id for one in track.cues}


def test_a_part_leaves_out_what_needs_the_whole():
    quoted = replace(
        BROKEN, cues=(cue("a", 0, 2000, "“It goes on"), cue("b", 2500, 4000, "here.”"))
    )
    part = replace(quoted, cues=quoted.cues[:1])
    assert "quotes" in {one.rule for one in run_checks(part, CONTEXT)}
    assert "quotes" not in {one.rule for one in run_checks(part, CONTEXT, part=True)}
    assert "quotes" not in {one.rule for one in run_checks(quoted, CONTEXT)}
