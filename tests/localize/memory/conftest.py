"""A season whose own words are kept, and the rooms that keep them."""

from __future__ import annotations

import pytest

from localize.memory.addresses import Addresses
from localize.memory.characters import Characters
from localize.memory.terms import Terms
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


@pytest.fixture
def characters(world):
    return Characters(world.database, world.season)


@pytest.fixture
def addresses(world):
    return Addresses(world.database, world.season)


@pytest.fixture
def terms(world):
    return Terms(world.database, world.season)
