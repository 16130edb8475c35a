"""Where text that is written without spaces may be broken.

Phrase borders are found by budoux (https://github.com/google/budoux), which knows Japanese,
Chinese and Thai. Lao, Khmer and Burmese have no model: they keep the borders that writers mark
with spaces, and those between the recogniser's words where a phrase is longer than a line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from localize import locales

if TYPE_CHECKING:
    from collections.abc import Callable

#: What may not begin a line, and what may not end one. Source: W3C, Requirements for Japanese Text
#: Layout, 3.1.7 and appendix A (https://www.w3.org/TR/jlreq/): closing brackets, hyphens, dividing
#: marks, middle dots, full stops, commas, iteration and length marks, small kana; opening brackets.
#: In the other scripts signs that stand round a consonant, and those that join two (coeng, virama).
NO_START: Final = frozenset(
    "、。，．・･：；？！?!,.:;‼⁇⁈⁉…‥―ー～〜゠–—ヽヾゝゞ々〻%％‰℃°"
    "’”)]}）〕］｝〉》」』】〗〙〛»›｠｣"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ฯๆะาำๅ។៕၊။ໆຯ"
)
NO_END: Final = frozenset("‘“([{（〔［｛〈《「『【〖〘〚«‹｟｢$＄¥￥£€#＃@＠เแโใไ\u17d2\u1039")

#: After these a line may end in any unspaced script, whatever a phrase model says.
_STOPS: Final = frozenset("、。，．：；？！…‥｡､")

#: Marks that part the words of a name written in another script, and brackets.
_DIVIDING: Final = frozenset("・･＝゠")
_OPENING: Final = frozenset("‘“([{（〔［｛〈《「『【〖〘〚«‹｟｢")
_CLOSING: Final = frozenset("’”)]}）〕］｝〉》」』】〗〙〛»›｠｣")

_KANA: Final = re.compile(r"[\u3041-\u30ff\uff66-\uff9d]")
_HIRAGANA: Final = re.compile(r"[\u3041-\u309f]")
_KATAKANA: Final = re.compile(r"[\u30a0-\u30ff\uff66-\uff9d]")
_SPACES: Final = re.compile(r"[^\S\u00a0\u202f\u2007\u2060]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_THAI: Final = re.compile(r"[\u0e01-\u0e5b]")
#: Lao, Burmese, Khmer: unspaced, without a phrase model.
_OTHER: Final = re.compile(r"[\u0e81-\u0eff\u1000-\u109f\u1780-\u17ff]")
#: Combining marks and joiners, which stand with the character before them.
_MARKS: Final = re.compile(
    r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    r"\u102b-\u103e\u17b4-\u17d3\u200d\ufe00-\ufe0f]"
)


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    return bool(_HAN.match(char) or _KANA.match(char) or _THAI.match(char) or _OTHER.match(char))


def may_part(before: str, after: str) -> bool:
    """Whether a line may end on the character ``before`` and the next begin with ``after``."""
    return before not in NO_END and after not in NO_START and not _MARKS.match(after)


def is_guess(before: str, after: str) -> bool:
    """Whether two characters are Lao, Khmer or Burmese: they may be one word, nothing here knows.

    Either may be empty.
    """
    return bool(_OTHER.match(before) and _OTHER.match(after))


def is_marked(before: str, after: str) -> bool:
    """Whether a mark of an unspaced script parts two words, and a line may end between them.

    A middle dot or a double hyphen in a name, a bracket that opens or closes. Source: W3C,
    Requirements for Japanese Text Layout, 3.1.7.
    """
    inside = before in _DIVIDING and is_unspaced(after)
    opens = after in _OPENING and (is_unspaced(before) or _is_wide(after))
    closes = before in _CLOSING and (is_unspaced(after) or _is_wide(before))
    return (inside or opens or closes) and may_part(before, after)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF"


def borders(text: str, locale: str) -> frozenset[int]:
    """Positions in ``text`` (no spaces in it) before which a phrase begins.

    The language of the text itself decides where it is plain, so that a Japanese line in an
    English programme is broken as Japanese.
    """
    model = _model(text, locale)
    found: set[int] = set()
    if model:
        at = 0
        for phrase in _parser(model)(text):
            found.add(at)
            at += len(phrase)
    found |= {at for at in range(1, len(text)) if text[at - 1] in _STOPS}
    return frozenset(
        at
        for at in found
        if 0 < at < len(text)
        and may_part(text[at - 1], text[at])
        and (is_unspaced(text[at - 1]) or is_unspaced(text[at]) or text[at - 1] in _STOPS)
    )


def tokens_of(text: str, locale: str) -> list[tuple[str, bool]]:
    """A text as words: each with whether a space stands before it.

    Split at white space, but not at no-break spaces (French writes them before marks); where a
    script has no spaces also at phrase borders and where a new word plainly begins, so that a
    phrase longer than a line can be parted.
    """
    tokens: list[tuple[str, bool]] = []
    for chunk in _SPACES.split(text):
        if not chunk.strip():
            continue
        cuts = [0]
        for at in sorted({*borders(chunk, locale), *_word_borders(chunk)}):
            if chunk[cuts[-1] : at].strip() and chunk[at:].strip():  # a no-break space is no word
                cuts.append(at)
        tokens += [(chunk[start:stop], start == 0) for start, stop in pairwise([*cuts, len(chunk)])]
    return tokens


def _word_borders(text: str) -> set[int]:
    """Where a word plainly begins: a script after another, any letter of Lao, Khmer, Burmese.

    And at the marks of `is_marked`.
    """
    found = set()
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        new = (
            (_KATAKANA.match(after) or _HAN.match(after))
            and is_unspaced(before)
            and (
                bool(_KATAKANA.match(after)) != bool(_KATAKANA.match(before))
                or _HIRAGANA.match(before)
            )
        )
        letters = _OTHER.match(before) and _OTHER.match(after)
        if is_marked(before, after) or ((new or letters) and may_part(before, after)):
            found.add(at)
    return found


def _model(text: str, locale: str) -> str:
    """Name of the phrase model for a text; empty where there is none."""
    if _KANA.search(text):
        return "japanese"
    if _THAI.search(text):
        return "thai"
    if not _HAN.search(text):
        return ""
    if locales.language(locale) == "ja":
        return "japanese"
    traditional = locales.language(locale) == "yue" or "zh-Hant" in locales.chain(locale)
    return "traditional_chinese" if traditional else "simplified_chinese"


@lru_cache(maxsize=4)
def _parser(model: str) -> Callable[[str], list[str]]:
    import budoux  # noqa: PLC0415 -- reads its models; programmes in spaced scripts need none

    load: Any = getattr(budoux, f"load_default_{model}_parser")
    parse: Callable[[str], list[str]] = load().parse
    return parse
