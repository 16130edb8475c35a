"""A whole style guide: its sections, and what they come to for one locale.

A guide is a file (`localize.guides.load` reads it); this module is what such a file says, frozen.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localize import locales
from localize.errors import SettingsError, UnknownNameError
from localize.guides.figures import (
    AUDIENCES,
    FALLBACK,
    GENERAL,
    HABITS,
    TABLES,
    Disagreement,
    Figures,
    Section,
)
from localize.guides.habits import Habits
from localize.guides.model import Limits
from localize.guides.shots import ZONES, ShotZones
from localize.script import TrackRole

if TYPE_CHECKING:
    from localize.guides.habits import DashStyle


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
        inherits: signatures of the guides that this one inherits from, the nearest first.
    """

    name: str
    version: str
    title: str
    sections: tuple[tuple[str, Section], ...]
    sources: tuple[tuple[str, str], ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    inherits: tuple[str, ...] = ()
    _index: dict[str, Section] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", dict(self.sections))

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags that have a section of their own, sorted."""
        return tuple(sorted(self._index.keys() - {FALLBACK, GENERAL}))

    def layers(self, locale: str, kinds: tuple[str, ...] = ()) -> tuple[tuple[str, Figures], ...]:
        """(section's name, what it says) of all that a locale inherits, the most particular first.

        Args:
            locale: BCP 47, normal form.
            kinds: ``sdh`` and `TrackRole` values whose parts of a section come first.
        """
        tags = (*locales.chain(locale), FALLBACK, GENERAL)
        return tuple(
            (f"{_section_name(tag)}.{kind}".rstrip("."), figures)
            for tag in tags
            if tag in self._index
            for kind, figures in self._index[tag].layers(kinds)
        )

    def find(
        self, key: str, locale: str, kinds: tuple[str, ...] = (), part: str = ""
    ) -> tuple[str, Figures, Any] | None:
        """The section that decides a figure for a locale, what it says, and the figure.

        Args:
            key: key of a section.
            locale: BCP 47, normal form.
            kinds: as for `layers`.
            part: of a table, the key in it.
        """
        for name, figures in self.layers(locale, kinds):
            value = getattr(figures, key)
            if value is None:
                continue
            if not part:
                return name, figures, value
            if part in dict(value):
                return name, figures, dict(value)[part]
            if value == () and key in TABLES:
                return None  # it asks nothing, and so ends what it would inherit
        return None

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
        kinds = kinds_of(sdh=sdh, role=role)

        def may(key: str) -> Any:  # noqa: ANN401 -- as many types as there are figures
            found = self.find(key, locale, kinds)
            return None if found is None else found[2]

        def need(key: str, part: str = "") -> Any:  # noqa: ANN401 -- likewise
            found = self.find(key, locale, kinds, part)
            if found is None:
                raise self._missing(key, locale)
            return found[2]

        return Limits(
            guide=self.name,
            version=self.version,
            locale=locale,
            audience=audience,
            sdh=sdh,
            counting=need("counting"),
            max_lines=need("max_lines"),
            max_line_length=need("max_line_length"),
            reading_speed=need("reading_speed", audience),
            min_duration=need("min_duration"),
            max_duration=need("max_duration"),
            min_gap_frames=need("min_gap_frames"),
            chain_frames=need("chain_frames"),
            max_line_length_vertical=may("max_line_length_vertical"),
            shots=self._shots(locale, kinds),
            max_characters=may("max_characters"),
            min_line_share=may("min_line_share") or 0.0,
            min_word_duration=may("min_word_duration") or 0,
        )

    def _shots(self, locale: str, kinds: tuple[str, ...]) -> ShotZones | None:
        """The zones round a shot change, each from the nearest section that says it."""
        found = {zone: self.find("shots", locale, kinds, zone) for zone in ZONES}
        said = {zone: each[2] for zone, each in found.items() if each is not None}
        if not said:
            return None
        for zone in ZONES:
            if zone not in said:
                raise self._missing(f"shots.{zone}", locale)
        return ShotZones(**said)

    def habits(self, locale: str, *, sdh: bool = False) -> Habits:
        """How the locale writes its subtitles, inherited as `limits` are.

        Args:
            locale: BCP 47, normal form.
            sdh: for the deaf and hard of hearing.
        """
        kinds = kinds_of(sdh=sdh)
        found = {key: self.find(key, locale, kinds) for key in HABITS}
        said = {key: each[2] for key, each in found.items() if each is not None}
        return Habits(locale=locale, **said)

    def dash(self, locale: str) -> DashStyle | None:
        """How two speakers in one cue are told apart; None where the guide does not say."""
        return self.habits(locale).dash

    def italics(self, locale: str) -> bool | None:
        """Whether the language uses italics; None where the guide does not say."""
        return self.habits(locale).italics

    def source(self, locale: str) -> tuple[str, ...]:
        """Where the locale's own figures are from, names of `sources` spelt out."""
        known = dict(self.sources)
        layers = self.layers(locale)
        named = next((figures.source for _, figures in layers if figures.source), ())
        return tuple(known.get(name, name) for name in named)

    @property
    def signature(self) -> str:
        """A short name that changes whenever any figure does, of whatever language.

        Texts about the figures (title, sources, reasons) do not change it.
        """
        said = {
            f"{_section_name(tag)}.{kind}": figures.said()
            for tag, section in self.sections
            for kind, figures in (("", section.figures), *section.variants)
            if figures.said()
        }
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
        return f"{self.name}:{self.version}|{digest}"

    def _missing(self, key: str, locale: str) -> SettingsError:
        return SettingsError(
            f"The guide {self.name!r} gives no {key} for {locale}.",
            hint=f"Put {key} into its [{FALLBACK}] or [{GENERAL}] section.",
        )


def _section_name(tag: str) -> str:
    return tag if tag in (FALLBACK, GENERAL) else f"language.{tag}"


def kinds_of(*, sdh: bool, role: TrackRole = TrackRole.SUBTITLE) -> tuple[str, ...]:
    """The parts of a section that come before its own figures, for a kind of track."""
    return (*(("sdh",) if sdh else ()), role.value)
