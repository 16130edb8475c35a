"""What each guide asks is kept by what cuts and times cues, and told by the checks."""

from __future__ import annotations

import random

import pytest

from localize.checks import run_checks
from localize.engines import CheckContext
from localize.findings import Severity
from localize.guides import guide_names, load_guide
from localize.script import Track, TrackRole, Word
from localize.segmentation import segment
from localize.timeline import FrameRate

RATE = FrameRate.parse("25")
TEXT = (
    "The man who was there said that he would never go back to London, because it rained. "
    "So we left! And you? I don't know; maybe tomorrow we'll see it again."
)
SENTENCES = TEXT.split()


def spoken(words, seed):
    """Unhurried speech, about 130 words a minute, with pauses between sentences."""
    draw = random.Random(seed)
    time, found = 500, []
    for number in range(words):
        word = SENTENCES[number % len(SENTENCES)]
        lasts = 110 * len(word) + draw.randrange(40)
        found.append(Word(word, time, time + lasts, 0.9))
        time += lasts + draw.choice((20, 40, 900, 1500) if word[-1] in ".!?" else (0, 20, 60))
    return found


@pytest.mark.parametrize("name", guide_names())
@pytest.mark.parametrize("audience", ["adult", "children"])
def test_cues_cut_to_a_guide_keep_its_hard_limits(name, audience):
    guide = load_guide(name)
    limits, habits = guide.limits("en", audience=audience), guide.habits("en")
    found = segment(spoken(400, name), limits, RATE, locale="en", habits=habits)
    track = Track("E", "en", TrackRole.SUBTITLE, found.cues)
    wrong = [
        finding
        for finding in run_checks(track, CheckContext(limits, RATE, habits))
        if finding.severity is Severity.ERROR and finding.rule != "reading-speed"
    ]
    assert wrong == []
    words = [word for cue in found.cues for line in cue.lines for word in line.split()]
    assert words == [word.text for word in spoken(400, name)]


def test_each_guide_is_told_apart_by_the_checks():
    """One cue, by each guide: what one lets pass another finds."""
    word = Word("x" * 30, 0, 2000, 1.0)
    cues = segment([word], load_guide("netflix").limits("en"), RATE, locale="en").cues
    rules = {}
    for name in guide_names():
        context = CheckContext(load_guide(name).limits("en"), RATE)
        track = Track("E", "en", TrackRole.SUBTITLE, cues)
        rules[name] = {finding.rule for finding in run_checks(track, context)}
    assert "line-length" in rules["bbc-portrait"]
    assert all("line-length" not in rules[name] for name in ("bbc", "netflix", "ted"))
