"""What is known to lead Whisper astray: nothing made up, nothing lost, everything told."""

from __future__ import annotations

import re

import numpy as np
import pytest

from localize import registry
from localize.engines import SpeechRequest, StretchKind
from localize.media import SAMPLE_RATE, Sound
from localize_models.speech.phantoms import folded

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def hear(base):
    """What the default engine hears in a sound."""
    with registry.speech_engine("faster-whisper", base) as engine:

        def heard(sound, language=""):
            (transcript,) = engine.transcribe([SpeechRequest("x", sound, language)])
            return transcript

        yield heard


def plain(words, *, unspaced=False):
    return folded(" ".join(word.text for word in words), unspaced=unspaced)


def sound_of(samples):
    return Sound(np.clip(np.asarray(samples) * 32767, -32768, 32767).astype(np.int16))


def samples_of(sound):
    return sound.read(0, sound.duration)


def pink(seconds, loud, seed=7):
    """Noise as of an old recording: power falls with frequency."""
    dice = np.random.default_rng(seed)
    spectrum = np.fft.rfft(dice.normal(size=seconds * SAMPLE_RATE))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))))
    return (loud * noise / np.abs(noise).max()).astype(np.float32)


def music(seconds):
    """Chords of decaying tones."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    tune = np.zeros_like(time)
    for beat in range(2 * seconds):
        since = time - beat / 2
        ringing = np.where(since >= 0, np.exp(-3 * np.maximum(since, 0)), 0)
        for key in (45, 57, 60 + (beat % 4) * 2, 64):
            tune += ringing * np.sin(2 * np.pi * 440 * 2 ** ((key - 69) / 12) * since)
    return (0.5 * tune / np.abs(tune).max()).astype(np.float32)


def radio_tones(seconds):
    """The tones and the hiss of a mission's radio, with nobody on it."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    tone = 0.25 * np.sin(2 * np.pi * 2525 * time) * (time % 7 < 0.25)
    return (tone + pink(seconds, 0.2)).astype(np.float32)


@pytest.mark.parametrize(
    "samples",
    [pink(20, 0.02), pink(20, 0.5), music(20), radio_tones(20), np.zeros(20 * SAMPLE_RATE)],
    ids=["hiss", "loud noise", "music", "radio tones", "silence"],
)  # fmt: skip
def test_where_nobody_speaks_nothing_is_written_and_that_is_told(hear, samples):
    heard = hear(sound_of(samples), "en")
    assert heard.words == ()
    assert {finding.rule for finding in heard.findings} <= {
        "no-speech",
        "words-kept-out",
        "noise-over-speech",
        "sound",
    }
    assert heard.findings


def test_the_empty_recording(hear, read):
    heard = hear(read("speech-leopard/empty.wav"))
    assert (heard.words, heard.language) == ((), "und")
    assert [finding.rule for finding in heard.findings] == ["no-speech"]


@pytest.mark.parametrize(("name", "language"), [("es-ES", "es"), ("ko-KR", "ko")])
def test_no_closing_sentence_is_made_up(hear, read, shared_data, name, language):
    """Base is known to write on after the last sentence of these two, over their exact silence."""
    file = f"speech-azure-synthetic/{name}_training_audio2"
    heard = hear(read(f"{file}.wav"), language)
    reference = (shared_data / f"{file}.ref.txt").read_text("utf-8")
    unspaced = language == "ko"
    said, wanted = plain(heard.words, unspaced=unspaced), folded(reference, unspaced=unspaced)
    assert said[-6:] == wanted[-6:]
    assert len(said) <= 1.1 * len(wanted)
    assert heard.coverage.share > 0.98


@pytest.fixture(scope="module")
def line(hear, read):
    """A sentence, and what is heard in it alone."""
    samples = samples_of(read("speech-leopard/test.wav"))
    return samples, plain(hear(sound_of(samples), "en").words)


@pytest.mark.parametrize("between", [np.zeros(60 * SAMPLE_RATE), pink(60, 0.1), music(30)],
                         ids=["silence", "noise", "music"])  # fmt: skip
