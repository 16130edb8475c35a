"""What a guide says for one track, figure by figure: which section, which source, who differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from localize.errors import UnknownNameError
from localize.guides.figures import AUDIENCES, FIGURES, Disagreement, Origin
from localize.guides.shots import ZONES
from localize.guides.style import kinds_of
from localize.script import TrackRole

if TYPE_CHECKING:
    from localize.guides.style import StyleGuide

#: What a figure is counted in; none where the value says it.
UNITS: Final = {
    "max_lines": "lines",
    "max_line_length": "characters",
    "max_line_length_vertical": "characters",
    "max_characters": "characters",
    "reading_speed": "characters a second",
    "min_line_share": "of the longer line",
    "min_duration": "ms",
    "max_duration": "ms",
    "min_word_duration": "ms a word",
    "min_gap_frames": "frames",
    "chain_frames": "frames at 24 a second",
    "shots": "frames at 24 a second",
    "shots.out_gap": "frames",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of a guide, for one track.

    Attributes:
        key: as a file writes it; of a table, such as ``shots.out_gap``.
        value: the figure.
        section: the section that decides it, as a file names it.
        origin: whose figure it is, and from which sources.
        disagreements: other figures that sources give.
        part: of a table, which part the figure is: an audience, or a zone.
    """

    key: str
    value: object
    section: str
    origin: Origin
    disagreements: tuple[Disagreement, ...] = ()
    part: str = ""

    @property
    def unit(self) -> str:
        """What the figure is counted in; empty where the value says it."""
        return UNITS.get(self.key) or UNITS.get(self.key.partition(".")[0], "")


def explain(
    guide: StyleGuide,
    locale: str,
    *,
    audience: str = "adult",
    sdh: bool = False,
    role: TrackRole = TrackRole.SUBTITLE,
) -> tuple[Told, ...]:
    """Every figure that the guide has for a track, in the order of a section's keys.

    Args:
        guide: whose figures.
        locale: BCP 47, normal form.
        audience: ``adult`` or ``children``.
        sdh: for the deaf and hard of hearing.
        role: what the track is for.

    Raises:
        UnknownNameError: no such audience.
    """
    if audience not in AUDIENCES:
        raise UnknownNameError("audience", audience, AUDIENCES)
    kinds = kinds_of(sdh=sdh, role=role)
    parts = {"reading_speed": (audience,), "shots": ZONES}
    sections = {name for name, _ in guide.layers(locale, kinds)}
    found = []
    for key in FIGURES:
        for part in parts.get(key, ("",)):
            told = guide.find(key, locale, kinds, part)
            if told is None:
                continue
            section, figures, value = told
            differing = tuple(
                each
                for each in guide.disagreements
                if each.figure == key
                and each.section in sections
                and part_of(each.chosen, part) == value
            )
            shown = f"{key}.{part}" if part in ZONES else key
            origin = figures.origin(key) or Origin(guide.name)
            found.append(Told(shown, value, section, origin, differing, part))
    return tuple(found)


def silent(told: tuple[Told, ...]) -> tuple[str, ...]:
    """The keys of which the guide says nothing."""
    said = {each.key.partition(".")[0] for each in told}
    return tuple(key for key in FIGURES if key not in said)


def part_of(figure: object, part: str) -> object:
    """What a disagreement's ``chosen`` or ``other`` says of a part of a table; None for nothing.

    Args:
        figure: as `Disagreement` has it.
        part: `Told.part`; empty for a figure that is no table.
    """
    if not part:
        return figure
    pairs: Any = figure
    return dict(pairs).get(part)
