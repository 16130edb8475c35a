"""The shipped fakes keep the contracts that real engines keep, and the contracts can fail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from localize import registry
from localize.engines import Draft, ScriptLine, SpeechRequest, TranslationRequest, TranslationUnit
from localize.errors import MediaError
from localize.media import Sound
from localize.testing.engines import SpeechEngineContract, TranslationEngineContract
from localize.testing.fakes import (
    FakeParts,
    FakeSpeechEngine,
    FakeTranslationEngine,
    Line,
    rendered,
    silent_sound,
)
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = (Line("Is that you?", 500, 1_500), Line("Who else would it be.", 2_000, 3_800))
UNITS = tuple(
    TranslationUnit(f"u{n}", text, Span(n * 1_000, n * 1_000 + 900), (f"c{n}",))
    for n, text in enumerate(("君か", "ほかに誰が", "さあ"))
)
TABLE = {"君か": "Is that you?", "ほかに誰が": "Who else?", "さあ": ""}


def noise(milliseconds):
    samples = np.random.default_rng(1).integers(-900, 900, milliseconds * 16)
    return Sound(samples.astype(np.int16))


class TestFakeSpeech(SpeechEngineContract):
    def engine(self):
        return FakeSpeechEngine(lines=LINES)

    def spoken(self):
        return SpeechRequest("spoken", noise(5_000))


class TestFakeTranslation(TranslationEngineContract):
    def engine(self):
        return FakeTranslationEngine(table=TABLE, together=[("u0", "u1")])

    def request(self):
        return TranslationRequest("x", "ja", "en", UNITS)


class TestFakeTranslationFromSound(TranslationEngineContract):
    def engine(self):
        return FakeTranslationEngine(table=TABLE, from_sound=True, pairs=[("ja", "en")])

    def request(self):
        return TranslationRequest("x", "ja", "en-GB", UNITS, noise(4_000))


def test_a_fake_hears_its_lines():
    engine = FakeSpeechEngine(lines=LINES)
    (heard,) = engine.transcribe([SpeechRequest("a", noise(3_000))])
    assert [word.text for word in heard.words] == ["Is", "that", "you?"]
    assert heard.speech == (Span(500, 1_500),)
    script = (ScriptLine("Are you there?"),)
    (scripted,) = engine.transcribe([SpeechRequest("b", noise(5_000), script=script)])
    assert [word.text for word in scripted.words][:3] == ["Are", "you", "there?"]
    assert engine.asked == ["a", "b"]


def test_a_fake_keeps_its_lines():
    parts, request = FakeParts(), SpeechRequest("a", noise(5_000))
    for heard, taken in (([one.text for one in LINES], 0), ([], 2)):
        engine = FakeSpeechEngine(lines=LINES)
        parts = FakeParts(parts.kept)
        list(engine.transcribe([replace(request, parts=parts)]))
        assert (engine.heard, len(parts.taken), len(parts.added)) == (heard, taken, len(heard))


def test_a_fake_fails_where_it_is_told_to():
    engine = FakeSpeechEngine(lines=LINES, fails=["bad"], error=MediaError("broken"))
    requests = [SpeechRequest("good", noise(5_000)), SpeechRequest("bad", noise(5_000))]
    answers = engine.transcribe(requests)
    assert next(answers).id == "good"
    with pytest.raises(MediaError, match="broken"):
        next(answers)


def test_a_fake_drafts_its_table():
    engine = FakeTranslationEngine(table=TABLE, together=[("u0", "u1")])
    (draft,) = engine.translate([TranslationRequest("x", "ja", "fr", UNITS)])
    assert [(unit.unit_ids, unit.text) for unit in draft.units] == [
        (("u0", "u1"), "Is that you? Who else?"),
        (("u2",), ""),
    ]
    assert [finding.cue_id for finding in draft.findings] == ["c2"]
    other = FakeTranslationEngine().translate([TranslationRequest("y", "ja", "fr", UNITS)])
    assert next(other).units[0].text == rendered("君か", "fr")


def test_fakes_are_no_plug_ins():
    assert FakeSpeechEngine.name not in registry.names(registry.SPEECH)
    assert FakeTranslationEngine.name not in registry.names(registry.TRANSLATION)


# Engines that break a rule: each contract has to notice.


class Babbling(FakeSpeechEngine):
    """Hears words in silence."""

    def transcribe(self, requests, progress=None) -> Iterator:
        (heard,) = FakeSpeechEngine(lines=LINES).transcribe([SpeechRequest("", noise(5_000))])
        for request in requests:
            yield replace(heard, id=request.id, duration=request.sound.duration)


class Unordered(FakeSpeechEngine):
    """Gives words out of order."""

    def transcribe(self, requests, progress=None) -> Iterator:
        for heard in super().transcribe(requests, progress):
            yield replace(heard, words=heard.words[::-1])


class Forgetful(FakeSpeechEngine):
    """Answers the first request alone."""

    def transcribe(self, requests, progress=None) -> Iterator:
        yield next(super().transcribe(requests, progress))


class Trusting(FakeSpeechEngine):
    """Takes whatever is kept under the line's place for what was heard there."""

    def transcribe(self, requests, progress=None) -> Iterator:
        for request in requests:
            (heard,) = super().transcribe([replace(request, parts=None)], progress)
            words = []
            for n, word in enumerate(heard.words):
                kept = request.parts and request.parts.get(str(n))
                if request.parts is not None and kept is None:
                    request.parts.put(str(n), word.text)
                words.append(replace(word, text=kept or word.text))
            yield replace(heard, words=tuple(words))


