"""Word error rate of `localize run` beside plain faster-whisper with the same model.

    python benchmarks/accuracy.py [--data DIR] [--model base] [--synthetic]

Human recordings with a reference; jiwer counts the errors, over text that went through Whisper's
own normaliser (words for most languages, characters for Japanese, Chinese and Korean). The
language is given to both. Our figure is taken from the words in the subtitle file, so that
whatever is lost on the way to it counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import jiwer
from speech_data import DEFAULT, Recording, recordings
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

from localize import registry
from localize.engines import EngineSettings
from localize.formats import read_file
from localize.markup import strip

CHARACTERS = {"ja", "zh", "ko"}
HERE = Path(__file__).resolve().parent


def normalized(text: str, language: str) -> str:
    """Text as it is compared: Whisper's normaliser, and characters apart where they are counted."""
    plain = (EnglishTextNormalizer() if language == "en" else BasicTextNormalizer())(text)
    return " ".join(plain.replace(" ", "")) if language in CHARACTERS else plain


def errors(reference: str, text: str, language: str) -> tuple[int, int]:
    """Errors, and words (or characters) of the reference."""
    wanted = normalized(reference, language)
    got = normalized(text, language)
    if not got:
        return len(wanted.split()), len(wanted.split())
    counted = jiwer.process_words(wanted, got)
    mistakes = counted.substitutions + counted.deletions + counted.insertions
    return mistakes, len(wanted.split())


def ours(recording: Recording, model: str) -> str:
    """The text of the source track that `localize run` writes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "localize", "run", str(recording.path)]
        command += ["--source", recording.language, "--model", model, "--project", folder]
        command += ["--formats", "srt", "--device", "cpu"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        files = list((Path(folder) / "subtitles").glob("*.srt"))
        if not files:
            sys.stderr.write(done.stdout + done.stderr)
            return ""
        cues = read_file(files[0]).track.cues
    # A line break inside a Japanese cue is no space; normalising takes spaces out there anyway.
    return " ".join(strip(line) for cue in cues for line in cue.lines)


def plain(chosen: list[Recording], folder: Path) -> list[str]:
    """The texts of plain faster-whisper."""
    command = [sys.executable, str(HERE / "plain_whisper.py"), str(folder)]
    command += [str(recording.path) for recording in chosen]
    for recording in chosen:
        command += ["--language", recording.language]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--synthetic", action="store_true", help="machine voices too")
    arguments = parser.parse_args()
    chosen = recordings(arguments.data, synthetic=arguments.synthetic)
    folder = registry.model_store(EngineSettings()).pull(arguments.model)
    theirs = plain(chosen, folder)
    print(f"model {arguments.model}, beam 5, int8, CPU; {len(chosen)} recordings")
    print(f"{'file':<58}{'language':>9}{'seconds':>9}{'plain %':>9}{'ours %':>9}")
    totals = {"plain": [0, 0], "ours": [0, 0]}
    for recording, text in zip(chosen, theirs, strict=True):
        rates = {}
        for name, said in (("plain", text), ("ours", ours(recording, arguments.model))):
            wrong, words = errors(recording.reference, said, recording.language)
            totals[name][0] += wrong
            totals[name][1] += words
            rates[name] = 100 * wrong / words
        print(
            f"{recording.name:<58}{recording.language:>9}{recording.seconds:>9.1f}"
            f"{rates['plain']:>9.1f}{rates['ours']:>9.1f}",
            flush=True,
        )
    rates = {name: 100 * wrong / words for name, (wrong, words) in totals.items()}
    print(
        f"all: plain {rates['plain']:.2f} %, ours {rates['ours']:.2f} %, "
        f"difference {rates['ours'] - rates['plain']:+.2f} points "
        f"({totals['ours'][1]} words or characters)"
    )


if __name__ == "__main__":
    main()
