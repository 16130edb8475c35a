"""Styles and regions of timed text: what text looks like and where it stands.

Source: TTML2 (W3C), 10.4 (specified values: a style's own attributes win over those it refers to,
of which the last named wins; then what is inherited from region, body, division and paragraph).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize.formats.ttml_look import PERCENT, Look, apply, number
from localize.script import Placement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.formats.ttml_names import Names
    from localize.formats.xml import Element

Style = dict[str, str]

#: Properties that are looked at, by their local names.
_PROPERTIES: Final = frozenset(
    {
        *("fontStyle", "fontWeight", "textDecoration", "shear", "fontShear", "lineShear"),
        *("textAlign", "direction", "writingMode", "displayAlign", "origin", "extent", "position"),
        *("ruby", "textEmphasis", "textCombine", "display", "visibility", "forcedDisplay"),
        *("color", "backgroundColor", "fontFamily", "fontSize"),
    }
)
#: Prefixes under which files carry style properties; those of parameters and the like are none.
_PREFIXES: Final = frozenset({"tts", "itts", "ebutts", "ttm", ""})
#: Longest row of styles that refer to each other, and most that one refers to.
_CHAIN: Final = 24
_REFERENCES: Final = 64
#: Where text stands in each third of the picture, and how far from there says nothing more (%).
_NEAR: Final = (10, 50, 90)
_TOLERANCE: Final = 10
_LENGTH: Final = re.compile(r"([+-]?\d{0,6}(?:\.\d{1,9})?)(%|px|c|rw|rh)$", re.ASCII)


class Styles:
    """Styles and regions that the head of a document defines."""

    def __init__(self, names: Names, root: Element) -> None:
        self._names = names
        self._defined: dict[str, tuple[Style, tuple[str, ...]]] = {}
        self._resolved: dict[str, Style] = {}
        self._referred: dict[str, Style] = {}
        self._looks: dict[tuple[str | int, ...], tuple[tuple[Style, ...], Look]] = {}
        self.initial: Style = {}
        self._regions: dict[str, Style] = {}
        self._placed: dict[tuple[str, str, str], Placement] = {}
        #: Names that are referred to and not defined.
        self.missing: set[str] = set()
        #: Cues' places that are not near one of our nine: (line along, line across), % of picture.
        self.rounded: set[tuple[int, int]] = set()
        attributes = names.attributes(root)
        self._pixels = _pair(attributes.get("tts:extent", ""), "px")
        cells = attributes.get("ttp:cellResolution", "32 15").split()
        sound = len(cells) == 2 and all(c.isdecimal() and c.isascii() for c in cells)
        self._cells = (int(cells[0][:6]), int(cells[1][:6])) if sound else (32, 15)
        for head in root.children:
            if not isinstance(head, str) and names.element(head) == "head":
                self._read_head(head)

    def _read_head(self, head: Element) -> None:
        regions: list[Element] = []
        waiting = [head]
        while waiting:
            for child in waiting.pop().children:
                if isinstance(child, str):
                    continue
                name = self._names.element(child)
                attributes = self._names.attributes(child)
                if name in ("styling", "layout"):
                    waiting.append(child)
                elif name == "style":
                    key = attributes.get("xml:id") or attributes.get("id", "")
                    self._defined[key] = (_own(attributes), _references(attributes))
                elif name == "initial":
                    self.initial |= _own(attributes)
                elif name == "region":
                    regions.append(child)
        for region in regions:
            attributes = self._names.attributes(region)
            key = attributes.get("xml:id") or attributes.get("id", "")
            self._regions[key] = self.of_region(region)

    def of(self, attributes: Mapping[str, str]) -> Style:
        """What an element says of its style, by itself and by reference."""
        own = _own(attributes)
        said = attributes.get("style", "")
        if not said:
            return own
        referred = self._referred.get(said)
        if referred is None:
            referred = {}
            for name in _references(attributes):
                referred |= self._named(name, 0)
            self._referred[said] = referred
        return referred | own if own else referred

    def look(self, name: str, region: Style, chain: tuple[Style, ...]) -> Look:
        """What text looks like in a region, inside elements with the styles of ``chain``."""
        key: tuple[str | int, ...] = (name, *map(id, chain))
        known = self._looks.get(key)
        if known is not None and name:
            return known[1]
        look = Look()
        for style in (self.initial, region, *chain):
            look = apply(look, style)
        # The chain is kept beside it, so that its styles stay what they were asked for.
        self._looks[key] = (chain, look)
        return look

    def _named(self, name: str, depth: int) -> Style:
        known = self._resolved.get(name)
        if known is not None:
            return known
        if name not in self._defined or depth > _CHAIN:
            self.missing.add(name)
            return {}
        own, references = self._defined[name]
        self._resolved[name] = own  # a style that refers to itself ends here
        found: Style = {}
        for other in references:
            found |= self._named(other, depth + 1)
        self._resolved[name] = found | own
        return self._resolved[name]

    def of_region(self, region: Element) -> Style:
        """What a region says, its nested styles included."""
        found: Style = {}
        for child in region.children:
            if not isinstance(child, str) and self._names.element(child) == "style":
                found |= self.of(self._names.attributes(child))
        return found | self.of(self._names.attributes(region))

    def region(self, name: str) -> Style:
        """A region's style; empty where there is no such region."""
        if name and name not in self._regions:
            self.missing.add(name)
        return self._regions.get(name, {})

    def placement(self, key: str, region: Style, look: Look) -> Placement:
        """Where text with ``look`` stands in a region; ``key`` names it, empty for nobody's."""
        at = (key, look.align, look.direction)
        if not key or at not in self._placed:
            self._placed[at] = self._place(region, look)
        return self._placed[at]

    def _place(self, region: Style, look: Look) -> Placement:
        mode = region.get("writingMode", "")
        vertical = {"tbrl": "rl", "tb": "rl", "tblr": "lr"}.get(mode, "")
        origin = self._point(region.get("origin", ""))
        extent = self._point(region.get("extent", ""))
        x, y = origin or self._position(region.get("position", ""), extent) or (0.0, 0.0)
        wide, high = extent or (100.0 - x, 100.0 - y)
        said = region.get("displayAlign", "")
        if not region.keys() & {"origin", "extent", "position", "displayAlign"} and not vertical:
            # It does not say where it is: players then put text at the bottom.
            return Placement(_key(1 if not look.align else _side(look, mode), 0))
        along = _share(said or "before")
        if vertical:
            across = 1 - along if vertical == "rl" else along
            x += across * wide
            y += _align_share(look.align or "start", mode, "") * high
        else:
            x += _align_share(look.align or "center", mode, look.direction) * wide
            y += along * high
        column, row = _third(x), 2 - _third(y)
        if max(abs(x - _NEAR[column]), abs(y - _NEAR[2 - row])) > _TOLERANCE:
            self.rounded.add((round(x), round(y)))
        return Placement(_key(column, row), vertical)

    def _point(self, value: str) -> tuple[float, float] | None:
        """Two lengths in percent of the picture; None where they cannot be told."""
        words = value.split()
        if len(words) != 2:
            return None
        found = []
        for axis, word in enumerate(words):
            match = _LENGTH.match(word)
            length = number(match[1]) if match else None
            if match is None or length is None:
                return None
            if match[2] == "px":
                if self._pixels is None or self._pixels[axis] <= 0:
                    return None
                length *= 100 / self._pixels[axis]
            elif match[2] == "c":
                length *= 100 / max(self._cells[axis], 1)
            found.append(length)
        return found[0], found[1]

    def _position(
        self, value: str, extent: tuple[float, float] | None
    ) -> tuple[float, float] | None:
        """``tts:position``: where the region's own point lies on the picture's (TTML2, 10.2.29)."""
        words = value.split()
        if not words:
            return None
        wide, high = extent or (100.0, 100.0)
        x = y = 50.0
        edges = {"left": 0.0, "right": 100.0, "top": 0.0, "bottom": 100.0, "center": 50.0}
        plain = [word for word in words if word in edges or PERCENT.match(word)]
        if len(plain) != len(words) or len(words) > 2:
            return None
        for axis, word in enumerate(plain):
            share = edges.get(word)
            share = share if share is not None else (number(word[:-1]) or 0.0)
            if word in ("top", "bottom") or (axis == 1 and word not in ("left", "right")):
                y = share
            else:
                x = share
        return x / 100 * (100 - wide), y / 100 * (100 - high)


