"""A season of silent files, and engines that hear and say what they are told to."""

from __future__ import annotations

import wave
from dataclasses import replace

import pytest

from localize import registry
from localize.formats import read_file
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings
from localize.testing.fakes import FakeSpeechEngine, FakeTranslationEngine, Line

LINES = (
    Line("Wo warst du?", 500, 1500),
    Line("Ich habe die ganze Nacht auf dich gewartet.", 2000, 4500),
    Line("Es tut mir leid.", 7000, 8200),
)


class Studio:
    """A season of silent files, and engines that hear what they are told to."""

    def __init__(self, tmp_path, monkeypatch):
        self.media = tmp_path / "media"
        self.media.mkdir()
        self.settings = RunSettings(
            project=tmp_path / "project", out=tmp_path / "out", targets=("en",), formats=("srt",)
        )
        self.speech = FakeSpeechEngine(lines=LINES, language="de")
        self.translation = FakeTranslationEngine()
        monkeypatch.setattr(registry, "speech_engine", lambda name, settings: self.speech)
        monkeypatch.setattr(registry, "names", self.names(registry.names))
        monkeypatch.setattr(registry, "translation_engine", lambda name, settings: self.translation)

    def names(self, real):
        return lambda group: ("fake",) if group == registry.TRANSLATION else real(group)

    def add(self, name, seconds=10, value=0):
        path = self.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(bytes([value, 0]) * 16_000 * seconds)

    def run(self, **changes):
        self.events = []
        return run([self.media], replace(self.settings, **changes), self.events.append)

    def told(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def text(self, name):
        return read_file(self.settings.out / name).track.cues


def look_at_requests(monkeypatch, engine, see):
    """Have each request seen as a kind of speech engine takes it; nothing here keeps one."""
    hear = engine.transcribe

    def watched(this, requests, progress=None):
        def each():
            for request in requests:
                see(request)
                yield request
                del request

        yield from hear(this, each(), progress)

    monkeypatch.setattr(engine, "transcribe", watched)


@pytest.fixture
def studio(tmp_path, monkeypatch):
    made = Studio(tmp_path, monkeypatch)
    made.add("e1.wav", value=1)
    made.add("e2.wav", value=2)
    return made
