"""The transcript of a sound in which nobody speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.engines import Coverage, Transcript
from localize.findings import Finding, Severity
from localize_models.speech.coverage import drowned, findings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import SpeechRequest
    from localize.script import Provenance
    from localize.timeline import Span


def silent(request: SpeechRequest, made: Provenance, noisy: Sequence[Span] = ()) -> Transcript:
    """No words, and a finding that says so; noise that may hide a voice is told, too.

    Args:
        request: whose sound it is.
        made: who listened.
        noisy: where noise is as loud as voices, by `noise.noisy_spans`.
    """
    report = Coverage(speech=0, heard=0, stretches=drowned(noisy))
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
            *findings_of(report),
        ),
        coverage=report if noisy else None,
    )
