"""Which legacy encoding a text is in, judged by what it would say.

Statistical detectors need more text than a short subtitle file has and know nothing of subtitles:
on files of some hundred bytes they read Spanish as cp1250 or cp775. Here every encoding that
players still meet is tried, and the reading wins whose letters fit one language best: letters in
their usual frequency, in the case that words have, none of them interrupted by signs. A tie goes
to the file's own language where it is known, then to the commoner encoding.

Where no reading makes sense the caller asks `charset_normalizer`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from localize.formats.letters import (
    ALPHABETS,
    HANGUL,
    LATIN,
    PUNCTUATION,
    SIMPLIFIED,
    TRADITIONAL,
    WIDE_PUNCTUATION,
    WORDS,
)

#: Bytes with the top bit set that are enough to decide; more only cost time.
_SAMPLE: Final = 12_000
#: A reading below this mean score makes no sense: about half of its letters fit nothing.
PLAUSIBLE: Final = 0.25
#: What the file's own language is worth: enough to break a tie, not to overrule the letters. The
#: fewer there are, the more it says beside them: so much more is shared among them.
_LOCALE_BONUS: Final = 0.12
_LOCALE_SHARED: Final = 0.5
#: What each step down the list of encodings costs, in characters: only a tie feels it.
_RANK_COST: Final = 0.02
#: What the commonest words of a language are worth: a tenth of all words is sure.
_WORD_BONUS: Final = 3.0
_WORD_BONUS_MAX: Final = 0.4

#: Languages that share an encoding's letters; below, encoding → languages that are written in it,
#: commonest encoding first.
_WEST: Final = ("en", "de", "es", "fr", "it", "pt", "nl", "ca", "da", "sv", "no", "fi", "is", "sq")
_CENTRAL: Final = ("pl", "cs", "sk", "hu", "ro", "hr", "sl", "sq", "de")
_BALTIC: Final = ("lt", "lv", "et", "pl")
_CYRILLIC: Final = ("ru", "uk", "bg", "sr", "mk", "be")
SINGLE: Final = (
    ("cp1252", (*_WEST, "et")),
    ("cp1251", _CYRILLIC),
    ("cp1250", _CENTRAL),
    ("cp1256", ("ar", "fa")),
    ("cp1253", ("el",)),
    ("cp1254", ("tr",)),
    ("cp1255", ("he",)),
    ("cp1257", _BALTIC),
    ("cp874", ("th",)),
    ("iso8859_15", (*_WEST, "et")),
    ("iso8859_2", _CENTRAL),
    ("koi8_u", ("uk",)),
    ("koi8_r", ("ru", "bg")),
    ("iso8859_5", _CYRILLIC),
    ("iso8859_6", ("ar",)),
    ("iso8859_7", ("el",)),
    ("iso8859_8", ("he",)),
    ("iso8859_9", ("tr",)),
    ("iso8859_13", _BALTIC),
    ("iso8859_4", _BALTIC),
    ("iso8859_16", ("ro",)),
    ("mac_roman", _WEST),
    ("cp850", _WEST),
    ("cp866", ("ru", "be", "bg")),
    ("mac_cyrillic", _CYRILLIC),
    ("cp852", _CENTRAL),
    ("mac_latin2", _CENTRAL),
    ("mac_turkish", ("tr",)),
    ("mac_greek", ("el",)),
    ("cp857", ("tr",)),
    ("cp437", _WEST),
    ("cp737", ("el",)),
    ("cp862", ("he",)),
    ("cp775", _BALTIC),
    ("cp855", _CYRILLIC),
    ("cp1258", ("vi",)),
)
#: Multi-byte encodings, each with its language.
MULTI: Final = (
    ("shift_jis", "ja"),
    ("cp932", "ja"),
    ("euc_jp", "ja"),
    ("gb18030", "zh-Hans"),
    ("cp949", "ko"),
    ("cp950", "zh-Hant"),
    ("big5hkscs", "zh-Hant"),
    ("johab", "ko"),
)
_TIMES: Final = re.compile(rb"^[\s\d:.,>-]*$|-->")
_ASCII_WORD: Final = re.compile(rb"(?<![\x80-\xff<\w])[A-Za-z]+(?![\x80-\xff\w])")


@dataclass(frozen=True, slots=True)
class Guess:
    """One reading of a text.

    Attributes:
        encoding: Python's name of the encoding.
        language: whose letters it fits best.
        score: mean over the characters beyond ASCII, about -2 to 1.5.
    """

    encoding: str
    language: str
    score: float


def sample(data: bytes) -> bytes:
    """The lines that tell encodings apart: those with bytes beyond ASCII, each but once."""
    lines: dict[bytes, None] = {}
    total = 0
    for line in data.splitlines():
        if line.isascii() or _TIMES.search(line) or line in lines:
            continue
        lines[line[:_SAMPLE]] = None
        total += len(line)
        if total > _SAMPLE:
            break
    return b"\n".join(lines)


def guess(data: bytes, locale: str) -> list[Guess]:
    """Readings of ``data``, the most plausible first; only those above `PLAUSIBLE`."""
    text = sample(data)
    if not text:
        return []
    bonus = _word_bonus(data)
    known = locale.partition("-")[0]
    found: list[Guess] = []
    encodings = [*SINGLE, *((name, (language,)) for name, language in MULTI)]
    for rank, (name, languages) in enumerate(encodings):
        decoded = text.decode(name, errors="replace")
        if name == "cp1258":
            decoded = unicodedata.normalize("NFC", decoded)  # its accents are separate bytes
        reading = _Reading(decoded)
        for language in languages:
            score = reading.score(language) - rank * _RANK_COST / reading.count
            score += bonus.get(language, 0.0)
            if known == language.partition("-")[0]:
                score += _LOCALE_BONUS + _LOCALE_SHARED / reading.count
            if score >= PLAUSIBLE:
                found.append(Guess(name, language, score))
    found.sort(key=lambda one: -one.score)
    return found


def _word_bonus(data: bytes) -> dict[str, float]:
    """Language → what its commonest words in the ASCII part of the text speak for it."""
    words = Counter(word.lower().decode() for word in _ASCII_WORD.findall(data[:_SAMPLE]))
    total = sum(words.values())
    if not total:
        return {}
    return {
        language: min(
            _WORD_BONUS_MAX, _WORD_BONUS * sum(words[word] for word in common.split()) / total
        )
        for language, common in WORDS.items()
    }


class _Reading:
    """A decoded sample: its characters beyond ASCII, counted once for every language."""

    def __init__(self, text: str) -> None:
        self._pairs = Counter(zip(text, text[1:] + "\n", strict=True))
        self._pairs = Counter(
            {pair: n for pair, n in self._pairs.items() if not (pair[0] + pair[1]).isascii()}
        )
        self._chars: Counter[str] = Counter()
        for (left, _), times in self._pairs.items():
            if not left.isascii():
                self._chars[left] += times
        self.count = max(1, sum(self._chars.values()))

    def score(self, language: str) -> float:
        """Mean score of the characters beyond ASCII, read as ``language``."""
        if language in LATIN:
            return self._alphabetic(_weights(LATIN[language], 0.4), latin=True)
        if language in ALPHABETS:
            return self._alphabetic(_weights(ALPHABETS[language], 0.9), latin=False)
        return self._east_asian(language)

    def _alphabetic(self, weights: dict[str, float], *, latin: bool) -> float:
        """In an alphabetic script.

        Case and neighbours are judged pair by pair: a capital after a small letter, a sign
        between two letters, a foreign letter inside a word are what a wrong reading looks like.
        """
        total = 0.0
        for (left, right), times in self._pairs.items():
            worth = 0.0
            if not left.isascii():
                worth = _character(left, right, weights, latin=latin)
            elif _jars(left, right):
                worth = -0.3
            if left.islower() and right.isupper():
                worth -= 1.0
            total += times * worth
        return total / self.count

    def _east_asian(self, language: str) -> float:
        """In Japanese, Chinese or Korean."""
        worth = _WORTH[language]
        total = sum(worth(char) * times for char, times in self._chars.items())
        if language == "ja":
            # Running Japanese is never without kana; kanji alone are Chinese.
            kana = sum(n for char, n in self._chars.items() if "\u3041" <= char <= "\u30fe")
            total -= max(0.0, 0.2 * self.count - kana) * 4
        return total / self.count


def _jars(left: str, right: str) -> bool:
    """Whether a character beyond ASCII follows one that it does not go with."""
    if left.isdigit():
        return right.isalpha()
    return left.isalpha() and right in PUNCTUATION and right not in "’…”»“"


@lru_cache(maxsize=64)
def _weights(letters: str, fall: float) -> dict[str, float]:
    """Letter → what meeting it is worth: 1 for the commonest, ``1 - fall`` for the rarest."""
    step = fall / max(1, len(letters) - 1)
    weights: dict[str, float] = {}
    for rank, letter in enumerate(letters):
        for form in (letter, letter.upper()):
            if len(form) == 1 and not form.isascii():
                weights.setdefault(form, 1.0 - step * rank)
    return weights


def _character(char: str, right: str, weights: dict[str, float], *, latin: bool) -> float:
    weight = weights.get(char)
    if weight is not None:
        if not latin and right.isascii() and right.isalpha():
            return weight - 1.0
        return weight
    if char == "’" and right in "stdmlrv":
        return 0.6  # English is often without any other character beyond ASCII: it’s, don’t, I’ll
    if char in PUNCTUATION:
        # A quotation mark may stand before a word, and an apostrophe in one; the others may not.
        return -0.8 if right.isalpha() and char not in "«„“‘’‹¿¡\xa0—–\xad♪…" else 0.3
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co"):
        return -3.0
    return -0.6 if char.isalpha() else -2.0


@lru_cache(maxsize=4096)
def _encodes(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _common(char: str) -> float | None:
    """What every East Asian language shares."""
    if char in WIDE_PUNCTUATION:
        return 0.6
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co"):
        return -3.0
    if "\uff01" <= char <= "\uff5e":
        return 0.2
    return None


def _japanese(char: str) -> float:
    shared = _common(char)
    if shared is not None:
        return shared
    if "\u3041" <= char <= "\u3093":
        return 1.2
    if "\u30a1" <= char <= "\u30fe":
        return 0.9
    if "\uff61" <= char <= "\uff9f":
        return -0.3
    # JIS X 0208 puts the 2,965 kanji in common use into rows 16 to 47 (EUC lead B0 to CF).
    lead = _encodes(char, "euc_jp")[:1]
    return 0.6 if b"\xb0" <= lead <= b"\xcf" else -1.0


def _simplified(char: str) -> float:
    shared = _common(char)
    if shared is not None:
        return shared
    if char in SIMPLIFIED:
        return 1.4
    # GB 2312 puts the 3,755 commonest hanzi into rows 16 to 55 (lead B0 to D7).
    code = _encodes(char, "gb2312")
    return 0.3 if b"\xb0" <= code[:1] <= b"\xd7" else -1.0


def _traditional(char: str) -> float:
    shared = _common(char)
    if shared is not None:
        return shared
    if char in TRADITIONAL:
        return 1.4
    # Big5 puts the 5,401 commonest hanzi into A440 to C67E.
    code = _encodes(char, "big5")
    return 0.3 if b"\xa4" <= code[:1] <= b"\xc6" else -1.0


def _korean(char: str) -> float:
    shared = _common(char)
    if shared is not None:
        return shared
    if char in HANGUL:
        return 1.4
    # KS X 1001 has the 2,350 syllables that Korean is really written with.
    return 0.3 if "가" <= char <= "힣" and _encodes(char, "euc_kr") else -1.0


_WORTH: Final = {
    "ja": _japanese,
    "zh-Hans": _simplified,
    "zh-Hant": _traditional,
    "ko": _korean,
}
