"""Guards against what Whisper makes up and what it leaves out, by voice activity.

Whisper writes words over noise and music, and at times skips what it cannot follow. Voice activity
is another witness, and knows nothing of words; where the two disagree a person is told.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from localize.findings import Finding, Severity
from localize.timeline import Span, format_clock
from localize_models.speech.voice import VoiceOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faster_whisper.transcribe import Segment

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
#: A window that still fails these after every temperature is doubtful; the limits are those that
#: made faster-whisper try again (OpenAI's: mean log-probability, text over its gzip).
LEAST_LOGPROB: Final = -1.0
MOST_COMPRESSION: Final = 2.4


def drop_words_without_speech(
    words: Sequence[Word], lenient: Sequence[Span]
) -> tuple[tuple[Word, ...], tuple[Finding, ...]]:
    """Leave out words that lie wholly where nobody speaks.

    Args:
        words: in order.
        lenient: speech by `LENIENT`, in order.

    Returns:
        The words that stay, and a finding for each run of words that do not.
    """
    runs = runs_without_speech(words, lenient)
    findings = tuple(
        Finding(
            "words-without-speech",
            Severity.WARNING,
            f"Nobody speaks here, yet {_quoted(run)} was recognised; it was left out.",
            start=run[0].start,
        )
        for spoken, run in runs
        if not spoken
    )
    return tuple(word for spoken, run in runs if spoken for word in run), findings


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


def speech_without_words(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Finding, ...]:
    """A finding for each second or more of speech in which no word was recognised.

    Args:
        words: in order.
        speech: speech by `REPORTED`, in order.
    """
    return tuple(
        Finding(
            "speech-without-words",
            Severity.WARNING,
            f"Somebody seems to speak from {format_clock(rest.start)} to "
            f"{format_clock(rest.end)}, but no word was recognised; listen to it.",
            start=rest.start,
            measured=rest.duration,
            limit=UNHEARD_MS,
            unit="ms",
        )
        for span in speech
        for rest in uncovered(span, words)
        if rest.duration >= UNHEARD_MS
    )


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


def doubtful(segments: Iterable[tuple[int, Segment]]) -> tuple[Finding, ...]:
    """A finding for each window that no temperature could decode well.

    Args:
        segments: faster-whisper's segments with their original start, ms.
    """
    findings = []
    for _, group in groupby(segments, key=lambda pair: pair[1].seek):
        start, segment = next(group)
        if segment.avg_logprob < LEAST_LOGPROB:
            why = "the words are little better than guesses"
        elif segment.compression_ratio > MOST_COMPRESSION:
            why = "the words repeat themselves"
        else:
            continue
        findings.append(
            Finding(
                "doubtful-words",
                Severity.WARNING,
                f"Recognition struggled from here on for up to half a minute: {why}.",
                start=start,
                measured=round(segment.avg_logprob, 2),
                limit=LEAST_LOGPROB,
                unit="log-probability a token",
            )
        )
    return tuple(findings)


def _quoted(words: Sequence[Word], most: int = 60) -> str:
    text = "".join(f" {w.text}" if w.spaced else w.text for w in words).strip()
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"
