"""The aligner that needs no weights, as a plug-in: letters learnt from the sound itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.script import Provenance
from localize_models.speech.voice import speech_probabilities
from localize_models.speech.word_times import timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import EngineSettings
    from localize.media import Sound
    from localize.script import Word

#: Changes whenever the times of words may change.
_METHOD: Final = "3"


class LettersAligner:
    """Lays words along the sound letter by letter (`localize_models.speech.word_times`).

    Args:
        settings: nothing in them concerns it.
    """

    name: ClassVar[str] = "letters"

    def __init__(self, settings: EngineSettings) -> None:
        del settings

    def provenance(self) -> Provenance:
        """As `Aligner.provenance`."""
        return Provenance(self.name, _METHOD)

    def align(self, words: Sequence[Word], sound: Sound, language: str) -> tuple[Word, ...]:
        """As `Aligner.align`."""
        return timed(words, sound, speech_probabilities(sound), language)
