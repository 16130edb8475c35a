"""Tracks in Chinese are in one script, by the real tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks import apply_fixes, run_checks
from localize.checks.chinese_script import TwoScripts, WrongScript
from localize.checks.tidy import tidied
from localize.engines import Term
from localize.formats import read_file
from localize.script import Track, TrackRole
from localize.testing.checks import CheckContract, context, cue

MIXED = (
    cue("1", 0, 2_000, "他们的头发很长"),
    cue("2", 2_100, 4_000, "<i>我們</i>沒有时间", "在這裡"),
    cue("3", 4_100, 6_000, "皇后来了"),
    cue("4", 6_100, 8_000, "会議を開く", "国です"),
    cue("5", 8_100, 9_000, "OK!"),
)


class TestSimplified(CheckContract):
    check = WrongScript()
    context = context("zh-Hans")
    clean = (*MIXED[:1], *MIXED[2:])
    broken = (MIXED, (cue("1", 0, 2_000, "說"),))


class TestTraditional(CheckContract):
    check = WrongScript()
    context = context("zh-TW")
    clean = (cue("1", 0, 2_000, "皇后來這裡", "老么也來"), *MIXED[3:])
    broken = (MIXED, (cue("1", 0, 2_000, "說什么"),))


class TestOfNoScript(CheckContract):
    check = TwoScripts()
    context = context("zh")
    clean = (*MIXED[:1], *MIXED[2:])
    broken = (MIXED,)


def find(locale, cues, **known):
    where = replace(context(locale), **known)
    track = Track("e", locale, TrackRole.SUBTITLE, tuple(cues))
    return run_checks(track, where, ("wrong-script", "two-scripts")), track


def fixed(locale, cues):
    findings, track = find(locale, cues)
    return [one.text for one in apply_fixes(track, findings)[0].cues]


def test_what_is_found_and_how_it_is_mended():
    findings, _ = find("zh-Hans", MIXED)
    (one,) = findings
    assert (one.rule, one.cue_id, one.measured) == ("wrong-script", "2", 4)
    assert "們沒這裡" in one.message
    assert fixed("zh-Hans", MIXED)[1] == "<i>我们</i>没有时间\n在这里"
    assert fixed("zh-TW", MIXED)[:3] == [
        "他們的頭髮很長",
        "<i>我們</i>沒有時間\n在這裡",
        "皇后來了",
    ]
    assert fixed("zh-HK", MIXED)[1].endswith("在這裡")


@pytest.mark.parametrize("locale", ["zh", "zh-Hans"])
def test_the_script_of_a_track_that_names_none_is_that_of_most_of_it(locale):
    traditional = [cue("1", 0, 900, "我們說國語"), cue("2", 1_000, 2_000, "他们听")]
    found = [(one.rule, one.cue_id) for one in find(locale, traditional)[0]]
    assert found == {"zh": [("two-scripts", "2")], "zh-Hans": [("wrong-script", "1")]}[locale]


def test_names_and_terms_may_be_in_either():
    cues = [cue("1", 0, 2_000, "張藝謀說")]
    assert [one.measured for one in find("zh-Hans", cues)[0]] == [4]
    known = find("zh-Hans", cues, known=frozenset({"張藝謀"}))[0]
    assert [one.measured for one in known] == [1]
    assert known[0].fix is not None
    assert known[0].fix.lines == ("張藝謀说",)
    terms = find("zh-Hans", cues, terms=(Term("Zhang Yimou", "張藝謀"),))[0]
    assert [one.measured for one in terms] == [1]


@pytest.mark.parametrize("locale", ["ja", "ko", "en"])
def test_other_languages_are_left_alone(locale):
    assert find(locale, MIXED)[0] == ()


def test_a_machines_draft_is_brought_to_its_script():
    track = Track("e", "zh-TW", TrackRole.SUBTITLE, MIXED)
    made = tidied(track, context("zh-TW"))
    # Chinese has no italics either.
    assert [one.text for one in made.cues][:2] == ["他們的頭髮很長", "我們沒有時間\n在這裡"]


def test_a_real_track_is_clean_in_its_script_and_not_in_the_other(shared_data):
    (place,) = shared_data.glob("subs-ableplayer/**/*zh-cn*.vtt")
    cues = read_file(place).track.cues
    assert find("zh-Hans", cues)[0] == ()
    assert find("zh", cues)[0] == ()
    found = find("zh-Hant", cues)[0]
    assert len(found) > len(cues) * 0.8
    assert all(one.fix is not None for one in found)
