"""The closed set of tags that a cue's line may carry.

``<i> <b> <u>`` for style, ``<ruby>…<rt>…</rt></ruby>`` for readings over Japanese and Chinese.
Anything else that looks like a tag is text and stays text: formats escape it on the way out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TAGS: Final = ("i", "b", "u", "ruby", "rt")
#: Those that change how text looks and nothing else, with their names.
STYLES: Final = {"i": "italics", "b": "bold", "u": "underlining"}
TAG: Final = re.compile(r"</?(?:i|b|u|ruby|rt)>")
_READING: Final = re.compile(r"<rt>.*?(?:</rt>|$)")
_INSIDE: Final = {tag: re.compile(rf"<{tag}>(.*?)(?:</{tag}>|$)") for tag in STYLES}
#: From this part of the letters on, text is taken to be wholly in a style.
WHOLLY: Final = 0.9


def strip(line: str) -> str:
    """The line as it is read: tags gone, and the readings over ruby gone with them.

    Readings stand above the line and take no room in it, so no limit counts them.
    """
    return TAG.sub("", _READING.sub("", line))


def split(line: str) -> list[tuple[bool, str]]:
    """The line in pieces, each a tag (true) or text (false); joined they give it back."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    for match in TAG.finditer(line):
        if match.start() > at:
            pieces.append((False, line[at : match.start()]))
        pieces.append((True, match[0]))
        at = match.end()
    if at < len(line):
        pieces.append((False, line[at:]))
    return pieces


def share(lines: Iterable[str], tag: str) -> float:
    """The part of some lines' letters that stand inside a tag of `STYLES`, 0 to 1."""
    total = inside = 0
    for line in lines:
        total += _letters(strip(line))
        inside += sum(_letters(strip(part)) for part in _INSIDE[tag].findall(line))
    return inside / total if total else 0.0


def whole_styles(lines: Sequence[str]) -> tuple[str, ...]:
    """The tags of `STYLES` that lines stand in as a whole."""
    return tuple(tag for tag in STYLES if share(lines, tag) >= WHOLLY)


def wrapped(line: str, tag: str) -> str:
    """A line inside a tag; as it is where it has no letters."""
    return f"<{tag}>{line}</{tag}>" if _letters(line) else line


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)
