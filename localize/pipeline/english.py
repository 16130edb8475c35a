"""English that is made while an episode is heard: of whom it is asked, and where it is kept.

A run that is to draft English by ear has its speech engine make it on the way, out of what that
computes anyway. It is kept beside the transcript, under the transcript's key: whatever becomes of
the run, a later one lays its draft out from there. Nothing depends on its being there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize import locales
from localize.engines import English
from localize.pipeline.choosing import serving

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.engines import SpeechEngine, TranslationEngine
    from localize.pipeline.results import ResultStore
    from localize.pipeline.settings import RunSettings

#: Name of its folder among the results.
_STAGE: Final = "english"


def wanted_from(
    speech: SpeechEngine, engines: Iterable[TranslationEngine], settings: RunSettings
) -> frozenset[str]:
    """Languages out of which a run drafts English from what the speech engine makes of it.

    Args:
        speech: the speech engine.
        engines: the translation engines, the preferred first.
        settings: of the run.
    """
    able = speech.capabilities()
    markets = [one for one in settings.targets if locales.language(one) == "en"]
    if not able.english or not markets:
        return frozenset()
    known = tuple(engines)
    own = locales.language(settings.source)
    found = set()
    for spoken in (own,) if own else able.languages:
        drafting = (
            serving(known, settings.source or spoken, to, settings.market(to).engine)
            for to in markets
        )
        if any(one is not None and one.capabilities().from_english for one in drafting):
            found.add(spoken)
    return frozenset(found)


def keep(results: ResultStore, key: str, made: English | None) -> None:
    """Keep what was made of an episode, if anything was.

    Args:
        results: the project's.
        key: content key of its transcript.
        made: what the speech engine made.

    Raises:
        OutputError: it cannot be written.
    """
    if made is not None:
        results.put(_STAGE, key, made)


def kept(results: ResultStore, key: str) -> English | None:
    """What was made of an episode while it was heard; None for nothing.

    Args:
        results: the project's.
        key: content key of its transcript.
    """
    return results.get(_STAGE, key, English)
