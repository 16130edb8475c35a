"""Chinese in one script: which of the two a text is in, and how it is brought to the other.

Simplified (``Hans``) and traditional (``Hant``) characters are told apart by those that only one of
them has. A text is converted character by character, each in the context of its phrase, so that it
keeps its length and everything that points into it stays where it is. The tables are OpenCC's
(Apache-2.0); they are read when Chinese is met.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from localize import locales

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HANS: Final = "Hans"
HANT: Final = "Hant"

_CHINESE: Final = frozenset({"zh", "yue"})
_TRADITIONAL_REGIONS: Final = frozenset({"TW", "HK", "MO"})
#: CJK Unified Ideographs and their Extension A (Unicode 16): what the tables are asked about.
_IDEOGRAPHS: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
#: Where the characters in common use are encoded: GB 2312 has the 3,755 commonest in rows 16 to 55,
#: Big5 the 5,401 commonest from A440 to C67E. What is common in both scripts is of neither: 后
#: is "empress" in one and "after" in the other.
_COMMON: Final = {
    HANS: ("gb2312", b"\xb0\xa1", b"\xd7\xf9"),
    HANT: ("big5", b"\xa4\x40", b"\xc6\x7e"),
}
#: In the common part of Big5 for what they meant once, and read by everybody as the simplified
#: forms of 聽 壞 兒 蟲 願 薦 撲 today (both meanings: Unihan, kDefinition, kTraditionalVariant).
_OBSOLETE: Final = frozenset("听坏儿虫愿荐扑")
#: Beyond the common part of Big5, and yet written in traditional text: 公厘, the surname 涂, 熏,
#: 栖身, 蚝, 海淀.
_OF_BOTH: Final = frozenset("厘涂熏栖蚝淀")
#: Characters of both scripts where they plainly stand for 麼, 裡 and 後, in the commonest words.
_PLAINLY: Final = re.compile(
    "(?<=[什甚怎那这這多要])么|(?<=[这這那哪])里|(?<=[以之然最])后|(?<![皇太王])后(?=[来來面])"
)
#: OpenCC's names of the regional forms of characters.
_FORMS: Final = {"TW": "tw", "HK": "hk", "MO": "hk"}
#: A clause ends here; a phrase of OpenCC's is never longer.
_CLAUSE: Final = re.compile("[^\\s。，、！？；：,.!?;:]+")


class _Converter(Protocol):
    """What is used of OpenCC's."""

    def convert(self, text: str) -> str:
        """The text, converted."""


class _Distinct(NamedTuple):
    """Characters that are of one script alone."""

    hans: frozenset[str]
    hant: frozenset[str]


def is_chinese(locale: str) -> bool:
    """Whether a locale is written in one of the two scripts (``zh``, ``yue``)."""
    return locales.language(locale) in _CHINESE


def named_script(locale: str) -> str:
    """The script that a Chinese locale settles; empty where it leaves it open, as ``zh`` does.

    A region settles it (BCP 47 calls the script implied), and so does Cantonese, which is written
    in traditional characters unless its tag says otherwise (CLDR, likely subtags).
    """
    parts = locale.split("-")
    if parts[0] not in _CHINESE:
        return ""
    for script in (HANS, HANT):
        if script in parts:
            return script
    if parts[0] == "yue":
        return HANS if "CN" in parts else HANT
    if len(parts) == 1:
        return ""
    return HANT if _TRADITIONAL_REGIONS & set(parts) else HANS


def prevailing_script(text: str) -> str:
    """The script that most of a text's distinguishing characters are of; empty where none is.

    Where both have as many it is the simplified one, which more people write.
    """
    told = [script for _, script in _telling(text)]
    hant = told.count(HANT)
    if not told:
        return ""
    return HANT if hant > len(told) - hant else HANS


def settled(locale: str, text: str) -> str:
    """A Chinese locale that settles its script: as it is, or by the text where it leaves it open.

    Empty for other languages, and where neither tells.
    """
    if not is_chinese(locale):
        return ""
    if named_script(locale):
        return locale
    script = prevailing_script(text)
    return f"{locale}-{script}" if script else ""


def of_other_script(text: str, script: str, kept: Sequence[str] = ()) -> tuple[str, ...]:
    """The characters of a text that only the other script has, in order, each as often as it is.

    Args:
        text: the text.
        script: ``Hans`` or ``Hant``: the script that it ought to be in.
        kept: words that may be in either, such as names of the show.
    """
    left = _places_of(text, kept)
    return tuple(text[at] for at, told in _telling(text) if told != script and at not in left)


def converted(text: str, locale: str, kept: Sequence[str] = ()) -> str:
    """A text in the script of a locale, character for character: its length stays.

    Characters that both scripts use change only where the nearest character that tells is of the
    other script, or none tells: 里 becomes 裡 in simplified text, and stays what it is in
    traditional text. Only characters are converted, no vocabulary: 软件 becomes 軟件 for Taiwan
    too, not 軟體. Taiwan's and Hong Kong's forms (``zh-TW``, ``zh-HK``) are taken throughout where
    the locale names the region; a locale that names none is given Taiwan's (CLDR, likely subtags:
    ``zh-Hant`` is ``zh-Hant-TW``, ``yue`` is ``yue-Hant-HK``) where something changes.

    Args:
        text: the text.
        locale: a Chinese one that settles its script (`settled`); with any other nothing changes.
        kept: words that stay as they are, such as names of the show.
    """
    script = named_script(locale)
    if not script or not _HAN.search(text):
        return text
    region = next((part for part in locale.split("-")[1:] if part in _FORMS), "")
    new = _whole(text, script, region or ("HK" if locales.language(locale) == "yue" else "TW"))
    own = _same_length(text, f"t2{_FORMS[region]}") if script == HANT and region else text
    sides, left = _sides(text), _places_of(text, kept)
    return "".join(
        char if at in left else (own[at] if sides[at] == script else new[at])
        for at, char in enumerate(text)
    )


