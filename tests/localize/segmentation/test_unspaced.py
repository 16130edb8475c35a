"""Words of languages without spaces become cues: borders between phrases, none inside a word."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import budoux
import pytest

from localize.guides.counting import count
from localize.script import Word
from localize.segmentation import segment
from localize.segmentation.lines import break_lines
from localize.syntax.phrases import tokens_of
from tests.localize.segmentation.saying import FILM, GUIDE, SLOW, lines, pieces

JAPANESE = "あなたはウェブサイトの訪問者を必要としています。しかし彼らに会うことはないでしょう。"
CHINESE = "我们一直坚信每个人都应该有机会获得高等教育。不管这种机会是来自于学习或是研究。"


@pytest.mark.parametrize(("locale", "text"), [("ja", JAPANESE), ("zh-Hans", CHINESE)])
def test_unspaced_text_breaks_between_phrases(locale: str, text: str) -> None:
    parser = (
        budoux.load_default_japanese_parser()
        if locale == "ja"
        else budoux.load_default_simplified_chinese_parser()
    )
    borders, at = set(), 0
    for phrase in parser.parse(text):
        at += len(phrase)
        borders.add(at)
    limits = replace(GUIDE.limits(locale), reading_speed=100.0)
    cues = segment(pieces(text, 1), limits, FILM, locale=locale).cues
    at = 0
    for line in (line for cue in cues for line in cue.lines):
        at += len(line)
        assert at in borders
        assert line[0] not in "、。」ー っ"
    assert at == len(text)
    assert any(cue.lines[-1].endswith("。") for cue in cues[:-1])


@pytest.mark.parametrize(("locale", "text"), [("ja", JAPANESE), ("zh-Hans", CHINESE)])
@pytest.mark.parametrize("size", [2, 3])
def test_a_phrase_border_inside_a_word_is_none(locale: str, text: str, size: int) -> None:
    limits = replace(GUIDE.limits(locale), reading_speed=100.0)
    result = segment(pieces(text, size), limits, FILM, locale=locale)
    at = 0
    for line in (line for cue in result.cues for line in cue.lines):
        at += len(line)
        assert at % size == 0 or at == len(text)
    assert result.findings == ()


def test_latin_words_in_japanese_keep_their_spaces() -> None:
    words = [
        Word("私は", 0, 400, spaced=False),
        Word("Google", 400, 800, spaced=False),
        Word("Chrome", 800, 1200, spaced=True),
        Word("を", 1200, 1300, spaced=False),
        Word("使います。", 1300, 2000, spaced=False),
    ]
    cues = segment(words, GUIDE.limits("ja"), FILM, locale="ja").cues
    assert " ".join(line for cue in cues for line in cue.lines).count("Google Chromeを") == 1


def test_korean_breaks_at_spaces_only() -> None:
    text = "그는 거의 모든 것에 정통해 있어요 그리고 컴퓨터 프로그래밍을 아주 좋아해요"
    result = lines(text, replace(GUIDE.limits("ko"), reading_speed=100.0), locale="ko")
    assert " ".join(result).replace(" / ", " ") == text


def test_thai_breaks_inside_no_word() -> None:
    text = "วันนี้อากาศดีมากฉันอยากออกไปเดินเล่นกับเพื่อนที่สวนสาธารณะใกล้บ้านของเรา"
    limits = replace(GUIDE.limits("th"), reading_speed=100.0)
    result = segment(pieces(text, 1), limits, FILM, locale="th")
    assert "".join(line for cue in result.cues for line in cue.lines) == text
    for line in (line for cue in result.cues for line in cue.lines):
        assert count(line, limits.counting) <= limits.max_line_length
        assert not unicodedata.combining(line[0])


def test_a_chinese_clause_begins_at_its_conjunction() -> None:
    text = "这种易参与性成为了大学一个很重要的因素所以我们想要的是最好的人才因为他们很重要"
    limits = replace(GUIDE.limits("zh-Hans"), reading_speed=100.0)
    cues = segment(pieces(text, 1), limits, FILM, locale="zh-Hans").cues
    assert [line for cue in cues for line in cue.lines if line.startswith("所以")]


def test_unspaced_words_of_another_language_are_not_glued_to_those_before():
    words = [Word("你好", 0, 500), Word("ok", 500, 900, spaced=False, language="en")]
    result = segment(words, SLOW, FILM, locale="zh")
    assert [cue.text for cue in result.cues] == ["你好", "ok"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("オークランド・ハーバー・ブリッジを渡った", "オークランド・ハーバー・|ブリッジを渡った"),
        ("“クリストファー・コロンブス”と言った", "“クリストファー・|コロンブス”と言った"),
        ("ジャン＝リュック・ゴダールの映画", "ジャン＝リュック・|ゴダールの映画"),
        # A particle stays with what it follows where it can.
        ("「レオナルド・ディカプ」には会った", "「レオナルド・|ディカプ」には会った"),
        ("「ウエストサイドストーリ」を見た", "「ウエストサイドストーリ」|を見た"),
        # No phrase is longer than a line, and yet two lines do not hold them whole.
        ("昨日「レオナルド・ディカプ」は会った", "昨日「レオナルド・|ディカプ」は会った"),
    ],
)
def test_a_long_name_is_parted_at_its_marks(text: str, expected: str) -> None:
    limits = GUIDE.limits("ja")
    found = break_lines(text, "ja", limits)
    assert "|".join(found) == expected
    assert max(count(line, limits.counting) for line in found) <= limits.max_line_length


def test_words_of_a_recogniser_part_at_a_bracket() -> None:
    text = "（ABCDEFGHIJKLMNOPQR）（STUVWXYZABCDEFGH）"
    words = [
        Word(scrap, i * 400, i * 400 + 400, spaced=False)
        for i, scrap in enumerate(text.replace("）（", "）|（").split("|"))
    ]
    limits = replace(GUIDE.limits("ja"), reading_speed=100.0)
    found = [line for cue in segment(words, limits, FILM, locale="ja").cues for line in cue.lines]
    assert found == ["（ABCDEFGHIJKLMNOPQR）", "（STUVWXYZABCDEFGH）"]


def test_brackets_part_words_of_unspaced_scripts_alone() -> None:
    assert [text for text, _ in tokens_of("his dog(s) don’t", "ja")] == ["his", "dog(s)", "don’t"]
    assert [text for text, _ in tokens_of("東京(日本)。次", "ja")] == ["東京", "(日本)。", "次"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行く。\u00a0", ["行く。\u00a0"]),
        ("行く。\u00a0日本へ", ["行く。", "\u00a0日本へ"]),
        ("行く \u00a0 。", ["行く", "。"]),
    ],
)
def test_a_no_break_space_is_no_word(text: str, expected: list[str]) -> None:
    assert [token for token, _ in tokens_of(text, "ja")] == expected
