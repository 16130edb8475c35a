"""`localize doctor`: real parts of this machine, missing ones, and broken strangers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from localize import doctor
from localize.doctor import PartReport
from localize.engines import EngineSettings
from localize.registry import model_store

PROGRAM = "from localize.cli.main import run; run()"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "doctor", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | environment,
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch):
    """A hub on this machine; the list of what it was asked."""
    questions: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            questions.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    yield questions
    server.shutdown()
    server.server_close()
    thread.join()


def by_part(reports) -> dict[str, PartReport]:
    return {report.part: report for report in reports}


def test_this_machine(tmp_path, asked):
    parts = by_part(doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=tmp_path))
    for name in ("localize", "python", "cpu", "device cpu", "model store catalog"):
        assert parts[name].ok, parts[name]
    assert 1 <= int(parts["cpu"].facts["cores"]) <= int(parts["cpu"].facts["processors"])
    assert int(parts["cpu"].facts["memory_bytes"]) > 2**28
    assert "int8" in parts["device cpu"].detail
    assert any(part.startswith("device cuda") for part in parts)
    for extra in ("ui", "translation", "transformers", "postgres"):
        report = parts[f"extra {extra}"]
        assert report.ok or f"localize-workbench[{extra}]" in report.advice
    # Nothing leaves the machine unless it is asked for.
    assert asked == []
    assert "hub" not in parts


def test_spelling_dictionaries_are_named(tmp_path, asked, monkeypatch):
    for end in ("aff", "dic"):
        (tmp_path / f"xx_YY.{end}").write_text("1\nword\n", encoding="utf-8")
    monkeypatch.setenv("LOCALIZE_DICTIONARIES", str(tmp_path))
    report = by_part(doctor.examine(EngineSettings(models_dir=str(tmp_path))))["dictionaries"]
    assert report.ok
    assert "xx_YY" in report.detail
    assert report.facts["xx_YY"] == str(tmp_path / "xx_YY.dic")
    monkeypatch.setattr(doctor, "installed", lambda: ())
    report = by_part(doctor.examine(EngineSettings(models_dir=str(tmp_path))))["dictionaries"]
    assert not report.ok
    assert "hunspell" in report.advice


def test_every_lack_comes_with_advice(tmp_path, asked):
    reports = doctor.examine(
        EngineSettings(models_dir=str(tmp_path)), project=tmp_path / "none", online=True
    )
    lacks = [report for report in reports if not report.ok]
    assert lacks
    assert [report for report in lacks if not report.advice] == []


def test_online_asks_the_hub_and_the_index(tmp_path, asked):
    parts = by_part(
        doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=tmp_path, online=True)
    )
    assert asked in (["/"], [""])
    assert parts["hub"].ok
    assert not parts["package index"].ok


def test_no_model_is_a_warning_and_a_folder_that_cannot_be_written_is_not(tmp_path, asked):
    good = doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=tmp_path)
    assert not by_part(good)["models"].ok
    assert by_part(good)["models"].facts.get("needed") != "yes"
    missing = tmp_path / "none"
    bad = doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=missing)
    assert not by_part(bad)["project folder"].ok
    assert not doctor.speech_core_works(bad)


def test_a_file_in_the_place_of_the_models_folder_is_told(tmp_path, asked):
    place = tmp_path / "ep.en.srt"
    place.write_text("1")
    told = doctor.examine(EngineSettings(models_dir=str(place)), project=tmp_path)
    (disk,) = (one for one in told if one.part == "disk for models")
    assert (disk.ok, disk.detail) == (False, f"{place} is no folder")
    assert "--models-dir" in disk.advice
    assert not doctor.speech_core_works(told)


def test_the_core_is_what_is_needed():
    def report(ok: bool, **facts: str) -> PartReport:
        return PartReport("part", ok, "", facts=facts)

    assert doctor.speech_core_works((report(True, needed="yes"), report(False)))
    assert not doctor.speech_core_works((report(False, needed="yes"), report(True)))


def test_a_half_fetched_model_is_named(tmp_path, asked):
    base = next(
        report
        for report in doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=tmp_path)
        if report.part == "models"
    )
    assert base.facts["base"] == "absent"
    (tmp_path / "base").mkdir()
    place = next(
        info.path
        for info in model_store(EngineSettings(models_dir=str(tmp_path))).models()
        if info.name == "base"
    )
    place.mkdir()
    parts = by_part(doctor.examine(EngineSettings(models_dir=str(tmp_path)), project=tmp_path))
    assert "localize models pull base" in parts["model base"].advice


def test_the_program_prints_one_object_a_line(tmp_path, asked):
    done = run("--json", "--models-dir", str(tmp_path), "--project", str(tmp_path))
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"part", "ok", "detail", "advice", "facts"} == set(reports[0])
    core = all(report["ok"] for report in reports if report["facts"].get("needed") == "yes")
    assert done.returncode == (0 if core else 1)


def test_the_program_says_what_is_lacking_and_what_to_do(tmp_path, asked):
    done = run("--models-dir", str(tmp_path), "--project", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "LACKS  project folder" in done.stdout
    assert "localize models pull base" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_strangers_broken_plug_in_is_named_and_stops_nothing(tmp_path, asked):
    """A package that is really installed beside ours, as far as Python can tell."""
    site = tmp_path / "site"
    (site / "stranger-1.0.dist-info").mkdir(parents=True)
    (site / "stranger-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8"
    )
    (site / "stranger-1.0.dist-info" / "entry_points.txt").write_text(
        "[localize.checks]\nodd = stranger:Odd\nlost = stranger_lost:Lost\n", encoding="utf-8"
    )
    (site / "stranger.py").write_text("raise ValueError('[red]odd[/red]')\n", encoding="utf-8")
    folders = ("--models-dir", str(tmp_path), "--project", str(tmp_path))
    path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
    done = run("--json", *folders, PYTHONPATH=path)
    parts = {report["part"]: report for report in map(json.loads, done.stdout.splitlines())}
    assert "ValueError: [red]odd[/red]" in parts["check odd"]["detail"]
    assert not parts["check lost"]["ok"]
    assert parts["check gap"]["ok"]
    # What a stranger's module says is text, never markup.
    assert "[red]odd[/red]" in run(*folders, PYTHONPATH=path).stdout
