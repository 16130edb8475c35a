"""Which engine drafts a market: the named one alone, also by way of a third language."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize import registry
from localize.engines import EngineSettings
from localize.pipeline.choosing import NoEngineError, engine_for, translation_engines
from localize.pipeline.settings import RunSettings
from localize.season import Market
from localize.testing.fakes import FakeTranslationEngine

PAIRS = {"one": {("en", "es"), ("es", "ca")}, "two": {("en", "es"), ("es", "ca"), ("en", "de")}}


@pytest.fixture
def settings(monkeypatch):
    """Of a run over Spanish, in which two engines are installed."""

    def engine(name, given):
        made = FakeTranslationEngine(given, pairs=PAIRS[name])
        made.name = name
        return made

    monkeypatch.setattr(registry, "names", lambda group: tuple(PAIRS))
    monkeypatch.setattr(registry, "translation_engine", engine)

    def of(**changes):
        over = EngineSettings(pivot="es")
        return RunSettings(project=Path(), out=Path(), targets=("ca",), engine=over, **changes)

    return of


def chosen(settings, target):
    engines, _ = translation_engines(settings)
    return engine_for(engines, "en", target, settings)


def test_what_nothing_drafts_goes_over_a_third_language(settings):
    assert chosen(settings(), "ca").name == "pivot"
    assert chosen(settings(), "de").name == "two"


def test_the_engine_that_a_run_names_goes_over_a_third_language_too(settings):
    named = (Market("ca", engine="one"), Market("de", engine="one"))
    run = settings(translation="one", markets=named)
    found = chosen(run, "ca")
    assert (found.name, found.by("one")) == ("pivot", found)
    with pytest.raises(NoEngineError):
        chosen(run, "de")


def test_a_market_that_names_an_engine_is_drafted_by_no_other(settings):
    run = settings(markets=(Market("ca", engine="one"), Market("de", engine="one")))
    engines, _ = translation_engines(run)
    found = engine_for(engines, "en", "ca", run)
    assert found is engine_for(engines, "en", "ca", run), "one object, so that it is shared"
    assert found is not engines[-1], "which goes by the other, too"
    with pytest.raises(NoEngineError):
        engine_for(engines, "en", "de", run)
