"""What is known of an episode's sound and picture when its tracks are made."""

from __future__ import annotations

from dataclasses import dataclass

from localize.engines import Transcript
from localize.script import Provenance
from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class Programme:
    """An episode that was listened to.

    Attributes:
        transcript: words with times.
        rate: frames that times lie on.
        shots: ms of the first frame of each shot but the first.
        speakers: who told the speakers apart; None where no diariser did.
    """

    transcript: Transcript
    rate: FrameRate
    shots: tuple[int, ...] = ()
    speakers: Provenance | None = None

    @property
    def said(self) -> str:
        """All that was heard, as one text."""
        return "".join(word.text for word in self.transcript.words)
