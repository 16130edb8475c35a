"""Markets in the other script of Chinese than their source: its words, character for character."""

from __future__ import annotations

import json

import pytest

from localize import chinese
from localize.drafting.pivot import Pivot
from localize.engines import TranslationRequest, TranslationUnit
from localize.formats import read_file
from localize.pipeline.choosing import drafter
from localize.pipeline.events import Notice
from localize.pipeline.same_words import SAME, reads_alike
from localize.pipeline.source_files import read_source
from localize.pipeline.translating import TranslateSettings, Translation
from localize.testing.fakes import FakeTranslationEngine, Line
from localize.timeline import Span
from tests.localize.pipeline.studio import Studio, studio
from tests.localize.pipeline.test_season_at_once import desk

__all__ = ["Studio", "desk", "studio"]

HANS = "我们去看看他们的东西。"
HANT = "我們去看看他們的東西。"
#: Written alike in both: a copy of it is its rendering.
BOTH = "你好。"


@pytest.mark.parametrize(
    ("source", "target", "text", "alike"),
    [
        ("zh", "zh-TW", HANS, False),
        ("zh", "zh-TW", HANT, True),
        ("zh", "zh-Hans", HANT, False),
        ("zh", "zh-Hans", HANS, True),
        ("zh", "zh-CN", BOTH, True),
        ("zh", "zh", HANT, True),
        ("zh-Hant", "zh-HK", HANT, True),
        ("zh-TW", "zh-CN", HANT, False),
        ("zh", "ja", HANS, False),
        ("yue-Hans", "yue-HK", HANS, False),
        ("yue-Hans", "yue", HANS, False),
        ("yue-Hans", "yue-CN", HANS, True),
        ("yue", "yue-HK", HANT, True),
        ("yue-HK", "yue-Hans", HANT, False),
        ("zh", "zh-Latn", HANS, False),
        ("yue-Latn", "yue", "Nei5 hou2.", False),
        ("zh-Latn", "zh-Latn", "Nǐ hǎo.", True),
        ("en", "en-GB", "Hello.", True),
    ],
)
def test_whether_a_text_can_stand_in_a_market(source, target, text, alike):
    assert reads_alike(source, target, text) is alike


def test_no_other_language_is_served():
    assert SAME.serves("zh", "zh-TW")
    assert SAME.serves("en", "en-GB")
    assert not SAME.serves("zh", "yue")
    assert not SAME.serves("zh", "ja")
    assert not SAME.serves("sr-Latn", "sr-Cyrl")


@pytest.mark.parametrize(
    ("source", "target"),
    [("zh", "zh-Latn"), ("zh", "zh-Bopo"), ("zh-Latn", "zh-TW"), ("zh-Latn", "zh")],
)
def test_nothing_is_converted_from_or_into_what_is_no_chinese_character(source, target):
    """Pinyin and Bopomofo spell how a character sounds."""
    assert not SAME.serves(source, target)
    assert SAME.serves("zh-Latn", "zh-Latn-TW")


def test_what_is_simplified_cantonese_is_converted_for_hong_kong():
    assert SAME.serves("yue-Hans", "yue-HK")
    units = (TranslationUnit("u", HANS, (), Span(0, 1000)),)
    (draft,) = SAME.translate([TranslationRequest("x", "yue-Hans", "yue-HK", units)])
    assert [unit.text for unit in draft.units] == [HANT]
    assert draft.provenance.parameters == (("script", "Hant"),)


def test_an_engine_that_drafts_from_one_script_into_the_other_goes_first():
    class Localizer(FakeTranslationEngine):
        def serves(self, source, target):
            return (source, target) == ("zh", "zh-TW")

    own = Localizer()
    assert drafter((own,), "zh", "zh-TW") is own
    assert drafter((own, Pivot((FakeTranslationEngine(),), "en")), "zh-CN", "zh-HK") is SAME
    assert drafter((own,), "zh", "zh-TW", named="another") is SAME
    assert drafter((own,), "zh", "ja") is None


