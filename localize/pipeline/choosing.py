"""Which engine drafts what, and which errors end a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize import registry
from localize.drafting.offers import offer
from localize.drafting.pivot import Pivot
from localize.errors import (
    FetchError,
    LocalizeError,
    MissingPartError,
    OutputError,
    SettingsError,
)
from localize.pipeline.same_words import SAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.engines import EngineSettings, TranslationEngine
    from localize.pipeline.settings import RunSettings

#: Errors that no other episode would escape: the run stops and says so once.
FATAL: Final = (MissingPartError, FetchError, SettingsError, OutputError)
#: Where an operator looks when no engine drafts a market.
_LISTED: Final = "`localize doctor` lists the engines and what each needs."


class NoEngineError(LocalizeError):
    """No engine drafts from the episode's language into the market's."""


def translation_engines(
    settings: RunSettings,
) -> tuple[tuple[TranslationEngine, ...], tuple[MissingPartError, ...]]:
    """The engines that a run may draft with: the one that is named, else all that are installed.

    Returns:
        The engines, the preferred first, and why those that are installed and cannot be loaded
        cannot.

    Raises:
        UnknownNameError: the one that is named is not installed.
        MissingPartError: the one that is named cannot be loaded.
    """
    if settings.translation:
        only = registry.translation_engine(settings.translation, settings.engine)
        return _with_pivot((only,), settings.engine), ()
    engines: list[TranslationEngine] = []
    missing: list[MissingPartError] = []
    for name in registry.names(registry.TRANSLATION):
        try:
            engine = registry.translation_engine(name, settings.engine)
            engine.capabilities()
            engines.append(engine)
        except MissingPartError as error:
            missing.append(error)
        except LocalizeError:
            continue  # a model that is another engine's
    engines.sort(key=lambda engine: -engine.capabilities().preference)
    return _with_pivot(engines, settings.engine), tuple(missing)


def text_engines(
    named: str, settings: EngineSettings
) -> tuple[tuple[TranslationEngine, ...], tuple[MissingPartError, ...]]:
    """The engines that work from text, the preferred first; and why others cannot be loaded.

    Args:
        named: the only one that is wanted; empty for all.
        settings: theirs.

    Raises:
        SettingsError: the one that is named works from sound.
        UnknownNameError: it is not installed.
    """
    if named:
        engine = registry.translation_engine(named, settings)
        if engine.capabilities().from_sound:
            raise SettingsError(
                f"The engine {engine.name!r} translates sound, not files.",
                hint="`localize run` uses it.",
            )
        return _with_pivot((engine,), settings), ()
    engines: list[TranslationEngine] = []
    missing: list[MissingPartError] = []
    for name in registry.names(registry.TRANSLATION):
        try:
            engine = registry.translation_engine(name, settings)
            if not engine.capabilities().from_sound:
                engines.append(engine)
        except MissingPartError as error:
            missing.append(error)
        except LocalizeError:
            continue  # a model that is another engine's
    engines.sort(key=lambda one: -one.capabilities().preference)
    return _with_pivot(engines, settings), tuple(missing)


def _with_pivot(
    engines: Sequence[TranslationEngine], settings: EngineSettings
) -> tuple[TranslationEngine, ...]:
    """The engines, and last the way over a third language, where the operator names one."""
    if not settings.pivot:
        return tuple(engines)
    direct = [one for one in engines if not one.capabilities().from_sound]
    return (*engines, Pivot(direct, settings.pivot))


def serving(
    engines: Iterable[TranslationEngine], source: str, target: str, named: str = ""
) -> TranslationEngine | None:
    """The first engine that drafts from a language into a market's; None where none does.

    Args:
        engines: the preferred first.
        source: locale of what is translated.
        target: locale of the market.
        named: the engine that the market names, which alone is taken, for both legs of the way over
            a third language too; empty for any.
    """
    for engine in engines:
        if named and isinstance(engine, Pivot):
            engine = engine.by(named)  # noqa: PLW2901 -- the same way, by that one
        elif named not in ("", engine.name):
            continue
        if engine.serves(source, target):
            return engine
    return None


def drafter(
    engines: Iterable[TranslationEngine], source: str, target: str, named: str = ""
) -> TranslationEngine | None:
    """As `serving`; where none does, the source's own words in the market's script.

    Those a market gets that names an engine too: nothing is translated.
    """
    engine = serving(engines, source, target, named)
    return SAME if engine is None and SAME.serves(source, target) else engine


def engine_for(
    engines: Iterable[TranslationEngine], source: str, target: str, settings: RunSettings
) -> TranslationEngine:
    """The engine that drafts a market from a language.

    Args:
        engines: the preferred first.
        source: locale of what is translated.
        target: locale of the market.
        settings: of the run: the market's own engine, and where models are kept.

    Raises:
        NoEngineError: none does; its hint names the model that would.
    """
    engine = drafter(engines, source, target, settings.market(target).engine)
    if engine is not None:
        return engine
    raise NoEngineError(
        f"No translation engine here drafts {target} from {source}.",
        hint=" ".join(filter(None, (offer(source, target, settings.engine), _LISTED))),
    )
