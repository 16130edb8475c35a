"""Pages over the season that the API's tests use."""

from __future__ import annotations

import pytest

from tests.localize_ui.api.conftest import empty, kept_password, served
from tests.localize_ui.pages.visitor import Visitor

__all__ = ["empty", "kept_password", "served"]


@pytest.fixture
def visitors(served):
    """Somebody signed in, by name; each once."""
    known = {}

    def one(name):
        if name not in known:
            known[name] = Visitor(served, name)
        return known[name]

    return one
