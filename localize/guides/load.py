"""Reads style guides from TOML, strictly: whatever it does not know or believe it refuses.

The form is that of ``netflix.toml`` beside this module: ``name``, ``version``, ``title``,
``[sources]``, ``[general]``, ``[fallback]``, one ``[language.TAG]`` a language, each with optional
``.sdh``, ``.template`` and ``.transcript`` parts, and ``[[disagreement]]``.
"""

from __future__ import annotations

import difflib
import math
import tomllib
from functools import lru_cache
from importlib import resources
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize.errors import SettingsError, UnknownNameError
from localize.guides.counting import RULES
from localize.guides.habits import DashStyle
from localize.guides.style import (
    AUDIENCES,
    FALLBACK,
    GENERAL,
    Disagreement,
    Figures,
    Section,
    StyleGuide,
)
from localize.locales import normalize
from localize.script import TrackRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Parts of a section that hold what differs for a kind of track.
_VARIANTS: Final = ("sdh", TrackRole.TEMPLATE.value, TrackRole.TRANSCRIPT.value)
_TOP: Final = ("name", "version", "title", "sources", GENERAL, FALLBACK, "language", "disagreement")
_DISAGREEMENT: Final = ("section", "figure", "chosen", "other", "source", "reason")


def guide_names() -> tuple[str, ...]:
    """Names of the guides that come with localize, sorted."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


def load_guide(name_or_path: str) -> StyleGuide:
    """Load a guide that comes with localize by its name, or one's own by the path of its TOML file.

    What ends with ``.toml`` or has a path's separator is a path; anything else is a name.

    Raises:
        UnknownNameError: no guide of that name.
        SettingsError: the file cannot be read, or a key in it is wrong; the message names both.
    """
    if name_or_path.lower().endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        return _read_path(Path(name_or_path).expanduser())
    if name_or_path not in guide_names():
        raise UnknownNameError(
            "style guide", name_or_path, guide_names(), hint="Or give the path of a .toml file."
        )
    return _built_in(name_or_path)


@lru_cache(maxsize=8)
def _built_in(name: str) -> StyleGuide:
    file = f"{name}.toml"
    return read_guide(resources.files(__package__).joinpath(file).read_text("utf-8"), file)


def _read_path(path: Path) -> StyleGuide:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"The style guide {str(path)!r} cannot be read: {error.strerror}.",
            hint=f"Give the path of a TOML file, or one of: {', '.join(guide_names())}.",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The style guide {str(path)!r} is not UTF-8 text.", hint="Save it as UTF-8."
        ) from error
    return read_guide(text, str(path))


def read_guide(text: str, file: str) -> StyleGuide:
    """Read a guide from the text of its file.

    Args:
        text: TOML.
        file: what messages call it.

    Raises:
        SettingsError: not TOML, or a key is wrong; the message names the key and the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The style guide {file!r} is not TOML: {error}.") from error
    return _Reader(file).guide(data)


