"""Which cues go into which file, and what an SDH file adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize import markup
from localize.delivery.variants import Variant, speaker_label, usual_variants, variant_cues
from localize.script import Cue, CueKind


def cue(kind, *lines, speaker="", translate=True, at=0):
    return Cue(f"{kind}{at}", at, at + 1, lines, kind, translate, speaker)


def ids(variant, cues):
    return [one.id for one in variant_cues(variant, cues)]


def test_kinds_decide_which_file_a_cue_goes_into():
    cues = [cue(kind, "Text") for kind in CueKind]
    full = ["dialogue0", "forced0", "song0", "title0", "credit0"]
    assert ids(Variant.FULL, cues) == full
    assert ids(Variant.SDH, cues) == [
        "dialogue0",
        "forced0",
        "song0",
        "sound0",
        "title0",
        "credit0",
    ]
    assert ids(Variant.FORCED, cues) == ["forced0"]


@given(st.lists(st.sampled_from(list(CueKind)), max_size=12))
def test_forced_is_part_of_full_and_full_of_sdh(kinds):
    cues = [cue(kind, "Text", at=at) for at, kind in enumerate(kinds)]
    forced, full, sdh = (set(ids(v, cues)) for v in (Variant.FORCED, Variant.FULL, Variant.SDH))
    assert forced <= full <= sdh == {one.id for one in cues}


def test_a_cue_that_shows_nothing_goes_nowhere():
    cues = [cue("dialogue", translate=False), cue("dialogue", "<i> </i>", at=1), cue("sound", at=2)]
    assert [ids(variant, cues) for variant in Variant] == [[], [], []]
    assert usual_variants(cues) == (Variant.FULL,)


def test_text_that_somebody_wrote_into_an_untranslated_cue_is_shown():
    assert ids(Variant.FULL, [cue("song", "La la", translate=False)]) == ["song0"]


def test_which_files_a_track_has_by_itself():
    assert usual_variants([cue("dialogue", "x"), cue("sound", "[x]")]) == (
        Variant.FULL,
        Variant.SDH,
    )
    assert usual_variants([cue("forced", "X")]) == (Variant.FULL, Variant.FORCED)


def test_sdh_says_who_speaks_where_another_begins_to():
    cues = [
        cue("dialogue", "<i>One</i>", "two", speaker="Ana", at=0),
        cue("dialogue", "Three", speaker="Ana", at=1),
        cue("sound", "[bang]", speaker="Ben", at=2),
        cue("dialogue", "Four", at=3),
        cue("song", "Five", speaker=" Ben \n Jr ", at=4),
        cue("dialogue", "[ANA] Six", speaker="Ana", at=5),
        cue("dialogue", "-Seven", "-Eight", speaker="Ben", at=6),
    ]
    assert [one.lines for one in variant_cues(Variant.SDH, cues)] == [
        ("[Ana] <i>One</i>", "two"),
        ("Three",),
        ("[bang]",),
        ("Four",),
        ("[Ben Jr] Five",),
        ("[ANA] Six",),
        ("-Seven", "-Eight"),
    ]
    assert variant_cues(Variant.FULL, cues)[0].lines == ("<i>One</i>", "two")


@pytest.mark.parametrize("name", ["<i>Ana</i>", "<<i>i>Ana", "A<b>na", "[Ana]", "<u>"])
def test_a_name_is_never_markup(name):
    assert not markup.TAG.search(speaker_label(name))
    (one,) = variant_cues(Variant.SDH, [cue("dialogue", "Hi", speaker=name)])
    assert markup.strip(one.lines[0]) == one.lines[0]


@given(st.text())
def test_any_name_makes_one_plain_line(name):
    label = speaker_label(name)
    assert not markup.TAG.search(label)
    assert len(label.splitlines()) <= 1
    assert "[" not in label
    assert "]" not in label
