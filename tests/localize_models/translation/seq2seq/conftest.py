"""Tests that need torch run by `make test-torch`, in an environment of their own."""

from __future__ import annotations

import importlib.util

import pytest


def pytest_collection_modifyitems(config, items):
    if importlib.util.find_spec("torch") is None:
        skip = pytest.mark.skip(reason="torch is not installed here; `make test-torch` runs these")
        for item in items:
            if item.get_closest_marker("torch"):
                item.add_marker(skip)
