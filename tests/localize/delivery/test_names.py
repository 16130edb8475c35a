"""What files are called, and that none leaves the output folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.delivery.names import episode_name, track_file
from localize.errors import OutputError


@pytest.mark.parametrize(
    ("variant", "draft", "name"),
    [
        ("", True, "S01E01.es-419.draft.srt"),
        ("", False, "S01E01.es-419.srt"),
        ("sdh", False, "S01E01.es-419.sdh.srt"),
        ("forced", True, "S01E01.es-419.forced.draft.srt"),
    ],
)
def test_names_are_as_players_expect(tmp_path, variant, draft, name):
    path = track_file(tmp_path, "season 1/S01E01", "es-419", ".srt", variant=variant, draft=draft)
    assert path == tmp_path / "season 1" / name


@given(st.text(min_size=1))
def test_a_stem_of_any_characters_makes_one_name(stem):
    name = episode_name(stem)
    assert name
    assert "/" not in name
    assert "\0" not in name
    assert "\n" not in name
    assert len(name.encode()) <= 200


def test_letters_spaces_and_quotes_are_kept():
    assert episode_name("終電 “L'été” no. 1") == "終電 “L'été” no. 1"


def test_a_link_out_of_the_output_folder_is_refused(tmp_path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "season").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="outside"):
        track_file(out, "season/e1", "en", ".srt", draft=True)


@pytest.mark.parametrize("name", ["../e1", "a/../../e1"])
def test_a_name_that_climbs_is_refused(tmp_path, name):
    with pytest.raises(OutputError, match="outside"):
        track_file(tmp_path, name, "en", ".srt", draft=True)
