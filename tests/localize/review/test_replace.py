"""Find and replace: what is found by script, what tags and readings come to, and no hanging."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import SettingsError
from localize.review.edits import apply
from localize.review.errors import RefusedError
from localize.review.pieces import plain
from localize.review.replace import Query, preview, replace_all
from localize.script import Cue


def found(text, locale="en", **query):
    cue = Cue("c1", 0, 1000, tuple(text.split("\n")))
    hits = preview([cue], Query(**query), locale=locale)
    return "\n".join(hits[0].after.lines) if hits else None


@pytest.mark.parametrize(
    ("text", "query", "after"),
    [
        ("The colour", {"find": "colour", "replace": "color"}, "The color"),
        ("The Colour", {"find": "colour", "replace": "x"}, "The x"),
        ("The Colour", {"find": "colour", "replace": "x", "case": True}, None),
        ("cat catalogue", {"find": "cat", "replace": "dog", "whole_word": True}, "dog catalogue"),
        ("I don't", {"find": "don", "replace": "x", "whole_word": True}, None),
        ("a.b axb", {"find": "a.b", "replace": "y"}, "y axb"),
        ("no <i>more</i> rain", {"find": "more", "replace": "less"}, "no <i>less</i> rain"),
        ("no <i>more</i> rain", {"find": "no more", "replace": "less"}, "less rain"),
        ("no <i>more rain</i>", {"find": "no more", "replace": "less"}, "less<i> rain</i>"),
        ("<i>no more</i> rain", {"find": "more rain", "replace": "x"}, "<i>no x</i>"),
        ("<i>go</i>", {"find": "i", "replace": "x"}, None),
        ("go\nnow", {"find": "go now", "replace": "x"}, None),
        ("go\nnow!", {"find": "go now", "replace": "x", "over_lines": True}, "x!"),
        ("gone\nnow", {"find": "gone", "replace": ""}, "now"),
        ("a b", {"find": " ", "replace": "\n"}, "a\nb"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>だ", {"find": "かんじ", "replace": "x"}, None),
        (
            "<ruby>漢字<rt>かんじ</rt></ruby>だ",
            {"find": "字", "replace": "語"},
            "<ruby>漢語<rt>かんじ</rt></ruby>だ",
        ),
        ("cafe\u0301", {"find": "e", "replace": "x"}, None),
        ("caf\u00e9", {"find": "cafe\u0301", "replace": "bar"}, "bar"),
        ("x\u0323\u0301", {"find": "x", "replace": "y"}, None),  # no composed form: still whole
        ("1999", {"find": r"(\d\d)(\d\d)", "replace": r"\2-\1", "regex": True}, "99-19"),
        ("a1 b2", {"find": r"(?P<l>[a-z])", "replace": r"\g<l>_", "regex": True}, "a_1 b_2"),
        ("abc", {"find": "x*", "replace": "y", "regex": True}, None),
        ("go\nnow", {"find": r"go\snow", "replace": "x", "regex": True}, None),
        (
            "go\nnow",
            {"find": r"go\snow", "replace": "x", "regex": True, "over_lines": True},
            "x",
        ),
        ("Ab ab", {"find": "^a", "replace": "x", "regex": True, "case": True}, None),
    ],
)
def test_found(text, query, after):
    assert found(text, **query) == after


@pytest.mark.parametrize(
    ("text", "locale", "find", "after"),
    [
        ("l'homme", "fr", "homme", "l'X"),
        ("today's man", "en", "today", None),
        ("今日は晴れ", "ja", "今日", "Xは晴れ"),
        ("ランドのラン", "ja", "ラン", "ランドのX"),
        ("สวัสดีครับ", "th", "ครับ", "สวัสดีX"),
        ("한국어를", "ko", "한국어", None),
        ("naïveté", "fr", "naïve", None),
        ("snake_case", "en", "snake", None),
    ],
)
def test_whole_words_by_script(text, locale, find, after):
    assert found(text, locale, find=find, replace="X", whole_word=True) == after


@pytest.mark.parametrize(
    ("text", "find", "after"),
    [("İzmir", "izmir", "X"), ("IRMAK", "ırmak", "X"), ("IRMAK", "irmak", None)],
)
def test_capitals_of_turkish(text, find, after):
    assert found(text, "tr", find=find, replace="X") == after


def test_a_preview_shows_where_and_an_edit_does_it():
    cues = (
        Cue("c1", 0, 1000, ("one <i>two</i>", "two")),
        Cue("c2", 2000, 3000, ("three",)),
        Cue("c3", 4000, 5000, ("two",)),
    )
    query = Query("two", "2")
    hits = preview(cues, query)
    assert [hit.cue_id for hit in hits] == ["c1", "c3"]
    assert [cues[0].text[start:end] for start, end in hits[0].spans] == ["two", "two"]
    edit = replace_all(hits, query)
    assert edit.note == "Replaced 'two' by '2': 3 places in 2 cues"
    assert [cue.lines for cue in apply(cues, edit)] == [
        ("one <i>2</i>", "2"),
        ("three",),
        ("2",),
    ]
    assert replace_all(hits[1:], query).cue_ids == ("c3",)
    assert not replace_all(preview(cues, Query("two", "two")), Query("two", "two"))


def test_a_span_over_tags_covers_them():
    cue = Cue("c1", 0, 1000, ("no <i>more</i>",))
    (hit,) = preview([cue], Query("no more"))
    assert [cue.text[start:end] for start, end in hit.spans] == ["no <i>more"]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)*c", "(.*)*x", "(?:a?){40}a{40}b"])
def test_a_pattern_that_never_ends_is_ended(pattern):
    with pytest.raises(RefusedError, match="too long"):
        preview(
            [Cue("c1", 0, 1000, ("a" * 60 + "!",))],
            Query(pattern, "x", regex=True),
            seconds=1,
        )


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "[z-a]", "(?P<x>", "(?<=a+)b"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(SettingsError, match="cannot be used"):
        preview([Cue("c1", 0, 1000, ("a",))], Query(pattern, "x", regex=True))


@pytest.mark.parametrize("new", [r"\9", r"\g<nobody>", r"\g<"])
def test_what_is_no_replacement_is_refused(new):
    with pytest.raises(SettingsError, match="cannot be used"):
        preview([Cue("c1", 0, 1000, ("a",))], Query("a", new, regex=True))


def test_a_replacement_that_swells_is_refused():
    with pytest.raises(SettingsError, match="too long"):
        preview([Cue("c1", 0, 1000, ("a" * 500,))], Query("(a+)", r"\1" * 100, regex=True))


@pytest.mark.parametrize("query", [{"find": ""}, {"find": "x" * 2001}])
def test_nothing_or_too_much_to_look_for(query):
    with pytest.raises(SettingsError):
        Query(**query)


texts = st.lists(
    st.sampled_from(
        ["a", "b", "ab", "é", " ", "<i>", "</i>", "<b>x</b>", "日", ".", "(", "\\", "A"]
    ),
    max_size=12,
).map("".join)


@given(
    texts,
    st.sampled_from(["a", "ab", ".", "(", "\\", "é", "x", "b "]),
    st.sampled_from(["", "Q", "\\1", "<"]),
)
def test_plain_text_is_replaced_as_python_does_outside_tags(text, find, new):  # fmt: skip
    cue = Cue("c1", 0, 1000, (text,))
    hits = preview([cue], Query(find, new, case=True))
    shown = plain(text)
    if not hits:
        assert find not in shown
        return
    wanted = shown.replace(find, new)
    assert " ".join(plain(hits[0].after.text).split()) == " ".join(wanted.split())
    assert unicodedata.is_normalized("NFC", hits[0].after.text)
    for style in ("<i>", "</i>", "<b>", "</b>"):
        assert hits[0].after.text.count(style) <= text.count(style)


@settings(max_examples=8)
@given(st.lists(texts, min_size=1, max_size=20))
def test_a_regular_expression_finds_what_plain_text_finds(lines):
    cues = [Cue(f"c{i}", 0, 1000, (line,)) for i, line in enumerate(lines)]
    one = preview(cues, Query("ab", "Q"))
    other = preview(cues, Query(re.escape("ab"), "Q", regex=True))
    assert one == other
