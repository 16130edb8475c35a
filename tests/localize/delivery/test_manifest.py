"""The manifest of drafts: which files are ours and unchanged, over new media and other formats."""

from __future__ import annotations

import pytest

from localize.delivery.manifest import Manifest
from localize.delivery.tracks import track_entry, write_track
from localize.script import Cue, Track, TrackRole


@pytest.fixture
def deliver(tmp_path):
    """Write a market's track of some media, as a run or `translate` does; gives the states."""

    def write(locale, text, media="a", formats=("srt",)):
        manifest = Manifest.load(tmp_path)
        track = Track("S01E01", locale, TrackRole.SUBTITLE, (Cue("c1", 0, 2_000, (text,)),))
        files = write_track(track, tmp_path, formats, manifest, draft=True)
        entry = track_entry(track, files, (), limits="", draft=True, findings={})
        told = {"episode": "S01E01", "made": "now", "media": {"sha256": media}, "tracks": [entry]}
        if manifest.record(told):
            manifest.save()
        return [file.state for file in files]

    return write


def test_every_market_of_changed_media_is_written_anew(deliver):
    """The entry of the first market no longer names the others' files, which are ours still."""
    for media, text in (("a", "One."), ("b", "Two."), ("c", "Three.")):
        for locale in ("es", "fr", "de"):
            assert deliver(locale, text, media) == ["written"], (media, locale)
    assert deliver("fr", "Three.", "c") == ["unchanged"]


def test_what_a_person_changed_is_kept_over_changed_media(deliver, tmp_path):
    for locale in ("es", "fr"):
        deliver(locale, "One.")
    mine = tmp_path / "S01E01.fr.draft.srt"
    mine.write_text(mine.read_text("utf-8").replace("One", "Mine"), "utf-8")
    assert deliver("es", "Two.", "b") == ["written"]
    assert deliver("fr", "Two.", "b") == ["kept"]
    assert "Mine" in mine.read_text("utf-8")
    assert deliver("fr", "Three.", "b") == ["kept"]


def test_a_format_that_comes_back_is_written_anew(deliver):
    deliver("es", "One.", formats=("srt", "vtt"))
    assert deliver("es", "Two.", formats=("srt",)) == ["written"]
    assert deliver("es", "Two.", formats=("srt", "vtt")) == ["unchanged", "written"]


def test_what_is_written_again_is_no_longer_an_earlier_file(deliver, tmp_path):
    for locale in ("es", "fr"):
        deliver(locale, "One.")
    deliver("es", "Two.", "b")
    entry = Manifest.load(tmp_path).episodes["S01E01"]
    assert [file["path"] for file in entry["earlier_files"]] == ["S01E01.fr.draft.srt"]
    deliver("fr", "Two.", "b")
    entry = Manifest.load(tmp_path).episodes["S01E01"]
    assert "earlier_files" not in entry
    assert {track["locale"] for track in entry["tracks"]} == {"es", "fr"}
