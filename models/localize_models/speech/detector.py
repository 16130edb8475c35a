"""Silero VAD as a plug-in of its own, for commands that need voices and no words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.engines import Voices
from localize_models.speech.activity import voice_probabilities
from localize_models.speech.guards import REPORTED
from localize_models.speech.voice import VoiceOptions, speech_spans

if TYPE_CHECKING:
    from localize.media import Sound

#: What sounds: as words are laid on it (`localize_models.speech.tighten`), clicks left out.
_SOUNDING: Final = VoiceOptions(min_speech=96, min_silence=100, pad=0)


class SileroDetector:
    """The voice activity that the speech engine itself goes by."""

    name: ClassVar[str] = "silero"
    method: ClassVar[str] = "2"

    def listen(self, sound: Sound) -> Voices:
        """Where somebody speaks."""
        probabilities = voice_probabilities(sound)
        return Voices(
            speech_spans(probabilities, sound.duration, _SOUNDING),
            speech_spans(probabilities, sound.duration, REPORTED),
        )
