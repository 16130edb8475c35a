"""What is listened to again goes through the model in batches that fit, and not all at once."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from localize.media import Sound
from localize.timeline import Span
from localize_models.speech.again import Piece
from localize_models.speech.listener import QueueListener
from localize_models.speech.queue.sizes import BatchSize
from localize_models.speech.sections import Collected

SOUND = Sound(np.zeros(16_000 * 60, np.int16))


class Session:
    """A hold on a model that has filters and nothing else."""

    facts = SimpleNamespace(english_only=False)
    workers = 2

    def __init__(self):
        self.read = 0

    def model(self):
        return SimpleNamespace(
            feature_extractor=self._features, model=SimpleNamespace(device="cuda")
        )

    def _features(self, samples):
        self.read += 1
        return np.zeros((8, len(samples) // 160 + 1), np.float32)

    @contextmanager
    def failures(self):
        yield


class Decoder:
    """Answers each window with its beginning; no more than so many go into the memory at once."""

    def __init__(self, room=1_000):
        self.session = Session()
        self.room = room
        self.sizes = []
        #: Windows that were read when each batch was asked for.
        self.read = []
        self._lock = threading.Lock()

    def languages(self, batch):
        with self._lock:
            self.sizes.append(len(batch))
            self.read.append(self.session.read)
        if len(batch) > self.room:
            raise RuntimeError("CUDA failed with error out of memory")
        return [one.window.speech.spans[0].start for one in batch]

    def decode(self, batch, first=0):
        assert first == 3
        return self.languages(batch)


def asked(decoder, pieces, how, most=4):
    listener = QueueListener(decoder, SOUND, (), lambda _: 0.0, BatchSize(most), first=3)
    speech = [Collected((Span(n * 100, n * 100 + 80),)) for n in range(pieces)]
    if how == "languages":
        return listener.languages(speech)
    return listener.decode([Piece(one, "ja") for one in speech])


@pytest.mark.parametrize("how", ["languages", "decode"])
def test_a_full_device_gets_smaller_batches_and_loses_nothing(how):
    decoder = Decoder(room=1)
    assert asked(decoder, 21, how) == [n * 100 for n in range(21)]
    assert max(decoder.sizes) > 1
    assert decoder.sizes.count(1) == 21


def test_what_was_too_much_once_is_not_tried_at_once_again():
    decoder = Decoder(room=2)
    assert asked(decoder, 200, "decode", most=4) == [n * 100 for n in range(200)]
    # The first block's batches were made before; the next ones are as small as was found to fit.
    assert max(decoder.sizes[:48]) == 4
    assert decoder.sizes[48:60] == [2] * 12


def test_a_device_too_small_for_one_window_is_an_error():
    with pytest.raises(RuntimeError, match="out of memory"):
        asked(Decoder(room=0), 5, "decode")


@pytest.mark.parametrize("how", ["languages", "decode"])
def test_not_every_window_is_held_at_once(how):
    decoder = Decoder()
    assert asked(decoder, 200, how) == [n * 100 for n in range(200)]
    assert set(decoder.sizes) == {4}
    # Eight batches of four for either of two workers are read, and the next when those are done.
    assert sorted(set(decoder.read)) == [64, 128, 192, 200]
