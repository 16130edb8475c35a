"""Plug-ins are found by name; a name that nothing answers to, or two answer to, is an error."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint

import pytest

from localize import registry
from localize.errors import MissingPartError, SettingsError, UnknownNameError


def declared(root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return project["entry-points"]


def test_every_declared_plug_in_is_found_and_loads(root):
    groups = declared(root)
    assert set(groups) == set(registry.KINDS)
    for group, members in groups.items():
        assert set(members) <= set(registry.names(group))
        for name in members:
            plug_in = registry.load(group, name)
            assert plug_in.name == name


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(UnknownNameError, match="vtt"):
        registry.subtitle_format("betamax")


def test_two_of_one_name_are_an_error(monkeypatch):
    points = [
        EntryPoint("srt", "one:Format", registry.FORMATS),
        EntryPoint("srt", "other:Format", registry.FORMATS),
    ]
    registry._members.cache_clear()
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    try:
        with pytest.raises(SettingsError, match=r"one:Format.*other:Format"):
            registry.names(registry.FORMATS)
    finally:
        registry._members.cache_clear()


def test_a_plug_in_whose_library_is_missing_says_so(monkeypatch):
    points = [EntryPoint("x", "no_such_library_at_all:Format", registry.FORMATS)]
    registry._members.cache_clear()
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    try:
        with pytest.raises(MissingPartError, match="no_such_library_at_all"):
            registry.load(registry.FORMATS, "x")
    finally:
        registry._members.cache_clear()
