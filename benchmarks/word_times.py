"""How far word times are from known ones: Whisper's, after correction, and faster-whisper's own.

    python benchmarks/word_times.py [--data DIR] [--model base] [--words]

The recordings with known times are those of `timing.py`. Each is heard once by our engine, and its
words are compared as Whisper's attention gave them (*attention*), with edges moved out of silence
(*tightened*), and laid along the sound letter by letter (*laid*, what the engine gives); and once
by faster-whisper alone, with its `word_timestamps` and its voice filter. Only words that are in
both the transcript and the reference count, so the sets differ a little. Errors are of starts and
ends together, ms; later is positive.

What the recogniser leaves out ("um", a word said twice) is between two words that it has, and
either may be laid over it: the last lines tell words beside such a gap from all others.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from faster_whisper.audio import decode_audio
from speech_data import DEFAULT
from timing import Known, known, matched, spread

from localize import registry
from localize.engines import EngineSettings, SpeechRequest
from localize.media.decode import open_sound
from localize.media.probe import probe
from localize.script import Word
from localize_models.speech import faster_whisper, voice, word_times
from localize_models.speech.session import WhisperSession
from localize_models.speech.tighten import SOUNDING, tightened

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from localize.engines import SpeechEngine

Errors = dict[str, list[int]]


def compare(words: list[Word], one: Known) -> tuple[list[int], list[int]]:
    """Errors beside words that were left out, and all others."""
    pairs = matched([w.text for w in words], [w[0] for w in one.words])
    found = set(pairs.values())
    beside: list[int] = []
    others: list[int] = []
    for k, r in pairs.items():
        _, start, end = one.words[r]
        if start is not None:
            (others if r == 0 or r - 1 in found else beside).append(words[k].start - start)
        if end is not None:
            last = r + 1 == len(one.words)
            (others if last or r + 1 in found else beside).append(words[k].end - end)
    return beside, others


def ours(engine: SpeechEngine, one: Known, folder: Path) -> tuple[dict[str, list[Word]], float]:
    """The engine's words at each stage, and the seconds that laying them took."""
    given: list[list[Word]] = []
    plain = word_times.timed

    def kept(words, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        given.append(list(words))
        return plain(words, *rest)

    with (
        mock.patch.object(faster_whisper, "timed", kept),
        open_sound(one.path, probe(one.path), folder) as opened,
    ):
        (transcript,) = engine.transcribe([SpeechRequest("one", opened.sound, one.language)])
        probabilities = voice.speech_probabilities(opened.sound)
        sounding = voice.speech_spans(probabilities, transcript.duration, SOUNDING)
        began = time.perf_counter()
        plain(given[-1], opened.sound, probabilities, one.language)
        seconds = time.perf_counter() - began
    return {
        "attention": given[-1],
        "tightened": list(tightened(given[-1], sounding)),
        "laid": list(transcript.words),
    }, seconds


def theirs(model: WhisperModel, one: Known) -> list[Word]:
    """faster-whisper's own words."""
    segments, _ = model.transcribe(
        decode_audio(str(one.path)), language=one.language, word_timestamps=True, vad_filter=True
    )
    return [
        Word(word.word.strip(), round(word.start * 1000), round(word.end * 1000))
        for segment in segments
        for word in segment.words or ()
        if word.word.strip()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--words", action="store_true", help="list every error over 150 ms")
    arguments = parser.parse_args()
    settings = EngineSettings(model=arguments.model, device="cpu", compute_type="int8")
    groups: dict[str, Errors] = {}
    apart: Errors = {}
    seconds = duration = 0.0
    session = WhisperSession(settings)
    with (
        registry.speech_engine("faster-whisper", settings) as engine,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.prepare()
        model = session.model()
        recordings = known(arguments.data)
        for one in recordings:
            stages, took = ours(engine, one, Path(folder))
            seconds, duration = seconds + took, duration + probe(one.path).duration / 1000
            for name, words in {"faster-whisper": theirs(model, one), **stages}.items():
                beside, others = compare(words, one)
                for group in (one.group, "all", *(["words"] if one.group in WORDS else [])):
                    groups.setdefault(group, {}).setdefault(name, []).extend(beside + others)
                apart.setdefault(f"{name}, beside gaps", []).extend(beside)
                apart.setdefault(f"{name}, others", []).extend(others)
            if arguments.words:
                listed(one, stages["laid"])
        session.close()
    print(f"model {arguments.model}; {len(recordings)} recordings, {duration:.0f} s of sound; "
          f"laying words took {seconds:.1f} s; errors in ms, later is positive")  # fmt: skip
    print(f"{'':<38}{'known':>6}{'median':>10}{'|med|':>8}{'|95th|':>8}")
    for group, errors in [*groups.items(), ("all", apart)]:
        for name, values in errors.items():
            print(f"{group:<9}{name:<29}{len(values):>6}{spread(values)}")


#: Where each word's start and end is known.
WORDS = ("MFA", "Leopard")


def listed(one: Known, words: list[Word]) -> None:
    """Every word that is far off."""
    for k, r in matched([w.text for w in words], [w[0] for w in one.words]).items():
        text, start, end = one.words[r]
        errors = [words[k].start - start] if start is not None else []
        errors += [words[k].end - end] if end is not None else []
        if any(abs(error) > 150 for error in errors):
            print(f"{one.path.name:<24}{text:<16}{start!s:>7}{end!s:>7}  {errors}")


if __name__ == "__main__":
    main()
