"""What became of the speech of a damaged sound: lost, lost without a word about it, made up.

What is spoken, and when, is what was heard before the sound was damaged: the times of its words.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.engines import StretchKind
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Transcript

#: A word is lost where none was heard within so many ms of it; Whisper's times stray by as much.
_STRAY_MS = 300
#: A word that was heard is made up where none is spoken within so many ms of it.
_FAR_MS = 1_000
#: What tells a person to listen there.
_TOLD = tuple(
    kind
    for kind in StretchKind
    if kind not in (StretchKind.RETRIED, StretchKind.FOREIGN, StretchKind.SONG)
)


@dataclass(frozen=True)
class Lost:
    """What became of the words that are spoken.

    Attributes:
        lost: part of their time in which nothing was heard, 0 to 1.
        untold: part of their time that is lost, and no stretch tells a person to listen there.
        made_up: words that were heard where nobody speaks.
        noisy: part of the whole time that is told to be too noisy to hear all.
    """

    lost: float
    untold: float
    made_up: int
    noisy: float


def lost(spoken: Sequence[Span], transcript: Transcript) -> Lost:
    """What became of words that are spoken at these times, in order."""
    told = transcript.coverage.of(*_TOLD) if transcript.coverage else ()
    heard = [Span(word.start, word.end) for word in transcript.words]
    gone = [word for word in spoken if not _near(word, heard, _STRAY_MS)]
    silent = [
        word
        for word in gone
        if not any(one.start < word.end and word.start < one.end for one in told)
    ]
    total = max(1, _total(spoken))
    noisy = [Span(one.start, one.end) for one in told if one.kind is StretchKind.NOISY]
    return Lost(
        lost=_total(gone) / total,
        untold=_total(silent) / total,
        made_up=sum(not _near(word, spoken, _FAR_MS) for word in heard),
        noisy=_total(noisy) / max(1, transcript.duration),
    )


def _near(word: Span, others: Sequence[Span], stray: int) -> bool:
    """Whether one of the others, which are in order, is that close."""
    at = bisect_left(others, word.start - stray, key=lambda one: one.end)
    return at < len(others) and others[at].start <= word.end + stray


def _total(spans: Sequence[Span]) -> int:
    return sum(span.duration for span in spans)
