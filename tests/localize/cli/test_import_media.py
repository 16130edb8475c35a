"""`localize import`: a subtitle file is taken in with the picture and sound of its episode."""

from __future__ import annotations

import shutil

import pytest

from localize.engines import WriteOptions
from localize.formats import write_bytes
from localize.media.identity import content_hash
from localize.pipeline.copying import dialogue_of
from localize.review.importing import ImportedEpisode
from localize.review.service import Review
from localize.script import Cue, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.seasons import episodes_of, find_season
from tests.localize.cli.kept_program import Program, srt
from tests.localize.media.build import Audio, bursts, write

WHERE = ("--episode", "last-train", "--locale", "ja")
TAKEN = "with the picture and sound of last-train.mp4"


@pytest.fixture
def localize(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    monkeypatch.delenv("LOCALIZE_TOKEN", raising=False)
    made = Program(tmp_path / "Sea")
    made.ok("season", "init", "--to", "en")
    return made


@pytest.fixture
def film(root):
    return root / "sample/episodes/last-train.mp4"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "subs").mkdir()
    return srt(tmp_path / "subs" / "last-train.ja.srt", (1, 2, "もう三年になるのか。"))


def episodes(localize):
    """(media path, hash, ms, frame rate, start) of each episode."""
    with Database.of_project(localize.project) as database, database.read() as session:
        season = find_season(session, "Sea")
        return {
            row.name: (
                row.media_path,
                row.media_hash,
                row.duration,
                row.frame_rate,
                row.start_timecode,
            )
            for row in ([] if season is None else episodes_of(session, season.id))
        }


NO_MEDIA = ("", "", 0, "", "")


def test_media_that_is_given_is_kept_with_the_episode(localize, film, file, tmp_path):
    (tmp_path / "films").mkdir()
    given = shutil.copy(film, tmp_path / "films" / "another name.mp4")
    done = localize.ok("import", file, *WHERE, "--media", given)
    assert done.err == f"{file}: with the picture and sound of another name.mp4\n"
    assert done.lines == ["last-train.ja (subtitle): 1 added, 0 changed, 0 taken out"]
    path, digest, duration, rate, start = episodes(localize)["last-train"]
    assert (path, digest) == (str(given), content_hash(film))
    assert (duration, rate, start) == (89_000, "23.976", "01:00:00:00")
    assert dialogue_of(localize.project, digest) == 1


@pytest.mark.parametrize("place", ["Sea", "subs"])
def test_media_called_like_the_episode_is_found_and_said(localize, film, file, tmp_path, place):
    found = shutil.copy(film, tmp_path / place / "last-train.mp4")
    shutil.copy(film, tmp_path / place / "last-trains.mp4")
    done = localize.ok("import", file, *WHERE)
    assert done.err == f"{file}: {TAKEN}\n"
    assert episodes(localize)["last-train"][0] == str(found)
    again = localize.ok("import", file, *WHERE)
    assert again.err == ""


def test_an_episode_without_media_gets_it_by_taking_its_file_in_again(localize, film, file):
    localize.ok("import", file, *WHERE)
    assert episodes(localize) == {"last-train": NO_MEDIA}
    done = localize.ok("import", file, *WHERE, "--media", film)
    assert done.lines == ["last-train.ja (subtitle): 0 added, 0 changed, 0 taken out"]
    assert episodes(localize)["last-train"][0] == str(film)


def test_an_episode_in_a_folder_has_its_media_there(localize, film, tmp_path):
    folder = tmp_path / "Sea" / "Season 1"
    folder.mkdir()
    file = srt(folder / "E01.ja.srt", (1, 2, "もう三年になるのか。"))
    shutil.copy(film, tmp_path / "Sea" / "E01.mp4")
    localize.ok("import", file, "--episode", "Season 2/E01", "--locale", "ja")
    assert episodes(localize)["Season 2/E01"] == NO_MEDIA
    film = shutil.copy(film, folder / "e01.mp4")
    localize.ok("import", file, "--episode", "Season 1/E01", "--locale", "ja")
    assert episodes(localize)["Season 1/E01"][0] == str(film)


def test_nothing_is_looked_for_outside_of_the_two_folders(localize, film, file, tmp_path):
    shutil.copy(film, tmp_path / "last-train.mp4")
    for name in ("../last-train", "x/../../last-train", str(tmp_path / "last-train")):
        localize("import", file, "--episode", name, "--locale", "ja")
    assert set(episodes(localize).values()) <= {NO_MEDIA}


def test_of_several_none_is_taken_unasked(localize, film, file, tmp_path):
    shutil.copy(film, tmp_path / "Sea" / "last-train.mp4")
    shutil.copy(film, tmp_path / "subs" / "Last-Train.MP4")
    done = localize.ok("import", file, *WHERE)
    assert "last-train.mp4" in done.err
    assert "Last-Train.MP4" in done.err
    assert "--media" in done.err
    assert episodes(localize) == {"last-train": NO_MEDIA}


