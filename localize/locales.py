"""Language tags (BCP 47): normal form, what they inherit, how their script runs.

A locale is a plain ``str`` in normal form everywhere behind `normalize`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from localize.errors import LocaleError

#: Languages written from right to left (Unicode script direction of their usual script).
_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
)

#: Languages written without spaces between words.
_UNSPACED: Final = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})

#: Full-width scripts: one character is as wide as two Latin ones.
_FULL_WIDTH: Final = frozenset({"ja", "zh", "yue", "ko"})


@lru_cache(maxsize=512)
def normalize(tag: str) -> str:
    """The normal form of a language tag: ``pt_br`` → ``pt-BR``, ``zh-hant`` → ``zh-Hant``.

    Raises:
        LocaleError: not a well-formed tag, or one whose language, script or region does not exist.
    """
    import langcodes  # noqa: PLC0415 -- its tables cost 30 ms, which `--help` need not pay
    from langcodes.tag_parser import LanguageTagError  # noqa: PLC0415

    text = tag.strip().replace("_", "-")
    hint = "Write a BCP 47 tag such as en, es-419, pt-BR or zh-Hant."
    try:
        standard = langcodes.standardize_tag(text)
        valid = langcodes.tag_is_valid(standard)
    except (LanguageTagError, ValueError):
        valid, standard = False, ""
    if not text or not valid or standard == "und":
        raise LocaleError(tag, f"{tag!r} is not a language tag.", hint=hint)
    return standard


def language(locale: str) -> str:
    """The language alone: ``es-419`` → ``es``."""
    return locale.partition("-")[0]


def chain(locale: str) -> tuple[str, ...]:
    """From the most particular tag to the least: ``zh-Hant-HK``, ``zh-Hant``, ``zh``.

    A Chinese region says which script it writes (BCP 47 calls it implied), so ``zh-TW`` also looks
    under ``zh-Hant``.
    """
    parts = locale.split("-")
    tags = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    if parts[0] == "zh" and not {"Hans", "Hant"} & set(parts):
        tags.insert(len(tags) - 1, "zh-Hant" if {"TW", "HK", "MO"} & set(parts) else "zh-Hans")
    return tuple(tags)


def is_right_to_left(locale: str) -> bool:
    """Whether the script runs from right to left."""
    return language(locale) in _RIGHT_TO_LEFT


def is_unspaced(locale: str) -> bool:
    """Whether words are written without spaces between them."""
    return language(locale) in _UNSPACED


def is_full_width(locale: str) -> bool:
    """Whether the script's characters are as wide as two Latin ones."""
    return language(locale) in _FULL_WIDTH


def script(locale: str) -> str:
    """The script that a tag names or implies; empty where the language alone decides."""
    for tag in chain(locale):
        for part in tag.split("-")[1:]:
            if len(part) == 4 and part.isalpha():
                return part
    return ""


def same_writing(source: str, target: str) -> bool:
    """Whether text in ``source`` can stand as it is in a track for ``target``.

    ``en`` serves ``en-GB``; ``zh``, which does not say its script, does not serve ``zh-Hant``.
    """
    if language(source) != language(target):
        return False
    return script(target) in ("", script(source))
