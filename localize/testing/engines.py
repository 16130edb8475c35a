"""Contract tests that every speech and translation engine inherits, one's own plug-ins included.

    class TestMyEngine(SpeechEngineContract):
        def engine(self) -> SpeechEngine:
            return MyEngine(EngineSettings(model="small"))

        def spoken(self) -> SpeechRequest:
            return SpeechRequest("spoken", my_sound())

pytest collects the inherited methods. Each says what it holds against the engine when it fails.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from localize import locales
from localize.engines import ScriptLine, SpeechRequest, TranslationRequest
from localize.errors import SettingsError
from localize.media import Sound
from localize.testing.fakes import FakeParts, silent_sound

if TYPE_CHECKING:
    from localize.engines import SpeechEngine, Transcript, TranslationEngine


def _hold(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


class SpeechEngineContract:
    """What holds for every speech engine. Subclasses say which engine, and give it speech."""

    def engine(self) -> SpeechEngine:
        """A new engine."""
        raise NotImplementedError

    def spoken(self) -> SpeechRequest:
        """A request whose sound holds speech that the engine recognises."""
        raise NotImplementedError

    def test_provenance_stays_the_same(self) -> None:
        """Its signature is known before anything is loaded, and loading does not change it."""
        with self.engine() as engine:
            before = engine.provenance()
            list(engine.transcribe([self.spoken()]))
            _hold(bool(before.engine), "its provenance names no engine")
            _hold(before == engine.provenance(), "loading changes its provenance")
        with self.engine() as another:
            _hold(before == another.provenance(), "two engines of one kind differ in provenance")

    def test_every_request_is_answered_once(self) -> None:
        """Each id comes back once, also where nothing is said; no request, no answer."""
        speech = self.spoken()
        requests = [
            SpeechRequest("first", speech.sound, speech.language),
            SpeechRequest("silence", silent_sound(2_000), speech.language),
            SpeechRequest("last", speech.sound, speech.language),
        ]
        with self.engine() as engine:
            answers = sorted(transcript.id for transcript in engine.transcribe(iter(requests)))
            _hold(answers == ["first", "last", "silence"], f"it answered {answers}")
            _hold(not list(engine.transcribe([])), "it answers where nothing was asked")

    def test_words_are_in_order_and_inside(self) -> None:
        """Words have length, follow each other, and lie inside the sound; so does speech."""
        with self.engine() as engine:
            (heard,) = engine.transcribe([self.spoken()])
        _hold(heard.duration == self.spoken().sound.duration, "it tells another duration")
        _hold(bool(heard.words), "it recognises nothing")
        _hold(locales.normalize(heard.language) == heard.language, "it names no language")
        _hold(0.0 <= heard.language_probability <= 1.0, "a probability beyond 0 to 1")
        for word in heard.words:
            _hold(word.start < word.end <= heard.duration, f"{word} has no length or lies outside")
        for a, b in pairwise(heard.words):
            _hold(a.start < b.start and a.end <= b.end, f"{a} and {b} are out of order")
        for before, after in pairwise(heard.speech):
            _hold(before.end <= after.start, "its speech overlaps itself")
        _hold(all(span.end <= heard.duration for span in heard.speech), "speech after the end")

    def test_silence_has_no_words(self) -> None:
        """In silence, and in a sound of no length at all, nothing is recognised."""
        for length in (0, 10, 3_000):
            with self.engine() as engine:
                (heard,) = engine.transcribe([SpeechRequest("silence", silent_sound(length))])
            _hold(not heard.words, f"in {length} ms of silence it hears {heard.words}")
            _hold(heard.language == "und", "it knows the language of silence")
            _hold(heard.duration == length, "it tells another duration")

    def test_progress_only_grows(self) -> None:
        """Progress goes forward, stays within the sound and reaches its end."""
        request = self.spoken()
        told: list[tuple[str, int]] = []
        with self.engine() as engine:
            list(engine.transcribe([request], lambda name, done: told.append((name, done))))
        _hold({name for name, _ in told} == {request.id}, "it tells of a request nobody made")
        done = [at for _, at in told]
        _hold(done == sorted(done), "its progress goes back")
        _hold(done[-1] == request.sound.duration, "its progress does not reach the end")

    def test_parts_that_are_kept_change_nothing(self) -> None:
        """With parts of an earlier run, all or some or damaged ones, it hears the same."""
        speech, whole = self.spoken(), FakeParts()
        (plain,) = self._heard([speech])
        (first,) = self._heard([replace(speech, parts=whole)])
        _hold(first == plain, "it hears something else where parts are kept")
        for what, kept in (
            ("all", whole.kept),
            ("every other one of", dict(list(whole.kept.items())[::2])),
            ("damaged", dict.fromkeys(whole.kept, "[{}]")),
            ("foreign", dict.fromkeys(whole.kept, "none of its own")),
        ):
            (again,) = self._heard([replace(speech, parts=FakeParts(kept))])
            _hold(again == plain, f"it hears something else with {what} parts of an earlier run")

    def test_parts_of_another_sound_are_not_taken(self) -> None:
        """One keeper for two sounds: each is heard as it is."""
        speech, kept = self.spoken(), FakeParts()
        other = replace(speech, sound=Sound(speech.sound.samples[: len(speech.sound.samples) // 2]))
        requests = [replace(speech, id="whole"), replace(other, id="half")]
        plain = {one.id: one for one in self._heard(requests)}
        for request in requests:
            (heard,) = self._heard([replace(request, parts=kept)])
            _hold(heard == plain[request.id], f"of {request.id} it hears another's parts")

    def _heard(self, requests: list[SpeechRequest]) -> list[Transcript]:
        """Transcripts, without what may differ from run to run."""
        with self.engine() as engine:
            return [
                replace(one, provenance=replace(one.provenance, seconds=0.0))
                for one in engine.transcribe(requests)
            ]

    def test_a_script_is_aligned_or_refused(self) -> None:
        """A script is used by an engine that says so; another refuses it, never ignores it."""
        speech = self.spoken()
        with self.engine() as engine:
            if engine.capabilities().script:
                (plain,) = engine.transcribe([speech])
                written = [word.text for word in plain.words]
                written[len(written) // 2] = "Otherwise"
                line = ScriptLine(" ".join(written), speaker="Anna", line=1)
                (heard,) = engine.transcribe([replace(speech, script=(line,))])
                text = "".join(word.text for word in heard.words)
                _hold("Otherwise" in text, "it says that it aligns a script, and does not")
                return
            request = replace(speech, script=(ScriptLine("Some words."),))
            try:
                list(engine.transcribe([request]))
            except SettingsError:
                return
        raise AssertionError("it cannot align a script, yet takes one")


class TranslationEngineContract:
    """What holds for every translation engine. Subclasses say which engine, and give it units."""

    def engine(self) -> TranslationEngine:
        """A new engine."""
        raise NotImplementedError

    def request(self) -> TranslationRequest:
        """A request of two units or more that the engine serves."""
        raise NotImplementedError

    def test_provenance_stays_the_same(self) -> None:
        """Its signature is known before anything is loaded, and loading does not change it."""
        with self.engine() as engine:
            before = engine.provenance()
            list(engine.translate([self.request()]))
            _hold(bool(before.engine), "its provenance names no engine")
            _hold(before == engine.provenance(), "loading changes its provenance")

    def test_every_unit_comes_back_once(self) -> None:
        """Over a draft every unit is named once, in order; one without text has a finding."""
        request = self.request()
        with self.engine() as engine:
            (draft,) = engine.translate([request])
        _hold(draft.id == request.id, "it answers another request")
        ids = [name for unit in draft.units for name in unit.unit_ids]
        _hold(ids == [unit.id for unit in request.units], f"it names the units {ids}")
        blank = [unit for unit in draft.units if not unit.text.strip()]
        told = [finding for finding in draft.findings if finding.rule == "untranslated"]
        _hold(len(told) >= len(blank), "a unit is blank, and no finding says so")
        _hold(len(blank) < len(draft.units), "it drafts nothing")

    def test_words_make_up_the_text(self) -> None:
        """Where it gives words, they are the text, in order of time."""
        with self.engine() as engine:
            (draft,) = engine.translate([self.request()])
        for unit in draft.units:
            joined = "".join(f" {w.text}" if w.spaced else w.text for w in unit.words).strip()
            _hold(not unit.words or joined == unit.text, f"{joined!r} is not {unit.text!r}")
            for a, b in pairwise(unit.words):
                _hold(a.start <= b.start, f"{a} and {b} are out of order")

    def test_no_units_make_an_empty_draft(self) -> None:
        """A request without units has a draft without units."""
        given = self.request()
        empty = TranslationRequest("empty", given.source, given.target, (), given.sound)
        with self.engine() as engine:
            (draft,) = engine.translate([empty])
            _hold(not list(engine.translate([])), "it answers where nothing was asked")
        _hold(draft.id == "empty" and not draft.units, f"it drafts {draft.units} out of nothing")

    def test_it_refuses_what_it_does_not_serve(self) -> None:
        """It serves its own pair; a pair that it does not serve is refused."""
        given = self.request()
        with self.engine() as engine:
            _hold(engine.serves(given.source, given.target), "it does not serve its own request")
            _hold(engine.serves("", given.target), "it serves no source into this target")
            if engine.serves(given.target, given.target):
                return
            other = TranslationRequest(
                "other", given.target, given.target, given.units, given.sound
            )
            try:
                list(engine.translate([other]))
            except SettingsError:
                return
        raise AssertionError("it drafts a pair that it does not serve")

    def test_it_wants_sound_if_it_says_so(self) -> None:
        """An engine that works from sound refuses a request without."""
        given = self.request()
        silent = TranslationRequest("silent", given.source, given.target, given.units)
        with self.engine() as engine:
            if not engine.capabilities().from_sound:
                (draft,) = engine.translate([silent])
                _hold(draft.id == "silent", "it answers another request")
                return
            try:
                list(engine.translate([silent]))
            except SettingsError:
                return
        raise AssertionError("it works from sound, yet takes a request without")
