"""Language codes of Apertium's pairs (ISO 639-3, older ones 639-1) and ours (BCP 47)."""

from __future__ import annotations

from typing import Final

#: ISO 639-1 → 639-3 of the languages that Apertium has released pairs for. Norwegian, Malay and
#: Serbo-Croatian are named as Apertium names them.
_CODES: Final = {
    "af": "afr", "an": "arg", "ar": "ara", "ast": "ast", "be": "bel", "bg": "bul", "br": "bre",
    "bs": "hbs", "ca": "cat", "cy": "cym", "da": "dan", "de": "deu", "en": "eng", "eo": "epo",
    "es": "spa", "eu": "eus", "fr": "fra", "gl": "glg", "hi": "hin", "hr": "hbs", "id": "ind",
    "is": "isl", "it": "ita", "kk": "kaz", "mk": "mkd", "ms": "zlm", "mt": "mlt", "nb": "nob",
    "nl": "nld", "nn": "nno", "no": "nob", "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sc": "srd", "sl": "slv", "sr": "hbs", "sv": "swe", "tt": "tat", "uk": "ukr",
    "ur": "urd",
}  # fmt: skip


def code_of(language: str) -> str:
    """Apertium's code of a language of ours; as it is where it has none of its own."""
    return _CODES.get(language, language)


def language_of(code: str) -> str:
    """A language of ours that has Apertium's ``code``, or ``code`` itself."""
    return next((ours for ours, theirs in _CODES.items() if theirs == code), code)
