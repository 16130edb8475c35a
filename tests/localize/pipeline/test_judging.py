"""The risk of a draft's cues, from how well their source was heard."""

from __future__ import annotations

from localize.engines import CheckContext, Coverage, Stretch, StretchKind, Transcript
from localize.guides import load_guide
from localize.pipeline.judging import judged
from localize.pipeline.programme import Programme
from localize.script import Cue, Provenance
from localize.timeline import FrameRate


def whys(*stretches):
    """What is said of each of two drafted lines, the first at 0–2 s, the second at 4–6 s."""
    source = (Cue("a", 0, 2_000, ("Open it.",)), Cue("b", 4_000, 6_000, ("Close it.",)))
    drafts = (
        Cue("x", 0, 2_000, ("Ábrelo.",), source_ids=("a",)),
        Cue("y", 4_000, 6_000, ("Ciérralo.",), source_ids=("b",)),
    )
    guide = load_guide("netflix")
    rate = FrameRate.parse("25")
    context = CheckContext(guide.limits("es"), rate, source=source, source_locale="en")
    report = Coverage(4_000, 4_000, 1, 0, stretches)
    heard = Transcript("E", "en", 1.0, (), (), 9_000, Provenance("x", "1"), coverage=report)
    found = judged(drafts, context, (), Programme(heard, rate), {})
    return [[reason.why for reason in risk.reasons] for _, risk in found]


def test_a_line_in_noise_is_a_risk():
    noise = Stretch(StretchKind.NOISY, 1_500, 3_500, "there is noise")
    assert whys(noise) == [["there is noise"], []]
    assert whys() == [[], []]


def test_a_doubt_of_its_own_words_is_told_rather_than_the_noise():
    noise = Stretch(StretchKind.NOISY, 0, 9_000, "there is noise")
    doubt = Stretch(StretchKind.DOUBTFUL, 4_000, 5_000, "it loops", "Close it.")
    assert whys(noise, doubt) == [["there is noise"], ["it loops"]]
