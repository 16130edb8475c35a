"""BLEU, chrF, speed and memory of every translation engine that is installed.

    python benchmarks/translation.py [--data DIR] [--limit N] [--engines a,b] [--model NAME]
    python benchmarks/translation.py --speed [--repeats N] [--copies N]

*Quality*: each engine that drafts from text, on every set and direction that it serves: FLORES dev
(encyclopaedic, with English on either side), DiaBLa (everyday chat, English and French), AMI
(meetings, English and Japanese). Each sentence is drafted the way that `localize translate` drafts
it, answers checked and asked again. sacrebleu counts and signs; Japanese and Korean by characters.
Output of other systems that lies beside FLORES is scored too, beside the score that its makers
recorded, so that the scale can be checked (they split Japanese and Korean into words). Whisper
translates sound; none of these sets has any.

*Sentences against cues*: the same sentences are said at 14 characters a second and cut to cues by
the guide's limits; then each cue is drafted by itself, and each sentence that is put together from
the cues, with the same engine; both are scored against the reference of their sentence.

*Speed* (`--speed`): the tiny Marian of the tests, on CTranslate2 and on transformers, our whole way
beside a loop that asks the same library for line after line; systems take turns, each run in a
process of its own, medians with their spread, peak memory. Needs torch.

sacrebleu is a part of the development environment.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from translation_data import DATA, Output, Parallel, outputs, sets
from translation_speed import SYSTEMS

from localize import drafting, registry
from localize.engines import EngineSettings, TranslationRequest, TranslationUnit
from localize.errors import LocalizeError
from localize.guides import load_guide
from localize.script import Word
from localize.segmentation import segment
from localize.syntax.phrases import tokens_of
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslationEngine

try:
    from sacrebleu.metrics import BLEU, CHRF
except ImportError as error:
    raise SystemExit('This needs sacrebleu: pip install "sacrebleu>=2.5,<3".') from error

HERE = Path(__file__).resolve().parent
#: Languages whose parts are put together without a space; Korean is not one.
UNSPACED = {"ja", "zh"}
RATE = FrameRate.parse("24")
#: How fast the sentences are said, characters a second, and how long it is quiet between them, ms.
SPOKEN = 14
PAUSE = 1_000


def score(lines: Sequence[str], references: Sequence[str], target: str) -> tuple[float, float, str]:
    """BLEU, chrF, and both signatures."""
    bleu = BLEU(tokenize={"zh": "zh", "ja": "char", "ko": "char"}.get(target, "13a"))
    chrf = CHRF()
    scores = [metric.corpus_score(lines, [list(references)]).score for metric in (bleu, chrf)]
    signed = f"BLEU {bleu.get_signature()}; chrF {chrf.get_signature()}"
    return scores[0], scores[1], signed


# --- Quality --------------------------------------------------------------------------------------


def engines(settings: EngineSettings, wanted: Sequence[str]) -> list[TranslationEngine]:
    """What is installed, works from text, on this machine, and can be used."""
    found = []
    for name in registry.names(registry.TRANSLATION):
        if wanted and name not in wanted:
            continue
        try:
            engine = registry.translation_engine(name, settings)
            able = engine.capabilities()
        except LocalizeError as error:
            print(f"{name}: {error}")
            continue
        if not able.from_sound and not able.leaves_machine:
            found.append(engine)
    return found


def drafted(
    engine: TranslationEngine, one: Parallel, texts: Sequence[str]
) -> tuple[list[str], float]:
    """The draft of each text, empty where there is none, and the seconds that they took."""
    units = tuple(
        TranslationUnit(f"u{n}", text, Span(n * 5_000, n * 5_000 + 4_000), (f"c{n}",))
        for n, text in enumerate(texts)
    )
    request = TranslationRequest("x", one.source, one.target, units)
    began = time.perf_counter()
    (draft,) = drafting.draft_safely(engine, [request])
    seconds = time.perf_counter() - began
    found = {unit.unit_ids[0]: unit.text for unit in draft.units}
    return [found.get(unit.id, "") for unit in units], seconds


def quality(all_sets: Sequence[Parallel], running: Sequence[TranslationEngine]) -> None:
    print(
        f"{'engine':14}{'set':12}{'pair':8}{'lines':>6}{'blank':>6}{'BLEU':>8}{'chrF':>8}{'words/s':>9}"
    )
    signatures = set()
    for engine in running:
        with engine:
            for one in all_sets:
                if engine.serves(one.source, one.target):
                    lines, seconds = drafted(engine, one, one.sentences)
                    bleu, chrf, signed = score(lines, one.references, one.target)
                    signatures.add(signed)
                    words = sum(len(text.split()) for text in one.sentences)
                    print(
                        f"{engine.name:14}{one.name:12}{one.source + '→' + one.target:8}"
                        f"{len(lines):6}{sum(not text for text in lines):6}{bleu:8.1f}{chrf:8.1f}"
                        f"{words / seconds:9.0f}"
                    )
    print(*sorted(signatures), sep="\n")


def calibration(others: Sequence[Output], all_sets: Sequence[Parallel]) -> None:
    """Other systems' output by our count, beside the BLEU that was recorded with it."""
    by_target = {
        one.target: one for one in all_sets if (one.name, one.source) == ("flores-dev", "en")
    }
    print(f"\n{'other system':24}{'pair':8}{'BLEU':>8}{'recorded':>10}{'chrF':>8}")
    for other in others:
        one = by_target.get(other.target)
        if one is not None and len(other.lines) == len(one.references):
            bleu, chrf, _ = score(other.lines, one.references, other.target)
            pair = f"en→{other.target}"
            print(f"{other.system:24}{pair:8}{bleu:8.1f}{other.recorded:10.1f}{chrf:8.1f}")