@pytest.mark.parametrize("source", ["", "zh"])
@pytest.mark.parametrize(
    ("said", "target", "written"),
    [(HANS, "zh-TW", HANT), (HANS, "zh-Hant-HK", HANT), (HANT, "zh-Hans", HANS)],
)
def test_what_is_heard_is_written_in_the_markets_script(studio, source, said, target, written):
    studio.speech.language = "zh"
    studio.speech.lines = (Line(BOTH, 500, 2500), Line(said, 3000, 6000))
    studio.translation.pairs = frozenset({("de", "en")})
    report = studio.run(targets=(target,), source=source)
    assert report.ok, report.failed
    texts = [cue.text for cue in studio.text(f"e1.{target}.draft.srt")]
    assert texts == [BOTH, written]
    assert [cue.text for cue in studio.text("e1.zh.draft.srt")] == [BOTH, said]
    warned = [one for one in studio.told(Notice) if one.rule == "no-engine"]
    assert (not warned) is bool(source)
    manifest = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    track = manifest["episodes"][0]["tracks"][1]
    made = track["made_by"][-1]
    assert made["engine"] == "same-words"
    assert made["inputs"]
    assert made["inputs"] != track["made_by"][0]["inputs"]


@pytest.mark.parametrize(
    ("said", "typed", "target", "written"),
    [
        (HANT, "我們去看看他們的貨物。", "zh-TW", "我們去看看他們的貨物。"),
        (HANT, "我们去看看他们的货物。", "zh-TW", "我們去看看他們的貨物。"),
        (HANS, "我们去看看他们的货物。", "zh-CN", "我们去看看他们的货物。"),
        (HANS, "我们去看看他们的货物。", "zh-TW", "我們去看看他們的貨物。"),
    ],
)
def test_what_people_make_of_the_source_reaches_a_market_of_either_script(
    studio, desk, said, typed, target, written
):
    studio.speech.language = "zh"
    studio.speech.lines = (Line(BOTH, 500, 2500), Line(said, 3000, 6000))
    studio.translation.pairs = frozenset({("de", "en")})
    assert studio.run(targets=(target,), source="zh").ok
    desk().write("e1", "zh", 1, typed)
    assert studio.run(targets=(target,), source="zh").ok
    for name, line in (("e1", written), ("e2", chinese.converted(said, target))):
        texts = [cue.text for cue in studio.text(f"{name}.{target}.draft.srt")]
        assert texts == [BOTH, line]


def test_words_of_the_source_are_left_to_no_engine_for_being_peoples(studio, desk):
    studio.speech.language = "zh"
    studio.speech.lines = (Line(BOTH, 500, 2500), Line(HANT, 3000, 6000))
    studio.run(targets=("zh-TW",), source="zh")
    desk().write("e1", "zh", 0, "你好嗎？")
    studio.translation.pairs = frozenset({("zh", "zh")})
    studio.run(targets=("zh-TW",), source="zh")
    assert [cue.text for cue in studio.text("e1.zh-TW.draft.srt")] == ["你好嗎？", HANT]


@pytest.mark.parametrize(
    ("name", "text", "target", "written"),
    [
        ("ep.zh.srt", HANS, "zh-TW", HANT),
        ("ep.zh-CN.srt", HANS, "zh-HK", HANT),
        ("ep.zh.srt", HANT, "zh-Hans", HANS),
        ("ep.zh-Hant.srt", HANT, "zh", HANS),
    ],
)
def test_a_file_is_written_in_the_markets_script(tmp_path, name, text, target, written):
    path = tmp_path / name
    cues = (BOTH, text)
    path.write_text(
        "\n".join(
            f"{n}\n00:00:0{n * 3},000 --> 00:00:0{n * 3 + 2},500\n{line}\n"
            for n, line in enumerate(cues, start=1)
        ),
        "utf-8",
    )
    work = Translation(TranslateSettings(out=tmp_path / "out", targets=(target,)))
    sources = [read_source(path, "ep", "")]
    assert work.unserved(sources) == []
    (made,) = work.run(sources, lambda *_: None, lambda _: None)
    assert made.engine == "same-words"
    found = read_file(tmp_path / "out" / f"ep.{target}.draft.srt").track.cues
    assert [cue.text for cue in found] == [BOTH, written]


def test_a_file_in_the_markets_script_is_not_drafted(tmp_path):
    path = tmp_path / "ep.zh.srt"
    path.write_text(f"1\n00:00:01,000 --> 00:00:03,000\n{HANT}\n", "utf-8")
    work = Translation(TranslateSettings(out=tmp_path / "out", targets=("zh-TW",)))
    assert list(work.run([read_source(path, "ep", "")], lambda *_: None, lambda _: None)) == []
