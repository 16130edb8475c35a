"""The translation engine on CTranslate2."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self

from localize.engines import Alternative, EngineSettings, TranslationCapabilities
from localize.errors import DeviceError, MissingPartError, ModelError
from localize.script import Provenance
from localize_models import devices
from localize_models.translation.seq2seq.card import ModelCard, installed, read_card
from localize_models.translation.seq2seq.families import Codec, codec
from localize_models.translation.seq2seq.links import links_of
from localize_models.translation.seq2seq.sharing import (
    DRAFTS,
    Job,
    best_of,
    drafts,
    grouped,
    longest_draft,
    over_cues,
    too_long,
)
from localize_models.translation.seq2seq.writing import in_script
from localize_models.weights.store import models_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import (
        Draft,
        FetchProgress,
        Progress,
        TranslatedUnit,
        TranslationRequest,
    )

#: Changes whenever another draft would come out of the same model.
_METHOD: Final = "3"
#: Pieces that a worker works on at once; CTranslate2 sorts by length inside what it is given. On a
#: CPU smaller batches are no slower, and share themselves out over workers more evenly.
_BATCH_CPU: Final = 1_024
_BATCH_GPU: Final = 8_192
#: How a unit that came back unfit is asked for again: a wider search that repeats nothing; then
#: sampling, where every search ends in the same place.
_AGAIN: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"beam_size": 8, "no_repeat_ngram_size": 3, "repetition_penalty": 1.2},
    {"beam_size": 1, "sampling_topk": 8, "sampling_temperature": 0.7, "num_hypotheses": 1},
)
#: Models that are kept loaded; a market with another model unloads the one used longest ago.
_KEPT: Final = 2


class _Result(Protocol):
    """What is used of CTranslate2's result for one text."""

    hypotheses: list[list[str]]
    scores: list[float]
    #: For each draft and each of its pieces how much it looked at each of the source's; a part of
    #: the answer only where it is asked for.
    attention: list[list[list[float]]]


@dataclass(frozen=True, slots=True)
class _Loaded:
    translator: Any
    codec: Codec
    family: str


