"""Damaged ASS and SSA → clean lines for pysubs2, which takes fields in one order only.

Each event's fields are put in order by the file's own ``Format`` line, its times are mended, its
text is joined where a line end went into it; pysubs2 gets what has no fault. Events in = events
out + findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize.findings import Severity
from localize.formats.cleaning import split_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.formats.tally import Tally

_SECTION: Final = re.compile(r"\s*\[((?=[^\]a-z]*[a-z])[^\]]*)\]\s*$")
_ENTRY: Final = re.compile(r"\s*(\w[\w ]{0,80}?)\s*:(.*)$")
#: Space before a heading is on its line: no run of blank lines is looked at again and again.
_SCRIPT_TYPE: Final = re.compile(
    r"^[^\S\n]*Script ?Type\s*:\s*v4\.00(\+?)", re.IGNORECASE | re.MULTILINE
)
_EVENTS: Final = frozenset({"dialogue", "comment", "picture", "sound", "movie", "command"})
_TIME: Final = re.compile(
    r"\s*(-?)\s*(?:(\d{1,3})\s*:)?\s*(\d{1,3})\s*:\s*(\d{1,3})(?:[.,:](\d{1,6}))?\s*"
)
#: Fields in the order of the two versions, where a file does not say its own.
_EVENT_FIELDS: Final = (
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
)  # fmt: skip
_STYLE_FIELDS: Final = {
    "ass": (
        "name", "fontname", "fontsize", "primarycolour", "secondarycolour", "outlinecolour",
        "backcolour", "bold", "italic", "underline", "strikeout", "scalex", "scaley", "spacing",
        "angle", "borderstyle", "outline", "shadow", "alignment", "marginl", "marginr", "marginv",
        "encoding",
    ),
    "ssa": (
        "name", "fontname", "fontsize", "primarycolour", "secondarycolour", "tertiarycolour",
        "backcolour", "bold", "italic", "borderstyle", "outline", "shadow", "alignment", "marginl",
        "marginr", "marginv", "alphalevel", "encoding",
    ),
}  # fmt: skip
_MARGIN: Final = re.compile(r"\s*-?\d*\s*")
_LONGEST: Final = 10_000 * 3_600_000
#: What an event without a readable end lasts (ms).
_GUESSED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Event:
    """One line of dialogue.

    Attributes:
        line: of the file, from 1.
        start: ms.
        end: ms, not before ``start``.
        style: its style's name.
        name: who speaks.
        text: with overrides.
    """

    line: int
    start: int
    end: int
    style: str
    name: str
    text: str


@dataclass(slots=True)
class Script:
    """A file's parts.

    Attributes:
        version: ``ass`` or ``ssa``.
        info: its head, by name in small letters.
        styles: fields of each style by name in small letters.
        events: the lines of dialogue, in the order of the file.
        dialogues: how many lines of dialogue there were, by their head alone.
    """

    version: str
    info: dict[str, str] = field(default_factory=dict)
    styles: dict[str, dict[str, str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    dialogues: int = 0


def version_of(text: str, otherwise: str) -> str:
    """Which of the two versions a text is: by its styles' heading, then by its word."""
    if re.search(r"^[^\S\n]*\[V4\+", text, re.IGNORECASE | re.MULTILINE):
        return "ass"
    if re.search(r"^[^\S\n]*\[V4 ", text, re.IGNORECASE | re.MULTILINE):
        return "ssa"
    said = _SCRIPT_TYPE.search(text)
    if said is not None:
        return "ass" if said[1] else "ssa"
    return otherwise


def read_script(text: str, otherwise: str, tally: Tally) -> Script:
    """Part a file; lines that cannot be kept become findings."""
    parser = _Parser(Script(version_of(text, otherwise)), tally)
    for number, line in enumerate(split_lines(text), start=1):
        parser.take(number, line)
    return parser.done()


