"""How many of a subtitler's cue and line breaks the segmentation finds, beside a greedy wrap.

    python benchmarks/segmentation.py [--data DIR] [--part held-out|tuned|all] [--files]
    python benchmarks/segmentation.py --speed

Human subtitles (`subs-*`) are joined to plain text; each word's time is its share of its cue's, by
characters. The text is cut again under the guide's limits for its language, and the breaks are
compared by their place in the text: precision, recall and F1 of cue borders, and of all breaks
(lines and cues alike). *flat* closes the pauses between cues first, so that only text and speed are
left to go by.

The greedy wrap fills lines to the same limits, in words or (Japanese, Chinese) characters, and
begins a cue when the lines are full, after 7 s, and after a pause of 1.5 s.

Weights were chosen on the *tuned* part: the first half of each file of three works (see TUNED). The
*held-out* part is the rest: the second halves, and every other work whole.

`--speed` times the segmentation on 1,000, 10,000 and 100,000 words of one of the files, repeated.
"""

from __future__ import annotations

import argparse
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from localize.formats import read_file
from localize.guides import load_guide
from localize.guides.counting import count
from localize.markup import strip
from localize.script import Word
from localize.segmentation import DEFAULT, segment
from localize.syntax.phrases import is_unspaced
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.script import Cue
    from localize.segmentation import Weights

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
#: Works whose first halves the weights were chosen on.
TUNED = ("blocks4all", "itaccess", "captions")
NAMED = ("en", "es", "de", "fr", "ja", "ko", "zh")
RATE = FrameRate.parse("24")
PAUSE = 1500
LONGEST = 7000


@dataclass(frozen=True)
class Text:
    """A stretch of human subtitles.

    Attributes:
        name: of the file, and which half.
        language: of the text.
        held_out: whether no weight was chosen on it.
        words: with interpolated times, ms.
        cues: places (in characters without spaces) where a human cue ends.
        lines: where a human line ends inside a cue.
    """

    name: str
    language: str
    held_out: bool
    words: tuple[Word, ...]
    cues: frozenset[int]
    lines: frozenset[int]


def texts(data: Path) -> list[Text]:
    """Every file of human subtitles in the data folder, in the parts that it is measured in."""
    found = []
    for path in sorted(data.glob("subs-*/*")):
        language = re.search(r"[._]([a-z]{2}(?:-[a-z]{2})?)\.(?:vtt|srt)$", path.name)
        if language is None or re.search("chapters|description", path.name):
            continue
        cues = [cue for cue in read_file(path).track.cues if "".join(cue.lines).strip()]
        code = {"zh-cn": "zh", "pt-br": "pt"}.get(language[1], language[1])
        name = f"{path.parent.name}/{path.name}"
        if path.name.startswith(TUNED) and "excerpt" not in path.name:
            half = len(cues) // 2
            found.append(joined(f"{name} 1/2", code, cues[:half], held_out=False))
            found.append(joined(f"{name} 2/2", code, cues[half:], held_out=True))
        else:
            found.append(joined(name, code, cues, held_out=True))
    if not found:
        raise SystemExit(f"There are no human subtitles in {data}; name the folder with --data.")
    return found


def joined(name: str, language: str, cues: Sequence[Cue], *, held_out: bool) -> Text:
    """Cues as one run of words, each with its share of its cue's time."""
    words: list[Word] = []
    ends: set[int] = set()
    breaks: set[int] = set()
    place = 0
    for cue in cues:
        lines = [plain for line in cue.lines if (plain := strip(line).strip())]
        tokens = [(token, n == 0) for line in lines for n, token in enumerate(tokens_of(line))]
        size = sum(len(text) for (text, _), _ in tokens)
        done = 0
        for number, ((text, inside), begins) in enumerate(tokens):
            if begins and number:
                breaks.add(place)
            # A break between two characters without a space has none when it is undone.
            joint = bool(words) and is_unspaced(text[0]) and tight(words[-1].text[-1])
            spaced = not joint if begins else inside
            start = cue.start + cue.duration * done // size
            done += len(text)
            end = cue.start + cue.duration * done // size
            words.append(Word(text, start, end, spaced=spaced))
            place += len(text)
        ends.add(place)
    return Text(
        name, language, held_out, tuple(words), frozenset(ends - {place}), frozenset(breaks)
    )


def tight(char: str) -> bool:
    """Whether no space follows a character in Japanese or Chinese."""
    return is_unspaced(char) or char in "。、，！？；：」』）…"


def tokens_of(line: str) -> list[tuple[str, bool]]:
    """Words of a line, single characters where a script has no spaces; whether one is before it."""
    found = []
    for chunk in line.split():
        parts = re.findall(
            r"[\u3041-\u30ff\u3400-\u9fff][、。，！？」』）…ー]*|[^\u3041-\u30ff\u3400-\u9fff]+",
            chunk,
        )
        found += [(part, n == 0) for n, part in enumerate(parts)]
    return found


def flattened(text: Text) -> Text:
    """The same without the pauses between cues."""
    words, gone = [], 0
    for number, word in enumerate(text.words):
        gone += max(0, word.start - text.words[number - 1].end) if number else word.start
        words.append(replace(word, start=word.start - gone, end=max(word.start, word.end) - gone))
    return replace(text, words=tuple(words))


