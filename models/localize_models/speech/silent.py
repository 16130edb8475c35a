"""The transcript of a sound in which nobody speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.engines import Transcript
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from localize.engines import SpeechRequest
    from localize.script import Provenance


def silent(request: SpeechRequest, made: Provenance) -> Transcript:
    """No words, and a finding that says so.

    Args:
        request: whose sound it is.
        made: who listened.
    """
    return Transcript(
        id=request.id,
        language="und",
        language_probability=1.0 if request.language else 0.0,
        words=(),
        speech=(),
        duration=request.sound.duration,
        provenance=made,
        findings=(
            Finding(
                "no-speech",
                Severity.WARNING,
                "Nobody speaks in this sound; check that the right audio stream was taken.",
            ),
        ),
    )
