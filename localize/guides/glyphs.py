"""Lists of the characters that a track may use, as data: one TOML a list in ``glyphs/``.

They are our own, made of Unicode's blocks and of CLDR's exemplar characters, one a script; no
client's list is copied. A list holds single code points; text is taken in NFC.
"""

from __future__ import annotations

import bisect
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from localize.errors import SettingsError, UnknownNameError

_FOLDER = "glyphs"
_KEYS = ("title", "source", "include", "blocks", "characters")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A list of allowed characters.

    Attributes:
        name: what guides call it.
        title: what it is.
        source: where it is from.
        ranges: (first, last) code points, ascending, apart from each other.
    """

    name: str
    title: str
    source: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        at = bisect.bisect_right(self.ranges, (code, 0x110000)) - 1
        return at >= 0 and code <= self.ranges[at][1]

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of a text that are not in the list, each once, in their order."""
        shown = unicodedata.normalize("NFC", text)
        return tuple(dict.fromkeys(char for char in shown if char not in self and char != "\n"))


@lru_cache(maxsize=1)
def glyph_lists() -> tuple[str, ...]:
    """Names of the lists, sorted."""
    files = resources.files(__package__).joinpath(_FOLDER).iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


@lru_cache(maxsize=32)
def load_glyphs(name: str) -> Glyphs:
    """A list by its name.

    Raises:
        UnknownNameError: no such list.
        SettingsError: its file is wrong; the message names the key.
    """
    if name not in glyph_lists():
        raise UnknownNameError("list of characters", name, glyph_lists())
    file = resources.files(__package__).joinpath(_FOLDER, f"{name}.toml")
    return read_glyphs(name, file.read_text("utf-8"))


def read_glyphs(name: str, text: str) -> Glyphs:
    """Read a list from the text of its file: blocks, single characters, and lists it includes.

    Raises:
        SettingsError: not TOML, or a key is wrong; the message names the key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The list of characters {name!r} is not TOML: {error}.") from error
    for key in data:
        if key not in _KEYS:
            raise _refuse(name, key, f"there is no such key; there are: {', '.join(_KEYS)}")
    title = data.get("title")
    if not isinstance(title, str) or not title:
        raise _refuse(name, "title", "must be a text")
    told = {key: _texts(name, data, key) for key in _KEYS[1:]}
    if not told["source"]:
        raise _refuse(name, "source", "is missing")
    ranges = [_block(name, block) for block in told["blocks"]]
    ranges += [(ord(char), ord(char)) for run in told["characters"] for char in run]
    for included in told["include"]:
        ranges += load_glyphs(included).ranges
    return Glyphs(name, title, told["source"], _joined(ranges))


def _refuse(name: str, key: str, problem: str) -> SettingsError:
    return SettingsError(f"In the list of characters {name!r}, {key}: {problem}.")


def _texts(name: str, data: dict[str, Any], key: str) -> tuple[str, ...]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _refuse(name, key, "must be a list of texts")
    return tuple(found)


def _block(name: str, block: str) -> tuple[int, int]:
    first, _, last = block.partition("-")
    try:
        found = int(first, 16), int(last or first, 16)
    except ValueError as error:
        raise _refuse(name, "blocks", f"must be such as '0020-007E', not {block!r}") from error
    if not 0 <= found[0] <= found[1] <= 0x10FFFF:
        raise _refuse(name, "blocks", f"{block!r} is no range of code points")
    return found


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same code points in ranges that are ascending and apart."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)
