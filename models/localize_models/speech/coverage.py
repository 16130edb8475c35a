"""What became of an episode's speech: what was missed, what to listen to again, and the report.

Voice activity is a witness that knows nothing of words. Where it hears somebody and no word was
recognised, that stretch is decoded once more, by itself, with its silences and with the quieter
speech around it (`second_looks`); what is still missing is told. Everything that the nets
(`localize_models.speech.nets`) left out or doubt is told too, in one `Coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.engines import Coverage, Stretch, StretchKind
from localize.findings import Finding, Severity
from localize.timeline import Span, format_clock
from localize_models.speech.guards import (
    UNHEARD_MS,
    runs_without_speech,
    uncovered,
)
from localize_models.speech.sections import Collected, quietest
from localize_models.speech.voice import VoiceOptions, speech_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from localize.script import Word
    from localize_models.speech.settling import Doubt, Settled
    from localize_models.speech.words import RawWord

#: What a second look takes for speech: far below the usual threshold, short pauses parting nothing.
#: (In the sample and the human recordings of the test data it found one stretch without any word,
#: and that is a whispered line.)
SECOND: Final = VoiceOptions(threshold=0.15, release=0.08, min_speech=200, min_silence=700, pad=300)
#: Longest window of a second look, ms: shorter than Whisper's, so that its edges fall elsewhere
#: than the first time.
_LONGEST_MS: Final = 20_000
#: Speech that only the lower threshold hears is looked at from this length on, ms.
_QUIET_MS: Final = 1_500
#: Why a stretch of noise is told.
_DROWNED: Final = "noise or music is nearly as loud as voices"
#: How far a second look may reach over the words beside it, ms.
_OVER_MS: Final = 200


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch to be decoded once more.

    Attributes:
        gap: where words are missing, ms; only words in it are taken.
        speech: what to decode.
        quiet: whether only the lower threshold hears anybody there: words are then believed only
            where no net has anything to say.
    """

    gap: Span
    speech: Collected
    quiet: bool = False