# --- Sentences against cues -----------------------------------------------------------------------


def said(one: Parallel) -> list[Word]:
    """The sentences as words with times."""
    words: list[Word] = []
    at = 0
    for text in one.sentences:
        for n, (token, spaced) in enumerate(tokens_of(text, one.source)):
            length = max(60, 1_000 * len(token) // SPOKEN)
            words.append(Word(token, at, at + length, 1.0, spaced=spaced or not n))
            at += length
        at += PAUSE
    return words


def cut(one: Parallel) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(Sentence, text) of every cue, and of every unit that is put together from the cues.

    A cue or unit over the border of two sentences counts to the one that it begins in.
    """
    limits = load_guide("netflix").limits(one.source)
    cues = segment(said(one), limits, RATE, locale=one.source).cues
    units = drafting.units_of_cues(cues, locale=one.source)
    return (
        placed([" ".join(cue.lines) for cue in cues], one),
        placed([unit.text for unit in units], one),
    )


def placed(parts: Sequence[str], one: Parallel) -> list[tuple[int, str]]:
    """Each part with the sentence that it begins in, by its place among the letters of all."""
    ends = list(itertools.accumulate(len("".join(text.split())) for text in one.sentences))
    found = []
    at = 0
    for text in parts:
        found.append((bisect.bisect_right(ends, at), text))
        at += len("".join(text.split()))
    if at != ends[-1]:
        raise SystemExit("The cues do not hold what the sentences hold.")
    return found


def against_cues(all_sets: Sequence[Parallel], running: Sequence[TranslationEngine]) -> None:
    print(f"\n{'engine':14}{'set':12}{'pair':8}{'drafted as':12}{'parts':>6}{'BLEU':>8}{'chrF':>8}")
    for engine in running:
        with engine:
            for one in all_sets:
                if not engine.serves(one.source, one.target):
                    continue
                for kind, parts in zip(("cues", "sentences"), cut(one), strict=True):
                    lines, _ = drafted(engine, one, [text for _, text in parts])
                    whole = [""] * len(one.sentences)
                    space = "" if one.target in UNSPACED else " "
                    for (place, _), line in zip(parts, lines, strict=True):
                        whole[place] = f"{whole[place]}{space}{line}".strip()
                    bleu, chrf, _ = score(whole, one.references, one.target)
                    print(
                        f"{engine.name:14}{one.name:12}{one.source + '→' + one.target:8}{kind:12}"
                        f"{len(parts):6}{bleu:8.1f}{chrf:8.1f}"
                    )


# --- Speed ----------------------------------------------------------------------------------------


def tiny() -> Path:
    """The tests' tiny Marian, as `make test-torch` leaves it; trained where it is not there."""
    sys.path.insert(0, str(HERE.parent))
    from tests.localize_models.translation.conftest import trained  # noqa: PLC0415 -- with torch
    from tests.localize_models.translation.seq2seq import tiny as module  # noqa: PLC0415

    return trained(HERE.parent, module, "tiny-marian")


def speed(repeats: int, copies: int, beam: int, threads: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        model = tiny()
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "localize", "models", "convert", str(model),
             "--name", "tiny", "--sources", "en", "--targets", "es", "--quantization", "float32",
             "--models-dir", place],
            check=True, capture_output=True,
        )  # fmt: skip
        found: dict[str, list[dict[str, float]]] = {name: [] for name in SYSTEMS}
        for _ in range(repeats):
            for name in SYSTEMS:
                done = subprocess.run(
                    [sys.executable, str(HERE / "translation_speed.py"), name, "--model",
                     str(model), "--converted", str(Path(place) / "translation" / "tiny"),
                     "--copies", str(copies), "--beam", str(beam), "--threads", str(threads)],
                    check=True, capture_output=True, text=True,
                )  # fmt: skip
                found[name].append(json.loads(done.stdout.splitlines()[-1]))
    print(f"{'system':20}{'words/s':>9}{'lowest':>8}{'highest':>9}{'right':>13}{'peak MB':>9}")
    medians = {}
    for name, runs in found.items():
        rates = [run["words"] / run["seconds"] for run in runs]
        medians[name] = statistics.median(rates)
        right = f"{runs[0]['right']:.0f}/{runs[0]['units']:.0f}"
        peak = statistics.median(run["peak_mb"] for run in runs)
        print(
            f"{name:20}{medians[name]:9.0f}{min(rates):8.0f}{max(rates):9.0f}{right:>13}{peak:9.0f}"
        )
    for ours in ("ours-ctranslate2", "ours-transformers"):
        for loop in ("loop-ctranslate2", "loop-transformers"):
            print(f"{ours} is {medians[ours] / medians[loop]:.1f} times as fast as {loop}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--data", type=Path, default=DATA)
    arguments.add_argument("--limit", type=int, default=0, help="lines of each set; all")
    arguments.add_argument("--engines", default="", help="names with commas; all")
    arguments.add_argument("--model", default="", help="of the engines")
    arguments.add_argument("--models-dir", default="")
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--accept-non-commercial", action="store_true")
    arguments.add_argument("--speed", action="store_true", help="speed and memory, and no quality")
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--copies", type=int, default=100)
    arguments.add_argument("--beam", type=int, default=5)
    arguments.add_argument("--threads", type=int, default=2, help="of every system: the cores")
    options = arguments.parse_args()
    if options.speed:
        speed(options.repeats, options.copies, options.beam, options.threads)
        return
    whole = sets(options.data)
    if not whole:
        raise SystemExit(f"There is no test data in {options.data}; name the folder with --data.")
    settings = EngineSettings(
        model=options.model,
        models_dir=options.models_dir,
        device=options.device,
        accept_non_commercial=options.accept_non_commercial,
    )
    wanted = [name for name in options.engines.split(",") if name]
    chosen = [one.first(options.limit) for one in whole]
    quality(chosen, engines(settings, wanted))
    against_cues(chosen, engines(settings, wanted))
    calibration(outputs(options.data), whole)


if __name__ == "__main__":
    main()
