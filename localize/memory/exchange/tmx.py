"""Memories as TMX 1.4 (LISA OSCAR: TMX 1.4b specification).

A unit has a line in each language; one that says nothing yet is passed over. What other programs
keep of formatting (``bpt``, ``ept``, ``it``, ``ph``, ``ut``) is left out of a line, but for our own
tags, line breaks, and a space where a ``ph`` parted two words; ``hi`` marks text that stays.
The lines around are kept as the properties ``x-context-pre`` and ``x-context-post``, which other
tools know.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.errors import LocaleError
from localize.memory.exchange.values import Line, Lines, Place, Refusal
from localize.memory.exchange.xml_tree import (
    BREAK,
    GAP,
    child_text,
    children,
    descendants,
    escaped,
    is_break,
    is_ours,
    language_of,
    marked,
    maybe_language_of,
    name_of,
    parted,
    read_tree,
    tag,
    text_in,
)
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.formats.xml import Element

#: Elements whose content is another program's code, no text.
_CODES: Final = frozenset({"bpt", "ept", "it", "ph", "ut"})
_DATE: Final = "%Y%m%dT%H%M%SZ"
_BEFORE: Final = "x-context-pre"
_AFTER: Final = "x-context-post"
_ORIGIN: Final = "x-origin"


def read_tmx(data: bytes, path: str, name: str, source: str = "") -> Lines:
    """Read a memory.

    Args:
        data: the file's bytes.
        path: the file, for messages.
        name: of the file, in refusals.
        source: language to translate from; where a unit has it not, or it is empty, the language
            that the file says.

    Raises:
        InputError: no TMX, damaged, or larger than is read.
    """
    root = read_tree(data, path, ("tmx",), "tmx")
    header = next(children(root, "header"), None)
    said = "" if header is None else maybe_language_of(header, "srclang")
    lines: list[Line] = []
    refusals: list[Refusal] = []
    codes = empty = 0
    for unit in descendants(root, "tu"):
        try:
            found, left, unsaid = _unit(unit, source, said, name)
            lines += found
            codes += left
            empty += unsaid
        except (LocaleError, _UnitError) as error:
            refusals.append(Refusal(Place(name, unit.line), str(error)))
    notes = [f"{name}: {codes} codes of another program were left out of lines."] * bool(codes)
    notes += [f"{name}: {empty} variants without a text were passed over."] * bool(empty)
    return Lines(tuple(lines), tuple(refusals), tuple(notes))


class _UnitError(Exception):
    """A unit that is no line of a memory."""


def _unit(unit: Element, source: str, said: str, name: str) -> tuple[list[Line], int, int]:
    """The lines of a unit, how many codes were left out of them, and variants without a text."""
    texts: list[tuple[str, str, Element]] = []
    left = 0
    for variant in children(unit, "tuv"):
        tag_ = language_of(variant)
        if not tag_:
            raise _UnitError("a variant does not name its language")
        segment = next(children(variant, "seg"), None)
        if segment is None:
            raise _UnitError(f"the variant in {tag_} has no segment")
        text, codes = _text(segment)
        left += codes
        texts.append((tag_, parted(text, tag_).strip(), variant))
    begun = _source(texts, source, maybe_language_of(unit, "srclang") or said)
    if begun is not None and not texts[begun][1]:
        raise _UnitError(f"the variant in {texts[begun][0]} has no text")
    unsaid = sum(not text for _, text, _ in texts)
    if begun is None or len(texts) - unsaid < 2:
        raise _UnitError("the unit has no source with a translation")
    props = {one.attributes.get("type", ""): text_in(one).strip() for one in children(unit, "prop")}
    at = _date(unit.attributes)
    return [
        Line(
            texts[begun][0],
            locale,
            texts[begun][1],
            text,
            props.get(_BEFORE, ""),
            props.get(_AFTER, ""),
            props.get(_ORIGIN, ""),
            variant.attributes.get("creationid", "") or unit.attributes.get("creationid", ""),
            _date(variant.attributes) or at,
            unit.attributes.get("tuid", ""),
            child_text(unit, "note"),
            Place(name, unit.line),
        )
        for place, (locale, text, variant) in enumerate(texts)
        if place != begun and text
    ], left, unsaid  # fmt: skip


def _source(texts: list[tuple[str, str, Element]], *wanted: str) -> int | None:
    """Which of a unit's texts is the source; None where none is in a wanted language."""
    for one in wanted:
        for alike in (str, locales.language):
            for place, (locale, _, _) in enumerate(texts):
                if one and alike(locale) == alike(one):
                    return place
    return None


def _text(element: Element) -> tuple[str, int]:
    """What a segment says, not `parted` yet, and how many codes of others were left out of it."""
    parts, left = [], 0
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif name_of(child) in _CODES:
            code = text_in(child)
            if is_ours(code):
                parts.append(code.strip())
            elif is_break(code, child.attributes.get("type", "")):
                parts.append(BREAK)
            else:
                # The others are pairs or halves of pairs, which may stand inside a word.
                parts.append(GAP if name_of(child) == "ph" else "")
                left += 1
        else:
            text, more = _text(child)
            parts.append(text)
            left += more
    return "".join(parts), left


def _date(given: Mapping[str, str]) -> datetime | None:
    """When something was last changed; None where it does not say, or not as TMX does."""
    for name in ("changedate", "creationdate"):
        try:
            return datetime.strptime(given.get(name, ""), _DATE).replace(tzinfo=UTC)
        except ValueError:
            continue  # none, or another form: when is told, not needed
    return None


def write_tmx(lines: Iterable[Line], source_locale: str) -> bytes:
    """Write a memory; lines of one source and id, made at one place, stand in one unit.

    Args:
        lines: of the memory.
        source_locale: language of most sources, for the header.
    """
    units: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        around = line.before, line.after, line.origin, line.note
        key = line.source_locale, line.source, line.id, *around
        units.setdefault(key, []).append(line)
    header = tag(
        "header",
        {
            "creationtool": "localize",
            "creationtoolversion": __version__,
            "segtype": "block",
            "o-tmf": "localize",
            "adminlang": "en",
            "srclang": source_locale or "*all*",
            "datatype": "plaintext",
        },
    )
    body = "\n".join(_written(unit) for unit in units.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<tmx version="1.4">\n{header}\n<body>\n{body}\n</body>\n</tmx>\n'
    ).encode()


def _written(unit: list[Line]) -> str:
    first = unit[0]
    props = {_BEFORE: first.before, _AFTER: first.after, _ORIGIN: first.origin}
    return tag(
        "tu",
        {"tuid": first.id, "srclang": first.source_locale},
        *(tag("note", {}, escaped(first.note)) for _ in range(bool(first.note))),
        *(tag("prop", {"type": name}, escaped(text)) for name, text in props.items() if text),
        "\n",
        _variant(first.source_locale, first.source),
        *(_variant(line.locale, line.target, line.by, line.at) for line in unit),
    )


def _variant(locale: str, text: str, by: str = "", at: datetime | None = None) -> str:
    made = "" if at is None else at.astimezone(UTC).strftime(_DATE)
    given = {"xml:lang": locale, "creationid": by, "creationdate": made}
    return tag("tuv", given, tag("seg", {}, marked(text, "ph"))) + "\n"
