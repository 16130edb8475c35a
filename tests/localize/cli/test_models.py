"""`localize models`, as an operator types it. Nothing here fetches anything."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from localize.engines import EngineSettings
from localize.registry import model_store

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"config.json": b"{}", "model.bin": b"weights", "tokenizer.json": b"[]"}
REVISION = "0123456789abcdef0123456789abcdef01234567"

# The program with another catalogue: the shipped one has no model small enough for a test.
PROGRAM = """
import sys
from pathlib import Path
from localize_models import catalog
catalog.CATALOG_FILE = Path(sys.argv.pop(1))
from localize.cli.main import run
run()
"""


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def localize(tmp_path, models_dir, monkeypatch):
    monkeypatch.setenv("LOCALIZE_MODELS_DIR", str(models_dir))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hubcache"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    files = ", ".join(
        f'{{ name = "{name}", bytes = {len(data)}, sha256 = "{hashlib.sha256(data).hexdigest()}" }}'
        for name, data in FILES.items()
    )
    common = (
        'task = "speech"\nengine = "faster-whisper"\nlanguages = "any"\nmultilingual = true\n'
        f'translates = true\nrepo = "someone/model"\nrevision = "{REVISION}"\nfiles = [{files}]\n'
        'languages_text = "99 [bold] languages"\nlicence = "MIT"\n'
    )
    catalogue = tmp_path / "catalog.toml"
    catalogue.write_text(
        f'[[models]]\nname = "known"\nconfirmed = true\nreason = "made here"\n{common}\n'
        f'[[models]]\nname = "doubtful"\nconfirmed = false\nreason = "nobody could say"\n{common}',
        encoding="utf-8",
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, str(catalogue), "models", *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def put(models_dir: Path, name: str) -> Path:
    folder = models_dir / name / REVISION
    folder.mkdir(parents=True)
    for file, data in FILES.items():
        (folder / file).write_bytes(data)
    return folder


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_list_shows_every_model_of_the_shipped_catalogue(models_dir):
    infos = model_store(EngineSettings(models_dir=str(models_dir))).models()
    done = subprocess.run(
        [sys.executable, "-c", "from localize.cli.main import run; run()", "models", "list"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert {info.name for info in infos} <= rows.keys()
    assert "148" in rows["base"]
    assert "99 languages" in rows["base"]
    assert "MIT" in rows["base"]


def test_list_says_what_lies_where_and_takes_markup_for_text(localize, models_dir):
    folder = put(models_dir, "known")
    assert localize("pull", "known", "--offline").returncode == 0
    done = localize("list")
    assert done.returncode == 0
    row = next(line for line in done.stdout.splitlines() if line.startswith("known"))
    assert "kept" in row
    assert "99 [bold] languages" in row
    assert done.stdout.splitlines()[-1] == f"known: {folder}"
    other = next(line for line in done.stdout.splitlines() if line.startswith("doubtful"))
    assert other.split()[-2:] == ["absent", "no"]


def test_list_as_json_is_one_object_a_line(localize, models_dir):
    put(models_dir, "known")
    known, doubtful = lines(localize("list", "--json"))
    assert (known["name"], known["state"], known["verified"]) == ("known", "partial", True)
    assert (doubtful["state"], doubtful["verified"]) == ("absent", False)
    assert "nobody could say" in doubtful["notes"]
    assert known["size"] == sum(map(len, FILES.values()))


def test_pull_prints_the_folder_and_nothing_else_on_stdout(localize, models_dir):
    folder = put(models_dir, "known")
    done = localize("pull", "known", "--offline")
    assert (done.returncode, done.stdout) == (0, f"known: {folder}\n")
    assert lines(localize("pull", "known", "--offline", "--json")) == [
        {"model": "known", "state": "kept", "path": str(folder)}
    ]


def test_the_folder_of_models_can_be_named(localize, tmp_path):
    folder = put(tmp_path / "elsewhere", "known")
    done = localize("pull", "known", "--offline", "--models-dir", str(tmp_path / "elsewhere"))
    assert done.stdout == f"known: {folder}\n"


def test_pull_of_what_is_absent_offline(localize, monkeypatch):
    done = localize("pull", "known", "--offline")
    assert done.returncode == 1
    assert "not on this machine" in done.stderr
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("LOCALIZE_OFFLINE", "1")
    told = localize("pull", "known")
    assert (told.returncode, told.stderr) == (done.returncode, done.stderr)
    (failure,) = lines(localize("pull", "known", "--offline", "--json"))
    assert failure["model"] == "known"
    assert "not on this machine" in failure["error"]
    assert failure["hint"]


def test_pull_without_a_hub(localize):
    done = localize("pull", "known")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr


def test_one_failure_stops_no_other(localize, models_dir):
    folder = put(models_dir, "known")
    done = localize("pull", "doubtful", "known", "--offline")
    assert done.returncode == 1
    assert "nobody could say" in done.stderr
    assert done.stdout == f"known: {folder}\n"


def test_an_unconfirmed_model_needs_acceptance(localize):
    done = localize("pull", "doubtful")
    assert done.returncode == 1
    assert "--accept-unverified" in done.stderr
    accepted = localize("pull", "doubtful", "--accept-unverified")
    assert "cannot be reached" in accepted.stderr


def test_an_unknown_name_is_a_wrong_command(localize):
    for command in ("pull", "verify"):
        done = localize(command, "huge")
        assert done.returncode == 2
        assert "known, doubtful" in done.stderr


def test_pull_needs_a_name(localize):
    assert localize("pull").returncode == 2


def test_verify_is_silent_where_nothing_is_kept(localize):
    done = localize("verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No model is kept" in done.stderr


def test_verify_takes_what_is_kept_and_fails_on_damage(localize, models_dir):
    folder = put(models_dir, "known")
    done = localize("verify")
    assert done.returncode == 0
    assert "known/model.bin: ok" in done.stdout
    (folder / "model.bin").write_bytes(b"WEIGHTS")
    damaged = localize("verify", "known")
    assert damaged.returncode == 1
    assert "known/model.bin: SHA-256" in damaged.stdout
    assert "localize models pull known" in damaged.stderr
    (report,) = lines(localize("verify", "--json"))
    assert report["ok"] is False
    assert report["files"]["config.json"] == "ok"
