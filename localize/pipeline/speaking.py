"""Who says each word, where a diariser is asked: a stage of its own, kept like the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.engines import Speakers, SpeakersRequest
from localize.pipeline.apart import WORDS
from localize.pipeline.cutting import key_of
from localize.pipeline.keys import content_key
from localize.speakers import given

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.engines import Diariser, Transcript
    from localize.pipeline.heard_together import Looked
    from localize.pipeline.settings import RunSettings

#: The stage's name.
STAGE: Final = "speakers"


def diariser_of(settings: RunSettings) -> Diariser | None:
    """The diariser that a run asks for; None for one that goes by channels, or by nothing.

    Raises:
        UnknownNameError: nothing answers to its name.
        MissingPartError: what it needs is not installed.
    """
    if settings.speakers in WORDS:
        return None
    return registry.diariser(settings.speakers, settings.engine)


def told_apart(
    diariser: Diariser | None,
    looked: Looked,
    transcript: Transcript,
    ready: Callable[[Diariser], None],
) -> tuple[Transcript, Speakers | None]:
    """The transcript with its words' speakers, and who told them; a script's speakers stay.

    Args:
        diariser: None leaves the transcript as it is.
        looked: the episode.
        transcript: what was heard in it.
        ready: fetches what the diariser needs.

    Raises:
        MediaError: the sound cannot be decoded.
        LocalizeError: what the diariser raises.
    """
    if diariser is None or all(word.speaker for word in transcript.words):
        return transcript, None
    total = looked.info.duration
    key = content_key(
        looked.media, looked.sound.stream, diariser.provenance().signature, key_of(transcript)
    )

    def listen() -> Speakers:
        ready(diariser)
        request = SpeakersRequest(
            looked.job.name,
            looked.sound.open(),
            transcript.speech,
            transcript.words,
            transcript.language,
        )
        found = diariser.tell_apart(request, looked.stages.progress(STAGE, total))
        return replace(found, provenance=replace(found.provenance, inputs=looked.media))

    speakers = looked.stages.run(STAGE, key, Speakers, listen, total=total)
    words = given(transcript.words, speakers.turns, transcript.language)
    return replace(transcript, words=words), speakers
