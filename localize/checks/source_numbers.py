"""The check that a track says the numbers of its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.numerals import has_number_words, numbers_in
from localize.checks.rendering import translated
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from localize.checks.numeral_words import Number
    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: How many pairs before and after may say a number instead: a sentence over several cues is put in
#: another order.
_REACH: Final = 2

#: Measures that are converted rather than translated, after a number.
_CONVERTED: Final = re.compile(
    r"[\s-]*(?:foot|feet|ft|inch|inches|mile|miles|mph|yards?|acres?|pounds?|lbs?|ounces?|oz|"
    r"gallons?|pints?|fahrenheit|stone|°\s?[fF])\b",
    re.IGNORECASE,
)

#: The most that stands after a measure and belongs to it: inches after feet, ounces after pounds.
_INCHES: Final = 16

#: Up to here a language whose number words are not known may have written a word.
_MAYBE_A_WORD: Final = 100


#: What Chinese, Japanese and Korean count in digits where others say "a", "the other", "some".
_COUNTED: Final = frozenset({1, 2, 3})


class SourceNumbers:
    """The numbers of the source are in the translation, and no others.

    Digits are compared by value, so separators, scripts, number words, 12 and 24 hours may differ.
    What the source says in words up to twelve is not asked for, nor a measure that the market
    converts. A number that a neighbouring cue says instead is in its place.
    """

    name: ClassVar[str] = "source-numbers"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every pair of source and translation whose numbers differ."""
        if not context.source:
            return
        pairs = translated(cues, context)
        source = [_numbers(pair.source_text, context.source_locale) for pair in pairs]
        target = [_numbers(pair.target_text, context.limits.locale) for pair in pairs]
        for at, pair in enumerate(pairs):
            if not (source[at] or target[at]):
                continue
            near = [
                n for n in range(at - _REACH, at + _REACH + 1) if n != at and 0 <= n < len(pairs)
            ]
            missing = [
                number
                for number in source[at]
                if number.firm
                and not _answered(number, target[at])
                and not any(
                    _answered(number, target[n]) and not _answered(number, source[n]) for n in near
                )
            ]
            extra = [
                number
                for number in target[at]
                if number.firm
                and not _answered(number, source[at])
                and not any(
                    _answered(number, source[n]) and not _answered(number, target[n]) for n in near
                )
            ]
            missing, extra = _excused(missing, extra, pair, context)
            if missing or extra:
                yield self._finding(pair, missing, extra)

    def _finding(self, pair: Pair, missing: list[Number], extra: list[Number]) -> Finding:
        cue = pair.first
        return Finding(
            rule=self.name,
            severity=Severity.WARNING,
            message=_say(missing, extra),
            cue_id=cue.id,
            start=cue.start,
            measured=len({number.text for number in (*missing, *extra)}),
            limit=0,
            unit="numbers",
        )


def _numbers(text: str, locale: str) -> tuple[Number, ...]:
    return numbers_in(text, locale or "und")


def _answered(number: Number, others: Sequence[Number]) -> bool:
    values = set(number.values)
    return any(not values.isdisjoint(other.values) for other in others)


def _excused(
    missing: list[Number], extra: list[Number], pair: Pair, context: CheckContext
) -> tuple[list[Number], list[Number]]:
    """Without what may rightly differ."""
    converted = [n for n in missing if _CONVERTED.match(pair.source_text, n.at + len(n.text))]
    if converted:
        # The new figures are not known, so none is called wrong; nor is the rest of "6 feet 2".
        missing = [n for n in missing if n not in converted and n.values[0] > _INCHES]
        extra = []
    if not has_number_words(context.limits.locale):
        missing = [number for number in missing if not _may_be_a_word(number.values[0])]
    if not has_number_words(context.source_locale):
        extra = [number for number in extra if not _may_be_a_word(number.values[0])]
    if locales.is_full_width(context.limits.locale):
        extra = [number for number in extra if number.values[0] not in _COUNTED]
    if locales.is_full_width(context.source_locale):
        missing = [number for number in missing if number.values[0] not in _COUNTED]
    return missing, [number for number in extra if number.values[0] != 1]


def _may_be_a_word(value: Fraction) -> bool:
    return value <= _MAYBE_A_WORD or (value >= 1000 and value % 1000 == 0)


def _say(missing: list[Number], extra: list[Number]) -> str:
    lost = ", ".join(dict.fromkeys(number.text for number in missing))
    new = ", ".join(dict.fromkeys(number.text for number in extra))
    if not extra:
        return f"{lost} of the source {_is(missing)} missing: say it, or make sure it can go"
    if not missing:
        return f"{new} {_is(extra)} not in the source: make sure it is right"
    pair = missing[0], extra[0]
    if set(pair[0].values) & set(pair[1].loose) or set(pair[0].loose) & set(pair[1].values):
        return (
            f"{lost} in the source, but {new} reads as another number in this language: "
            "write it with the language's own separators"
        )
    return f"{lost} in the source, {new} here: make sure it is right"


def _is(numbers: list[Number]) -> str:
    return "is" if len({number.text for number in numbers}) == 1 else "are"
