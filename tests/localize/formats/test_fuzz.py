"""The worst inputs, those that a fuzzer finds among them, and a short run of the fuzzer."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from localize import registry
from localize.engines import WriteOptions
from localize.errors import FormatError

ROOT = Path(__file__).resolve().parents[3]
HARNESS = ROOT / "tests" / "fuzz" / "fuzz_readers.py"
INPUTS = sorted(path for path in (ROOT / "tests" / "fuzz" / "inputs").glob("*/*"))
READERS = ("ass", "json", "scc", "srt", "ssa", "stl", "vtt")
#: Inputs of a short run; a long one is made by hand (the harness says how).
RUNS = 400
#: And no longer than this on a slow machine.
SECONDS = 20


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_worst_inputs_are_read_or_refused(path: Path) -> None:
    one = registry.subtitle_format(path.parent.name)
    try:
        track = one.read(path.read_bytes(), episode="e", locale="und").track
    except FormatError:
        return
    for name in ("json", "srt"):
        other = registry.subtitle_format(name)
        again = other.read(other.write(track, WriteOptions()), episode="e", locale="und")
        assert len(again.track.cues) == len(track.cues)


@pytest.mark.parametrize("name", READERS)
def test_a_short_run_of_the_fuzzer_finds_nothing(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        if os.environ.get("CI"):
            pytest.fail("atheris is not installed; it is a dependency of the tests")
        pytest.skip("atheris, the fuzzer, is not installed")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    _seed(name, corpus)
    command = [
        *(sys.executable, HARNESS, name, corpus, f"-runs={RUNS}", "-seed=1", "-max_len=2048"),
        f"-max_total_time={SECONDS}",
        f"-artifact_prefix={tmp_path}/",
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert re.search(r"Done \d+ runs", done.stderr)


def _seed(name: str, corpus: Path) -> None:
    """A sound file to begin with."""
    from localize.testing.formats import rich_track, sample_track  # noqa: PLC0415

    one = registry.subtitle_format(name)
    (corpus / "plain").write_bytes(one.write(sample_track(), WriteOptions(draft=True)))
    richer = sample_track() if name in ("scc", "stl") else rich_track()
    (corpus / "rich").write_bytes(one.write(richer, WriteOptions(note="a note")))
