"""XML of other trades: read within limits and whole or not at all, and ours written.

A subtitle file that is damaged is read as far as it goes; a memory or a termbase is refused with
the line, for what is left out of it nobody would miss until a market says it wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from localize.errors import FormatError, LocaleError
from localize.formats.xml import Element, parse
from localize.locales import is_unspaced, normalize
from localize.markup import TAG, split
from localize.memory.exchange.sheets import see_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Stand for codes until a text is whole (`parted`): a line break, and any other that stands alone.
#: No XML 1.0 document carries them, so no text has them.
BREAK: Final = "\x1e"
GAP: Final = "\x1f"
_BROKEN: Final = re.compile(f"[ {GAP}]*{BREAK}[ {GAP}]*")
_GLUED: Final = re.compile(rf"(?<=[^\W_]|[.!?…]){GAP}+(?=[^\W_])")
#: What programs write for a line break, and what they call one (``lb`` in TMX 1.4b and, as
#: ``xlf:lb``, in XLIFF 2.0).
_BREAKS: Final = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
_BREAK_TYPES: Final = frozenset({"lb", "br", "linebreak", "newline"})
#: Characters that no XML 1.0 document carries.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


# --- Reading --------------------------------------------------------------------------------------


def read_tree(data: bytes, path: str, roots: tuple[str, ...], doctype: str = "") -> Element:
    """The outermost element of a sound file.

    Args:
        data: the file's bytes.
        path: the file, for messages.
        roots: names that the outermost element may have.
        doctype: name of the document type that the file may name.

    Raises:
        InputError: larger than any such file, with declarations, damaged, or another format.
    """
    see_size(len(data), path)
    try:
        document = parse(data, doctype=doctype)
    except FormatError as error:
        raise FormatError(f"{path!r}: {error.message}", path=path, hint=error.hint) from error
    for finding in document.findings:
        if finding.rule == "xml-repaired":
            raise FormatError(
                f"{path!r}, line {finding.line}: {finding.message.partition('; read')[0]}.",
                path=path,
                hint="Export it anew; part of it would be missing.",
            )
    if name_of(document.root) not in roots:
        wanted = " or ".join(f"<{one}>" for one in roots)
        raise FormatError(
            f"{path!r}, line {document.root.line}: it begins with <{document.root.name}>, "
            f"not with {wanted}.",
            path=path,
            hint="Is it the file that you meant?",
        )
    return document.root


def name_of(element: Element) -> str:
    """An element's name without its prefix."""
    return element.name.rpartition(":")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements right inside one, of these names; all where none is given."""
    for child in element.children:
        if isinstance(child, Element) and (not names or name_of(child) in names):
            yield child


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """The elements anywhere inside one, of these names, in the file's order."""
    for child in children(element):
        if name_of(child) in names:
            yield child
        else:
            yield from descendants(child, *names)


def text_in(element: Element) -> str:
    """All text inside an element, whatever is between."""
    parts = (one if isinstance(one, str) else text_in(one) for one in element.children)
    return "".join(parts)


def child_text(element: Element, name: str) -> str:
    """The text of the first element of this name right inside one; empty where there is none."""
    return next((text_in(child).strip() for child in children(element, name)), "")


def is_break(code: str, kind: str = "") -> bool:
    """Whether some other program's code stands for a line break.

    Args:
        code: what the code is in that program's own format.
        kind: what the file calls it, such as ``lb``, ``x-lb`` or ``xlf:lb``.
    """
    called = kind.casefold().rpartition(":")[2].removeprefix("x-")
    bare = code.strip()
    return (
        called in _BREAK_TYPES or _BREAKS.fullmatch(bare) is not None or (not bare and "\n" in code)
    )


def parted(text: str, locale: str) -> str:
    """A text with `BREAK` and `GAP` in it as it is read: words that a code parted stay parted.

    Args:
        text: the text.
        locale: its language; where no spaces part words, a code leaves none.
    """
    text = _BROKEN.sub("\n", text)
    if not is_unspaced(locale):
        text = _GLUED.sub(" ", text)
    return text.replace(GAP, "")


def language_of(element: Element, *attributes: str) -> str:
    """The language that an element names, in normal form; empty where it names none.

    Raises:
        LocaleError: what it names is no language tag.
    """
    for name in attributes or ("xml:lang", "lang"):
        if element.attributes.get(name, "").strip():
            return normalize(element.attributes[name])
    return ""


def maybe_language_of(element: Element, *attributes: str) -> str:
    """As `language_of`; empty too where what it names is no language tag."""
    try:
        return language_of(element, *attributes)
    except LocaleError:
        return ""


# --- Writing --------------------------------------------------------------------------------------


def carried(text: str) -> str:
    """The text without characters that no XML carries."""
    return _UNCARRIED.sub("", text)


def escaped(text: str) -> str:
    """A text as XML."""
    return escape(carried(text))


def tag(name: str, attributes: Mapping[str, str], *inside: str) -> str:
    """An element as XML; attributes without a value are left out.

    Args:
        name: of the element.
        attributes: name → value, as text.
        inside: what is in it, as XML.
    """
    given = "".join(
        f" {key}={quoteattr(carried(value))}" for key, value in attributes.items() if value
    )
    body = "".join(inside)
    return f"<{name}{given}>{body}</{name}>" if body else f"<{name}{given}/>"


def marked(line: str, name: str, identify: str = "") -> str:
    """A text with our tags as XML, each tag the content of an element ``name``.

    Args:
        line: the text.
        name: of the element, ``ph`` in TMX.
        identify: name of the attribute that numbers them; empty for none.
    """
    parts, number = [], 0
    for is_tag, piece in split(line):
        if is_tag:
            number += 1
            parts.append(tag(name, {identify: str(number)} if identify else {}, escaped(piece)))
        else:
            parts.append(escaped(piece))
    return "".join(parts)


def is_ours(code: str) -> bool:
    """Whether some other program's code is one of our tags."""
    return TAG.fullmatch(code.strip()) is not None
