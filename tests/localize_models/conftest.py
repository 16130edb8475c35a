"""Real models and real speech for the engines' tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from localize.engines import EngineSettings
from localize.errors import FetchError, ModelError
from localize.media import Sound
from localize_models.weights.store import CatalogModelStore

if TYPE_CHECKING:
    from pathlib import Path

Read = Callable[[str], Sound]


def pulled(model: str) -> EngineSettings:
    """Settings for a model whose weights are here; skips the test where they cannot be."""
    settings = EngineSettings(model=model)
    try:
        CatalogModelStore(settings).pull(model)
    except (FetchError, ModelError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the model {model} is not here and cannot be fetched: {error}")
    return settings


@pytest.fixture(scope="session")
def base() -> EngineSettings:
    """The multilingual default model."""
    return pulled("base")


@pytest.fixture(scope="session")
def tiny_en() -> EngineSettings:
    """The smallest English-only model."""
    return pulled("tiny.en")


@pytest.fixture(scope="session")
def read(shared_data: Path) -> Read:
    """Reads a file of the shared data as the dialogue of an episode."""
    kept: dict[str, Sound] = {}

    def sound(name: str) -> Sound:
        from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- few tests need it

        if name not in kept:
            samples = decode_audio(str(shared_data / name))
            kept[name] = Sound(np.round(samples * 32767).clip(-32768, 32767).astype(np.int16))
        return kept[name]

    return sound
