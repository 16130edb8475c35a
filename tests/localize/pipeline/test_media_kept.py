"""What is heard of voices is kept where a run's results are, and heard anew where it is not."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest

from localize import registry
from localize.engines import Voices
from localize.errors import MediaError
from localize.media.identity import content_hash
from localize.pipeline.keys import content_key
from localize.pipeline.media_kept import MOST, KeptMedia, OwnResults, results_for
from localize.pipeline.results import ResultStore, stat_key
from localize.pipeline.shots import find_episode_shots
from localize.pipeline.stages import Stages
from localize.timeline import Span
from tests.localize.media.build import Audio, Video, noise, write


class Ear:
    """Hears a voice in the first half of everything, and counts how often it was asked."""

    name = "half"
    method = "1"

    def __init__(self):
        self.asked = 0

    def listen(self, sound):
        self.asked += 1
        half = (Span(0, sound.duration // 2),)
        return Voices(half, half)


@pytest.fixture
def ear(monkeypatch):
    made = Ear()
    monkeypatch.setattr(registry, "voice_detector", lambda: made)
    return made


@pytest.fixture
def episode(tmp_path):
    return write(tmp_path / "e.wav", Audio(noise(2), "pcm_s16le"))


class Said:
    def __init__(self):
        self.begun = []
        self.complaints = []

    def ears(self, results):
        return KeptMedia(results, self.begun.append, self.complaints.append)


@pytest.fixture
def said():
    return Said()


def test_what_was_heard_is_not_heard_again(ear, episode, said, tmp_path):
    results = ResultStore(tmp_path / "project")
    first = said.ears(results).hear(episode)
    assert first.voices.speech == (Span(0, 1000),)
    assert first.duration == 2000
    copy = episode.with_name("other.wav")
    shutil.copyfile(episode, copy)  # the same sound by another name
    assert said.ears(results).hear(episode) == said.ears(results).hear(copy) == first
    assert (ear.asked, said.begun, said.complaints) == (1, [episode], [])


def test_another_sound_or_another_method_is_heard(ear, episode, said, tmp_path):
    results = ResultStore(tmp_path / "project")
    said.ears(results).hear(episode)
    ear.method = "2"
    said.ears(results).hear(episode)
    write(episode, Audio(noise(3, seed=9), "pcm_s16le"))
    assert said.ears(results).hear(episode).duration == 3000
    assert ear.asked == 3


def test_damage_of_the_sound_is_told_the_second_time_too(ear, episode, said, tmp_path):
    data = write(episode, Audio(noise(10), "pcm_s16le")).read_bytes()
    episode.write_bytes(data[: len(data) // 2])
    results = ResultStore(tmp_path / "project")
    first = said.ears(results).hear(episode)
    assert [one.rule for one in first.findings] == ["sound-cut-off"]
    assert said.ears(results).hear(episode).findings == first.findings
    assert ear.asked == 1


def test_a_runs_hash_of_the_file_is_taken(ear, episode, said, tmp_path, monkeypatch):
    results = ResultStore(tmp_path / "project")
    results.put("identity", content_key(stat_key(episode)), content_hash(episode))
    monkeypatch.setattr("localize.pipeline.media_kept.content_hash", None)  # may not be asked
    assert said.ears(results).hear(episode).duration == 2000


def test_a_damaged_result_is_heard_anew(ear, episode, said, tmp_path):
    results = ResultStore(tmp_path / "project")
    said.ears(results).hear(episode)
    (kept,) = results.folder.glob("results/voices/*/*.json")
    kept.write_bytes(kept.read_bytes()[:-20])
    said.ears(results).hear(episode)
    assert ear.asked == 2


def test_only_what_was_of_use_last_is_kept(ear, episode, said, tmp_path, monkeypatch):
    monkeypatch.setattr("localize.pipeline.media_kept.MOST", 3)
    assert MOST >= 100
    results = ResultStore(tmp_path / "project")
    (results.folder / "results" / "speech").mkdir(parents=True)
    for number in range(5):
        write(episode, Audio(noise(1, seed=number), "pcm_s16le"))
        said.ears(results).hear(episode)
        if number == 2:  # the first was of use again: the second is the oldest
            write(episode, Audio(noise(1, seed=0), "pcm_s16le"))
            kept = {path.name: path for path in results.folder.glob("results/voices/*/*.json")}
            for age, path in enumerate(kept.values()):
                os.utime(path, (1_000 + age, 1_000 + age))
            said.ears(results).hear(episode)
    assert ear.asked == 5
    assert len(list(results.folder.glob("results/voices/*/*.json"))) == 3
    # Those are a run's: they are not its to take.
    assert len(list(results.folder.glob("results/probe/*/*.json"))) == 5
    write(episode, Audio(noise(1, seed=0), "pcm_s16le"))
    said.ears(results).hear(episode)
    assert ear.asked == 5


def test_where_nothing_can_be_kept_it_is_heard_all_the_same(ear, episode, said, tmp_path):
    (tmp_path / "project").write_text("no folder")
    ears = said.ears(ResultStore(tmp_path / "project"))
    for _ in range(2):
        assert ears.hear(episode).duration == 2000
    assert ear.asked == 1, "it remembers by itself"
    assert len(said.complaints) == 1, "said once"


def test_a_full_disk_is_told_and_stops_nothing(ear, episode, said, small_disk):
    (small_disk / "full").write_bytes(bytes(60 * 1024))
    ears = said.ears(ResultStore(small_disk))
    assert ears.hear(episode).duration == 2000
    (complaint,) = said.complaints
    assert "space" in complaint.message


def test_what_is_no_file_is_told(ear, said, tmp_path):
    with pytest.raises(MediaError, match="is not there"):
        said.ears(ResultStore(tmp_path)).hear(tmp_path / "none.wav")


def test_a_projects_results_are_in_it_and_others_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert isinstance(results_for(None), OwnResults)
    assert results_for(None).folder == tmp_path / "cache" / "localize"
    (tmp_path / ".localize").mkdir()
    assert results_for(None).folder.resolve() == tmp_path / ".localize"
    assert results_for(tmp_path).folder == tmp_path / ".localize"
    assert isinstance(results_for(tmp_path / "elsewhere"), OwnResults)


def test_the_real_detector_hears_what_is_kept(root, said, tmp_path):
    episode = root / "sample" / "episodes" / "lighthouse.mp4"
    if not episode.is_file():
        pytest.skip("the sample's episodes are not in this checkout")
    results = ResultStore(tmp_path)
    first = said.ears(results).hear(episode)
    assert len(first.voices.sounding) >= len(first.voices.speech) > 10
    assert said.ears(results).hear(episode) == first
    assert said.begun == [episode]
    assert np.diff([edge for one in first.voices.speech for edge in (one.start, one.end)]).min() > 0


def test_shot_changes_are_looked_for_once_by_whoever_comes_first(ear, said, tmp_path, monkeypatch):
    path = write(tmp_path / "e.mp4", Video(3, codec="libx264"), Audio(noise(3)))
    results = ResultStore(tmp_path / "project")
    looks = said.ears(results)
    found = looks.shots(path)
    monkeypatch.setattr("localize.media.shots.find_shots", None)  # may not be asked again
    assert looks.shots(path) == said.ears(results).shots(path) == found
    stages = Stages("e", results, [].append)
    info, media = looks.info(path), content_hash(path)
    assert find_episode_shots(path, info, media, stages, look=True) == found
    assert stages.computed == 0, "a run takes what a check has found"
    sound = write(tmp_path / "e.wav", Audio(noise(1), "pcm_s16le"))
    assert looks.shots(sound).times == ()
