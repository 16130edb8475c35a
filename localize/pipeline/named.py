"""Parts that are asked for by name: whether there are such, before any model or work begins.

The command line and the page ask here, so that both refuse the same names with the same words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import registry
from localize.delivery.names import refuse_same_names
from localize.errors import UnknownNameError
from localize.pipeline.apart import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable


def ways_to_tell_apart() -> tuple[str, ...]:
    """What `RunSettings.speakers` may be: the words that are no diariser, and the diarisers."""
    return (*WORDS, *registry.names(registry.SPEAKERS))


def check_names(
    *,
    speech: str = "",
    translation: str = "",
    aligner: str = "",
    speakers: str = "",
    formats: Iterable[str] = (),
) -> None:
    """See that each part that is named is installed; an empty name asks for none.

    Args:
        speech: of the speech engine.
        translation: of the translation engine.
        aligner: of the aligner.
        speakers: how speakers are told apart (`RunSettings.speakers`).
        formats: of the files of one track to write.

    Raises:
        SettingsError: two of the formats would write one file.
        UnknownNameError: one of them is not; the message lists those that are.
    """
    formats = tuple(formats)
    asked = (
        (registry.SPEECH, speech),
        (registry.TRANSLATION, translation),
        (registry.ALIGNERS, aligner),
        *((registry.FORMATS, name) for name in formats),
    )
    for group, name in asked:
        known = registry.names(group)
        if name and name not in known:
            raise UnknownNameError(registry.KINDS[group], name, known)
    refuse_same_names(name for name in formats if name)
    ways = ways_to_tell_apart()
    if speakers and speakers not in ways:
        raise UnknownNameError("diariser, or other way to tell speakers apart,", speakers, ways)
