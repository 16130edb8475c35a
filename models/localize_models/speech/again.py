"""Listening again: to what is in another language than the programme, and to what was missed.

The engine lends its ears (`Listener`): which languages some stretches are in, and what is said in
them, many at a time. What is asked, what is believed and what is told is decided here.

A window in which two languages are spoken is written in one of them: the other is left out, or
translated unasked. So a window with a stretch in another language is decoded anew, turn by turn.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from localize import locales
from localize.engines import Stretch, StretchKind
from localize.timeline import Span
from localize_models.speech import coverage, language, nets, settling
from localize_models.speech.phantoms import folded
from localize_models.speech.sections import Collected
from localize_models.speech.words import placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence  # noqa: TC004 -- only frozen values hold them

    from localize.script import Word  # noqa: TC004
    from localize_models.speech.nets import Decoded, Verdict

#: Words that only a lower threshold of voice activity hears are believed from these on: mean
#: log-probability a token, and the mean of the words' probabilities. Strict, since the stretch is
#: more likely a breath, a step or a chord than a word.
_QUIET_LOGPROB: Final = -0.6
_QUIET_LIKELY: Final = 0.6
#: How much less likely a text in the other language may be than the one in the programme's own: a
#: translation of what is said reads well, too.
_ABROAD_LOGPROB: Final = 0.15
#: A stretch whose words are less likely than this on average may be in another language. (Of 201
#: stretches of the sample and the test data two had less that are in the programme's.)
_LIKELY: Final = 0.7
#: Scripts that are written together.
_JAPANESE: Final = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK"}
#: Texts this much alike, of 100, are one.
_SAME: Final = 80.0
#: A turn goes on over a pause of this many ms, and is no longer than this, ms.
_PAUSE_MS: Final = 2_000
_TURN_MS: Final = 25_000
#: A turn is given this much of the silence around it, ms.
_EDGE_MS: Final = 150


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be decoded.

    Attributes:
        speech: of the sound.
        language: BCP 47; what to decode it in.
    """

    speech: Collected
    language: str


class Listener(Protocol):
    """An engine's ears for one episode."""

    def languages(self, speech: Sequence[Collected]) -> Sequence[Sequence[tuple[str, float]]]:
        """Whisper's names of languages and the share of each, the greatest first.

        Empty for each where the model knows only one language.
        """

    def decode(self, pieces: Sequence[Piece]) -> Sequence[Decoded]:
        """What is said in each; times in ms of its collected speech."""


@dataclass(frozen=True, slots=True)
class First:
    """A window as it was decoded at first.

    Attributes:
        span: from its first to its last word, ms.
        shares: the languages of its sound, as `Listener.languages` gives them; empty where nobody
            asked.
        doubtful: whether a net had something to say of it.
    """

    span: Span
    shares: Sequence[tuple[str, float]] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """What voice activity says of a sound.

    Attributes:
        speech: where somebody speaks, by `guards.REPORTED`, in order.
        probabilities: as `voice.speech_probabilities` gives them.
        duration: of the sound, ms.
    """

    speech: tuple[Span, ...]
    probabilities: NDArray[np.float32]
    duration: int


@dataclass(frozen=True, slots=True)
class Again:
    """An episode's words, and what there is to report of them.

    Attributes:
        words: in order.
        stretches: of windows (`coverage.told`).
        decoded: windows that were decoded again for it.
    """

    words: tuple[Word, ...]
    stretches: tuple[Stretch, ...] = ()
    decoded: int = 0


def listen_again(
    first: Again, windows: Sequence[First], voice: Voice, programme: str, listener: Listener
) -> Again:
    """Decode anew what is in another language, and then once more what was missed.

    Args:
        first: words and reports of the first time.
        windows: of the first time, in order.
        voice: voice activity of the sound.
        programme: BCP 47.
        listener: the engine's ears.
    """
    turned = _in_own_languages(first, windows, voice, programme, listener)
    return _what_was_missed(turned, voice, programme, listener)


# --- Other languages ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """Speech of one language; an empty tag is the programme's."""

    span: Span
    tag: str


