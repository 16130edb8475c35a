"""An engine's hold on a Whisper model: described without weights, loaded when first needed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from localize.script import Provenance
from localize_models import devices
from localize_models.speech import heap, loaded
from localize_models.speech.model import SpeechModel, describe, fetch
from localize_models.speech.queue import sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faster_whisper import WhisperModel

    from localize.engines import EngineSettings, FetchProgress


class WhisperSession:
    """What the speech and the translation engine share: settings, weights, device.

    Args:
        settings: of the engine.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._loading: loaded.Loading | None = None
        self._model: WhisperModel | None = None
        self._lock = threading.Lock()

    @cached_property
    def facts(self) -> SpeechModel:
        """What the model that is set can do.

        Raises:
            UnknownNameError: no such model.
            ModelError: a folder that is not whole.
        """
        return describe(self._settings)

    @property
    def beam_size(self) -> int:
        """Beams of the search, at least 1."""
        return max(1, self._settings.beam_size)

    @property
    def device(self) -> str:
        """Where it runs, such as ``cpu/int8``; empty before the model is loaded."""
        return self._loading.device.label if self._loading else ""

    @property
    def workers(self) -> int:
        """Batches that the model works on at once."""
        return loaded.shared_out(self.placed(), devices.threads(self._settings.threads))[0]

    def placed(self) -> devices.Device:
        """Where the model runs or will run.

        Raises:
            SettingsError: no such device or compute type.
            DeviceError: it is not there.
        """
        return devices.resolve(self._settings.device, self._settings.compute_type)

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Check the device and bring the weights; loads nothing.

        Raises:
            MissingPartError: what is missing, and how to get it.
            FetchError: the network failed.
            SettingsError: no such model, device or compute type.
        """
        self._place(progress)

    def model(self) -> WhisperModel:
        """The loaded model; held until `close`. Its weights may rest outside of `working`.

        Raises:
            MissingPartError: device or weights are missing or fail.
            FetchError: the network failed.
        """
        with self._lock:
            if self._model is None:
                loading = self._place()
                self._model = loaded.hold(loading)
                self._loading = loading
            return self._model

    def close(self) -> None:
        """Let go of the model; a later `model` loads it again."""
        loading, self._loading, self._model = self._loading, None, None
        if loading is not None:
            loaded.release(loading)

    @contextmanager
    def working(self) -> Iterator[WhisperModel]:
        """The loaded model for a piece of work, its weights in memory (`loaded.working`).

        Raises:
            MissingPartError: as `model`.
            FetchError: the network failed.
        """
        model = self.model()
        if self._loading is None:
            raise RuntimeError("a model that is loaded was loaded from somewhere")
        with loaded.working(self._loading):
            yield model

    def fitting(self) -> int:
        """Windows that a batch should hold at most.

        A card is asked with the weights in its memory, so that they are loaded for it.

        Raises:
            MissingPartError: as `model`.
            FetchError: the network failed.
            SettingsError: no such device or compute type.
        """
        device = self.placed()
        if device.device == "cpu":
            return sizes.fitting(device)
        with self.working():
            return sizes.fitting(device)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn what CTranslate2 raises while it runs into an error that says what to do.

        Raises:
            MissingPartError: the device ran out of memory or failed, or the weights are damaged.
        """
        try:
            yield
        except RuntimeError as error:
            if self._loading is None:
                raise
            raise loaded.failure(error, self._loading, "run") from error

    def provenance(self, engine: str, **parameters: str) -> Provenance:
        """Engine, model and parameters as asked for: the same before and after loading.

        Args:
            engine: its name.
            parameters: what besides beams and arithmetic can change the result.
        """
        asked = {
            "beam": str(self.beam_size),
            "compute": self._settings.compute_type or "auto",
            "ctranslate2": version("ctranslate2"),
            **parameters,
        }
        return Provenance(
            engine=engine,
            version=version("faster-whisper"),
            model=self.facts.name,
            revision=self.facts.revision,
            parameters=tuple(sorted(asked.items())),
        )

    def _place(self, progress: FetchProgress | None = None) -> loaded.Loading:
        _ = self.facts  # an unknown model is said before an absent device
        device = self.placed()
        folder = fetch(self._settings, progress)
        if device.device == "cpu":
            heap.share()  # before there are threads that work with the model
        return loaded.Loading(folder.resolve(), device, devices.threads(self._settings.threads))
