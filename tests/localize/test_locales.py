"""Language tags: one normal form, and what each inherits."""

from __future__ import annotations

import pytest

from localize import locales
from localize.errors import LocaleError


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("ES-419", "es-419"),
        ("jpn", "ja"),
        (" en ", "en"),
    ],
)
def test_normal_form(given, normal):
    assert locales.normalize(given) == normal
    assert locales.normalize(normal) == normal


@pytest.mark.parametrize("tag", ["", "klingon", "xx", "en/../..", "en us", "und", "🙂", "e", "-en"])
def test_what_is_no_tag_is_refused_with_a_hint(tag):
    with pytest.raises(LocaleError, match="language tag") as caught:
        locales.normalize(tag)
    assert caught.value.hint
    assert caught.value.tag == tag


@pytest.mark.parametrize(
    ("locale", "chain"),
    [
        ("es-419", ("es-419", "es")),
        ("zh-TW", ("zh-TW", "zh-Hant", "zh")),
        ("zh-CN", ("zh-CN", "zh-Hans", "zh")),
        ("zh-Hant-HK", ("zh-Hant-HK", "zh-Hant", "zh")),
        ("en", ("en",)),
    ],
)
def test_chain(locale, chain):
    assert locales.chain(locale) == chain


@pytest.mark.parametrize(
    ("source", "target", "same"),
    [
        ("en", "en-GB", True),
        ("es", "es-419", True),
        ("zh", "zh-Hant", False),
        ("zh-CN", "zh-Hans", True),
        ("zh-TW", "zh-Hans", False),
        ("ja", "en", False),
        ("sr", "sr-Latn", False),
    ],
)
def test_which_text_can_stand_for_which_market(source, target, same):
    assert locales.same_writing(source, target) is same


def test_direction_and_width():
    assert locales.is_right_to_left("ar-EG")
    assert not locales.is_right_to_left("en")
    assert locales.is_unspaced("ja")
    assert not locales.is_unspaced("ko")
    assert locales.is_full_width("ko")