def test_what_cannot_be_read_is_an_error_where_it_was_given(localize, file, tmp_path):
    for bad in (tmp_path / "none.mp4", tmp_path, file):
        refused = localize("import", file, *WHERE, "--media", bad)
        assert refused.code == 1, bad
        assert str(bad) in refused.err
    assert episodes(localize) == {}


def test_what_cannot_be_read_is_a_warning_where_it_was_found(localize, file, tmp_path):
    bad = tmp_path / "Sea" / "last-train.mp4"
    bad.write_bytes(b"no film " * 1000)
    done = localize.ok("import", file, *WHERE)
    assert done.err.startswith(f"{file}: Without picture and sound: ")
    assert "'last-train.mp4' is" in done.err
    assert str(bad) not in done.err.replace(str(file), "")
    assert episodes(localize) == {"last-train": NO_MEDIA}


def test_an_episode_keeps_the_media_that_it_has(localize, film, file, root, tmp_path):
    localize.ok("import", file, *WHERE, "--media", film)
    before = episodes(localize)
    other = root / "sample/episodes/lighthouse.mp4"
    changed = srt(tmp_path / "subs" / "last-train.ja.srt", (1, 2, "早いものだね。"))
    refused = localize("import", changed, *WHERE, "--media", other)
    assert refused.code == 1
    assert "last-train has the picture and sound of last-train.mp4" in refused.err
    assert "lighthouse.mp4 is another file" in refused.err
    assert episodes(localize) == before
    # Nothing of the subtitle file was taken, either.
    assert (
        localize.ok("import", changed, *WHERE).lines[0].endswith("0 added, 1 changed, 0 taken out")
    )
    # The same file elsewhere is where it lies now; what the run knows of it stays.
    moved = shutil.copy(film, tmp_path / "moved.mp4")
    localize.ok("import", changed, *WHERE, "--media", moved)
    assert episodes(localize) == {"last-train": (str(moved), *before["last-train"][1:])}


def test_media_of_a_run_stays_though_another_lies_there(localize, film, file, tmp_path):
    shutil.copy(film, tmp_path / "Sea" / "last-train.mp4")
    with Database.of_project(localize.project) as database:
        database.upgrade()
        ran = ImportedEpisode("last-train", (), "/films/a.mkv", "abc", 5000, "24", "01:00:00:00")
        Review(database, load_season(localize.project), localize.project).import_run(ran)
    done = localize.ok("import", file, *WHERE)
    assert done.err == ""
    assert episodes(localize)["last-train"] == ("/films/a.mkv", "abc", 5000, "24", "01:00:00:00")


def test_a_file_that_is_refused_leaves_no_media(localize, film, file):
    localize.ok("import", file, "--episode", "Last-Train", "--locale", "ja")
    refused = localize("import", file, *WHERE, "--media", film)
    assert refused.code == 1
    assert episodes(localize) == {"Last-Train": NO_MEDIA}


def test_sound_alone_has_no_frame_rate(localize, file, tmp_path):
    sound = tmp_path / "Sea" / "last-train.wav"
    write(sound, Audio(bursts(2.0, [0.5]), "pcm_s16le"))
    done = localize.ok("import", file, *WHERE)
    assert done.err == f"{file}: with the sound of last-train.wav\n"
    path, _, duration, rate, _ = episodes(localize)["last-train"]
    assert (path, duration, rate) == (str(sound), 2000, "")


def test_what_is_doubtful_in_the_media_is_said(localize, film, file):
    settings = localize.project / "localize.toml"
    settings.write_text('name = "Sea"\nframe_rate = "25"\n', encoding="utf-8")
    done = localize.ok("import", file, *WHERE, "--media", film)
    assert f"{film}: warning: The file runs at 23.976 frames a second" in done.err


def test_a_start_that_the_media_has_is_that_of_deliveries(localize, film, tmp_path):
    track = Track("e", "ja", TrackRole.SUBTITLE, (Cue("1", 1000, 2000, ("Three years.",)),))
    stl = tmp_path / "ja.stl"
    stl.write_bytes(write_bytes(track, "stl", WriteOptions(start="01:00:00:00")))
    done = localize.ok("import", stl, *WHERE, "--media", film)
    assert f"{stl}: {TAKEN}\n" in done.err
    assert "start_timecode" not in done.err


def test_the_season_s_start_wins_as_in_a_run(localize, film, file):
    settings = localize.project / "localize.toml"
    settings.write_text('name = "Sea"\nstart_timecode = "10:00:00:00"\n', encoding="utf-8")
    localize.ok("import", file, *WHERE, "--media", film)
    assert episodes(localize)["last-train"][4] == "10:00:00:00"
