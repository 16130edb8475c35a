"""The editor's model and commands at a real server: what their own tests take for granted of it.

`ui/web/test/model-contract.test.ts` and `model-day.test.ts` run under Node, against a server that
is started here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager

import pytest

from localize.accounts.passwords import hash_password
from tests.localize_ui.api.served import PASSWORD, SEASON, Served, fill

SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"

#: What `ui/web/bundle.py` ends with where the npm registry cannot be reached.
UNREACHABLE = 75


@contextmanager
def serving(project):
    command = [sys.executable, "-c", SERVE, "--project", str(project), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as own:
        try:
            line = own.stderr.readline()
            found = re.search(r"http://[^/]+", line)
            assert found, line + own.stderr.read()
            yield found[0]
        finally:
            own.kill()


@pytest.fixture
def season(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    project = tmp_path / "project"
    project.mkdir()
    (project / "localize.toml").write_text(SEASON)
    served = Served(project)
    fill(served, hash_password(PASSWORD))
    served.workplace.close()
    return served


@pytest.mark.parametrize("tests", ["model-contract", "model-day"])
def test_at_a_real_server(root, season, tests):
    with serving(season.project) as url:
        given = {
            "url": url,
            "track": season.tracks["fr-FR"],
            "password": PASSWORD,
            "people": ["ana", "ben"],
        }
        node = [sys.executable, str(root / "ui/web/bundle.py"), "--run", "tools/test.mjs", tests]
        ran = subprocess.run(
            node,
            env={**os.environ, "LOCALIZE_SERVER": json.dumps(given)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    said = ran.stdout + ran.stderr
    if ran.returncode == UNREACHABLE and not os.environ.get("CI"):
        pytest.skip(said.strip())
    assert ran.returncode == 0, said
    # Against the real server, and not the fake alone.
    assert re.search(r"real: ", said), said
