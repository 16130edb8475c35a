"""Chinese in one script, by the real tables of OpenCC."""

from __future__ import annotations

import pytest

from localize import chinese


@pytest.mark.parametrize(
    ("locale", "script"),
    [
        ("zh", ""),
        ("zh-Hans", "Hans"),
        ("zh-Hant", "Hant"),
        ("zh-Hans-HK", "Hans"),
        ("zh-CN", "Hans"),
        ("zh-SG", "Hans"),
        ("zh-TW", "Hant"),
        ("zh-HK", "Hant"),
        ("zh-MO", "Hant"),
        ("yue", "Hant"),
        ("yue-Hans", "Hans"),
        ("yue-CN", "Hans"),
        ("ja", ""),
        ("sr-Cyrl", ""),
    ],
)
def test_what_a_locale_settles(locale, script):
    assert chinese.named_script(locale) == script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("我们说国语", "Hans"),
        ("我們說國語", "Hant"),
        ("你好", ""),
        ("Hello", ""),
        ("皇后在里", ""),  # 后 and 里 are characters of both
        ("我們說國語，他们听", "Hant"),
        ("老么", ""),
        ("涂先生", ""),
        ("這里", "Hans"),
        ("以后", "Hans"),
        ("太后到了", ""),
        ("什么", "Hans"),
        ("听到", "Hans"),
        ("户口", ""),  # Hong Kong writes 户 too
        ("說们", "Hans"),  # as many of each
    ],
)
def test_the_script_that_prevails(text, script):
    assert chinese.prevailing_script(text) == script


def test_a_locale_is_settled_by_the_text_where_it_says_nothing():
    assert chinese.settled("zh", "我們說國語") == "zh-Hant"
    assert chinese.settled("zh", "我们说国语") == "zh-Hans"
    assert chinese.settled("zh-TW", "我们说国语") == "zh-TW"
    assert chinese.settled("zh", "你好") == ""
    assert chinese.settled("ja", "会議") == ""


@pytest.mark.parametrize(
    ("text", "locale", "new"),
    [
        ("头发在里面干杯以后", "zh-Hant", "頭髮在裡面乾杯以後"),
        ("理发师发现皇后", "zh-TW", "理髮師發現皇后"),
        ("这里面", "zh-HK", "這裏面"),
        ("这里面", "yue", "這裏面"),
        ("他看着他", "zh-TW", "他看著他"),
        ("他看着这里", "zh-HK", "他看着這裏"),
        ("客户说", "zh-HK", "客户説"),
        ("客户说", "zh-TW", "客戶說"),
        ("這是什么？老么來了", "zh-TW", "這是什麼？老么來了"),
        ("衆人爲他", "zh-TW", "眾人為他"),
        ("他看著這個顯著的東西", "zh-Hans", "他看着这个显著的东西"),
        ("乾坤", "zh-Hans", "乾坤"),
        ("乾淨的頭髮", "zh-Hans", "干净的头发"),
        # Vocabulary is another matter.
        ("软件", "zh-TW", "軟件"),
        # What is in the script already stays.
        ("皇后說百里", "zh-Hant", "皇后說百里"),
        ("他写了显著的著作", "zh-Hans", "他写了显著的著作"),
        # Both in a line, and a clause of each.
        ("今天天氣很好，我们去公园里走走", "zh-Hant", "今天天氣很好，我們去公園裡走走"),
        ("今天天氣很好，我们去公园里走走", "zh-Hans", "今天天气很好，我们去公园里走走"),
        ("為什麼在裡面看著，显著的东西", "zh-Hans", "为什么在里面看着，显著的东西"),
        # Nothing says which.
        ("我们說", "zh", "我们說"),
        ("会議を開く", "ja", "会議を開く"),
        ("Hello", "zh-TW", "Hello"),
        ("", "zh-TW", ""),
    ],
)
def test_conversion(text, locale, new):
    assert chinese.converted(text, locale) == new


def test_names_stay_as_they_are():
    assert chinese.converted("张艺谋说", "zh-Hant", kept=("张艺谋", "Zhang")) == "张艺谋說"
    assert chinese.of_other_script("张艺谋说", "Hant", kept=("张艺谋",)) == ("说",)
    assert chinese.of_other_script("张艺谋说", "Hant") == ("张", "艺", "谋", "说")
    assert chinese.of_other_script("张艺谋说", "Hans") == ()


def test_parts_are_converted_in_the_context_of_those_beside_them():
    # By itself 发 becomes 發.
    assert chinese.converted_parts(["头", "发"], "zh-Hant") == ["頭", "髮"]
    assert chinese.converted_parts(["发"], "zh-Hant") == ["發"]
    assert chinese.converted_parts(["我", " A", "们"], "zh-Hant") == ["我", " A", "們"]


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant", "zh-TW", "zh-HK"])
def test_sentences_keep_their_length_and_end_up_in_one_script(shared_data, locale):
    sentences = (shared_data / "mt-flores" / "flores-dev.zh").read_text("utf-8").splitlines()
    mixed = [
        chinese.converted(sentence, "zh-Hant") if n % 2 else sentence
        for n, sentence in enumerate(sentences)
    ]
    script = chinese.named_script(locale)
    assert sum(len(chinese.of_other_script(text, script)) for text in mixed) > 4_500
    for text in mixed:
        new = chinese.converted(text, locale)
        assert len(new) == len(text)
        assert chinese.of_other_script(new, script) == ()
        assert chinese.converted(new, locale) == new
    if script == "Hans":
        # There and back, and what was not changed: 5 of 42,184 characters differ (象 for 像).
        differ = sum(
            a != b
            for old, text in zip(sentences, mixed, strict=True)
            for a, b in zip(old, chinese.converted(text, locale), strict=True)
        )
        assert differ <= 10
