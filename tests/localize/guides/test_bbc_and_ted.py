"""The figures of the other guides, literally."""

from __future__ import annotations

import pytest

from localize.guides import load_guide
from localize.script import TrackRole


def test_bbc():
    limits = load_guide("bbc").limits("en", sdh=True)
    assert (limits.max_line_length, limits.max_lines) == (37, 2)
    assert (limits.min_gap_frames, limits.chain_frames) == (0, 24)  # a gap is 1 s, or none
    assert (limits.min_word_duration, limits.min_duration) == (300, 300)
    assert limits.shots is None
    # 180 words a minute of 5.6 characters.
    assert limits.reading_speed == pytest.approx(180 * 5.6 / 60)
    assert load_guide("bbc").limits("cy") == load_guide("bbc").limits("cy", role=TrackRole.TEMPLATE)


def test_vertical_video_at_the_bbc():
    landscape, portrait = (load_guide(name).limits("en") for name in ("bbc", "bbc-portrait"))
    assert (portrait.max_line_length, portrait.max_lines) == (25, 3)
    assert portrait.reading_speed == landscape.reading_speed
    assert portrait.chain_frames == landscape.chain_frames


def test_how_the_bbc_writes():
    habits = load_guide("bbc").habits("en")
    assert (habits.ellipsis, habits.interruption, habits.glyphs) == ("...", "...", "bbc-broadcast")
    assert (habits.spell_to, habits.spell_at_start) == (0, True)
    assert (habits.music, habits.sound_brackets, habits.pause_ellipsis) == ("", (), "")
    assert load_guide("bbc-portrait").habits("en").glyphs == "bbc-online"
    assert load_guide("bbc").habits("cy").glyphs == ""  # Welsh has accents


def test_ted():
    limits = load_guide("ted").limits("pl")
    assert (limits.max_line_length, limits.max_lines, limits.max_characters) == (42, 2, 84)
    assert (limits.min_duration, limits.max_duration, limits.reading_speed) == (1000, 7000, 21)
    assert limits.min_line_share == 0.5
    assert (limits.min_gap_frames, limits.chain_frames, limits.shots) == (0, 0, None)
    assert load_guide("ted").habits("pl").sound_brackets == ("(", ")")


@pytest.mark.parametrize(
    ("tag", "line", "cue", "speed"),
    [("ja", 13, 26, 4), ("zh-Hans", 16, 32, 9), ("zh-Hant", 16, 32, 9), ("yue", 16, 32, 9)],
)
def test_iwslt(tag, line, cue, speed):
    limits = load_guide("ted").limits(tag)
    found = (limits.max_line_length, limits.max_characters, limits.reading_speed)
    assert found == (line, cue, speed)
    assert limits.counting == "full-width"


def test_iwslt_japanese_is_disputed():
    (told,) = load_guide("ted").disagreements
    assert (told.section, told.figure) == ("language.ja", "reading_speed")
    assert dict(told.other)["adult"] == 6
