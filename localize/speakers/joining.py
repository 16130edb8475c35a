"""Voices that were heard each by itself, brought into one transcript.

Subtitles are read one after the other, so where two speak at once what they say is put in order,
sentence by sentence, and the time that both take is shared out between them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.engines import Coverage, Transcript
from localize.findings import Finding, Severity
from localize.locales import language
from localize.script import Word
from localize.speakers.naming import numbered
from localize.speakers.passages import passages
from localize.timeline import Span, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: A silence from which on, ms, what follows may be put behind another's words.
_PAUSE: Final = 700

#: Where less than this part of the shorter of two passages is spoken at once, each keeps its own
#: time but for half of what they share.
_LITTLE: Final = 0.5

#: Stretches spoken at once that are shorter than this, ms, are not told: people do not wait for one
#: another's last syllable.
_TOLD: Final = 500

#: A voice that seems to speak another language than the programme is told below this probability.
_SURE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of the voices.

    Attributes:
        transcript: of all of them, its words with their speakers.
        at_once: stretches in which several speak at the same time.
    """

    transcript: Transcript
    at_once: tuple[Span, ...]


@dataclass(slots=True)
class _Passage:
    """Words of one voice that follow one another, and when they are to be said."""

    voice: int
    words: tuple[Word, ...]
    start: int
    end: int

    @property
    def weight(self) -> int:
        """How much of it there is to read: letters, a full-width one for two."""
        text = "".join(word.text for word in self.words)
        return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def joined(voices: Sequence[Transcript]) -> Joined:
    """One transcript of all that the voices say.

    No voice says anything twice: where two are heard in one channel that is the caller's to mend.

    Args:
        voices: transcripts of the same programme, one a speaker; at least one, of one id.
    """
    spoken = _language(voices)
    found = sorted(
        (
            _Passage(number, words, words[0].start, max(word.end for word in words))
            for number, voice in enumerate(voices)
            for words in passages(voice.words, voice.language, _PAUSE)
        ),
        key=lambda one: (one.middle, one.voice),
    )
    at_once = tuple(_at_once(found))
    _share_time(found)
    names = numbered(one.voice for one in found)
    words = tuple(
        replace(word, speaker=names[one.voice], language=_of_word(word, voices[one.voice], spoken))
        for one in found
        for word in _timed(one)
    )
    return Joined(
        Transcript(
            id=voices[0].id,
            language=spoken.language,
            language_probability=spoken.language_probability,
            words=tuple(_in_order(words)),
            speech=tuple(_union(span for voice in voices for span in voice.speech)),
            duration=max(voice.duration for voice in voices),
            provenance=voices[0].provenance,
            findings=(
                *dict.fromkeys(one for voice in voices for one in voice.findings),
                *_findings(voices, spoken, names, at_once),
            ),
            coverage=_coverage(voices),
        ),
        at_once,
    )


def _language(voices: Sequence[Transcript]) -> Transcript:
    """The voice whose language is the programme's: that in which most is said."""
    said: Counter[str] = Counter()
    for voice in voices:
        said[voice.language] += len(voice.words)
    most = max(said.values())
    own = [voice for voice in voices if said[voice.language] == most]
    return max(own, key=lambda voice: len(voice.words))


def _of_word(word: Word, voice: Transcript, spoken: Transcript) -> str:
    """The language of a word, where it is another than the programme's."""
    own = word.language or voice.language
    return "" if language(own) == language(spoken.language) else own


def _share_time(found: Sequence[_Passage]) -> None:
    """Give passages that are spoken at once times one after the other."""
    floor = 0
    for one, after in pairwise(found):
        shared = min(one.end, after.end) - max(one.start, after.start)
        if shared > 0:
            following = one.start < after.start and one.end < after.end
            shorter = min(one.end - one.start, after.end - after.start)
            if following and shared <= _LITTLE * shorter:
                one.end = after.start = (after.start + one.end) // 2
            else:
                start = max(floor, min(one.start, after.start))
                end = max(one.end, after.end)
                border = start + (end - start) * one.weight // (one.weight + after.weight)
                one.start, one.end, after.start, after.end = start, border, border, end
        floor = one.end


def _timed(passage: _Passage) -> Iterator[Word]:
    """Its words in the time that it has, each with its part."""
    first, last = passage.words[0].start, max(word.end for word in passage.words)
    if (first, last) == (passage.start, passage.end):
        yield from passage.words
        return
    factor = (passage.end - passage.start) / max(1, last - first)
    for word in passage.words:
        start = passage.start + round((word.start - first) * factor)
        end = passage.start + round((word.end - first) * factor)
        yield replace(word, start=start, end=max(start, end))


def _in_order(words: Iterable[Word]) -> Iterator[Word]:
    """The words, each beginning after the one before it and ending no earlier (`Transcript`)."""
    started, ended = -1, 0
    for word in words:
        start = max(word.start, started + 1)
        end = max(word.end, start + 1, ended)
        started, ended = start, end
        yield replace(word, start=start, end=end)


def _at_once(found: Sequence[_Passage]) -> Iterator[Span]:
    """Where passages of different voices lie over one another, by their true times."""
    reach: _Passage | None = None
    for one in sorted(found, key=lambda passage: passage.start):
        if reach is not None and reach.voice != one.voice:
            shared = Span(one.start, max(one.start, min(one.end, reach.end)))
            if shared.duration >= _TOLD:
                yield shared
        if reach is None or one.end > reach.end:
            reach = one


def _union(spans: Iterable[Span]) -> Iterator[Span]:
    """Stretches that touch or overlap made one."""
    open_: Span | None = None
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if open_ is not None and span.start <= open_.end:
            open_ = Span(open_.start, max(open_.end, span.end))
            continue
        if open_ is not None:
            yield open_
        open_ = span
    if open_ is not None:
        yield open_


def _coverage(voices: Sequence[Transcript]) -> Coverage | None:
    """How well all of them were heard; None where the engine does not say."""
    told = [voice.coverage for voice in voices if voice.coverage is not None]
    if len(told) < len(voices):
        return None
    return Coverage(
        speech=sum(one.speech for one in told),
        heard=sum(one.heard for one in told),
        windows=sum(one.windows for one in told),
        retried=sum(one.retried for one in told),
        stretches=tuple(
            sorted((part for one in told for part in one.stretches), key=lambda part: part.start)
        ),
    )


def _findings(
    voices: Sequence[Transcript],
    spoken: Transcript,
    names: Mapping[int, str],
    at_once: Sequence[Span],
) -> Iterator[Finding]:
    for number, name in names.items():
        voice = voices[number]
        other = language(voice.language) != language(spoken.language)
        if other and voice.language_probability < _SURE:
            yield Finding(
                "speaker-language",
                Severity.WARNING,
                f"{name} seems to speak {voice.language} while the programme is in "
                f"{spoken.language}. If that is wrong, say the language with --source.",
                start=voice.words[0].start,
            )
    if at_once:
        longest = max(at_once, key=lambda span: span.duration)
        yield Finding(
            "speakers-at-once",
            Severity.NOTE,
            f"Two speak at once in {len(at_once)} place{'s' * (len(at_once) > 1)}, the longest at "
            f"{format_clock(longest.start)}: what they say is put one after the other there.",
            start=longest.start,
        )
