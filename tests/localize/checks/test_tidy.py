"""A machine's draft in the guide's typography; no word changes."""

from __future__ import annotations

from localize.checks import run_checks
from localize.checks.tidy import TYPOGRAPHY, tidied
from localize.engines import CheckContext
from localize.guides import load_guide
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate

GUIDE = load_guide("netflix")


def draft(locale, *texts):
    cues = tuple(
        Cue(f"c{n}", n * 3_000, n * 3_000 + 2_500, tuple(text.split("\n")))
        for n, text in enumerate(texts)
    )
    context = CheckContext(GUIDE.limits(locale), FrameRate.parse("24"), GUIDE.habits(locale))
    return Track("e", locale, TrackRole.SUBTITLE, cues), context


def test_ellipses_spaces_and_dashes_are_the_guides():
    track, context = draft("en", "I do not...  know.", "- Who?\n- Me.", "Wait ...")
    made = tidied(track, context)
    assert [cue.text for cue in made.cues][:2] == ["I do not… know.", "-Who?\n-Me."]
    assert not [one for one in run_checks(made, context, TYPOGRAPHY, part=True) if one.fix]
    letters = ["".join(c for c in cue.text if c.isalnum()) for cue in track.cues]
    assert ["".join(c for c in cue.text if c.isalnum()) for cue in made.cues] == letters
    assert [(cue.start, cue.end) for cue in made.cues] == [(c.start, c.end) for c in track.cues]


def test_french_has_its_spaces_and_a_clean_track_stays():
    track, context = draft("fr", "Tu viens ?", "Oui!")
    made = tidied(track, context)
    assert "\u202f" in made.cues[0].text or "\u00a0" in made.cues[0].text
    again = tidied(made, context)
    assert again == made
