"""Words of Chinese programmes in one script."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from localize import chinese
from localize.engines import ScriptLine, SpeechRequest
from localize.media import Sound
from localize.script import Word
from localize_models.speech import faster_whisper
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.writing import in_one_script

SILENCE = Sound(np.zeros(16, dtype=np.int16))


def asked(language="", **more):
    return SpeechRequest("x", SILENCE, language, **more)


def words(*texts, **more):
    return tuple(
        Word(text, 100 * n, 100 * n + 80, 1 / (n + 1), spaced=n == 0, **more)
        for n, text in enumerate(texts)
    )


def text(found):
    return "".join(" " * word.spaced + word.text for word in found).strip()


MIXED = words("我", "們", "的", "头", "发", "在", "這", "里，", "他", "们", "说", "看着")


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("zh-Hans", "zh", "我们的头发在这里，他们说看着"),
        ("zh-CN", "zh", "我们的头发在这里，他们说看着"),
        ("zh-Hant", "zh", "我們的頭髮在這裡，他們說看著"),
        ("zh-TW", "zh", "我們的頭髮在這裡，他們說看著"),
        ("zh-HK", "zh", "我們的頭髮在這裏，他們説看着"),
        ("yue", "yue", "我們的頭髮在這裏，他們説看着"),
        ("", "yue", "我們的頭髮在這裏，他們説看着"),
        # Five characters of it are simplified, two traditional.
        ("zh", "zh", "我们的头发在这里，他们说看着"),
        ("", "zh", "我们的头发在这里，他们说看着"),
    ],
)
def test_the_script_that_is_asked_for_or_prevails(language, spoken, written):
    found = in_one_script(MIXED, spoken, asked(language))
    assert text(found) == written
    assert [replace(word, text="x") for word in found] == [
        replace(word, text="x") for word in MIXED
    ]


def test_a_supplied_script_says_which_where_nobody_does():
    script = (ScriptLine("我們的頭髮"), ScriptLine("在這裡"))
    assert text(in_one_script(MIXED, "zh", asked("zh", script=script))).endswith("他們說看著")
    assert text(in_one_script(MIXED, "zh", asked("zh-Hans", script=script))).endswith("看着")


def test_names_of_the_show_stay():
    found = in_one_script(words("张艺", "谋", "说"), "zh", asked("zh-TW", terms=("张艺谋",)))
    assert [word.text for word in found] == ["张艺", "谋", "說"]


def test_words_of_other_languages_stay():
    japanese = words("会", "議", "学")
    assert in_one_script(japanese, "ja", asked("ja")) == japanese
    guests = (*words("我們", "說"), *words("会", "学", language="ja"))
    assert text(in_one_script(guests, "zh", asked("zh-Hans"))) == "我们说 会学"


@pytest.mark.parametrize(("lines", "written"), [(1, "我们说听"), (30, "我們說聽")])
def test_what_is_heard_is_traditional_where_there_is_enough_of_it(lines, written):
    found = in_one_script(words(*["我們", "說", "听"] * lines), "zh", asked())
    assert text(found) == written * lines


def test_chinese_lines_in_another_programme_are_in_one_script():
    lines = words("Yes", *["我們", "說", "听"] * 30, language="zh")
    lines = (replace(lines[0], language=""), *lines[1:])
    assert text(in_one_script(lines, "en", asked("en"))) == "Yes" + "我們說聽" * 30


def test_nothing_is_changed_where_nothing_tells():
    assert in_one_script(words("你", "好"), "zh", asked("zh")) == words("你", "好")
    assert in_one_script((), "zh", asked("zh")) == ()


@pytest.mark.model
def test_base_writes_a_recording_in_one_script(base, read, monkeypatch):
    before = []

    def watched(found, spoken, request):
        before.extend(found)
        return in_one_script(found, spoken, request)

    monkeypatch.setattr(faster_whisper, "in_one_script", watched)
    sound = read("speech-azure/zhcn_continuous_mode_sample.wav")
    with FasterWhisperEngine(base) as engine:
        (transcript,) = engine.transcribe([SpeechRequest("x", sound, "zh")])
    # Two in five of the characters that tell are in the other script.
    assert chinese.of_other_script(text(before), "Hans")
    assert chinese.of_other_script(text(transcript.words), "Hans") == ()
    # What is heard is the same under these: Whisper knows one Chinese.
    for locale, script in (("zh-Hans", "Hans"), ("zh-TW", "Hant")):
        written = in_one_script(tuple(before), "zh", asked(locale))
        assert chinese.of_other_script(text(written), script) == ()
        assert len(text(written)) == len(text(before))
        assert [replace(word, text="x") for word in written] == [
            replace(word, text="x") for word in before
        ]
    assert transcript.words == in_one_script(tuple(before), "zh", asked("zh-Hans"))


@pytest.mark.model
def test_a_supplied_script_stands_and_what_it_lacks_is_written_as_it_is(base, read, shared_data):
    place = shared_data / "speech-azure" / "zhcn_continuous_mode_sample.ref.txt"
    written = chinese.converted(place.read_text("utf-8"), "zh-Hant")
    half = ScriptLine(written[: len(written) // 2])
    sound = read("speech-azure/zhcn_continuous_mode_sample.wav")
    with FasterWhisperEngine(base) as engine:
        (transcript,) = engine.transcribe([SpeechRequest("x", sound, "zh", script=(half,))])
    assert any(one.rule == "script-placed" for one in transcript.findings)
    assert any(one.rule == "script-lacks" for one in transcript.findings)
    assert chinese.of_other_script(text(transcript.words), "Hant") == ()
    assert text(transcript.words).startswith(half.text[:8])
