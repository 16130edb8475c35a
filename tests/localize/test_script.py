"""The invariants of timed text."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize import markup
from localize.script import Cue, Placement, Provenance, Track, TrackRole, Word


def test_values_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Cue("a", 0, 1, ("x",)).start = 5


@pytest.mark.parametrize(
    "arguments",
    [
        {"id": ""},
        {"start": -1},
        {"start": 10, "end": 9},
        {"lines": ("one\ntwo",)},
        {"lines": ("one\u2028two",)},
    ],
)
def test_a_cue_that_cannot_be_is_refused(arguments):
    with pytest.raises(ValueError, match="cue"):
        Cue(**{"id": "a", "start": 0, "end": 5, "lines": ("x",), **arguments})


@pytest.mark.parametrize(
    "arguments", [{"text": " "}, {"end": 3}, {"start": -5}, {"probability": 1.5}]
)
def test_a_word_that_cannot_be_is_refused(arguments):
    with pytest.raises(ValueError, match=r"word|probability"):
        Word(**{"text": "a", "start": 5, "end": 6, **arguments})


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_text_is_nfc(text):
    cue = Cue("a", 0, 1, (text,))
    assert unicodedata.is_normalized("NFC", cue.lines[0])


def test_a_track_is_in_programme_order_and_its_ids_are_its_own():
    late, early = Cue("b", 10, 20, ("b",)), Cue("a", 0, 5, ("a",))
    assert Track("e", "en", TrackRole.SUBTITLE, (late, early)).cues == (early, late)
    with pytest.raises(ValueError, match="one id"):
        Track("e", "en", TrackRole.SUBTITLE, (late, late))


def test_placement_has_limits():
    with pytest.raises(ValueError, match="anchor"):
        Placement(anchor=0)
    with pytest.raises(ValueError, match="vertical"):
        Placement(vertical="up")


def test_a_signature_changes_with_whatever_can_change_the_result():
    one = Provenance("e", "1", "m", "abc", (("beam", "5"),), device="cpu", seconds=1.0)
    same = Provenance("e", "1", "m", "abc", (("beam", "5"),), device="cuda", seconds=9.0)
    other = Provenance("e", "1", "m", "abd", (("beam", "5"),))
    assert one.signature == same.signature == "engine:e|v:1|model:m@abc|beam:5"
    assert other.signature != one.signature


@given(st.lists(st.sampled_from(["<i>", "</i>", "<b>", "a < b", "x", "<rt>", "</rt>", "<font>"])))
def test_splitting_markup_loses_nothing(pieces):
    line = "".join(pieces)
    assert "".join(text for _, text in markup.split(line)) == line


def test_only_our_tags_are_tags():
    assert markup.strip("<i>a</i> <font> 1 < 2 <ruby>漢<rt>かん</rt></ruby>") == "a <font> 1 < 2 漢"  # noqa: B005 -- not str.strip
