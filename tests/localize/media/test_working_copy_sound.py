"""The sound of working copies: in its place, as loud as it was, and silence where it is not."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from tests.localize.media.build import Audio, bursts, noise
from tests.localize.media.coded import Coded
from tests.localize.media.copied import AT, QUIET, SECONDS, beeps, coded


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_late_starts_and_holes_are_silence(made, codec):
    sound = Audio(bursts(SECONDS, AT), "ac3", start=0.7, holes=[(0.9, 1.3)])
    one = made(
        "a.mkv", coded(codec=codec, options=QUIET if codec == "libx265" else {"g": "20"}), sound
    )
    one.check_frames(60, 25)
    one.check_sound([0.7 + at for at in AT])
    assert np.abs(one.sound[:, : round(0.65 * 48_000)]).max() < 0.001
    assert len(one.peaks) == pytest.approx(200 * (SECONDS + 0.7), abs=2)
    assert not one.peaks[: round(0.65 * 200)].any()


def test_sound_that_never_comes_back_holds_nothing_up(made):
    """The muxer waits for a stream that is behind; silence goes on beside the picture."""
    one = made(
        "a.mkv",
        Coded(14, rate=Fraction(10)),
        Audio(bursts(14, [0.5, 13.0]), "ac3", holes=[(1.0, 12.5)]),
    )
    one.check_sound([0.5, 13.0])
    with av.open(str(one.file)) as container:
        order = [(p.stream.type, float(p.dts * p.time_base)) for p in container.demux() if p.size]
    latest = {"video": 0.0, "audio": 0.0}
    for kind, at in order:
        latest[kind] = max(latest[kind], at)
        assert abs(latest["video"] - latest["audio"]) < 10.5


def test_a_picture_that_starts_after_the_sound_stands_in_its_place(made):
    one = made("a.mkv", coded(codec="ffv1", start=0.4, options={}), beeps())
    assert one.copy.lead == 10
    one.check_frames(60, 25, lead=10)
    one.check_sound()


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(60000, 1001)], ids=str)
def test_the_run_in_of_an_encoder_moves_no_frame(made, rate):
    """In a transport stream AAC begins 21 ms before its time: a frame at 50 a second."""
    one = made("a.ts", coded(rate=rate, start=1001.0), beeps("aac", start=1001.0))
    one.check_frames(round(SECONDS * rate), rate)
    one.check_sound()


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.wav", "pcm_s16le"), ("a.ogg", "libopus")],
)
def test_sound_alone(made, name, codec):
    one = made(name, beeps(codec))
    assert (one.copy.kind, one.file.name, one.copy.frames) == ("audio", "copy.m4a", 0)
    assert one.copy.plan == "sound encoded"
    one.check_sound(within=0.003)


def test_dialogue_of_five_channels_is_as_loud_as_it_was(made):
    speech = bursts(SECONDS, AT, level=0.3)
    music = noise(SECONDS, level=0.3)
    silent = np.zeros_like(speech)
    rows = np.stack([music, -music, speech, silent, music, music])
    one = made("a.mkv", coded(), Audio(rows, "flac", layout="5.1(side)"))
    beep, rest = one.sound[:, 24_200:26_400], one.sound[:, 30_000:40_000]
    assert np.abs(np.fft.rfft(beep[0])).argmax() == pytest.approx(1000 * 2200 / 48_000, abs=1)
    spectrum = np.abs(np.fft.rfft(beep[0] * np.hanning(2200)))
    assert spectrum.max() / 550 == pytest.approx(0.3, rel=0.15)
    assert rest.std() > 0.02, "the music is there too"
    heights = np.abs(one.peaks.astype(int)).max(axis=1)
    # The waveform shows the centre: beeps stand out of music that is as loud.
    assert heights[102:110].min() > 3 * np.median(heights[130:280])
