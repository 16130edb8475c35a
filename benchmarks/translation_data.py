"""The parallel text that `translation.py` measures on: `mt-flores`, `mt-diabla`, `mt-ami-ja`."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass(frozen=True)
class Parallel:
    """Sentences with a human's translation of each.

    Attributes:
        name: of the set.
        source: language of the sentences.
        target: language of their references.
        sentences: in order.
        references: one a sentence.
    """

    name: str
    source: str
    target: str
    sentences: tuple[str, ...]
    references: tuple[str, ...]

    def first(self, count: int) -> Parallel:
        """The first sentences alone; all where ``count`` is 0."""
        if not count:
            return self
        return Parallel(
            self.name, self.source, self.target, self.sentences[:count], self.references[:count]
        )


@dataclass(frozen=True)
class Output:
    """What another system made of the English side of `mt-flores`, and the BLEU recorded for it."""

    system: str
    target: str
    lines: tuple[str, ...]
    recorded: float


def sets(data: Path = DATA) -> list[Parallel]:
    """Every set in every direction that it has, FLORES with English on either side."""
    return [*_flores(data), *_diabla(data), *_ami(data)]


def outputs(data: Path = DATA) -> list[Output]:
    """The other systems' output that lies beside `mt-flores`, where its score is recorded."""
    found = []
    for score in sorted((data / "mt-flores" / "systems").glob("*.bleu")):
        lines = score.with_suffix("")
        if lines.is_file():
            _, system, target = lines.name.split(".")[-3:]
            recorded = float(score.read_text("utf-8"))
            found.append(Output(system, target, _lines(lines), recorded))
    return found


def _flores(data: Path) -> list[Parallel]:
    folder = data / "mt-flores"
    english = folder / "flores-dev.en"
    if not english.is_file():
        return []
    found = []
    for path in sorted(folder.glob("flores-dev.*")):
        other = path.suffix[1:]
        if other != "en":
            ours, theirs = _lines(english), _lines(path)
            found.append(Parallel("flores-dev", "en", other, ours, theirs))
            found.append(Parallel("flores-dev", other, "en", theirs, ours))
    return found


def _diabla(data: Path) -> list[Parallel]:
    path = data / "mt-diabla" / "everyday.tsv"
    if not path.is_file():
        return []
    pairs: dict[str, list[tuple[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pairs.setdefault(row["direction"], []).append((row["source"], row["reference"]))
    found = []
    for direction, rows in sorted(pairs.items()):
        source, target = direction.split("-")
        sentences, references = zip(*rows, strict=True)
        found.append(Parallel("diabla", source, target, sentences, references))
    return found


def _ami(data: Path) -> list[Parallel]:
    path = data / "mt-ami-ja" / "dev.json"
    if not path.is_file():
        return []
    told = [line for one in json.loads(path.read_text("utf-8")) for line in one["conversation"]]
    english = tuple(line["en_sentence"] for line in told)
    japanese = tuple(line["ja_sentence"] for line in told)
    return [
        Parallel("ami", "en", "ja", english, japanese),
        Parallel("ami", "ja", "en", japanese, english),
    ]


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8").splitlines())