def test_sentences_far_apart_are_both_there_and_nothing_between(hear, line, between):
    line, alone = line
    both = hear(sound_of(np.concatenate([line, between, line])), "en")
    assert plain(both.words) == f"{alone} {alone}"
    first, last = len(line) * 1000 // SAMPLE_RATE, (len(line) + len(between)) * 1000 // SAMPLE_RATE
    assert not [word for word in both.words if first + 500 < word.start < last - 500]
    # Voice activity takes the first chord, 0.4 s, for a voice.
    assert both.coverage.share > 0.95


def stretches(heard, *kinds):
    return heard.coverage.of(*kinds)


def test_a_change_of_language_in_mid_file_is_written_in_both(hear, read):
    """English for half a minute, then German; faster-whisper drops or translates the German."""
    heard = hear(read("speech-faster-whisper/multilingual.mp3"), "en")
    german = [word for word in heard.words if word.language == "de"]
    english = [word for word in heard.words if not word.language]
    assert "die Software zu verwenden" in " ".join(word.text for word in german)
    assert plain(english).startswith("permission is hereby granted free of charge")
    assert english[-1].end <= german[0].start
    assert 30_000 < german[0].start < 32_500
    assert heard.coverage.share > 0.98
    foreign = stretches(heard, StretchKind.FOREIGN)
    assert {one.language for one in foreign} == {"de"}
    told = [one for one in heard.findings if one.rule == "language-mixed"]
    assert len(told) == len(foreign)
    assert "in de" in told[0].message


def test_turns_in_two_languages_are_each_written_in_their_own(hear, read):
    heard = hear(read("speech-azure/en-us_zh-cn.wav"), "en")
    chinese = "".join(word.text for word in heard.words if word.language == "zh")
    english = plain([word for word in heard.words if not word.language])
    assert re.search("天[气氣].*[车車]站.*[图圖][书書][馆館]", chinese)
    for question in ("weather like today", "how do i go to that", "where is the library"):
        assert english.count(question) == 1, "said once; a translation of the Chinese is another"
    assert len(stretches(heard, StretchKind.FOREIGN)) == 3


@pytest.mark.parametrize(
    ("episode", "programme", "foreign", "line"),
    [
        ("lighthouse", "en", "ja", "見えますか"),
        ("last-train", "ja", "en", "Comehomewheneveryoulike"),
    ],
)
def test_a_line_in_another_language_in_the_sample(hear, root, episode, programme, foreign, line):
    from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- brings PyAV

    heard = hear(sound_of(decode_audio(str(root / f"sample/episodes/{episode}.mp4"))))
    assert heard.language == programme
    spoken = "".join(word.text for word in heard.words if word.language)
    assert {word.language for word in heard.words} == {"", foreign}
    assert line in spoken
    assert heard.coverage.share > 0.98


def test_a_whispered_line_is_heard_at_the_second_look(hear, root):
    from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- brings PyAV

    samples = decode_audio(str(root / "sample/episodes/lighthouse.mp4"))
    heard = hear(sound_of(samples[55 * SAMPLE_RATE : 72 * SAMPLE_RATE]), "en")
    assert "let them see the light" in plain(heard.words)


def test_speech_under_noise_is_written_or_told(hear, read):
    """Noise as loud as the voice: what cannot be understood is reported, not passed over."""
    line = samples_of(read("speech-jfk/jfk.flac"))
    noise = pink(12, 1.0)[: len(line)]
    noise *= np.sqrt((line**2).mean() / (noise**2).mean())
    heard = hear(sound_of(0.5 * (line + noise)), "en")
    lost = sum(one.duration for one in stretches(heard, StretchKind.MISSED))
    assert heard.coverage.heard + lost >= 0.9 * heard.coverage.speech
    assert len(plain(heard.words).split()) <= 24, "22 words are said"


def test_noise_so_loud_that_nobody_is_heard_is_told(hear):
    heard = hear(sound_of(pink(20, 0.5)), "en")
    assert heard.words == ()
    assert [finding.rule for finding in heard.findings] == ["no-speech", "noise-over-speech"]
    (noise,) = stretches(heard, StretchKind.NOISY)
    assert noise.duration >= 0.95 * heard.duration
