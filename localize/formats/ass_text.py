r"""The text of an ASS or SSA event: overrides in braces ↔ our tags, and where it stands.

Sources: the SubStation Alpha 4 description for ``\i \b \a \N \n \k \r`` and the fields; what
Aegisub documents and VSFilter and libass play for ``\an \u \pos \move \p \h``. Text has no escape
for braces; a backslash before a letter that would mean something is parted from it by U+2060.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.findings import Severity
from localize.formats.placement import anchor_of
from localize.formats.plain import runs, sound_lines
from localize.script import Placement

if TYPE_CHECKING:
    from localize.formats.tally import Tally
    from localize.script import Cue

#: The older ``\a``: 1 to 3 below, 5 to 7 above, 9 to 11 in the middle.
OLD_ANCHORS: Final = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
_NEW_ANCHORS: Final = {anchor: old for old, anchor in OLD_ANCHORS.items()}

_BLOCK: Final = re.compile(r"\{([^{}]*)\}")
_SOFT_BREAK: Final = re.compile(r"\\n")
_WRAP: Final = re.compile(r"q\s*(\d{0,4})\s*$")
#: The way of wrapping in which ``\n`` breaks a line; in all others it is a space.
HARD: Final = "2"
_OVERRIDE: Final = re.compile(r"\\([^\\]*)")
_NUMBER: Final = r"\s*(-?\d+(?:\.\d+)?)\s*"
_POSITION: Final = re.compile(rf"(pos|move)\s*\({_NUMBER},{_NUMBER}(?:,[^)]*)?\)?")
_SWITCH: Final = re.compile(r"([ibu])\s*+(\d{0,4})\s*+$")
_ANCHOR: Final = re.compile(r"an\s*([1-9])\s*$")
_OLD_ANCHOR: Final = re.compile(r"a\s*(1[01]|[1-35-79])\s*$")
_KARAOKE: Final = re.compile(r"k[fot]?\s*+[\d.]*\s*+$", re.IGNORECASE)
_DRAWING: Final = re.compile(r"p\s*(\d+)\s*$")
_RESET: Final = re.compile(r"r(?![a-z])\s*(.*)$")
_FONT: Final = re.compile(r"fn\s*@")
#: Weights of a font from here on are bold.
_BOLD: Final = 600
_JOINER: Final = "\u2060"
_MEANS: Final = re.compile(r"\\(?=[Nnh{}])")
#: Rows and columns of a keypad as WebVTT's alignment of a box at a point.
_LINE_SIDES: Final = ("end", "center", "start")
_TEXT_SIDES: Final = ("left", "center", "right")


@dataclass(frozen=True, slots=True)
class Style:
    """What an event's text begins with.

    Attributes:
        italic: set in italics.
        bold: bold.
        underline: underlined.
        anchor: where the text stands, 1 to 9.
        vertical: whether its font lies on its side.
    """

    italic: bool = False
    bold: bool = False
    underline: bool = False
    anchor: int = 2
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class EventText:
    """An event's text as it was read.

    Attributes:
        lines: with our tags.
        placement: where it stands.
        drawn: whether it was a drawing and nothing else.
    """

    lines: tuple[str, ...]
    placement: Placement
    drawn: bool


class _Reader:
    """Puts an event's text together."""

    def __init__(
        self,
        style: Style,
        styles: dict[str, Style],
        size: tuple[float, float],
        line: int,
        tally: Tally,
        *,
        wrap: str,
    ) -> None:
        self.wrap = self.file_wrap = wrap
        self.first = self.now = style
        self.styles = styles
        self.size = size
        self.line = line
        self.tally = tally
        self.pieces: list[tuple[str, Style]] = []
        self.anchor = 0
        self.point: tuple[float, float] | None = None
        self.vertical = style.vertical
        self.drawing = False
        self.drawn = False

    def drop(self, rule: str, message: str, severity: Severity = Severity.WARNING) -> None:
        self.tally.count(rule, message, self.line, severity)

    def text(self, text: str) -> None:
        if self.drawing:
            if text.strip():
                self.drawn = True
                self.drop("drawings-dropped", "Drawings left out: a track has text alone")
            return
        text = _SOFT_BREAK.sub("\n" if self.wrap == HARD else " ", text)
        text = text.replace("\\N", "\n").replace("\\h", "\xa0").replace(f"\\{_JOINER}", "\\")
        if markup.TAG.search(text):
            text = markup.TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", text)
            self.drop("literal-tag", "Text that spells a tag was put in ‹ ›")
        self.pieces.append((text, self.now))

    def block(self, body: str) -> None:
        if "\\" not in body:
            if body.strip():
                message = "Comments in braces left out"
                self.drop("comments-dropped", message, Severity.NOTE)
            return
        for match in _OVERRIDE.finditer(body):
            said = match[1].strip()
            if wrap := _WRAP.match(said):
                self.wrap = wrap[1] or self.file_wrap
            else:
                self.override(said)

    def override(self, body: str) -> None:
        if switch := _SWITCH.match(body):
            self.switch(switch[1], switch[2])
        elif anchor := _ANCHOR.match(body):
            self.anchor = self.anchor or int(anchor[1])
        elif old := _OLD_ANCHOR.match(body):
            self.anchor = self.anchor or OLD_ANCHORS[int(old[1])]
        elif point := _POSITION.match(body):
            if point[1] == "move":
                self.drop("movement-dropped", "Text that moves stands where it begins")
            if self.point is None:
                self.point = (float(point[2]), float(point[3]))
        elif drawing := _DRAWING.match(body):
            self.drawing = drawing[1].strip("0") != ""
        elif reset := _RESET.match(body):
            self.now = self.styles.get(reset[1].strip(), self.first)
        elif _KARAOKE.match(body):
            self.drop("karaoke-dropped", "Times of syllables (karaoke) dropped")
        elif _FONT.match(body):
            self.vertical = True
        elif body:
            self.drop("override-dropped", "Overrides in braces dropped")

    def switch(self, letter: str, value: str) -> None:
        r"""``\i1``, ``\b700``; without a value back to what the style says."""
        name = {"i": "italic", "b": "bold", "u": "underline"}[letter]
        weight = int(value) if value else None
        if weight is None:
            on = bool(getattr(self.first, name))
        elif weight > 1 and name == "bold":
            on = weight >= _BOLD  # a font's weight, 100 to 900
        else:
            on = weight != 0
        self.now = replace(self.now, **{name: on})


