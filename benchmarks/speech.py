"""A whole `localize run` beside what others make subtitles with: time, errors, memory.

    python benchmarks/speech.py [--data DIR] [--model base] [--runs 5] [--only short|long]
                                [--systems ours,default,batched,loop] [--most N]

Two folders (`speech_folders.py`): many short clips, and long recordings. On each: `localize run`,
whisper-ctranslate2 in its default and in its batched mode (`out/whisper-ctranslate2`, see
`conformity_systems.py`), and a loop over faster-whisper's batched pipeline (`batched_whisper.py`).
All have the same weights, int8, beam 5, word times, no language given, one process over the whole
folder, and write SRT files. Runs are interleaved; time is the wall time of the whole process,
loading included. Errors are words (characters for Japanese, Chinese, Korean) of the written files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import speech_folders
from accuracy import errors
from conformity_systems import PEER
from speech_data import DEFAULT, recordings
from speech_folders import Folder

from localize import registry
from localize.engines import EngineSettings
from localize.formats import read_file
from localize.markup import strip

HERE = Path(__file__).resolve().parent
SYSTEMS = ("ours", "default", "batched", "loop")
NAMES = {
    "ours": "localize run",
    "default": "whisper-ctranslate2",
    "batched": "whisper-ctranslate2 --batched",
    "loop": "faster-whisper batched loop",
}


@dataclass
class Measured:
    """What came of a system's runs on a folder.

    Attributes:
        seconds: wall time of each run.
        worked: processor time of each run: what is left to compare on a busy machine.
        peaks: MB of each run.
        rate: word errors of the last run, %.
    """

    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    rate: float = 0.0

    @property
    def median(self) -> float:
        """Wall time, s."""
        return statistics.median(self.seconds)


def command(system: str, folder: Folder, weights: Path, out: Path) -> list[str]:
    """The command line of a system, and where it writes."""
    files = [str(path) for path in folder.files]
    if system == "ours":
        found = [sys.executable, "-m", "localize", "run", str(folder.path), "--formats", "srt"]
        return [*found, "--project", str(out), "--model", str(weights), "--device", "cpu"]
    if system == "loop":
        return [sys.executable, str(HERE / "batched_whisper.py"), str(weights), str(out), *files]
    found = [str(PEER), *files, "--model_directory", str(weights), "--compute_type", "int8"]
    found += ["--device", "cpu", "--word_timestamps", "True", "--output_format", "srt"]
    found += ["--output_dir", str(out), "--beam_size", "5"]
    return [*found, "--batched", "True"] if system == "batched" else found


def timed(line: list[str], log: Path) -> tuple[float, float, float]:
    """Wall and processor time of a command, s, and the most memory that it had, MB."""
    with log.open("wb") as told:
        began = time.perf_counter()
        process = subprocess.Popen(line, stdout=told, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(line[:4])} … failed:\n{log.read_text('utf-8')[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def said(out: Path, name: str) -> str:
    """The text of a file's subtitles; empty where there are none."""
    files = [path for path in out.rglob("*.srt") if path.name.split(".")[0] == name]
    if not files or not files[0].read_text("utf-8").strip():
        return ""
    cues = read_file(files[0]).track.cues
    return " ".join(strip(line) for cue in cues for line in cue.lines)


def rate(folder: Folder, out: Path) -> float:
    """Word errors in the files that were written, %."""
    wrong = total = 0
    for text in folder.texts:
        found = " ".join(said(out, name) for name in text.files)
        mistakes, count = errors(text.reference, found, text.language)
        wrong, total = wrong + mistakes, total + count
    return 100 * wrong / total


def measure(
    folder: Folder, systems: list[str], weights: Path, runs: int, work: Path
) -> dict[str, Measured]:
    """Each system's runs on a folder, interleaved."""
    found = {system: Measured() for system in systems}
    for number in range(runs):
        for system in systems[number % len(systems) :] + systems[: number % len(systems)]:
            out = work / system
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            seconds, worked, peak = timed(command(system, folder, weights, out), work / "log.txt")
            one = found[system]
            one.seconds.append(seconds)
            one.worked.append(worked)
            one.peaks.append(peak)
            one.rate = rate(folder, out)
            sys.stderr.write(
                f"{folder.name}, run {number + 1}: {system} {seconds:.1f} s, "
                f"{worked:.1f} s of processors, {one.rate:.2f} % errors, {peak:.0f} MB\n"
            )
    return found


def report(folder: Folder, found: dict[str, Measured]) -> None:
    """The figures of a folder."""
    print(f"\n{folder.name}: {len(folder.files)} files, {folder.seconds:.0f} s")
    columns = f"{'median s':>9}{'spread':>16}{'x real time':>13}{'CPU s':>8}{'errors %':>10}"
    print(f"{'':<32}{columns}{'MB':>7}")
    for system, one in found.items():
        spread = f"{min(one.seconds):.1f}–{max(one.seconds):.1f}"
        print(
            f"{NAMES[system]:<32}{one.median:>9.1f}{spread:>16}"
            f"{folder.seconds / one.median:>13.1f}{statistics.median(one.worked):>8.1f}"
            f"{one.rate:>10.2f}"
            f"{statistics.median(one.peaks):>7.0f}"
        )
    ours = found.get("ours")
    if ours is None:
        return
    for system in found.keys() - {"ours"}:
        other = found[system]
        print(
            f"ours / {NAMES[system]}: time {ours.median / other.median:.2f}, CPU "
            f"{statistics.median(ours.worked) / statistics.median(other.worked):.2f}, memory "
            f"{statistics.median(ours.peaks) / statistics.median(other.peaks):.2f}, errors "
            f"{ours.rate - other.rate:+.2f} points"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=("short", "long"))
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--most", type=int, default=0, help="recordings to take; 0 for all")
    arguments = parser.parse_args()
    systems = arguments.systems.split(",")
    if {"default", "batched"} & set(systems) and not PEER.is_file():
        raise SystemExit(f"There is no {PEER}; see conformity_systems.py, or leave it out.")
    weights = registry.model_store(EngineSettings()).pull(arguments.model)
    chosen = recordings(arguments.data, synthetic=True)
    chosen = chosen[: arguments.most] if arguments.most else chosen
    print(f"model {arguments.model}, beam 5, int8, {os.cpu_count()} CPU cores")
    for name, make in (("short", speech_folders.short), ("long", speech_folders.long)):
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory() as place:
                media, work = Path(place) / "media", Path(place) / "work"
                media.mkdir()
                work.mkdir()
                folder = make(chosen, media)
                report(folder, measure(folder, systems, weights, arguments.runs, work))


if __name__ == "__main__":
    main()
