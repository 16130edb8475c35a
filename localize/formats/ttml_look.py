"""What inherited styles say of text: italic, bold, underlined, aligned, hidden.

Source: TTML2 (W3C), 10.2: the properties and their values; a value that is none of them says
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PERCENT: Final = re.compile(r"[+-]?\d{0,6}(?:\.\d{1,9})?%$", re.ASCII)
_BOLD: Final = 600
_WHITE: Final = frozenset({"", "white", "#fff", "#ffffff", "#ffffffff", "rgb(255,255,255)"})


@dataclass(frozen=True, slots=True)
class Look:
    """What inherited styles say of text.

    Attributes:
        italic: by the font's style.
        slanted: by a shear of glyphs, lines or blocks.
        bold: as a weight of 600 and more.
        underline: underlined.
        align: ``left``, ``center``, ``right``, ``start``, ``end``; empty where nothing says.
        direction: ``rtl``, or empty.
        emphasised: with marks beside the text (bouten).
        combined: set upright in vertical text (tate-chu-yoko).
        forced: shown also where subtitles are off.
        hidden: never shown.
        colour: of the text, as written; empty for white, or where nothing says.
    """

    italic: bool = False
    slanted: bool = False
    bold: bool = False
    underline: bool = False
    align: str = ""
    direction: str = ""
    emphasised: bool = False
    combined: bool = False
    forced: bool = False
    hidden: bool = False
    colour: str = ""

    @property
    def tags(self) -> dict[str, bool]:
        """Our tags, and whether they are on."""
        return {"i": self.italic or self.slanted, "b": self.bold, "u": self.underline}


def apply(look: Look, style: Mapping[str, str]) -> Look:
    """The look of text inside an element with ``style``, in text with ``look``."""
    changes: dict[str, Any] = {}
    for name, value in style.items():
        rule = _RULES.get(name)
        if rule is not None and value != "inherit":
            changes |= rule(value)
    return replace(look, **changes) if changes else look


def number(text: str) -> float | None:
    """A decimal number; None where it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _font_style(value: str) -> dict[str, Any]:
    return {"italic": value in ("italic", "oblique", "reverseOblique")}


def _shear(value: str) -> dict[str, Any]:
    if value == "none":
        return {"slanted": False}
    return {"slanted": number(value[:-1]) not in (0, None)} if PERCENT.match(value) else {}


def _font_weight(value: str) -> dict[str, Any]:
    heavy = value.isdecimal() and value.isascii() and int(value[:6]) >= _BOLD
    return {"bold": heavy or value in ("bold", "bolder")}


def _text_decoration(value: str) -> dict[str, Any]:
    words = value.split()
    if "underline" in words:
        return {"underline": True}
    return {"underline": False} if {"noUnderline", "none"} & set(words) else {}


def _text_align(value: str) -> dict[str, Any]:
    return {"align": value if value in ("left", "center", "right", "start", "end") else ""}


def _hidden(value: str) -> dict[str, Any]:
    return {"hidden": value in ("none", "hidden")}


def _color(value: str) -> dict[str, Any]:
    return {"colour": "" if value.lower() in _WHITE else value}


_RULES: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "fontStyle": _font_style,
    "shear": _shear,
    "fontShear": _shear,
    "lineShear": _shear,
    "fontWeight": _font_weight,
    "textDecoration": _text_decoration,
    "textAlign": _text_align,
    "direction": lambda value: {"direction": "rtl" if value == "rtl" else ""},
    "textEmphasis": lambda value: {"emphasised": value not in ("none", "")},
    "textCombine": lambda value: {"combined": value not in ("none", "")},
    "color": _color,
    "forcedDisplay": lambda value: {"forced": value == "true"},
    "display": _hidden,
    "visibility": _hidden,
}