def _in_own_languages(
    first: Again, windows: Sequence[First], voice: Voice, programme: str, listener: Listener
) -> Again:
    """Windows with a stretch in another language, turn by turn in the language of each."""
    odd = [*coverage.missed(first.words, voice.speech), *_odd(first.words, voice.speech)]
    asked = [
        (region, [part for span in voice.speech for part in _parts(span, region)])
        for region, one in _regions(windows, voice.duration)
        if one.doubtful
        or language.may_be_mixed(one.shares, programme)
        or any(region.overlap(gap) >= language.FOREIGN_MS for gap in odd)
    ]
    every = [span for _, speech in asked for span in speech]
    heard = iter(listener.languages([Collected((span,)) for span in every]) if every else ())
    mixed = []
    for region, speech in asked:
        tagged = _tagged(speech, [next(heard) for _ in speech], programme)
        if any(tag for _, tag in tagged):
            mixed.append((region, _turns(tagged)))
    if not mixed:
        return first
    looks = [turn for _, turns in mixed for turn in turns]
    pieces = [Piece(_around(turn, looks, voice), turn.tag or programme) for turn in looks]
    foreign = [n for n, turn in enumerate(looks) if turn.tag]
    decoded = listener.decode([*pieces, *(replace(pieces[n], language=programme) for n in foreign)])
    own = dict(zip(foreign, decoded[len(pieces) :], strict=True))
    words, stretches = list(first.words), list(first.stretches)
    n = 0
    for region, turns in mixed:
        numbers = range(n, n + len(turns))
        n += len(turns)
        chosen = {k: _chosen(pieces[k], decoded[k], own.get(k), programme, voice) for k in numbers}
        if not any(piece.language != programme for piece, _, _ in chosen.values()):
            continue  # no other language after all: what was there stands
        words = [word for word in words if not _in(word, region)]
        stretches = [one for one in stretches if not region.start <= one.start < region.end]
        for k in numbers:
            fresh, told = _settled(*chosen[k], programme)
            stretches += told
            words += coverage.filled((), fresh, (_free(turns[k - numbers.start].span, words),))
        words.sort(key=lambda word: (word.start, word.end))
    return Again(tuple(words), tuple(stretches), len(pieces) + len(foreign))


def _odd(words: Sequence[Word], speech: Sequence[Span]) -> Iterator[Span]:
    """Stretches whose words are unlikely, or in another script than most of the programme's."""
    usual = _script(words)
    at = 0
    for span in speech:
        while at < len(words) and words[at].end <= span.start:
            at += 1
        own = []
        for word in words[at:]:
            if word.start >= span.end:
                break
            if _in(word, span):
                own.append(word)
        likely = sum(word.probability for word in own)
        if own and (likely < _LIKELY * len(own) or _script(own) != usual):
            yield span


def _script(words: Sequence[Word]) -> str:
    """The script of most letters, by Unicode's name for it; those of Japanese are one."""
    found = Counter(
        _JAPANESE.get(name := unicodedata.name(letter, "").partition(" ")[0], name)
        for word in words
        for letter in word.text
        if letter.isalpha()
    )
    return max(found, key=lambda name: found[name], default="")


def _regions(windows: Sequence[First], duration: int) -> Iterator[tuple[Span, First]]:
    """The whole sound, shared out among the windows: each until the next one begins."""
    if not windows:
        yield Span(0, duration), First(Span(0, duration), doubtful=True)
        return
    edges = [0, *(one.span.start for one in windows[1:]), duration]
    for one, (start, end) in zip(windows, pairwise(edges), strict=True):
        yield Span(start, max(start, end)), one


