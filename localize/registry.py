"""Finds engines, formats, checks and executors by their entry points.

Built-ins are registered as anyone else's plug-in would be, and nothing is imported before it is
asked for by name. Two plug-ins of one name are an error: which of them ran must never depend on
the order of installation.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final, cast

from localize.errors import MissingPartError, SettingsError, UnknownNameError

if TYPE_CHECKING:
    from localize.engines import (
        Aligner,
        Check,
        Diariser,
        EngineSettings,
        Executor,
        ModelStore,
        Page,
        SpeechEngine,
        SubtitleFormat,
        TranslationEngine,
        VoiceDetector,
    )

SPEECH: Final = "localize.speech"
TRANSLATION: Final = "localize.translation"
VOICE: Final = "localize.voice"
ALIGNERS: Final = "localize.aligners"
SPEAKERS: Final = "localize.speakers"
MODELS: Final = "localize.models"
FORMATS: Final = "localize.formats"
CHECKS: Final = "localize.checks"
EXECUTORS: Final = "localize.executors"
PAGES: Final = "localize.pages"

#: Entry-point group → what people call its members.
KINDS: Final = {
    SPEECH: "speech engine",
    TRANSLATION: "translation engine",
    VOICE: "voice detector",
    ALIGNERS: "aligner",
    SPEAKERS: "diariser",
    MODELS: "model store",
    FORMATS: "subtitle format",
    CHECKS: "check",
    EXECUTORS: "executor",
    PAGES: "page",
}


@lru_cache(maxsize=len(KINDS))
def _members(group: str) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        other = found.get(point.name)
        if other is not None and other.value != point.value:
            raise SettingsError(
                f"Two plug-ins are called {KINDS[group]} {point.name!r}: "
                f"{other.value} and {point.value}.",
                hint="Uninstall one of them.",
            )
        found[point.name] = point
    return found


def names(group: str) -> tuple[str, ...]:
    """Names of what is installed in a group, sorted; nothing is imported."""
    return tuple(_members(group))


def load(group: str, name: str) -> object:
    """Import and return what ``name`` stands for.

    Raises:
        UnknownNameError: nothing answers to the name.
        MissingPartError: it is there, but a library that it needs is not.
    """
    members = _members(group)
    if name not in members:
        raise UnknownNameError(KINDS[group], name, tuple(members))
    try:
        return members[name].load()
    except ImportError as error:
        raise MissingPartError(
            f"The {KINDS[group]} {name!r} cannot be loaded: {error}.",
            hint="Install what it needs; `localize doctor` lists the extras.",
        ) from error


def speech_engine(name: str, settings: EngineSettings) -> SpeechEngine:
    """Build a speech engine; loads no weights."""
    return cast("type[SpeechEngine]", load(SPEECH, name))(settings)


def translation_engine(name: str, settings: EngineSettings) -> TranslationEngine:
    """Build a translation engine; loads no weights."""
    return cast("type[TranslationEngine]", load(TRANSLATION, name))(settings)


def aligner(name: str, settings: EngineSettings) -> Aligner:
    """Build an aligner; loads no weights."""
    return cast("type[Aligner]", load(ALIGNERS, name))(settings)


def diariser(name: str, settings: EngineSettings) -> Diariser:
    """Build a diariser; loads no weights."""
    return cast("type[Diariser]", load(SPEAKERS, name))(settings)


def voice_detector(name: str = "silero") -> VoiceDetector:
    """Build a detector of voices; loads nothing."""
    return cast("type[VoiceDetector]", load(VOICE, name))()


def model_store(settings: EngineSettings, name: str = "catalog") -> ModelStore:
    """Build the model store."""
    return cast("type[ModelStore]", load(MODELS, name))(settings)


def subtitle_format(name: str) -> SubtitleFormat:
    """Build a format by name."""
    return cast("type[SubtitleFormat]", load(FORMATS, name))()


def subtitle_formats() -> tuple[SubtitleFormat, ...]:
    """Every format that is installed."""
    return tuple(subtitle_format(name) for name in names(FORMATS))


def checks() -> tuple[Check, ...]:
    """Every check that is installed."""
    return tuple(cast("type[Check]", load(CHECKS, name))() for name in names(CHECKS))


def executor(name: str, workers: int) -> Executor:
    """Build an executor for so many workers."""
    return cast("type[Executor]", load(EXECUTORS, name))(workers)


def page(name: str = "season") -> Page:
    """Build a page; the extra `ui` brings what it needs."""
    return cast("type[Page]", load(PAGES, name))()
