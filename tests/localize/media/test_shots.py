"""Shot changes: the frame of the cut, on the programme's time, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from localize.demo import sample_episodes
from localize.media.changes import find_changes
from localize.media.probe import probe
from localize.media.shots import detect_shots, find_shots
from localize.media.thumbnails import BYTES
from localize.timeline import FrameRate
from tests.localize.media.build import Audio, Video, bursts, noise, write

SIZE = (160, 90)


def texture(seed: int) -> np.ndarray:
    """A picture with soft shapes, larger than the frame."""
    rough = np.random.default_rng(seed).uniform(0, 255, (8, 12, 3))
    rows, columns = np.linspace(0, 7, 150), np.linspace(0, 11, 260)
    down = np.stack(
        [[np.interp(rows, range(8), rough[:, k, c]) for k in range(12)] for c in range(3)]
    )  # 3, 12, 150
    return np.stack(
        [[np.interp(columns, range(12), down[c, :, y]) for y in range(150)] for c in range(3)]
    ).transpose(1, 2, 0)


class Film(Video):
    """A picture stream of given frames."""

    frames: list[np.ndarray]

    def packets(self, container):
        stream = container.add_stream(self.codec, rate=self.rate, options=self.options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        tick = self.tick or 1 / self.rate
        stream.codec_context.time_base = tick
        for number, picture in enumerate(self.frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = self.times[number] if self.times else number
            frame.time_base = tick
            yield from self.kept(stream.encode(frame))
        yield from self.kept(stream.encode(None))


def shot(seed: int, count: int, speed: float = 0.0) -> list[np.ndarray]:
    """A camera that pans over a texture."""
    picture = texture(seed)
    made = []
    for number in range(count):
        x = 40 + round(speed * number) % 60
        made.append(picture[30:120, x : x + 160].clip(0, 255).astype(np.uint8))
    return made


def film(path, frames, *, rate=Fraction(25), sound_start=0.0, **wanted):
    picture = Film(rate=rate, codec=wanted.pop("codec", "mpeg4"), **wanted)
    picture.frames = frames
    options = {"b": "1500k"} if picture.codec == "mpeg4" else {}
    picture.options = options
    seconds = len(frames) / float(rate)
    return write(path, picture, Audio(bursts(seconds, [0.2]), start=sound_start))


@pytest.mark.parametrize("rate", ["23.976", "25", "29.97", "50"])
def test_a_cut_is_marked_at_its_first_frame(tmp_path, rate) -> None:
    frames = FrameRate.parse(rate)
    pictures = shot(1, 40) + shot(2, 55, 1.0) + shot(3, 47)
    path = film(tmp_path / "a.mkv", pictures, rate=frames.rate)
    assert detect_shots(path, probe(path)) == (frames.time_of(40), frames.time_of(95))


def test_times_count_from_the_start_of_the_programme(tmp_path) -> None:
    # A transport stream's clock starts anywhere; the picture begins frames after the sound.
    pictures = shot(4, 50) + shot(5, 50)
    path = film(tmp_path / "a.ts", pictures, codec="mpeg2video", start=9.4, sound_start=8.7)
    info = probe(path)
    assert info.start > 1
    (found,) = detect_shots(path, info)
    lead = round((9.4 - float(info.start)) * 25)
    assert lead > 10
    assert found == lead * 40 + 50 * 40


def test_frames_of_a_variable_rate_stand_where_they_are_shown(tmp_path) -> None:
    distances = [1, 1, 2, 1, 3] * 30
    times = [sum(distances[:k]) for k in range(len(distances))]
    pictures = shot(6, 70) + shot(7, 80)
    path = film(tmp_path / "a.mkv", pictures, rate=Fraction(25), times=times, tick=Fraction(1, 25))
    info = probe(path)
    assert info.video.variable
    assert detect_shots(path, info) == (times[70] * 40,)


def test_a_flash_a_lamp_and_a_pan_are_no_change(tmp_path) -> None:
    lit = shot(8, 120, 0.4)
    for number in (50, 51):
        lit[number] = np.full_like(lit[number], 240)
    for number in range(80, 120):
        lit[number] = (lit[number] * 0.6).astype(np.uint8)
    path = film(tmp_path / "a.mkv", lit)
    assert detect_shots(path, probe(path)) == ()


def test_a_fade_is_marked_where_the_picture_comes_back(tmp_path) -> None:
    first, second = shot(9, 60), shot(10, 60)
    for number in range(12):
        first[48 + number] = (first[48 + number] * (1 - number / 12)).astype(np.uint8)
        second[number] = (second[number] * ((number + 1) / 12)).astype(np.uint8)
    black = [np.zeros_like(first[0])] * 10
    path = film(tmp_path / "a.mkv", first + black + second)
    (found,) = detect_shots(path, probe(path))
    assert 70 * 40 <= found <= 72 * 40


def test_a_dissolve_is_marked_in_its_middle(tmp_path) -> None:
    old, new = shot(11, 84), shot(12, 84)
    mixed = [
        (a * (1 - k / 24) + b * (k / 24)).astype(np.uint8)
        for k, (a, b) in enumerate(zip(old[60:], new[:24], strict=True), start=1)
    ]
    path = film(tmp_path / "a.mkv", old[:60] + mixed + new[24:])
    (found,) = detect_shots(path, probe(path))
    assert abs(found - 72 * 40) <= 4 * 40


def test_sound_alone_has_none(tmp_path) -> None:
    path = write(tmp_path / "a.wav", Audio(noise(1.0), codec="pcm_s16le"))
    assert detect_shots(path, probe(path)) == ()


def test_the_sample_to_the_frame() -> None:
    import json  # noqa: PLC0415 -- for this test alone

    for path in sample_episodes():
        reference = path.parent.parent / "reference" / f"{path.stem}.json"
        wanted = json.loads(reference.read_text("utf-8"))["shots"][1:]
        assert list(detect_shots(path, probe(path))) == wanted


def test_damage_is_told_and_makes_no_mark(tmp_path) -> None:
    pictures = shot(13, 75) + shot(14, 75) + shot(15, 100)
    path = film(tmp_path / "a.ts", pictures, codec="mpeg2video")
    info = probe(path)
    whole = detect_shots(path, info)
    assert len(whole) == 2
    data = bytearray(path.read_bytes())
    # Whatever lies between 5 % and 25 % of the file is lost; the first cut is at 30 %.
    data[len(data) // 20 : len(data) // 4] = bytes(len(data) // 4 - len(data) // 20)
    broken = tmp_path / "b.ts"
    broken.write_bytes(data)
    found = find_shots(broken, info)
    assert [finding.rule for finding in found.findings] == ["picture-damaged"]
    assert found.findings[0].measured > 500
    assert set(found.times) <= {t + d for t in whole for d in (-40, 0, 40)}
    assert whole[1] in {t + d for t in found.times for d in (-40, 0, 40)}


def test_a_picture_that_cannot_be_decoded_is_a_finding(tmp_path) -> None:
    path = film(tmp_path / "a.mkv", shot(16, 30))
    info = probe(path)
    with av.open(str(path)) as container:
        sizes = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    for at, size in sizes:
        data[at + 8 : at + size] = bytes([0xFF]) * (size - 8)
    path.write_bytes(data)
    found = find_shots(path, info)
    assert found.times == ()
    assert found.findings[0].rule in ("picture-unreadable", "picture-damaged")


def test_progress_is_told_and_can_end_it(tmp_path) -> None:
    path = film(tmp_path / "a.mkv", shot(17, 150))
    told: list[int] = []
    find_shots(path, probe(path), told.append)
    assert told
    assert all(a < b for a, b in pairwise(told))

    class EnoughError(Exception):
        pass

    def stop(_: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        find_shots(path, probe(path), stop)


def test_blocks_make_no_difference(tmp_path, monkeypatch) -> None:
    pictures = [p for seed in range(20, 28) for p in shot(seed, 37, 0.7)]
    path = film(tmp_path / "a.mkv", pictures)
    info = probe(path)
    whole = detect_shots(path, info)
    assert len(whole) == 7
    for size in (37, 90):
        monkeypatch.setattr("localize.media.shots._BLOCK", size)
        assert detect_shots(path, info) == whole


def test_nothing_is_found_in_next_to_nothing() -> None:
    for count in range(4):
        assert find_changes(np.zeros((count, BYTES), np.uint8), 25.0) == []
