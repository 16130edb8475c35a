"""Where a cue stands: our anchors (keys of a numeric keypad) ↔ WebVTT's cue settings.

WebVTT says more than nine places, so settings that an anchor cannot give back are kept beside it
as they were read; they are written again as long as they still agree with the anchor.

Source: WebVTT (W3C), cue settings: ``line`` counts from the top (0) or, negative, from the
bottom; ``position`` and ``align`` place text along the line; in vertical text ``line`` counts
columns, from the right for ``rl`` and from the left for ``lr``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from webvtt.models import CueSettings

from localize.script import Placement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.formats.tally import Tally

#: Names that WebVTT knows; ``vertical`` is a field of its own and ``region`` has lost its block.
_KEPT: Final = ("line", "position", "size", "align")
#: Names of SubRip's screen coordinates, which follow the times in some files.
_COORDINATES: Final = frozenset({"x1", "x2", "y1", "y2"})

#: Horizontal text: row (0 bottom, 1 middle, 2 top) and column (0 left to 2 right) → settings.
_ROWS: Final = ((), (("line", "50%"),), (("line", "0"),))
_COLUMNS: Final = (
    (("position", "0%"), ("align", "left")),
    (),
    (("position", "100%"), ("align", "right")),
)
#: Vertical text: where along the column it stands, by row.
_ALONG: Final = ((("align", "end"),), (), (("align", "start"),))
#: Lines counted from the top that still stand in its third: of about 15 rows of 5.33 %.
_TOP_LINES: Final = 5

Pairs = tuple[tuple[str, str], ...]


def settings_of(anchor: int, vertical: str = "") -> Pairs:
    """The settings that place a cue at an anchor; none for 2, which is the default.

    For vertical text 2 stands for the default too, which is the last column.
    """
    if anchor == 2:
        return ()
    row, column = divmod(anchor - 1, 3)
    if not vertical:
        return (*_ROWS[row], *_COLUMNS[column])
    first = 2 if vertical == "rl" else 0
    line = "50%" if column == 1 else ("0" if column == first else "-1")
    return (("line", line), *_ALONG[row])


def anchor_of(settings: Pairs, vertical: str = "") -> int:
    """The anchor nearest to where settings place a cue; 2 where they say nothing of it."""
    values = dict(settings)
    line, align = values.get("line", ""), values.get("align", "center")
    if not {"line", "position", "align"} & values.keys():
        return 2
    at = _third(line)
    if vertical:
        column = 2 - at if vertical == "rl" else at
        row = {"start": 2, "left": 2, "end": 0, "right": 0}.get(align, 1)
    else:
        row = 2 - at
        column = {"start": 0, "left": 0, "end": 2, "right": 2}.get(align, 1)
        position = values.get("position", "").partition(",")[0]
        if column == 1 and position.endswith("%"):
            share = float(position[:-1])
            column = 0 if share < 100 / 3 else (2 if share > 200 / 3 else 1)
    return row * 3 + column + 1


def _third(line: str) -> int:
    """Which third of the picture a ``line`` stands in, 0 for where lines are counted from."""
    value = line.partition(",")[0]
    if not value:
        return 2
    if value.endswith("%"):
        share = float(value[:-1])
        return 0 if share < 100 / 3 else (2 if share > 200 / 3 else 1)
    number = float(value)
    return 0 if 0 <= number < _TOP_LINES and not value.startswith("-") else 2


def read_settings(words: Iterable[str], line: int, tally: Tally) -> Placement:
    """The placement that the words after a cue's times ask for.

    Args:
        words: ``name:value``; of a name said twice the last that is valid counts.
        line: line of the file that findings name.
        tally: takes the findings.
    """
    listed = [word.replace("align:middle", "align:center") for word in words]
    if not listed:
        return Placement()
    if any(word.partition(":")[0].lower() in _COORDINATES for word in listed):
        tally.count("coordinates-dropped", "Screen coordinates after the times dropped", line)
        listed = [w for w in listed if w.partition(":")[0].lower() not in _COORDINATES]
    parsed = CueSettings.from_string(" ".join(listed))
    vertical = parsed.vertical or ""
    values = {name: getattr(parsed, name) for name in _KEPT}
    pairs: Pairs = tuple((name, str(values[name])) for name in _KEPT if values[name])
    if parsed.region:
        tally.count("region-setting-dropped", "Regions of cues dropped: a track has none", line)
    names = {word.partition(":")[0] for word in listed}
    if len(names) > len(pairs) + bool(vertical) + bool(parsed.region):
        tally.count("settings-dropped", "Cue settings that mean nothing dropped", line)
    anchor = anchor_of(pairs, vertical)
    if pairs == settings_of(anchor, vertical):
        pairs = ()
    return Placement(anchor, vertical, pairs)


def write_settings(placement: Placement) -> str:
    """WebVTT's settings for a placement; empty for the default."""
    pairs = tuple(pair for pair in placement.settings if _valid(*pair))
    if anchor_of(pairs, placement.vertical) != placement.anchor or not pairs:
        others = tuple(pair for pair in pairs if pair[0] == "size")
        pairs = (*settings_of(placement.anchor, placement.vertical), *others)
    vertical = (("vertical", placement.vertical),) if placement.vertical else ()
    return " ".join(f"{name}:{value}" for name, value in (*vertical, *pairs))


def _valid(name: str, value: str) -> bool:
    if name not in _KEPT:
        return False
    return bool(getattr(CueSettings.from_string(f"{name}:{value}"), name) == value)
