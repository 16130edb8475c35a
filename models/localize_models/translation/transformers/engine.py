"""The translation engine on transformers and torch."""

from __future__ import annotations

import gc
import hashlib
from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize.engines import EngineSettings, TranslationCapabilities
from localize.errors import MissingPartError
from localize.script import Provenance
from localize_models import torch_devices
from localize_models.translation.chat import prompt
from localize_models.translation.seq2seq.sharing import drafts, grouped
from localize_models.translation.transformers.decoders import Decoder
from localize_models.translation.transformers.pretrained import (
    DECODER,
    Pretrained,
    installed,
)
from localize_models.translation.transformers.seq2seq import Seq2Seq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from localize.engines import Draft, FetchProgress, Progress, TranslationRequest

#: Changes whenever another draft would come out of the same model.
_METHOD: Final = f"3.{prompt.VERSION}"
#: Models that are kept loaded; a market with another model unloads the one used longest ago.
_KEPT: Final = 2


class TransformersEngine:
    """Drafts with transformers' models as they are, every pair with the one that serves it.

    Implements `localize.engines.TranslationEngine`.

    Args:
        settings: ``model`` names a translation model of the catalogue, or a folder in
            transformers' format: an encoder-decoder, or a decoder with a chat template. Where it
            names neither, every translation model of the catalogue that lies here serves. Device,
            compute type, threads, beam size. A model whose licence forbids commercial use serves
            only where ``accept_non_commercial`` says so.
    """

    name: ClassVar[str] = "transformers"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._loaded: OrderedDict[Path, Seq2Seq | Decoder] = OrderedDict()
        self._device: torch_devices.TorchDevice | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._loaded:
            self._loaded.clear()
            self._give_back()

    @cached_property
    def _models(self) -> tuple[Pretrained, ...]:
        """What may serve: the one that is named, else all that lie here."""
        return tuple(installed(self._settings))

    @property
    def _named(self) -> bool:
        """Whether the operator asked for a model that only this engine runs as it is."""
        return bool(self._models) and self._models[0].commit == ""

    def models(self) -> tuple[str, ...]:
        """As `Naming.models`; without torch only a folder, as in `serves`."""
        if self._named:
            return (self._settings.model,)
        return tuple(one.name for one in self._models) if torch_devices.are_there() else ()

    def capabilities(self) -> TranslationCapabilities:
        """From text, on this machine; a decoder reads context, terms and lengths besides.

        The same weights on CTranslate2 draft faster, so that engine goes first, unless a folder in
        transformers' own format is named.
        """
        licences = {one.licence for one in self._models}
        asked = [one.family == DECODER for one in self._models]
        decoder = bool(asked) and all(asked)
        return TranslationCapabilities(
            licence=licences.pop() if len(licences) == 1 else "",
            context=decoder,
            terms=decoder,
            length=decoder,
            preference=65 if self._named else 55,
        )

    def serves(self, source: str, target: str) -> bool:
        """Whether a model here has the pair.

        Without torch it serves nothing of its own accord; a model that is named is served, so that
        `prepare` says what to install.
        """
        there = self._named or torch_devices.are_there()
        return there and self._serving(source, target) is not None

    def _serving(self, source: str, target: str) -> Pretrained | None:
        """The model for a pair: one of that pair alone before one of many languages."""
        able = [one for one in self._models if one.serves(source, target)]
        return min(able, key=lambda one: (one.family != "marian", one.name), default=None)

    def prepare(self, progress: FetchProgress | None = None) -> None:  # noqa: ARG002 -- as it lies
        """As `TranslationEngine.prepare`.

        Raises:
            MissingPartError: torch is not installed, no model is here, or no such device.
            SettingsError: no such device or compute type.
        """
        torch_devices.require()
        if not self._models:
            raise MissingPartError(
                "No translation model that transformers runs is here.",
                hint="`localize models list` shows some and `localize models pull` fetches them; "
                "or name a folder with --model.",
            )
        self._device = torch_devices.resolve(self._settings.device, self._settings.compute_type)

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`: of all models that may serve; the pair says which."""
        revisions = sorted(one.revision for one in self._models)
        only = self._models[0] if len(self._models) == 1 else None
        digest = hashlib.sha256("".join(revisions).encode()).hexdigest()
        return Provenance(
            self.name,
            f"{_version('transformers')}.{_METHOD}",
            only.name if only else "installed",
            only.revision if only else digest,
            parameters=(
                ("beam", str(self._beam)),
                ("compute", self._settings.compute_type or "auto"),
                ("torch", _version("torch")),
            ),
        )

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`: requests that share a model share its batches.

        Raises:
            SettingsError: a pair that no model serves.
            MissingPartError: torch is not installed.
            DeviceError: the device is not there, has no room, or fails.
            ModelError: the weights cannot be loaded.
        """
        for found, own in grouped(requests, self._serving):
            model = self._load(found)
            device = self._device.label if self._device is not None else ""
            made = replace(
                self.provenance(), model=found.name, revision=found.revision, device=device
            )
            if isinstance(model, Decoder):
                yield from model.drafts(own, made, progress)
            else:
                yield from drafts(own, model.run, made, progress)

    @property
    def _beam(self) -> int:
        return max(1, self._settings.beam_size)

    def _load(self, found: Pretrained) -> Seq2Seq | Decoder:
        if found.folder in self._loaded:
            self._loaded.move_to_end(found.folder)
            return self._loaded[found.folder]
        if self._device is None:
            self.prepare()
        assert self._device is not None  # noqa: S101 -- `prepare` has set it
        torch_devices.set_threads(self._settings.threads)
        while len(self._loaded) >= _KEPT:
            self._loaded.popitem(last=False)
            self._give_back()
        if found.family == DECODER:
            self._loaded[found.folder] = Decoder(found, self._device)
        else:
            self._loaded[found.folder] = Seq2Seq(found, self._device, self._beam)
        return self._loaded[found.folder]

    def _give_back(self) -> None:
        """Give a device the memory of what was unloaded."""
        import torch  # noqa: PLC0415 -- heavy, and loaded by now

        gc.collect()
        if self._device is not None and self._device.name != "cpu":
            torch.cuda.empty_cache()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
