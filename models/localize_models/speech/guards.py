"""Guards against what Whisper makes up and what it leaves out, by voice activity.

Whisper writes words over noise and music, and at times skips what it cannot follow. Voice activity
is another witness, and knows nothing of words; where the two disagree a person is told.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from localize.timeline import Span
from localize_models.speech.voice import VoiceOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.script import Word

#: What is handed to Whisper: faster-whisper's own choice, pauses of up to 2 s kept.
DECODED: Final = VoiceOptions()
#: What a transcript reports as speech: close to the voice, so that cues can be set by it.
REPORTED: Final = VoiceOptions(min_speech=96, min_silence=300, pad=64)
#: What is no speech by any measure: nothing beyond it can be a word. Far below the usual threshold:
#: a whispered word must not be lost, and Whisper's word times stray by some 300 ms.
LENIENT: Final = VoiceOptions(threshold=0.15, release=0.08, min_silence=300, pad=500)

#: Speech without any word is reported from this length on, ms; shorter is a breath or a laugh.
UNHEARD_MS: Final = 1_000
#: A word accounts for the speech this many ms around it.
_STRAY_MS: Final = 300


def runs_without_speech(
    words: Sequence[Word], lenient: Sequence[Span]
) -> list[tuple[bool, list[Word]]]:
    """The words in runs, each with whether it lies over speech; in order.

    Args:
        words: in order.
        lenient: speech by `LENIENT`, in order.
    """
    marked = zip(_touching(words, lenient), words, strict=True)
    return [
        (spoken, [word for _, word in group])
        for spoken, group in groupby(marked, key=lambda pair: pair[0])
    ]


def _touching(words: Sequence[Word], spans: Sequence[Span]) -> Iterator[bool]:
    place = 0
    for word in words:
        while place < len(spans) and spans[place].end <= word.start:
            place += 1
        yield place < len(spans) and spans[place].start < word.end


def uncovered(span: Span, words: Sequence[Word]) -> Iterator[Span]:
    """What is left of ``span`` when the words and what is around them are taken out."""
    start = span.start
    for word in words:
        if word.end + _STRAY_MS <= start:
            continue
        if word.start - _STRAY_MS >= span.end:
            break
        if word.start - _STRAY_MS > start:
            yield Span(start, word.start - _STRAY_MS)
        start = word.end + _STRAY_MS
    if start < span.end:
        yield Span(start, span.end)
