"""From the parsed TOML of a guide's file to what it says, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final, cast

from localize.errors import SettingsError
from localize.guides.figures import (
    AUDIENCES,
    FALLBACK,
    GENERAL,
    TABLES,
    VARIANTS,
    Disagreement,
    Figures,
    Origin,
    Section,
)
from localize.guides.style import StyleGuide
from localize.guides.values import KEYS, Values
from localize.locales import normalize
from localize.script import TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The section that wins over every section of the guide that a file inherits from.
OVERRIDE: Final = "override"

_TOP: Final = (
    "name",
    "version",
    "title",
    "inherit",
    "sources",
    GENERAL,
    FALLBACK,
    OVERRIDE,
    "language",
    "disagreement",
)
_DISAGREEMENT: Final = ("section", "figure", "chosen", "other", "source", "reason")

#: What may stand in a section beside its figures: which of them are from elsewhere.
_FROM: Final = "from"


@dataclass(frozen=True, slots=True)
class Written:
    """What one file says, before what it inherits.

    Attributes:
        guide: its sections; not whole where it inherits.
        inherit: name or path of the guide that it inherits from; empty for none.
        override: what wins over every section of that guide.
        disagreements: as parsed; they are judged when the guide is whole.
    """

    guide: StyleGuide
    inherit: str
    override: Section
    disagreements: object


class Reader(Values):
    """Turns the parsed TOML of one file into what it says."""

    def written(self, data: Mapping[str, Any]) -> Written:
        """Read the file.

        Raises:
            SettingsError: a key is wrong; the message names the key and the file.
        """
        self.known(data, _TOP, "")
        name = self.text(data, "name", "name")
        sources = self.table(data.get("sources", {}), "sources")
        spelt = {each: self.text(sources, each, f"sources.{each}") for each in sources}
        origin = _Origins(name, spelt)
        inherit = self.text(data, "inherit", "inherit") if "inherit" in data else ""
        if OVERRIDE in data and not inherit:
            raise self.refuse(
                OVERRIDE, "there is no guide to override", 'Write inherit = "netflix" above it.'
            )
        sections = {
            tag: self._section(self.table(data.get(tag, {}), tag), tag, origin)
            for tag in (GENERAL, FALLBACK)
        }
        for written, value in self.table(data.get("language", {}), "language").items():
            key = f"language.{written}"
            tag = self._tag(written, key)
            if tag in sections:
                raise self.refuse(key, f"there is a section for {tag} already")
            sections[tag] = self._section(self.table(value, key), key, origin)
        guide = StyleGuide(
            name=name,
            version=self.text(data, "version", "version"),
            title=self.text({"title": name, **data}, "title", "title"),
            sections=tuple(sections.items()),
            sources=tuple(spelt.items()),
        )
        override = self._section(self.table(data.get(OVERRIDE, {}), OVERRIDE), OVERRIDE, origin)
        return Written(guide, inherit, override, data.get("disagreement", []))

    def _tag(self, written: str, key: str) -> str:
        try:
            return normalize(written)
        except SettingsError as error:
            raise self.refuse(key, error.message.rstrip("."), error.hint) from error

    def _section(self, data: Mapping[str, Any], key: str, origins: _Origins) -> Section:
        own = {name: value for name, value in data.items() if name not in VARIANTS}
        self.known(own, (*KEYS, _FROM, *VARIANTS), key)
        figures = self._figures(own, key, origins, ())
        variants = {
            name: self.table(data[name], f"{key}.{name}") for name in VARIANTS if name in data
        }
        for name, table in variants.items():
            self.known(table, (*KEYS, _FROM), f"{key}.{name}")
        return Section(
            figures=figures,
            variants=tuple(
                (name, self._figures(table, f"{key}.{name}", origins, figures.source))
                for name, table in variants.items()
            ),
        )

    def _figures(
        self, data: Mapping[str, Any], key: str, origins: _Origins, above: tuple[str, ...]
    ) -> Figures:
        values: dict[str, Any] = {
            name: KEYS[name](self, data[name], f"{key}.{name}") for name in data if name != _FROM
        }
        elsewhere = self.table(data.get(_FROM, {}), f"{key}.{_FROM}")
        self.known(elsewhere, tuple(name for name in values if name != "source"), f"{key}.{_FROM}")
        named = {name: self.texts(elsewhere[name], f"{key}.{_FROM}.{name}") for name in elsewhere}
        source = values.get("source", above)
        return Figures(
            **values,
            origins=tuple(
                (name, origins.of(named.get(name, source))) for name in values if name != "source"
            ),
        )

    def disagreements(self, data: object, guide: StyleGuide) -> tuple[Disagreement, ...]:
        """The file's ``[[disagreement]]`` entries, held against the whole guide."""
        if not isinstance(data, list):
            raise self.refuse("disagreement", "must be written [[disagreement]]")
        return tuple(
            self._disagreement(self.table(item, f"disagreement {number}"), number, guide)
            for number, item in enumerate(data, start=1)
        )

    def _disagreement(
        self, data: Mapping[str, Any], number: int, guide: StyleGuide
    ) -> Disagreement:
        key = f"disagreement {number}"
        self.known(data, _DISAGREEMENT, key)
        texts = {
            name: self.text(data, name, f"{key}.{name}")
            for name in ("section", "figure", "source", "reason")
        }
        figure = self.one_of(texts["figure"], f"{key}.figure", tuple(KEYS))
        where = texts["section"].removeprefix("language.")
        tag, _, kind = where.partition(".")
        self.one_of(tag, f"{key}.section", (GENERAL, FALLBACK, *guide.locales))
        if kind:
            self.one_of(kind, f"{key}.section", VARIANTS)
        for name in ("chosen", "other"):
            if name not in data:
                raise self.refuse(f"{key}.{name}", "is missing")
        chosen, other = (
            KEYS[figure](self, data[name], f"{key}.{name}") for name in ("chosen", "other")
        )
        texts["source"] = dict(guide.sources).get(texts["source"], texts["source"])
        found = Disagreement(**texts, chosen=chosen, other=other)
        if not holds(found, guide):
            raise self.refuse(f"{key}.chosen", f"is not what {texts['section']}.{figure} says")
        return found

    def believable(self, guide: StyleGuide) -> None:
        """Refuse a guide that gives no figure somewhere, or figures that contradict each other.

        Raises:
            SettingsError: the message names the section and the key.
        """
        for tag, (audience, sdh, role) in product(
            ("und", *guide.locales), product(AUDIENCES, (False, True), TrackRole)
        ):
            where = FALLBACK if tag == "und" else f"language.{tag}"
            try:
                limits = guide.limits(tag, audience=audience, sdh=sdh, role=role)
            except SettingsError as error:
                raise self.refuse(where, error.message.rstrip("."), error.hint) from error
            if limits.min_duration > limits.max_duration:
                raise self.refuse(
                    f"{where}.min_duration",
                    f"{limits.min_duration} ms is longer than max_duration, {limits.max_duration}",
                )
            if 0 < limits.chain_frames <= limits.min_gap_frames:
                raise self.refuse(
                    f"{where}.chain_frames",
                    f"{limits.chain_frames} is not over min_gap_frames, {limits.min_gap_frames}",
                    "Write 0 where gaps are not to be closed.",
                )
            zones = limits.shots
            if zones is not None and zones.snap_before > zones.clear_before:
                raise self.refuse(
                    f"{where}.shots.snap_before",
                    f"{zones.snap_before} is over clear_before, {zones.clear_before}",
                )
            if zones is not None and zones.out_gap > zones.out_before:
                raise self.refuse(
                    f"{where}.shots.out_gap",
                    f"{zones.out_gap} is over out_before, {zones.out_before}",
                )


@dataclass(frozen=True, slots=True)
class _Origins:
    """Spells out where figures of a file are from."""

    guide: str
    sources: Mapping[str, str]

    def of(self, named: tuple[str, ...]) -> Origin:
        return Origin(self.guide, tuple(self.sources.get(name, name) for name in named))


def holds(disagreement: Disagreement, guide: StyleGuide) -> bool:
    """Whether the guide has the figure that a disagreement calls chosen; of a table, its parts."""
    tag, _, kind = disagreement.section.removeprefix("language.").partition(".")
    key, chosen = disagreement.figure, disagreement.chosen
    if tag in (GENERAL, FALLBACK):
        layers = [figures for _, figures in dict(guide.sections)[tag].layers((kind,))]
    else:
        layers = [figures for _, figures in guide.layers(tag, (kind,))]
    values = [value for figures in layers if (value := getattr(figures, key)) is not None]
    if key not in TABLES:
        return bool(values) and values[0] == chosen
    whole: dict[str, object] = {}
    for value in reversed(values):
        whole.update(value)
    return all(whole.get(part) == each for part, each in cast("Iterable[Any]", chosen))
