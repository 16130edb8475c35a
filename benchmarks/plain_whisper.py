"""The peer: plain faster-whisper over some files, as its documentation shows, nothing else.

    python benchmarks/plain_whisper.py MODEL_FOLDER FILE…

Prints one JSON object a line: the file, its language and its text.
"""

from __future__ import annotations

import argparse
import json

from faster_whisper import WhisperModel


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--language", action="append", default=[])
    arguments = parser.parse_args()
    model = WhisperModel(arguments.model, device="cpu", compute_type="int8")
    for number, file in enumerate(arguments.files):
        segments, info = model.transcribe(
            file,
            language=arguments.language[number] if arguments.language else None,
            beam_size=5,
            vad_filter=True,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        text = "".join(segment.text for segment in segments)
        print(json.dumps({"file": file, "language": info.language, "text": text}))


if __name__ == "__main__":
    main()
