"""The sample's media and its reference say the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

SAMPLE = Path(__file__).resolve().parent.parent / "sample"
EPISODES = ("last-train", "lighthouse")
RATE = 48_000


@dataclass(frozen=True)
class Heard:
    """An episode: its reference, its sound mixed to one channel, and facts of its streams."""

    reference: dict[str, Any]
    sound: NDArray[np.float32]
    duration: Fraction
    rate: Fraction
    codecs: dict[str, str]
    channels: int
    timecode: str | None

    def level(self, start: int, end: int) -> float:
        """RMS between two times (ms), dB under full scale."""
        part = self.sound[start * RATE // 1000 : end * RATE // 1000]
        assert len(part)
        return float(10 * np.log10((part.astype(np.float64) ** 2).mean() + 1e-12))

    def lines(self, note: str) -> list[dict[str, Any]]:
        return [line for line in self.reference["lines"] if note in line["notes"]]


@pytest.fixture(scope="module", params=EPISODES)
def heard(request: pytest.FixtureRequest) -> Heard:
    reference = json.loads((SAMPLE / "reference" / f"{request.param}.json").read_text("utf-8"))
    with av.open(str(SAMPLE / reference["media"])) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert container.duration is not None
        assert video.average_rate is not None
        sound = np.zeros(container.duration * RATE // av.time_base + RATE, np.float32)
        for frame in container.decode(audio):
            assert frame.pts is not None
            assert frame.time_base is not None
            samples = frame.to_ndarray().mean(axis=0)
            first = round(frame.pts * frame.time_base * RATE)
            samples = samples[max(0, -first) :]
            first = max(0, first)
            sound[first : first + len(samples)] = samples
        return Heard(
            reference=reference,
            sound=sound[: container.duration * RATE // av.time_base],
            duration=Fraction(container.duration, av.time_base),
            rate=video.average_rate,
            codecs={"video": video.codec_context.name, "audio": audio.codec_context.name},
            channels=audio.channels,
            timecode=video.metadata.get("timecode"),
        )


def _stamps(path: Path) -> list[tuple[int, int, str]]:
    """Times and text of an SRT, read by hand: the reference must not rest on our own reader."""

    def ms(stamp: str) -> int:
        hours, minutes, rest = stamp.split(":")
        return (int(hours) * 60 + int(minutes)) * 60_000 + int(rest.replace(",", ""))

    cues = []
    for number, block in enumerate(path.read_text("utf-8").strip().split("\n\n"), 1):
        index, times, text = block.split("\n", 2)
        assert int(index) == number
        start, end = times.split(" --> ")
        cues.append((ms(start), ms(end), text.rstrip("\n")))
    return cues


def test_both_episodes_are_small() -> None:
    sizes = [(SAMPLE / "episodes" / f"{name}.mp4").stat().st_size for name in EPISODES]
    assert sum(sizes) < 2_000_000


def test_every_episode_has_a_script_and_a_reference() -> None:
    stems = {path.stem for path in (SAMPLE / "episodes").iterdir()}
    assert stems == set(EPISODES)
    assert {path.stem for path in (SAMPLE / "scripts").iterdir()} == stems
    assert {path.stem for path in (SAMPLE / "reference").glob("*.json")} == stems


def test_streams_are_as_the_reference_says(heard: Heard) -> None:
    reference = heard.reference
    assert heard.codecs == {"video": "h264", "audio": "aac"}
    assert heard.rate == Fraction(reference["frame_rate"])
    assert heard.channels == {"last-train": 2, "lighthouse": 1}[reference["episode"]]
    assert heard.timecode == reference["start_timecode"]
    assert abs(heard.duration * 1000 - reference["duration"]) <= 50
    assert 60_000 <= reference["duration"] <= 90_000


def test_shots_cut_where_the_reference_says(heard: Heard) -> None:
    rate = heard.rate
    pictures: list[NDArray[np.int16]] = []
    keys = []
    with av.open(str(SAMPLE / heard.reference["media"])) as container:
        for number, frame in enumerate(container.decode(video=0)):
            assert frame.pts is not None
            assert frame.time_base is not None
            assert frame.pts * frame.time_base == number / rate
            # Without the corner of the timecode; every eighth pixel will do.
            pictures.append(frame.to_ndarray(format="gray")[40::8, ::8].astype(np.int16))
            if frame.key_frame:
                keys.append(number)
    assert len(pictures) == heard.reference["frames"]
    changes = [
        number for number, (a, b) in enumerate(pairwise(pictures), 1) if np.abs(a - b).mean() > 6
    ]
    cuts = [round(number * 1000 / rate) for number in (0, *changes)]
    assert cuts == heard.reference["shots"]
    assert max(b - a for a, b in pairwise(keys)) <= 2 * rate + 1


def test_lines_lie_in_the_file_and_overlap_only_where_meant(heard: Heard) -> None:
    lines = heard.reference["lines"]
    assert len({line["id"] for line in lines}) == len(lines)
    overlapping = set()
    for line in lines:
        assert 0 <= line["start"] < line["end"] <= heard.reference["duration"]
        assert line["text"] == line["text"].strip() != ""
    for before, after in pairwise(lines):
        assert before["start"] < after["start"]
        if after["start"] < before["end"]:
            assert before["speaker"] != after["speaker"]
            # A part of each: both people can be heard alone too.
            assert before["start"] + 500 < after["start"] < before["end"] < after["end"] - 500
            overlapping |= {before["id"], after["id"]}
    assert overlapping == {line["id"] for line in heard.lines("overlap")} != set()


def test_every_line_is_far_louder_than_the_room(heard: Heard) -> None:
    room = heard.level(100, 900)
    assert -75 < room < -55
    for line in heard.reference["lines"]:
        assert heard.level(line["start"], line["end"]) > room + 15, line["id"]


def test_lines_begin_and_end_when_the_reference_says(heard: Heard) -> None:
    # Where neither music nor another voice nor a noise is near, the sound before a line is the
    # room's, and a line's first and last quarter second are not.
    room = heard.level(100, 900)
    lines = heard.reference["lines"]
    checked = 0
    for before, line in pairwise(lines):
        busy = {"overlap", "over music"} & {*before["notes"], *line["notes"]}
        if busy or line["start"] - before["end"] < 400:
            continue
        checked += 1
        start, end = line["start"], line["end"]
        # An echo of 160 ms follows the line before; radio noise ends 200 ms before a line.
        assert heard.level(start - 160, start - 20) < room + 6, line["id"]
        assert heard.level(start, start + 250) > room + 12, line["id"]
        assert heard.level(end - 250, end) > room + 12, line["id"]
    assert checked >= 8


def test_nothing_clips(heard: Heard) -> None:
    assert 0.2 < np.abs(heard.sound).max() < 0.98


def test_all_that_later_work_needs_is_there(heard: Heard) -> None:
    reference = heard.reference
    for note in ("overlap", "whisper", "over music", "foreign"):
        assert heard.lines(note), note
    for line in reference["lines"]:
        foreign = line["language"] != reference["language"]
        assert foreign == ("foreign" in line["notes"])
        assert line["kind"] == ("forced" if foreign else "dialogue")
        if "ja" in (reference["language"], line["language"]):
            assert line["english"].isascii()
    assert {line["language"] for line in reference["lines"]} == {"ja", "en"}
    assert len({line["speaker"] for line in reference["lines"]}) == 2
    assert max(b["start"] - a["end"] for a, b in pairwise(reference["lines"])) > 4_000
    assert reference["signs"]
    for sign in reference["signs"]:
        assert sign["kind"] == "sign"
        assert sign["start"] in reference["shots"]
        assert sign["end"] in reference["shots"]
        assert 2_000 < sign["end"] - sign["start"] < 8_000


def test_whisper_has_no_voice(heard: Heard) -> None:
    """Autocorrelation at a voice's pitch: strong in speech, weak in breath."""

    def voiced(line: dict[str, Any]) -> float:
        part = heard.sound[line["start"] * RATE // 1000 : line["end"] * RATE // 1000]
        part = part[: len(part) // 6 * 6].reshape(-1, 6).mean(axis=1)  # 8 kHz
        window = np.hanning(400)  # 50 ms
        fading = np.correlate(window, window, "full")[399:]
        strengths = []
        for start in range(0, len(part) - 400, 200):
            frame = part[start : start + 400]
            if (frame**2).mean() < (part**2).mean() / 10:
                continue
            shape = np.correlate(frame * window, frame * window, "full")[399:]
            # 60 to 400 Hz
            strengths.append(float((shape[20:134] / fading[20:134]).max() * fading[0] / shape[0]))
        return float(np.median(strengths))

    plain = [line for line in heard.reference["lines"] if not line["notes"]]
    (whispered,) = heard.lines("whisper")
    assert min(voiced(line) for line in plain) > voiced(whispered) + 0.1
    loudness = heard.level(whispered["start"], whispered["end"])
    assert loudness < min(heard.level(line["start"], line["end"]) for line in plain) - 6


def test_music_plays_where_the_reference_says(heard: Heard) -> None:
    room = heard.level(100, 900)
    for piece in heard.reference["music"]:
        inside = [
            line
            for line in heard.reference["lines"]
            if piece["start"] < line["start"] and line["end"] < piece["end"]
        ]
        assert inside == heard.lines("over music")
        # The first bars, before anybody speaks.
        assert heard.level(piece["start"] + 600, inside[0]["start"] - 100) > room + 12
        assert heard.level(piece["start"] - 150, piece["start"] - 20) < room + 6


def test_subtitles_say_what_the_reference_says(heard: Heard) -> None:
    reference = heard.reference
    folder = SAMPLE / "reference"
    spoken = [(line["start"], line["end"], line["text"]) for line in reference["lines"]]
    assert _stamps(folder / f"{reference['episode']}.{reference['language']}.srt") == spoken
    if reference["language"] != "en":
        items = [*reference["lines"], *reference["signs"]]
        english = sorted((item["start"], item["end"], item["english"]) for item in items)
        assert _stamps(folder / f"{reference['episode']}.en.srt") == english
