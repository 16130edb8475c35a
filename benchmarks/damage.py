"""What damage to the sound does to the words, to what is reported, and to memory.

    python benchmarks/damage.py [--data DIR] [--model base] [--seconds 240] [--hours 5] [--seed 1]

Human recordings of one language with a reference, put end to end; then the same with seeded damage:
30 s of silence between them, noise at several levels, clipping, a telephone's band. Besides: two
languages end to end, and, with --hours, the recordings over and over in one file of that length.
Each case runs in a process of its own. Printed: word errors by jiwer (as in accuracy.py), the share
of speech that has words, windows decoded again, seconds, the peak of memory without mapped files,
how much higher it is in the last quarter of the time than in the second, and what was reported
(`localize.engines.StretchKind`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import cycle, groupby
from pathlib import Path
from typing import Self

import numpy as np
from accuracy import errors
from numpy.typing import NDArray
from speech_data import DEFAULT, Recording, recordings

from localize import registry
from localize.engines import EngineSettings, SpeechRequest, Transcript
from localize.media import SAMPLE_RATE, Sound

Samples = NDArray[np.float32]

#: Between two recordings, s.
PAUSE = 1
#: Levels of noise under the voice, dB.
NOISES = (20, 10, 5, 0)
#: Of a loud voice, where recordings are to be as loud as each other (RMS, full scale 1).
LEVEL = 0.1
#: Bands of a telephone (ITU-T G.712), Hz.
TELEPHONE = (300, 3_400)


@dataclass(frozen=True)
class Programme:
    """Recordings put end to end.

    Attributes:
        samples: at 16 kHz.
        language: of most of it.
        reference: what is said.
    """

    samples: Samples
    language: str
    reference: str


def samples_of(recording: Recording) -> Samples:
    """A recording as the engine hears it."""
    from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- brings PyAV

    return np.asarray(decode_audio(str(recording.path), sampling_rate=SAMPLE_RATE), np.float32)


def levelled(samples: Samples) -> Samples:
    """At the level of the others, so that noise is as loud under each."""
    windows = samples[: len(samples) // 512 * 512].reshape(-1, 512)
    loud = np.sqrt((windows**2).mean(axis=1))
    # A click or a cough is no measure of a voice: what a tenth of the voice is louder than.
    return np.clip(samples * (LEVEL / np.quantile(loud, 0.9)), -1, 1).astype(np.float32)


def joined(chosen: list[Recording], pause: float = PAUSE, *, even: bool = False) -> Programme:
    """Recordings with silence between them, s; ``even``: all as loud as each other."""
    silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
    read = (samples_of(one) for one in chosen)
    parts = [part for one in read for part in (levelled(one) if even else one, silence)]
    language = Counter(one.language for one in chosen).most_common(1)[0][0]
    return Programme(np.concatenate(parts), language, " ".join(one.reference for one in chosen))


# --- Damage ---------------------------------------------------------------------------------------


def noisy(samples: Samples, decibels: float, dice: np.random.Generator) -> Samples:
    """Pink noise so many dB under the voice."""
    spectrum = np.fft.rfft(dice.normal(size=len(samples)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), len(samples))
    voice = samples[np.abs(samples) > 0.01]
    wanted = np.sqrt(np.mean(voice**2)) * 10 ** (-decibels / 20)
    return (samples + noise * wanted / np.sqrt(np.mean(noise**2))).astype(np.float32)


def clipped(samples: Samples, part: float) -> Samples:
    """Cut off so low that this part of the sounding samples is at the limit."""
    loud = np.abs(samples)
    limit = np.quantile(loud[loud > 0.01], 1 - part)
    return (np.clip(samples, -limit, limit) / limit * 0.9).astype(np.float32)


def telephone(samples: Samples) -> Samples:
    """8 kHz and a telephone's band."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(hertz < TELEPHONE[0]) | (hertz > TELEPHONE[1])] = 0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def cases(
    data: Path, seconds: float, hours: float, seed: int, language: str
) -> dict[str, Programme]:
    """Every case, by name."""
    dice = np.random.default_rng(seed)
    # Two speakers at once, one a channel, are another matter.
    everything = [one for one in recordings(data) if "stereo" not in one.name]
    own = _up_to([one for one in everything if one.language == language], seconds)
    whole = joined(own)
    even = joined(own, even=True)
    plain, reference = even.samples, even.reference

    def damaged(samples: Samples) -> Programme:
        return Programme(samples, language, reference)

    found = {
        "as they are": whole,
        "as loud as each other": even,
        "30 s of silence between": joined(own, 30),
        **{f"noise {level} dB under": damaged(noisy(plain, level, dice)) for level in NOISES},
        "clipped, 5 %": damaged(clipped(plain, 0.05)),
        "clipped, 30 %": damaged(clipped(plain, 0.3)),
        "telephone, 8 kHz": damaged(telephone(plain)),
    }
    for other, group in groupby(sorted(everything, key=lambda r: r.language), lambda r: r.language):
        if other in ("de", "es", "fr"):
            second = joined(_up_to(list(group), seconds / 3))
            found[f"{language}, then {other}"] = Programme(
                np.concatenate([plain, second.samples]), language, f"{reference} {second.reference}"
            )
    if hours:
        found[f"{hours:g} h of it"] = _long(own, hours)
    return found


