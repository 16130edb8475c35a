"""Units grouped into passages that Whisper translates in one window, cut at the longest pauses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.engines import TranslationUnit
from localize.timeline import Span
from localize_models.speech.sections import Collected

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Longest passage, ms of sound: Whisper's window is 30 s, and the last word needs room.
LONGEST_MS: Final = 28_000
#: Beyond this pause what follows is another scene, whose sound would only mislead, ms.
_SCENE_MS: Final = 10_000
#: Sound taken before and after a unit, ms; Whisper's word times stray by about so much.
MARGIN_MS: Final = 400
#: Pauses are kept up to this length, ms, as voice activity keeps them for recognition.
_KEPT_MS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Units that are translated together.

    Attributes:
        units: in programme order.
        speech: their sound, longer pauses taken out.
    """

    units: tuple[TranslationUnit, ...]
    speech: Collected


def passages(
    units: Sequence[TranslationUnit], duration: int, before: int = 0, after: int | None = None
) -> tuple[Passage, ...]:
    """Group units into passages of at most `LONGEST_MS`; a longer unit is a passage by itself.

    Args:
        units: in programme order.
        duration: of the sound, ms; nothing beyond it is taken.
        before: where the speech before them ends, ms.
        after: where the speech after them begins, ms; by default nobody speaks after them.
    """
    last = duration if after is None else after
    found: list[Passage] = []
    rest = list(units)
    while rest:
        count = _take(rest)
        # What comes before and after is another passage's speech.
        ends = found[-1].units[-1].span.end if found else before
        begins = rest[count].span.start if count < len(rest) else last
        found.append(passage(rest[:count], ends, begins, duration))
        rest = rest[count:]
    return tuple(found)


def passage(
    units: Sequence[TranslationUnit],
    before: int,
    after: int,
    duration: int,
    *,
    margin: int = MARGIN_MS,
) -> Passage:
    """A passage of these units, with as much sound around them as there is room for.

    Args:
        units: in programme order; at least one.
        before: where the speech before them ends, ms.
        after: where the speech after them begins, ms.
        duration: of the sound, ms.
        margin: sound taken before and after each, ms, where nobody else speaks.
    """
    spans: list[Span] = []
    for unit in units:
        start, end = unit.span.start - margin, unit.span.end + margin
        if spans and start - spans[-1].end < _KEPT_MS - 2 * margin:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(max(0, start), end))
    # Half of a short pause belongs to either side; units may also overlap, when two people speak.
    first, last = units[0].span, units[-1].span
    start = max(spans[0].start, min(first.start, (first.start + before) // 2))
    spans[0] = Span(min(start, spans[0].end), spans[0].end)
    end = min(spans[-1].end, max(last.end, (last.end + after) // 2))
    spans[-1] = Span(spans[-1].start, max(end, spans[-1].start))
    inside = (Span(min(s.start, duration), min(s.end, duration)) for s in spans)
    return Passage(tuple(units), Collected(tuple(s for s in inside if s.duration)))


def _take(units: Sequence[TranslationUnit]) -> int:
    """How many units the next passage takes."""
    gaps = [max(0, b.span.start - a.span.end) for a, b in pairwise(units)]
    length = units[0].span.duration + 2 * MARGIN_MS
    lengths = [length]
    for unit, gap in zip(units[1:], gaps, strict=True):
        length += unit.span.duration + min(gap, 2 * MARGIN_MS if gap > _KEPT_MS else gap)
        if length > LONGEST_MS or gap > _SCENE_MS:
            break
        lengths.append(length)
    else:
        return len(units)
    if gaps[len(lengths) - 1] > _SCENE_MS:
        return len(lengths)
    # The longest pause in the second half; the later of two equals, for fewer passages.
    late = [n for n, done in enumerate(lengths, 1) if done * 2 >= LONGEST_MS] or [len(lengths)]
    return max(late, key=lambda n: (gaps[n - 1], n))
