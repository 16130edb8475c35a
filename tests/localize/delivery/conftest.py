"""Fixtures of the delivery's tests: a project on a database of each kind."""

from __future__ import annotations

import pytest

from tests.localize.delivery.project import Project


@pytest.fixture
def project(database, tmp_path):
    return Project(database, tmp_path)


@pytest.fixture
def new_project(database, tmp_path):
    """A project with other cues."""
    return lambda cues, **rest: Project(database, tmp_path, cues, **rest)
