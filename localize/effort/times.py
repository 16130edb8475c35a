"""Pure: how long people were at work, by stage, against programme, dialogue and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.effort.source import Source
    from localize.script import Cue
    from localize.store.tables import VisitRow

_HOUR: Final = 3_600_000

#: A time that was moved by more than this counts as edited, frames.
TIME_EDIT: Final = 3


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Work at one stage; add two of one stage with ``+``.

    Attributes:
        stage: which.
        visits: how many.
        cues: how many cues were visited.
        active: ms at work.
        playing: of it, ms while the programme played.
        typing: of it, ms while text was written.
        programme: ms of programme that the visited cues stand for: the episode, by their share of
            its dialogue; None where the episode's length is not known.
        dialogue: ms that the visited cues stand on the screen.
        size: source words (or characters) of the visited cues.
        unit: what ``size`` counts.
        time_edits: cues of which a person moved an edge by more than `TIME_EDIT` frames; None
            where there is no picture to count frames by.
    """

    stage: str
    visits: int
    cues: int
    active: int
    playing: int
    typing: int
    programme: int | None
    dialogue: int
    size: int
    unit: str
    time_edits: int | None

    @property
    def per_programme_minute(self) -> float | None:
        """Active minutes a minute of programme."""
        return self.active / self.programme if self.programme else None

    @property
    def per_dialogue_minute(self) -> float | None:
        """Active minutes a minute of dialogue."""
        return self.active / self.dialogue if self.dialogue else None

    @property
    def cues_an_hour(self) -> float | None:
        """Cues an active hour."""
        return self.cues * _HOUR / self.active if self.active else None

    @property
    def size_an_hour(self) -> float | None:
        """Source words (or characters) an active hour; None where sources of both are added."""
        return self.size * _HOUR / self.active if self.active and "and" not in self.unit else None

    @property
    def time_edits_per_hundred(self) -> float | None:
        """Cues with an edited time a hundred visited cues."""
        if self.time_edits is None or not self.cues:
            return None
        return 100 * self.time_edits / self.cues

    def __add__(self, other: StageTimes) -> StageTimes:
        if self.stage != other.stage:
            raise ValueError(f"{self.stage} and {other.stage} are two stages")
        return StageTimes(
            stage=self.stage,
            visits=self.visits + other.visits,
            cues=self.cues + other.cues,
            active=self.active + other.active,
            playing=self.playing + other.playing,
            typing=self.typing + other.typing,
            programme=_sum(self.programme, other.programme),
            dialogue=self.dialogue + other.dialogue,
            size=self.size + other.size,
            unit=" and ".join(sorted({*self.unit.split(" and "), *other.unit.split(" and ")})),
            time_edits=_sum(self.time_edits, other.time_edits),
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def stage_times(
    visits: Iterable[VisitRow], cues: Mapping[str, Cue], source: Source, duration: int
) -> tuple[StageTimes, ...]:
    """Add up one track's visits by stage, in the order in which the stages were first visited.

    Args:
        visits: on the track.
        cues: the track's cues by id; visits of cues that were taken out count as time alone.
        source: what they stand for.
        duration: of the episode, ms; 0 where it is not known.
    """
    by_stage: dict[str, list[VisitRow]] = {}
    for visit in visits:
        by_stage.setdefault(visit.stage, []).append(visit)
    everything = sum(cue.duration for cue in cues.values())
    return tuple(
        _stage(stage, found, cues, source, (duration, everything))
        for stage, found in by_stage.items()
    )


def _stage(
    stage: str,
    visits: Sequence[VisitRow],
    cues: Mapping[str, Cue],
    source: Source,
    whole: tuple[int, int],
) -> StageTimes:
    duration, everything = whole
    visited = [cues[cue_id] for cue_id in {visit.cue_id for visit in visits} if cue_id in cues]
    dialogue = sum(cue.duration for cue in visited)
    known = duration > 0 and everything > 0
    return StageTimes(
        stage=stage,
        visits=len(visits),
        cues=len(visited),
        active=sum(visit.active for visit in visits),
        playing=sum(visit.figures.get("playing", 0) for visit in visits),
        typing=sum(visit.figures.get("typing", 0) for visit in visits),
        programme=duration * dialogue // everything if known else None,
        dialogue=dialogue,
        size=source.size(visited),
        unit=source.unit,
        time_edits=_time_edits(visits),
    )


def _time_edits(visits: Sequence[VisitRow]) -> int | None:
    """Cues of which an edge was moved by more than `TIME_EDIT` frames over all visits."""
    moved: dict[str, list[int]] = {}
    for visit in visits:
        delta = (visit.figures.get("delta_in"), visit.figures.get("delta_out"))
        if None in delta:
            return None
        edges = moved.setdefault(visit.cue_id, [0, 0])
        edges[0] += delta[0] or 0
        edges[1] += delta[1] or 0
    return sum(max(map(abs, edges)) > TIME_EDIT for edges in moved.values())
