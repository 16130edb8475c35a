"""Times for the words of a draft: the engine's where it has them, else shares of the source's."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from localize.guides.counting import count
from localize.script import Cue, Word
from localize.segmentation.costs import tie_of
from localize.segmentation.rendered import Rendered, misplaced
from localize.syntax.borders import Level, syntax_of
from localize.syntax.phrases import tokens_of
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.segmentation.weights import Weights


#: Parts a speaker's name from the number of their turn in a cue.
TURN: Final = "\x1f"
#: How many words to either side of its part a share may end.
_NEAR: Final = 15
#: A word that is said lasts this long, ms (what OpenAI's `transcribe` holds odd is shorter); times
#: by which more than this part of the words would not are no times of words.
_SHORT_MS: Final = 133
_MOST_SHORT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """One draft with what it renders.

    Attributes:
        text: the draft.
        words: with the engine's times; empty where it has none.
        cues: source cues, in order.
        spans: for each source cue, the part of its time in which this draft's source is said.
        speaker: who says it; empty where unknown or many. Speakers of one cue who have no names
            are told apart by a number after `TURN`.
        turn: which of the speakers of its cue says it, as in `TranslationUnit`; 0 where there is
            one.
        styles: tags that all of it stands in.
        rendered: which of the cues its words render, where its engine says.
    """

    text: str
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    spans: tuple[Span, ...]
    speaker: str
    turn: int = 0
    styles: tuple[str, ...] = ()
    rendered: Rendered = ()

    @property
    def look(self) -> tuple[object, ...]:
        """What cues of two jobs must have alike for the jobs to share one."""
        return self.cues[0].kind, self.cues[0].placement, self.styles


def words_of(job: Job, locale: str, limits: Limits, weights: Weights) -> list[Word]:
    """The draft's words with times.

    The engine's where it has them, they make up the draft and can be believed, pushed into order
    and into the time of the source; else each source cue's share of the draft over its part of the
    time.
    """
    if _believed(job.words) and _written(job.words) == " ".join(job.text.split()):
        return _in_order(job)
    tokens = tokens_of(job.text, locale)
    sizes = [max(0.5, count(text, limits.counting)) + 0.5 * spaced for text, spaced in tokens]
    shares = _shares(job)
    words = []
    first = 0
    places = [0, *accumulate(len("".join(text.split())) for text, _ in tokens)]
    wrong = misplaced(job.rendered, places, len(shares))
    stops = _stops(
        tokens, sizes, shares, wrong, locale, longest=limits.max_line_length, weights=weights
    )
    for span, stop in zip(job.spans, stops, strict=True):
        marks = between(span, [0.0, *accumulate(sizes[first:stop])])
        for (text, spaced), (start, end) in zip(tokens[first:stop], pairwise(marks), strict=True):
            words.append(Word(text, start, end, speaker=job.speaker, spaced=spaced))
        first = stop
    return words


def _shares(job: Job) -> list[float]:
    """Each source cue's part of the whole: the mean of its parts of the source's text and time.

    Text says what is where; time says how much can be read.
    """
    times = [max(1, span.duration) for span in job.spans]
    texts = [
        max(1, len(cue.text)) * time / max(1, cue.duration)
        for cue, time in zip(job.cues, times, strict=True)
    ]
    return [time / sum(times) + text / sum(texts) for time, text in zip(times, texts, strict=True)]


def between(span: Span, sums: Sequence[float]) -> list[int]:
    """Times that divide a span as ``sums`` (from 0, rising) divide their last."""
    whole = sums[-1] or 1.0
    return [span.start + round(span.duration * part / whole) for part in sums]


def _written(words: Sequence[Word]) -> str:
    rest = (f" {word.text}" if word.spaced else word.text for word in words[1:])
    return " ".join((words[0].text + "".join(rest)).split())


def _believed(words: Sequence[Word]) -> bool:
    """Whether times of words can be those of speech.

    An engine that translates what it hears finds few places of the sound where a word of another
    language belongs, and gives many words none of its length.
    """
    short = sum(word.end - word.start < _SHORT_MS for word in words)
    return bool(words) and short <= _MOST_SHORT * len(words)


def _in_order(job: Job) -> list[Word]:
    """The engine's words, each within the source's time and none before the one before it."""
    low, high = job.spans[0].start, max(span.end for span in job.spans)
    words = []
    for word in job.words:
        low = min(max(word.start, low), high)
        end = min(max(word.end, low), high)
        words.append(replace(word, start=low, end=end, speaker=job.speaker))
    return words


def _stops(
    tokens: Sequence[tuple[str, bool]],
    sizes: Sequence[float],
    shares: Sequence[float],
    wrong: Sequence[Sequence[float]],
    locale: str,
    *,
    longest: float,
    weights: Weights,
) -> list[int]:
    """Where each source cue's share of the words ends: near its part of them, at a good place.

    Where the engine says what its words render, a good place is one that misplaces few: ``wrong``
    has a row for each border, a figure for each place (`localize.segmentation.rendered`).

    Each share has a word at the least, if there are as many words as shares.
    """
    sums = [0.0, *accumulate(sizes)]
    whole = sum(shares)
    stops: list[int] = []
    first = 0
    for number, part in enumerate(accumulate(shares[:-1]), start=1):
        ideal = sums[-1] * part / whole
        left = len(shares) - number
        low = first + 1 if len(tokens) - first > left else first
        high = max(low, len(tokens) - left)
        # Only words near the ideal can win, and a draft may be long.
        near = min(max(bisect_right(sums, ideal), low), high)
        choices = range(max(low, near - _NEAR), min(high, near + _NEAR) + 1)
        parting = _parting(tokens, choices, locale, weights)
        away = [weights.astray * abs(sums[at] - ideal) / longest for at in choices]
        apart = [weights.misplaced * wrong[number - 1][at] for at in choices]
        costs = [a + b + c for a, b, c in zip(parting, away, apart, strict=True)]
        first = choices[costs.index(min(costs))]
        stops.append(first)
    return [*stops, len(tokens)]


def _parting(
    tokens: Sequence[tuple[str, bool]], choices: range, locale: str, weights: Weights
) -> list[float]:
    """What a border before each word of ``choices`` costs."""
    syntax = syntax_of(locale)
    costs = []
    for at in choices:
        if at in (0, len(tokens)):
            costs.append(0.0)
            continue
        border = syntax.border(tokens[at - 1][0], tokens[at][0], spaced=tokens[at][1])
        ends = {Level.NOTHING: weights.end_plain, Level.CLAUSE: weights.end_clause}
        costs.append(ends.get(border.level, 0.0) + tie_of(border, weights))
    return costs
