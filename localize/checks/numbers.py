"""Checks of small numbers, and of those that begin a sentence: written in words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import visible
from localize.checks.text import SENTENCE_END, changed, cited, finding_of, joined, lines_fix
from localize.findings import Finding, Severity
from localize.script import CueKind
from localize.syntax.borders import Level, bare, syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Kinds whose figures are what the picture shows.
_AS_SHOWN: Final = frozenset({CueKind.FORCED, CueKind.TITLE, CueKind.CREDIT})

#: A whole number by itself: no part of a time, a date, a range, a price, a name or a decimal.
_WHOLE: Final = re.compile(
    r"(?<![\w.,:;/+#$€£¥₩%°'’\"…×=*&–—−-])(\d{1,3})"
    r"(?![\w%‰°:/×=*&\"'’′″$€£¥₩+–—−-])(?![.,]\d)"
)
_DIGITS: Final = re.compile(r"\d+")
_BRACKETED: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)")
#: Languages that write ordinals with a full stop (3. Oktober).
_STOPPED: Final = frozenset(
    {"de", "da", "nb", "nn", "no", "fi", "is", "cs", "sk", "sl", "hr", "sr", "hu", "et", "lv", "pl"}
)
_MONEY: Final = "$¢€£¥₩₽₹₺₴₪₫₱฿"
_SIGN: Final = re.compile(rf"\s?[%‰°{_MONEY}]")
#: Signs of money, sections and numbers, also with a space between them and the figure.
_SIGN_BEFORE: Final = re.compile(rf"[#§№%{_MONEY}]\s*$")
_OPENING: Final = re.compile(r"[\s\-–—\"“„«‘(\[¿¡♪]*")
_STARTS: Final = re.compile(r"\d+(?:[.,:/]\d+)*")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """What a language says of small numbers.

    Attributes:
        words: from 1 to 10; empty where the word is not certain.
        before: words after which figures stand.
        after: words before which figures stand.
    """

    words: tuple[str, ...]
    before: frozenset[str]
    after: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, object]]:
    source = resources.files("localize.checks") / "number_words.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(str(_tables()["units"]["after"]).split())


@lru_cache(maxsize=64)
def number_words(locale: str) -> NumberWords | None:
    """The table of a language; None where figures are usual or nothing is known."""
    language = {"no": "nb", "nn": "nb"}.get(locales.language(locale), locales.language(locale))
    table = _tables().get(language)
    if table is None:
        return None
    words, before = table["words"], table["before"]
    after = f"{table['after']} {table['measures']}"
    if not isinstance(words, list):
        raise TypeError(f"number_words.toml: {language}.words is not a list")
    return NumberWords(
        tuple(map(str, words)), frozenset(str(before).split()), frozenset(after.split())
    )


class NumberSpelling:
    """Numbers from 1 to the guide's figure are written in words, but for those that are names.

    Times, dates, money, measures, addresses, ranges, lists and scores keep their figures. The word
    is offered where the language has one form of it.
    """

    name: ClassVar[str] = "number-words"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a small number in figures."""
        most = context.habits.spell_to
        table = number_words(context.limits.locale)
        if not most or table is None:
            return
        for cue in visible(cues):
            if cue.kind in _AS_SHOWN or not any(map(_DIGITS.search, cue.lines)):
                continue
            text = joined(cue.lines)
            # A number among others is one of a list, a score or a comparison.
            if len(_DIGITS.findall(text)) > 1:
                continue
            match = _WHOLE.search(text)
            if not match or not 1 <= int(match[1]) <= most or _in_figures(text, match, context):
                continue
            value = int(match[1])
            word = table.words[value - 1] if value <= len(table.words) else ""
            if word and _begins_sentence(text[: match.start()]):
                word = word[0].upper() + word[1:]
            lines = cue.lines
            if word:
                lines = changed(lines, lambda part: _WHOLE.sub(word, part))  # noqa: B023
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                f"{value} in figures: write {cited(word) if word else 'the word'}",
                value,
                "number",
                limit=most + 1,
                fix=lines_fix(cue, lines, context),
            )


