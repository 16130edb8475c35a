"""Who speaks, by the channels of a stereo dialogue or by a diariser: from sound to files."""

from __future__ import annotations

import wave
import weakref
from dataclasses import replace

import numpy as np
import pytest

from localize import registry
from localize.engines import Speakers, Turn
from localize.errors import UnknownNameError
from localize.formats import read_file
from localize.pipeline.events import EpisodeDone, Notice, StageDone, StageProgress
from localize.pipeline.run import run
from localize.script import Provenance
from localize.testing.fakes import FakeSpeechEngine, Line
from localize.timeline import Span
from tests.localize.pipeline.studio import look_at_requests, studio

__all__ = ["studio"]

LINES = (
    Line("Wo warst du gestern?", 500, 1_500),
    Line("Ich habe die ganze Nacht gewartet.", 2_000, 4_500),
    Line("Es tut mir leid.", 7_000, 8_200),
)


class Ears(FakeSpeechEngine):
    """Hears a line where there is sound, and nothing where there is none."""

    def transcribe(self, requests, progress=None):
        told = self.lines
        for request in requests:
            self.lines = tuple(
                line for line in told if np.any(request.sound.read(line.start, line.end))
            )
            yield from super().transcribe([request], progress)
            self.lines = told

    def provenance(self):
        return Provenance(self.name, "1")


