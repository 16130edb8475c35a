"""Ctrl-C during `localize run`, while a long sound is decoded or looked through: a real process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from localize.media import SAMPLE_RATE
from tests.localize.cli.test_run import cut, write

pytestmark = pytest.mark.model

MINUTES = 60
#: Seconds after which the process must be gone: one or two are usual, a busy machine takes more.
SOON = 15


@pytest.fixture
def season(tmp_path, root, base_model):
    """A short episode that is heard, and one that takes long to be decoded and looked through."""
    media = tmp_path / "media"
    cut(root / "sample" / "episodes" / "lighthouse.mp4", 0, 8_000, media / "a.wav")
    assert whole(media)["kept"] is False
    hiss = np.random.default_rng(1).integers(-3_000, 3_000, 60 * SAMPLE_RATE, np.int16)
    write(media / "long.wav", hiss.tobytes() * MINUTES)
    return media


def command(season):
    return [
        sys.executable, "-m", "localize", "run", season, "--project", season.parent / "project",
        "--to", "en", "--json",
    ]  # fmt: skip


def whole(season):
    """Run to the end; returns what was told when its only episode's speech was heard."""
    done = subprocess.run(command(season), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    (heard,) = (e for e in events if e["event"] == "stage-done" and e["stage"] == "speech")
    return heard


def interrupted(season, later=0, **told):
    """Run until an event says all of this, and so many seconds on, then Ctrl-C.

    Returns:
        Exit code, seconds that it took to end, what it still told, and stderr.
    """
    with subprocess.Popen(
        command(season), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            for line in process.stdout:
                if told.items() <= json.loads(line).items():
                    break
            else:
                raise AssertionError("the run ended before it could be interrupted")
            time.sleep(later)
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            rest, errors = process.communicate(timeout=600)
            seconds = time.monotonic() - began
        finally:
            process.kill()
    return process.returncode, seconds, [json.loads(line) for line in rest.splitlines()], errors


def test_ctrl_c_ends_it_soon_whatever_is_done_with_a_long_sound(season):
    code, seconds, rest, errors = interrupted(
        season, event="stage-started", stage="sound", episode="long"
    )
    assert code == 130, errors
    assert "run the same command to go on" in errors
    assert not [one for one in rest if one["event"] == "stage-done" and one["stage"] == "sound"]
    assert seconds < SOON

    # The next run begins there again. Nothing tells when it looks for voices: as speech begins.
    code, seconds, _, errors = interrupted(
        season, later=3, event="stage-started", stage="speech", episode="long"
    )
    assert code == 130, errors
    assert seconds < SOON

    (season / "long.wav").unlink()
    assert whole(season)["kept"] is True, "what was finished before is as it was"
