"""From units to their English: what was heard first, then what did not come out well once more.

What was heard is the whole episode's English, decoded in windows that know nothing of units; it is
matched to them by time. Whatever cannot be matched one to one, was left out, or is no draft at all,
is decoded again in passages of units, which are cut where sentences end and give Whisper the
context that a short line needs ("And how is Celia?" heard by itself becomes "And how do you do
it?"); then in ever smaller ones, down to the single unit; what fails there too is said to be
untranslated. Every unit is named in exactly one result.

What is to be decoded in one round is decoded together: work on a stretch of units is a generator
that asks for passages and is sent their English (`Work`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from localize.drafting.nets import defect
from localize.engines import TranslatedUnit, TranslationUnit
from localize.findings import Finding, Severity
from localize.timeline import Span, format_clock
from localize_models.translation.matching import Match, Piece, match, within
from localize_models.translation.passages import MARGIN_MS, Passage, passage, passages

English = tuple[Piece, ...]


class Asked(NamedTuple):
    """A passage that is to be decoded.

    Attributes:
        part: the passage.
        failures: how often the same units have failed before.
    """

    part: Passage
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a stretch of units.

    Attributes:
        units: in programme order.
        findings: about them.
    """

    units: tuple[TranslatedUnit, ...] = ()
    findings: tuple[Finding, ...] = ()


