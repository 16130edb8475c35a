"""What passes for a draft, and what does not."""

from __future__ import annotations

import pytest

from localize.drafting.nets import defect


def fault(text, source, source_locale, target_locale):
    found = defect(text, source, source_locale=source_locale, target_locale=target_locale)
    return (found.fault, found.unfit) if found else None


@pytest.mark.parametrize(
    ("english", "source", "expected"),
    [
        ("Come in.", "入って", None),
        ("No, no, no, no!", "いや、いや、いや、いや", None),
        ("Carlos Mendoza.", "Carlos Mendoza.", None),
        ("", "はい", "gave no text"),
        ("…", "はい", "gave no text"),
        ("…", "……", None),
        ("自定义的项目", "自定义的项目", "copied the source"),
        ("Control of the 食品 and the door.", "门", "copied the source"),
        ("Dobrý den, jak se máte dnes", "Dobrý den, jak se máte dnes?", "copied the source"),
        ("the cat sat the cat sat the cat sat the cat sat the cat sat", "猫", "fell into a loop"),
        ("the error, " * 20, "错误", "fell into a loop"),
        ("I know, I know.", "知ってる", None),
        ("Pi is written π.", "パイ", None),
    ],
)
def test_no_english(english, source, expected):
    found = fault(english, source, "und", "en")
    assert found == (None if expected is None else (expected, True))


@pytest.mark.parametrize(
    ("text", "source", "source_locale", "target_locale", "expected"),
    [
        ("Не знаю.", "I don't know.", "en", "ru", None),
        ("I don't know what you mean.", "I don't know what you mean.", "en", "ru", True),
        ("Я работаю в Google.", "I work at Google.", "en", "ru", None),
        ("知らない。", "I don't know.", "en", "ja", None),
        ("그건 몰라요.", "I don't know that.", "en", "ko", None),
        ("我不知道。", "I don't know.", "en", "zh-Hans", None),
        ("OK.", "OK.", "en", "ja", None),
        # Another sentence of the source's language, not a copy.
        ("What would they do with the house?", "I don't know.", "en", "es", True),
        ("No sé qué quieres decir.", "I don't know what you mean.", "en", "es", None),
        ("Wir sind in the house.", "We are in the house.", "en", "de", None),
        ("مرحبا بك", "Welcome to you", "en", "ar", None),
    ],
)
def test_left_in_another_language(text, source, source_locale, target_locale, expected):
    found = fault(text, source, source_locale, target_locale)
    assert found == (("copied the source", True) if expected else None)


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("Nació en 1984.", "She was born in 1984.", None),
        ("Nació en 1948.", "She was born in 1984.", "left out 1984"),
        ("Cuesta 1.250 euros.", "It costs 1,250 euros.", None),
        ("Tengo dos.", "I have 2.", None),
        ("Han pasado quince minutos.", "It has been 15 minutes.", None),
        ("Han pasado cinco minutos.", "It has been 15 minutes.", "left out 15"),
        ("Sí.", "Yes, and I would like you to come with me now.", "said much less than the source"),
        (
            "Sí, y además quiero que vengas conmigo ahora mismo.",
            "Yes, yes.",
            "said much more than the source",
        ),
    ],
)
def test_doubtful(text, source, expected):
    assert fault(text, source, "en", "es") == (expected and (expected, False))