def ours(text: Text, limits: Limits, weights: Weights) -> tuple[set[int], set[int]]:
    """Places where our cues end, and where lines end inside them."""
    result = segment(text.words, limits, RATE, locale=text.language, weights=weights)
    ends, breaks, place = set(), set(), 0
    for cue in result.cues:
        for line in cue.lines:
            breaks.add(place)
            place += len("".join(line.split()))
        ends.add(place)
    return ends - {place}, breaks - ends - {0}


def greedy(text: Text, limits: Limits) -> tuple[set[int], set[int]]:
    """The same of a wrap that fills each line, and each cue."""
    ends: set[int] = set()
    breaks: set[int] = set()
    line, lines, began, place = "", 1, text.words[0].start, 0
    for number, word in enumerate(text.words):
        longer = f"{line}{' ' if word.spaced and line else ''}{word.text}"
        pause = word.start - text.words[number - 1].end if number else 0
        if line and (pause >= PAUSE or word.end - began > LONGEST):
            ends.add(place)
            line, lines, began = word.text, 1, word.start
        elif line and count(longer, limits.counting) > limits.max_line_length:
            if lines == limits.max_lines:
                ends.add(place)
                lines, began = 1, word.start
            else:
                breaks.add(place)
                lines += 1
            line = word.text
        else:
            line = longer
        place += len("".join(word.text.split()))
    return ends, breaks


class Score:
    """Breaks found, ours, and a person's, summed over texts."""

    def __init__(self) -> None:
        self.both = self.found = self.human = 0

    def add(self, found: set[int], human: frozenset[int]) -> None:
        """Count one text."""
        self.both += len(found & human)
        self.found += len(found)
        self.human += len(human)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, %."""
        return 200 * self.both / max(1, self.found + self.human)

    def __str__(self) -> str:
        precision = 100 * self.both / max(1, self.found)
        recall = 100 * self.both / max(1, self.human)
        return f"{precision:5.0f} {recall:4.0f} {self.f1:5.1f}"


KINDS = ("cues", "all breaks", "cues, flat", "all, flat")


def scores(
    chosen: Sequence[Text], weights: Weights = DEFAULT, *, wrap: bool = False
) -> dict[str, Score]:
    """The scores of some texts of one language."""
    found = {kind: Score() for kind in KINDS}
    for text in chosen:
        limits = load_guide("netflix").limits(text.language)
        for flat, same in (("", text), (", flat", flattened(text))):
            ends, breaks = greedy(same, limits) if wrap else ours(same, limits, weights)
            found[f"cues{flat}"].add(ends, text.cues)
            found["all, flat" if flat else "all breaks"].add(ends | breaks, text.cues | text.lines)
    return found


def speed(data: Path) -> None:
    """Print how long the segmentation takes for more and more words."""
    for language in ("en", "ja"):
        one = next(t for t in texts(data) if t.language == language and len(t.words) > 100)
        limits = load_guide("netflix").limits(language)
        for size in (1_000, 10_000, 100_000):
            words, at = [], 0
            while len(words) < size:
                words += [replace(w, start=w.start + at, end=w.end + at) for w in one.words]
                at = words[-1].end + 300
            words = words[:size]
            segment(words[:200], limits, RATE, locale=language)
            began, spent = time.perf_counter(), time.process_time()
            result = segment(words, limits, RATE, locale=language)
            seconds = time.perf_counter() - began
            spent = time.process_time() - spent
            print(
                f"{language}: {size:>7} words ({words[-1].end / 3_600_000:5.2f} h), "
                f"{len(result.cues):>6} cues in {seconds:6.2f} s, {spent:6.2f} s of one processor, "
                f"{1_000_000 * spent / size:5.1f} µs a word",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("held-out", "tuned", "all"), default="held-out")
    parser.add_argument("--files", action="store_true", help="a line for each file too")
    parser.add_argument("--speed", action="store_true", help="seconds for 1k to 100k words")
    arguments = parser.parse_args()
    if arguments.speed:
        speed(arguments.data)
        return
    chosen = [
        text
        for text in texts(arguments.data)
        if arguments.part == "all" or text.held_out == (arguments.part == "held-out")
    ]
    languages = [*NAMED, *sorted({text.language for text in chosen} - set(NAMED))]
    print(f"{arguments.part}: precision, recall and F1 (%) of breaks found")
    print(f"{'':<44}{'cues':>6}" + "".join(f"{kind:>18}" for kind in KINDS))
    rows = []
    for language in languages:
        own = [text for text in chosen if text.language == language]
        if not own:
            continue
        if arguments.files:
            rows += [(text.name, [text]) for text in own]
        rows.append((language, own))
    rows.append(("the seven", [text for text in chosen if text.language in NAMED]))
    rows.append(("all", chosen))
    for name, own in rows:
        human = sum(len(text.cues) + 1 for text in own)
        for system, found in (("ours", scores(own)), ("greedy", scores(own, wrap=True))):
            label = f"{name} {system}"
            figures = "".join(f"{found[kind]!s:>18}" for kind in KINDS)
            print(f"{label:<44}{human:>6}{figures}", flush=True)


if __name__ == "__main__":
    main()
