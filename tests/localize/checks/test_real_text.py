"""The checks of text on subtitles that people made: few false alarms, fixes that lose nothing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from localize.checks import fix_track, run_checks
from localize.findings import Severity
from localize.formats import read_file
from localize.testing.checks import context

if TYPE_CHECKING:
    from pathlib import Path

#: Checks that judge by likelihood: of good cues they may doubt few.
HEURISTIC = (
    "mixed-script", "mojibake", "quotes", "brackets", "tags", "stray-markup", "dashes", "lone-dash",
    "number-words", "repeated-word", "repeated-cue", "missing-space", "inverted-marks",
    "credit-line", "invisible", "double-space",
)  # fmt: skip
#: Checks whose fixes change the words (figures written out, a word that stood twice).
OF_WORDS = {"number-words", "repeated-word"}
LOCALES = {"pt-br": "pt-BR", "zh-cn": "zh-Hans"}


def tracks(folder: Path) -> list[Any]:
    """Every track of dialogue or description that people made, with its locale."""
    found = []
    for path in sorted(folder.glob("subs-*/*")):
        match = re.search(
            r"[._](pt-br|zh-cn|en|es|fr|de|ja|ko|ar|ru|sv|it|hi)\.(?:vtt|srt)$", path.name
        )
        if match and "chapters" not in path.name:
            locale = LOCALES.get(match[1], match[1])
            found.append(read_file(path, locale=locale).track)
    return found


def letters(track: Any) -> str:
    """The letters and digits of a track, in order."""
    return re.sub(r"[\W_]+", "", " ".join(cue.text for cue in track.cues))


def test_doubts_are_few(shared_data: Path) -> None:
    there = tracks(shared_data)
    cues = sum(len(track.cues) for track in there)
    assert cues > 1000
    found: Counter[str] = Counter()
    for track in there:
        found.update(
            one.rule
            for one in run_checks(track, context(track.locale), HEURISTIC)
            if one.severity is not Severity.NOTE
        )
    for rule, times in found.items():
        assert times <= 0.01 * cues, rule


@pytest.mark.parametrize("sdh", [False, True])
def test_fixes_lose_no_letter_and_come_to_an_end(shared_data: Path, sdh: bool) -> None:
    for track in tracks(shared_data):
        measures = context(track.locale, sdh=sdh)

        def check(checked: Any, measures: Any = measures) -> Any:
            return run_checks(checked, measures)

        fixed, applied = fix_track(track, check)
        assert not any(one.fix for one in check(fixed))
        assert {cue.id for cue in fixed.cues} == {cue.id for cue in track.cues}
        if OF_WORDS.isdisjoint(one.rule for one in applied):
            assert letters(fixed) == letters(track)
