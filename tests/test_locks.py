"""The lock files hold on any machine: exact, hashed, and without a place of their own."""

from __future__ import annotations

import re
import tomllib

import pytest

LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_exact_and_hashed(root, name):
    text = (root / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[a-z0-9._-]+==[0-9][A-Za-z0-9.]* ", line), f"not exact: {line[:60]}"
        assert "--hash=sha256:" in line, f"no hash: {line[:60]}"


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_host_a_path_or_a_local_version(root, name):
    text = (root / name).read_text("utf-8")
    for wrong in ("://", "file:/", "--index", "--extra-index", "--find-links", "--trusted", " @ "):
        assert wrong not in text
    assert not re.search(r"==\S*\+", text), "a local version, which no other machine finds"
    assert not re.search(r"^(torch|nvidia-)", text, re.MULTILINE)


def test_the_locks_agree(root):
    """What `make demo` installs and what `make test` installs over it are the same versions."""
    core, dev = (
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (root / name).read_text("utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert {name: dev.get(name) for name in core} == core


def test_every_dependency_is_locked(root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (root / "requirements.txt").read_text("utf-8")
    for requirement in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)[0].replace("_", "-").lower()
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name
