"""The folders that `speech.py` runs on: many short clips, and some long recordings.

Both are made of the recordings with a reference. A long one is all recordings of a language put end
to end, with a second of silence between. The clips are the recordings that are short, and the
others cut at their pauses; the clips of one recording are held against its reference together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from faster_whisper.audio import decode_audio

from localize.media import SAMPLE_RATE, Sound
from localize_models.speech.voice import VoiceOptions, speech_probabilities, speech_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from speech_data import Recording

#: A clip is no longer than this, ms, where its recording has a pause.
_CLIP_MS = 9_000
_PAUSES = VoiceOptions(min_silence=300, pad=150)
_BETWEEN = np.zeros(SAMPLE_RATE, np.int16)


@dataclass(frozen=True)
class Text:
    """What is said in some files, one after the other.

    Attributes:
        files: names without their ending, in order.
        reference: what is said in them.
        language: that it is said in.
    """

    files: tuple[str, ...]
    reference: str
    language: str


@dataclass(frozen=True)
class Folder:
    """Files to run on.

    Attributes:
        name: of the folder.
        path: where it lies.
        texts: what is said.
        seconds: length of all files.
    """

    name: str
    path: Path
    texts: tuple[Text, ...]
    seconds: float

    @property
    def files(self) -> list[Path]:
        """The files, in order."""
        return sorted(self.path.glob("*.wav"))


def short(chosen: list[Recording], path: Path) -> Folder:
    """Many short clips."""
    texts, total = [], 0
    for number, recording in enumerate(chosen):
        names = []
        for part, samples in enumerate(_clips(_samples(recording))):
            names.append(f"{number:03}-{part:02}")
            _write(path / f"{names[-1]}.wav", samples)
            total += len(samples)
        texts.append(Text(tuple(names), recording.reference, recording.language))
    return Folder("short clips", path, tuple(texts), total / SAMPLE_RATE)


def long(chosen: list[Recording], path: Path) -> Folder:
    """A long recording of each language that has more than one."""
    texts, total = [], 0
    for language in sorted({recording.language for recording in chosen}):
        own = [recording for recording in chosen if recording.language == language]
        if len(own) < 2:
            continue
        samples = np.concatenate([np.concatenate((_samples(one), _BETWEEN)) for one in own])
        _write(path / f"long-{language}.wav", samples)
        reference = " ".join(one.reference for one in own)
        texts.append(Text((f"long-{language}",), reference, language))
        total += len(samples)
    return Folder("long recordings", path, tuple(texts), total / SAMPLE_RATE)


def _samples(recording: Recording) -> NDArray[np.int16]:
    found = decode_audio(str(recording.path))
    return np.round(found * 32767).clip(-32768, 32767).astype(np.int16)


def _clips(samples: NDArray[np.int16]) -> list[NDArray[np.int16]]:
    """A recording cut in the middle of its pauses, as few times as may be."""
    sound = Sound(samples)
    spans = speech_spans(speech_probabilities(sound), sound.duration, _PAUSES)
    cuts = [0]
    pauses = [(a.end + b.start) // 2 for a, b in pairwise(spans)]
    for pause, after in pairwise([*pauses, sound.duration]):
        if after - cuts[-1] > _CLIP_MS:
            cuts.append(pause)
    edges = [time * SAMPLE_RATE // 1000 for time in cuts] + [len(samples)]
    return [samples[a:b] for a, b in pairwise(edges)]


def _write(path: Path, samples: NDArray[np.int16]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=SAMPLE_RATE)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
