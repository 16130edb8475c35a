"""The systems that `conformity.py` compares, each run on one recording; results are kept.

A recording's results lie in `out/conformity/<system>/<recording>/`. A peer's are made once; ours
keeps what it heard (the project's own results) and cuts its cues anew each time, so that a change
of the segmentation is measured without listening again.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from localize import registry
from localize.engines import EngineSettings
from localize.formats import read_file
from localize.markup import strip

if TYPE_CHECKING:
    from speech_data import Recording

    from localize.guides.model import Limits

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "out" / "conformity"
PEER = HERE.parent / "out" / "whisper-ctranslate2" / "bin" / "whisper-ctranslate2"
SYSTEMS = ("ours", "default", "batched")

#: A market that reads what is spoken, so that the file that is measured is a subtitle track.
REGIONS = {
    "en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE", "it": "it-IT", "pt": "pt-BR",
    "ja": "ja-JP", "ko": "ko-KR", "zh": "zh-Hans", "nl": "nl-NL", "ca": "ca-ES",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One cue as a file has it: in-time and out-time in ms, and its lines without tags."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What a system made of a recording.

    Attributes:
        cues: of its SRT file.
        heard: the words that it heard, as one text.
        words: when each of them begins and ends by its own account, ms.
    """

    cues: tuple[Shown, ...]
    heard: str
    words: tuple[tuple[int, int], ...]


def result_of(system: str, recording: Recording, model: str, limits: Limits) -> Result:
    """Run a system on a recording, or take what it made before.

    Raises:
        SystemExit: the system cannot be run.
    """
    name = f"{recording.path.parent.name}--{recording.path.stem}"
    folder = OUT / model / system / name
    folder.mkdir(parents=True, exist_ok=True)
    if system == "ours":
        return _ours(recording, model, folder)
    return _peer(recording, model, folder, limits, batched=system == "batched")


def _ours(recording: Recording, model: str, folder: Path) -> Result:
    """`localize run` for a market of the spoken language."""
    for stage in ("cues", "shots"):
        shutil.rmtree(folder / ".localize" / "results" / stage, ignore_errors=True)
    target = REGIONS.get(recording.language, recording.language)
    written = folder / "subtitles"
    shutil.rmtree(written, ignore_errors=True)
    command = [sys.executable, "-m", "localize", "run", str(recording.path), "--to", target]
    command += ["--source", recording.language, "--model", model, "--project", str(folder)]
    command += ["--formats", "srt", "--device", "cpu"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    files = list(written.glob(f"*.{target}.draft.srt"))
    if not files:
        raise SystemExit(f"localize run made no track of {recording.name}:\n{done.stderr}")
    kept = sorted((folder / ".localize" / "results" / "speech").rglob("*.json"))
    newest = max(kept, key=lambda path: path.stat().st_mtime)
    words = json.loads(newest.read_bytes())["result"]["transcript"]["words"]
    heard = "".join(f"{' ' if word.get('spaced', True) else ''}{word['text']}" for word in words)
    return Result(_shown(files[0]), heard, tuple((word["start"], word["end"]) for word in words))


def _peer(
    recording: Recording, model: str, folder: Path, limits: Limits, *, batched: bool
) -> Result:
    """whisper-ctranslate2 with word times, the guide's line length and two lines."""
    stem = recording.path.stem
    if not (folder / f"{stem}.json").is_file():
        if not PEER.is_file():
            raise SystemExit(
                f"There is no {PEER}: python3 -m venv {PEER.parent.parent}; "
                f"{PEER.parent}/pip install whisper-ctranslate2; or leave the peers out (--ours)."
            )
        weights = registry.model_store(EngineSettings()).pull(model)
        command = [str(PEER), str(recording.path), "--model_directory", str(weights)]
        command += ["--language", recording.language, "--compute_type", "int8", "--device", "cpu"]
        command += ["--word_timestamps", "True", "--max_line_count", str(limits.max_lines)]
        command += ["--max_line_width", f"{limits.max_line_length:g}"]
        command += ["--output_dir", str(folder), "--output_format", "all"]
        command += ["--batched", "True"] if batched else []
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if not (folder / f"{stem}.json").is_file():
            raise SystemExit(
                f"whisper-ctranslate2 made nothing of {recording.name}:\n{done.stderr}"
            )
    data = json.loads((folder / f"{stem}.json").read_bytes())
    words = [word for segment in data["segments"] for word in segment.get("words") or ()]
    times = tuple((round(1000 * word["start"]), round(1000 * word["end"])) for word in words)
    heard = "".join(segment["text"] for segment in data["segments"])
    return Result(_shown(folder / f"{stem}.srt"), heard, times)


def _shown(path: Path) -> tuple[Shown, ...]:
    if not path.read_text("utf-8").strip():
        return ()
    return tuple(
        Shown(cue.start, cue.end, tuple(strip(line) for line in cue.lines))
        for cue in read_file(path).track.cues
    )
