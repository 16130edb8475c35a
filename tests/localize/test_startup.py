"""What starting costs: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "gradio",
    "ray",
    "ctranslate2",
    "faster_whisper",
    "onnxruntime",
    "av",
    "numpy",
    "huggingface_hub",
    "transformers",
    "budoux",
    "opencc",
    "localize_models",
)

PROBE = """
import sys
sys.argv = ["localize", *{arguments!r}]
try:
    from localize.cli.main import run
    run()
except SystemExit:
    pass
print("LOADED", *sorted(sys.modules))
"""


def loaded(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return set(line.split()[1:])


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(arguments):
    modules = loaded(*arguments)
    assert "localize.cli.main" in modules
    assert [name for name in HEAVY if name in modules] == []


def test_importing_the_package_loads_nothing_of_ours_but_the_version():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, localize; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {name for name in done.stdout.split() if name.split(".")[0].startswith("localize")}
    assert ours == {"localize", "localize.version"}
