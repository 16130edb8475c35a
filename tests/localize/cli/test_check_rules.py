"""`localize check`: which rules are looked at, and which may be broken."""

from __future__ import annotations

import pytest

from localize import registry
from localize.errors import SettingsError
from tests.localize.cli.checking import BROKEN, CLEAN, FIGURES, ONLY_FIGURES, objects, rules_of, run


def test_every_rule_is_listed_with_what_it_asks():
    done = run("--rules")
    assert done.exit_code == 0
    said = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert set(said) == set(registry.names(registry.CHECKS))
    for name, asked in said.items():
        assert asked[0].isupper(), name
        assert asked.endswith((".", "?")), name
        assert "`" not in asked or asked.count("`") == 2, name


def test_only_skip_and_severity(write):
    path = write("ep.en.srt", BROKEN)
    assert rules_of(run(path, "--only", "gap", "--json")) == [("2", "gap")]
    kept = [name for name in FIGURES if name != "gap"]
    assert "gap" not in dict(map(reversed, rules_of(run(path, "--skip", "gap", "--json"))))
    assert run(path, *(part for one in kept for part in ("--skip", one)), "--skip", "gap",
               "--severity", "error").exit_code == 0  # fmt: skip
    found = objects(run(path, "--severity", "error", "--json"))
    assert {one["severity"] for one in found if one["kind"] == "finding"} == {"error"}
    assert found[-1]["notes"] == found[-1]["warnings"] == 0


WAIVERS = """
[[waiver]]
rule = "reading-speed"
cue = 1
reason = "A list of names."
by = "Ana"
when = 2026-11-25

[[waiver]]
rule = "gap"
time = "00:00:02.100"
file = "ep.en.srt"
reason = "Agreed."

[[waiver]]
rule = "duration-long"
reason = "A song."
"""


def test_waivers(write):
    path = write("ep.en.srt", BROKEN)
    file = write("waivers.toml", WAIVERS)
    result = run(path, *ONLY_FIGURES, "--waivers", file)
    assert result.exit_code == 0
    assert "3 of 3 cues (100.0%)" in result.stdout
    assert "0 errors, 0 warnings, 0 notes, 3 waived" in result.stdout
    assert " -- waived: A list of names. (Ana, 2026-11-25)" in result.stdout
    found = objects(run(path, *ONLY_FIGURES, "--waivers", file, "--json"))
    waived = [one for one in found if one["kind"] == "finding"]
    assert [(one["rule"], one["waived"], one["waiver"]["reason"]) for one in waived] == [
        ("reading-speed", True, "A list of names."), ("gap", True, "Agreed."),
        ("duration-long", True, "A song."),
    ]  # fmt: skip


def test_a_waived_finding_is_not_fixed(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    file = write("waivers.toml", WAIVERS)
    run(path, *ONLY_FIGURES, "--waivers", file, "--fix", tmp_path / "fixed")
    assert (tmp_path / "fixed" / "ep.en.srt").read_bytes() == path.read_bytes()


def test_waivers_that_concern_nothing_are_told(write):
    path = write("ep.en.srt", CLEAN)
    file = write(
        "waivers.toml",
        '[[waiver]]\nrule = "gpa"\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\ncue = 9\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\nfile = "no.srt"\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\ncue = 1\nreason = "x"\n',
    )
    told = [one["message"] for one in objects(run(path, "--waivers", file, "--json"))
            if one["kind"] == "remark"]  # fmt: skip
    assert told == [
        "waiver 1 (gpa): there is no check of that name",
        "waiver 2 (gap, cue 9): there is no such cue in what was checked",
        "waiver 3 (gap): there is no such file",
        "waiver 4 (gap, cue 1): the rule is not broken there",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[[waiver", '[[waiver]]\nrule = "gap"\n', '[[waiver]]\nreason = "x"\n',
        '[[waiver]]\nrule = "gap"\nreason = "x"\nuntil = 3\n', '[waiver]\nrule = "gap"\n',
        '[[waiver]]\nrule = "gap"\nreason = "x"\ncue = 1\ntime = "00:00:01.000"\n', "a = 1\n",
        '[[waiver]]\nrule = 3\nreason = "x"\n',
    ],
)  # fmt: skip
def test_waivers_that_are_none(write, text):
    result = run(write("ep.en.srt", CLEAN), "--waivers", write("waivers.toml", text))
    assert isinstance(result.exception, SettingsError)
