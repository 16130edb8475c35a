"""Lists of allowed characters: what is in them, and bad files."""

from __future__ import annotations

import pytest

from localize.errors import SettingsError, UnknownNameError
from localize.guides import load_guide
from localize.guides.glyphs import glyph_lists, load_glyphs, read_glyphs

#: Sentences that use much of their alphabet, with the marks of their language.
SENTENCES = {
    "en": "“It’s ‘done’,” she said – for $5… {or} £4 & €3! ♪ #1 [50%] naïve café ™",
    "de": "„Größe, Öl, Übel – ‚ẞ‘?“ § 5",
    "fr": "« Où ça\u00a0? » Œuf, naïf, Ÿ, ç\u202f!",
    "es": "¿Qué? ¡Año! 1.ª, 2.º «pingüino»",
    "pt": "Não, avó; “coração”",
    "nl": "‘Eén ideeën’",
    "pl": "„Zażółć gęślą jaźń”",
    "cs": "„Příliš žluťoučký kůň“",
    "hu": "„Árvíztűrő tükörfúrógép” »x«",
    "ro": "„Țânțar, șase, mâine”",
    "tr": "İstanbul’da ığdır, çöğür, şu",
    "sv": "”Åäö”",
    "da": "“Ærø”",
    "vi": "Người Việt: ẵ ệ ỡ ữ ỹ Ơ Ư",
    "hr": "„Đak, čaša, ćup, žaba, šal“",
    "ru": "«Съешь ё, Й» „да“ № 5 за́мок",
    "uk": "«Ґанок, їжак, є, і» м’ята",
    "sr": "„Љубав, Ђак, ћуп, њива, џеп“",
    "bg": "„Щъркел, ѝ“",
    "el": "«Ξεσκεπάζω, ΐ, ΰ; τίποτα· ς»",
    "he": "״שלום״, צ׳ק, ־ ₪ \u200f!",
    "ar": "”مَرْحَبًا“، كيف؟ ١٢٣ «لا»؛",
    "hi": "नमस्ते। क्ष \u200d ₹",
    "bn": "বাংলা। ৎ ড় য়",
    "ta": "தமிழ் ஃ",
    "te": "తెలుగు",
    "th": "ภาษาไทย น้ำ ๆ ฯ ฿",
    "ja": "「今日は、『東京』へ！」ー・…ゔヴｱ ①♪～〜々〆",
    "ko": "“안녕하세요…” 뷁 ㅋㅋ 《책》",
    "zh-Hans": "“你好” 《书》 —— ……",
    "zh-Hant": "「你好」『書』ㄅ 龜",
    "yue": "「嘅咁哋」𠮶",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_the_guide_s_list_has_what_the_language_needs(tag):
    glyphs = load_glyphs(load_guide("netflix").habits(tag).glyphs)
    assert glyphs.missing(SENTENCES[tag]) == ()
    marks = load_guide("netflix").habits(tag)
    assert glyphs.missing("".join((*marks.quotes, marks.ellipsis, marks.music))) == ()


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("latin", "Привет, мир", "Привет,м"),
        ("latin", "a😀b\u200bc\ufeff", "😀\u200b\ufeff"),
        ("latin", "tab\there", "\t"),
        ("latin", "two\nlines", ""),
        ("latin", "cafe\u0301", ""),  # composed, it is é
        ("cyrillic", "今", "今"),
        ("japanese", "안녕", "안녕"),
        ("thai", "ประ\u200bเทศ", ""),
        ("bbc-broadcast", "– “Café” for €5… ♫ £5 '#'", "“é”€…♫"),
        ("bbc-online", "♫ €5 ← Café", "é"),
    ],
)
def test_what_is_missing_each_once_in_order(name, text, missing):
    expected = tuple(dict.fromkeys(char for char in missing if char != ","))
    assert load_glyphs(name).missing(text) == expected


def test_every_list_is_sourced_and_holds_the_common_ones():
    common = load_glyphs("common")
    assert "a" not in common
    for name in glyph_lists():
        glyphs = load_glyphs(name)
        assert glyphs.source
        assert glyphs.title
        assert all(first <= last for first, last in glyphs.ranges)
        followed = list(zip(glyphs.ranges, glyphs.ranges[1:], strict=False))
        assert all(before[1] + 1 < after[0] for before, after in followed)
        if not name.startswith("bbc-"):
            assert glyphs.missing("0129 .,:;!?'\"-–—…()[]♪") == ()


def test_unknown_list():
    with pytest.raises(UnknownNameError, match=r"named 'klingon'; there are: arabic"):
        load_glyphs("klingon")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title", "is not TOML"),
        ('title = "x"\nsource = ["y"]\nblock = []', "block: there is no such key"),
        ('source = ["y"]', "title: must be a text"),
        ('title = "x"', "source: is missing"),
        ('title = "x"\nsource = "y"', "source: must be a list of texts"),
        ('title = "x"\nsource = ["y"]\nblocks = ["a-z"]', "such as '0020-007E', not 'a-z'"),
        ('title = "x"\nsource = ["y"]\nblocks = ["0030-0020"]', "is no range of code points"),
        ('title = "x"\nsource = ["y"]\ncharacters = [3]', "characters: must be a list of texts"),
        ('title = "x"\nsource = ["y"]\ninclude = ["elvish"]', "named 'elvish'"),
    ],
)
def test_bad_lists(text, problem):
    with pytest.raises(SettingsError) as caught:
        read_glyphs("mine", text)
    assert problem in str(caught.value)