#: Decodes passages: the English pieces of each, in order.
Decode = Callable[[Sequence[Asked]], Sequence[English]]
#: Work on a stretch of units: yields what it wants decoded, is sent the English of each.
Work = Generator[Sequence[Asked], Sequence[English], Done]

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
        decode: turns passages into English pieces.
        heard: the English of all that was heard, in order.
    """

    def __init__(
        self,
        units: Sequence[TranslationUnit],
        locale: str,
        duration: int,
        decode: Decode,
        heard: Sequence[Piece] = (),
    ) -> None:
        self._units = tuple(units)
        self._locale = locale
        self._duration = duration
        self._decode = decode
        self._heard = tuple(heard)

    def run(self) -> Iterator[Done]:
        """What became of each stretch of units, in programme order."""
        together = _Abreast(list(self._works()))
        told = 0
        while True:
            while told in together.done:
                yield together.done[told]
                told += 1
            if not together.asked:
                return
            together.tell(self._decode(together.asked))

    def _works(self) -> Iterator[Work]:
        """Work on every unit, each stretch that came out well or did not by itself."""
        spans = [unit.span for unit in self._units]
        found = match(spans, within(spans, self._heard))
        for good, group in groupby(found, key=lambda one: self._good(one, 0)):
            matches = list(group)
            if good:
                yield _at_once(Done(tuple(self._result(one, 0) for one in matches)))
                continue
            start, end = matches[0].first, matches[-1].last
            before, after = self._beside(start, end)
            for part in passages(self._units[start:end], self._duration, before, after):
                yield self._draft(part, start, start + len(part.units))
                start += len(part.units)

    def _draft(self, part: Passage, first: int, last: int) -> Work:
        spans = [unit.span for unit in part.units]
        (english,) = yield [Asked(part)]
        works: list[Work] = []
        for good, group in groupby(match(spans, english), key=lambda m: self._good(m, first)):
            matches = list(group)
            if good:
                works.append(_at_once(Done(tuple(self._result(m, first) for m in matches))))
            else:
                start, end = first + matches[0].first, first + matches[-1].last
                together = matches[0] if len(matches) == 1 else None
                works.append(self._again(start, end, (first, last), together))
        return _joined((yield from _abreast(works)))

    def _again(self, start: int, end: int, within: tuple[int, int], together: Match | None) -> Work:
        """Decode units again that did not come out well as part of a passage."""
        if end - start == 1:
            # A passage of one unit has been its first try.
            return (yield from self._alone(start, int((start, end) == within)))
        if (start, end) != within:
            return (yield from self._draft(self._passage(start, end), start, end))
        singles = yield from _abreast([self._alone(n) for n in range(start, end)])
        merged = self._result(together, start) if together else None
        if merged and self._sound(merged) and not all(one.units[0].text for one in singles):
            # Together they have a draft, and one of them alone has none.
            return Done((merged,))
        return _joined(singles)

    def _alone(self, n: int, failures: int = 0) -> Work:
        """One unit by itself, with more sound around it and another way of decoding each time."""
        unit = self._units[n]
        fault = ""
        for tried in range(failures, 1 + _TRIES):
            part = self._passage(n, n + 1, margin=MARGIN_MS * (1 + tried))
            (english,) = yield [Asked(part, tried)]
            result = self._result(Match(0, 1, english), n)
            fault = self._fault(result.text, unit.text)
            if not fault:
                return Done((result,), tuple(_what_is_missing(unit, result)))
        finding = Finding(
            "untranslated",
            Severity.ERROR,
            f"Whisper {fault} for “{unit.text}” ({', '.join(unit.source_ids)}); translate it "
            "by hand or with another engine.",
            cue_id=unit.source_ids[0] if unit.source_ids else "",
            start=unit.span.start,
        )
        return Done((TranslatedUnit((unit.id,), ""),), (finding,))

    def _passage(self, start: int, end: int, *, margin: int = MARGIN_MS) -> Passage:
        before, after = self._beside(start, end)
        return passage(self._units[start:end], before, after, self._duration, margin=margin)

    def _beside(self, start: int, end: int) -> tuple[int, int]:
        """Where the speech before some units ends, and where that after them begins, ms."""
        before = self._units[start - 1].span.end if start else 0
        after = self._units[end].span.start if end < len(self._units) else self._duration
        return before, after

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


# --- Work -----------------------------------------------------------------------------------------


class _Abreast:
    """Several works that go on together: what they ask for in a round is asked for at once.

    Args:
        works: the works.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._asked: dict[int, Sequence[Asked]] = {}
        self.done: dict[int, Done] = {}
        for n in range(len(works)):
            self._go_on(n, None)

    @property
    def asked(self) -> list[Asked]:
        """What they ask for now; nothing where all are done."""
        return [one for wanted in self._asked.values() for one in wanted]

    def tell(self, english: Sequence[English]) -> None:
        """Let them go on.

        Args:
            english: of each passage that is `asked` for.
        """
        answers = iter(english)
        asked, self._asked = self._asked, {}
        for n, wanted in asked.items():
            self._go_on(n, [next(answers) for _ in wanted])

    def _go_on(self, n: int, answer: Sequence[English] | None) -> None:
        work = self._works[n]
        try:
            self._asked[n] = next(work) if answer is None else work.send(answer)
        except StopIteration as end:
            self.done[n] = end.value


def _abreast(works: Sequence[Work]) -> Generator[Sequence[Asked], Sequence[English], list[Done]]:
    """Several works as one, inside another."""
    together = _Abreast(works)
    while together.asked:
        together.tell((yield together.asked))
    return [together.done[n] for n in range(len(works))]


def _at_once(done: Done) -> Work:
    """Work that asks for nothing."""
    yield from ()
    return done


def _joined(parts: Sequence[Done]) -> Done:
    return Done(
        tuple(unit for part in parts for unit in part.units),
        tuple(finding for part in parts for finding in part.findings),
    )


# --- What is missing ------------------------------------------------------------------------------


def _what_is_missing(unit: TranslationUnit, result: TranslatedUnit) -> Iterator[Finding]:
    for gap in _missing(unit.span, result):
        yield Finding(
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


def _missing(span: Span, result: TranslatedUnit) -> tuple[Span, ...]:
    """Stretches at either end of ``span`` that the draft's words leave out."""
    if not result.words:
        return ()
    begin, end = result.words[0].start, result.words[-1].end
    ends = ((span.start, begin), (end, span.end))
    return tuple(Span(a, b) for a, b in ends if b - a >= _MISSING_MS)
