"""Aligners: words that are known are laid on the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines.settings import EngineSettings
    from localize.media import Sound  # numpy
    from localize.script import Provenance, Word


class Aligner(Protocol):
    """Finds when words are said that somebody else recognised. Built from `EngineSettings`.

    Building one loads nothing.
    """

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...

    def provenance(self) -> Provenance:
        """Aligner, model and parameters; part of the content key of what it is used for."""

    def align(self, words: Sequence[Word], sound: Sound, language: str) -> tuple[Word, ...]:
        """The words with their times in the sound; nothing else of them changes.

        As many words come back, in the same order; none overlaps the next, and none has no length.
        Words that cannot be found stay where they are.

        Args:
            words: in order, about where they are said.
            sound: the dialogue, 16 kHz mono, placed on the picture's time.
            language: of the dialogue, BCP 47.

        Raises:
            MissingPartError: weights or device are not there.
        """
