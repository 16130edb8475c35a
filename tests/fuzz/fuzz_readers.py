"""Coverage-guided fuzzing of a lenient reader (atheris), by hand or from a test.

    python tests/fuzz/fuzz_readers.py srt -max_total_time=300 corpus-srt/

Whatever it reads must be read or refused with `FormatError`, and what was read must be written as
JSON and SRT again, cue for cue. A crasher that it finds goes, once it is mended, into
`tests/fuzz/inputs/<format>/`, from where a test reads it for ever.

Options after the format are libFuzzer's.
"""

from __future__ import annotations

import sys

import atheris

# Telling encodings apart is arithmetic over tables: slow where it is watched, and nothing to learn.
UNWATCHED = ["localize.formats.guess", "localize.formats.letters"]

with atheris.instrument_imports(include=["localize.formats"], exclude=UNWATCHED):
    from localize import registry
    from localize.engines import BinaryFormat, SubtitleFormat, WriteOptions
    from localize.errors import FormatError

    NAME = sys.argv[1] if len(sys.argv) > 1 else "srt"
    ONE = registry.subtitle_format(NAME)

#: Nobody waits longer for a file of a few kilobytes; more is a hang (libFuzzer's own limit).
SECONDS = 10
SAID = [registry.subtitle_format(name) for name in ("json", "srt")]


def look(one: SubtitleFormat, data: bytes) -> None:
    """Read bytes, and write what was read.

    Raises:
        AssertionError: cues are lost between one format and another.
    """
    try:
        result = one.read(data, episode="e", locale="und")
    except FormatError:
        return
    cues = len(result.track.cues)
    for other in SAID:
        again = other.read(other.write(result.track, WriteOptions()), episode="e", locale="und")
        if len(again.track.cues) != cues:
            raise AssertionError(f"{cues} cues became {len(again.track.cues)} in {other.name}")


def one_input(data: bytes) -> None:
    """One input of the fuzzer's; three in four are UTF-8, so that most reach the reader's rules."""
    if len(data) % 4 and not isinstance(ONE, BinaryFormat):
        data = data.decode("utf-8", errors="replace").encode()
    look(ONE, data)


if __name__ == "__main__":
    options = [argument for argument in sys.argv[2:] if argument]
    if not any(option.startswith("-timeout=") for option in options):
        options.append(f"-timeout={SECONDS}")
    atheris.Setup([sys.argv[0], *options], one_input)
    atheris.Fuzz()
