"""What damage to the sound does to the words, to what is reported, and to memory.

    python benchmarks/damage.py [--data DIR] [--model base] [--seconds 240] [--hours 5] [--seed 1]
        [--music FILE] [--only PART]

Human recordings of one language with a reference, put end to end; then the same with seeded damage:
30 s of silence between them, hiss, other people and music under them at several levels, clipping, a
telephone's band. Besides: two languages end to end, noise and music with nobody in it, and, with
--hours, the recordings over and over in one file of that length. Each case runs in a process of its
own. Printed: word errors by jiwer (as in accuracy.py), the share of speech that has words; of the
words that are heard in the undamaged sound, the part (of their time) that is lost, and that is lost
in no stretch that a person is told to listen to; words where nobody speaks, and the part of the
time that is told to be noisy (`damage_lost`); windows decoded again, seconds, the peak of memory
without mapped files, how much higher it is in the last quarter of the time than in the second, and
what was reported (`localize.engines.StretchKind`).
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from itertools import cycle, groupby
from pathlib import Path
from typing import Any, Self

import damage_noise
import numpy as np
from accuracy import errors
from damage_lost import lost
from numpy.typing import NDArray
from speech_data import DEFAULT, Recording, recordings

from localize import registry
from localize.engines import EngineSettings, SpeechRequest, Transcript
from localize.media import SAMPLE_RATE, Sound
from localize.timeline import Span

Samples = NDArray[np.float32]

#: Between two recordings, s.
PAUSE = 1
#: Kinds of noise (functions of `damage_noise`), and how far they are under the voice, dB.
NOISES = ("pink", "white", "babble", "music")
LEVELS = (20, 10, 5, 0)
#: Noise in which nobody speaks is so long, s.
ALONE = 60
#: The case that is damaged in the others.
EVEN = "as loud as each other"
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
        even: whether what is said is said when it is in `EVEN`; with an empty reference nobody
            speaks.
    """

    samples: Samples
    language: str
    reference: str
    even: bool = False


Cases = Mapping[str, Callable[[], Programme]]


def samples_of(path: Path) -> Samples:
    """A recording as the engine hears it."""
    from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- brings PyAV

    return np.asarray(decode_audio(str(path), sampling_rate=SAMPLE_RATE), np.float32)


def levelled(samples: Samples) -> Samples:
    """At the level of the others, so that noise is as loud under each."""
    windows = samples[: len(samples) // 512 * 512].reshape(-1, 512)
    loud = np.sqrt((windows**2).mean(axis=1))
    # A click or a cough is no measure of a voice: what a tenth of the voice is louder than.
    return np.clip(samples * (LEVEL / np.quantile(loud, 0.9)), -1, 1).astype(np.float32)


def joined(chosen: list[Recording], pause: float = PAUSE, *, even: bool = False) -> Programme:
    """Recordings with silence between them, s; ``even``: all as loud as each other."""
    silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
    read = (samples_of(one.path) for one in chosen)
    parts = [part for one in read for part in (levelled(one) if even else one, silence)]
    language = Counter(one.language for one in chosen).most_common(1)[0][0]
    return Programme(np.concatenate(parts), language, " ".join(one.reference for one in chosen))


# --- Damage ---------------------------------------------------------------------------------------


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
    data: Path, seconds: float, hours: float, seed: int, language: str, music: Path | None
) -> Cases:
    """What makes each case, by name."""
    # Two speakers at once, one a channel, are another matter.
    everything = [one for one in recordings(data) if "stereo" not in one.name]
    own = _up_to([one for one in everything if one.language == language], seconds)
    others = [one for one in everything if one.language != language]

    @cache
    def plain() -> Programme:
        return replace(joined(own, even=True), even=True)

    def damaged(change: Callable[[Samples], Samples]) -> Programme:
        return replace(plain(), samples=change(plain().samples))

    def noise(kind: str, count: int) -> Samples:
        dice = np.random.default_rng((seed, NOISES.index(kind)))
        if kind == "babble":
            talk = [levelled(samples_of(one.path)) for one in others]
            return damage_noise.babble(count, dice, talk)
        if kind == "music" and music is not None:
            played = np.resize(samples_of(music), count + SAMPLE_RATE)
            first = int(dice.integers(0, SAMPLE_RATE))
            return np.asarray(played[first : first + count], np.float32)
        made: Samples = getattr(damage_noise, kind)(count, dice)
        return made

    def under(kind: str, level: float) -> Programme:
        return damaged(lambda voice: damage_noise.under(voice, noise(kind, len(voice)), level))

    def alone(kind: str) -> Programme:
        samples = noise(kind, ALONE * SAMPLE_RATE)
        loud = LEVEL / np.sqrt(np.mean(samples**2))
        return Programme((samples * loud).astype(np.float32), language, "")

    found: dict[str, Callable[[], Programme]] = {
        "as they are": lambda: joined(own),
        EVEN: plain,
        "30 s of silence between": lambda: joined(own, 30),
        **{
            f"{kind} {level} dB under": partial(under, kind, level)
            for kind in NOISES
            for level in LEVELS
        },
        **{f"{kind} alone": partial(alone, kind) for kind in NOISES if kind != "babble"},
        "clipped, 5 %": lambda: damaged(lambda samples: clipped(samples, 0.05)),
        "clipped, 30 %": lambda: damaged(lambda samples: clipped(samples, 0.3)),
        "telephone, 8 kHz": lambda: damaged(telephone),
    }

    def then(second: list[Recording]) -> Programme:
        first, after = plain(), joined(_up_to(second, seconds / 3))
        samples = np.concatenate([first.samples, after.samples])
        return Programme(samples, language, f"{first.reference} {after.reference}")

    for other, group in groupby(sorted(others, key=lambda r: r.language), lambda r: r.language):
        if other in ("de", "es", "fr"):
            found[f"{language}, then {other}"] = partial(then, list(group))
    if hours:
        found[f"{hours:g} h of it"] = lambda: _long(own, hours)
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