def missed(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches of a second or more in which somebody speaks and no word was recognised.

    Args:
        words: in order.
        speech: where somebody speaks, by `guards.REPORTED`, in order.
    """
    return tuple(
        rest for span in speech for rest in uncovered(span, words) if rest.duration >= UNHEARD_MS
    )


def second_looks(
    words: Sequence[Word],
    speech: Sequence[Span],
    probabilities: NDArray[np.float32],
    duration: int,
) -> tuple[Look, ...]:
    """What to listen to again, in order.

    Every missed stretch, with what is spoken more quietly around it; and stretches that only a
    lower threshold hears. Their edges are pauses by that lower threshold, or words: not the edges
    that they were decoded with.

    Args:
        words: in order.
        speech: where somebody speaks, by `guards.REPORTED`, in order.
        probabilities: of voice activity, as `voice.speech_probabilities` gives them.
        duration: of the sound, ms.
    """
    lost = missed(words, speech)
    looks: list[Look] = []
    for span in speech_spans(probabilities, duration, SECOND):
        for gap in uncovered(span, words):
            loud = any(gap.overlap(one) for one in lost)
            if gap.duration < (UNHEARD_MS if loud else _QUIET_MS):
                continue
            if not loud and gap != span:
                continue  # the rest around words that were heard
            start, end = max(span.start, gap.start - _OVER_MS), min(span.end, gap.end + _OVER_MS)
            looks += [
                Look(gap, Collected((piece,)), quiet=not loud)
                for piece in _pieces(Span(start, end), probabilities)
            ]
    return tuple(looks)


def _pieces(span: Span, probabilities: NDArray[np.float32]) -> Iterator[Span]:
    """The span in pieces of bounded length, cut where speech is least likely."""
    while span.duration > _LONGEST_MS:
        cut = quietest(probabilities, span.start + _LONGEST_MS // 2, span.start + _LONGEST_MS)
        yield Span(span.start, cut)
        span = Span(cut, span.end)
    yield span


def filled(words: Sequence[Word], found: Sequence[Word], gaps: Sequence[Span]) -> tuple[Word, ...]:
    """The words with those of second looks among them.

    A word is taken where its middle lies in one of the gaps, and is cut at the gap's edges; no word
    that was there changes.

    Args:
        words: in order.
        found: what second looks heard, in order, none overlapping the next.
        gaps: where words were missing, apart.
    """
    taken = [
        replace(word, start=max(word.start, gap.start), end=min(word.end, gap.end))
        for word in found
        for gap in gaps
        if gap.start <= _middle(word) < gap.end
    ]
    return tuple(sorted((*words, *taken), key=lambda word: (word.start, word.end)))


def _middle(word: Word) -> int:
    return (word.start + word.end) // 2


# --- What is told ---------------------------------------------------------------------------------


def within(speech: Collected, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches of the original that lie in collected speech, on its own time, in order.

    Args:
        speech: what is decoded.
        spans: ms of the original, in order and apart.
    """
    found: list[Span] = []
    before = 0
    for own in speech.spans:
        for span in spans:
            start, end = max(own.start, span.start), min(own.end, span.end)
            if start < end:
                found.append(Span(start - own.start + before, end - own.start + before))
        before += own.duration
    return tuple(found)


def told(
    settled: Settled,
    decoded: Sequence[RawWord],
    speech: Collected,
    *,
    attempts: int = 1,
    foreign: str = "",
) -> tuple[Stretch, ...]:
    """What there is to report of one window, on the original's time.

    Args:
        settled: what stays of it.
        decoded: the words before anything was left out.
        speech: what was decoded.
        attempts: how often it was decoded.
        foreign: BCP 47 of its language, where that is not the programme's.
    """
    stretches = [_stretch(doubt, decoded, speech) for doubt in settled.doubts]
    if settled.words and (foreign or (attempts > 1 and not settled.nets)):
        start, end = (
            speech.original(settled.words[0].start),
            speech.original(settled.words[-1].end),
        )
        text = _text(settled.words)
        if foreign:
            why = f"spoken in {foreign}"
            stretches.append(
                Stretch(StretchKind.FOREIGN, start, max(start, end), why, text, foreign)
            )
        else:
            why = f"heard well only at the {_ordinal(attempts)} attempt"
            stretches.append(Stretch(StretchKind.RETRIED, start, max(start, end), why, text))
    return tuple(stretches)


def _stretch(doubt: Doubt, decoded: Sequence[RawWord], speech: Collected) -> Stretch:
    own = decoded[doubt.first : doubt.stop]
    start, end = speech.original(own[0].start), speech.original(own[-1].end)
    return Stretch(doubt.kind, start, max(start, end), doubt.why, _text(own))


def concluded(
    words: Sequence[Word],
    *,
    speech: Sequence[Span],
    lenient: Sequence[Span],
    stretches: Iterable[Stretch] = (),
    noisy: Sequence[Span] = (),
    windows: int = 0,
    retried: int = 0,
) -> tuple[tuple[Word, ...], Coverage]:
    """The words that stay of an episode, and the report of how it was heard.

    Args:
        words: in order.
        speech: where somebody speaks, by `guards.REPORTED`, in order.
        lenient: the same by `guards.LENIENT`: a word wholly outside goes.
        stretches: what windows had to report (`told`).
        noisy: where noise is as loud as voices, by `noise.noisy_spans`.
        windows: how many were decoded.
        retried: how many of them again, since the nets failed them.
    """
    found = [*stretches, *drowned(noisy)]
    kept: list[Word] = []
    for spoken, run in runs_without_speech(words, lenient):
        if spoken:
            kept += run
            continue
        text = _said(run)
        found.append(
            Stretch(StretchKind.UNSPOKEN, run[0].start, run[-1].end, "nobody speaks there", text)
        )
    kept = _sung(kept, [one for one in found if one.kind is StretchKind.SONG])
    lost = [rest for span in speech for rest in uncovered(span, kept)]
    found += [
        Stretch(StretchKind.MISSED, rest.start, rest.end, "somebody seems to speak")
        for rest in lost
        if rest.duration >= UNHEARD_MS
    ]
    total = sum(span.duration for span in speech)
    return tuple(kept), Coverage(
        speech=total,
        heard=total - sum(rest.duration for rest in lost),
        windows=windows,
        retried=retried,
        stretches=tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind))),
    )


