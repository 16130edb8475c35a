"""Nets: what is to be believed of one decoded window, by figures and words alone. Pure.

Whisper writes fluently whatever it is given: over noise, over music, after the last word, or round
and round. Each net looks at one sign of it. A window that fails one which another attempt may pass
(`Failure.again`) is decoded again by the engine, otherwise than before (`faults`); what stays of it
in the end is in `settling`.

Four figures are those of OpenAI's `transcribe` (openai/whisper, transcribe.py): mean
log-probability −1.0, text over its gzip 2.4, no-speech 0.6, and an anomalous word's probability and
length. All others are ours, held against the real recordings and subtitles of the test data.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from localize import locales
from localize_models.speech.phantoms import believed, folded, phantoms
from localize_models.speech.repeats import Loop, echoes, loops

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.timeline import Span  # noqa: TC004 -- only frozen values hold it
    from localize_models.speech.words import RawWord

#: OpenAI's: below this mean log-probability a window is decoded again.
LEAST_LOGPROB: Final = -1.0
#: OpenAI's: text this many times as long as its gzip repeats itself.
MOST_COMPRESSION: Final = 2.4
#: OpenAI's: from this probability of silence on, text that fails the first net is not believed.
SILENT: Final = 0.6
#: OpenAI's: a word less likely than this is odd; so is one shorter or longer than these, ms.
_UNLIKELY: Final = 0.15
_SHORT_MS: Final = 133
_LONG_MS: Final = 2_000
#: Part of a window's words that may be odd.
_MOST_ODD: Final = 0.5
#: Nobody says more letters, or full-width characters, in a second of voice than this. The fastest
#: speech in the test data has 19 and 8.
_MOST_LETTERS: Final = 40.0
_MOST_FULL_WIDTH: Final = 18.0
#: Text shorter than this is not measured for speed, letters.
_LEAST_MEASURED: Final = 12
#: Below this much voice a window can hold no sentence, ms.
_NO_ROOM_MS: Final = 250
#: A word that is said slowly takes this long, ms.
_UNHURRIED_MS: Final = 500
#: A text that windows in a row have word for word is a loop over windows, if it has so many words
#: (or three times as many characters).
_SAME_WORDS: Final = 4
#: Words that end a sentence.
_ENDS: Final = ".?!…。？！؟।"


class Fate(enum.StrEnum):
    """What becomes of words that fail a net for good."""

    OUT = "out"  # left out of the track, and told
    FLAG = "flag"  # in the track, with a doubt


class Decoded(Protocol):
    """A decoded window, as far as the nets look at it."""

    @property
    def text(self) -> str:
        """What was recognised."""

    @property
    def words(self) -> Sequence[RawWord]:
        """The words of it, times in ms of the window."""

    @property
    def avg_logprob(self) -> float:
        """Mean log-probability a token."""

    @property
    def no_speech_prob(self) -> float:
        """Probability of silence, 0 to 1."""

    @property
    def compression_ratio(self) -> float:
        """Text over its gzip, in bytes."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a window besides its text.

    Attributes:
        language: BCP 47; what it was decoded in.
        voice: where somebody speaks in it, in order, ms of the window.
        before: text of the window before; empty for none.
    """

    language: str
    voice: tuple[Span, ...]
    before: str = ""

    @property
    def voiced(self) -> int:
        """How long somebody speaks, ms."""
        return sum(span.duration for span in self.voice)


@dataclass(frozen=True, slots=True)
class Failure:
    """One net that a window failed.

    Attributes:
        net: its name.
        why: the reason, in words that a person reads.
        again: whether another attempt may do better.
        fate: what becomes of the words where nothing helps.
        first: index of the first word concerned.
        stop: index after the last one.
        measured: what was measured; None where nothing is.
        limit: what it is measured against.
    """

    net: str
    why: str
    again: bool
    fate: Fate
    first: int
    stop: int
    measured: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the nets say about a window.

    Attributes:
        failures: none where all is well.
    """

    failures: tuple[Failure, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is to be decoded again, left out or doubted."""
        return not self.failures

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not, in words."""
        return tuple(dict.fromkeys(failure.why for failure in self.failures))


def verdict(decoded: Decoded, context: Context) -> Verdict:
    """What the nets say about a decoded window.

    Args:
        decoded: the window's text with its figures.
        context: what is known of it besides.
    """
    if not decoded.words:
        return Verdict()
    found: list[Failure] = []
    for net in (_guesses, _loops, _across, _speed, _odd, _phantoms, _no_voice):
        found += net(decoded, context)
    return Verdict(tuple(found))


# --- The nets -------------------------------------------------------------------------------------


def _guesses(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """Words that the model itself hardly believes."""
    if decoded.avg_logprob >= LEAST_LOGPROB:
        return
    silent = decoded.no_speech_prob > SILENT or context.voiced < _NO_ROOM_MS
    yield Failure(
        "guesses",
        "the words are little better than guesses" + (", over what is no speech" * silent),
        True,
        Fate.OUT if silent else Fate.FLAG,
        0,
        len(decoded.words),
        round(decoded.avg_logprob, 2),
        LEAST_LOGPROB,
    )


def _loops(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """A phrase that goes round and round: it is kept once."""
    units, owners = _units(decoded.words, context.language)
    found = loops(units)
    for loop in found:
        first, stop = _surplus(loop, owners)
        if stop > first:
            yield Failure(
                "repetition",
                f"the same words come {loop.times} times in a row",
                True,
                Fate.OUT,
                first,
                stop,
                loop.times,
            )
    if not found:
        yield from _echoes(context, units, owners)
    if not found and decoded.compression_ratio > MOST_COMPRESSION:
        yield Failure(
            "compression",
            "the words repeat themselves",
            True,
            Fate.FLAG,
            0,
            len(decoded.words),
            round(decoded.compression_ratio, 2),
            MOST_COMPRESSION,
        )


def _echoes(context: Context, units: Sequence[str], owners: Sequence[int]) -> Iterator[Failure]:
    """A long phrase that comes twice in a row: it may have been said once."""
    for loop in echoes(units, unspaced=locales.is_unspaced(context.language)):
        first, stop = _surplus(loop, owners)
        if stop > first:
            yield Failure(
                "echo",
                f"the same {stop - first} words come twice in a row",
                True,
                Fate.FLAG,
                first,
                stop,
            )


def _surplus(loop: Loop, owners: Sequence[int]) -> tuple[int, int]:
    """The words of a loop but those of its first time; whole words alone."""
    first = owners[loop.surplus]
    if owners[loop.surplus - 1] == first:
        first += 1
    return first, owners[loop.stop - 1] + 1


def _across(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """The same text as in the window before, word for word."""
    unspaced = locales.is_unspaced(context.language)
    text = folded(decoded.text, unspaced=unspaced)
    long = len(text) >= 3 * _SAME_WORDS if unspaced else len(text.split()) >= _SAME_WORDS
    if long and text == folded(context.before, unspaced=unspaced):
        yield Failure(
            "repetition-across",
            "the same words as in the stretch before it",
            True,
            Fate.FLAG,
            0,
            len(decoded.words),
        )


def _speed(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """More words than anybody can say in that time."""
    wide = locales.is_full_width(context.language)
    letters = sum(map(str.isalnum, decoded.text))
    limit = _MOST_FULL_WIDTH if wide else _MOST_LETTERS
    if letters < (_LEAST_MEASURED // 2 if wide else _LEAST_MEASURED):
        return
    speed = letters * 1000 / max(context.voiced, 1)
    if speed > limit:
        yield Failure(
            "speed",
            f"{letters} letters in {context.voiced / 1000:.1f} s of voice: nobody speaks so fast",
            True,
            Fate.OUT if speed > 2 * limit else Fate.FLAG,
            0,
            len(decoded.words),
            round(min(speed, 9_999.0), 1),
            limit,
        )


def _odd(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """Words that are unlikely, and too short or too long for a word."""
    words = [w for w in decoded.words if any(map(str.isalnum, w.text))]
    odd = [
        w
        for w in words
        if w.probability < _UNLIKELY
        or (w.probability < 2 * _UNLIKELY and not _SHORT_MS <= w.end - w.start <= _LONG_MS)
    ]
    if odd and len(odd) >= _MOST_ODD * len(words):
        room = context.voiced >= _NO_ROOM_MS * 2
        yield Failure(
            "odd-words",
            f"{len(odd)} of {len(words)} words are unlike words in length and likelihood",
            True,
            Fate.FLAG if room else Fate.OUT,
            0,
            len(decoded.words),
            len(odd),
            _MOST_ODD * len(words),
        )


def _phantoms(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """Phrases that are known to come from nowhere, where the sound speaks against them."""
    known = phantoms(context.language)
    unspaced = locales.is_unspaced(context.language)
    for first, stop in sentences(decoded.words):
        own = decoded.words[first:stop]
        said = folded("".join(word.text for word in own), unspaced=unspaced)
        credit = known.is_credit(said)
        if not credit and not known.is_farewell(said):
            continue
        probability = sum(word.probability for word in own) / len(own)
        voiced = _voiced(own[0].start, own[-1].end, context.voice, _UNHURRIED_MS * len(own))
        if not believed(credit=credit, probability=probability, voiced=voiced):
            what = "a subtitler's credit" if credit else "a goodbye"
            yield Failure(
                "phantom",
                f"{what} that the model is known to make up, and the sound does not bear it out",
                False,
                Fate.OUT,
                first,
                stop,
                round(probability, 2),
            )
        elif credit:
            yield Failure(
                "phantom",
                "a subtitler's credit, which the model is known to make up",
                False,
                Fate.FLAG,
                first,
                stop,
                round(probability, 2),
            )


def _no_voice(decoded: Decoded, context: Context) -> Iterator[Failure]:
    """Words in a window in which next to nothing is voiced."""
    likely = sum(word.probability for word in decoded.words) / len(decoded.words)
    if context.voiced < _NO_ROOM_MS and likely < 0.5:
        yield Failure(
            "no-voice",
            f"unlikely words, where somebody speaks for {context.voiced} ms at most",
            False,
            Fate.OUT,
            0,
            len(decoded.words),
            context.voiced,
            _NO_ROOM_MS,
        )


# --- Parts of a window ----------------------------------------------------------------------------


def sentences(words: Sequence[RawWord]) -> Iterator[tuple[int, int]]:
    """The sentences of a window, as indices of their first word and after their last."""
    first = 0
    for n, word in enumerate(words):
        if n > first and word.opens:
            yield first, n
            first = n
        if word.text.rstrip(" \"'”’»」)").endswith(tuple(_ENDS)):
            yield first, n + 1
            first = n + 1
    if first < len(words):
        yield first, len(words)


def _voiced(start: float, end: float, voice: Sequence[Span], enough: float) -> float:
    """Part of a time in which somebody speaks, 0 to 1; of ``enough`` ms where it is longer.

    The last word of a window hangs over the silence after it, for a second and more.
    """
    spoken = sum(max(0.0, min(end, s.end) - max(start, s.start)) for s in voice)
    return min(1.0, spoken / min(end - start, enough)) if end > start else 0.0


def _units(words: Sequence[RawWord], language: str) -> tuple[list[str], list[int]]:
    """What is compared for repetition, and the word that each is of."""
    if not locales.is_unspaced(language):
        return [folded(word.text) for word in words], list(range(len(words)))
    units, owners = [], []
    for n, word in enumerate(words):
        for one in folded(word.text, unspaced=True):
            units.append(one)
            owners.append(n)
    return units, owners
