"""Encoder-decoders on torch: units of many requests and languages → drafts with scores."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any, Final

from localize.engines import Alternative
from localize.errors import ModelError, SettingsError
from localize_models import torch_devices
from localize_models.translation.seq2seq.families import FAMILIES, code_of, marks_of
from localize_models.translation.seq2seq.links import links_of
from localize_models.translation.seq2seq.sharing import DRAFTS, best_of, longest_draft, over_cues
from localize_models.translation.seq2seq.writing import in_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import torch

    from localize.engines import TranslatedUnit, TranslationRequest
    from localize_models.torch_devices import TorchDevice
    from localize_models.translation.seq2seq.sharing import Job
    from localize_models.translation.transformers.pretrained import Pretrained

#: Pieces of the sources that are worked on at once, padding counted; beams multiply the work.
_PIECES_CPU: Final = 2_048
_PIECES_GPU: Final = 16_384
#: Numbers of a batch's scores that are held at once: a vocabulary of 256,000 makes them many.
_SCORES: Final = 1 << 26
#: How a unit that came back unfit is asked for again: a wider search that repeats nothing; then
#: sampling, where every search ends in the same place. As the engine on CTranslate2 does.
_AGAIN: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"num_beams": 8, "no_repeat_ngram_size": 3, "repetition_penalty": 1.2},
    {"num_beams": 1, "do_sample": True, "top_k": 8, "temperature": 0.7, "num_return_sequences": 1},
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One unit as the model reads it.

    Attributes:
        place: of its unit among those that were asked for.
        text: the source.
        source: ids of the source's pieces.
        start: ids that its draft begins with, no part of its text.
        marks: ids of the languages' marks.
        linked: whether it is to be told which words render which.
    """

    place: int
    text: str
    source: tuple[int, ...]
    start: tuple[int, ...]
    marks: frozenset[int]
    linked: bool


