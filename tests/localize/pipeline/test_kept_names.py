"""Media that the season knows keeps its episode's name, whatever path a run is given."""

from __future__ import annotations

from pathlib import Path

from localize.pipeline.events import EpisodeDone, Notice, RunStarted
from localize.pipeline.kept_names import with_kept_names
from localize.pipeline.run import run
from localize.pipeline.settings import EpisodeJob
from localize.season import load_season
from localize.store import Database
from localize.store.seasons import episodes_of, find_season
from tests.localize.pipeline.studio import studio

__all__ = ["studio"]


def jobs(**paths):
    return [EpisodeJob(name, Path("/m") / path) for name, path in paths.items()]


def names(given, **media):
    made, renamed = with_kept_names(given, {name: f"/m/{path}" for name, path in media.items()})
    return [job.name for job in made], list(renamed)


def test_a_known_path_gives_its_episode_s_name():
    assert names(jobs(a="x.mkv", b="y.mkv"), e1="x.mkv") == (["e1", "b"], [("a", "e1")])
    assert names(jobs(a="x.mkv"), a="x.mkv", e1="x.mkv") == (["a"], [])
    assert names(jobs(a="x.mkv"), a="z.mkv", e1="x.mkv") == (["e1"], [("a", "e1")])
    assert names(jobs(a="x.mkv", e2="y.mkv"), a="y.mkv", e2="x.mkv") == (
        ["e2", "a"],
        [("a", "e2"), ("e2", "a")],
    )


def test_no_two_episodes_of_a_run_get_one_name():
    assert names(jobs(a="x.mkv", E1="y.mkv"), e1="x.mkv") == (["a", "E1"], [])
    # Each would take the next one's name, and the last has none to take.
    assert names(jobs(x="x.mkv", a="a.mkv", b="b.mkv"), x="a.mkv", a="b.mkv") == (
        ["x", "a", "b"],
        [],
    )


def test_the_folder_above_gives_no_second_episode(studio):
    assert studio.run().ok
    first = {one.episode for one in studio.told(EpisodeDone)}
    studio.events = []
    assert run([studio.media.parent], studio.settings, studio.events.append).ok
    (started,) = studio.told(RunStarted)
    assert set(started.episodes) == first
    notices = [one for one in studio.told(Notice) if one.rule == "kept-name"]
    assert [one.episode for one in notices] == list(started.episodes)
    assert "'media/e1'" in notices[0].message
    assert sum(one.computed for one in studio.told(EpisodeDone)) == 0
    with Database.of_project(studio.settings.project) as database, database.read() as session:
        season = find_season(session, load_season(studio.settings.project).name)
        assert {row.name for row in episodes_of(session, season.id)} == first
    assert studio.run().ok
    assert "kept-name" not in {one.rule for one in studio.told(Notice)}