def drowned(noisy: Sequence[Span]) -> tuple[Stretch, ...]:
    """What there is to report of stretches of noise (`noise.noisy_spans`)."""
    return tuple(Stretch(StretchKind.NOISY, one.start, one.end, _DROWNED) for one in noisy)


def _sung(words: Sequence[Word], songs: Sequence[Stretch]) -> list[Word]:
    """The words, those in songs marked as sung."""
    return [
        replace(word, sung=True)
        if any(one.start <= _middle(word) < one.end for one in songs)
        else word
        for word in words
    ]


#: Rule of the finding for each kind of stretch; retries that went well are counted, not found.
_RULES: Final = {
    StretchKind.MISSED: ("speech-without-words", Severity.WARNING),
    StretchKind.UNSPOKEN: ("words-without-speech", Severity.WARNING),
    StretchKind.KEPT_OUT: ("words-kept-out", Severity.WARNING),
    StretchKind.DOUBTFUL: ("doubtful-words", Severity.WARNING),
    StretchKind.FOREIGN: ("language-mixed", Severity.WARNING),
    StretchKind.NOISY: ("noise-over-speech", Severity.WARNING),
    StretchKind.SONG: ("song", Severity.NOTE),
    StretchKind.SOUND: ("sound", Severity.NOTE),
}


def findings_of(coverage: Coverage) -> tuple[Finding, ...]:
    """A finding for everything in a report that a person should look at, by time."""
    return tuple(
        Finding(
            rule,
            severity,
            _message(stretch),
            start=stretch.start,
            measured=stretch.duration,
            limit=UNHEARD_MS if stretch.kind is StretchKind.MISSED else None,
            unit="ms",
        )
        for stretch in coverage.stretches
        if stretch.kind in _RULES
        for rule, severity in (_RULES[stretch.kind],)
    )


#: What is to be said of a stretch, and what to do about it.
_SAYINGS: Final = {
    StretchKind.MISSED: "Somebody seems to speak {where}, but no word was recognised; listen to "
    "it.",
    StretchKind.UNSPOKEN: "Nobody speaks here, yet {text} was recognised; it was left out.",
    StretchKind.KEPT_OUT: "{text} was left out: {why}. Listen {where}.",
    StretchKind.DOUBTFUL: "{text} is doubtful: {why}. Listen {where}.",
    StretchKind.FOREIGN: "Here the dialogue is in {language}, and is written in it: {text}.",
    StretchKind.NOISY: "Noise or music is nearly as loud as voices {where}: speech may have been "
    "missed, and words are less sure; listen to it.",
    StretchKind.SONG: "Sung {where}: {text}.",
    StretchKind.SOUND: "Heard {where}, and no words: {text}.",
}


def _message(stretch: Stretch) -> str:
    return _SAYINGS[stretch.kind].format(
        where=f"from {format_clock(stretch.start)} to {format_clock(stretch.end)}",
        text=quoted(stretch.text),
        why=stretch.why,
        language=stretch.language,
    )


def quoted(text: str, most: int = 60) -> str:
    """A text in quotation marks, cut where it is long."""
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"


def _text(words: Sequence[RawWord]) -> str:
    return "".join(word.text for word in words).strip()


def _said(words: Sequence[Word]) -> str:
    return "".join(f" {w.text}" if w.spaced else w.text for w in words).strip()


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