def converted_parts(parts: Iterable[str], locale: str, kept: Sequence[str] = ()) -> list[str]:
    """Parts of one text in the script of a locale, each in the context of those beside it.

    Args:
        parts: what stands side by side, such as words, with the spaces between them.
        locale: as `converted`.
        kept: as `converted`; they may reach over several parts.
    """
    given = list(parts)
    whole = converted("".join(given), locale, kept)
    found: list[str] = []
    at = 0
    for part in given:
        found.append(whole[at : at + len(part)])
        at += len(part)
    return found


def _whole(text: str, script: str, region: str) -> str:
    """All of a text in a script, as if nothing of it were in that script yet."""
    # OpenCC's phrases are of one script, and the text may be of both.
    simplified = _same_length(text, "t2s")
    traditional = _same_length(simplified, f"s2{_FORMS[region]}")
    # Back again: 看著 is 看着 in simplified characters and 显著 is not 显着, which only the phrases
    # of traditional text tell.
    return traditional if script == HANT else _same_length(traditional, f"{_FORMS[region]}2s")


def _telling(text: str) -> list[tuple[int, str]]:
    """The places of characters that only one script has, in order, each with that script."""
    distinct = _distinct()
    told = [
        (at, HANS if char in distinct.hans else HANT)
        for at, char in enumerate(text)
        if char in distinct.hans or char in distinct.hant
    ]
    plain = [(match.start(), HANS) for match in _PLAINLY.finditer(text)]
    return sorted([*told, *plain])


def _sides(text: str) -> list[str]:
    """For each character the script of the nearest one that tells, the earlier where two are.

    Those of its own clause come first: a window of a recogniser's is in one script, and the next
    may be in the other.
    """
    told = _telling(text)
    sides = _nearest(range(len(text)), told)
    for clause in _CLAUSE.finditer(text):
        own = told[bisect_left(told, (clause.start(),)) : bisect_left(told, (clause.end(),))]
        if own:
            sides[clause.start() : clause.end()] = _nearest(range(*clause.span()), own)
    return sides


def _nearest(places: range, told: Sequence[tuple[int, str]]) -> list[str]:
    """What the nearest of some places tells, for each of others; empty where there is none."""
    if not told:
        return [""] * len(places)
    found: list[str] = []
    nearest = 0
    for at in places:
        while nearest + 1 < len(told) and told[nearest + 1][0] - at < abs(told[nearest][0] - at):
            nearest += 1
        found.append(told[nearest][1])
    return found


def _places_of(text: str, kept: Sequence[str]) -> frozenset[int]:
    return frozenset(
        at
        for word in kept
        if _HAN.search(word)
        for match in re.finditer(re.escape(word), text)
        for at in range(*match.span())
    )


def _same_length(text: str, table: str) -> str:
    """A text by one of OpenCC's conversions, clause by clause, its length kept.

    Phrases whose length changes are converted by their characters alone.
    """
    convert = _converter(table).convert

    def clause(match: re.Match[str]) -> str:
        new = convert(match[0])
        if len(new) == len(match[0]):
            return new
        return "".join(one if len(one := convert(char)) == 1 else char for char in match[0])

    return _CLAUSE.sub(clause, text)


@lru_cache(maxsize=16)
def _converter(table: str) -> _Converter:
    import opencc  # noqa: PLC0415 -- its tables take up to 10 MB each, which only Chinese needs

    converter: _Converter = opencc.OpenCC(table)
    return converter


@lru_cache(maxsize=1)
def _distinct() -> _Distinct:
    every = [chr(code) for part in _IDEOGRAPHS for code in part]
    hans, hant = _changed_by("s2t", every), _changed_by("t2s", every)
    # Hong Kong writes 户 and 温 as simplified text does.
    regional = _changed_by("t2tw", every) | _changed_by("t2hk", every)
    of_hans = {c for c in hans if not _is_common(c, HANT)} - _OF_BOTH | _OBSOLETE
    of_hant = {c for c in hant if not _is_common(c, HANS)}
    return _Distinct(
        frozenset(of_hans - of_hant - set(regional.values())), frozenset(of_hant - of_hans)
    )


def _changed_by(table: str, every: Sequence[str]) -> dict[str, str]:
    """The characters that a conversion changes, with what they become."""
    # A line each: side by side they would make phrases.
    new = _converter(table).convert("\n".join(every)).split("\n")
    return {char: other for char, other in zip(every, new, strict=True) if char != other}


def _is_common(char: str, script: str) -> bool:
    """Whether a character is among those in common use in a script."""
    encoding, first, last = _COMMON[script]
    return first <= char.encode(encoding, "ignore") <= last
