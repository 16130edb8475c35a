"""The editor's browser code: its types, its tests under Node, and its bundle."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys

import pytest

UNREACHABLE = 75  # ui/web/bundle.py


def run_bundler(root, *arguments, **environment):
    """Run `ui/web/bundle.py` of a checkout; the whole of what it says."""
    return subprocess.run(
        [sys.executable, root / "ui" / "web" / "bundle.py", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def passes(ran):
    """Hold that it went well; without the npm registry the test is skipped, but never in CI."""
    said = ran.stdout + ran.stderr
    if ran.returncode == UNREACHABLE and not os.environ.get("CI"):
        pytest.skip(said.strip())
    assert ran.returncode == 0, said[-8000:]
    return said


@pytest.mark.parametrize("project", [".", "test"], ids=["editor", "tests"])
def test_types_hold(root, project):
    passes(run_bundler(root, "--run", "node_modules/typescript/bin/tsc", "--noEmit", "-p", project))


def test_every_test_under_node_passes(root):
    said = passes(run_bundler(root, "--run", "tools/test.mjs"))
    assert int(re.search(r"^\S+ pass (\d+)$", said, re.MULTILINE)[1]) > 50
    assert re.search(r"^\S+ skipped 0$", said, re.MULTILINE)


def test_the_bundle_is_made_from_the_sources_and_loads_nothing_from_outside(root):
    passes(run_bundler(root))
    folder = root / "ui" / "localize_ui" / "web"
    first = (folder / "editor.js").read_text("utf-8").splitlines()[0]
    said = passes(run_bundler(root, "--check"))
    assert re.search(r"from sources ([0-9a-f]{16}) ", first)[1] in said
    for name in ("editor.js", "editor.css"):
        text = (folder / name).read_text("utf-8")
        addresses = set(re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", text))
        assert addresses <= {"http://www.w3.org"}, "only names of XML namespaces"
        assert "sourceMappingURL" not in text
    assert "BSD-3-Clause" in (folder / "editor.licenses.txt").read_text("utf-8")


@pytest.fixture
def checkout(root, tmp_path):
    """A copy of what the bundler needs, where nothing is installed."""
    ignore = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(root / "ui" / "web", tmp_path / "ui" / "web", ignore=ignore)
    words = "localize/syntax/function_words.toml"
    (tmp_path / words).parent.mkdir(parents=True)
    shutil.copy(root / words, tmp_path / words)
    return tmp_path


def test_a_bundle_that_is_not_there_or_from_other_sources_is_told(root, checkout):
    ran = run_bundler(checkout, "--check")
    assert ran.returncode == 1
    assert "not there" in ran.stderr
    assert "make ui" in ran.stderr
    folder = checkout / "ui" / "localize_ui" / "web"
    folder.mkdir(parents=True)
    for name in ("editor.js", "editor.css", "editor.licenses.txt"):
        (folder / name).write_text("/* localize editor, from sources 0123456789abcdef */\n")
    ran = run_bundler(checkout, "--check")
    assert ran.returncode == 1
    assert "other sources" in ran.stderr


@pytest.fixture
def hook(checkout):
    """Hatch's hook over a checkout without a bundle."""
    spec = importlib.util.spec_from_file_location(
        "build_hook", checkout / "ui" / "web" / "build_hook.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EditorHook(str(checkout), {}, None, None, str(checkout), "wheel")


def test_no_wheel_is_built_without_the_bundle(hook, monkeypatch, capsys):
    monkeypatch.delenv("LOCALIZE_WITHOUT_EDITOR", raising=False)
    hook.initialize("editable", {})
    with pytest.raises(RuntimeError, match=r"not there.*`make ui`, or set LOCALIZE_WITHOUT_EDITOR"):
        hook.initialize("standard", {})
    monkeypatch.setenv("LOCALIZE_WITHOUT_EDITOR", "1")
    hook.initialize("standard", {})
    assert "Packed without the review page's editor" in capsys.readouterr().err


def test_a_registry_that_refuses_is_told_and_the_rest_goes_on(checkout):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        settings = registry_at(nobody, checkout)
        ran = run_bundler(checkout, CI="", **settings)
        assert ran.returncode == UNREACHABLE
        assert "npm registry cannot be reached" in ran.stderr
        assert "Traceback" not in ran.stderr
        ran = run_bundler(checkout, "--if-reachable", CI="", **settings)
        assert ran.returncode == 0
        assert "npm registry cannot be reached" in ran.stderr
        ran = run_bundler(checkout, "--if-reachable", CI="true", **settings)
        assert ran.returncode == UNREACHABLE


def test_a_registry_that_never_answers_is_told(checkout):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        ran = run_bundler(checkout, CI="", **registry_at(silent, checkout))
    assert ran.returncode == UNREACHABLE
    assert "npm registry cannot be reached" in ran.stderr


def registry_at(server, checkout):
    """npm's settings for a registry at a socket of this machine, and an empty cache."""
    port = server.getsockname()[1]
    return {
        "npm_config_registry": f"http://127.0.0.1:{port}/",
        "npm_config_cache": str(checkout / "cache"),
    }


def test_the_lock_names_no_registry(root):
    text = (root / "ui" / "web" / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
    assert "://" not in text
    assert text.count('"integrity": "sha512-') > 20
