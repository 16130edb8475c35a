"""A page that nobody reads."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

#: Seconds for which the server is watched.
WATCHED = 3
#: Times a second that its main thread may wake. It is some 115; it was 870 where Gradio looked for
#: events as often as it likes.
MOST = 250


def test_it_sleeps(starts, tmp_path):
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell how often a process wakes (no /proc)")

    def woken():
        told = Path(f"/proc/{server.process.pid}/status").read_text("ascii")
        (line,) = (one for one in told.splitlines() if one.startswith("voluntary_ctxt_switches"))
        return int(line.split()[1])

    server = starts(tmp_path)
    time.sleep(1)
    before = woken()
    time.sleep(WATCHED)
    assert woken() - before < MOST * WATCHED