def _up_to(chosen: list[Recording], seconds: float) -> list[Recording]:
    taken: list[Recording] = []
    for one in sorted(chosen, key=lambda r: r.seconds):
        if not taken or sum(r.seconds for r in taken) + one.seconds <= seconds:
            taken.append(one)
    return taken


def _long(chosen: list[Recording], hours: float) -> Programme:
    many: list[Recording] = []
    for one in cycle(chosen):
        if sum(r.seconds + PAUSE for r in many) >= hours * 3600:
            break
        many.append(one)
    return joined(many)


# --- Hearing --------------------------------------------------------------------------------------


def heard(sound: Sound, language: str, model: str) -> Transcript:
    """What the engine makes of a sound."""
    settings = EngineSettings(model=model, device="cpu")
    with registry.speech_engine("faster-whisper", settings) as engine:
        request = SpeechRequest("damage", sound, language)
        (transcript,) = engine.transcribe([request])
    return transcript


def measured(programme: Programme, model: str) -> dict[str, object]:
    """One case's figures."""
    minutes = len(programme.samples) / SAMPLE_RATE / 60
    with tempfile.TemporaryFile() as file, _Watch() as watch:
        # In a file, as a run has it: the memory measured is the engine's.
        file.write(np.round(programme.samples * 32767).clip(-32768, 32767).astype("<i2").tobytes())
        programme = replace(programme, samples=np.zeros(0, np.float32))
        sound = Sound(np.memmap(file, "<i2", "r"))
        began = time.perf_counter()
        transcript = heard(sound, programme.language, model)
        seconds = time.perf_counter() - began
    text = "".join(f" {word.text}" if word.spaced else word.text for word in transcript.words)
    wrong, words = errors(programme.reference, text, programme.language)
    coverage = transcript.coverage
    kinds = Counter(one.kind.value for one in coverage.stretches) if coverage else Counter()
    return {
        "minutes": minutes,
        "errors": wrong / max(1, words),
        "words": words,
        "heard": coverage.share if coverage else None,
        "told": dict(sorted(kinds.items())),
        "retried": f"{coverage.retried}/{coverage.windows}" if coverage else "",
        "seconds": seconds,
        "memory": watch.most,
        "growth": watch.growth,
    }


class _Watch:
    """Looks at this process's memory, without files that it has mapped, twice a second."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.5):
            status = Path("/proc/self/status").read_text("utf-8")
            self._seen.append(int(status.split("RssAnon:")[1].split()[0]) / 1024)

    @property
    def most(self) -> float:
        """The most, MB."""
        return max(self._seen, default=0.0)

    @property
    def growth(self) -> float:
        """How much more the last quarter of the time held at most than the second, MB."""
        quarter = len(self._seen) // 4
        if not quarter:
            return 0.0
        return max(self._seen[3 * quarter :]) - max(self._seen[quarter : 2 * quarter])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seconds", type=float, default=240, help="of recordings, at most")
    parser.add_argument("--hours", type=float, default=0, help="length of the long file; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases with this in their name")
    parser.add_argument("--case", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    made = cases(
        arguments.data, arguments.seconds, arguments.hours, arguments.seed, arguments.language
    )
    if arguments.case:
        print(json.dumps(measured(made[arguments.case], arguments.model)))
        return
    print(f"model {arguments.model}, CPU, seed {arguments.seed}; {arguments.language}")
    print(
        f"{'case':<26}{'min':>7}{'words':>7}{'error %':>9}{'heard %':>9}{'again':>8}{'s':>8}"
        f"{'MB':>7}{'growth':>8}  reported"
    )
    for name in made:
        if arguments.only and arguments.only not in name:
            continue
        command = [sys.executable, *sys.argv, "--case", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        one = json.loads(done.stdout.splitlines()[-1])
        share = "-" if one["heard"] is None else f"{100 * one['heard']:.1f}"
        reported = ", ".join(f"{kind} {count}" for kind, count in one["told"].items())
        print(
            f"{name:<26}{one['minutes']:>7.1f}{one['words']:>7}{100 * one['errors']:>9.2f}"
            f"{share:>9}{one['retried']:>8}{one['seconds']:>8.1f}{one['memory']:>7.0f}"
            f"{one['growth']:>+8.0f}  {reported}",
            flush=True,
        )


if __name__ == "__main__":
    main()
