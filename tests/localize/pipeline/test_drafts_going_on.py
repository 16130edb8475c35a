"""A run that was broken off while a server drafted goes on with what was answered."""

from __future__ import annotations

import pytest

from localize.engines import EngineSettings
from localize.errors import SettingsError
from localize.pipeline.events import Notice
from localize.pipeline.journal import Journal
from localize.testing.fakes import FakeSpeechEngine, Line
from localize_models.translation.chat.engine import ChatEngine
from tests.localize.pipeline.studio import studio
from tests.localize_models.translation.chat.hostile import Hostile
from tests.localize_models.translation.chat.test_going_on import Quota

__all__ = ["studio"]

#: Forty sentences: four questions an episode.
LINES = tuple(
    Line(f"In dem Haus Nummer {n + 10} wohnt niemand mehr.", n * 5_000, n * 5_000 + 3_000)
    for n in range(40)
)


@pytest.fixture
def quota():
    return Quota(5)


@pytest.fixture
def server(studio, quota):
    studio.add("e1.wav", seconds=200, value=1)
    studio.add("e2.wav", seconds=200, value=2)
    studio.speech = FakeSpeechEngine(lines=LINES, language="de")
    with Hostile(fails=quota) as server:
        studio.translation = ChatEngine(EngineSettings(server=server.address))
        yield server


def journals(studio):
    return list((studio.settings.project / ".localize" / "parts").glob("draft-*"))


def notices(studio, rule):
    return [(one.episode, one.message) for one in studio.told(Notice) if one.rule == rule]


def files(studio):
    return {path.name: path.read_bytes() for path in studio.settings.out.glob("*.srt")}


def test_what_a_server_had_answered_is_not_asked_again(studio, server, quota):
    with pytest.raises(SettingsError, match="Insufficient Balance"):
        studio.run()
    assert journals(studio)
    before = len(server.asked)
    quota.left = 1_000
    assert studio.run().ok
    assert len(server.asked) - before == 3
    told = notices(studio, "parts-taken")
    assert told
    assert all(" answers " in f"{message} " or "answer " in message for _, message in told)
    assert journals(studio) == []
    assert len(files(studio)) == 4
    assert studio.run().ok
    assert len(server.asked) - before == 3


def test_where_answers_cannot_be_kept_it_is_said_once(studio, server, quota, monkeypatch):
    def full(_this, _line):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "_add", full)
    quota.left = 1_000
    assert studio.run().ok
    told = [one for one in notices(studio, "parts-not-kept") if "answer" in one[1]]
    assert sorted(episode for episode, _ in told) == ["e1", "e2"]
    assert all("No space left on device" in message for _, message in told)
