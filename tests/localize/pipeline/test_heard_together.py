"""The speech engine gets every episode at once, and one failure stops no other."""

from __future__ import annotations

import weakref
from dataclasses import replace

import pytest

from localize.errors import FetchError
from localize.pipeline.events import EpisodeDone, EpisodeFailed, Notice, StageDone
from localize.pipeline.run import run
from tests.localize.pipeline.studio import look_at_requests, studio

__all__ = ["studio"]


@pytest.fixture
def handed(studio, monkeypatch):
    """How many requests each call of the engine was given."""
    calls = []
    hear = type(studio.speech).transcribe

    def counted(this, requests, progress=None):
        calls.append(0)

        def each():
            for request in requests:
                calls[-1] += 1
                yield request

        yield from hear(this, each(), progress)

    monkeypatch.setattr(type(studio.speech), "transcribe", counted)
    return calls


def test_one_call_for_all_that_are_missing(studio, handed):
    studio.add("e3.wav", value=3)
    assert studio.run().ok
    assert handed == [3]
    studio.add("e4.wav", value=4)
    assert studio.run().ok
    assert handed == [3, 1]


def test_a_source_track_is_written_before_the_next_episode_is_whole(studio, handed):
    assert studio.run().ok
    names = [(type(one).__name__, one.episode, getattr(one, "stage", "")) for one in studio.events
             if isinstance(one, StageDone) and one.stage in {"speech", "cues"}]  # fmt: skip
    order = [(episode, stage) for _, episode, stage in names]
    assert order == [("e1", "speech"), ("e1", "cues"), ("e2", "speech"), ("e2", "cues")]


def test_a_file_that_cannot_be_opened_fails_alone(studio, handed, monkeypatch):
    (studio.media / "e0.wav").write_bytes(b"RIFF, but nothing else")
    report = studio.run()
    assert [one.episode for one in report.failed] == ["e0"]
    assert [one.episode for one in report.done] == ["e1", "e2"]
    assert handed == [2]


def test_the_same_sound_twice_is_heard_once(studio, handed):
    studio.add("e1-again.wav", value=1)
    assert studio.run().ok
    assert handed == [2]
    assert {one.episode for one in studio.told(EpisodeDone)} == {"e1", "e2", "e1-again"}


def test_an_engine_that_fails_over_several_is_told_and_asked_one_by_one(studio, handed):
    studio.speech.fails, studio.speech.error = frozenset({"e2"}), ZeroDivisionError("oops")
    report = studio.run()
    assert [one.episode for one in report.failed] == ["e2"]
    assert [one.episode for one in report.done] == ["e1"]
    # e1 was whole before: e2 alone was left, so it is its own failure.
    assert handed == [2]
    assert studio.told(EpisodeFailed)
    studio.add("e3.wav", value=3)
    report = studio.run()
    assert [one.episode for one in report.failed] == ["e2"]
    assert [one.episode for one in report.done] == ["e1", "e3"]
    (notice,) = [one for one in studio.told(Notice) if one.rule == "heard-apart"]
    assert "oops" in notice.message
    assert "2 episodes" in notice.message


def test_what_no_episode_escapes_stops_the_run(studio, handed):
    studio.speech.fails, studio.speech.error = frozenset({"e1"}), FetchError("no network")
    with pytest.raises(FetchError, match="no network"):
        studio.run()
    assert handed == [1]


def test_a_sound_is_let_go_when_its_episode_is_done(studio, monkeypatch):
    """115 MB an hour lie in a file without a name for as long as anybody holds a sound."""
    studio.add("e3.wav", value=3)
    sounds, gone = {}, {}

    def see(request):
        sounds[request.id] = weakref.ref(request.sound)

    look_at_requests(monkeypatch, type(studio.speech), see)

    def tell(event):
        if isinstance(event, EpisodeDone):
            gone[event.episode] = [name for name, sound in sounds.items() if sound() is None]

    assert run([studio.media], replace(studio.settings, targets=()), tell).ok
    assert gone["e2"] == ["e1"]
    assert gone["e3"] == ["e1", "e2"]


@pytest.mark.parametrize(
    ("source", "told"), [("", ""), ("pt-BR", "pt"), ("zh", "zh"), ("zh-TW", "zh-TW")]
)
def test_the_engine_is_told_the_language_and_of_chinese_the_script(
    studio, monkeypatch, source, told
):
    languages = []
    look_at_requests(
        monkeypatch, type(studio.speech), lambda request: languages.append(request.language)
    )
    studio.run(source=source, targets=())
    assert languages == [told, told]