def _own(attributes: Mapping[str, str]) -> Style:
    found: Style = {}
    for name, value in attributes.items():
        prefix, _, local = name.rpartition(":")
        if local in _PROPERTIES and prefix in _PREFIXES and (prefix or local not in found):
            found[local] = value.strip()
    return found


def _references(attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(attributes.get("style", "").split()[:_REFERENCES])


def _pair(value: str, unit: str) -> tuple[float, float] | None:
    words = value.split()
    if len(words) != 2 or not all(word.endswith(unit) for word in words):
        return None
    numbers = [number(word.removesuffix(unit)) for word in words]
    if numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]


def _share(align: str) -> float:
    """How far along a region text stands."""
    return {"center": 0.5, "after": 1.0, "end": 1.0, "right": 1.0}.get(align, 0.0)


def _align_share(align: str, mode: str, direction: str) -> float:
    """How far to the right (or down) a line stands, for where lines begin."""
    if align in ("start", "end") and (direction == "rtl" or mode in ("rltb", "rl")):
        align = "end" if align == "start" else "start"
    return _share(align)


def _side(look: Look, mode: str) -> int:
    return _third(100 * _align_share(look.align, mode, look.direction))


def _third(share: float) -> int:
    """Which third of the picture a place is in: 0 left or top, 2 right or bottom."""
    return 0 if share < 100 / 3 else (2 if share > 200 / 3 else 1)


def _key(column: int, row: int) -> int:
    """A key of the numeric keypad: column from the left, row from below."""
    return row * 3 + column + 1
