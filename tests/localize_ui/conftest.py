"""A real server over a small project, as `localize serve` starts it."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

#: As the program runs it, whatever else the program has.
SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"


def lacking(reason: str) -> None:
    """Skip where this machine lacks something; in continuous integration that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def extra_ui() -> None:
    for name in ("gradio", "fastapi", "uvicorn", "httpx"):
        if importlib.util.find_spec(name) is None:
            lacking(f"{name} is not installed (extra `ui`)")


@pytest.fixture(scope="session")
def project() -> ModuleType:
    """The module that builds projects; tests are no package, so it is loaded by its path."""
    path = Path(__file__).with_name("make_project.py")
    spec = importlib.util.spec_from_file_location("make_project", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Server:
    """A server that runs.

    Attributes:
        process: its process.
        url: without a slash at the end.
        out: folder of the output files.
    """

    process: subprocess.Popen[str]
    url: str
    out: Path

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


def start(out: Path, *arguments: str) -> Server:
    """Start a server on a free port and wait until it listens."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--out", str(out), "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"http://\S+?(?=/ )", said)
    assert found, said + process.stderr.read()
    return Server(process, found[0], out)


def stop(server: Server) -> int:
    """Ctrl-C; returns the exit code."""
    server.process.send_signal(signal.SIGINT)
    try:
        return server.process.wait(timeout=20)
    finally:
        server.process.kill()
        server.process.communicate()


@pytest.fixture(scope="session")
def server(project: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for tests that change nothing."""
    running = start(project.make_project(tmp_path_factory.mktemp("season") / "subtitles"))
    yield running
    stop(running)


@pytest.fixture
def starts() -> Iterator[Callable[[Path], Server]]:
    """Starts servers for tests that need their own."""
    running: list[Server] = []

    def one(out: Path) -> Server:
        running.append(start(out))
        return running[-1]

    yield one
    for server in running:
        if server.process.poll() is None:
            stop(server)
        else:
            server.process.communicate()
