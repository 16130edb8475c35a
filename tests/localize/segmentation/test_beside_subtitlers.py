"""Cues found in a subtitler's words, beside a greedy fill of lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.script import Word
from localize.segmentation import segment
from tests.localize.segmentation.saying import FILM, GUIDE

if TYPE_CHECKING:
    from pathlib import Path


def human(path: Path) -> tuple[list[Word], set[int]]:
    """Words of a WebVTT file with times shared out in each cue, and which begin cues."""
    words: list[Word] = []
    begins = set()
    clock = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3})")
    for block in re.split(r"\n\s*\n", path.read_text("utf-8-sig").replace("\r", "")):
        head, arrow, body = block.partition(" --> ")
        if not arrow:
            continue
        marks = clock.findall(f"{head.splitlines()[-1]} {body.splitlines()[0]}")
        start, end = (
            ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(f) for h, m, s, f in marks
        )
        texts = re.sub(r"<[^>]*>", "", " ".join(body.splitlines()[1:])).split()
        size = max(1, sum(map(len, texts)))
        begins.add(len(words))
        at = start
        for text in texts:
            until = at + (end - start) * len(text) // size
            words.append(Word(text, at, until))
            at = until
    return words, begins


def test_finds_more_of_a_subtitlers_cues_than_filling_lines_does(shared_data: Path) -> None:
    words, begins = human(shared_data / "subs-ableplayer" / "itaccess_captions_en.vtt")
    limits = GUIDE.limits("en")
    result = segment(words, limits, FILM, locale="en")
    ours = {first for first, _ in result.words_of.values()}
    greedy, line, number = {0}, 0, 1
    for index, word in enumerate(words):
        pause = word.start - words[index - 1].end if index else 0
        if line + 1 + len(word.text) > limits.max_line_length or pause >= 1500:
            line, number = 0, number + 1
            if number > limits.max_lines or pause >= 1500:
                greedy.add(index)
                number = 1
        line += 1 + len(word.text)

    def score(found: set[int]) -> float:
        return 2 * len(found & begins) / (len(found) + len(begins))

    assert score(ours) > score(greedy) + 0.2
