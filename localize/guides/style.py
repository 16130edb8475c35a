"""A whole style guide: its sections, and what they come to for one locale.

A guide is a file (`localize.guides.load` reads it); this module is what such a file says, frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.errors import SettingsError, UnknownNameError
from localize.guides.habits import DashStyle, Habits
from localize.guides.model import Limits
from localize.script import TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIENCES: Final = ("adult", "children")

#: Sections that every locale inherits from, in this order, after those of its own tags.
FALLBACK: Final = "fallback"
GENERAL: Final = "general"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one section says; None where it leaves the figure to the section that it inherits from.

    Attributes:
        counting: name of a counting rule.
        max_lines: lines in a cue.
        max_line_length: characters in a line.
        max_line_length_vertical: the same for vertical text.
        reading_speed: characters per second, by audience.
        min_duration: ms.
        max_duration: ms.
        min_gap_frames: frames between two cues.
        chain_frames: frames at 24 a second under which a gap is to be closed.
        dash: how two speakers are told apart.
        italics: whether the language uses them.
        source: where all this is from: names of the guide's sources, or addresses.
    """

    counting: str | None = None
    max_lines: int | None = None
    max_line_length: float | None = None
    max_line_length_vertical: float | None = None
    reading_speed: tuple[tuple[str, float], ...] | None = None
    min_duration: int | None = None
    max_duration: int | None = None
    min_gap_frames: int | None = None
    chain_frames: int | None = None
    dash: DashStyle | None = None
    italics: bool | None = None
    source: tuple[str, ...] = ()

    def speed(self, audience: str) -> float | None:
        """The reading speed for an audience, where the section says one."""
        return dict(self.reading_speed or ()).get(audience)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a guide: figures, and those that differ for a kind of track.

    Attributes:
        figures: for subtitles.
        variants: (``sdh`` or a `TrackRole`, what differs for it).
    """

    figures: Figures
    variants: tuple[tuple[str, Figures], ...] = ()

    def layers(self, kinds: tuple[str, ...]) -> Iterator[Figures]:
        """The figures for some kinds of track, the most particular first."""
        variants = dict(self.variants)
        for kind in kinds:
            if kind in variants:
                yield variants[kind]
        yield self.figures


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure on which sources differ.

    Attributes:
        section: the section concerned, as the file names it: ``general``, ``language.ko``.
        figure: its key there.
        chosen: what the guide's file says.
        other: what the other source says.
        source: who says so.
        reason: why the first was chosen.
    """

    section: str
    figure: str
    chosen: object
    other: object
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class StyleGuide:
    """A client's style guide.

    Attributes:
        name: what commands call it.
        version: changes whenever a figure does.
        title: its full name.
        sections: (section, what it says): ``general``, ``fallback`` and language tags.
        sources: (name, where it is to be found).
        disagreements: figures on which sources differ.
    """

    name: str
    version: str
    title: str
    sections: tuple[tuple[str, Section], ...]
    sources: tuple[tuple[str, str], ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    _index: dict[str, Section] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", dict(self.sections))

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags that have a section of their own, sorted."""
        return tuple(sorted(self._index.keys() - {FALLBACK, GENERAL}))

    def _layers(self, locale: str, kinds: tuple[str, ...]) -> tuple[Figures, ...]:
        tags = (*locales.chain(locale), FALLBACK, GENERAL)
        found = (self._index[tag] for tag in tags if tag in self._index)
        return tuple(layer for section in found for layer in section.layers(kinds))

    def limits(
        self,
        locale: str,
        *,
        audience: str = "adult",
        sdh: bool = False,
        role: TrackRole = TrackRole.SUBTITLE,
    ) -> Limits:
        """The hard limits for one locale, inherited along its tags: es-419 → es → fallback.

        A section's own figure wins over one further off, also where that one is made for the deaf
        and hard of hearing or for the role. A transcript has the limits of a subtitle: whoever
        cuts speech into cues aims at a reading speed even where the words must stay as spoken.

        Args:
            locale: BCP 47, normal form.
            audience: ``adult`` or ``children``.
            sdh: for the deaf and hard of hearing.
            role: what the track is for.

        Raises:
            UnknownNameError: no such audience.
            SettingsError: neither the locale's sections nor the general ones give a figure.
        """
        if audience not in AUDIENCES:
            raise UnknownNameError("audience", audience, AUDIENCES)
        layers = self._layers(locale, (*(("sdh",) if sdh else ()), role.value))

        def need(key: str) -> float:
            for layer in layers:
                value: float | None = getattr(layer, key)
                if value is not None:
                    return value
            raise self._missing(key, locale)

        speed = next((found for layer in layers if (found := layer.speed(audience))), None)
        counting = next((layer.counting for layer in layers if layer.counting), None)
        if speed is None or counting is None:
            raise self._missing("reading_speed" if speed is None else "counting", locale)
        vertical = (layer.max_line_length_vertical for layer in layers)
        return Limits(
            guide=self.name,
            version=self.version,
            locale=locale,
            audience=audience,
            sdh=sdh,
            counting=counting,
            max_lines=int(need("max_lines")),
            max_line_length=need("max_line_length"),
            reading_speed=speed,
            min_duration=int(need("min_duration")),
            max_duration=int(need("max_duration")),
            min_gap_frames=int(need("min_gap_frames")),
            chain_frames=int(need("chain_frames")),
            max_line_length_vertical=next((found for found in vertical if found), None),
        )

    def dash(self, locale: str) -> DashStyle | None:
        """How two speakers in one cue are told apart; None where the guide does not say."""
        layers = self._layers(locale, ())
        return next((layer.dash for layer in layers if layer.dash is not None), None)

    def italics(self, locale: str) -> bool | None:
        """Whether the language uses italics; None where the guide does not say."""
        layers = self._layers(locale, ())
        return next((layer.italics for layer in layers if layer.italics is not None), None)

    def habits(self, locale: str, *, sdh: bool = False) -> Habits:  # noqa: ARG002 -- until guides say more
        """What the guide says of writing in a locale."""
        return Habits(locale=locale, dash=self.dash(locale), italics=self.italics(locale))

    def source(self, locale: str) -> tuple[str, ...]:
        """Where the locale's own figures are from, names of `sources` spelt out."""
        known = dict(self.sources)
        layers = self._layers(locale, ())
        named = next((layer.source for layer in layers if layer.source), ())
        return tuple(known.get(name, name) for name in named)

    def _missing(self, key: str, locale: str) -> SettingsError:
        return SettingsError(
            f"The guide {self.name!r} gives no {key} for {locale}.",
            hint=f"Put {key} into its [{FALLBACK}] or [{GENERAL}] section.",
        )
