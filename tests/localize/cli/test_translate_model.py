"""`localize translate --model`: a name that no engine has is refused, and nothing else drafts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from localize.engines import EngineSettings
from localize_models.translation.apertium import ApertiumEngine
from tests.localize_models.translation.chat.hostile import Hostile


def translate(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "localize", "translate", *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"}, check=False,
    )  # fmt: skip


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "ep1.en.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:03,000\nWhere is the station?\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/nowhere/folder", "--server-model"),
        ("m2m100-418m", "`localize models pull m2m100-418m`"),
        ("tiny", "tiny is a speech model"),
    ],
)
def test_a_model_that_nothing_has_is_refused_and_no_other_drafts(source, tmp_path, named, said):
    out = tmp_path / "out"
    with Hostile(("well",)) as server:
        done = translate(
            source, "--to", "es", "--out", out, "--model", named,
            "--models-dir", tmp_path / "none", "--server", server.address,
        )  # fmt: skip
        assert server.asked == []
    assert done.returncode == 2, done.stdout
    assert f"Nothing drafts with a model {named!r}; those that are here: " in done.stderr
    assert said in done.stderr
    assert not out.exists()


@pytest.mark.skipif(
    not (shutil.which("apertium") and ApertiumEngine(EngineSettings()).serves("en", "es")),
    reason="apertium-eng-spa is not installed (make system-deps)",
)
def test_a_direction_of_apertium_is_a_model_and_another_engines_is_none(source, tmp_path):
    for name, code in (("eng-spa", 0), ("eng-none", 2)):
        done = translate(source, "--to", "es", "--out", tmp_path / "out", "--model", name,
                        "--translation", "apertium")  # fmt: skip
        assert done.returncode == code, done.stderr
    assert "Nothing drafts by apertium" in done.stderr
    assert "eng-spa" in done.stderr
