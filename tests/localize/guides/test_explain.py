"""Each figure with its section, its source, and who gives another."""

from __future__ import annotations

import pytest

from localize.errors import UnknownNameError
from localize.guides import guide_names, load_guide
from localize.guides.explain import explain, silent
from localize.script import TrackRole

GUIDE = load_guide("netflix")


def told(tag, **kind):
    return {each.key: each for each in explain(GUIDE, tag, **kind)}


def test_from_which_section():
    found = told("es-419", sdh=True)
    assert {key: found[key].section for key in ("reading_speed", "max_line_length", "dash")} == {
        "reading_speed": "language.es.sdh",
        "max_line_length": "language.es",
        "dash": "language.es",
    }
    assert found["counting"].section == "fallback"
    assert found["max_lines"].section == "general"
    assert found["sound_brackets"].section == "general.sdh"


def test_from_which_source():
    found = told("es-419")
    assert found["max_line_length"].origin.sources == (
        "https://partnerhelp.netflixstudios.com/hc/en-us/articles/217349997",
    )
    assert found["quotes"].origin.sources[0].startswith("CLDR")
    assert found["pause_ellipsis"].origin.sources == (
        "copies of the Spanish page of 2016 and 2017",
    )


def test_a_variant_has_the_source_of_its_section_unless_it_has_its_own():
    assert told("es", sdh=True)["reading_speed"].origin == told("es")["reading_speed"].origin
    template = told("en", role=TrackRole.TEMPLATE)["reading_speed"]
    assert template.origin.sources[0].endswith("/219375728")


def test_who_gives_another_figure():
    def others(tag, key, **kind):
        return {each.other for each in told(tag, **kind)[key].disagreements}

    assert others("en", "min_duration") == {800, 834}
    assert others("tr", "min_duration") == {800, 834, 1000}
    assert others("ja", "min_duration") == set()  # it has one of its own
    assert others("ko", "max_line_length") == {23.0}
    assert others("en", "shots.snap_before") == {(("snap_before", 8),)}
    assert others("en", "shots.out_gap") == set()
    assert others("en", "reading_speed", role=TrackRole.TEMPLATE) == set()
    template = {"role": TrackRole.TEMPLATE, "audience": "children"}
    assert others("en", "reading_speed", **template) == {(("children", 13.0),)}


@pytest.mark.parametrize("name", guide_names())
@pytest.mark.parametrize("sdh", [False, True])
def test_it_says_what_limits_and_habits_say(name, sdh):
    guide = load_guide(name)
    for tag in (*guide.locales, "is"):
        limits, habits = guide.limits(tag, sdh=sdh), guide.habits(tag, sdh=sdh)
        found = explain(guide, tag, sdh=sdh)
        for each in found:
            table, _, part = each.key.partition(".")
            holder = limits if hasattr(limits, table) else habits
            value = getattr(holder, table)
            assert each.value == (getattr(value, part) if part else value), (tag, each.key)
        for key in silent(found):
            holder = limits if hasattr(limits, key) else habits
            assert not getattr(holder, key), (tag, key)


def test_what_an_own_guide_inherits_keeps_its_origin(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text(
        'name = "house"\nversion = "1"\ninherit = "netflix"\n'
        '[sources]\nletter = "the client\'s letter of May"\n'
        "[language.de]\nmax_line_length = 40\n"
        '[override]\nsource = ["letter"]\nmax_duration = 6000\n'
    )
    found = {each.key: each for each in explain(load_guide(str(path)), "de")}
    assert (found["max_line_length"].origin.guide, found["max_line_length"].origin.sources) == (
        "house",
        (),
    )
    assert found["max_duration"].origin.sources == ("the client's letter of May",)
    assert found["reading_speed"].origin.guide == "netflix"
    assert found["quotes"].origin.sources[0].startswith("CLDR")


def test_unknown_audience():
    with pytest.raises(UnknownNameError, match="adult, children"):
        explain(GUIDE, "en", audience="kids")
