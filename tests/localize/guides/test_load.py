"""Reading a guide of one's own: strict, and in messages that name the key and the file."""

from __future__ import annotations

import pytest

from localize.errors import SettingsError, UnknownNameError
from localize.guides import load_guide

WHOLE = """
name = "house"
version = "3"

[general]
max_lines = 2
min_duration = 1000
max_duration = 6000
min_gap_frames = 4

[fallback]
counting = "latin"
max_line_length = 37
reading_speed = 15
chain_frames = 0

[language.pt_br]
reading_speed = { adult = 16.5 }
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "house guide.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_guide_of_ones_own(write):
    guide = load_guide(write(WHOLE))
    assert (guide.name, guide.version, guide.title) == ("house", "3", "house")
    assert guide.locales == ("pt-BR",)
    limits = guide.limits("pt-BR")
    assert (limits.guide, limits.reading_speed, limits.max_line_length) == ("house", 16.5, 37)
    # A table that leaves an audience out inherits that audience.
    assert guide.limits("pt-BR", audience="children").reading_speed == 15
    assert guide.limits("pt").reading_speed == 15
    assert guide.dash("pt-BR") is None
    assert guide.italics("pt-BR") is None
    assert guide.source("pt-BR") == ()


def test_a_byte_order_mark_is_no_matter(write):
    assert load_guide(write("\ufeff" + WHOLE)).name == "house"


def test_unknown_name():
    with pytest.raises(
        UnknownNameError, match=r"no style guide named 'itv'; there are: bbc, .*netflix"
    ):
        load_guide("itv")


def test_missing_file(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.toml.*No such file"):
        load_guide(str(tmp_path / "none.toml"))


def test_a_folder_is_no_guide(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_guide(f"{tmp_path}/")


def test_not_utf8(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_guide(str(path))


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('name = "house"', "name house", "not TOML", "line 2"),
        ('name = "house"', "", "name", "is missing"),
        ('version = "3"', "version = 3", "version", "must be a text, not 3"),
        ('version = "3"', 'version = "3"\nlicence = "x"', "licence", "there is no such key"),
        ("max_lines = 2", "max_line = 2", "general.max_line", "Did you mean max_lines?"),
        ("max_lines = 2", "max_lines = 0", "general.max_lines", "from 1, not 0"),
        ("max_lines = 2", "max_lines = true", "general.max_lines", "not True"),
        ("max_lines = 2", "max_lines = 2.5", "general.max_lines", "not 2.5"),
        ("max_lines = 2", "", "fallback", "gives no max_lines for und"),
        ("= 1000", "= 7000", "min_duration", "7000 ms is longer than max_duration, 6000"),
        ("= 1000", '= "1 s"', "general.min_duration", "not '1 s'"),
        ("min_gap_frames = 4", "min_gap_frames = -1", "general.min_gap_frames", "from 0, not -1"),
        ("chain_frames = 0", "chain_frames = 4", "chain_frames", "not over min_gap_frames, 4"),
        ('"latin"', '"words"', "fallback.counting", "latin, full-width, korean, thai"),
        ("= 37", "= nan", "fallback.max_line_length", "a number over 0, not nan"),
        ("= 37", "= inf", "fallback.max_line_length", "not inf"),
        ("= 15", "= -3", "fallback.reading_speed", "not -3"),
        ("= 15", "= { adults = 3 }", "fallback.reading_speed.adults", "Did you mean adult?"),
        ("= 15", "= { adult = 15 }", "fallback", "gives no reading_speed for und"),
        ("adult = 16.5", "adult = false", "language.pt_br.reading_speed.adult", "not False"),
        ("language.pt_br", "language.klingonese", "language.klingonese", "not a language tag"),
        ("[language.pt_br]", "[language]\npt = 3\n[x]", "x", "there is no such key"),
        ("[language.pt_br]\n", "[language]\npt = 3\n#", "language.pt", "must be a section"),
        (
            "[language.pt_br]",
            "[language.pt-BR]\nmax_lines = 1\n[language.pt_br]",
            "language.pt_br",
            "there is a section for pt-BR already",
        ),
        (
            "chain_frames = 0",
            "[fallback.sdh]\nspeed = 3\n#",
            "fallback.sdh.speed",
            "there is no such key",
        ),
        ("chain_frames = 0", "chain_frames = 0\ndash = true", "fallback.dash", "both-spaced"),
        ("chain_frames = 0", "chain_frames = 0\nitalics = 1", "fallback.italics", "not 1"),
        ("chain_frames = 0", "chain_frames = 0\nsource = [3]", "fallback.source", "texts"),
        *(
            (
                "chain_frames = 0",
                f"chain_frames = 0\n{line}",
                f"fallback.{key}".removesuffix(".fallback"),
                problem,
            )
            for line, key, problem in (
                ("max_characters = 0", "max_characters", "a number over 0, not 0"),
                ("min_line_share = 50", "min_line_share", "a number from 0 to 1, not 50"),
                ("min_word_duration = 0.3", "min_word_duration", "a whole number from 0, not 0.3"),
                ("shots = 7", "shots", "Write false where the guide asks nothing"),
                ("shots = true", "shots", "a table of snap_before"),
                ("shots = {}", "shots", "a table of snap_before"),
                ("shots = { snap = 7 }", "shots.snap", "There are: snap_before"),
                ("shots = { out_gaps = 7 }", "shots.out_gaps", "Did you mean out_gap?"),
                ("shots = { out_gap = -1 }", "shots.out_gap", "from 0, not -1"),
                ("shots = { out_gap = 2 }", "fallback", "gives no shots.snap_before for und"),
                ('ellipsis = " …"', "ellipsis", "a sign of at most 4 characters without spaces"),
                ('music = "♪♪♪♪♪"', "music", "a sign of at most 4 characters"),
                ("interruption = 2", "interruption", "not 2"),
                ('pause_ellipsis = "start"', "pause_ellipsis", 'one of "", end, both'),
                ('quotes = ["«", "»"]', "quotes", "4 signs (outer opening, outer closing"),
                ('quotes = "«»“”"', "quotes", "4 signs"),
                ('quotes = ["«", "", "“", "”"]', "quotes", "none of them empty"),
                ('sound_brackets = ["["]', "sound_brackets", "2 signs (opening, closing)"),
                ('space_before = "; :"', "space_before", "each once and no space"),
                ('omit = ",,"', "omit", "each once"),
                ("spell_to = true", "spell_to", "a whole number from 0, not True"),
                ('spell_at_start = "yes"', "spell_at_start", "true or false, not 'yes'"),
                ('glyphs = "latn"', "glyphs", "arabic, bbc-broadcast"),
                ("prefer_one_line = 1", "prefer_one_line", "true or false"),
                ('from = "bbc"', "from", "must be a section"),
                ('from = { dash = "bbc" }', "from.dash", "there is no such key"),
                ("from = { counting = 3 }", "from.counting", "must be texts"),
            )
        ),
        (
            "chain_frames = 0",
            (
                "chain_frames = 0\n[fallback.shots]\nsnap_before = 13\nclear_before = 12\n"
                "snap_after = 12\nout_gap = 2\nout_before = 12\nout_after = 12"
            ),
            "fallback.shots.snap_before",
            "13 is over clear_before, 12",
        ),
        (
            "chain_frames = 0",
            (
                "chain_frames = 0\n[fallback.shots]\nsnap_before = 7\nclear_before = 12\n"
                "snap_after = 12\nout_gap = 13\nout_before = 12\nout_after = 12"
            ),
            "fallback.shots.out_gap",
            "13 is over out_before, 12",
        ),
        ("[general]", "[disagreement]\n[general]", "disagreement", "[[disagreement]]"),
        (
            "[general]",
            (
                '[[disagreement]]\nsection = "general"\nfigure = "max_lines"\nsource = "s"\n'
                'reason = "r"\nchosen = 3\nother = 4\n[general]'
            ),
            "disagreement 1.chosen",
            "is not what general.max_lines says",
        ),
        (
            "[general]",
            (
                '[[disagreement]]\nsection = "language.xx"\nfigure = "max_lines"\nsource = "s"\n'
                'reason = "r"\nchosen = 3\nother = 4\n[general]'
            ),
            "disagreement 1.section",
            "must be one of",
        ),
        (
            "[general]",
            (
                '[[disagreement]]\nsection = "general.deaf"\nfigure = "max_lines"\n'
                'source = "s"\nreason = "r"\nchosen = 2\nother = 4\n[general]'
            ),
            "disagreement 1.section",
            "must be one of sdh, template, transcript",
        ),
        (
            "[general]",
            (
                '[[disagreement]]\nsection = "language.pt-BR"\nfigure = "reading_speed"\n'
                'source = "s"\nreason = "r"\nchosen = 16\nother = 4\n[general]'
            ),
            "disagreement 1.chosen",
            "is not what language.pt-BR.reading_speed says",
        ),
    ],
)
def test_what_is_refused(write, old, new, key, problem):
    assert old in WHOLE
    with pytest.raises(SettingsError) as caught:
        load_guide(write(WHOLE.replace(old, new, 1)))
    text = str(caught.value)
    assert "house guide.toml" in text
    assert key in text
    assert problem in text
