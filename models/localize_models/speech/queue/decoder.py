"""A batch of windows through the model: encoded once; languages, text and times from that."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from localize_models.speech import language
from localize_models.speech.heard import Heard
from localize_models.speech.queue.alignment import Phrase, phrases, words
from localize_models.speech.queue.features import FRAME_MS
from localize_models.speech.queue.ladder import LADDER, Rung

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctranslate2 import StorageView
    from ctranslate2.models import WhisperGenerationResult
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer
    from numpy.typing import NDArray

    from localize_models.speech.queue.features import Prepared
    from localize_models.speech.session import WhisperSession

#: Whisper's text context, tokens.
_CONTEXT: Final = 448
#: No window has more tokens than so many and so many a second: a decoder that goes round and round
#: is stopped. Our own figures.
_FEWEST_TOKENS: Final = 48
_TOKENS_A_SECOND: Final = 20
#: The first phrase begins within this many steps of 20 ms (OpenAI's: 1 s).
_LATEST_START: Final = 50
#: On a CPU so many frames are encoded at once. (Tried with base on windows of 28 s, two busy cores:
#: 0.54 s of processor time each alone, 0.69 s each in eights.)
_FRAMES_AT_ONCE: Final = 3_000

Shares = tuple[tuple[str, float], ...]


class Decoder:
    """Decodes windows with one model; may be used by several threads at once.

    Args:
        session: an engine's hold on the model.
    """

    def __init__(self, session: WhisperSession) -> None:
        self.session = session
        self._tokenizers: dict[str, Tokenizer] = {}

    @property
    def _model(self) -> WhisperModel:
        return self.session.model()

    def decode(self, batch: Sequence[Prepared]) -> list[Heard]:
        """What is said in each window; those that fail are decoded again, together.

        Args:
            batch: windows of one padded length, with equally many tokens of hints. One without a
                language is decoded in the likeliest, and comes back with that.
        """
        encoded = _Encoded(self._model, batch)
        shares = self._shares(encoded)
        batch = [_with_language(one, share) for one, share in zip(batch, shares, strict=True)]
        best = self._attempt(batch, encoded, shares, LADDER[0])
        faults = [one.fails(heard) for one, heard in zip(batch, best, strict=True)]
        for number, rung in enumerate(LADDER[1:], 2):
            failing = [n for n, fault in enumerate(faults) if fault > 0]
            if not failing:
                break
            again = [_full(batch[n]) if rung.full else batch[n] for n in failing]
            anew = _Encoded(self._model, again)
            tried = self._attempt(again, anew, [shares[n] for n in failing], rung)
            for n, heard in zip(failing, tried, strict=True):
                fault = batch[n].fails(heard)
                taken = heard if fault < faults[n] else best[n]
                best[n] = replace(taken, attempts=number)
                faults[n] = min(fault, faults[n])
        return best

    def languages(self, batch: Sequence[Prepared]) -> list[Shares]:
        """Whisper's names of languages and the share of each, for each window; decodes nothing.

        Args:
            batch: windows of one padded length.
        """
        return self._shares(_Encoded(self._model, batch))

    def _shares(self, encoded: _Encoded) -> list[Shares]:
        if not self._model.model.is_multilingual:
            return [()] * encoded.count
        answers = self._model.model.detect_language(encoded.rows())
        return [tuple((name[2:-2], float(share)) for name, share in one) for one in answers]

    def _attempt(
        self, batch: Sequence[Prepared], encoded: _Encoded, shares: Sequence[Shares], rung: Rung
    ) -> list[Heard]:
        results = self._generate(batch, encoded, rung)
        said = [
            phrases(result.sequences_ids[0], self._tokenizer(one.window.language))
            for one, result in zip(batch, results, strict=True)
        ]
        found = self._aligned(batch, encoded, said)
        return [self._heard(*row) for row in zip(batch, results, found, shares, said, strict=True)]

    def _generate(
        self, batch: Sequence[Prepared], encoded: _Encoded, rung: Rung
    ) -> list[WhisperGenerationResult]:
        prompts = [self._prompt(one, rung) for one in batch]
        seconds = batch[0].padded * FRAME_MS / 1000
        room = _FEWEST_TOKENS + round(_TOKENS_A_SECOND * seconds)
        found: dict[int, WhisperGenerationResult] = {}
        # CTranslate2 wants prompts of one length.
        for length in sorted({len(prompt) for prompt in prompts}):
            rows = [n for n, prompt in enumerate(prompts) if len(prompt) == length]
            results = self._model.model.generate(
                encoded.rows(rows),
                [prompts[n] for n in rows],
                beam_size=self.session.beam_size,
                max_length=min(_CONTEXT, length + room),
                repetition_penalty=rung.penalty,
                no_repeat_ngram_size=rung.ngram,
                max_initial_timestamp_index=_LATEST_START,
                return_scores=True,
                return_no_speech_prob=True,
            )
            found |= dict(zip(rows, results, strict=True))
        return [found[n] for n in range(len(batch))]

    def _aligned(
        self, batch: Sequence[Prepared], encoded: _Encoded, said: Sequence[tuple[Phrase, ...]]
    ) -> list[tuple[Any, ...]]:
        """The words of each window; windows of one language are aligned together."""
        found: list[tuple[Any, ...]] = [()] * len(batch)
        groups: dict[str, list[int]] = {}
        for n, one in enumerate(batch):
            if said[n]:
                groups.setdefault(language.token(one.window.language), []).append(n)
        for rows in groups.values():
            tokenizer = self._tokenizer(batch[rows[0]].window.language)
            aligned = self._model.model.align(
                encoded.rows(rows),
                tokenizer.sot_sequence,
                [[token for phrase in said[n] for token in phrase.tokens] for n in rows],
                [batch[n].frames for n in rows],
            )
            for n, one in zip(rows, aligned, strict=True):
                found[n] = words(said[n], one, tokenizer, batch[n].window.speech.duration)
        return found

    def _heard(
        self,
        one: Prepared,
        result: WhisperGenerationResult,
        found: tuple[Any, ...],
        shares: Shares,
        said: tuple[Phrase, ...],
    ) -> Heard:
        tokens = result.sequences_ids[0]
        text = self._tokenizer(one.window.language).decode(
            [token for phrase in said for token in phrase.tokens]
        )
        plain = text.strip().encode()
        return Heard(
            window=one.window,
            tokens=tuple(tokens),
            text=text,
            words=found,
            # The score is a mean over the tokens, and the end of the text is one more.
            avg_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech_prob=result.no_speech_prob,
            compression_ratio=len(plain) / len(zlib.compress(plain)),
            languages=shares,
        )

    def _prompt(self, one: Prepared, rung: Rung) -> list[int]:
        tokenizer = self._tokenizer(one.window.language)
        silent = [] if rung.timed(one.window.language) else [tokenizer.no_timestamps]
        return [*one.hints, *tokenizer.sot_sequence, *silent]

    def _tokenizer(self, spoken: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 -- loads tokenizers

        name = language.token(spoken) if spoken else "en"
        known = self._tokenizers.get(name)
        if known is None:
            many = self._model.model.is_multilingual
            known = Tokenizer(self._model.hf_tokenizer, many, task="transcribe", language=name)
            self._tokenizers[name] = known
        return known


class _Encoded:
    """What the encoder makes of a batch, and of some of its rows.

    On a CPU rows are copied out of it. On a card, where that would be a way through the computer's
    memory, some rows are rather encoded again. (H200, large-v3's shape, 32 windows, beam 5: to
    encode takes 0.9 s, to generate 60 tokens 3.2 s. This way has not been run on a card.)
    """

    def __init__(self, model: WhisperModel, batch: Sequence[Prepared]) -> None:
        self._model = model
        self._batch = batch
        self.count = len(batch)
        self._held: NDArray[np.float32] | None = None
        self._view: StorageView | None = None
        if model.model.device == "cpu":
            step = max(1, _FRAMES_AT_ONCE // batch[0].padded)
            parts = [
                np.array(self._encode(batch[n : n + step])) for n in range(0, len(batch), step)
            ]
            self._held = parts[0] if len(parts) == 1 else np.concatenate(parts)
        else:
            self._view = self._encode(batch)

    def rows(self, wanted: Sequence[int] | None = None) -> StorageView:
        """Some rows, by default all."""
        if wanted is None or len(wanted) == self.count:
            return self._view if self._view is not None else _stored(self._held)
        if self._held is None:
            return self._encode([self._batch[n] for n in wanted])
        return _stored(self._held[list(wanted)])

    def _encode(self, batch: Sequence[Prepared]) -> StorageView:
        features = np.stack([one.features for one in batch])
        return self._model.model.encode(_stored(features))


def _stored(array: NDArray[np.float32] | None) -> StorageView:
    from ctranslate2 import StorageView  # noqa: PLC0415 -- loads CTranslate2

    return StorageView.from_array(np.ascontiguousarray(array))


def _with_language(one: Prepared, shares: Shares) -> Prepared:
    if one.window.language:
        return one
    spoken = language.from_token(shares[0][0]) if shares else "en"
    return replace(one, window=replace(one.window, language=spoken))


def _full(one: Prepared) -> Prepared:
    """A window padded to 30 s."""
    length = language.FULL_MS // FRAME_MS
    return replace(one, features=np.pad(one.features, ((0, 0), (0, length - one.padded))))
