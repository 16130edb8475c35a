"""The model store: knows models, fetches, verifies, converts and keeps their weights."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.engines.settings import EngineSettings, FetchProgress


class WeightsState(enum.StrEnum):
    """What lies on this machine of a model."""

    ABSENT = "absent"
    PARTIAL = "partial"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model of the catalogue.

    Attributes:
        name: what the operator calls it.
        task: ``speech`` or ``translation``.
        engine: name of the engine that runs it.
        languages: what it knows, for people to read: ``99 languages``, ``English``.
        licence: SPDX name.
        size: bytes of all files.
        revision: pinned commit; empty where it could not be confirmed.
        verified: whether the revision and every hash are confirmed; otherwise it is refused
            unless the operator accepts it.
        state: what lies here.
        path: where it lies or would lie.
        notes: anything else to know.
    """

    name: str
    task: str
    engine: str
    languages: str
    licence: str
    size: int
    revision: str
    verified: bool
    state: WeightsState
    path: Path
    notes: str = ""


class ModelStore(Protocol):
    """Knows models, fetches, verifies and keeps their weights."""

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...

    def models(self) -> Sequence[ModelInfo]:
        """Every model of the catalogue, in its order."""

    def pull(self, model: str, progress: FetchProgress | None = None) -> Path:
        """The folder with a model's weights, fetched and verified if they are not there yet.

        Raises:
            UnknownNameError: not in the catalogue.
            ModelError: unpinned and not accepted, not what the catalogue says, or absent offline.
            FetchError: neither the hub nor the mirror answered.
        """

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
        """Make a translation model of the Hugging Face hub one that runs here.

        Args:
            model: a name of the catalogue, a repository of the hub, or a folder. The catalogue
                knows licence and revision, and languages unless others are given.
            name: what it is to be called.
            sources: languages that it translates from; empty for all that its family knows.
            targets: languages that it translates into, likewise.
            licence: SPDX name of the weights' licence.
            revision: commit of the repository.
            quantization: how weights are stored.
            force: replace a model of that name.

        Raises:
            MissingPartError: what the conversion needs is not installed.
            ModelError: no model that can be converted.
            OutputError: it is there already, or cannot be written.
        """

    def serving(self, source: str, target: str) -> Sequence[ModelInfo]:
        """Translation models of the catalogue that draft a pair of locales, the best first."""

    def verify(self, model: str) -> Mapping[str, str]:
        """Hash every file that is kept: file name → ``ok``, or what is wrong with it."""
