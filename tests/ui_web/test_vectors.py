"""What the browser's code is held to is what Python says today."""

from __future__ import annotations

import importlib.util
import re
import unicodedata

import pytest


def load(path):
    """A script of the checkout as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAMES = ["checks.json", "counts.json", "frames.json", "text.json"]


@pytest.mark.parametrize("name", NAMES)
def test_the_vectors_are_what_python_says(root, name):
    vectors = load(root / "tests" / "vectors" / "regenerate.py")
    assert sorted(vectors.FILES) == NAMES
    written = (root / "tests" / "vectors" / name).read_text("utf-8")
    assert written == vectors.text(name), "run python tests/vectors/regenerate.py, look, commit"


def test_the_table_of_widths_is_what_unicodedata_says(root):
    width = load(root / "ui" / "web" / "tools" / "width.py")
    written = width.TABLE.read_text("utf-8")
    version = re.search(r"Unicode (\d+\.\d+\.\d+):", written)[1]
    if version != unicodedata.unidata_version:
        pytest.skip(
            f"the table is of Unicode {version}, this Python's {unicodedata.unidata_version}"
        )
    assert written == width.table(), "run python ui/web/tools/width.py"