class _Reader:
    """Turns parsed TOML into a guide; knows the file's name for its messages."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, problem: str, hint: str = "") -> SettingsError:
        return SettingsError(f"In the style guide {self.file!r}, {key}: {problem}.", hint=hint)

    def guide(self, data: Mapping[str, Any]) -> StyleGuide:
        self._known(data, _TOP, "")
        sections = {
            tag: self._section(self._table(data.get(tag, {}), tag), tag)
            for tag in (GENERAL, FALLBACK)
        }
        for written, value in self._table(data.get("language", {}), "language").items():
            key = f"language.{written}"
            tag = self._tag(written, key)
            if tag in sections:
                raise self.refuse(key, f"there is a section for {tag} already")
            sections[tag] = self._section(self._table(value, key), key)
        sources = self._table(data.get("sources", {}), "sources")
        guide = StyleGuide(
            name=self._text(data, "name", "name"),
            version=self._text(data, "version", "version"),
            title=self._text({"title": data["name"], **data}, "title", "title"),
            sections=tuple(sections.items()),
            sources=tuple((name, self._text(sources, name, f"sources.{name}")) for name in sources),
            disagreements=self._disagreements(data.get("disagreement", []), sections),
        )
        self._believable(guide)
        return guide

    def _tag(self, written: str, key: str) -> str:
        try:
            return normalize(written)
        except SettingsError as error:
            raise self.refuse(key, error.message.rstrip("."), error.hint) from error

    def _section(self, data: Mapping[str, Any], key: str) -> Section:
        own = {name: value for name, value in data.items() if name not in _VARIANTS}
        self._known(own, (*_KEYS, *_VARIANTS), key)
        variants = {
            name: self._table(data[name], f"{key}.{name}") for name in _VARIANTS if name in data
        }
        for name, table in variants.items():
            self._known(table, tuple(_KEYS), f"{key}.{name}")
        return Section(
            figures=self._figures(own, key),
            variants=tuple(
                (name, self._figures(table, f"{key}.{name}")) for name, table in variants.items()
            ),
        )

    def _figures(self, data: Mapping[str, Any], key: str) -> Figures:
        values: dict[str, Any] = {
            name: _KEYS[name](self, data[name], f"{key}.{name}") for name in data
        }
        return Figures(**values)

    def _disagreements(
        self, data: object, sections: Mapping[str, Section]
    ) -> tuple[Disagreement, ...]:
        if not isinstance(data, list):
            raise self.refuse("disagreement", "must be written [[disagreement]]")
        return tuple(
            self._disagreement(self._table(item, f"disagreement {number}"), number, sections)
            for number, item in enumerate(data, start=1)
        )

    def _disagreement(
        self, data: Mapping[str, Any], number: int, sections: Mapping[str, Section]
    ) -> Disagreement:
        key = f"disagreement {number}"
        self._known(data, _DISAGREEMENT, key)
        texts = {
            name: self._text(data, name, f"{key}.{name}")
            for name in ("section", "figure", "source", "reason")
        }
        figure = self.one_of(texts["figure"], f"{key}.figure", tuple(_KEYS))
        tag = self.one_of(
            texts["section"].removeprefix("language."), f"{key}.section", tuple(sections)
        )
        for name in ("chosen", "other"):
            if name not in data:
                raise self.refuse(f"{key}.{name}", "is missing")
        chosen, other = (
            _KEYS[figure](self, data[name], f"{key}.{name}") for name in ("chosen", "other")
        )
        if chosen != getattr(sections[tag].figures, figure):
            raise self.refuse(f"{key}.chosen", f"is not what {texts['section']}.{figure} says")
        return Disagreement(**texts, chosen=chosen, other=other)

    def _believable(self, guide: StyleGuide) -> None:
        """Refuse a guide that gives no figure somewhere, or figures that contradict each other."""
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

    # --- Values -----------------------------------------------------------------------------------

    def _known(self, data: Mapping[str, Any], known: tuple[str, ...], key: str) -> None:
        for name in data:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
                raise self.refuse(f"{key}.{name}".lstrip("."), "there is no such key", hint)

    def _table(self, value: object, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(key, f"must be a section, not {value!r}")
        return value

    def _text(self, data: Mapping[str, Any], name: str, key: str) -> str:
        value = data.get(name)
        if not isinstance(value, str) or not value.strip():
            found = "is missing" if value is None else f"must be a text, not {value!r}"
            raise self.refuse(key, found)
        return value

    def whole(self, value: object, key: str, least: int = 1) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.refuse(key, f"must be a whole number from {least}, not {value!r}")
        return value

    def positive(self, value: object, key: str) -> float:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not math.isfinite(value) or value <= 0:  # type: ignore[arg-type, operator]
            raise self.refuse(key, f"must be a number over 0, not {value!r}")
        return float(value)  # type: ignore[arg-type]

    def speeds(self, value: object, key: str) -> tuple[tuple[str, float], ...]:
        if not isinstance(value, dict):
            return tuple((audience, self.positive(value, key)) for audience in AUDIENCES)
        self._known(value, AUDIENCES, key)
        return tuple((name, self.positive(value[name], f"{key}.{name}")) for name in value)

    def one_of(self, value: object, key: str, known: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in known:
            raise self.refuse(key, f"must be one of {', '.join(known)}, not {value!r}")
        return value

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.refuse(key, f"must be texts, not {value!r}")
        return tuple(items)

    def yes_or_no(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(key, f"must be true or false, not {value!r}")
        return value


#: Key of a section → how its value is read.
_KEYS: Final[Mapping[str, Callable[[_Reader, object, str], object]]] = {
    "counting": lambda reader, value, key: reader.one_of(value, key, RULES),
    "max_lines": _Reader.whole,
    "max_line_length": _Reader.positive,
    "max_line_length_vertical": _Reader.positive,
    "reading_speed": _Reader.speeds,
    "min_duration": _Reader.whole,
    "max_duration": _Reader.whole,
    "min_gap_frames": lambda reader, value, key: reader.whole(value, key, 0),
    "chain_frames": lambda reader, value, key: reader.whole(value, key, 0),
    "dash": lambda reader, value, key: DashStyle(reader.one_of(value, key, tuple(DashStyle))),
    "italics": _Reader.yes_or_no,
    "source": _Reader.texts,
}