class Seq2Seq:
    """A loaded encoder-decoder.

    Args:
        found: the model.
        device: where it is to run.
        beam: beams of the search.

    Raises:
        ModelError: it cannot be loaded.
        DeviceError: the device has no room.
    """

    def __init__(self, found: Pretrained, device: TorchDevice, beam: int) -> None:
        self._found, self._device, self._beam = found, device, beam
        self._tokenizer, self._model = load(found, device, "AutoModelForSeq2SeqLM")
        self._vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._pieces = _PIECES_CPU if device.name == "cpu" else _PIECES_GPU
        config = self._model.config
        #: T5 has no such bound; a source beyond it cannot be read, and is given back undone.
        self._longest = int(getattr(config, "max_position_embeddings", 0) or 1 << 16)

    def run(self, jobs: Sequence[Job], attempt: int) -> list[TranslatedUnit]:
        """Draft units, as `localize_models.translation.seq2seq.sharing.Run`."""
        rows = [row for row in self._rows(jobs) if len(row.source) <= self._longest]
        found: dict[int, list[Alternative]] = {}
        with torch_devices.failures(self._device, f"The model {self._found.name}"):
            for batch in self._batches(sorted(rows, key=lambda row: -len(row.source))):
                found.update(self._drafted(batch, attempt))
        return [
            best_of(unit, in_script(found.get(place, ()), self._found.family, request))
            for place, (request, unit) in enumerate(jobs)
        ]

    # --- In ---------------------------------------------------------------------------------------

    def _rows(self, jobs: Sequence[Job]) -> Iterator[_Row]:
        linked = frozenset(over_cues(jobs))
        for place, (request, unit) in enumerate(jobs):
            text = " ".join(unit.text.split())
            first, start = self._marks(request)
            if self._found.family in ("m2m100", "nllb", "mbart50"):
                self._tokenizer.src_lang = code_of(self._found.family, request.source)
                spoken = self._mark(request.source)
            else:
                spoken = first
            ids = self._tokenizer(f"{first} {text}" if first else text).input_ids
            begin = self._model.config.decoder_start_token_id
            marks = frozenset((begin, *start, self._vocabulary.get(spoken, begin)))
            yield _Row(place, text, tuple(ids), (begin, *start), marks, place in linked)

    def _marks(self, request: TranslationRequest) -> tuple[str, tuple[int, ...]]:
        """The mark that goes before a source, and the ids that its draft begins with."""
        target, family = request.target, self._found.family
        if family == "marian":
            names = (f">>{name}<<" for name in marks_of(target))
            marks = [name for name in names if name in self._vocabulary]
            return (marks[0] if marks else ""), ()
        if family == "madlad":
            return self._known(f"<2{code_of(family, target)}>", target), ()
        return "", (self._vocabulary[self._known(self._mark(target), target)],)

    def _mark(self, locale: str) -> str:
        """How a family that names both languages writes one."""
        code = code_of(self._found.family, locale)
        return f"__{code}__" if self._found.family == "m2m100" else code

    def _known(self, mark: str, target: str) -> str:
        if mark not in self._vocabulary:
            raise SettingsError(
                f"The model {self._found.name} has no mark for {target} ({mark}).",
                hint="Take another model for this market.",
            )
        return mark

    def _batches(self, rows: Sequence[_Row]) -> Iterator[list[_Row]]:
        batch: list[_Row] = []
        for row in rows:  # the longest first, so the first of a batch is its width
            if batch and len(batch[0].source) * (len(batch) + 1) > self._pieces:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    # --- Out --------------------------------------------------------------------------------------

    def _drafted(self, rows: Sequence[_Row], attempt: int) -> dict[int, list[Alternative]]:
        """Every row's drafts with their scores; a batch that has no room is halved."""
        import torch  # noqa: PLC0415 -- heavy

        try:
            with torch.inference_mode():
                return self._batch(rows, attempt)
        except torch.OutOfMemoryError:
            if len(rows) == 1:
                raise
        torch.cuda.empty_cache()
        self._pieces //= 2  # the batches to come would have no room either
        middle = len(rows) // 2
        return self._drafted(rows[:middle], attempt) | self._drafted(rows[middle:], attempt)

    def _batch(self, rows: Sequence[_Row], attempt: int) -> dict[int, list[Alternative]]:
        import torch  # noqa: PLC0415 -- heavy
        from transformers.modeling_outputs import BaseModelOutput  # noqa: PLC0415

        width = max(len(row.source) for row in rows)
        pad = self._model.config.pad_token_id
        ids = torch.tensor([[*row.source, *[pad] * (width - len(row.source))] for row in rows])
        mask = torch.tensor(
            [[1] * len(row.source) + [0] * (width - len(row.source)) for row in rows]
        )
        ids, mask = ids.to(self._device.name), mask.to(self._device.name)
        start = torch.tensor([row.start for row in rows], device=self._device.name)
        heard = self._model.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state
        options = self._options(width, attempt)
        # The same sources in the same batch are sampled alike in every run.
        devices = [] if self._device.name == "cpu" else [self._device.name]
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(attempt)
            made = self._model.generate(
                # Generation repeats it in place for its beams.
                encoder_outputs=BaseModelOutput(last_hidden_state=heard.clone()),
                attention_mask=mask,
                decoder_input_ids=start,
                **options,
            )
        each = options["num_return_sequences"]
        scores = self._scores(heard, mask, made, start.shape[1], each)
        texts = self._tokenizer.batch_decode(made[:, start.shape[1] :], skip_special_tokens=True)
        linked = [n for n, row in enumerate(rows) if row.linked]
        looked = self._looked(
            heard, mask, made, [n * each + k for n in linked for k in range(each)]
        )
        found: dict[int, list[Alternative]] = {}
        for n, row in enumerate(rows):
            drafts: list[tuple[float, Alternative]] = []
            for k in range(n * each, (n + 1) * each):
                links = (
                    self._links(row, looked[k], made[k].tolist(), texts[k]) if row.linked else ()
                )
                drafts.append((scores[k], Alternative(texts[k], scores[k], links)))
            drafts.sort(key=lambda draft: -draft[0])
            found[row.place] = [draft for _, draft in drafts]
        return found

    def _looked(
        self, heard: torch.Tensor, mask: torch.Tensor, made: torch.Tensor, wanted: Sequence[int]
    ) -> dict[int, list[list[float]]]:
        """Where the decoder looked for each piece of drafts.

        Args:
            heard: the encoder's output, one row a source.
            mask: of the sources.
            made: ids of the drafts, as many for each source.
            wanted: places of those that are asked for.

        Returns:
            By place a row for each of a draft's ids but the first, of a column for each of its
            source's ids.
        """
        from transformers.modeling_outputs import BaseModelOutput  # noqa: PLC0415 -- heavy

        looked: dict[int, list[list[float]]] = {}
        if not wanted:
            return looked
        layer, heads = FAMILIES[self._found.family].looks
        config = self._model.config
        layers = int(getattr(config, "decoder_layers", 0) or config.num_decoder_layers)
        size = layers * config.num_attention_heads * heard.shape[1] * made.shape[1]
        step, each = max(1, _SCORES // size), len(made) // len(heard)
        usual = config._attn_implementation
        # The fast kinds of attention do not tell what they attended to.
        self._model.set_attn_implementation("eager")
        try:
            for first in range(0, len(wanted), step):
                places = list(wanted[first : first + step])
                sources = [place // each for place in places]
                attended = self._model(
                    encoder_outputs=BaseModelOutput(last_hidden_state=heard[sources]),
                    attention_mask=mask[sources],
                    decoder_input_ids=made[places][:, :-1],
                    output_attentions=True,
                ).cross_attentions
                chosen = attended[max(layer, -len(attended))][:, : heads or None].float().mean(1)
                looked.update(zip(places, chosen.tolist(), strict=True))
        finally:
            self._model.set_attn_implementation(usual)
        return looked

    def _links(
        self, row: _Row, looked: Sequence[Sequence[float]], made: Sequence[int], text: str
    ) -> tuple[tuple[int, int], ...]:
        """The links of one draft.

        Args:
            row: of the source.
            looked: for each id of the draft but the first, how much it looked at the source's.
            made: ids of the draft.
            text: of the draft.
        """
        marks = {*self._tokenizer.all_special_ids, *row.marks}
        columns = [n for n, one in enumerate(row.source) if one not in marks]
        rows = [n for n, one in enumerate(made) if n >= len(row.start) and one not in marks]
        tokens = self._tokenizer.convert_ids_to_tokens
        return links_of(
            [[looked[n - 1][k] for k in columns] for n in rows],
            tokens([row.source[k] for k in columns]),
            row.text,
            tokens([made[n] for n in rows]),
            text,
        )

    def _options(self, width: int, attempt: int) -> dict[str, Any]:
        room = self._longest - 2
        unknown = self._tokenizer.unk_token_id
        return {
            "num_beams": self._beam,
            "num_return_sequences": min(self._beam, DRAFTS),
            "do_sample": False,
            "early_stopping": self._beam > 1,
            "length_penalty": 1.0,
            "max_new_tokens": max(1, min(longest_draft(width), room)),
            "max_length": None,
            "suppress_tokens": [
                one for one in (self._model.config.pad_token_id, unknown) if one is not None
            ],
            **_AGAIN[min(attempt, len(_AGAIN) - 1)],
        }

    def _scores(
        self,
        heard: torch.Tensor,
        mask: torch.Tensor,
        made: torch.Tensor,
        start: int,
        each: int,
    ) -> list[float]:
        """Mean log-probability a token of every draft, the end of the text counted.

        They are taken in a pass of their own: keeping every step's of a search would need some
        gigabytes where vocabularies are large.

        Args:
            heard: the encoder's output, one row a source.
            mask: of the sources.
            made: ids of the drafts, ``each`` rows a source.
            start: ids that every draft begins with.
            each: drafts of a source.
        """
        import torch  # noqa: PLC0415 -- heavy
        from transformers.modeling_outputs import BaseModelOutput  # noqa: PLC0415

        width = int(self._model.config.vocab_size) * made.shape[1]
        step = max(1, _SCORES // width)
        pad, end = self._model.config.pad_token_id, self._tokenizer.eos_token_id
        found: list[float] = []
        for first in range(0, len(made), step):
            rows = made[first : first + step]
            sources = torch.arange(first, first + len(rows), device=made.device) // each
            logits = self._model(
                encoder_outputs=BaseModelOutput(last_hidden_state=heard[sources]),
                attention_mask=mask[sources],
                decoder_input_ids=rows[:, :-1],
            ).logits
            wanted = rows[:, 1:]
            each_token = logits.float().log_softmax(-1).gather(-1, wanted[..., None])[..., 0]
            own = torch.ones_like(wanted, dtype=torch.bool)
            own[:, : start - 1] = False
            # Up to the first end and no further; the padding after it may be the end's own id.
            ended = (wanted == end).long().cumsum(-1)
            own &= (ended == 0) | ((ended == 1) & (wanted == end))
            own &= (wanted != pad) | (wanted == end)
            sums = (each_token * own).sum(-1) / own.sum(-1).clamp(min=1)
            found += [float(one) for one in sums]
        return found


def load(found: Pretrained, device: TorchDevice, kind: str) -> tuple[Any, Any]:
    """A model and its tokenizer, from its folder alone.

    Args:
        found: the model.
        device: where it is to run.
        kind: transformers' class for models of its task.

    Raises:
        ModelError: it cannot be loaded.
        DeviceError: the device has no room.
    """
    import transformers  # noqa: PLC0415 -- heavy
    from safetensors import SafetensorError  # noqa: PLC0415 -- comes with it

    broken = (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    place = {"local_files_only": True, "trust_remote_code": False}
    try:
        with warnings.catch_warnings(), torch_devices.failures(device, f"The model {found.name}"):
            warnings.simplefilter("ignore")  # libraries that it would like besides
            tokenizer = transformers.AutoTokenizer.from_pretrained(str(found.folder), **place)
            model = getattr(transformers, kind).from_pretrained(
                str(found.folder), dtype=device.dtype, **place
            )
            model.to(device.name)
    except (*broken, UnpicklingError) as error:
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"The model in {str(found.folder)!r} cannot be loaded: {said}.",
            model=found.name,
            hint="Fetch it anew; `localize doctor` says which libraries are here.",
        ) from error
    model.eval()
    return tokenizer, model
