"""The values that a guide's file may hold, each read strictly and refused in words that help."""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING, Any, Final

from localize.errors import SettingsError
from localize.guides.counting import RULES
from localize.guides.figures import AUDIENCES
from localize.guides.glyphs import glyph_lists
from localize.guides.habits import DashStyle
from localize.guides.shots import ZONES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The longest mark that a guide may name, characters: "--" has two.
_MARK: Final = 4


class Values:
    """Reads values of one file; knows the file's name for its messages.

    Attributes:
        file: what messages call the file.
    """

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, problem: str, hint: str = "") -> SettingsError:
        """The error that says what is wrong with a key of the file."""
        return SettingsError(f"In the style guide {self.file!r}, {key}: {problem}.", hint=hint)

    def known(self, data: Mapping[str, Any], known: tuple[str, ...], key: str) -> None:
        """Refuse keys that there are not."""
        for name in data:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
                raise self.refuse(f"{key}.{name}".lstrip("."), "there is no such key", hint)

    def table(self, value: object, key: str) -> Mapping[str, Any]:
        """A section of the file."""
        if not isinstance(value, dict):
            raise self.refuse(key, f"must be a section, not {value!r}")
        return value

    def text(self, data: Mapping[str, Any], name: str, key: str) -> str:
        """A text that must be there and not blank."""
        value = data.get(name)
        if not isinstance(value, str) or not value.strip():
            found = "is missing" if value is None else f"must be a text, not {value!r}"
            raise self.refuse(key, found)
        return value

    def whole(self, value: object, key: str, least: int = 1) -> int:
        """A whole number from ``least``."""
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.refuse(key, f"must be a whole number from {least}, not {value!r}")
        return value

    def from_zero(self, value: object, key: str) -> int:
        """A whole number from 0."""
        return self.whole(value, key, 0)

    def positive(self, value: object, key: str) -> float:
        """A number over 0."""
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not math.isfinite(value) or value <= 0:  # type: ignore[arg-type, operator]
            raise self.refuse(key, f"must be a number over 0, not {value!r}")
        return float(value)  # type: ignore[arg-type]

    def share(self, value: object, key: str) -> float:
        """A part of one, 0 to 1."""
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not 0 <= value <= 1:  # type: ignore[operator]
            raise self.refuse(key, f"must be a number from 0 to 1, not {value!r}")
        return float(value)  # type: ignore[arg-type]

    def speeds(self, value: object, key: str) -> tuple[tuple[str, float], ...]:
        """One speed for every audience, or a table of them."""
        if not isinstance(value, dict):
            return tuple((audience, self.positive(value, key)) for audience in AUDIENCES)
        self.known(value, AUDIENCES, key)
        return tuple((name, self.positive(value[name], f"{key}.{name}")) for name in value)

    def zones(self, value: object, key: str) -> tuple[tuple[str, int], ...]:
        """The zones round a shot change; ``false`` for none."""
        if value is False:
            return ()
        if not isinstance(value, dict) or not value:
            raise self.refuse(
                key,
                f"must be a table of {', '.join(ZONES)}, not {value!r}",
                "Write false where the guide asks nothing near a shot change.",
            )
        self.known(value, ZONES, key)
        return tuple((name, self.from_zero(value[name], f"{key}.{name}")) for name in value)

    def one_of(self, value: object, key: str, known: tuple[str, ...]) -> str:
        """One of some names."""
        if not isinstance(value, str) or value not in known:
            listed = ", ".join(name or '""' for name in known)
            raise self.refuse(key, f"must be one of {listed}, not {value!r}")
        return value

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        """A text or a list of them."""
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.refuse(key, f"must be texts, not {value!r}")
        return tuple(items)

    def yes_or_no(self, value: object, key: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.refuse(key, f"must be true or false, not {value!r}")
        return value

    def mark(self, value: object, key: str) -> str:
        """A sign of a few characters, or an empty text for none."""
        right = isinstance(value, str) and value == value.strip() and len(value) <= _MARK
        if not right:
            raise self.refuse(
                key, f"must be a sign of at most {_MARK} characters without spaces, not {value!r}"
            )
        return str(value)

    def signs(self, value: object, key: str) -> str:
        """Single characters, run together; an empty text for none."""
        right = isinstance(value, str) and not any(char.isspace() for char in value)
        if not right or len(set(str(value))) != len(str(value)):
            raise self.refuse(
                key, f"must be signs run together, each once and no space, not {value!r}"
            )
        return str(value)

    def marks(self, value: object, key: str, number: int, what: str) -> tuple[str, ...]:
        """So many signs, or an empty list for none."""
        right = isinstance(value, list) and len(value) in (0, number)
        if not right:
            raise self.refuse(key, f"must be {number} signs ({what}), or [] for none")
        found = tuple(self.mark(each, key) for each in value)  # type: ignore[attr-defined]
        if not all(found):
            raise self.refuse(key, f"must be {number} signs ({what}), none of them empty")
        return found


#: Key of a section → how its value is read.
KEYS: Final[Mapping[str, Callable[[Values, object, str], object]]] = {
    "counting": lambda values, value, key: values.one_of(value, key, RULES),
    "max_lines": Values.whole,
    "max_line_length": Values.positive,
    "max_line_length_vertical": Values.positive,
    "max_characters": Values.positive,
    "min_line_share": Values.share,
    "reading_speed": Values.speeds,
    "min_duration": Values.whole,
    "max_duration": Values.whole,
    "min_word_duration": Values.from_zero,
    "min_gap_frames": Values.from_zero,
    "chain_frames": Values.from_zero,
    "shots": Values.zones,
    "dash": lambda values, value, key: DashStyle(values.one_of(value, key, tuple(DashStyle))),
    "italics": Values.yes_or_no,
    "ellipsis": Values.mark,
    "pause_ellipsis": lambda values, value, key: values.one_of(value, key, ("", "end", "both")),
    "quotes": lambda values, value, key: values.marks(
        value, key, 4, "outer opening, outer closing, inner opening, inner closing"
    ),
    "space_before": Values.signs,
    "omit": Values.signs,
    "spell_to": Values.from_zero,
    "spell_at_start": Values.yes_or_no,
    "sound_brackets": lambda values, value, key: values.marks(value, key, 2, "opening, closing"),
    "music": Values.mark,
    "interruption": Values.mark,
    "glyphs": lambda values, value, key: values.one_of(value, key, ("", *glyph_lists())),
    "prefer_one_line": Values.yes_or_no,
    "bottom_heavy": Values.yes_or_no,
    "inverted": Values.yes_or_no,
    "source": Values.texts,
}
