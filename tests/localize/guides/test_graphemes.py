"""Grapheme clusters: after UAX #29, and against another implementation where it is installed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.guides.graphemes import clusters

#: Code points of every class that the rules tell apart, and plain ones among them. Indic letters
#: are left out: packages differ on conjuncts, so those have literal examples.
ALPHABET = (
    "ab \u0301\u200d\u200c\ufe0f👩👧❤🏽🇫🇷🇩\u1100\u1161\u11a8각가น\u0e49\u0e33\u0e35"
    "\u0600ｶ\uff9e字あ\u20e3🏴\U000e0067\U000e007f\u200b\u0903\u09c7\u1038“1"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a\u0300", ["e\u0301", "a\u0300"]),
        ("🇫🇷🇩🇪🇯", ["🇫🇷", "🇩🇪", "🇯"]),
        ("👩\u200d👧👩", ["👩\u200d👧", "👩"]),
        ("👩🏽\u200d🚀", ["👩🏽\u200d🚀"]),
        ("👩\u200d\u200d👧", ["👩\u200d\u200d", "👧"]),
        ("👩\u200c\u200d👧", ["👩\u200c\u200d👧"]),
        ("a\u200d👧", ["a\u200d", "👧"]),
        ("\u1100\u1161\u11a8\u1100", ["\u1100\u1161\u11a8", "\u1100"]),
        ("가\u11a8각\u1161", ["가\u11a8", "각", "\u1161"]),
        ("न्दी", ["न्दी"]),
        ("न\u094d\u200dद", ["न\u094d\u200dद"]),
        ("न\u094d\u200cद", ["न\u094d\u200c", "द"]),
        ("\u094dद", ["\u094d", "द"]),
        ("क्ष्म्य", ["क्ष्म्य"]),
        ("க்ஷ", ["க்", "ஷ"]),
        ("ক্ষ", ["ক্ষ"]),
        ("న్న", ["న్న"]),
        ("\u0600123", ["\u06001", "2", "3"]),
        ("น้ำ", ["น้ำ"]),
        ("a\u200b\u0301", ["a", "\u200b", "\u0301"]),
        ("က\u102b", ["က", "\u102b"]),
    ],
)
def test_clusters(text, expected):
    assert clusters(text) == expected


@given(st.text())
def test_clusters_give_the_text_back(text):
    found = clusters(text)
    assert "".join(found) == text
    assert all(found)


@given(st.text(st.sampled_from(ALPHABET), max_size=12))
def test_another_implementation_agrees(text):
    regex = pytest.importorskip(
        "regex", reason="regex comes with the dev extra's whisper-normalizer"
    )
    assert clusters(text) == regex.findall(r"\X", text)
