"""What a run knows of earlier work: each market's approved lines, asked episode by episode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from localize.drafting.known import nothing_asked
from localize.drafting.recalling import Recall
from localize.engines import Draft, TranslatedUnit
from localize.memory.recap import ApprovedTrack
from localize.pipeline.keys import content_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.drafting.known import KnownLines
    from localize.engines import TranslationUnit
    from localize.pipeline.results import ResultStore
    from localize.pipeline.stages import Stages

#: Name of the stage of drafts that an engine makes from sound.
_STAGE: Final = "draft"
#: Where it is kept what was read of approved tracks.
_READ: Final = "approved"


class Knowing(Protocol):
    """Settings that bring what markets approved before: (locale, lines)."""

    @property
    def known(self) -> tuple[tuple[str, KnownLines], ...]:
        """By market."""


class Recalls:
    """The approved lines of some markets, each arranged once.

    Args:
        settings: of a run, or of what is like one.
    """

    def __init__(self, settings: Knowing) -> None:
        self._lines = dict(settings.known)
        self._recalls: dict[str, Recall] = {}

    def of(self, locale: str) -> Recall | None:
        """Those of a market; None where it approved nothing yet."""
        if locale not in self._recalls and locale in self._lines:
            self._recalls[locale] = Recall(self._lines[locale], locale)
        return self._recalls.get(locale)


class KeptTracks:
    """What was read of approved tracks, kept among a project's results, one file a track.

    Fulfils `localize.memory.recap.Shelf`.

    Args:
        results: the project's.
    """

    def __init__(self, results: ResultStore) -> None:
        self._results = results

    def get(self, name: str) -> ApprovedTrack | None:
        """What was kept under a name."""
        return self._results.get(_READ, content_key(name), ApprovedTrack)

    def put(self, name: str, track: ApprovedTrack) -> None:
        """Keep it in the place of what was kept under that name.

        Raises:
            OutputError: it cannot be written.
        """
        self._results.put(_READ, content_key(name), track)


def drafted_by_ear(
    stages: Stages,
    key: str,
    asked: Sequence[TranslationUnit],
    translate: Callable[[tuple[TranslationUnit, ...]], Draft],
    *,
    track: str,
    total: int,
    engine: str = "",
) -> Draft:
    """An episode's draft from its sound: sentences that are kept, and those that are asked for now.

    Args:
        stages: of the episode.
        key: content key of everything but which sentences are asked for.
        asked: the sentences that are needed.
        translate: asks the engine for some of them.
        track: locale of the market, for events.
        total: length of the programme, ms.
        engine: its name, for events.
    """
    if not asked:
        return nothing_asked(stages.episode)
    kept = stages.results.get(_STAGE, key, Draft)
    there = {unit_id for one in kept.units for unit_id in one.unit_ids} if kept else set()
    wanted = tuple(unit for unit in asked if unit.id not in there)
    if kept is not None and not wanted:
        stages.kept(_STAGE, track)
        return kept

    def both() -> Draft:
        made = translate(wanted)
        if kept is None:
            return made
        units: tuple[TranslatedUnit, ...] = (*kept.units, *made.units)
        return replace(made, units=units, findings=(*kept.findings, *made.findings))

    return stages.anew(_STAGE, key, both, track=track, total=total, engine=engine)
