"""Languages as people write them over a column: "French", "Français", "Portuguese (Brazil)".

The English and the own names are those of the languages that subtitles are made in; whatever else
stands over a column must be a tag. A country, a part of the world or a script may stand before or
after, or both: "Canadian French", "Spanish - Latin America", "Brazilian Portuguese (BR)".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from localize.errors import LocaleError
from localize.locales import language, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Tag → English names and own names.
_LANGUAGES: Final = {
    "af": ("Afrikaans",),
    "sq": ("Albanian", "Shqip"),
    "am": ("Amharic", "አማርኛ"),
    "ar": ("Arabic", "Modern Standard Arabic", "العربية"),
    "hy": ("Armenian", "Հայերեն"),
    "az": ("Azerbaijani", "Azeri", "Azərbaycan", "Azərbaycanca"),
    "eu": ("Basque", "Euskara"),
    "be": ("Belarusian", "Беларуская"),
    "bn": ("Bengali", "Bangla", "বাংলা"),
    "bs": ("Bosnian", "Bosanski"),
    "bg": ("Bulgarian", "Български"),
    "my": ("Burmese", "မြန်မာ"),
    "yue": ("Cantonese", "廣東話", "粵語", "粤语"),
    "ca": ("Catalan", "Català"),
    "zh": ("Chinese", "Mandarin", "中文", "汉语", "漢語"),
    "zh-Hans": ("简体中文", "简中"),
    "zh-Hant": ("繁體中文", "繁体中文", "繁中"),
    "hr": ("Croatian", "Hrvatski"),
    "cs": ("Czech", "Čeština", "Česky"),
    "da": ("Danish", "Dansk"),
    "nl": ("Dutch", "Nederlands"),
    "nl-BE": ("Flemish", "Vlaams"),
    "en": ("English",),
    "et": ("Estonian", "Eesti"),
    "fil": ("Filipino", "Tagalog"),
    "fi": ("Finnish", "Suomi"),
    "fr": ("French", "Français"),
    "gl": ("Galician", "Galego"),
    "ka": ("Georgian", "ქართული"),
    "de": ("German", "Deutsch"),
    "el": ("Greek", "Ελληνικά"),
    "gu": ("Gujarati", "ગુજરાતી"),
    "he": ("Hebrew", "עברית"),
    "hi": ("Hindi", "हिन्दी", "हिंदी"),
    "hu": ("Hungarian", "Magyar"),
    "is": ("Icelandic", "Íslenska"),
    "id": ("Indonesian", "Bahasa Indonesia"),
    "ga": ("Irish", "Gaeilge"),
    "it": ("Italian", "Italiano"),
    "ja": ("Japanese", "日本語"),
    "kn": ("Kannada", "ಕನ್ನಡ"),
    "kk": ("Kazakh", "Қазақша", "Қазақ тілі"),
    "km": ("Khmer", "ខ្មែរ"),
    "ko": ("Korean", "한국어"),
    "lo": ("Lao", "ລາວ"),
    "lv": ("Latvian", "Latviešu"),
    "lt": ("Lithuanian", "Lietuvių"),
    "mk": ("Macedonian", "Македонски"),
    "ms": ("Malay", "Bahasa Melayu"),
    "ml": ("Malayalam", "മലയാളം"),
    "mr": ("Marathi", "मराठी"),
    "mn": ("Mongolian", "Монгол"),
    "ne": ("Nepali", "नेपाली"),
    "no": ("Norwegian", "Norsk"),
    "nb": ("Norwegian Bokmål", "Bokmål", "Norsk bokmål"),
    "nn": ("Norwegian Nynorsk", "Nynorsk", "Norsk nynorsk"),
    "fa": ("Persian", "Farsi", "فارسی"),
    "pl": ("Polish", "Polski"),
    "pt": ("Portuguese", "Português"),
    "pa": ("Punjabi", "ਪੰਜਾਬੀ"),
    "ro": ("Romanian", "Română"),
    "ru": ("Russian", "Русский"),
    "sr": ("Serbian", "Српски", "Srpski"),
    "si": ("Sinhala", "සිංහල"),
    "sk": ("Slovak", "Slovenčina", "Slovensky"),
    "sl": ("Slovenian", "Slovene", "Slovenščina", "Slovensko"),
    "es": ("Spanish", "Español"),
    "es-ES": ("Castilian", "Castilian Spanish", "Castellano"),
    "sw": ("Swahili", "Kiswahili"),
    "sv": ("Swedish", "Svenska"),
    "ta": ("Tamil", "தமிழ்"),
    "te": ("Telugu", "తెలుగు"),
    "th": ("Thai", "ไทย", "ภาษาไทย"),
    "tr": ("Turkish", "Türkçe"),
    "uk": ("Ukrainian", "Українська"),
    "ur": ("Urdu", "اردو"),
    "uz": ("Uzbek", "Oʻzbekcha", "O'zbekcha"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "cy": ("Welsh", "Cymraeg"),
    "zu": ("Zulu", "isiZulu"),
}
#: Part of a tag → what people call it.
_PARTS: Final = {
    "Hans": ("Hans", "Simplified", "简体", "簡體"),
    "Hant": ("Hant", "Traditional", "繁體", "繁体"),
    "Latn": ("Latin",),
    "Cyrl": ("Cyrillic",),
    "419": ("Latin America", "Latin American", "LatAm", "Latinoamérica", "América Latina"),
    "AR": ("Argentina", "Argentinian"),
    "AT": ("Austria", "Austrian", "Österreich"),
    "AU": ("Australia", "Australian"),
    "BE": ("Belgium", "Belgian", "Belgique", "België"),
    "BR": ("Brazil", "Brazilian", "Brasil"),
    "CA": ("Canada", "Canadian", "Québec", "Quebec"),
    "CH": ("Switzerland", "Swiss", "Schweiz", "Suisse"),
    "CN": ("China", "Mainland China", "中国"),
    "CO": ("Colombia", "Colombian"),
    "DE": ("Germany", "Deutschland"),
    "EG": ("Egypt", "Egyptian"),
    "ES": ("Spain", "España"),
    "FR": ("France", "Parisian"),
    "GB": ("UK", "United Kingdom", "Great Britain", "British"),
    "HK": ("Hong Kong", "香港"),
    "IE": ("Ireland",),
    "IN": ("India", "Indian"),
    "IT": ("Italy", "Italia"),
    "JP": ("Japan",),
    "KR": ("Korea", "South Korea"),
    "MX": ("Mexico", "Mexican", "México"),
    "NL": ("Netherlands", "Nederland"),
    "PT": ("Portugal",),
    "SA": ("Saudi Arabia",),
    "SG": ("Singapore",),
    "TW": ("Taiwan", "Taiwanese", "台灣", "臺灣"),
    "US": ("USA", "United States", "American"),
}
#: Where a language that is spoken on other continents too is at home: "European Portuguese".
_EUROPEAN: Final = {"es": "ES", "fr": "FR", "pt": "PT"}
#: Languages whose own code is that of a country where they are at home too, so that "Spanish (ES)"
#: is Spain's (CLDR's likely subtags, and Portugal). Elsewhere it is chance: UK is no code of
#: Ukraine, SV is El Salvador.
_AT_HOME: Final = frozenset(
    (
        *("az", "bg", "de", "es", "fi", "fr", "hr", "hu", "id", "is", "it", "lt", "lv"),
        *("mk", "mn", "nl", "no", "pl", "pt", "ro", "ru", "sk", "th", "tr", "uz"),
    )
)
#: Words of the longest name ("Modern Standard Arabic").
_LONGEST: Final = 3
#: Words among which a language is looked for: a paragraph is none, and would take long.
_MOST: Final = 12
_BETWEEN: Final = re.compile(r"[\s()（）\[\],/–—:-]+")


def locale_named(text: str) -> str:
    """The tag, in normal form, of a language that is called by its name; empty for all else.

    What stands before the name and what stands after it must agree: "Brazilian Portuguese (BR)".
    """
    words = _words(text)
    if len(words) > _MOST:
        return ""
    for start, stop in _runs(words):
        tag = _tags().get(_folded(words[start:stop]), "")
        before = _parts(words[:start], tag) if tag else None
        after = _parts(words[stop:], tag) if tag else None
        if before is not None and after is not None:
            return _joined(tag, (*before, *after))
    return ""


def names_language(text: str) -> bool:
    """Whether a text holds a language's name among other words, or a variant's: "LatAm version"."""
    words = _words(text)
    runs = (_folded(words[start:stop]) for start, stop in _runs(words))
    return any(run in _tags() or run in _called() for run in runs)


def has_name(locale: str) -> bool:
    """Whether the language of a tag is one of those that are known by name."""
    return language(locale) in {language(tag) for tag in _LANGUAGES}


def _runs(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a name may stand among words, the longest first: start and stop."""
    for count in range(min(len(words), _LONGEST), 0, -1):
        for start in range(len(words) - count + 1):
            yield start, start + count


