"""A sound that nobody waits for any more is not decoded to its end, and nothing stays open."""

from __future__ import annotations

import threading
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from localize.media.decode import open_sound
from localize.media.probe import probe
from localize.media.sound import SAMPLE_RATE, Sound
from localize.media.stopping import Stopped, go_on, until

MINUTES = 2


@pytest.fixture
def media(tmp_path):
    path = tmp_path / "long.wav"
    noise = np.random.default_rng(1).integers(-3000, 3000, MINUTES * 60 * SAMPLE_RATE, np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(noise.tobytes())
    return path


def open_files():
    """Where the system lists them: Linux."""
    for number in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):  # the list's own is gone again
            yield str(number.readlink())


def test_decoding_is_broken_off_and_nothing_stays_open(media, tmp_path):
    stopped, reached = threading.Event(), []

    def progress(done):
        reached.append(done)
        stopped.set()

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with until(stopped), pytest.raises(Stopped), open_sound(media, probe(media), scratch, progress):
        pass
    assert len(reached) == 1
    assert reached[0] < 60_000
    assert not [path for path in open_files() if path.startswith(str(tmp_path))]


def test_without_a_word_it_goes_to_its_end(media):
    reached = []
    with until(threading.Event()), open_sound(media, probe(media), None, reached.append) as opened:
        assert opened.sound.duration == MINUTES * 60_000
    assert len(reached) > 1


def test_blocks_of_a_sound_end_too():
    stopped = threading.Event()
    blocks = Sound(np.zeros(1000, np.int16)).blocks(100)
    with until(stopped):
        assert [len(next(blocks)) for _ in range(3)] == [100] * 3
        stopped.set()
        with pytest.raises(Stopped):
            next(blocks)
    go_on()  # outside, nothing is told to stop
