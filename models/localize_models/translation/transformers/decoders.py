"""Instruction-tuned decoders on torch, asked as a chat server is.

Every answer names its lines' ids. Many requests are asked at once, their questions in one batch.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from localize.engines import Draft, TranslatedUnit, TranslationRequest
from localize_models import torch_devices
from localize_models.translation.chat.answer import is_over
from localize_models.translation.chat.asking import Asking, Question, questions
from localize_models.translation.seq2seq.sharing import untranslated
from localize_models.translation.transformers.seq2seq import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import torch

    from localize.engines import Progress
    from localize.script import Provenance
    from localize_models.torch_devices import TorchDevice
    from localize_models.translation.transformers.pretrained import Pretrained

#: Requests that are at work at once, and tokens of their questions in one batch, padding counted.
_AT_ONCE: Final = 16
_TOKENS_CPU: Final = 8_192
_TOKENS_GPU: Final = 32_768
#: Tokens of an answer: so many a line for its id and its frame, and so many a character of its
#: source, with room for scripts whose characters take more than one.
_A_LINE: Final = 64
_A_CHARACTER: Final = 1.5

#: Tokens after which answers are looked at for whether they are over.
_LOOK_EVERY: Final = 16

#: A question's place among those that are asked, and its tokens.
_Row = tuple[int, list[int]]


@dataclass
class _Work:
    """A request while it is asked.

    Attributes:
        request: as it came.
        asking: what it still asks.
        question: what it asks now; None once it has all.
        texts: its renderings, once it has all.
    """

    request: TranslationRequest
    asking: Asking
    question: Question | None = None
    texts: dict[str, str] | None = None

    def go_on(self, answer: str | None, *, first: bool = False) -> None:
        """Take an answer, and ask the next question."""
        try:
            self.question = next(self.asking) if first else self.asking.send(answer)
        except StopIteration as done:
            self.question, self.texts = None, done.value


class Decoder:
    """A loaded decoder with a chat template.

    Args:
        found: the model.
        device: where it is to run.

    Raises:
        ModelError: it cannot be loaded.
        DeviceError: the device has no room.
    """

    def __init__(self, found: Pretrained, device: TorchDevice) -> None:
        self._found, self._device = found, device
        self._tokenizer, self._model = load(found, device, "AutoModelForCausalLM")
        self._tokenizer.padding_side = "left"
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._room = int(getattr(self._model.config, "max_position_embeddings", 0) or 1 << 20)

    def drafts(
        self,
        requests: Sequence[TranslationRequest],
        provenance: Provenance,
        progress: Progress | None,
    ) -> Iterator[Draft]:
        """The draft of each request, as soon as it is whole.

        Args:
            requests: any two languages.
            provenance: of the drafts; their seconds are filled in.
            progress: as `TranslationEngine.translate`.
        """
        began = time.perf_counter()
        waiting = [_Work(request, questions(request, progress)) for request in reversed(requests)]
        at_work: list[_Work] = []
        while waiting or at_work:
            while waiting and len(at_work) < _AT_ONCE:
                at_work.append(waiting.pop())
                at_work[-1].go_on(None, first=True)
            for work in [one for one in at_work if one.texts is not None]:
                at_work.remove(work)
                seconds = round(time.perf_counter() - began, 3)
                yield _draft(work, replace(provenance, seconds=seconds))
            asked = [one.question for one in at_work if one.question is not None]
            for work, answer in zip(at_work, self._answers(asked), strict=True):
                work.go_on(answer)

    def _answers(self, asked: Sequence[Question]) -> list[str | None]:
        """The answer to each question; None where it is too long for the model."""
        answers: list[str | None] = [None] * len(asked)
        rows: list[_Row] = []
        for place, question in enumerate(asked):
            ids = self._ids(question.messages)
            if len(ids) + _most_new(question) <= self._room:
                rows.append((place, ids))
        with torch_devices.failures(self._device, f"The model {self._found.name}"):
            for heat in sorted({asked[place].temperature for place, _ in rows}):
                same = [row for row in rows if asked[row[0]].temperature == heat]
                for batch in self._batches(same):
                    most = max(_most_new(asked[place]) for place, _ in batch)
                    made = self._generated([ids for _, ids in batch], most, heat)
                    for (place, _), text in zip(batch, made, strict=True):
                        answers[place] = text
        return answers

    def _ids(self, messages: list[dict[str, str]]) -> list[int]:
        """A question in the model's own form."""
        from jinja2 import TemplateError  # noqa: PLC0415 -- comes with chat templates

        # Models that can think aloud are asked not to; the templates of others pass over it.
        form = {"add_generation_prompt": True, "tokenize": True, "enable_thinking": False}
        try:
            found = self._tokenizer.apply_chat_template(messages, return_dict=True, **form)
        except TemplateError:
            # Some know no role but the user's (Gemma's): the rules go before the first question.
            one = "\n\n".join(message["content"] for message in messages)
            found = self._tokenizer.apply_chat_template(
                [{"role": "user", "content": one}], return_dict=True, **form
            )
        return list(found["input_ids"])

    def _batches(self, rows: Sequence[tuple[int, list[int]]]) -> Iterator[list[_Row]]:
        most = _TOKENS_CPU if self._device.name == "cpu" else _TOKENS_GPU
        batch: list[_Row] = []
        for row in sorted(rows, key=lambda one: (-len(one[1]), one[0])):
            if batch and len(batch[0][1]) * (len(batch) + 1) > most:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _generated(self, rows: list[list[int]], most: int, heat: float) -> list[str]:
        """What the model writes after each row; a batch that has no room is halved."""
        import torch  # noqa: PLC0415 -- heavy

        try:
            with torch.inference_mode():
                return self._batch(rows, most, heat)
        except torch.OutOfMemoryError:
            if len(rows) == 1:
                raise
        torch.cuda.empty_cache()
        middle = len(rows) // 2
        first = self._generated(rows[:middle], most, heat)
        return first + self._generated(rows[middle:], most, heat)

    def _batch(self, rows: list[list[int]], most: int, heat: float) -> list[str]:
        import torch  # noqa: PLC0415 -- heavy

        width = max(map(len, rows))
        pad = self._tokenizer.pad_token_id
        ids = torch.tensor([[pad] * (width - len(row)) + row for row in rows])
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
        options: dict[str, Any] = {"max_new_tokens": most, "max_length": None, "num_beams": 1}
        # What a model's own settings say of sampling would be warned of where nothing is sampled.
        sampled: dict[str, Any] = {"temperature": None, "top_p": None, "top_k": None}
        if heat:
            sampled = {"temperature": heat}
        devices = [] if self._device.name == "cpu" else [self._device.name]
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(len(rows))
            made = self._model.generate(
                input_ids=ids.to(self._device.name),
                attention_mask=mask.to(self._device.name),
                do_sample=bool(heat),
                pad_token_id=pad,
                stopping_criteria=[self._stopping(width)],
                **options,
                **sampled,
            )
        found: list[str] = self._tokenizer.batch_decode(made[:, width:], skip_special_tokens=True)
        return found

    def _stopping(self, width: int) -> Callable[..., torch.Tensor]:
        """Ends a row whose answer is whole, or will never be one; looked at now and then.

        Args:
            width: of the question; what comes after it is the answer.
        """
        import torch  # noqa: PLC0415 -- heavy
        from transformers import StoppingCriteria  # noqa: PLC0415 -- heavy

        decode = self._tokenizer.batch_decode

        class Enough(StoppingCriteria):  # type: ignore[misc]  # transformers has no types
            """Which rows need not go on."""

            def __init__(self) -> None:
                self._over: torch.Tensor | None = None

            def __call__(self, ids: torch.Tensor, _scores: object, **_: object) -> torch.Tensor:
                if self._over is None:
                    self._over = torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
                if (ids.shape[1] - width) % _LOOK_EVERY == 0:
                    texts = decode(ids[:, width:], skip_special_tokens=True)
                    found = torch.tensor([is_over(text) for text in texts], device=ids.device)
                    self._over = self._over | found
                return self._over

        return Enough()


def _most_new(question: Question) -> int:
    return round(_A_LINE * question.lines + _A_CHARACTER * question.characters)


def _draft(work: _Work, provenance: Provenance) -> Draft:
    texts = work.texts or {}
    units = work.request.units
    return Draft(
        work.request.id,
        tuple(TranslatedUnit((unit.id,), texts.get(unit.id, "")) for unit in units),
        provenance,
        tuple(
            untranslated(unit, "The model gave no usable translation")
            for unit in units
            if unit.id not in texts
        ),
    )