def _joined(tag: str, parts: tuple[str, ...]) -> str:
    """A tag with parts, each said once, scripts first; empty where two of a kind contradict."""
    own = tag.split("-")
    further = [part for part in dict.fromkeys(parts) if part not in own]
    try:
        return normalize("-".join((tag, *sorted(further, key=lambda part: len(part) != 4))))
    except LocaleError:
        return ""


def _parts(words: tuple[str, ...], tag: str) -> tuple[str, ...] | None:
    """What words beside a language's name add to its tag; None where they are other words."""
    if not words:
        return ()
    for count in range(len(words), 0, -1):
        part = _part(words[:count], tag)
        rest = None if part is None else _parts(words[count:], tag)
        if part is not None and rest is not None:
            return (part, *rest) if part else rest
    return None


def _part(words: tuple[str, ...], tag: str) -> str | None:
    folded, code = _folded(words), language(tag)
    if words == (code,) or (folded == code and code not in _AT_HOME):
        return ""  # "French (fr)", "Ukrainian (UK)"
    if folded in ("europe", "european"):
        return _EUROPEAN.get(tag, "")
    known = _called().get(folded)
    if known is None and len(words) == 1:
        word = words[0]
        return word if word == "419" or (len(word) == 2 and word.isupper()) else None
    return known


def _words(text: str) -> tuple[str, ...]:
    kept = unicodedata.normalize("NFC", text)
    return tuple(word for word in _BETWEEN.split(kept) if word)


def _folded(words: tuple[str, ...]) -> str:
    return " ".join(words).casefold()


@cache
def _tags() -> dict[str, str]:
    return {_folded(_words(name)): tag for tag, names in _LANGUAGES.items() for name in names}


@cache
def _called() -> dict[str, str]:
    return {_folded(_words(name)): part for part, names in _PARTS.items() for name in names}
