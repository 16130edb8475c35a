"""Tests that need torch run by `make test-torch`, in an environment of their own."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.localize_models.translation.seq2seq import (
    tiny,
    tiny_chinese,
    tiny_mbart,
    toy,
    training,
)
from tests.localize_models.translation.transformers import tiny_decoder


def pytest_collection_modifyitems(config, items):
    if importlib.util.find_spec("torch") is None:
        skip = pytest.mark.skip(reason="torch is not installed here; `make test-torch` runs these")
        for item in items:
            if item.get_closest_marker("torch"):
                item.add_marker(skip)


def trained(root, module, name):
    """The folder of a tiny model; kept between runs, made anew when what makes it changes."""
    sources = (Path(one.__file__).read_bytes() for one in (module, training))
    key = hashlib.sha256(b"".join(sources)).hexdigest()[:12]
    folder = root / "out" / f"{name}-{key}"
    if not (folder / "model.safetensors").is_file():
        # In a process of its own: its warnings are not ours, nor are its threads.
        code = (
            "import sys; from pathlib import Path; sys.path.insert(0, '.'); "
            f"from {module.__name__} import make; assert make(Path({str(folder)!r})) < 0.1"
        )
        subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=root, check=True)
    return folder


@pytest.fixture(scope="session")
def original(root):
    """The tiny Marian as Hugging Face models lie."""
    return trained(root, tiny, "tiny-marian")


@pytest.fixture(scope="session")
def chinese_model(root):
    """The tiny Marian that writes Chinese, likewise."""
    return trained(root, tiny_chinese, "tiny-chinese")


@pytest.fixture(scope="session")
def toy_model(root):
    """The Marian of a made-up pair of languages, likewise."""
    return trained(root, toy, "toy-marian")


@pytest.fixture(scope="session")
def mbart(root):
    """The tiny mBART-50, likewise."""
    return trained(root, tiny_mbart, "tiny-mbart")


@pytest.fixture(scope="session")
def decoder(root):
    """The tiny decoder, likewise."""
    return trained(root, tiny_decoder, "tiny-decoder")
