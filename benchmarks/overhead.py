"""What `localize run` costs over plain faster-whisper on the same files with the same options.

    python benchmarks/overhead.py [--data DIR] [--model base] [--runs 5] [--minutes 5]

Each run is a process of its own, model load included, in turn with the peer's so that a machine
that slows down slows both. Ours hashes, probes, finds the speech, recognises it, cuts cues, checks
them and writes SRT and WebVTT; the peer only recognises. Printed: the ratio of the medians, each
pair's ratio, and the spread.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from speech_data import DEFAULT, Recording, recordings

from localize import registry
from localize.engines import EngineSettings

HERE = Path(__file__).resolve().parent


def timed(command: list[str]) -> float:
    """Wall seconds of a command, which must succeed."""
    began = time.monotonic()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout}\n{done.stderr}")
    return time.monotonic() - began


def enough(found: list[Recording], minutes: float) -> list[Recording]:
    """The longest recordings that make up so many minutes."""
    chosen: list[Recording] = []
    for recording in sorted(found, key=lambda r: -r.seconds):
        if sum(r.seconds for r in chosen) >= minutes * 60:
            break
        chosen.append(recording)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=5.0)
    arguments = parser.parse_args()
    chosen = enough(recordings(arguments.data, synthetic=False), arguments.minutes)
    if sum(recording.seconds for recording in chosen) < arguments.minutes * 60:
        chosen = enough(recordings(arguments.data, synthetic=True), arguments.minutes)
    files = [str(recording.path) for recording in chosen]
    folder = registry.model_store(EngineSettings()).pull(arguments.model)
    peer = [sys.executable, str(HERE / "plain_whisper.py"), str(folder), *files]
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    length = sum(recording.seconds for recording in chosen)
    print(
        f"{len(files)} files, {length:.0f} s of speech, model {arguments.model}, CPU int8, beam 5"
    )
    for run in range(arguments.runs + 1):
        with tempfile.TemporaryDirectory() as project:
            mine = [sys.executable, "-m", "localize", "run", *files, "--project", project]
            mine += ["--model", arguments.model, "--device", "cpu", "--compute-type", "int8"]
            pair = {"ours": timed(mine), "plain": timed(peer)}
        if run == 0:
            continue  # the first pair warms the disk's cache and is not counted
        for name, seconds in pair.items():
            times[name].append(seconds)
        print(f"run {run}: ours {pair['ours']:.1f} s, plain {pair['plain']:.1f} s", flush=True)
    for name, seconds in times.items():
        print(
            f"{name}: median {statistics.median(seconds):.1f} s "
            f"({min(seconds):.1f} to {max(seconds):.1f})"
        )
    ratios = [a / b for a, b in zip(times["ours"], times["plain"], strict=True)]
    ratio = statistics.median(times["ours"]) / statistics.median(times["plain"])
    print(
        f"ratio of medians {ratio:.3f}; pair by pair {statistics.median(ratios):.3f} "
        f"({min(ratios):.3f} to {max(ratios):.3f})"
    )


if __name__ == "__main__":
    main()
