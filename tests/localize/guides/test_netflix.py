"""The figures of the Netflix guide, literally, and how locales inherit them."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from localize.errors import UnknownNameError
from localize.guides import DashStyle, ShotZones, guide_names, load_guide
from localize.guides.counting import RULES
from localize.locales import normalize
from localize.script import TrackRole
from localize.timeline import FrameRate

GUIDE = load_guide("netflix")

BOTH = (42, 17, 13, 20, 17, "latin", 2, 2, "both")
SPACED = (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced")

# locale: line, adult, children, SDH adult, SDH children, counting, lines, SDH lines, dash.
TABLE = {
    "en": (42, 20, 17, 20, 17, "latin", 2, 2, "both"),
    "es": (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    "fr": (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    "de": (42, 17, 13, 20, 17, "latin", 2, 2, "both"),
    "it": (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    "pt-BR": (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    "pt-PT": (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    "nl": (42, 17, 13, 20, 17, "latin", 2, 2, "second"),
    "ja": (13, 4, 4, 7, 7, "full-width", 2, 2, "both"),
    "ko": (16, 12, 9, 14, 11, "korean", 2, 2, "both-spaced"),
    "zh-Hans": (16, 9, 7, 11, 9, "full-width", 2, 3, "both"),
    "zh-Hant": (16, 9, 7, 11, 9, "full-width", 2, 3, "both"),
    "ar": (42, 20, 17, 23, 20, "latin", 2, 2, "both-spaced"),
    "hi": (42, 22, 18, 25, 20, "latin", 2, 2, "both"),
    "ta": (42, 22, 18, 22, 18, "latin", 2, 2, "both"),
    "te": (42, 22, 18, 22, 18, "latin", 2, 2, "both"),
    "bn": (42, 22, 18, 22, 18, "latin", 2, 2, "both"),
    "th": (35, 17, 13, 20, 17, "thai", 2, 2, "both-spaced"),
    **dict.fromkeys(
        ("ru", "pl", "id", "ms", "vi", "cs", "hu", "ro"),
        (42, 17, 13, 20, 17, "latin", 2, 2, "both-spaced"),
    ),
    **dict.fromkeys(
        ("tr", "sv", "da", "no", "nb", "el", "uk", "hr", "fil"),
        (42, 17, 13, 20, 17, "latin", 2, 2, "both"),
    ),
    "fi": (42, 17, 13, 20, 17, "latin", 2, 2, "second"),
    # No section of their own.
    "is": (42, 17, 13, 20, 17, "latin", 2, 2, "both"),
    "und": (42, 17, 13, 20, 17, "latin", 2, 2, "both"),
}


@pytest.mark.parametrize("tag", TABLE)
def test_figures(tag):
    line, adult, children, sdh_adult, sdh_children, counting, lines, sdh_lines, dash = TABLE[tag]
    limits = GUIDE.limits(tag)
    assert limits.max_line_length == line
    assert limits.reading_speed == adult
    assert GUIDE.limits(tag, audience="children").reading_speed == children
    assert GUIDE.limits(tag, sdh=True).reading_speed == sdh_adult
    assert GUIDE.limits(tag, sdh=True, audience="children").reading_speed == sdh_children
    assert limits.counting == counting
    assert limits.max_lines == lines
    assert GUIDE.limits(tag, sdh=True).max_lines == sdh_lines
    assert GUIDE.dash(tag) == dash
    assert limits.min_duration == (500 if tag == "ja" else 833)
    assert (limits.max_duration, limits.min_gap_frames, limits.chain_frames) == (7000, 2, 12)


def test_sdh_line_lengths():
    assert GUIDE.limits("ja", sdh=True).max_line_length == 16
    assert GUIDE.limits("zh", sdh=True).max_line_length == 18
    assert GUIDE.limits("ko", sdh=True).max_line_length == 16


def test_vertical_japanese():
    limits = GUIDE.limits("ja")
    assert limits.line_length(vertical=True) == 11
    assert limits.line_length(vertical=False) == 13
    assert GUIDE.limits("de").line_length(vertical=True) == 42


@pytest.mark.parametrize(
    ("locale", "like"),
    [
        ("es-419", "es"),
        ("es-ES", "es"),
        ("en-GB", "en"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("ja-JP", "ja"),
        ("sr-Latn", "sr"),
    ],
)
def test_inheritance(locale, like):
    theirs = dataclasses.replace(GUIDE.limits(like), locale=locale)
    assert GUIDE.limits(locale) == theirs
    assert GUIDE.dash(locale) == GUIDE.dash(like)
    assert GUIDE.italics(locale) == GUIDE.italics(like)


def test_chinese_scripts_name_their_own_pages():
    assert GUIDE.source("zh-TW")[0].endswith("/215994807")
    assert GUIDE.source("zh-CN")[0].endswith("/215986007")
    assert len(GUIDE.source("zh-CN")) == 1


def test_templates_have_their_own_speed_and_transcripts_that_of_subtitles():
    assert GUIDE.limits("en", role=TrackRole.TEMPLATE).reading_speed == 17
    template = GUIDE.limits("en-US", role=TrackRole.TEMPLATE, audience="children")
    assert template.reading_speed == 15
    assert GUIDE.limits("en", role=TrackRole.TRANSCRIPT) == GUIDE.limits("en")
    assert GUIDE.limits("de", role=TrackRole.TEMPLATE) == GUIDE.limits("de")


def test_no_italics():
    without = {tag for tag in GUIDE.locales if GUIDE.italics(tag) is False}
    assert {tag for tag in without if "-" not in tag} == {"ar", "he", "hi", "ko", "th", "yue", "zh"}


def test_italics_of_which_no_source_says_anything():
    assert {tag: GUIDE.italics(tag) for tag in ("ta", "te", "bn", "is")} == {
        "ta": None,
        "te": None,
        "bn": None,
        "is": None,
    }
    assert GUIDE.italics("es-419") is True


def test_shot_changes():
    zones = GUIDE.limits("en").shots
    assert zones == ShotZones(
        snap_before=7, clear_before=12, snap_after=12, out_gap=2, out_before=12, out_after=12
    )
    assert {GUIDE.limits(tag, sdh=True).shots for tag in GUIDE.locales} == {zones}


HABITS = {
    "en": {
        "quotes": ("“", "”", "‘", "’"),
        "pause_ellipsis": "end",
        "interruption": "--",
        "spell_to": 10,
        "spell_at_start": True,
        "glyphs": "latin",
    },
    "es-419": {"pause_ellipsis": "both", "inverted": True, "spell_to": 10},
    "de": {"pause_ellipsis": "both", "quotes": ("„", "“", "‚", "‘"), "inverted": False},
    "fr": {"space_before": ";:!?»", "quotes": ("«", "»", "«", "»"), "pause_ellipsis": ""},
    "fr-CA": {"space_before": ":»", "quotes": ("«", "»", "”", "“"), "spell_to": 10},
    "pt-BR": {"quotes": ("“", "”", "‘", "’")},
    "pt-PT": {"quotes": ("«", "»", "“", "”"), "spell_to": 10},
    "zh-TW": {"omit": "，。", "quotes": ("「", "」", "『", "』"), "glyphs": "chinese"},
    "zh-CN": {"omit": "，。", "quotes": ("“", "”", "‘", "’")},
    "ko": {"ellipsis": "…", "italics": False, "spell_to": 0, "glyphs": "korean"},
    "ja": {"quotes": ("「", "」", "『", "』"), "spell_to": 0, "glyphs": "japanese"},
    "ru": {"glyphs": "cyrillic", "quotes": ("«", "»", "„", "“"), "spell_to": 0},
    "is": {"glyphs": "", "quotes": (), "spell_to": 0},
}


@pytest.mark.parametrize("tag", HABITS)
def test_habits(tag):
    habits = GUIDE.habits(tag)
    assert {key: getattr(habits, key) for key in HABITS[tag]} == HABITS[tag]
    assert habits.locale == tag
    assert (habits.ellipsis, habits.music, habits.prefer_one_line) == ("…", "♪", True)
    assert not habits.bottom_heavy  # of which the guide's own page says nothing
    assert habits.sound_brackets == ()


def test_habits_for_the_deaf_and_hard_of_hearing():
    assert GUIDE.habits("de", sdh=True).sound_brackets == ("[", "]")
    assert GUIDE.habits("ja", sdh=True).sound_brackets == ()  # no source says it of Japanese
    plain = dataclasses.replace(GUIDE.habits("de", sdh=True), sound_brackets=())
    assert plain == GUIDE.habits("de")


def test_quotation_marks_are_four_or_none():
    for tag in (*GUIDE.locales, "is"):
        assert len(GUIDE.habits(tag).quotes) in (0, 4), tag


def test_every_section_is_sourced_and_its_tag_in_normal_form():
    for tag, section in GUIDE.sections:
        assert section.figures.source, tag
        if tag not in ("general", "fallback"):
            assert normalize(tag) == tag
            assert GUIDE.limits(tag).counting in RULES
    named = {name for _, section in GUIDE.sections for name in section.figures.source}
    known = dict(GUIDE.sources)
    assert {name for name in named if not name.startswith("https://")} <= known.keys()


@pytest.mark.parametrize("name", guide_names())
def test_every_figure_says_whose_it_is(name):
    guide = load_guide(name)
    spelt = set(dict(guide.sources).values())
    for tag, section in guide.sections:
        for kind, figures in (("", section.figures), *section.variants):
            for key in figures.said():
                origin = figures.origin(key)
                assert origin is not None, (tag, kind, key)
                assert origin.sources, (tag, kind, key)
                assert all(each in spelt or each[:8] == "https://" for each in origin.sources)


def test_disagreements_keep_both_figures():
    both = {(item.section, item.figure, item.other) for item in GUIDE.disagreements}
    assert ("language.ko", "max_line_length", 23.0) in both
    assert ("general", "min_duration", 834) in both
    assert ("language.es", "dash", DashStyle.BOTH) in both
    assert ("general", "min_duration", 800) in both
    assert ("general", "shots", (("snap_before", 8),)) in both
    assert ("language.en", "reading_speed", (("adult", 17.0), ("children", 15.0))) in both
    assert ("language.en.template", "reading_speed", (("children", 13.0),)) in both
    assert ("language.he", "dash", DashStyle.SECOND) in both
    assert ("language.tr", "min_duration", 1000) in both
    assert ("language.ja", "chain_frames", 0) in both
    assert all(item.source and item.reason for item in GUIDE.disagreements)


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [
        ("both", "-", "-"),
        ("both-spaced", "- ", "- "),
        ("second", "", "-"),
        ("second-spaced", "", "- "),
    ],
)
def test_dash_marks(style, first, second):
    assert DashStyle(style).marks == (first, second)


def test_the_guide_is_listed_and_loaded_once():
    assert guide_names() == ("bbc", "bbc-portrait", "netflix", "ted")
    assert load_guide("netflix") is GUIDE


def test_the_guide_is_frozen_hashable_and_travels_to_workers():
    with pytest.raises(dataclasses.FrozenInstanceError):
        GUIDE.version = "1"
    assert hash(GUIDE) == hash(load_guide("netflix"))
    assert pickle.loads(pickle.dumps(GUIDE)) == GUIDE
    limits = GUIDE.limits("ja")
    assert pickle.loads(pickle.dumps(limits)) == limits


def test_unknown_audience():
    with pytest.raises(UnknownNameError, match="adult, children"):
        GUIDE.limits("en", audience="kids")


def test_signatures_tell_limits_apart():
    every = [
        GUIDE.limits(tag, audience=audience, sdh=sdh)
        for tag in GUIDE.locales
        for audience in ("adult", "children")
        for sdh in (False, True)
    ]
    assert len({limits.signature for limits in every}) == len(every)


@pytest.mark.parametrize(
    ("rate", "frames"), [("23.976", 20), ("24", 20), ("25", 21), ("29.97", 25), ("30", 25)]
)
def test_the_least_duration_is_a_whole_number_of_frames(rate, frames):
    """20 frames at 24 and 25 at 29.97, as the general requirements say."""
    parsed = FrameRate.parse(rate)
    least = GUIDE.limits("en").min_duration
    shortest = [parsed.time_of(at + frames) - parsed.time_of(at) for at in range(1001)]
    too_short = [parsed.time_of(at + frames - 1) - parsed.time_of(at) for at in range(1001)]
    assert min(shortest) >= least
    assert max(too_short) < least