class Loud:
    """A detector of voices: whatever is loud."""

    name = "loud"
    method = "1"

    def listen(self, sound):
        block = np.abs(sound.samples[: len(sound.samples) // 160 * 160]).reshape(-1, 160).max(1)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], block > 500, [False])).astype(int)))
        spans = tuple(Span(int(a) * 10, int(b) * 10) for a, b in edges.reshape(-1, 2))
        return type("Voices", (), {"speech": spans, "sounding": spans})()


def stereo(path, *, left, right, seconds=10):
    """Noise in the given spans (ms) of each channel."""
    rng = np.random.default_rng(3)
    two = np.zeros((seconds * 16_000, 2))
    for channel, spans in enumerate((left, right)):
        for start, end in spans:
            part = slice(start * 16, end * 16)
            two[part, channel] = 0.3 * rng.uniform(-1, 1, (end - start) * 16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((two * 32767).astype("<i2").tobytes())


@pytest.fixture
def call(studio, monkeypatch):
    """A season of one call: the first and the third line left, the second right."""
    for path in studio.media.iterdir():
        path.unlink()
    stereo(studio.media / "call.wav", left=[(500, 1_500), (7_000, 8_200)], right=[(2_000, 4_500)])
    studio.speech = Ears(lines=LINES, language="de")
    studio.settings = replace(studio.settings, targets=(), formats=("vtt", "srt"))
    monkeypatch.setattr(registry, "voice_detector", lambda name="loud": Loud())
    return studio


def spoken(studio, name="call.de.draft.vtt"):
    cues = read_file(studio.settings.out / name).track.cues
    return [(cue.speaker, " ".join(cue.lines)) for cue in cues]


def rules(studio):
    return [one.rule for one in studio.told(Notice)]


APART = [
    ("Speaker 1", "Wo warst du gestern?"),
    ("Speaker 2", "Ich habe die ganze Nacht gewartet."),
    ("Speaker 1", "Es tut mir leid."),
]


def test_one_speaker_a_channel_is_found_and_written(call):
    assert call.run().ok
    assert spoken(call) == APART
    assert "speakers-apart" in rules(call)
    assert len(call.speech.asked) == 2


def test_a_second_run_computes_nothing(call):
    assert call.run().ok
    call.run()
    assert all(one.kept for one in call.told(StageDone))
    assert len(call.speech.asked) == 2


def test_another_detector_of_voices_hears_the_channels_anew(call, monkeypatch):
    assert call.run().ok
    monkeypatch.setattr(Loud, "method", "2")
    assert call.run().ok
    assert len(call.speech.asked) == 4


def test_sound_without_channels_of_their_own_needs_no_detector(call, monkeypatch):
    def missing(name="loud"):
        raise UnknownNameError("voice detector", name, ())

    monkeypatch.setattr(registry, "voice_detector", missing)
    both = [(500, 1_500), (2_000, 4_500), (7_000, 8_200)]
    stereo(call.media / "call.wav", left=both, right=both)
    assert call.run().ok
    assert call.speech.asked == ["call"]


def test_none_leaves_the_channels_alone(call):
    assert call.run(speakers="none").ok
    assert [name for name, _ in spoken(call)] == [""] * 3
    assert call.speech.asked == ["call"]


def test_a_mix_is_heard_as_one(call):
    both = [(500, 1_500), (2_000, 4_500), (7_000, 8_200)]
    stereo(call.media / "call.wav", left=both, right=both)
    # Two different noises of one loudness, as two microphones before one voice.
    assert call.run().ok
    assert call.speech.asked == ["call"]
    assert [name for name, _ in spoken(call)] == [""] * 3
    assert not {"speakers-apart", "speakers-channels"} & set(rules(call))
    assert call.run(speakers="channels").ok
    assert "speakers-channels" in rules(call)


def test_music_on_one_side_is_no_speaker(call, monkeypatch):
    class Deaf(Loud):
        def listen(self, sound):
            found = super().listen(sound)
            left = np.any(sound.read(500, 1_500))
            return found if left else type("Voices", (), {"speech": (), "sounding": ()})()

    monkeypatch.setattr(registry, "voice_detector", lambda name="loud": Deaf())
    assert call.run().ok
    assert call.speech.asked == ["call"]
    assert call.run(speakers="channels").ok
    (told,) = [one for one in call.told(Notice) if one.rule == "speakers-channels"]
    assert "right channel" in told.message


def test_mono_that_is_to_go_by_channels_is_told(call):
    call.add("mono.wav", value=1)
    assert call.run(speakers="channels").ok
    (told,) = [one for one in call.told(Notice) if one.rule == "speakers-channels"]
    assert (told.episode, "no stereo" in told.message) == ("mono", True)


def test_progress_of_two_channels_is_one_episodes(call):
    assert call.run().ok
    speech = [one for one in call.told(StageProgress) if one.stage == "speech"]
    done = [one.done for one in speech]
    assert done == sorted(done)
    assert done[-1] == 10_000
    assert {one.episode for one in speech} == {"call"}


def test_the_channels_of_an_episode_are_let_go_when_it_is_done(call, monkeypatch):
    """Each lies in a file without a name for as long as anybody holds it."""
    for name, seconds in (("d", 11), ("e", 12)):
        stereo(call.media / f"{name}.wav", left=[(500, 1_500)], right=[(2_000, 4_500)],
               seconds=seconds)  # fmt: skip
    sounds, gone = {}, {}

    def see(request):
        sounds[request.id] = weakref.ref(request.sound)

    look_at_requests(monkeypatch, Ears, see)

    def tell(event):
        if isinstance(event, EpisodeDone):
            let_go = [name for name, sound in sounds.items() if sound() is None]
            gone[event.episode] = sorted(name.partition("\x1f")[0] for name in let_go)

    assert run([call.media], call.settings, tell).ok
    assert gone["d"] == ["call", "call"]
    assert gone["e"] == ["call", "call", "d", "d"]


def test_a_scripts_words_get_the_channels_speakers_where_it_names_none(call, tmp_path):
    script = tmp_path / "call.txt"
    script.write_text(
        "Wo warst du heute?\n\nIch habe die ganze Nacht gewartet.\n\nEs tut mir leid.\n"
    )
    assert call.run(script=script).ok
    assert call.speech.asked == ["call"]
    assert spoken(call) == [("Speaker 1", "Wo warst du heute?"), *APART[1:]]


class Turns:
    """A diariser that is told who speaks when."""

    name = "turns"
    told = (Turn("b", 0, 1_800), Turn("a", 1_800, 6_000), Turn("b", 6_000, 10_000))
    asked = 0

    def __init__(self, settings=None):
        self.settings = settings

    def prepare(self, progress=None):
        pass

    def provenance(self):
        return Provenance(self.name, "1", model="told")

    def tell_apart(self, request, progress=None):
        Turns.asked += 1
        assert request.speech
        assert request.words
        assert request.language == "de"
        return Speakers(self.told, self.provenance())


@pytest.fixture
def diarised(call, monkeypatch):
    for path in call.media.iterdir():
        path.unlink()
    call.add("call.wav", value=1)
    Turns.asked = 0
    real = registry.names
    monkeypatch.setattr(registry, "diariser", lambda name, settings: Turns(settings))
    monkeypatch.setattr(
        registry, "names", lambda group: ("turns",) if group == registry.SPEAKERS else real(group)
    )
    return call


def test_a_diariser_is_asked_once_and_kept(diarised):
    assert diarised.run(speakers="turns").ok
    assert spoken(diarised) == APART
    assert Turns.asked == 1
    assert diarised.run(speakers="turns").ok
    assert Turns.asked == 1
    assert all(one.kept for one in diarised.told(StageDone))
    assert "speakers" in [one.stage for one in diarised.told(StageDone)]


def test_words_are_not_heard_anew_when_a_diariser_is_added(diarised):
    assert diarised.run(speakers="none").ok
    assert diarised.run(speakers="turns").ok
    assert diarised.speech.asked == ["call"]
    assert spoken(diarised) == APART


def test_the_record_names_the_diariser(diarised):
    assert diarised.run(speakers="turns").ok
    manifest = (diarised.settings.out / "manifest.json").read_text()
    assert "turns" in manifest


def test_a_script_with_speakers_wins_over_the_diariser(diarised, tmp_path):
    script = tmp_path / "call.txt"
    script.write_text(
        "ANNA: Wo warst du gestern?\nBEN: Ich habe die ganze Nacht gewartet.\n"
        "ANNA: Es tut mir leid.\n"
    )
    assert diarised.run(speakers="turns", script=script).ok
    assert [name for name, _ in spoken(diarised)] == ["ANNA", "BEN", "ANNA"]
    assert Turns.asked == 0


def test_an_unknown_diariser_is_told_before_anything_is_heard(call):
    with pytest.raises(UnknownNameError, match="diariser"):
        call.run(speakers="nobody")
    assert call.speech.asked == []


def test_two_speakers_in_one_cue_have_dashes(diarised, monkeypatch):
    lines = (Line("Warst du da?", 500, 1_200), Line("Ja.", 1_300, 1_600))
    diarised.speech = Ears(lines=lines, language="de")
    monkeypatch.setattr(Turns, "told", (Turn("a", 0, 1_250), Turn("b", 1_250, 10_000)))
    assert diarised.run(speakers="turns").ok
    (cue,) = read_file(diarised.settings.out / "call.de.draft.srt").track.cues
    assert cue.lines == ("-Warst du da?", "-Ja.")
