"""What a market is drafted from: the words as they were heard, or as people left them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize import drafting
from localize.engines import TranslationUnit
from localize.script import Cue

if TYPE_CHECKING:
    from localize.pipeline.outcome import EpisodeOutcome
    from localize.review.sources import SourceText

#: How far speech may lie outside the cues that show it, ms: cues come on a frame or two late.
_OUTSIDE: Final = 250


@dataclass(frozen=True, slots=True)
class Basis:
    """What a market is drafted from.

    Attributes:
        locale: of the text.
        cues: in programme order; the market's cues stand for these.
        units: their sentences.
        track_id: the track of the database whose cues these are; 0 for the words as they were
            heard.
        version: the template's version that they are; 0 for none.
    """

    locale: str
    cues: tuple[Cue, ...]
    units: tuple[TranslationUnit, ...]
    track_id: int = 0
    version: int = 0

    @property
    def text(self) -> str:
        """All of it, a sentence a line."""
        return "\n".join(unit.text for unit in self.units)


def heard(outcome: EpisodeOutcome) -> Basis:
    """The words of an episode as they were heard."""
    assert outcome.programme is not None  # noqa: S101 -- a run has heard it
    assert outcome.source is not None  # noqa: S101
    words = outcome.programme.transcript.words
    units = drafting.units_of_words(words, outcome.source.words_of, locale=outcome.language)
    return Basis(outcome.language, outcome.source.cues, units)


def written(source: SourceText, spoken: Basis) -> Basis:
    """What people made of an episode's source.

    A sentence is said when it was heard, where the cues that show it still allow that; so its room
    stays what it was, and a correction elsewhere does not change what is asked for it.

    Args:
        source: of the database.
        spoken: the words as they were heard.
    """
    cues = tuple(source.cues)
    units = drafting.units_of_cues(cues, locale=source.locale, notes=source.notes)
    times = {cue.id: cue.span for cue in cues}
    known: dict[tuple[str, ...], list[TranslationUnit]] = {}
    for unit in spoken.units:
        known.setdefault(unit.source_ids, []).append(unit)
    timed: list[TranslationUnit] = []
    for unit in units:
        alike = known.get(unit.source_ids, [])
        one = alike.pop(0) if alike else None
        begin = min(times[cue].start for cue in unit.source_ids) - _OUTSIDE
        end = max(times[cue].end for cue in unit.source_ids) + _OUTSIDE
        if one is not None and begin <= one.span.start and one.span.end <= end:
            timed.append(replace(unit, span=one.span))
        else:
            timed.append(unit)
    return Basis(source.locale, cues, tuple(timed), source.track_id, source.version)