def _parts(span: Span, region: Span) -> Iterator[Span]:
    """What of a stretch lies in a region, in even parts that fit into a window."""
    start, end = max(span.start, region.start), min(span.end, region.end)
    count = -(-(end - start) // _TURN_MS)
    for n in range(count):
        yield Span(start + (end - start) * n // count, start + (end - start) * (n + 1) // count)


def _tagged(
    speech: Sequence[Span], heard: Sequence[Sequence[tuple[str, float]]], programme: str
) -> list[tuple[Span, str]]:
    """A window's stretches with their languages; empty for the programme's.

    Once a window is known to have another language, each of its stretches is in that one or in the
    programme's, whichever it sounds more like: alone, a short one could not be told.
    """
    sure = [
        language.foreign(shares, programme, span.duration)
        for span, shares in zip(speech, heard, strict=True)
    ]
    others = set(sure) - {""}
    own = language.token(programme)
    tags = []
    for tag, shares in zip(sure, heard, strict=True):
        share = {language.from_token(name): part for name, part in shares}
        likeliest = max(sorted(others), key=lambda one: share.get(one, 0.0), default="")
        least = share.get(language.from_token(own), 0.0)
        tags.append(tag or (likeliest if share.get(likeliest, 0.0) > least else ""))
    return list(zip(speech, tags, strict=True))


def _turns(heard: Sequence[tuple[Span, str]]) -> list[_Turn]:
    """Stretches of one language after each other put together."""
    turns: list[_Turn] = []
    for span, tag in heard:
        last = turns[-1] if turns else None
        if (
            last is not None
            and last.tag == tag
            and span.start - last.span.end <= _PAUSE_MS
            and span.end - last.span.start <= _TURN_MS
        ):
            turns[-1] = _Turn(Span(last.span.start, span.end), tag)
        else:
            turns.append(_Turn(span, tag))
    return turns


def _around(turn: _Turn, turns: Sequence[_Turn], voice: Voice) -> Collected:
    """A turn with a little of the silence around it, and nothing of another turn."""
    low = max([0, *(t.span.end for t in turns if t.span.end <= turn.span.start)])
    high = min([voice.duration, *(t.span.start for t in turns if t.span.start >= turn.span.end)])
    start = max(low, turn.span.start - _EDGE_MS)
    return Collected((Span(start, min(high, turn.span.end + _EDGE_MS)),))


def _chosen(
    piece: Piece, one: Decoded, own: Decoded | None, programme: str, voice: Voice
) -> tuple[Piece, Decoded, Verdict]:
    """A turn in the language that it is believed to be in, and what the nets say of it.

    Another language is believed where its text is well, and nearly as likely as the text in the
    programme's own, if that is well and another: Whisper may write what it hears whatever it was
    told.
    """
    said = _judged(one, piece, voice.speech)
    if own is None:
        return piece, one, said
    home = replace(piece, language=programme)
    own_said = _judged(own, home, voice.speech)
    rival = bool(own.words) and own_said.ok and not _same(one.text, own.text)
    better = rival and own.avg_logprob - _ABROAD_LOGPROB > one.avg_logprob
    if one.words and said.ok and not better:
        return piece, one, said
    return home, own, own_said


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same but for some letters: then they are of the same language."""
    return fuzz.ratio(folded(one), folded(other)) >= _SAME


def _settled(
    piece: Piece, one: Decoded, said: Verdict, programme: str, *, attempts: int = 1
) -> tuple[list[Word], tuple[Stretch, ...]]:
    """The words of a piece that stay, with their language, and what there is to report."""
    settled = settling.settle(one, said)
    tag = "" if piece.language == programme else piece.language
    told = coverage.told(settled, one.words, piece.speech, attempts=attempts, foreign=tag)
    words = placed(settled.words, piece.speech, unspaced=locales.is_unspaced(piece.language))
    return [replace(word, language=tag) for word in words] if tag else words, told


def _judged(one: Decoded, piece: Piece, speech: Sequence[Span]) -> Verdict:
    voice = coverage.within(piece.speech, speech)
    return nets.verdict(one, nets.Context(piece.language, voice))


def _in(word: Word, region: Span) -> bool:
    return region.start <= (word.start + word.end) // 2 < region.end


def _free(span: Span, words: Sequence[Word]) -> Span:
    """A stretch with the silence around it, without what words beside it reach into it."""
    middle = (span.start + span.end) // 2
    before = [word.end for word in words if word.start + word.end < 2 * middle]
    after = [word.start for word in words if word.start + word.end >= 2 * middle]
    start = max([span.start - _EDGE_MS, 0, *before])
    return Span(start, max(start, min([span.end + _EDGE_MS, *after])))


# --- What was missed ------------------------------------------------------------------------------


def _what_was_missed(first: Again, voice: Voice, programme: str, listener: Listener) -> Again:
    """Each missed stretch by itself, and what only a lower threshold hears."""
    looks = coverage.second_looks(first.words, voice.speech, voice.probabilities, voice.duration)
    if not looks:
        return first
    pieces = [Piece(look.speech, programme) for look in looks]
    found: list[Word] = []
    stretches = list(first.stretches)
    for look, piece, one in zip(looks, pieces, listener.decode(pieces), strict=True):
        if not one.words:
            continue
        said = _judged(one, piece, look.speech.spans if look.quiet else voice.speech)
        if look.quiet and not _plain(one, said):
            why = "hardly anybody is to be heard there, and the words are unlikely"
            stretches.append(
                Stretch(StretchKind.KEPT_OUT, look.gap.start, look.gap.end, why, one.text.strip())
            )
            continue
        fresh, told = _settled(piece, one, said, programme, attempts=2)
        found += fresh
        stretches += told
    words = coverage.filled(first.words, found, _apart([look.gap for look in looks]))
    return Again(words, tuple(stretches), first.decoded + len(pieces))


def _plain(one: Decoded, said: Verdict) -> bool:
    likely = sum(word.probability for word in one.words) / len(one.words)
    return said.ok and one.avg_logprob >= _QUIET_LOGPROB and likely >= _QUIET_LIKELY


def _apart(gaps: Sequence[Span]) -> list[Span]:
    """Every gap once: a long one has several looks."""
    return list(dict.fromkeys(gaps))
