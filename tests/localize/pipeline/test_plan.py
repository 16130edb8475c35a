"""Which episodes there are, and that no two share a name."""

from __future__ import annotations

import pytest

from localize.errors import MediaError
from localize.pipeline.plan import make_plan


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names(*paths):
    return [job.name for job in make_plan(paths).jobs]


def test_folders_are_mirrored_in_natural_order(tmp_path):
    make(tmp_path, "s1/ep10.mkv", "s1/ep2.mkv", "s2/終電.mp4", "s1/.hidden.mkv", "s1/ep3.mkv.part")
    assert names(tmp_path) == ["s1/ep2", "s1/ep10", "s2/終電"]


def test_files_of_one_stem_keep_their_extensions(tmp_path):
    make(tmp_path, "p001.mp3", "p001.mp4", "P001.wav", "p002.mp3")
    assert sorted(names(tmp_path)) == ["P001.wav", "p001.mp3", "p001.mp4", "p002"]


def test_two_folders_with_the_same_files_are_told_apart_by_their_names(tmp_path):
    make(tmp_path, "a/ep1.mkv", "b/ep1.mkv")
    assert names(tmp_path / "a", tmp_path / "b") == ["a/ep1", "b/ep1"]


def test_where_even_that_is_the_same_a_number_tells_them_apart(tmp_path):
    make(tmp_path, "x/s/ep1.mkv", "y/s/ep1.mkv")
    assert names(tmp_path / "x" / "s", tmp_path / "y" / "s") == ["s/ep1", "s/ep1 (2)"]


def test_a_file_named_twice_is_one_episode(tmp_path):
    make(tmp_path, "ep1.mkv")
    assert names(tmp_path / "ep1.mkv", tmp_path) == ["ep1"]


@pytest.mark.parametrize("name", ["..", "a\nb", " ", "日本 “quoted”", "...mp4"])
def test_odd_names_stay_below_the_folder(tmp_path, name):
    make(tmp_path, name + ".mp4")
    (job,) = make_plan([tmp_path / (name + ".mp4")]).jobs
    assert job.name not in ("", ".", "..")
    assert "/" not in job.name
    assert "\n" not in job.name


def test_a_path_that_is_not_there_is_a_problem_and_no_episode(tmp_path):
    plan = make_plan([tmp_path / "nothing.mkv"])
    assert plan.jobs == ()
    (problem,) = plan.problems
    assert isinstance(problem, MediaError)
    assert "nothing.mkv" in str(problem)