class Mixing(FakeSpeechEngine):
    """Takes one sound's parts for another's, whole as they are."""

    first: ClassVar = ()

    def transcribe(self, requests, progress=None) -> Iterator:
        for request in requests:
            (heard,) = super().transcribe([replace(request, parts=None)], progress)
            if request.parts is not None:
                if request.parts.get("heard") is None:
                    request.parts.put("heard", request.id)
                    Mixing.first = heard.words
                heard = replace(heard, words=Mixing.first)
            yield heard


@pytest.mark.parametrize(
    ("broken", "test"),
    [
        (Trusting, "test_parts_that_are_kept_change_nothing"),
        (Mixing, "test_parts_of_another_sound_are_not_taken"),
        (Babbling, "test_silence_has_no_words"),
        (Babbling, "test_a_script_is_aligned_or_refused"),
        (Unordered, "test_words_are_in_order_and_inside"),
        (Forgetful, "test_every_request_is_answered_once"),
    ],
)
def test_the_speech_contract_can_fail(broken, test):
    class Contract(TestFakeSpeech):
        def engine(self):
            return broken(lines=LINES)

    with pytest.raises(AssertionError):
        getattr(Contract(), test)()


class Dropping(FakeTranslationEngine):
    """Leaves out the last unit."""

    def translate(self, requests, progress=None) -> Iterator[Draft]:
        for draft in super().translate(requests, progress):
            yield replace(draft, units=draft.units[:-1])


class Silent(FakeTranslationEngine):
    """Leaves a unit blank and does not say so."""

    def translate(self, requests, progress=None) -> Iterator[Draft]:
        for draft in super().translate(requests, progress):
            yield replace(draft, findings=())


class Obliging(FakeTranslationEngine):
    """Takes any pair, whatever it says that it serves."""

    def translate(self, requests, progress=None) -> Iterator[Draft]:
        yield from super().translate((replace(r, target="xx") for r in requests), progress)


@pytest.mark.parametrize(
    ("broken", "test"),
    [
        (Dropping, "test_every_unit_comes_back_once"),
        (Silent, "test_every_unit_comes_back_once"),
        (Obliging, "test_it_refuses_what_it_does_not_serve"),
    ],
)
def test_the_translation_contract_can_fail(broken, test):
    class Contract(TestFakeTranslation):
        def engine(self):
            return broken(table=TABLE)

    with pytest.raises(AssertionError):
        getattr(Contract(), test)()


def test_silence_is_silent():
    assert silent_sound(1_500).duration == 1_500
    assert not silent_sound(1_500).samples.any()
