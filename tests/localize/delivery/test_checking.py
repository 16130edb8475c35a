"""Findings of a track's files, and what a part of a track can say of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.delivery.checking import Measure, check_files, is_enough, narrowed, whole_rules
from localize.delivery.variants import Variant, usual_variants
from localize.script import Cue, CueKind, Placement, TrackRole
from localize.season import Market
from localize.season.model import style_guide
from localize.timeline import FrameRate

MEASURE = Measure(
    "S01E01", "fr-FR", TrackRole.SUBTITLE, Market("fr-FR"), style_guide("netflix", Path()),
    FrameRate(Fraction(25)),
)  # fmt: skip


def findings(cues, variants=None):
    return list(check_files(cues, MEASURE, variants))


def test_a_fix_is_none_that_breaks_another_file():
    """The sound between two cues is not in the full file, but is there in the SDH one."""
    cues = (
        Cue("a", 1000, 1400, ("Oui.",)),
        Cue("s", 1500, 3000, ("[il rit]",), kind=CueKind.SOUND),
        Cue("b", 4000, 6000, ("Bonsoir à tous.",)),
    )
    short = [one for _, one in findings(cues) if (one.cue_id, one.rule) == ("a", "duration-short")]
    assert len(short) == 1
    assert short[0].fix is None
    (full,) = [one for _, one in findings(cues, [Variant.FULL]) if one.rule == "duration-short"]
    assert full.fix.end > 1500


def test_no_fix_writes_a_speakers_name_into_a_cue():
    cues = (
        Cue("s", 1000, 3000, ("[il rit]",), kind=CueKind.SOUND),
        Cue("b", 4000, 9000, ("Bonsoir", " ", "à tous."), kind=CueKind.SONG, speaker="ANA"),
    )
    for variant, finding in findings(cues):
        assert finding.fix is None or finding.fix.lines is None or variant is Variant.FULL
    (fix,) = [one.fix for _, one in findings(cues) if one.rule == "lines"]
    assert fix.lines == ("Bonsoir", "à tous.")


def test_what_two_files_break_is_told_once():
    long = "Une ligne qui est bien trop longue pour l'écran, de loin."
    cues = (
        Cue("a", 1000, 6000, (long, long)),
        Cue("s", 7000, 9000, ("[il rit]",), kind=CueKind.SOUND),
    )
    found = [(variant, one.rule) for variant, one in findings(cues) if one.cue_id == "a"]
    assert found.count((Variant.FULL, "line-length")) == 2  # one a line
    assert not [one for one in found if one[0] is Variant.SDH]


_LINES = st.sampled_from(
    [(), ("Oui.",), ("Bonsoir à tous, mes amis.",), ("x" * 50, "y"), ("a", "", "b")]
)
_CUE = st.builds(
    lambda start, length, lines, kind, anchor, speaker: Cue(
        "x", start * 40, (start + length) * 40, lines, kind=kind, speaker=speaker,
        placement=Placement(anchor),
    ),
    st.integers(0, 500), st.integers(0, 80), _LINES,
    st.sampled_from(list(CueKind)), st.sampled_from([2, 2, 2, 8, 5]),
    st.sampled_from(["", "", "ANA", "BEN"]),
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(_CUE, min_size=1, max_size=14), st.data())
def test_where_a_part_is_enough_it_says_what_the_whole_says(made, data):
    ordered = sorted(made, key=lambda cue: (cue.start, cue.end))
    cues = [replace(cue, id=f"c{n}") for n, cue in enumerate(ordered)]
    first = data.draw(st.integers(0, len(cues) - 1))
    last = data.draw(st.integers(first, min(first + 2, len(cues) - 1)))
    asked = {cue.id for cue in cues[first : last + 1]}
    end = max(max(cue.end, cue.start + 1) for cue in cues[first : last + 1])
    least = sum(cue.start < end for cue in cues)
    begin = data.draw(st.integers(0, first))
    until = data.draw(st.integers(max(least, last + 1), len(cues)))
    variants = usual_variants(cues)
    part = cues[begin:until]
    ends = {"from_first": begin == 0, "to_last": until == len(cues)}
    if not is_enough(part, asked, variants, **ends):
        assert ends != {"from_first": True, "to_last": True}
        return
    assert of_part(part, asked, variants) == of_whole(cues, asked, variants)


def of_whole(cues, asked, variants):
    """What is found on some cues, but for rules that look at the whole track."""
    rules = whole_rules()
    return [
        one
        for one in findings(cues, variants)
        if one[1].cue_id in asked and one[1].rule not in rules
    ]


def of_part(cues, asked, variants):
    found = check_files(cues, MEASURE, variants, part=True)
    return [one for one in found if one[1].cue_id in asked]


@settings(max_examples=200)
@given(st.lists(_CUE, min_size=1, max_size=24), st.data())
def test_what_is_taken_of_a_whole_track_says_what_the_whole_says(made, data):
    ordered = sorted(made, key=lambda cue: (cue.start, cue.end))
    cues = tuple(replace(cue, id=f"c{number}") for number, cue in enumerate(ordered))
    asked = set(data.draw(st.lists(st.sampled_from([cue.id for cue in cues]), max_size=2)))
    variants = usual_variants(cues)
    part = narrowed(cues, asked, variants)
    assert asked <= {cue.id for cue in part}
    assert of_part(part, asked, variants) == of_whole(cues, asked, variants)


def test_little_is_taken_of_a_long_track():
    places = [Placement(2 if n % 400 else 8) for n in range(2000)]
    cues = tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2000, ("Oui.",), placement=place)
        for n, place in enumerate(places)
    )
    taken = [cue.id for cue in narrowed(cues, {"c800"}, [Variant.FULL])]
    assert {"c400", "c800", "c1200"} <= set(taken)  # the signs before and after it
    assert len(taken) < 20


def test_who_spoke_before_decides_whether_a_name_makes_a_line_too_long():
    line = "Une ligne qui tient tout juste ainsi, oui."
    cues = tuple(
        Cue(f"c{n}", n * 8000, n * 8000 + 6000, (line if n == 3 else "Oui.",), speaker=speaker)
        for n, speaker in enumerate(["ANA", "", "", "ANA", "", "BEN"])
    )
    sound = Cue("s", 60_000, 62_000, ("[il rit]",), kind=CueKind.SOUND)
    variants = usual_variants((*cues, sound))
    ends = {"from_first": False, "to_last": False}
    assert not is_enough(cues[1:], {"c3"}, variants, **ends)
    assert is_enough(cues, {"c3"}, variants, **ends)
    assert is_enough(cues[1:], {"c3"}, [Variant.FULL], **ends)
    assert [one.rule for _, one in findings((*cues, sound)) if one.cue_id == "c3"] == []
    part = [one.rule for _, one in findings((*cues[1:], sound)) if one.cue_id == "c3"]
    assert part == ["line-length"]