def read_event(
    text: str,
    style: Style,
    styles: dict[str, Style],
    size: tuple[float, float],
    *,
    line: int,
    tally: Tally,
    wrap: str = "",
) -> EventText:
    """Read an event's text.

    Args:
        text: the event's last field.
        style: that it begins with.
        styles: those of the file, by name, for resets.
        size: width and height that positions are counted in.
        line: line of the file, for findings.
        tally: takes the findings.
        wrap: the file's way of wrapping (``WrapStyle``), as it says it.
    """
    reader = _Reader(style, styles, size, line, tally, wrap=wrap)
    at = 0
    for match in _BLOCK.finditer(text):
        reader.text(text[at : match.start()])
        reader.block(match[1])
        at = match.end()
    reader.text(text[at:])
    anchor = reader.anchor or style.anchor
    placement = Placement(anchor, "rl" if reader.vertical else "")
    if reader.point is not None and not reader.vertical:
        if any(not 0 <= one <= of for one, of in zip(reader.point, size, strict=True)):
            tally.count("position-outside", "Positions outside the picture moved to its edge", line)
        placement = _at(anchor, reader.point, size)
    lines = _lines(reader.pieces)
    return EventText(lines, placement, reader.drawn and not lines)


def _lines(pieces: list[tuple[str, Style]]) -> tuple[str, ...]:
    """Lines with tags from text in styles; no line blank, no space at their edges."""
    out: list[str] = []
    opened: tuple[str, ...] = ()
    rows: list[list[tuple[str, tuple[str, ...]]]] = [[]]
    for text, style in pieces:
        tags = tuple(
            name
            for name, on in (("i", style.italic), ("b", style.bold), ("u", style.underline))
            if on
        )
        first, *others = text.split("\n")
        rows[-1].append((first, tags))
        rows += [[(other, tags)] for other in others]
    kept = [row for row in map(_trimmed, rows) if row]
    for at, row in enumerate(kept):
        for text, tags in row:
            if tags != opened:
                out += [f"</{tag}>" for tag in reversed(opened)]
                # A style ends on the line on which its text ends.
                out += [f"<{tag}>" for tag in tags]
                opened = tags
            out.append(text)
        following = kept[at + 1][0][1] if at + 1 < len(kept) else ()
        if following != opened:
            out += [f"</{tag}>" for tag in reversed(opened)]
            opened = ()
        if at + 1 < len(kept):
            out.append("\n")
    return tuple("".join(out).split("\n")) if kept else ()


