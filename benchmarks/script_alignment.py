"""How well a supplied script is laid on the sound: a script with cuts, additions and names in it.

    python benchmarks/script_alignment.py [--data DIR] [--model base]

For each recording with known word times (those of `timing.py`) a script is written to a file: the
true words with speakers' names, headings and stage directions; three lines that nobody says put in,
and one that is said taken out. It is read as any script, and laid on what the engine heard. Told
for each group: words of the script that are said, and how many of them are in the transcript; words
nobody says that are in it all the same; whether the line that the script lacks is there; and the
error of starts and ends against the known times, beside that of the recogniser's own words.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from speech_data import DEFAULT
from timing import Known, hear, known, matched, spread

from localize import registry
from localize.engines import EngineSettings, Transcript
from localize.scripts import read_script
from localize_models.speech.align_script import aligned
from localize_models.speech.script_words import key_of, of_script

#: Said by nobody in any recording.
UNSAID = (
    "Where were you when the ferry turned back, Margaret?",
    "Down by the greenhouse, counting umbrellas for the jubilee.",
    "Nobody counts umbrellas on a Wednesday.",
)
LINE = 7


@dataclass
class Found:
    """What is measured for one group.

    Attributes:
        said: words of the script that are said.
        placed: of them, those that are in the transcript.
        unsaid: words of the script that nobody says.
        wrong: of them, those that are in the transcript all the same.
        lacking: words that are said and the script lacks.
        kept: of them, those that are in the transcript, as the recogniser wrote them.
        heard: errors of the recogniser's own words, starts and ends, ms.
        script: errors of the script's words.
        seconds: that alignment took.
    """

    said: int = 0
    placed: int = 0
    unsaid: int = 0
    wrong: int = 0
    lacking: int = 0
    kept: int = 0
    heard: list[int] = field(default_factory=list)
    script: list[int] = field(default_factory=list)
    seconds: float = 0.0


def written(words: list[str]) -> tuple[str, list[int], list[int]]:
    """A script's text; for each of its words its place among the true ones, -1 for unsaid words.

    Returns:
        The text, the places, and the places of the words that it lacks.
    """
    lines = [list(range(at, min(at + LINE, len(words)))) for at in range(0, len(words), LINE)]
    lacking = lines.pop(3) if len(lines) > 5 else []
    text, places = ["INT. A ROOM - NIGHT", ""], []
    for number, line in enumerate(lines):
        name = ("ANNA", "BEN (O.S.)")[number % 2]
        text.append(f"{name}: (turning away) {' '.join(words[k] for k in line)}")
        places += line
        if number == len(lines) // 2:
            text += ["", "SCENE 2", ""]
            for unsaid in UNSAID:
                text.append(f"MARGARET: {unsaid}")
                places += [-1] * len(unsaid.split())
            text += ["", "CUT TO:", ""]
    return "\n".join(text) + "\n", places, lacking


def errors(texts: list[str], times: list[tuple[int, int]], one: Known) -> list[int]:
    """Errors of starts and ends where a word is one of the reference."""
    found = []
    for k, r in matched(texts, [word[0] for word in one.words]).items():
        _, start, end = one.words[r]
        found += [times[k][0] - start] if start is not None else []
        found += [times[k][1] - end] if end is not None else []
    return found


def measure(one: Known, transcript: Transcript, found: Found, folder: Path) -> None:
    """Write the script of a recording, lay it on what was heard, and compare."""
    text, places, lacking = written([word[0] for word in one.words])
    path = folder / f"{one.path.stem}.txt"
    path.write_text(text, "utf-8")
    began = time.perf_counter()
    lines = read_script(path)
    made = aligned(transcript.words, lines, transcript.speech, one.language)
    found.seconds += time.perf_counter() - began
    tokens = of_script(lines, unspaced=False)
    if len(tokens) != len(places):
        raise SystemExit(f"{path}: {len(tokens)} words were read of {len(places)} written")
    # The script's words are in the transcript letter for letter and in order.
    at = 0
    there: set[int] = set()
    for word in made.words:
        for k in range(at, len(tokens)):
            if tokens[k].text == word.text and lines[tokens[k].source].speaker == word.speaker:
                there.add(k)
                at = k + 1
                break
    found.said += sum(place >= 0 for place in places)
    found.placed += sum(places[k] >= 0 for k in there)
    found.unsaid += sum(place < 0 for place in places)
    found.wrong += sum(places[k] < 0 for k in there)
    found.lacking += len(lacking)
    others = {key_of(w.text) for w in made.words if not w.speaker}
    found.kept += sum(key_of(one.words[k][0]) in others for k in lacking)
    heard = transcript.words
    found.heard += errors([w.text for w in heard], [(w.start, w.end) for w in heard], one)
    found.script += errors(
        [w.text for w in made.words], [(w.start, w.end) for w in made.words], one
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--model", default="base")
    arguments = parser.parse_args()
    settings = EngineSettings(model=arguments.model, device="cpu", compute_type="int8")
    groups: dict[str, Found] = {}
    with (
        registry.speech_engine("faster-whisper", settings) as engine,
        tempfile.TemporaryDirectory() as folder,
    ):
        engine.prepare()
        for one in known(arguments.data):
            transcript = hear(engine, one, Path(folder))
            for name in (one.group, "all"):
                measure(one, transcript, groups.setdefault(name, Found()), Path(folder))
    head = f"{'median':>10}{'|med|':>8}{'|95th|':>8}"
    print(f"model {arguments.model}; times in ms, later is positive")
    print(f"{'':<9}{'placed':>12}{'wrong':>9}{'kept':>9}   script's words: known{head}   "
          f"recogniser's: known{head}   seconds")  # fmt: skip
    for name, one in sorted(groups.items(), key=lambda item: item[0] == "all"):
        print(
            f"{name:<9}{f'{one.placed}/{one.said}':>12}{f'{one.wrong}/{one.unsaid}':>9}"
            f"{f'{one.kept}/{one.lacking}':>9}{len(one.script):>24}{spread(one.script)}"
            f"{len(one.heard):>22}{spread(one.heard)}{one.seconds:>10.3f}"
        )


if __name__ == "__main__":
    main()
