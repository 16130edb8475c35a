"""The list of measurements: each says what it is, and no text names one that is not there."""

from __future__ import annotations

import re
import subprocess
import sys

BENCH = re.compile(r"^BENCH \?= (.*)$", re.MULTILINE)


def test_every_measurement_is_listed_with_what_it_is(root):
    ran = subprocess.run(
        [sys.executable, root / "benchmarks"], capture_output=True, text=True, check=True
    )
    listed = dict(re.split(r"  +", line, maxsplit=1) for line in ran.stdout.splitlines())
    assert len(listed) > 25
    assert all(said[0].isupper() and said[-1] in ".?" for said in listed.values()), listed
    assert "speech_data" not in listed, "a part is no measurement"
    texts = [root / "README.md", *(root / "docs").glob("*.md")]
    said = "".join(path.read_text("utf-8") for path in texts)
    named = set(re.findall(r"`benchmarks/(\w+)\.py`", said))
    assert named
    assert named <= set(listed)
    (usual,) = BENCH.findall((root / "Makefile").read_text("utf-8"))
    assert set(usual.split()) <= set(listed)
