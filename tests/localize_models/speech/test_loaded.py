"""A model that is held: loaded once, resting when idle, back when there is work."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from localize.engines import SpeechRequest
from localize_models.speech import loaded
from localize_models.speech.faster_whisper import FasterWhisperEngine

pytestmark = pytest.mark.model

CLIP = "speech-leopard/test_es.wav"


def resident() -> int:
    """What the process holds in memory, MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 // 2**20


def until(holds):
    """Wait for something that another thread does."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come about in ten seconds")


@pytest.fixture
def hasty(monkeypatch):
    """A process whose models rest soon; what other tests hold is left out of it."""
    monkeypatch.setattr(loaded, "IDLE_S", 0.3)
    monkeypatch.setattr(loaded, "_entries", {})
    monkeypatch.setattr(loaded, "_watched", False)


def words(engine, read):
    (heard,) = engine.transcribe([SpeechRequest("x", read(CLIP), "es")])
    return heard.words


@pytest.mark.usefixtures("hasty")
def test_an_idle_model_leaves_the_memory_and_comes_back(base, read):
    with FasterWhisperEngine(base) as engine:
        first = words(engine, read)
        (loading,) = loaded.held()
        until(lambda: loaded.resting() == (loading,))
        resting = resident()
        assert words(engine, read) == first
        with engine._session.working():
            # base in int8 has 75 MB of weights.
            assert resident() > resting + 60
        until(lambda: loaded.resting() == (loading,))
        assert words(engine, read) == first
    assert loaded.held() == ()


@pytest.mark.usefixtures("hasty")
def test_a_model_at_work_does_not_rest(base):
    with FasterWhisperEngine(base) as engine:
        session = engine._session
        with session.working():
            time.sleep(1.0)
            assert loaded.resting() == ()
        until(loaded.resting)


@pytest.mark.usefixtures("hasty")
def test_who_lets_go_of_a_resting_model_can_hold_it_again(base, read):
    with FasterWhisperEngine(base) as engine:
        first = words(engine, read)
        until(loaded.resting)
    with FasterWhisperEngine(base) as engine:
        assert words(engine, read) == first


@pytest.mark.usefixtures("base")
def test_a_process_ends_well_however_its_models_are():
    """Held or let go of, resting or not: no thread is killed inside the library."""
    program = """
import sys, time
from localize.engines import EngineSettings
from localize_models.speech import loaded
from localize_models.speech.faster_whisper import FasterWhisperEngine
loaded.IDLE_S = 0.2
engine = FasterWhisperEngine(EngineSettings(model="base"))
with engine._session.working():
    pass
time.sleep(1)
assert loaded.resting()
if "back" in sys.argv:
    loaded.IDLE_S = 60
    with engine._session.working():
        pass
if "closed" in sys.argv:
    engine.__exit__()
"""
    for state in ((), ("back",), ("closed",), ("back", "closed")):
        done = subprocess.run(
            [sys.executable, "-c", program, *state], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), state