def _in_figures(text: str, match: re.Match[str], context: CheckContext) -> bool:
    """Whether a number keeps its figures by what stands before and after it."""
    table = number_words(context.limits.locale)
    if any(one.start() < match.start() < one.end() for one in _BRACKETED.finditer(text)):
        return True
    before = text[: match.start()].split()[-1:] or [""]
    rest = text[match.end() :]
    after = rest.split()[:1] or [""]
    language = locales.language(context.limits.locale)
    if language in _STOPPED and rest.startswith(".") and rest.strip(". "):
        return True
    signed = _SIGN.match(rest) or _SIGN_BEFORE.search(text[: match.start()])
    if signed or rest.startswith((")", "]")):
        return True
    word, following = bare(before[0]), bare(after[0])
    syntax = syntax_of(context.limits.locale)
    if before[0] and syntax.border(before[0], match[1]).level is not Level.NOTHING:
        word = ""  # the end of a clause or sentence parts it from the number
    # An elided article stands with its noun (l'article 5, all'uscita 5).
    named = {word, word.rpartition("'")[2], before[0].lower()}
    if table and not named.isdisjoint(table.before):
        return True
    units = _units()
    if following in units or (table and following in table.after):
        return True
    # A word with a capital is mostly a name (Apollo 8, Raum 5, iPhone 7), a function word is not.
    capital = any(char.isupper() for char in before[0])
    return bool(word) and capital and word not in syntax.classes


def _begins_sentence(before: str) -> bool:
    bare_text = before.rstrip()
    start = _OPENING.fullmatch(before) is not None
    return start or any(
        _OPENING.fullmatch(bare_text[one.end() :]) is not None
        for one in SENTENCE_END.finditer(bare_text)
        if one.end() >= len(bare_text) - 3
    )


class StartNumber:
    """No sentence begins with figures; small ones are left to `number-words`."""

    name: ClassVar[str] = "number-start"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue in which a sentence begins with figures."""
        if not context.habits.spell_at_start or number_words(context.limits.locale) is None:
            return
        most = context.habits.spell_to
        ended = True
        for cue in visible(cues):
            text = joined(cue.lines)
            begins, ended = ended, _ends_sentence(text)
            if cue.kind in _AS_SHOWN or not _DIGITS.search(text):
                continue
            starts = [0] if begins else []
            ends = [one.end() for one in SENTENCE_END.finditer(text)]
            starts += [end for end in ends if text[end : end + 1] == " "]
            syntax = syntax_of(context.limits.locale)
            for start in starts:
                opening = _OPENING.match(text, start)
                number = _STARTS.match(text, opening.end() if opening else start)
                if number is None or _is_item(text[number.end() :]):
                    continue
                last = text[:start].split()[-1:]
                if last and syntax.border(last[0], number[0]).level is not Level.SENTENCE:
                    continue  # the full stop of an abbreviation
                if number[0].isdigit() and 1 <= int(number[0]) <= most:
                    continue
                yield finding_of(
                    self.name,
                    # A year, a time or a sum reads worse in words: a matter of style.
                    Severity.WARNING
                    if number[0].isdigit() and len(number[0]) < 4
                    else Severity.NOTE,
                    cue,
                    f"a sentence begins with {cited(number[0])}: write it in words, "
                    "or begin otherwise",
                    1,
                    "numbers",
                )
                break


def _ends_sentence(text: str) -> bool:
    found = list(SENTENCE_END.finditer(text.rstrip()))
    return bool(found) and found[-1].end() == len(text.rstrip()) and not text.rstrip().endswith("…")


def _is_item(rest: str) -> bool:
    """Whether a number is the label of a list's item (``1.``, ``2)``), or all that there is."""
    return rest.startswith((". ", ")", ".)")) or not rest.strip(" .!?…")