class CTranslate2Engine:
    """Drafts with converted models, every pair with the one that serves it.

    Implements `localize.engines.TranslationEngine`.

    Args:
        settings: ``model`` names an installed model or the folder of one; where it names neither
            (a speech model's name), every installed model serves. Device, compute type, threads,
            beam size. A model whose licence forbids commercial use serves only where
            ``accept_non_commercial`` says so.
    """

    name: ClassVar[str] = "ctranslate2"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._loaded: OrderedDict[Path, _Loaded] = OrderedDict()
        self._device: devices.Device | None = None
        self._found: tuple[tuple[Path, ModelCard], ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._loaded:
            self._loaded.popitem()[1].translator.unload_model()

    @property
    def _models(self) -> tuple[tuple[Path, ModelCard], ...]:
        """What may serve: the one that is named, else all that are installed."""
        if self._found is None:
            self._found = tuple(self._look())
        return self._found

    @property
    def _names_folder(self) -> bool:
        named = self._settings.model
        return bool(named) and (Path(named).expanduser() / "localize-model.json").is_file()

    def _look(self) -> Iterator[tuple[Path, ModelCard]]:
        wanted = self._settings.model
        if self._names_folder:
            folder = Path(wanted).expanduser()
            yield folder, read_card(folder)
            return
        there = [
            (place, card)
            for place, card in installed(models_folder(self._settings))
            if card.commercial or self._settings.accept_non_commercial
        ]
        named = [one for one in there if one[1].name == wanted]
        yield from named or there

    def _serving(self, source: str, target: str) -> tuple[Path, ModelCard] | None:
        """The model for a pair: one of that pair alone before one of many languages."""
        able = [one for one in self._models if one[1].serves(source, target)]
        return min(able, key=lambda one: (one[1].family != "marian", one[1].name), default=None)

    def models(self) -> tuple[str, ...]:
        """As `Naming.models`."""
        if self._names_folder:
            return (self._settings.model,)
        return tuple(card.name for _, card in self._models)

    def capabilities(self) -> TranslationCapabilities:
        """From text, on this machine; the licence is told where all models share one."""
        licences = {card.licence for _, card in self._models}
        licence = licences.pop() if len(licences) == 1 else ""
        return TranslationCapabilities(licence=licence, preference=60)

    def serves(self, source: str, target: str) -> bool:
        """Whether an installed model has the pair."""
        return self._serving(source, target) is not None

    def prepare(self, progress: FetchProgress | None = None) -> None:  # noqa: ARG002 -- as installed
        """As `TranslationEngine.prepare`.

        Raises:
            MissingPartError: no model is installed, or the device is not there.
            SettingsError: no such device or compute type.
        """
        if not self._models:
            raise MissingPartError(
                "No translation model is installed.",
                hint="`localize models convert` makes one of a model of the Hugging Face hub.",
            )
        self._device = devices.resolve(self._settings.device, self._settings.compute_type)

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`: of all models that may serve; the pair says which."""
        cards = sorted(card.sha256 for _, card in self._models)
        digest = hashlib.sha256("".join(cards).encode()).hexdigest()
        only = self._models[0][1].name if len(self._models) == 1 else ""
        return Provenance(
            self.name,
            f"{version('ctranslate2')}.{_METHOD}",
            only or "installed",
            digest,
            parameters=(
                ("beam", str(self._settings.beam_size)),
                ("compute", self._settings.compute_type or "auto"),
            ),
        )

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`: requests that share a pair's model share its batches.

        Raises:
            SettingsError: a pair that no model serves.
            DeviceError: the device has no room, or fails.
            ModelError: the weights cannot be loaded.
        """
        for (folder, card), own in grouped(requests, self._serving):
            model = self._load(folder)
            device = self._device.label if self._device is not None else ""
            made = replace(self.provenance(), model=card.name, revision=card.sha256, device=device)
            yield from drafts(own, partial(self._run, model), made, progress)

    def _run(self, model: _Loaded, jobs: Sequence[Job], kind: int) -> list[TranslatedUnit]:
        texts = [" ".join(unit.text.split()) for _, unit in jobs]
        pieces = [
            model.codec.encode(text, request.source, request.target)
            for text, (request, _) in zip(texts, jobs, strict=True)
        ]
        prefixes = [model.codec.prefix(request.target) for request, _ in jobs]
        beam = max(1, self._settings.beam_size)
        options: dict[str, Any] = {
            "beam_size": beam,
            "num_hypotheses": min(beam, DRAFTS),
            "return_scores": True,
            "max_batch_size": _BATCH_GPU if self._on_gpu else _BATCH_CPU,
            "batch_type": "tokens",
            "max_decoding_length": longest_draft(max(map(len, pieces), default=0)),
            "replace_unknowns": False,
            "disable_unk": True,
            **_AGAIN[min(kind, len(_AGAIN) - 1)],
        }
        if any(prefixes):
            options["target_prefix"] = prefixes
        results = self._answers(model, pieces, options)
        found = [[*_candidates(result, model.codec)] for result in results]
        each = [
            (n, k)
            for n in over_cues(jobs)
            for k in range(len(found[n]))
            if not k or too_long(jobs[n], found[n][0].text)
        ]
        self._link(model, found, each, results, texts=texts, pieces=pieces)
        return [
            best_of(unit, in_script(own, model.family, request))
            for (request, unit), own in zip(jobs, found, strict=True)
        ]

    def _link(
        self,
        model: _Loaded,
        found: Sequence[list[Alternative]],
        each: Sequence[tuple[int, int]],
        results: Sequence[_Result],
        *,
        texts: Sequence[str],
        pieces: Sequence[Sequence[str]],
    ) -> None:
        """Put in which words of drafts render which of their sources.

        Each draft is written once more for it, for what a search with several beams tells of its
        attention is not that of the draft it ends with (CTranslate2 4.8: rows differ by up to 1
        from those of the same draft written greedily).

        Args:
            model: that drafted.
            found: the drafts of each source, into which links are put.
            each: (place of its source, its own place) of the drafts that are to be linked.
            results: of the sources.
            texts: the sources.
            pieces: of the sources, with their marks.
        """
        if not each:
            return
        drafts = [results[n].hypotheses[k] for n, k in each]
        options = {
            "target_prefix": drafts,
            "beam_size": 1,
            "max_decoding_length": 1 + max(map(len, drafts)),
            "return_attention": True,
            "max_batch_size": _BATCH_GPU if self._on_gpu else _BATCH_CPU,
            "batch_type": "tokens",
        }
        written = self._answers(model, [pieces[n] for n, _ in each], options)
        for (n, k), draft, result in zip(each, drafts, written, strict=True):
            own, text = model.codec.own(pieces[n]), found[n][k].text
            # A draft's marks, which are its first pieces, are in no text.
            first = len(draft) - len(model.codec.written(draft))
            rows = [row[own] for row in result.attention[0][first : len(draft)]]
            links = links_of(rows, pieces[n][own], texts[n], draft[first:], text)
            found[n][k] = replace(found[n][k], links=links)

    def _answers(
        self, model: _Loaded, pieces: Sequence[Sequence[str]], options: dict[str, Any]
    ) -> list[_Result]:
        try:
            answers: list[_Result] = model.translator.translate_batch(pieces, **options)
        except RuntimeError as error:
            raise _failure(error, self._device) from error
        return answers

    @property
    def _on_gpu(self) -> bool:
        return self._device is not None and self._device.device != "cpu"

    def _load(self, folder: Path) -> _Loaded:
        if folder in self._loaded:
            self._loaded.move_to_end(folder)
            return self._loaded[folder]
        import ctranslate2  # noqa: PLC0415 -- 40 MB, when a model is to run

        if self._device is None:
            self._device = devices.resolve(self._settings.device, self._settings.compute_type)
        while len(self._loaded) >= _KEPT:
            self._loaded.popitem(last=False)[1].translator.unload_model()
        card = read_card(folder)
        own = codec(card.family, folder)
        try:
            translator = ctranslate2.Translator(
                str(folder),
                device=self._device.device,
                device_index=list(self._device.indexes),
                compute_type=self._device.compute_type,
                # On a CPU a batch a core is faster than a batch over all cores: a decoder's
                # matrices are small. The workers share the weights.
                inter_threads=1 if self._on_gpu else devices.threads(self._settings.threads),
                intra_threads=1,
            )
        except RuntimeError as error:
            raise _failure(error, self._device, folder) from error
        self._loaded[folder] = _Loaded(translator, own, card.family)
        return self._loaded[folder]


def _candidates(result: _Result, own: Codec) -> Iterator[Alternative]:
    for place, pieces in enumerate(result.hypotheses):
        yield Alternative(own.decode(pieces), result.scores[place] if result.scores else None)


def _failure(
    error: RuntimeError, device: devices.Device | None, folder: Path | None = None
) -> DeviceError | ModelError:
    text = str(error).strip().rstrip(".")
    label = device.label if device is not None else "cpu"
    if folder is None or any(name in text.lower() for name in ("cuda", "cublas", "memory")):
        return DeviceError(
            f"The translation model fails on {label}: {text}.",
            hint="Free the device's memory, take a smaller model, or use --device cpu.",
        )
    return ModelError(
        f"The model in {folder} cannot be loaded: {text}.",
        model=folder.name,
        hint="Convert it anew with `localize models convert`.",
    )
