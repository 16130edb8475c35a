"""A track and its source as XLIFF 2 (OASIS: XLIFF 2.0), for translators' tools, and back.

A unit is a cue of the market's track, with the text of its source, who speaks, its notes and its
revision; its lines are parted by newlines, and our tags are codes (``ph``) whose meaning stands in
the unit's data. A state goes out and is told; no file approves a cue when it comes back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from localize.errors import FormatError, LocaleError
from localize.markup import split
from localize.memory.exchange.values import NOWHERE, Line, Lines, Place, Refusal
from localize.memory.exchange.xml_tree import (
    BREAK,
    GAP,
    children,
    descendants,
    escaped,
    is_break,
    is_ours,
    language_of,
    name_of,
    parted,
    read_tree,
    tag,
    text_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.formats.xml import Element

_SPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"
#: Categories of the notes that a unit carries besides people's.
_SPEAKER: Final = "speaker"
_REVISION: Final = "revision"
_ORDER: Final = re.compile(r"[0-9]{1,6}")
#: Elements of a text that are another program's code.
_CODES: Final = frozenset({"ph", "sc", "ec", "cp", "sm", "em"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A cue with its source.

    Attributes:
        cue_id: of the track for a market.
        source: the source's text, tags included; lines are parted by newlines.
        target: likewise; empty where there is none yet.
        state: ``initial``, ``translated``, ``reviewed`` or ``final`` (XLIFF 2.0, 4.3.1.11).
        speaker: who speaks; empty where not known.
        revision: of the cue when the file was made; 0 where the file does not say.
        notes: of people, for those who translate.
        place: where it stands.
    """

    cue_id: str
    source: str
    target: str
    state: str = "initial"
    speaker: str = ""
    revision: int = 0
    notes: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A track with its source.

    Attributes:
        original: name of the episode.
        source_locale: language of the source.
        locale: of the market.
        units: in the track's order.
        refusals: units that cannot be taken in.
    """

    original: str
    source_locale: str
    locale: str
    units: tuple[Unit, ...]
    refusals: tuple[Refusal, ...] = ()


# --- Writing --------------------------------------------------------------------------------------


def write_xliff(track: Bilingual) -> bytes:
    """Write a track with its source; it has at least one unit."""
    units = "\n".join(_unit(unit, number) for number, unit in enumerate(track.units, start=1))
    file = tag(
        "file",
        {"id": "f1", "original": track.original, "xml:space": "preserve"},
        f"\n{units}\n",
    )
    given = {
        "xmlns": _SPACE,
        "version": "2.0",
        "srcLang": track.source_locale or "und",
        "trgLang": track.locale,
    }
    root = tag("xliff", given, "\n", file, "\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _unit(unit: Unit, number: int) -> str:
    told = [(_SPEAKER, unit.speaker), (_REVISION, str(unit.revision) if unit.revision else "")]
    told += [("", note) for note in unit.notes]
    notes = [tag("note", {"category": kind}, escaped(text)) for kind, text in told if text]
    codes = dict.fromkeys(
        piece for text in (unit.source, unit.target) for is_tag, piece in split(text) if is_tag
    )
    named = {code: f"d{place}" for place, code in enumerate(codes, start=1)}
    data = [tag("data", {"id": name}, escaped(code)) for code, name in named.items()]
    segment = [tag("source", {}, *_content(unit.source, named))]
    if unit.target:
        segment.append(tag("target", {}, *_content(unit.target, named)))
    return tag(
        "unit",
        {"id": f"u{number}", "name": unit.cue_id},
        *([tag("notes", {}, *notes)] if notes else []),
        *([tag("originalData", {}, *data)] if data else []),
        tag("segment", {"state": unit.state}, *segment),
    )


def _content(text: str, named: Mapping[str, str]) -> list[str]:
    """A text as XML; codes are numbered in order, so that a translation's have its source's ids."""
    parts, number = [], 0
    for is_tag, piece in split(text):
        if is_tag:
            number += 1
            parts.append(tag("ph", {"id": str(number), "dataRef": named[piece]}))
        else:
            parts.append(escaped(piece))
    return parts


# --- Reading --------------------------------------------------------------------------------------


def read_xliff(data: bytes, path: str, name: str) -> tuple[Bilingual, ...]:
    """Read the tracks of a file, one for each ``file`` in it.

    Args:
        data: the file's bytes.
        path: the file, for messages.
        name: of the file, in refusals.

    Raises:
        InputError: no XLIFF 2, damaged, without its languages, or larger than is read.
    """
    root = read_tree(data, path, ("xliff",))
    version = root.attributes.get("version", "")
    if not version.startswith("2"):
        raise FormatError(
            f"{path!r}, line {root.line}: this is XLIFF {version or 'without a version'}, not 2.",
            path=path,
            hint="Have the tool write XLIFF 2.0.",
        )
    try:
        source, target = language_of(root, "srcLang"), language_of(root, "trgLang")
    except LocaleError as error:
        raise FormatError(f"{path!r}, line {root.line}: {error.message}", path=path) from error
    if not source or not target:
        raise FormatError(
            f"{path!r}, line {root.line}: it does not say its languages (srcLang, trgLang).",
            path=path,
            hint="Have the tool write both.",
        )
    return tuple(_file(file, source, target, name) for file in children(root, "file"))


def lines_of(tracks: Iterable[Bilingual]) -> Lines:
    """The translated units of some tracks as lines of a memory, with the sources around them."""
    lines: list[Line] = []
    refusals: list[Refusal] = []
    for track in tracks:
        refusals += track.refusals
        around = ["", *(" ".join(unit.source.split()) for unit in track.units), ""]
        lines += [
            Line(
                track.source_locale,
                track.locale,
                unit.source.strip(),
                unit.target.strip(),
                around[place],
                around[place + 2],
                f"{track.original} {unit.cue_id}".strip(),
                place=unit.place,
            )
            for place, unit in enumerate(track.units)
            if unit.source.strip() and unit.target.strip() and unit.state != "initial"
        ]
    return Lines(tuple(lines), tuple(refusals))


def _file(file: Element, source: str, target: str, name: str) -> Bilingual:
    units: dict[str, Unit] = {}
    refusals: list[Refusal] = []
    for element in descendants(file, "unit"):
        place = Place(name, element.line)
        unit = _read(element, place, source, target)
        if unit is None:
            refusals.append(Refusal(place, "the unit has no name, id or source"))
        elif unit.cue_id in units:
            line = units[unit.cue_id].place.row
            refusals.append(Refusal(place, f"the unit stands in line {line} already"))
        else:
            units[unit.cue_id] = unit
    original = file.attributes.get("original", "")
    return Bilingual(original, source, target, tuple(units.values()), tuple(refusals))


def _read(element: Element, place: Place, source_locale: str, locale: str) -> Unit | None:
    cue_id = element.attributes.get("name", "") or element.attributes.get("id", "")
    data = {
        one.attributes.get("id", ""): text_in(one)
        for group in children(element, "originalData")
        for one in children(group, "data")
    }
    sources, states = [], []
    ordered: list[tuple[int, str]] = []
    for at, part in enumerate(children(element, "segment", "ignorable"), start=1):
        source = next(children(part, "source"), None)
        if source is None:
            return None
        target = next(children(part, "target"), None)
        sources.append(_text(source, data))
        # What a tool sets apart as white space has often no translation of its own.
        kept = name_of(part) == "ignorable" and target is None
        said = sources[-1] if kept else "" if target is None else _text(target, data)
        # Another language may say it in another order.
        order = "" if target is None else target.attributes.get("order", "")
        ordered.append((int(order) if _ORDER.fullmatch(order) else at, said))
        if name_of(part) == "segment":
            states.append(part.attributes.get("state", "initial"))
    if not cue_id or not sources:
        return None
    targets = [said for _, said in sorted(ordered, key=itemgetter(0))]
    notes = [
        (one.attributes.get("category", ""), text_in(one).strip())
        for group in children(element, "notes")
        for one in children(group, "note")
    ]
    told = dict(notes)
    revision = told.get(_REVISION, "")
    return Unit(
        cue_id,
        parted("".join(sources), source_locale),
        parted("".join(targets), locale) if any(one.strip() for one in targets) else "",
        min(states, key=_rank) if states else "initial",
        told.get(_SPEAKER, ""),
        int(revision) if len(revision) < 10 and revision.isascii() and revision.isdigit() else 0,
        tuple(text for kind, text in notes if kind not in (_SPEAKER, _REVISION) and text),
        place,
    )


_STATES: Final = ("initial", "translated", "reviewed", "final")


def _rank(state: str) -> int:
    return _STATES.index(state) if state in _STATES else 0


def _text(element: Element, data: Mapping[str, str]) -> str:
    """What a source or a target says, not `parted` yet; codes are our tags, or are left out."""
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif name_of(child) in _CODES:
            codes = _codes(child.attributes, data, ("dataRef", "disp", "equiv"))
            kind = child.attributes.get("subType", "")
            ours = _ours(codes)
            if ours or name_of(child) != "ph":
                parts.append(ours)
            else:
                parts.append(BREAK if any(is_break(code, kind) for code in codes) else GAP)
        elif name_of(child) == "pc":
            start = ("dataRefStart", "dispStart", "equivStart")
            end = ("dataRefEnd", "dispEnd", "equivEnd")
            parts += [
                _ours(_codes(child.attributes, data, start)),
                _text(child, data),
                _ours(_codes(child.attributes, data, end)),
            ]
        else:
            parts.append(_text(child, data))
    return "".join(parts)


def _codes(
    attributes: Mapping[str, str], data: Mapping[str, str], names: Sequence[str]
) -> tuple[str, ...]:
    """What a code is said to stand for: by the unit's data, and by its own attributes."""
    return (
        data.get(attributes.get(names[0], ""), ""),
        *(attributes.get(one, "") for one in names[1:]),
    )


def _ours(codes: Iterable[str]) -> str:
    """Our tag that a code stands for; nothing where it is another's."""
    return next((code.strip() for code in codes if is_ours(code)), "")
