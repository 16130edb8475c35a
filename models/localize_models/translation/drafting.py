"""From units to their English: passages first, and what did not come out well once more, alone.

A passage gives Whisper the context that a short line needs ("And how is Celia?" heard by itself
becomes "And how do you do it?"); its English is matched to the units by time. Whatever cannot be
matched one to one, was left out, or is no draft at all, is decoded again in ever smaller passages,
down to the single unit; what fails there too is said to be untranslated. Every unit is named in
exactly one result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from localize.drafting.nets import defect
from localize.engines import TranslatedUnit, TranslationUnit
from localize.findings import Finding, Severity
from localize.timeline import Span, format_clock
from localize_models.translation.matching import Match, Piece, match
from localize_models.translation.passages import MARGIN_MS, Passage, passage, passages

#: Decodes a passage: English pieces in order. The second argument is how often it has failed.
Decode = Callable[[Passage, int], tuple[Piece, ...]]

#: Two units may stay together when they are said within this time, ms: one cue can hold them.
_TOGETHER_MS: Final = 7_000
_MOST_TOGETHER: Final = 2
#: Times that a single unit is decoded again before it is given up.
_TRIES: Final = 2
#: A passage below this mean log-probability came out of sampling and is mostly invention (Chinese,
#: base: -2.2, where its units by themselves reach -1.2); its units are decoded alone.
_LEAST_SCORE: Final = -1.6
#: English that begins so long after its unit, or ends so long before it, leaves something out, ms.
#: Whisper's times stray by up to 2.5 s at the end of long sentences.
_MISSING_MS: Final = 3_000


class Drafting:
    """Drafts the units of one request.

    Args:
        units: in programme order.
        locale: of the units.
        duration: of the sound, ms.
        decode: turns a passage into English pieces.
    """

    def __init__(
        self, units: Sequence[TranslationUnit], locale: str, duration: int, decode: Decode
    ) -> None:
        self._units = tuple(units)
        self._locale = locale
        self._duration = duration
        self._decode = decode
        self.findings: list[Finding] = []

    def run(self) -> Iterator[tuple[TranslatedUnit, ...]]:
        """The results of each passage, in programme order; `findings` grows meanwhile."""
        first = 0
        for part in passages(self._units, self._duration):
            last = first + len(part.units)
            yield tuple(self._draft(part, first, last))
            first = last

    def _draft(self, part: Passage, first: int, last: int) -> Iterator[TranslatedUnit]:
        spans = [unit.span for unit in part.units]
        found = match(spans, self._decode(part, 0))
        for good, group in groupby(found, key=lambda m: self._good(m, first)):
            matches = list(group)
            if good:
                yield from (self._result(m, first) for m in matches)
            else:
                start, end = first + matches[0].first, first + matches[-1].last
                together = matches[0] if len(matches) == 1 else None
                yield from self._again(start, end, (first, last), together)

    def _again(
        self, start: int, end: int, within: tuple[int, int], together: Match | None
    ) -> Iterator[TranslatedUnit]:
        """Decode units again that did not come out well as part of a passage."""
        if end - start == 1:
            yield self._alone(start)
        elif (start, end) != within:
            yield from self._draft(self._passage(start, end), start, end)
        else:
            marks = len(self.findings)
            singles = [self._alone(n) for n in range(start, end)]
            merged = self._result(together, start) if together else None
            if merged and self._sound(merged) and not all(single.text for single in singles):
                # Together they have a draft, and one of them alone has none.
                del self.findings[marks:]
                yield merged
            else:
                yield from singles

    def _alone(self, n: int) -> TranslatedUnit:
        """One unit by itself, with more sound around it and another temperature each time."""
        unit = self._units[n]
        fault = ""
        for tried in range(1 + _TRIES):
            part = self._passage(n, n + 1, margin=MARGIN_MS * (1 + tried))
            english = self._decode(part, tried)
            result = self._result(Match(0, 1, english), n)
            fault = self._fault(result.text, unit.text)
            if not fault:
                self._tell_what_is_missing(unit, result)
                return result
        self.findings.append(
            Finding(
                "untranslated",
                Severity.ERROR,
                f"Whisper {fault} for “{unit.text}” ({', '.join(unit.source_ids)}); translate it "
                "by hand or with another engine.",
                cue_id=unit.source_ids[0] if unit.source_ids else "",
                start=unit.span.start,
            )
        )
        return TranslatedUnit((unit.id,), "")

    def _tell_what_is_missing(self, unit: TranslationUnit, result: TranslatedUnit) -> None:
        for gap in _missing(unit.span, result):
            self.findings.append(
                Finding(
                    "partly-translated",
                    Severity.WARNING,
                    f"Nothing in the English stands for {format_clock(gap.start)} to "
                    f"{format_clock(gap.end)} of “{unit.text}”; compare it with the sound.",
                    cue_id=unit.source_ids[0] if unit.source_ids else "",
                    start=gap.start,
                    measured=gap.duration,
                    limit=_MISSING_MS,
                    unit="ms",
                )
            )

    def _passage(self, start: int, end: int, *, margin: int = MARGIN_MS) -> Passage:
        before = self._units[start - 1].span.end if start else 0
        after = self._units[end].span.start if end < len(self._units) else self._duration
        return passage(self._units[start:end], before, after, self._duration, margin=margin)

    def _good(self, found: Match, first: int) -> bool:
        count = found.last - found.first
        units = self._units[first + found.first : first + found.last]
        length = units[-1].span.end - units[0].span.start
        if count > 1 and (count > _MOST_TOGETHER or length > _TOGETHER_MS):
            return False
        result = self._result(found, first)
        return (
            self._sound(result)
            and (result.score or 0.0) >= _LEAST_SCORE
            and not _missing(Span(units[0].span.start, units[-1].span.end), result)
        )

    def _sound(self, result: TranslatedUnit) -> bool:
        source = " ".join(unit.text for unit in self._units if unit.id in result.unit_ids)
        return not self._fault(result.text, source)

    def _fault(self, english: str, source: str) -> str:
        """What makes a text no draft at all of its source; empty where nothing does."""
        found = defect(english, source, source_locale=self._locale, target_locale="en")
        return found.fault if found is not None and found.unfit else ""

    def _result(self, found: Match, first: int) -> TranslatedUnit:
        units = self._units[first + found.first : first + found.last]
        words = tuple(word for piece in found.pieces for word in piece.words)
        weight = sum(len(piece.words) for piece in found.pieces)
        total = sum(piece.score * len(piece.words) for piece in found.pieces)
        return TranslatedUnit(
            unit_ids=tuple(unit.id for unit in units),
            text="".join(f" {word.text}" if word.spaced else word.text for word in words).strip(),
            words=words,
            score=round(total / weight, 4) if weight else None,
        )


def _missing(span: Span, result: TranslatedUnit) -> tuple[Span, ...]:
    """Stretches at either end of ``span`` that the draft's words leave out."""
    if not result.words:
        return ()
    begin, end = result.words[0].start, result.words[-1].end
    ends = ((span.start, begin), (end, span.end))
    return tuple(Span(a, b) for a, b in ends if b - a >= _MISSING_MS)
