"""What is found out before a run begins: options that cannot be, markets that nothing drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import registry
from localize.drafting.offers import offer
from localize.engines.address import host_of
from localize.errors import SettingsError
from localize.pipeline.choosing import translation_engines
from localize.pipeline.events import Notice
from localize.pipeline.guidance import Guidance
from localize.pipeline.named import check_names
from localize.pipeline.same_words import SAME
from localize.pipeline.speaking import diariser_of

if TYPE_CHECKING:
    from localize.pipeline.events import Emit
    from localize.pipeline.settings import RunSettings


def check_settings(settings: RunSettings) -> None:
    """Find out what cannot be before any work begins; nothing heavy is loaded for it.

    Args:
        settings: of the run.

    Raises:
        SettingsError: a name that nothing answers to, an option that the engine cannot take, or a
            server's address that is none.
    """
    check_names(
        speech=settings.speech,
        translation=settings.translation,
        aligner=settings.engine.aligner,
        speakers=settings.speakers,
    )
    for locale in ("", *settings.targets):
        check_names(formats=settings.market(locale).formats)
    for locale in settings.targets:
        check_names(translation=settings.market(locale).engine)
    if settings.engine.server:
        host_of(settings.engine.server)
    speech = registry.speech_engine(settings.speech, settings.engine)
    speech.provenance()
    if settings.script and not speech.capabilities().script:
        raise SettingsError(
            f"The speech engine {settings.speech!r} cannot align a supplied script.",
            hint="Leave the script out, or choose an engine that can.",
        )
    diariser = diariser_of(settings)
    if diariser is not None:
        diariser.provenance()
    guidance = Guidance(settings)
    for locale in (settings.source or "en", *settings.targets):
        guidance.limits(locale)


def tell_who_drafts(settings: RunSettings, emit: Emit) -> None:
    """Say at once which markets no engine can draft, before hours go into the others.

    Args:
        settings: of the run.
        emit: told of them, of engines that cannot be loaded, and of a choice between several.
    """
    engines, missing = translation_engines(settings)
    for error in missing:
        emit(Notice(rule="engine-missing", severity="note", message=str(error)))
    for target in settings.targets:
        named = settings.market(target).engine
        able = [
            engine.name
            for engine in engines
            if named in ("", engine.name) and engine.serves(settings.source, target)
        ]
        if not able and settings.source and SAME.serves(settings.source, target):
            continue
        if not able:
            emit(
                Notice(
                    rule="no-engine",
                    severity="warning",
                    message=f"No installed translation engine drafts {target}: only episodes "
                    "spoken in that language get such a track. "
                    f"{offer(settings.source, target, settings.engine)}".rstrip(),
                    track=target,
                )
            )
        elif len(able) > 1:
            emit(
                Notice(
                    rule="engine-chosen",
                    severity="note",
                    message=f"{' and '.join(able)} draft {target}; where both serve the "
                    f"dialogue's language {able[0]} is taken. --translation names another.",
                    track=target,
                )
            )
