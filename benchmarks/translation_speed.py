"""One system of `translation.py` on the same load, in a process of its own; prints one JSON line.

    python benchmarks/translation_speed.py SYSTEM --model FOLDER --converted FOLDER --copies N

The load is the tiny Marian's own sentences, over and over, as episodes. *ours* goes the way that a
draft goes, answers tallied and checked; *loop* asks the same library with the same weights and beam
for one line after the other, as a script of ten lines does. All may use the same number of threads.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from localize import registry
from localize.drafting import draft_safely
from localize.engines import EngineSettings, TranslationRequest, TranslationUnit
from localize.timeline import Span
from tests.localize_models.translation.seq2seq.tiny import PAIRS

SYSTEMS = ("ours-ctranslate2", "loop-ctranslate2", "ours-transformers", "loop-transformers")
#: Episodes that the load is spread over.
EPISODES = 8


def requests(copies: int) -> list[TranslationRequest]:
    """The load: every sentence ``copies`` times, in episodes."""
    sentences = [source for source, _ in PAIRS] * copies
    each = -(-len(sentences) // EPISODES)
    found = []
    for n in range(EPISODES):
        own = sentences[n * each : (n + 1) * each]
        units = tuple(
            TranslationUnit(f"u{i}", text, Span(i * 3_000, i * 3_000 + 2_000), (f"c{i}",))
            for i, text in enumerate(own)
        )
        found.append(TranslationRequest(f"e{n}", "en", "es", units))
    return found


def ours(
    engine: str, settings: EngineSettings, load: list[TranslationRequest]
) -> tuple[float, int]:
    """Seconds, and how many units came out as they were taught."""
    taught = dict(PAIRS)
    with registry.translation_engine(engine, settings) as running:
        list(running.translate([load[0]]))  # loading is no part of it
        began = time.perf_counter()
        drafts = list(draft_safely(running, load))
        seconds = time.perf_counter() - began
    right = sum(
        unit.text == taught[asked.text]
        for draft, request in zip(drafts, load, strict=True)
        for unit, asked in zip(draft.units, request.units, strict=True)
    )
    return seconds, right


def loop_ctranslate2(
    folder: Path, beam: int, threads: int, load: list[TranslationRequest]
) -> tuple[float, int]:
    """As `ours`, line by line with CTranslate2 itself."""
    import ctranslate2  # noqa: PLC0415 -- the other systems do not pay for it
    import sentencepiece  # noqa: PLC0415

    source, target = (
        sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        for side in ("source", "target")
    )
    translator = ctranslate2.Translator(str(folder), device="cpu", intra_threads=threads)

    def say(text: str) -> str:
        pieces = [*source.encode(text, out_type=str), "</s>"]
        (result,) = translator.translate_batch([pieces], beam_size=beam)
        return str(target.decode(result.hypotheses[0]))

    return looped(say, load)


def loop_transformers(
    folder: Path, beam: int, threads: int, load: list[TranslationRequest]
) -> tuple[float, int]:
    """As `ours`, line by line with transformers itself."""
    import torch  # noqa: PLC0415 -- as above
    import transformers  # noqa: PLC0415

    torch.set_num_threads(threads)
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder))
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(str(folder)).eval()

    def say(text: str) -> str:
        with torch.inference_mode():
            made = model.generate(**tokenizer(text, return_tensors="pt"), num_beams=beam)
        return str(tokenizer.decode(made[0], skip_special_tokens=True))

    return looped(say, load)


def looped(say, load: list[TranslationRequest]) -> tuple[float, int]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Seconds for asking line by line, and how many were right."""
    taught = dict(PAIRS)
    say(PAIRS[0][0])
    began = time.perf_counter()
    said = [(unit.text, say(unit.text)) for request in load for unit in request.units]
    seconds = time.perf_counter() - began
    return seconds, sum(text == taught[source] for source, text in said)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("system", choices=SYSTEMS)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--converted", type=Path, required=True)
    arguments.add_argument("--copies", type=int, default=100)
    arguments.add_argument("--beam", type=int, default=5)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    load = requests(options.copies)
    kind, library = options.system.split("-")
    if kind == "loop":
        run = loop_ctranslate2 if library == "ctranslate2" else loop_transformers
        folder = options.converted if library == "ctranslate2" else options.model
        seconds, right = run(folder, options.beam, options.threads, load)
    else:
        folder = options.converted if library == "ctranslate2" else options.model
        settings = EngineSettings(
            model=str(folder), device="cpu", beam_size=options.beam, threads=options.threads
        )
        seconds, right = ours(library, settings, load)
    words = sum(len(unit.text.split()) for request in load for unit in request.units)
    units = sum(len(request.units) for request in load)
    print(
        json.dumps(
            {
                "system": options.system,
                "seconds": seconds,
                "words": words,
                "units": units,
                "right": right,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
