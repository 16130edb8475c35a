"""Termbases as TBX: ISO 30042:2008 (``martif``) and ISO 30042:2019 (``tbx``), core and Basic.

Both forms of a term's entry are read, whatever stands in them besides: a concept's field becomes
the kind, its note or definition the note. Of several terms in a language the rendering is the one
that is marked as preferred, else the first that is not marked as superseded or deprecated.
Characters and forms of address have no place in a TBX.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.errors import InputError, LocaleError
from localize.memory.exchange.values import KeyNames, Place, Refusal, Rendering, TermEntry
from localize.memory.exchange.xml_tree import (
    children,
    descendants,
    escaped,
    language_of,
    maybe_language_of,
    name_of,
    read_tree,
    tag,
    text_in,
)
from localize.memory.rules import one_line, prose
from localize.memory.terms import SOURCE, TARGET
from localize.store.tables import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.formats.xml import Element

_SPACE: Final = "urn:iso:std:iso:30042:ed-2"
#: A term's status that sets it before the others (not "nonpreferred").
_PREFERRED: Final = re.compile(r"(?:^|\s)preferred")
#: Words of a term's status by which nobody should use it any more.
_PAST: Final = ("superseded", "deprecated", "rejected", "forbidden", "obsolete")


# --- Reading --------------------------------------------------------------------------------------


def read_tbx(data: bytes, path: str, name: str, source: str = "") -> KeyNames:
    """Read a termbase.

    Args:
        data: the file's bytes.
        path: the file, for messages.
        name: of the file, in refusals.
        source: language of the terms; where a concept has it not, or it is empty, the file's own.

    Raises:
        InputError: no TBX, damaged, or larger than is read.
    """
    root = read_tree(data, path, ("martif", "tbx"), "martif")
    said = maybe_language_of(root)
    terms: dict[tuple[str, str], TermEntry] = {}
    refusals: list[Refusal] = []
    passed = 0
    for concept in descendants(root, "termEntry", "conceptEntry"):
        try:
            entry, left = _entry(concept, (source, said), name)
            _add(terms, entry)
            passed += left
        except (LocaleError, InputError, _ConceptError) as error:
            refusals.append(Refusal(Place(name, concept.line), str(error)))
    notes = (f"{name}: {passed} further terms of a language were passed over.",) if passed else ()
    return KeyNames(source or said, tuple(terms.values()), (), (), tuple(refusals), notes)


class _ConceptError(Exception):
    """A concept that is no term of ours."""


def _add(terms: dict[tuple[str, str], TermEntry], entry: TermEntry) -> None:
    known = terms.setdefault((entry.source.casefold(), entry.kind.casefold()), entry)
    if known is not entry:
        raise _ConceptError(f"the term stands in line {known.place.row} already")


def _entry(concept: Element, wanted: Sequence[str], name: str) -> tuple[TermEntry, int]:
    """The term of a concept, and how many further terms its languages have."""
    found: dict[str, tuple[str, str, int]] = {}
    passed = 0
    for section in descendants(concept, "langSet", "langSec"):
        locale = language_of(section)
        if not locale:
            raise _ConceptError("a language section does not name its language")
        used = [one for one in _terms(section) if one[0]]
        if used:
            found.setdefault(locale, (*used[0], section.line))
            passed += len(used) - 1
    begun = _source(list(found), wanted)
    if begun is None:
        there = ", ".join(found) or "none"
        raise _ConceptError(f"the concept has no term in the language of the source (has {there})")
    note = "\n".join(_said(concept, "note", "definition"))
    entry = TermEntry(
        one_line("A term's source", found[begun][0], SOURCE),
        one_line("A term's kind", next(_said(concept, "subjectField"), ""), WORD),
        prose(note or found[begun][1]),
        tuple(
            Rendering(
                locale,
                one_line("A term's rendering", text, TARGET),
                prose(about),
                Place(name, line),
            )
            for locale, (text, about, line) in found.items()
            if locale != begun
        ),
        place=Place(name, concept.line),
    )
    return entry, passed


def _source(there: Sequence[str], wanted: Sequence[str]) -> str | None:
    for one in wanted:
        for alike in (str, locales.language):
            for locale in there:
                if one and alike(locale) == alike(one):
                    return locale
    return None


def _terms(section: Element) -> Iterator[tuple[str, str]]:
    """The terms of a language that may be used, the preferred first, each with its note."""
    parts = [
        (" ".join(_said(part, "administrativeStatus", "normativeAuthorization")).casefold(), part)
        for part in descendants(section, "tig", "ntig", "termSec")
    ]
    for status, part in sorted(parts, key=lambda one: not _PREFERRED.search(one[0])):
        if any(word in status for word in _PAST):
            continue
        term = next(descendants(part, "term"), None)
        if term is not None:
            yield text_in(term).strip(), "\n".join((*_said(part, "note"), *_said(section, "note")))


def _said(element: Element, *kinds: str) -> Iterator[str]:
    """What an element says of itself, in any of TBX's ways: by an attribute, or as its own name."""
    for child in children(element):
        if name_of(child) in ("descripGrp", "termGrp", "termNoteGrp"):
            yield from _said(child, *kinds)
        elif name_of(child) in kinds or child.attributes.get("type") in kinds:
            text = text_in(child).strip()
            yield from (text,) if text else ()


# --- Writing --------------------------------------------------------------------------------------


def write_tbx(names: KeyNames, locales_: Sequence[str], edition: int = 2008) -> bytes:
    """Write a termbase, TBX-Basic.

    Args:
        names: terms; what has no term in a language is left out of it.
        locales_: markets that are told of.
        edition: of ISO 30042, 2008 (which more programs read) or 2019.
    """
    old = edition == 2008
    source = names.source_locale or "und"
    kinds = ("termEntry", "langSet", "tig") if old else ("conceptEntry", "langSec", "termSec")
    body = "\n".join(
        _concept(term, number, source, locales_, kinds)
        for number, term in enumerate(names.terms, start=1)
    )
    described = tag("fileDesc", {}, tag("sourceDesc", {}, tag("p", {}, "localize")))
    header = tag("martifHeader" if old else "tbxHeader", {}, described)
    given = {"type": "TBX-Basic", "style": "" if old else "dca", "xml:lang": source}
    if not old:
        given["xmlns"] = _SPACE
    text = tag("text", {}, tag("body", {}, f"\n{body}\n"))
    root = tag("martif" if old else "tbx", given, header, "\n", text)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _concept(
    term: TermEntry,
    number: int,
    source: str,
    locales_: Sequence[str],
    kinds: tuple[str, str, str],
) -> str:
    own = {one.locale: one for one in term.renderings}
    named = [Rendering(source, term.source)]
    named += [own[locale] for locale in locales_ if locale in own and own[locale].text]
    sections = (
        tag(
            kinds[1],
            {"xml:lang": one.locale},
            tag(kinds[2], {}, tag("term", {}, escaped(one.text)), *_note(one.note)),
        )
        for one in named
    )
    field = [tag("descrip", {"type": "subjectField"}, escaped(term.kind))] if term.kind else []
    return tag(kinds[0], {"id": f"t{number}"}, *field, *_note(term.note), *sections)


def _note(text: str) -> list[str]:
    return [tag("note", {}, escaped(text))] if text else []
