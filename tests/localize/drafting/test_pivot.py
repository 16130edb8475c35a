"""Drafting by way of a third language: only where it is told to, every unit accounted for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from localize.drafting import draft_safely
from localize.drafting.pivot import Pivot
from localize.engines import SENT_AWAY, EngineSettings, TranslationRequest, TranslationUnit
from localize.errors import SettingsError
from localize.formats import read_file
from localize.pipeline.choosing import text_engines
from localize.testing.engines import TranslationEngineContract
from localize.testing.fakes import FakeTranslationEngine
from localize.timeline import Span

LINES = ("Where have you been?", "The train is in the station.", "She was born in 1984.")
UNITS = tuple(
    TranslationUnit(f"u{n}", text, Span(n * 3_000, n * 3_000 + 2_000), (f"c{n}",))
    for n, text in enumerate(LINES)
)
FIRST = {LINES[0]: "¿Dónde has estado?", LINES[1]: "El tren está en la estación.",
         LINES[2]: "Nació en 1984."}  # fmt: skip
SECOND = {FIRST[LINES[0]]: "On has estat?", FIRST[LINES[1]]: "El tren és a l'estació.",
          FIRST[LINES[2]]: "Va néixer el 1984."}  # fmt: skip


def legs(first=FIRST, second=SECOND, **more):
    return (
        FakeTranslationEngine(table=first, pairs=[("en", "es")], **more),
        FakeTranslationEngine(table=second, pairs=[("es", "ca")]),
    )


class TestContract(TranslationEngineContract):
    def engine(self):
        return Pivot(legs(), "es")

    def request(self):
        return TranslationRequest("x", "en", "ca", UNITS)


def test_a_draft_goes_over_the_third_language_and_says_so():
    first, second = legs()
    with Pivot((first, second), "es") as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en-GB", "ca", UNITS)])
        assert (first.entered, second.entered) == (1, 1)
    assert (first.entered, second.entered) == (0, 0)
    assert [unit.text for unit in draft.units] == list(SECOND.values())
    assert draft.provenance.engine == "pivot"
    assert draft.provenance.model == "fake-translation table → fake-translation table"
    assert dict(draft.provenance.parameters)["via"] == "es"


def test_what_a_leg_does_not_give_is_flagged_and_never_dropped():
    for tables in (
        {"first": FIRST | {LINES[1]: ""}},
        {"second": SECOND | {FIRST[LINES[1]]: ""}},
    ):
        with Pivot(legs(**tables), "es") as engine:
            (draft,) = draft_safely(engine, [TranslationRequest("x", "en", "ca", UNITS)])
        assert [unit.text for unit in draft.units] == [
            SECOND[FIRST[LINES[0]]], "", SECOND[FIRST[LINES[2]]],
        ]  # fmt: skip
        told = [one for one in draft.findings if one.rule == "untranslated"]
        assert [one.cue_id for one in told] == ["c1"]


def test_units_that_the_first_leg_joins_stay_together():
    first, second = legs(
        {f"{LINES[0]} {LINES[1]}": "¿Dónde has estado? En la estación.", LINES[2]: "Nació."},
        {
            "¿Dónde has estado? En la estación.": "On has estat? A l'estació.",
            "Nació.": "Va néixer.",
        },
        together=[("u0", "u1")],
    )
    with Pivot((first, second), "es") as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "ca", UNITS)])
    named = [unit_id for unit in draft.units for unit_id in unit.unit_ids]
    assert named == ["u0", "u1", "u2"]


def test_a_pair_that_an_engine_has_itself_never_goes_round():
    engine = Pivot((*legs(), FakeTranslationEngine(pairs=[("en", "ca")])), "es")
    assert not engine.serves("en", "ca")
    assert not Pivot(legs(), "fr").serves("en", "ca")
    assert not Pivot(legs(), "es").serves("en", "es")
    with pytest.raises(SettingsError, match="by way of fr"):
        list(Pivot(legs(), "fr").translate([TranslationRequest("x", "en", "ca", UNITS)]))


def test_it_says_so_where_text_leaves_the_machine_on_either_leg():
    class Away(FakeTranslationEngine):
        def provenance(self):
            return replace(super().provenance(), parameters=((SENT_AWAY, "yes"),))

    first, second = legs()
    away = Away(table=FIRST, pairs=[("en", "es")])
    for engines, sent in (((first, second), None), ((away, second), "yes")):
        with Pivot(engines, "es") as engine:
            (draft,) = engine.translate([TranslationRequest("x", "en", "ca", UNITS)])
        assert dict(draft.provenance.parameters).get(SENT_AWAY) == sent


def test_nothing_goes_round_that_is_not_told_to():
    engines, _ = text_engines("", EngineSettings())
    assert "pivot" not in [one.name for one in engines]
    engines, _ = text_engines("", EngineSettings(pivot="es"))
    assert engines[-1].name == "pivot"


def test_a_market_that_nothing_drafts_goes_round_from_end_to_end(tmp_path):
    """Apertium drafts Spanish really; where its Catalan is not whole here, that leg is flagged."""
    listed = (
        subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False).stdout
        if shutil.which("apertium")
        else ""
    )
    if not {"eng-spa", "spa-cat"} <= set(listed.split()):
        pytest.skip("apertium-eng-spa and apertium-spa-cat are not installed")
    source = tmp_path / "ep1.en.srt"
    source.write_text("1\n00:00:01,000 --> 00:00:04,000\nThe train is in the station.\n", "utf-8")

    def translate(*more):
        command = ["translate", source, "--to", "ca", "--out", tmp_path / "out",
                   "--models-dir", tmp_path, *more]  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "localize", *map(str, command)],
            capture_output=True,
            text=True,
            env={**os.environ, "LOCALIZE_SERVER": ""},
            check=False,
        )

    direct = translate()
    assert direct.returncode == 1
    assert "localize models pull opus-mt-en-romance" in direct.stderr
    done = translate("--pivot", "es")
    assert "by pivot" in done.stdout
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    (track,) = manifest["episodes"][0]["tracks"]
    made = track["made_by"][0]
    assert made["model"] == "apertium apertium-eng-spa → apertium apertium-spa-cat"
    spoken = subprocess.run(
        ["apertium", "-u", "spa-cat"], input="El tren.", capture_output=True, text=True, check=False
    ).stdout
    if spoken.strip():
        assert done.returncode == 0, done.stderr
        (cue,) = read_file(tmp_path / "out" / "ep1.ca.draft.srt").track.cues
        assert "tren" in cue.text
    else:
        assert done.returncode == 1
        assert track["findings"]["untranslated"] == 1


def test_links_go_through_the_words_between(monkeypatch):
    def linked(engine, *links):
        made = engine._result

        def result(group, target):
            return replace(made(group, target), links=links)

        monkeypatch.setattr(engine, "_result", result)

    first, second = legs()
    linked(first, (0, 0), (5, 3), (9, 3), (12, 7))
    linked(second, (3, 0), (7, 2), (8, 9))
    with Pivot((first, second), "es") as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "ca", UNITS[:1])])
    assert draft.units[0].links == ((5, 0), (9, 0), (12, 2))
