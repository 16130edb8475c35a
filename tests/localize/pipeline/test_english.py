"""English that is made while an episode is heard: asked for where it is of use, kept, handed on."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from localize.engines import English, EnglishPhrase, TranslationCapabilities
from localize.pipeline.events import StageStarted
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings
from localize.script import Word
from localize.testing.fakes import FakeSpeechEngine, FakeTranslationEngine
from tests.localize.pipeline.studio import LINES, studio
from tests.localize_models.conftest import pulled

__all__ = ["studio"]


class Hearing(FakeSpeechEngine):
    """Makes English of German where it is asked to."""

    def __init__(self, **options):
        super().__init__(**options)
        self.wanted = []

    def capabilities(self):
        languages = frozenset({"de", "en", "fr"})
        return replace(super().capabilities(), languages=languages, english=True)

    def transcribe(self, requests, progress=None):
        def noted():
            for request in requests:
                self.wanted.append(request.english_from)
                yield request

        for heard in super().transcribe(noted(), progress):
            wanted = heard.language in self.wanted[-1]
            yield replace(heard, english=self.english() if wanted else None)

    def english(self):
        words = (Word("Where", 500, 900, 0.9), Word("were", 900, 1500, 0.9))
        return English("de", (EnglishPhrase(words, -0.5),), self.provenance())


class Drafting(FakeTranslationEngine):
    """Remembers what it was given of that."""

    def __init__(self, *, takes=True, **options):
        super().__init__(from_sound=True, **options)
        self.takes = takes
        self.given = []

    def capabilities(self):
        return TranslationCapabilities(from_sound=True, from_english=self.takes)

    def translate(self, requests, progress=None):
        requests = list(requests)
        self.given += [request.english for request in requests]
        return super().translate(requests, progress)


@pytest.fixture
def season(studio):
    studio.speech = Hearing(lines=LINES, language="de")
    studio.translation = Drafting()
    (studio.media / "e2.wav").unlink()
    return studio


def results(season, stage):
    return sorted((season.settings.project / ".localize" / "results" / stage).rglob("*.json"))


def forget(season, stage):
    shutil.rmtree(season.settings.project / ".localize" / "results" / stage)


def test_what_was_made_is_handed_to_who_drafts(season):
    assert season.run().ok
    assert season.speech.wanted == [frozenset({"de", "fr"})]
    assert season.translation.given == [season.speech.english()]
    drafts = [one.engine for one in season.told(StageStarted) if one.stage == "draft"]
    assert drafts == [season.translation.name]


def test_it_is_kept_beside_the_transcript_and_not_in_it(season):
    season.run()
    (kept,) = results(season, "english")
    (heard,) = results(season, "speech")
    assert kept.name == heard.name
    assert json.loads(heard.read_text("utf-8"))["result"]["transcript"]["english"] is None


def test_a_run_that_was_killed_before_its_draft_does_not_listen_again(season):
    season.run()
    tracks = season.text("e1.en.draft.srt")
    forget(season, "draft")
    season.speech.asked.clear()
    assert season.run().ok
    assert season.speech.asked == []
    assert season.translation.given == [season.speech.english()] * 2
    assert season.text("e1.en.draft.srt") == tracks


def test_a_draft_does_without_what_is_lost(season):
    season.run()
    forget(season, "draft")
    forget(season, "english")
    assert season.run().ok
    assert season.translation.given == [season.speech.english(), None]


def test_english_that_comes_late_is_drafted_from_the_sound(season):
    season.run(targets=())
    assert not results(season, "english")
    assert season.run().ok
    assert season.speech.asked == ["e1"]
    assert season.translation.given == [None]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"targets": ()}, frozenset()),
        ({"targets": ("fr",)}, frozenset()),
        ({"targets": ("fr", "en-GB")}, frozenset({"de", "fr"})),
        ({"source": "de-AT"}, frozenset({"de"})),
        ({"source": "en"}, frozenset()),
        ({"wait_for_source": True}, frozenset()),
    ],
)
def test_only_what_a_run_wants_is_asked_for(season, changes, wanted):
    season.run(**changes)
    assert season.speech.wanted == [wanted]


def test_nothing_is_asked_for_where_another_engine_drafts(season):
    season.translation = Drafting(takes=False)
    season.run()
    assert season.speech.wanted == [frozenset()]
    assert season.translation.given == [None]


def test_nothing_is_asked_for_from_languages_that_the_drafting_engine_does_not_serve(season):
    season.translation = Drafting(pairs=[("fr", "en")])
    season.run()
    assert season.speech.wanted == [frozenset({"fr"})]


@pytest.mark.model
def test_a_real_run_makes_the_same_tracks_in_one_pass_and_in_two(tmp_path, shared_data):
    settings = RunSettings(
        project=tmp_path / "project",
        out=tmp_path / "one",
        targets=("en",),
        formats=("srt",),
        translation="whisper",
        engine=pulled("base"),
    )
    files = [shared_data / "speech-leopard" / name for name in ("test_es.wav", "test_fr.wav")]

    def made(out):
        assert run(files, replace(settings, out=out), lambda _: None).ok
        return {path.name: path.read_bytes() for path in out.glob("*.srt")}

    one = made(tmp_path / "one")
    for stage in ("draft", "english"):
        shutil.rmtree(tmp_path / "project" / ".localize" / "results" / stage)
    assert made(tmp_path / "two") == one
    assert {"test_es.en.draft.srt", "test_fr.en.draft.srt"} <= one.keys()