def write(programme: Programme, place: Path) -> None:
    """Put a programme into files: as a run has it, and apart from the process that is measured."""
    with place.with_suffix(".raw").open("wb") as file:
        for first in range(0, len(programme.samples), 60 * SAMPLE_RATE):
            block = programme.samples[first : first + 60 * SAMPLE_RATE]
            file.write(np.round(block * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    told = asdict(replace(programme, samples=np.zeros(0, np.float32)))
    del told["samples"]
    place.with_suffix(".json").write_text(json.dumps(told), "utf-8")


def measured(place: Path, model: str, spoken: Sequence[Span] | None) -> dict[str, object]:
    """One case's figures; ``spoken``: the words of the undamaged sound, where that is known."""
    told = json.loads(place.with_suffix(".json").read_text("utf-8"))
    programme = Programme(np.zeros(0, np.float32), **told)
    sound = Sound(np.memmap(place.with_suffix(".raw"), "<i2", "r"))
    minutes = len(sound.samples) / SAMPLE_RATE / 60
    with _Watch() as watch:
        began = time.perf_counter()
        transcript = heard(sound, programme.language, model)
        seconds = time.perf_counter() - began
    text = "".join(f" {word.text}" if word.spaced else word.text for word in transcript.words)
    wrong = words = 0
    if programme.reference:
        wrong, words = errors(programme.reference, text, programme.language)
    heard_words = [(word.start, word.end) for word in transcript.words]
    if not programme.reference:
        spoken = []
    elif not programme.even:
        spoken = None
    elif spoken is None:
        spoken = [Span(start, end) for start, end in heard_words]
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
        "lost": None if spoken is None else asdict(lost(spoken, transcript)),
        "words_heard": heard_words,
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


def shown(name: str, one: Mapping[str, Any]) -> str:
    """A case's line."""
    share = "-" if one["heard"] is None else f"{100 * one['heard']:.1f}"
    became = one["lost"]
    lost_too = (
        f"{'-':>7}{'-':>8}{'-':>7}{'-':>7}"
        if became is None
        else f"{100 * became['lost']:>7.1f}{100 * became['untold']:>8.1f}"
        f"{became['made_up']:>7}{100 * became['noisy']:>7.1f}"
    )
    wrong = f"{100 * one['errors']:.2f}" if one["words"] else "-"
    reported = ", ".join(f"{kind} {count}" for kind, count in one["told"].items())
    return (
        f"{name:<24}{one['minutes']:>6.1f}{one['words']:>6}{wrong:>8}{share:>7}{lost_too}"
        f"{one['retried']:>7}{one['seconds']:>7.1f}{one['memory']:>6.0f}"
        f"{one['growth']:>+6.0f}  {reported}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seconds", type=float, default=240, help="of recordings, at most")
    parser.add_argument("--hours", type=float, default=0, help="length of the long file; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--music", type=Path, help="a recording, instead of a made band")
    parser.add_argument("--only", default="", help="cases with this in their name")
    parser.add_argument("--case", default="", help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--spoken", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    made = cases(given.data, given.seconds, given.hours, given.seed, given.language, given.music)
    if given.case:
        write(made[given.case](), given.place)
        return
    if given.place:
        spoken = None
        if given.spoken:
            times = json.loads(given.spoken.read_text("utf-8"))
            spoken = [Span(start, end) for start, end in times]
        print(json.dumps(measured(given.place, given.model, spoken)))
        return
    print(
        f"model {given.model}, CPU, seed {given.seed}; {given.language}; lost, untold, noisy in %"
    )
    print(
        f"{'case':<24}{'min':>6}{'words':>6}{'errors':>8}{'heard':>7}{'lost':>7}{'untold':>8}"
        f"{'madeup':>7}{'noisy':>7}{'again':>7}{'s':>7}{'MB':>6}{'more':>6}  reported"
    )
    with tempfile.TemporaryDirectory() as folder:
        spoken_file = Path(folder) / "spoken.json"
        good = _run(EVEN)
        spoken_file.write_text(json.dumps(good["words_heard"]), "utf-8")
        for name in made:
            if given.only in name:
                one = good if name == EVEN else _run(name, "--spoken", str(spoken_file))
                print(shown(name, one), flush=True)


def _run(case: str, *more: str) -> dict[str, Any]:
    """A case's figures: made by one process, heard by another."""
    with tempfile.TemporaryDirectory() as folder:
        here = [sys.executable, *sys.argv, "--place", str(Path(folder) / "case")]
        subprocess.run([*here, "--case", case], check=True)
        done = subprocess.run([*here, *more], check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
