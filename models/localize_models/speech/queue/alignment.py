"""Tokens and the decoder's attention into words with times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize_models.speech.words import RawWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctranslate2.models import WhisperAlignmentResult
    from faster_whisper.tokenizer import Tokenizer

#: Milliseconds that one position of the encoder's output, and one timestamp, stands for.
STEP_MS: Final = 20
#: Marks that belong to the word after them, and to the word before them.
_OPENING: Final = "\"'“¿([{-„«"
_CLOSING: Final = "\"'.。,，!！?？:：”)]}、»…"
#: What ends a sentence, and what may stand after it.
_ENDS: Final = frozenset(".。!！?？…")
_AFTER: Final = "\"'”)]}»"
#: A word that begins a sentence is not longer than twice the median of its window, nor the median
#: counted as more than this, ms.
_USUAL_MS: Final = 700
#: A phrase's own time beats the attention's where they are this far apart, ms.
_APART_MS: Final = 500


@dataclass(frozen=True, slots=True)
class Phrase:
    """What lies between two timestamps of the decoder.

    Attributes:
        tokens: of its text.
        start: ms of the window; -1 where the decoder gave none.
        end: ms of the window; -1 where the decoder gave none.
    """

    tokens: tuple[int, ...]
    start: int = -1
    end: int = -1


def phrases(tokens: Sequence[int], tokenizer: Tokenizer) -> tuple[Phrase, ...]:
    """The phrases of a window's tokens, timestamps taken out.

    Args:
        tokens: as generated.
        tokenizer: of the model.
    """
    first, end_of_text = tokenizer.timestamp_begin, tokenizer.eot
    found: list[Phrase] = []
    text: list[int] = []
    start = -1
    for token in tokens:
        if token >= first:
            now = (token - first) * STEP_MS
            if text:
                found.append(Phrase(tuple(text), start, now))
                text = []
            start = now
        elif token < end_of_text:
            text.append(token)
    if text:
        found.append(Phrase(tuple(text), start))
    return tuple(found)


def words(
    said: Sequence[Phrase], aligned: WhisperAlignmentResult, tokenizer: Tokenizer, duration: int
) -> tuple[RawWord, ...]:
    """The words of a window.

    Args:
        said: its phrases; their tokens, one after the other, are what was aligned.
        aligned: what the model says about these tokens.
        tokenizer: of the model and the window's language.
        duration: of the window's speech, ms.

    Returns:
        Words in order, times in ms of the window; those of spaces or broken bytes left out.
    """
    tokens = [token for phrase in said for token in phrase.tokens]
    texts, parts = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    texts, parts = texts[:-1], parts[:-1]
    if not texts:
        return ()
    borders = list(accumulate((len(part) for part in parts), initial=0))
    starts = _starts(aligned, borders[-1] + 1)
    opening = _openings(said)
    found: list[RawWord] = []
    for text, (first, stop) in zip(texts, pairwise(borders), strict=True):
        likely = aligned.text_token_probs[first:stop]
        start, end = (min(starts[n], float(duration)) for n in (first, stop))
        opens = any(n in opening for n in range(first, stop))
        found.append(RawWord(text, start, end, sum(likely) / max(1, len(likely)), opens))
    return _readable(_reined(_punctuated(found), said))


def _starts(aligned: WhisperAlignmentResult, count: int) -> list[float]:
    """When each token begins, ms; the last is the end of the text."""
    pairs = np.array(aligned.alignments, np.int64).reshape(-1, 2)
    times = np.zeros(count)
    # The path goes through every token at least once; where it enters one, that begins.
    tokens, at = np.unique(pairs[:, 0], return_index=True)
    held = tokens < count
    times[tokens[held]] = pairs[at[held], 1] * STEP_MS
    return [float(time) for time in np.maximum.accumulate(times)]


def _openings(said: Sequence[Phrase]) -> dict[int, Phrase]:
    """The phrases by the index of their first token."""
    firsts = accumulate((len(phrase.tokens) for phrase in said), initial=0)
    return dict(zip(firsts, said, strict=False))


def _punctuated(found: Sequence[RawWord]) -> list[RawWord]:
    """Marks put to the words that they belong to; a word's times stay its own."""
    joined: list[RawWord] = []
    for word in found:
        last = joined[-1] if joined else None
        bare = word.text.strip()
        if last is not None and not word.text[:1].isspace() and bare and bare in _CLOSING:
            joined[-1] = last._replace(text=last.text + word.text)
        elif last is not None and _opening(last.text) and not word.text[:1].isspace():
            joined[-1] = word._replace(text=last.text + word.text, opens=last.opens)
        else:
            joined.append(word)
    return joined


def _opening(text: str) -> bool:
    bare = text.strip()
    return text[:1].isspace() and bool(bare) and bare in _OPENING


def _reined(found: list[RawWord], said: Sequence[Phrase]) -> list[RawWord]:
    """Words at the edges of phrases that hang over a pause cut to a usual length.

    Attention gives the frames of a pause to one of the words beside it, most often to the one
    after; the decoder's own timestamps, where it gives any, do not.
    """
    lengths = [word.end - word.start for word in found if word.end > word.start]
    usual = min(_USUAL_MS, float(np.median(lengths))) if lengths else 0.0
    for n, word in enumerate(found):
        begins = not n or found[n - 1].text.rstrip(_AFTER)[-1:] in _ENDS
        if begins and word.end - word.start > 2 * usual:
            found[n] = word._replace(start=word.end - 2 * usual)
    heads = [n for n, word in enumerate(found) if word.opens]
    starts = [phrase.start for phrase in said]
    ends = [phrase.end for phrase in said]
    if len(heads) != len(said):
        return found  # a phrase of bytes that are no word: its times belong to nothing
    for head, start, after, end in zip(heads, starts, [*heads[1:], len(found)], ends, strict=True):
        first = found[head]
        if start >= 0 and first.start + _APART_MS < start < first.end:
            found[head] = first._replace(start=max(first.start, min(first.end - usual, start)))
        last = found[after - 1]
        if end >= 0 and last.start < end and end + _APART_MS < last.end:
            found[after - 1] = last._replace(end=max(last.start + usual, end))
    return found


def _readable(found: Sequence[RawWord]) -> tuple[RawWord, ...]:
    return tuple(word for word in found if word.text.replace("\ufffd", "").strip())
