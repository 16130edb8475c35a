"""Cues for formats that know less than we do: readings without ruby, styles line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.formats.cleaning import without_controls
from localize.formats.inline import balanced

if TYPE_CHECKING:
    from localize.script import Cue

_READING: Final = re.compile(r"<rt>(.*?)</rt>")
_WIDE: Final = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_EDGE: Final = " \t"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line in one style.

    Attributes:
        text: without tags.
        italic: set in italics.
        underline: underlined.
        bold: bold.
    """

    text: str
    italic: bool = False
    underline: bool = False
    bold: bool = False


def without_ruby(text: str) -> str:
    """Readings in brackets after their base, as is customary where there is no ruby."""
    if "<ru" not in text and "<rt" not in text:
        return text
    brackets = "（{}）" if _WIDE.search(text) else "({})"
    text = _READING.sub(lambda match: brackets.format(match[1]), text)
    return re.sub(r"</?(?:ruby|rt)>", "", text)


def sound_lines(cue: Cue) -> tuple[str, ...]:
    """A cue's lines as any format may carry them: tags closed, no blank line, no controls."""
    lines = [without_controls(line).strip(_EDGE) for line in cue.lines]
    text, _ = balanced("\n".join(line for line in lines if line.strip()))
    return tuple(text.split("\n")) if text else ()


def runs(lines: tuple[str, ...]) -> tuple[tuple[Run, ...], ...]:
    """Each line in stretches of one style; a style that is open at a line's end goes on."""
    found: list[tuple[Run, ...]] = []
    opened: set[str] = set()
    for line in lines:
        row: list[Run] = []
        for is_tag, piece in markup.split(without_ruby(line)):
            if is_tag:
                name = piece.strip("</>")
                (opened.discard if piece.startswith("</") else opened.add)(name)
            else:
                row.append(Run(piece, "i" in opened, "u" in opened, "b" in opened))
        found.append(tuple(row))
    return tuple(found)
