"""Windows that were decoded come back as they were, and only for what they were decoded from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from localize.engines import SpeechRequest, Transcript
from localize.media import Sound
from localize.testing.fakes import FakeParts
from localize.timeline import Span
from localize_models.speech import faster_whisper, listener, opened
from localize_models.speech.again import Piece
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.heard import Heard, Task, Window
from localize_models.speech.kept import KeptWindows
from localize_models.speech.kept_looks import KeptLooks
from localize_models.speech.listener import QueueListener
from localize_models.speech.queue import cutting
from localize_models.speech.queue import decoder as decoding
from localize_models.speech.sections import Collected
from localize_models.speech.words import RawWord

WINDOW = Window(3, 7, Collected((Span(100, 900), Span(1_200, 2_000))), "ja")
SOUND = np.linspace(-1, 1, 80, dtype=np.float32).reshape(8, 10)
HEARD = Heard(
    WINDOW,
    (50_364, 11, 12),
    " 終電です\u2028",
    (RawWord("終電", 0.0, 1 / 3 * 1000, 0.1 + 0.2, opens=True), RawWord("です", 340.0, 400.0, 1.0)),
    -1 / 3,
    1e-17,
    0.75,
    0.4,
    2,
    (("ja", 0.9999999), ("en", 1e-9)),
    Heard(replace(WINDOW, task=Task.ENGLISH), (1,), " Last train.", (), -0.5, 0.25, 1.5),
)


def test_what_was_heard_comes_back_to_the_last_bit():
    parts = FakeParts()
    kept = KeptWindows(parts, "same")
    key = kept.key([WINDOW], [SOUND])
    assert kept.get(key, [WINDOW]) is None
    kept.put(key, [HEARD])
    again = KeptWindows(FakeParts(parts.kept), "same")
    assert again.get(again.key([WINDOW], [SOUND]), [WINDOW]) == (HEARD,)


def test_the_language_that_a_window_was_found_to_be_in_is_kept():
    kept = KeptWindows(FakeParts())
    asked = replace(WINDOW, language="")
    key = kept.key([asked], [SOUND])
    kept.put(key, [HEARD])
    assert kept.get(key, [asked]) == (HEARD,)


def test_it_is_found_wherever_the_window_stands():
    kept = KeptWindows(FakeParts())
    moved = replace(WINDOW, episode="other", index=0)
    kept.put(kept.key([WINDOW], [SOUND]), [HEARD])
    (found,) = kept.get(kept.key([moved], [SOUND]), [moved])
    assert found.window == moved
    assert found.words == HEARD.words


@pytest.mark.parametrize(
    ("window", "sound", "same", "given"),
    [
        (replace(WINDOW, language="en"), SOUND, "a", "b"),
        (replace(WINDOW, task=Task.ENGLISH), SOUND, "a", "b"),
        (replace(WINDOW, speech=Collected((Span(100, 901),))), SOUND, "a", "b"),
        (WINDOW, np.nextafter(SOUND, np.float32(2)), "a", "b"),
        (WINDOW, SOUND.reshape(10, 8), "a", "b"),
        (WINDOW, SOUND, "another model", "b"),
        (WINDOW, SOUND, "a", "other hints"),
    ],
)
def test_whatever_can_change_it_is_in_its_key(window, sound, same, given):
    key = KeptWindows(FakeParts(), "a").key([WINDOW], [SOUND], "b")
    assert KeptWindows(FakeParts(), "a").key([WINDOW], [SOUND.copy()], "b") == key
    assert KeptWindows(FakeParts(), same).key([window], [sound], given) != key


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[{}]", "[1]", "null", '[{"language": "ja"}]', "[[], []]"]
)
def test_what_is_no_window_is_heard_anew(text):
    kept = KeptWindows(FakeParts({"k": text}))
    assert kept.get("k", [WINDOW]) is None


def test_where_nothing_is_kept_nothing_is_looked_for():
    kept = KeptWindows(None)
    assert kept.key([WINDOW], [SOUND]) == ""
    kept.put("", [HEARD])
    assert kept.get("", [WINDOW]) is None


# --- In the engine --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine(base):
    with FasterWhisperEngine(base) as engine:
        yield engine


def count(monkeypatch):
    """Counts the windows that the queue has decoded from now on."""
    windows = []
    decode = decoding.Decoder.decode_or_full

    def counted(this, batch):
        windows.extend(one.window for one in batch)
        return decode(this, batch)

    monkeypatch.setattr(faster_whisper.Decoder, "decode_or_full", counted)
    return windows


def heard(engine, *requests, progress=None):
    return [
        replace(one, provenance=replace(one.provenance, seconds=0.0))
        for one in engine.transcribe(requests, progress)
    ]


@dataclass(frozen=True)
class Long:
    """Several windows in Japanese, with a name to listen for, and English: as heard once."""

    asked: SpeechRequest
    result: list[Transcript]
    kept: dict[str, str]
    windows: int
    #: How many parts were kept each time that progress was told.
    told: list[int]


@pytest.fixture(scope="module")
def long(engine, read):
    samples = read("speech-leopard/test_ja.wav").samples
    asked = SpeechRequest("long", Sound(np.concatenate([samples] * 2)), "ja", terms=("レパード",))
    asked = replace(asked, english_from=frozenset({"ja"}))
    parts, told = FakeParts(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "SHORT_MS", 3_500)
        patch.setattr(cutting, "LONGEST_MS", 3_500)
        windows = count(patch)
        result = heard(
            engine,
            replace(asked, parts=parts),
            progress=lambda _name, _done: told.append(len(parts.added)),
        )
        yield Long(asked, result, dict(parts.kept), len(windows), told)


@pytest.mark.model
def test_a_window_is_kept_before_the_next_batch_is_whole(long):
    """What is there when progress is told: never less than what was told of."""
    assert len(long.kept) >= long.windows >= 4
    assert all(kept > n for n, kept in enumerate(long.told[: long.windows]))


@pytest.mark.model
def test_only_missing_windows_are_decoded_and_the_result_is_the_same(engine, long, monkeypatch):
    assert long.result[0].english is not None
    decoded = count(monkeypatch)
    for missing in ({0}, set(range(1, long.windows, 2)), set()):
        left = {key: part for n, (key, part) in enumerate(long.kept.items()) if n not in missing}
        later = FakeParts(left)
        decoded.clear()
        assert heard(engine, replace(long.asked, parts=later)) == long.result
        assert len(decoded) == len(missing) == len(later.added)
        assert later.kept == long.kept


@pytest.mark.model
def test_what_was_listened_to_again_is_not_listened_to_once_more(engine, read, monkeypatch):
    """Japanese in an English programme is found and decoded after all else."""
    pieces = []
    decode = QueueListener.decode

    def counted(this, asked):
        pieces.append(len(asked))
        return decode(this, asked)

    monkeypatch.setattr(QueueListener, "decode", counted)
    monkeypatch.setattr(listener, "_BATCHES", 1)
    names = ("speech-jfk/jfk.flac", "speech-leopard/test_ja.wav")
    sound = Sound(np.concatenate([read(name).samples for name in names]))
    parts, request = FakeParts(), SpeechRequest("mixed", sound, "en")
    whole = heard(engine, replace(request, parts=parts))
    count = sum(pieces)
    assert count >= 2
    assert any(word.language == "ja" for word in whole[0].words)
    for left in (1, count):
        pieces.clear()
        kept = dict(list(parts.kept.items())[: len(parts.kept) - count + left])
        assert heard(engine, replace(request, parts=FakeParts(kept))) == whole
        assert sum(pieces) == count - left


class Ears:
    """Hears what it is told to, and no more than so many pieces."""

    def __init__(self, most):
        self.most = most
        self.asked = []

    def languages(self, speech):
        return [(("ja", 1.0),)] * len(speech)

    def decode(self, pieces):
        self.asked.append([piece.speech.spans[0].start for piece in pieces])
        self.most -= len(pieces)
        if self.most < 0:
            raise KeyboardInterrupt
        windows = [Window("again", n, one.speech, one.language) for n, one in enumerate(pieces)]
        return [
            replace(HEARD, window=one, english=None, text=str(one.speech.spans[0].start))
            for one in windows
        ]


def test_looks_that_a_kill_left_are_listened_to_next():
    parts, sound = FakeParts(), Sound(np.arange(16_000, dtype=np.int16))
    pieces = [Piece(Collected((Span(n, n + 50),)), "ja") for n in range(0, 500, 100)]

    def looks(most):
        ears = Ears(most)
        return ears, KeptLooks(ears, KeptWindows(parts), sound, (), at_once=2)

    ears, looker = looks(most=4)
    with pytest.raises(KeyboardInterrupt):
        looker.decode(pieces)
    ears, looker = looks(most=4)
    again = looker.decode(pieces[::-1])
    assert ears.asked == [[400]]
    assert [one.text for one in again] == ["400", "300", "200", "100", "0"]
    assert [one.window.index for one in again[1:]] == [1, 2, 3, 4]
    assert looker.languages([one.speech for one in pieces]) == [(("ja", 1.0),)] * 5


class DecodedError(Exception):
    """The queue has asked for windows to be decoded."""


@pytest.mark.model
@pytest.mark.parametrize(
    "change",
    [{}, {"language": "en"}, {"terms": ()}, {"english_from": frozenset()}],
    ids=["nothing", "language", "names", "english"],
)
def test_what_was_asked_otherwise_is_decoded_anew(engine, long, monkeypatch, change):
    def decode(this, batch):
        raise DecodedError

    monkeypatch.setattr(faster_whisper.Decoder, "decode_or_full", decode)
    later = FakeParts(long.kept)
    asked = replace(long.asked, parts=later, **change)
    if not change:
        assert heard(engine, asked) == long.result
        return
    with pytest.raises(DecodedError):
        heard(engine, asked)
    assert not later.taken
