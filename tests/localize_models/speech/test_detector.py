"""The voice detector as the registry gives it, on real speech and on silence."""

from __future__ import annotations

from itertools import pairwise

from localize import registry
from localize.testing.fakes import silent_sound


def test_it_hears_speech_and_parts_it_at_pauses(read):
    sound = read("speech-leopard/diarization_test.wav")
    heard = registry.voice_detector().listen(sound)
    assert len(heard.sounding) > len(heard.speech) > 1
    for spans in (heard.sounding, heard.speech):
        assert all(a.end < b.start for a, b in pairwise(spans))
        assert spans[-1].end <= sound.duration
    spoken = sum(span.duration for span in heard.sounding)
    reported = sum(one.overlap(whole) for one in heard.sounding for whole in heard.speech)
    assert reported > 0.95 * spoken


def test_silence_has_no_voice():
    heard = registry.voice_detector().listen(silent_sound(3000))
    assert (heard.sounding, heard.speech) == ((), ())