class _Parser:
    """Takes a file line by line."""

    def __init__(self, script: Script, tally: Tally) -> None:
        self.script = script
        self.tally = tally
        self.section = ""
        self.style_fields: Sequence[str] = _STYLE_FIELDS[script.version]
        #: As the file's own line says; empty where it has none.
        self.event_fields: Sequence[str] = ()
        self.rows: list[tuple[int, dict[str, str]]] = []
        #: Whether the last event was dialogue, so that a line without a head is its text.
        self.open = False

    def take(self, number: int, line: str) -> None:
        """One line."""
        if heading := _SECTION.match(line):
            self.section = heading[1].strip().lower()
            return
        entry = _ENTRY.match(line)
        key = entry[1].lower() if entry else ""
        if self.section in ("fonts", "graphics") and key not in ("dialogue", "comment"):
            if line.strip():
                message = "Attached fonts and pictures left out"
                self.tally.count("attachments-dropped", message, number, Severity.NOTE)
        elif entry is None or not self.entry(number, key, entry[2]):
            self.other(number, line.strip())

    def entry(self, number: int, key: str, value: str) -> bool:
        """A line with a head; false where the head means nothing here."""
        if key == "format" and self.section == "events":
            self.event_fields = _names(value)
        elif key == "format" and "styles" in self.section:
            self.style_fields = _names(value)
        elif key == "style":
            values = _fields(value, self.style_fields)
            self.script.styles.setdefault(values.get("name", "").strip().lstrip("*"), values)
        elif key in _EVENTS:
            self.event(number, key, value)
        elif self.section == "script info" or not self.section:
            self.script.info.setdefault(key, value.strip())
        else:
            return False
        return True

    def event(self, number: int, key: str, value: str) -> None:
        """A line of events; only dialogue is kept."""
        self.open = key == "dialogue"
        if self.open:
            self.script.dialogues += 1
            said = self.event_fields or _usual_fields(value)
            self.rows.append((number, _fields(value, said)))
        elif key == "comment":
            message = "Events for people (Comment) left out"
            self.tally.count("comments-dropped", message, number, Severity.NOTE)
        else:
            self.tally.count("events-dropped", "Events that are no text left out", number)

    def other(self, number: int, line: str) -> None:
        """A line without a head: text of the event above it, or a comment."""
        if not line or line.startswith((";", "!")):
            return
        if self.section == "events" and self.open and "text" in self.rows[-1][1]:
            self.rows[-1][1]["text"] += "\\N" + line
            message = "Text on a line of its own joined to the event above"
            self.tally.count("line-joined", message, number)
        elif self.section in ("", "events"):
            message = f"Lines that mean nothing left out, as {line[:40]!r}"
            self.tally.count("lines-dropped", message, number)

    def done(self) -> Script:
        """The script, when no more lines come."""
        events = [_event(number, values, self.tally) for number, values in self.rows]
        self.script.events += [event for event in events if event is not None]
        return self.script


def _names(text: str) -> tuple[str, ...]:
    return tuple(
        name.strip().lower().replace("marked", "layer").replace("actor", "name")
        for name in text.split(",")
    )


def _usual_fields(text: str) -> Sequence[str]:
    """Fields of an event in a file that does not name them: margins are numbers, or not there."""
    values = text.split(",", len(_EVENT_FIELDS) - 1)
    at = _EVENT_FIELDS.index("marginl")
    margins = values[at : at + 3]
    if len(values) == len(_EVENT_FIELDS) and all(_MARGIN.fullmatch(one) for one in margins):
        return _EVENT_FIELDS
    return (*_EVENT_FIELDS[:at], "text")


def _fields(text: str, names: Sequence[str]) -> dict[str, str]:
    """Values by field name; what stands after the last comma that counts is the last field's."""
    values = text.split(",", max(len(names) - 1, 0))
    return dict(zip(names, values, strict=False))


def read_time(text: str) -> int | None:
    """A time in ms, negative where it says so; None where it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = int(match[2] or 0), int(match[3]), int(match[4])
    time = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[5] or "0").ljust(3, "0")[:3])
    return None if time >= _LONGEST else -time if match[1] else time


def _event(number: int, values: Mapping[str, str], tally: Tally) -> Event | None:
    text = values.get("text")
    start, end = (read_time(values.get(name, "")) for name in ("start", "end"))
    if text is None:
        shown = ",".join(values.values()).strip()
        tally.leave_out("An event has fewer fields than it must have.", number, shown)
        return None
    if start is None and end is None:
        tally.leave_out("An event has no readable times.", number, text.strip())
        return None
    if start is None or end is None:
        message = f"Unreadable times guessed: {_GUESSED} ms from the one that can be read"
        tally.count("time-guessed", message, number)
        start = max(0, (end or 0) - _GUESSED) if start is None else start
        end = start + _GUESSED if end is None else end
    if min(start, end) < 0:
        tally.count("negative-time", "Times before the start set to 0", number)
        start, end = max(start, 0), max(end, 0)
    if end < start:
        tally.count("times-swapped", "Ends before starts were swapped with them", number)
        start, end = end, start
    if values.get("effect", "").strip():
        tally.count("effects-dropped", "Effects (scrolling and the like) dropped", number)
    name = " ".join(values.get("name", "").split())
    return Event(number, start, end, values.get("style", "").strip().lstrip("*"), name, text)
