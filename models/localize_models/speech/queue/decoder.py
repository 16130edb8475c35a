"""A batch of windows through the model: encoded once; languages, text, English, times from that."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from localize_models.speech import language
from localize_models.speech.heard import Heard, Task
from localize_models.speech.queue.alignment import Phrase, phrases, words
from localize_models.speech.queue.features import FRAME_MS, Prepared
from localize_models.speech.queue.ladder import LADDER, Rung
from localize_models.speech.queue.sizes import is_full
from localize_models.speech.sounds import silenced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctranslate2 import StorageView
    from ctranslate2.models import WhisperGenerationResult
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer
    from numpy.typing import NDArray

    from localize_models.speech.heard import Window
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
#: Whisper's own context, frames.
_FULL: Final = language.FULL_MS // FRAME_MS
#: A window that was padded by less is heard again in the whole context where its words are less
#: likely than this, mean log-probability a token. (Tried with base on 136 clips of 7 s, on which it
#: was chosen, too: errors 16.24 % to 16.10 %, for about 30 % more processor time. All in the whole
#: context: 16.13 %, for about twice as much.)
_SURE: Final = -0.3

Shares = tuple[tuple[str, float], ...]


class Decoder:
    """Decodes windows with one model; may be used by several threads at once.

    Args:
        session: an engine's hold on the model.
    """

    def __init__(self, session: WhisperSession) -> None:
        self.session = session
        self._tokenizers: dict[tuple[str, Task], Tokenizer] = {}

    @property
    def _model(self) -> WhisperModel:
        return self.session.model()

    def decode(self, batch: Sequence[Prepared], first: int = 0) -> list[Heard]:
        """What is said in each window; those that fail are decoded again, together.

        Args:
            batch: windows of one padded length. One without a language is decoded in the
                likeliest, and comes back with that.
            first: the rung of the ladder to begin with.
        """
        with self.session.working():
            encoded = _Encoded(self._model, batch)
            shares = self._shares(encoded)
            jobs = [
                _Job(row, _with_language(one, share))
                for row, (one, share) in enumerate(zip(batch, shares, strict=True))
            ]
            # The other task of a window is one more job on the same row of what was encoded.
            also = [
                _Job(job.row, other) for job in jobs if (other := job.one.in_english) is not None
            ]
            both = [*jobs, *also]
            found = self._best(batch, encoded, shares, both, first)
        english = {job.row: heard for job, heard in zip(also, found[len(jobs) :], strict=True)}
        return [
            replace(heard, english=english.get(row)) for row, heard in enumerate(found[: len(jobs)])
        ]

    def decode_or_full(self, batch: Sequence[Prepared]) -> list[Heard]:
        """As `decode`, for `flow.Flow`, which makes batches smaller where the device is full.

        Raises:
            RuntimeError: the device is full, and fewer windows may fit.
            MissingPartError: whatever else the device or the weights fail of.
        """
        try:
            return self.decode(batch)
        except RuntimeError as error:
            if is_full(error) and len(batch) > 1:
                raise
            with self.session.failures():
                raise

    def _best(
        self,
        batch: Sequence[Prepared],
        encoded: _Encoded,
        shares: Sequence[Shares],
        jobs: Sequence[_Job],
        first: int,
    ) -> list[Heard]:
        """For each job the first attempt that nothing is wrong with, or the least bad."""
        best = self._attempt(jobs, encoded, shares, LADDER[min(first, len(LADDER) - 1)])
        faults = [job.one.fails(heard) for job, heard in zip(jobs, best, strict=True)]
        if first == 0:
            best = self._surer(batch, shares, jobs, best, faults)
        for number, rung in enumerate(LADDER[first + 1 :], 2):
            failing = [n for n, fault in enumerate(faults) if fault > 0]
            if not failing:
                break
            rows = sorted({jobs[n].row for n in failing})
            anew = _Encoded(
                self._model, [_full(batch[row]) if rung.full else batch[row] for row in rows]
            )
            again = [_Job(rows.index(jobs[n].row), jobs[n].one) for n in failing]
            tried = self._attempt(again, anew, [shares[row] for row in rows], rung)
            for n, heard in zip(failing, tried, strict=True):
                fault = jobs[n].one.fails(heard)
                taken = heard if fault < faults[n] else best[n]
                best[n] = replace(taken, attempts=number)
                faults[n] = min(fault, faults[n])
        return best

    def _surer(
        self,
        batch: Sequence[Prepared],
        shares: Sequence[Shares],
        jobs: Sequence[_Job],
        best: Sequence[Heard],
        faults: Sequence[float],
    ) -> list[Heard]:
        """As `best`; what is well but not sure in a short context is heard in the whole one."""
        unsure = [
            n
            for n, (job, heard, fault) in enumerate(zip(jobs, best, faults, strict=True))
            if not fault
            and batch[job.row].padded < _FULL
            and job.one.window.task is Task.WORDS
            and heard.words
            and heard.avg_logprob < _SURE
        ]
        found = list(best)
        if not unsure:
            return found
        rows = [jobs[n].row for n in unsure]
        anew = _Encoded(self._model, [_full(batch[row]) for row in rows])
        again = [_Job(place, jobs[n].one) for place, n in enumerate(unsure)]
        tried = self._attempt(again, anew, [shares[row] for row in rows], LADDER[0])
        for n, heard in zip(unsure, tried, strict=True):
            if not jobs[n].one.fails(heard):
                found[n] = heard
        return found

    def languages(self, batch: Sequence[Prepared]) -> list[Shares]:
        """Whisper's names of languages and the share of each, for each window; decodes nothing.

        Args:
            batch: windows of one padded length.
        """
        with self.session.working():
            return self._shares(_Encoded(self._model, batch))

    def _shares(self, encoded: _Encoded) -> list[Shares]:
        if not self._model.model.is_multilingual:
            return [()] * encoded.count
        answers = self._model.model.detect_language(encoded.rows())
        return [tuple((name[2:-2], float(share)) for name, share in one) for one in answers]

    def _attempt(
        self, jobs: Sequence[_Job], encoded: _Encoded, shares: Sequence[Shares], rung: Rung
    ) -> list[Heard]:
        results = self._generate(jobs, encoded, rung)
        said = [
            phrases(result.sequences_ids[0], self._tokenizer(job.one.window))
            for job, result in zip(jobs, results, strict=True)
        ]
        found = self._aligned(jobs, encoded, said)
        return [
            self._heard(job.one, result, timed, shares[job.row], told)
            for job, result, timed, told in zip(jobs, results, found, said, strict=True)
        ]

    def _generate(
        self, jobs: Sequence[_Job], encoded: _Encoded, rung: Rung
    ) -> list[WhisperGenerationResult]:
        prompts = [self._prompt(job.one, rung) for job in jobs]
        seconds = encoded.padded * FRAME_MS / 1000
        room = _FEWEST_TOKENS + round(_TOKENS_A_SECOND * seconds)
        # CTranslate2 wants prompts of one length. Tasks go one after the other: both in one call
        # gave the same text in about the same time and a fifth more memory (base, nine recordings:
        # 33 and 35 s of processor time, 1,088 and 924 MB).
        groups: dict[tuple[int, Task], list[int]] = {}
        for n, (job, prompt) in enumerate(zip(jobs, prompts, strict=True)):
            groups.setdefault((len(prompt), job.one.window.task), []).append(n)
        found: dict[int, WhisperGenerationResult] = {}
        for (length, _), own in sorted(groups.items()):
            results = self._model.model.generate(
                encoded.rows([jobs[n].row for n in own]),
                [prompts[n] for n in own],
                beam_size=self.session.beam_size,
                max_length=min(_CONTEXT, length + room),
                repetition_penalty=rung.penalty,
                no_repeat_ngram_size=rung.ngram,
                max_initial_timestamp_index=_LATEST_START,
                suppress_tokens=silenced(self._tokenizer(jobs[own[0]].one.window)),
                return_scores=True,
                return_no_speech_prob=True,
            )
            found |= dict(zip(own, results, strict=True))
        return [found[n] for n in range(len(jobs))]

    def _aligned(
        self, jobs: Sequence[_Job], encoded: _Encoded, said: Sequence[tuple[Phrase, ...]]
    ) -> list[tuple[Any, ...]]:
        """The words of each job; those of one language and task are aligned together."""
        found: list[tuple[Any, ...]] = [()] * len(jobs)
        groups: dict[tuple[str, Task], list[int]] = {}
        for n, job in enumerate(jobs):
            if said[n]:
                window = job.one.window
                groups.setdefault((language.token(window.language), window.task), []).append(n)
        for own in groups.values():
            tokenizer = self._tokenizer(jobs[own[0]].one.window)
            aligned = self._model.model.align(
                encoded.rows([jobs[n].row for n in own]),
                tokenizer.sot_sequence,
                [[token for phrase in said[n] for token in phrase.tokens] for n in own],
                [jobs[n].one.frames for n in own],
            )
            for n, one in zip(own, aligned, strict=True):
                found[n] = words(said[n], one, tokenizer, jobs[n].one.window.speech.duration)
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
        text = self._tokenizer(one.window).decode(
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
        tokenizer = self._tokenizer(one.window)
        silent = [] if rung.timed(one.window.written) else [tokenizer.no_timestamps]
        return [*one.hints, *tokenizer.sot_sequence, *silent]

    def _tokenizer(self, window: Window) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 -- loads tokenizers

        name = language.token(window.language) if window.language else "en"
        known = self._tokenizers.get((name, window.task))
        if known is None:
            many = self._model.model.is_multilingual
            known = Tokenizer(self._model.hf_tokenizer, many, task=window.task, language=name)
            self._tokenizers[name, window.task] = known
        return known


class _Job(NamedTuple):
    """One task on one window of a batch.

    Attributes:
        row: of the batch; what was encoded there.
        one: the window, by its task.
    """

    row: int
    one: Prepared


class _Encoded:
    """What the encoder makes of a batch, and of some of its rows.

    On a CPU rows are copied out of it. On a card, where that would be a way through the computer's
    memory, some rows are rather encoded again. (H200, large-v3's shape, 32 windows, beam 5: to
    encode takes 0.9 s, to generate 60 tokens 3.2 s. This way has not been run on a card.) With
    several cards nobody knows which of them takes the next call, so that it has to go that way, as
    faster-whisper has it go (this has not been run either).
    """

    def __init__(self, model: WhisperModel, batch: Sequence[Prepared]) -> None:
        self._model = model
        self._batch = batch
        self.count = len(batch)
        self.padded = batch[0].padded
        self._held: NDArray[Any] | None = None
        self._view: StorageView | None = None
        on_cpu = model.model.device == "cpu"
        self._brought = not on_cpu and len(model.model.device_index) > 1
        if on_cpu or self._brought:
            step = max(1, _FRAMES_AT_ONCE // self.padded) if on_cpu else self.count
            parts = [
                np.array(self._encode(batch[n : n + step])) for n in range(0, self.count, step)
            ]
            self._held = parts[0] if len(parts) == 1 else np.concatenate(parts)
        else:
            self._view = self._encode(batch)

    def rows(self, wanted: Sequence[int] | None = None) -> StorageView:
        """Some rows, by default all.

        Args:
            wanted: which, each once.
        """
        if wanted is None or list(wanted) == list(range(self.count)):
            return self._view if self._view is not None else _stored(self._held)
        if self._held is None:
            return self._encode([self._batch[n] for n in wanted])
        return _stored(self._held[list(wanted)])

    def _encode(self, batch: Sequence[Prepared]) -> StorageView:
        features = np.stack([one.features for one in batch])
        return self._model.model.encode(_stored(features), to_cpu=self._brought)


def _stored(array: NDArray[Any] | None) -> StorageView:
    from ctranslate2 import StorageView  # noqa: PLC0415 -- loads CTranslate2

    return StorageView.from_array(np.ascontiguousarray(array))


def _with_language(one: Prepared, shares: Shares) -> Prepared:
    if one.window.language:
        return one
    spoken = language.from_token(shares[0][0]) if shares else "en"
    return replace(one, window=replace(one.window, language=spoken))


def _full(one: Prepared) -> Prepared:
    """A window padded to 30 s."""
    return replace(one, features=np.pad(one.features, ((0, 0), (0, _FULL - one.padded))))
