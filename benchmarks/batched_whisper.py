"""A peer: faster-whisper's batched pipeline over some files, one after the other.

    python benchmarks/batched_whisper.py MODEL_FOLDER OUT_FOLDER FILE…

Writes an SRT file for each, with word times on, as whoever makes subtitles with it would have them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel


def clock(seconds: float) -> str:
    """A time as SRT has it."""
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    pipeline = BatchedInferencePipeline(
        WhisperModel(arguments.model, device="cpu", compute_type="int8")
    )
    for file in arguments.files:
        segments, _ = pipeline.transcribe(
            str(file), beam_size=5, batch_size=8, word_timestamps=True
        )
        blocks = [
            f"{number}\n{clock(one.start)} --> {clock(one.end)}\n{one.text.strip()}\n"
            for number, one in enumerate(segments, 1)
        ]
        (arguments.out / f"{file.stem}.srt").write_text("\n".join(blocks), "utf-8")


if __name__ == "__main__":
    main()
