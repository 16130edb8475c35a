"""Takes weights that another program already fetched into the Hugging Face cache."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize_models.catalog import Model, ModelFile
    from localize_models.weights.meter import Meter
    from localize_models.weights.shelf import Staging


def holds(model: Model) -> bool:
    """Whether every file of the pinned revision lies in the cache."""
    return all(_cached(model, file) for file in model.files)


def fill(staging: Staging, meter: Meter) -> None:
    """Link or copy what is missing from the cache, where the pinned revision lies there.

    Nothing is asked of the network. The cache may be wrong as any source may: each file is
    verified.

    Raises:
        ModelError: a file in the cache is not what it must be.
    """
    for file in staging.missing():
        source, target = _cached(staging.model, file), staging.folder / file.name
        if source is None:
            continue
        try:
            os.link(source, target)
        except OSError:
            # Another file system, or another owner's file.
            shutil.copyfile(source, target)
        staging.settle(file)
        meter.at(file.name, target.stat().st_size)


def _cached(model: Model, file: ModelFile) -> Path | None:
    if not (model.repo and model.revision):
        return None
    from huggingface_hub import (  # noqa: PLC0415 -- heavy, and needed only while fetching
        try_to_load_from_cache,
    )

    found = try_to_load_from_cache(model.repo, file.name, revision=model.revision)
    # Besides a path it returns None, or an object that says that the file is known not to exist.
    return Path(found).resolve() if isinstance(found, str) else None
