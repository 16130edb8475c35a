"""Chinese in one script: characters of the other, and characters in error, before and after.

    python benchmarks/one_script.py [--data DIR] [--model base]

Every Chinese recording with a reference, machines' voices too (there are few others), is heard as
`zh`, `zh-Hans` and `zh-TW`. Told are the characters that one script alone has in what the model
wrote, those of them that are of the other script, before and after they are brought to one, and the
errors against the reference (which is simplified) in the script that was settled.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from accuracy import errors
from speech_data import DEFAULT, recordings

from localize import chinese
from localize.engines import EngineSettings, SpeechRequest
from localize.media.decode import open_sound
from localize.media.probe import probe
from localize_models.speech import faster_whisper
from localize_models.speech.writing import in_one_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Word

LOCALES = ("zh", "zh-Hans", "zh-TW")


def text(words: Sequence[Word]) -> str:
    return "".join(" " * word.spaced + word.text for word in words)


def telling(heard: str) -> int:
    """Characters that one script alone has."""
    return sum(len(chinese.of_other_script(heard, one)) for one in (chinese.HANS, chinese.HANT))


def heard(engine: faster_whisper.FasterWhisperEngine, request: SpeechRequest) -> tuple[str, str]:
    """What the model wrote, and the same in one script."""
    before: list[Word] = []

    def watched(words: Sequence[Word], spoken: str, asked: SpeechRequest) -> tuple[Word, ...]:
        before.extend(words)
        return in_one_script(words, spoken, asked)

    faster_whisper.in_one_script = watched  # type: ignore[attr-defined]
    (transcript,) = engine.transcribe([request])
    return text(before), text(transcript.words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    arguments = parser.parse_args()
    chosen = [one for one in recordings(arguments.data, synthetic=True) if one.language == "zh"]
    totals = {locale: [0] * 6 for locale in LOCALES}
    print(f"{'file':<56}{'asked':>8}{'telling':>9}{'other':>12}{'errors':>12}{'of':>6}")
    settings = EngineSettings(model=arguments.model, device="cpu")
    with (
        tempfile.TemporaryDirectory() as folder,
        faster_whisper.FasterWhisperEngine(settings) as engine,
    ):
        for one in chosen:
            with open_sound(one.path, probe(one.path), Path(folder)) as opened:
                found = {
                    locale: heard(engine, SpeechRequest(one.name, opened.sound, locale))
                    for locale in LOCALES
                }
            for locale, (first, last) in found.items():
                settled = chinese.settled(locale, last)
                script = chinese.named_script(settled)
                wanted = chinese.converted(one.reference, settled)
                counts = [
                    telling(first),
                    *(len(chinese.of_other_script(said, script)) for said in (first, last)),
                    *(errors(wanted, said, "zh")[0] for said in (first, last)),
                    errors(wanted, last, "zh")[1],
                ]
                show(one.name, locale, counts)
                totals[locale] = [a + b for a, b in zip(totals[locale], counts, strict=True)]
    for locale, counts in totals.items():
        show("all", locale, counts)


def show(name: str, locale: str, counts: Sequence[int]) -> None:
    seen, other, none, wrong, left, every = counts
    strays, mistakes = f"{other} → {none}", f"{wrong} → {left}"
    print(f"{name:<56}{locale:>8}{seen:>9}{strays:>12}{mistakes:>12}{every:>6}", flush=True)


if __name__ == "__main__":
    main()
