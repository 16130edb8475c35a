"""`localize serve`, as an operator types it."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

PROGRAM = """
import sys, typer
from localize.cli.serve import serve
from localize.errors import LocalizeError
app = typer.Typer(pretty_exceptions_enable=False)
app.command()(serve)
try:
    app()
except LocalizeError as error:
    sys.exit(f"{type(error).__name__}: {error.message} | {error.hint}")
"""


def serve(*arguments, program=PROGRAM, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def answer(*arguments, **options):
    with serve(*arguments, **options) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out + err


@pytest.fixture
def extra_ui():
    if importlib.util.find_spec("gradio") is None:
        reason = "gradio is not installed (extra `ui`)"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and nothing may be skipped here")
        pytest.skip(reason)


@pytest.mark.usefixtures("extra_ui")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_an_address_beyond_this_machine_is_refused(host):
    code, said = answer("--host", host, "--port", "0")
    assert code == 1
    assert said.startswith("SettingsError: The page cannot be served on")
    assert "accounts" in said


@pytest.mark.usefixtures("extra_ui")
def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = answer("--port", str(port))
    assert code == 1
    assert said == (
        f"SettingsError: Port {port} is taken, perhaps by another `localize serve`. | "
        "Give another with --port; 0 takes a free one.\n"
    )


@pytest.mark.usefixtures("extra_ui")
@pytest.mark.parametrize(
    ("host", "connected", "ending"),
    [
        ("127.0.0.1", False, signal.SIGTERM),
        ("localhost", True, signal.SIGINT),
        ("::1", True, signal.SIGINT),
    ],
)
def test_it_serves_the_projects_subtitles_until_it_is_told_to_end(
    tmp_path, host, connected, ending
):
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    project, temporary = tmp_path / "project", tmp_path / "temporary"
    project.mkdir()
    temporary.mkdir()
    options = ("--project", str(project), "--host", host, "--port", "0")
    with serve(*options, TMPDIR=str(temporary)) as process:
        try:
            said = process.stderr.readline()
            url = re.search(r"http://\S+", said)[0]
            with urllib.request.urlopen(url, timeout=20) as page:
                assert b"gradio" in page.read()
            if connected:  # a page that stays open holds a connection for ever
                held = urllib.request.urlopen(f"{url}gradio_api/heartbeat/abc", timeout=20)
            process.send_signal(ending)
            out, err = process.communicate(timeout=30)
            if connected:
                held.close()
        finally:
            process.kill()
    assert process.returncode == 0
    assert out == ""
    assert err == "The page is closed.\n"
    assert [*project.iterdir(), *temporary.iterdir()] == []


def test_without_the_extra_it_says_how_to_install_it():
    without = "import sys\nsys.modules['gradio'] = None\n" + PROGRAM
    code, said = answer(program=without)
    assert code == 1
    assert said.startswith("MissingPartError: ")
    assert "pip install 'localize-workbench[ui]'" in said


def test_help_loads_nothing_of_the_page():
    code, said = answer(
        "--help",
        program=PROGRAM.replace("    app()\n", "    app(standalone_mode=False)\n")
        + "\nprint('LOADED', *sys.modules)",
    )
    assert code == 0
    modules = said.rpartition("LOADED ")[2].split()
    assert not {"gradio", "fastapi", "uvicorn", "localize_ui", "numpy"} & set(modules)