def _trimmed(row: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """A row without space at its edges and without pieces of nothing."""
    pieces = [piece for piece in row if piece[0]]
    while pieces and not pieces[0][0].strip(" \t"):
        pieces.pop(0)
    while pieces and not pieces[-1][0].strip(" \t"):
        pieces.pop()
    if pieces:
        pieces[0] = (pieces[0][0].lstrip(" \t"), pieces[0][1])
        pieces[-1] = (pieces[-1][0].rstrip(" \t"), pieces[-1][1])
    return pieces


# --- Where it stands ------------------------------------------------------------------------------


def _at(anchor: int, point: tuple[float, float], size: tuple[float, float]) -> Placement:
    """A box with its ``anchor`` at a point, as WebVTT says it: line and position in per cent."""
    row, column = divmod(anchor - 1, 3)
    shares = [min(max(at * 100 / of, 0.0), 100.0) for at, of in zip(point, size, strict=True)]
    across, down = (f"{share:.2f}".rstrip("0").rstrip(".") + "%" for share in shares)
    pairs = (
        ("line", f"{down},{_LINE_SIDES[row]}"),
        ("position", across),
        ("align", _TEXT_SIDES[column]),
    )
    return Placement(anchor_of(pairs), "", pairs)


def point_of(placement: Placement) -> tuple[int, float, float] | None:
    r"""The anchor of the box and the point (shares of the picture) where settings put it.

    None where they put it nowhere that ``\pos`` can say.
    """
    values = dict(placement.settings)
    down, _, row = values.get("line", "").partition(",")
    across = values.get("position", "")
    column = values.get("align", "")
    if row not in _LINE_SIDES or column not in _TEXT_SIDES or placement.vertical:
        return None
    if not down.endswith("%") or not across.endswith("%"):
        return None
    try:
        x, y = float(across[:-1]) / 100, float(down[:-1]) / 100
    except ValueError:
        return None
    return _LINE_SIDES.index(row) * 3 + _TEXT_SIDES.index(column) + 1, x, y


def carries(placement: Placement) -> bool:
    """Whether a placement comes back from ASS as it is."""
    if not placement.settings:
        return placement.vertical != "lr"
    point = point_of(placement)
    return point is not None and _at(point[0], point[1:], (1.0, 1.0)) == placement


# --- Writing --------------------------------------------------------------------------------------


def safe(text: str) -> str:
    """Text in which nothing is an override: braces become brackets."""
    return _MEANS.sub(f"\\\\{_JOINER}", text.replace("{", "(").replace("}", ")"))


def event_text(cue: Cue, size: tuple[int, int], *, old: bool) -> str:
    r"""A cue's text as an event has it.

    Args:
        cue: the cue.
        size: width and height that positions are counted in.
        old: as SSA 4 has it: ``\a`` for ``\an``, neither underline nor ``\pos``.
    """
    overrides = ""
    anchor = cue.placement.anchor
    point = None if old else point_of(cue.placement)
    if point is not None:
        x, y = (
            f"{share * of:.3f}".rstrip("0").rstrip(".")
            for share, of in zip(point[1:], size, strict=True)
        )
        overrides = f"\\an{point[0]}\\pos({x},{y})"
    elif anchor != 2:
        overrides = f"\\a{_NEW_ANCHORS[anchor]}" if old else f"\\an{anchor}"
    out = [f"{{{overrides}}}"] if overrides else []
    now = (False, False, False)
    for at, line in enumerate(runs(sound_lines(cue))):
        if at:
            out.append("\\N")
        for run in line:
            style = (run.italic, run.bold, run.underline and not old)
            changed = [
                f"\\{name}{int(on)}"
                for name, was, on in zip("ibu", now, style, strict=True)
                if was != on
            ]
            if changed:
                out.append(f"{{{''.join(changed)}}}")
            now = style
            out.append(safe(run.text))
    return "".join(out)
