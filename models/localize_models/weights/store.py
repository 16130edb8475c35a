"""The model store that `localize` finds: the catalogue's models, fetched, verified and kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import platformdirs

from localize.engines import EngineSettings, FetchProgress, ModelInfo, WeightsState
from localize.errors import FetchError, LocalizeError, ModelError
from localize_models import catalog as catalogue
from localize_models.translation.seq2seq.card import FOLDER, ModelCard, installed, serves
from localize_models.translation.seq2seq.convert import convert
from localize_models.weights import hub, hubcache, mirror
from localize_models.weights.hashing import sha256_of
from localize_models.weights.meter import Meter
from localize_models.weights.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from localize_models.weights.shelf import Staging

#: Environment variable that names the folder of models.
MODELS_DIR: Final = "LOCALIZE_MODELS_DIR"


def models_folder(settings: EngineSettings) -> Path:
    """Where models are kept: `CatalogModelStore` says how it is chosen."""
    chosen = settings.models_dir or os.environ.get(MODELS_DIR)
    if chosen:
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_cache_path("localize") / "models"


def _converted(folder: Path, card: ModelCard) -> ModelInfo:
    """A converted model as the list of models shows it."""
    pairs = f"{', '.join(card.sources) or 'many'} → {', '.join(card.targets) or 'many'}"
    return ModelInfo(
        name=card.name,
        task="translation",
        engine="ctranslate2",
        languages=pairs,
        licence=card.licence or "unknown",
        size=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        revision=card.sha256,
        verified=False,
        state=WeightsState.KEPT,
        path=folder,
        notes=f"Converted here from {card.origin}.",
    )


class CatalogModelStore:
    """Keeps the weights of the catalogue's models in one folder (`localize.engines.ModelStore`).

    The folder is ``settings.models_dir``, else ``LOCALIZE_MODELS_DIR``, else ``localize/models``
    in the user's cache folder.

    Args:
        settings: of the engine that asks; ``models_dir``, ``offline`` and ``accept_unverified``
            concern the store.
        catalog: another catalogue than the one shipped.
    """

    name: ClassVar[str] = "catalog"

    def __init__(
        self, settings: EngineSettings, *, catalog: catalogue.Catalog | None = None
    ) -> None:
        self._settings = settings
        self._catalog = catalog or catalogue.load()
        self._root = models_folder(settings)

    def models(self) -> Sequence[ModelInfo]:
        """Every model of the catalogue, in its order, then those converted here; hashes nothing."""
        own = (_converted(folder, card) for folder, card in installed(self._root))
        return (*(self.describe(name) for name in self._catalog.names), *own)

    def convert(
        self,
        model: str,
        *,
        name: str,
        sources: tuple[str, ...] = (),
        targets: tuple[str, ...] = (),
        licence: str = "",
        revision: str = "",
        quantization: str = "int8",
        force: bool = False,
    ) -> ModelInfo:
        """As `localize.engines.ModelStore.convert`."""
        folder, origin = self._root / FOLDER / name, model
        if model in self._catalog.names:
            entry = self._catalog.model(model)
            model, origin = str(self.pull(model)), entry.repo
            sources, targets = sources or entry.sources, targets or entry.targets
            licence, revision = entry.licence, entry.revision
        elif self._is_offline and not Path(model).is_dir():
            raise ModelError(
                f"{model!r} is no folder here, and nothing may be fetched.",
                model=model,
                hint="Name a folder, or leave out --offline.",
            )
        card = convert(
            model, folder, name=name, sources=sources, targets=targets, licence=licence,
            origin=origin, revision=revision, quantization=quantization, force=force,
        )  # fmt: skip
        return _converted(folder, card)

    def serving(self, source: str, target: str) -> Sequence[ModelInfo]:
        """As `localize.engines.ModelStore.serving`."""
        return tuple(
            self.describe(model.name)
            for model in self._catalog.models
            if model.task == "translation"
            and serves(model.family, model.sources, model.targets, source, target)
        )

    def describe(self, model: str) -> ModelInfo:
        """One model: of the catalogue, or a folder with converted weights.

        A folder's revision is the SHA-256 of its ``model.bin``, so that two sets of weights never
        pass for one.

        Raises:
            UnknownNameError: neither in the catalogue nor a folder.
            ModelError: a folder without ``model.bin``.
        """
        folder = self._own_folder(model)
        if folder is not None:
            return ModelInfo(
                name=model,
                task="speech",
                engine="faster-whisper",
                languages="unknown",
                licence="unknown",
                size=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
                revision=sha256_of(folder / "model.bin"),
                verified=False,
                state=WeightsState.KEPT,
                path=folder,
                notes="A folder of your own; the catalogue knows nothing of it.",
            )
        entry = self._catalog.model(model)
        shelf = Shelf(self._root, entry)
        notes = entry.notes if entry.confirmed else f"{entry.notes} Not confirmed: {entry.reason}."
        return ModelInfo(
            name=entry.name,
            task=entry.task,
            engine=entry.engine,
            languages=entry.languages_text,
            licence=entry.licence,
            size=entry.size,
            revision=entry.revision,
            verified=entry.confirmed,
            state=shelf.state(),
            path=shelf.folder,
            notes=notes.strip(),
        )

    def pull(self, model: str, progress: FetchProgress | None = None) -> Path:
        """The folder with a model's weights, fetched and verified if they are not there yet.

        The hub is asked first, then the mirror; weights of the pinned revision in the Hugging Face
        cache are taken before either. A model that is there costs a look at sizes and times.

        Raises:
            UnknownNameError: neither in the catalogue nor a folder.
            ModelError: unconfirmed and not accepted, not what the catalogue says, or absent
                while offline.
            FetchError: neither the hub nor the mirror gave it.
            OutputError: the disk is full, or the folder cannot be written.
        """
        folder = self._own_folder(model)
        if folder is not None:
            return folder
        entry = self._catalog.model(model)
        shelf = Shelf(self._root, entry)
        if shelf.is_whole():
            return shelf.folder
        if not (entry.confirmed or self._settings.accept_unverified or shelf.was_accepted()):
            raise ModelError(
                f"The model {entry.name} is not confirmed: {entry.reason}.",
                model=entry.name,
                hint="Choose another model, or take it as it comes with --accept-unverified.",
            )
        if shelf.recheck():
            return shelf.folder
        absent = shelf.state() is WeightsState.ABSENT
        if self._is_offline and absent and not hubcache.holds(entry):
            raise self._refusal(entry, [])
        with shelf.locked():
            # Another process may have brought it while we waited.
            if not (shelf.is_whole() or shelf.recheck()):
                self._fetch(shelf, Meter(entry.size, progress))
        return shelf.folder

    def verify(self, model: str) -> Mapping[str, str]:
        """Hash every file that is kept: file name → ``ok``, or what is wrong with it.

        Raises:
            UnknownNameError: neither in the catalogue nor a folder.
            ModelError: a folder of the operator's own, of which no hash is known.
        """
        if self._own_folder(model) is not None:
            raise ModelError(
                f"{model} is a folder of your own; the catalogue has no hashes for it.",
                model=model,
            )
        return Shelf(self._root, self._catalog.model(model)).check()

    def _own_folder(self, model: str) -> Path | None:
        """The folder that ``model`` names; None for a name of the catalogue or no name at all."""
        if model in self._catalog.names or not model:
            return None
        folder = Path(model).expanduser()
        if not folder.is_dir():
            return None
        if not (folder / "model.bin").is_file():
            raise ModelError(
                f"The folder {model} holds no model.bin.",
                model=model,
                hint="Weights must be converted for CTranslate2 (ct2-transformers-converter).",
            )
        return folder.absolute()

    def _fetch(self, shelf: Shelf, meter: Meter) -> None:
        """Fill the staging folder from one source after another, and promote it."""
        failures: list[LocalizeError] = []
        with shelf.staging() as staging:
            for source in self._sources(shelf.model):
                if not staging.missing():
                    break
                try:
                    source(staging, meter)
                except (FetchError, ModelError) as error:
                    failures.append(error)
            if staging.missing():
                raise self._refusal(shelf.model, failures)
            shelf.promote(staging)
        meter.finish()

    def _sources(self, entry: catalogue.Model) -> list[Callable[[Staging, Meter], None]]:
        if self._is_offline:
            return [hubcache.fill]
        sources: list[Callable[[Staging, Meter], None]] = (
            [hubcache.fill, _hub] if entry.repo else []
        )
        if entry.mirror:
            sources.append(mirror.fill)
        return sources

    @property
    def _is_offline(self) -> bool:
        return self._settings.offline or hub.is_offline()

    def _refusal(self, entry: catalogue.Model, failures: list[LocalizeError]) -> LocalizeError:
        if self._is_offline and not failures:
            return ModelError(
                f"The model {entry.name} is not on this machine, and nothing may be fetched.",
                model=entry.name,
                hint=f"Run `localize models pull {entry.name}` while online, or copy its files to "
                f"{Shelf(self._root, entry).folder}.",
            )
        said = " ".join(dict.fromkeys(str(failure) for failure in failures))
        message = f"The model {entry.name} could not be fetched. {said}"
        if any(isinstance(failure, ModelError) for failure in failures):
            return ModelError(
                message, model=entry.name, hint="Nothing of it was kept. Try another network."
            )
        return FetchError(
            message,
            hint="Try again later: what has been fetched is kept. Or copy a folder with the "
            "weights here and name it as the model.",
        )


def _hub(staging: Staging, meter: Meter) -> None:
    staging.need_space(0)
    hub.fill(staging, meter)
