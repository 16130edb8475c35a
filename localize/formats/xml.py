"""XML from strangers: decoded by us, refused where it declares anything, bounded in every size.

A subtitle document needs no DOCTYPE, and one may expand a few lines to gigabytes or name files to
fetch; so it is refused before anything is parsed. What is parsed is always the text that was
looked at: bytes are decoded here, whatever the document says of its encoding, and the parser gets
nothing but UTF-8. Nothing is ever fetched.

Sound XML is read by expat. Damaged XML (cut off, unescaped ``&``, attributes said twice …) is read
by `localize.formats.xml_damaged`, with a finding. Names are kept as written, with their prefix; who
reads the tree resolves namespaces with `Element.spaces`, so that an undeclared prefix is no error.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from localize.errors import FormatError
from localize.findings import Finding, Severity
from localize.formats.cleaning import as_meant, clean
from localize.formats.encoding import decode
from localize.formats.tally import Tally

#: A feature film's subtitles with a span a word are 200,000 elements and some 20 MB.
MAX_CHARACTERS: Final = 48 * 1024 * 1024
MAX_ELEMENTS: Final = 600_000
#: Timed text nests about ten deep.
MAX_DEPTH: Final = 64
MAX_ATTRIBUTES: Final = 100
MAX_VALUE: Final = 64 * 1024
#: Namespaces in force at one place, and different sets of them in one file: both are a dozen.
MAX_NAMESPACES: Final = 100
MAX_SCOPES: Final = 1_000

_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]{0,400}?\?>", re.IGNORECASE)
_DECLARED: Final = re.compile(
    rb"""^[^>]{0,200}\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})"""
)
_MARKUP_DECLARATION: Final = re.compile(r"<!(?!--|\[CDATA\[)\s*([A-Za-z]*)")
_NO_CHARACTERS: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
#: Encodings in which bytes below 128 are not ASCII: a document could hide what it declares.
_NOT_ASCII: Final = "abcXYZ<>!?&;=\"'/-[]".encode("ascii")
_LINES: Final = re.compile("\r\n?|\n")
#: A tag: after it no document type is named.
_STARTED: Final = re.compile("<[A-Za-z_]")
#: A document type that names where it is described, and has no part of its own in brackets.
_NAMED_TYPE: Final = (
    r"""<!DOCTYPE\s+{}(?:\s+(?:SYSTEM|PUBLIC(?:\s+"[^"<>]*"|\s+'[^'<>]*'))"""
    r"""(?:\s+"[^"<>]*"|\s+'[^'<>]*'))?\s*>"""
)


_NOWHERE: Final[Mapping[str, str]] = {}


@dataclass(slots=True)
class Element:
    """An element as it stands in the file.

    Attributes:
        name: with its prefix, as written.
        attributes: name, with prefix as written → value.
        line: of its start tag, from 1.
        spaces: prefix → namespace, everything that is in force here.
        children: elements and text, in order; text is never split in two.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    spaces: Mapping[str, str]
    children: list[Element | str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file.

    Attributes:
        root: the outermost element.
        encoding: Python's name of the encoding that was found.
        findings: what was wrong with the encoding, the characters or the markup.
    """

    root: Element
    encoding: str
    findings: tuple[Finding, ...] = ()


class Builder:
    """Makes the tree out of start tags, end tags and text, and holds the limits."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self._elements = 0
        # What is around is kept with it, so that its id stays its own.
        self._scopes: dict[
            tuple[int, tuple[tuple[str, str], ...]], tuple[Mapping[str, str], Mapping[str, str]]
        ] = {}
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """A start tag.

        Raises:
            FormatError: more, or deeper, than any subtitle document is.
        """
        self._flush()
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _too_much(f"more than {MAX_ELEMENTS:,} elements", line)
        if len(self.open) >= MAX_DEPTH:
            raise _too_much(f"elements nested more than {MAX_DEPTH} deep", line)
        if len(attributes) > MAX_ATTRIBUTES:
            raise _too_much(f"an element with {len(attributes)} attributes", line)
        for value in attributes.values():
            if len(value) > MAX_VALUE:
                raise _too_much(f"an attribute of {len(value):,} characters", line)
        spaces = self.open[-1].spaces if self.open else _NOWHERE
        declared = {
            key.partition(":")[2]: value
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            spaces = self._scope(spaces, declared, line)
        element = Element(name, attributes, line, spaces)
        if self.open:
            self.open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)

    def _scope(
        self, around: Mapping[str, str], declared: Mapping[str, str], line: int
    ) -> Mapping[str, str]:
        """Namespaces in force inside an element; one set is kept for all that declare the same."""
        key = (id(around), tuple(sorted(declared.items())))
        known = self._scopes.get(key)
        if known is None:
            known = (around, {**around, **declared})
            if len(known[1]) > MAX_NAMESPACES or len(self._scopes) >= MAX_SCOPES:
                raise _too_much("too many namespaces", line)
            self._scopes[key] = known
        return known[1]

    def end(self) -> None:
        """An end tag: closes the innermost element."""
        self._flush()
        self.open.pop()

    def text(self, text: str) -> None:
        """Text inside the innermost element; outside the root it is dropped."""
        if self.open:
            self._text.append(text)

    def _flush(self) -> None:
        if self._text:
            self.open[-1].children.append("".join(self._text))
            self._text.clear()


def parse(data: bytes, locale: str = "", *, doctype: str = "") -> Document:
    """Parse a file's bytes.

    Args:
        data: the bytes, in any encoding.
        locale: the file's language, where it is known; it breaks ties between encodings only.
        doctype: name of the one document type that the file may name (not declare anything in):
            formats of other trades ask for it. What it names is not fetched.

    Raises:
        FormatError: it has a DOCTYPE or declares entities, is larger than any subtitle document,
            or is no XML at all.
    """
    from localize.formats.xml_damaged import read_damaged  # noqa: PLC0415 -- rarely needed

    tally = Tally()
    text, encoding, findings = _text_of(data, locale)
    if len(text) > MAX_CHARACTERS:
        raise _too_much(f"{len(text):,} characters", None)
    if doctype:
        text = _without_doctype(text, doctype)
    refuse_declarations(text)
    text = clean(_NO_CHARACTERS.sub("\ufffd", text), tally)
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        # Its lines stay, so that findings name the file's own.
        text = "\n" * len(_LINES.findall(declaration[0])) + text[declaration.end() :]
    text = text.rstrip()
    if not text.lstrip().startswith("<"):
        raise FormatError(
            "This is no XML: it does not begin with a tag.",
            hint="Is it the file that you meant? Perhaps it is in another format.",
        )
    builder = Builder()
    try:
        _parse_sound(text, builder)
    except expat.ExpatError as error:
        builder = Builder()
        read_damaged(text, builder)
        message = f"The XML is damaged ({expat.ErrorString(error.code)}); read as far as it goes"
        tally.count("xml-repaired", message, error.lineno)
    if builder.root is None:
        raise FormatError(
            "This is no XML: there is no element in it.", hint="Is it the file that you meant?"
        )
    return Document(builder.root, encoding, (*findings, *tally.findings()))


def _without_doctype(text: str, name: str) -> str:
    """The text without a document type of this name that declares nothing; its lines stay."""
    at = text.find("<!DOCTYPE")
    if at < 0 or _STARTED.search(text, 0, at):
        return text
    match = re.compile(_NAMED_TYPE.format(re.escape(name))).match(text, at)
    if match is None:
        return text
    return text[:at] + "\n" * len(_LINES.findall(match[0])) + text[match.end() :]


def refuse_declarations(text: str) -> None:
    """Refuse a text that declares a document type, entities or anything of their kind.

    Looked for everywhere but in comments and CDATA, where ``<!`` is text.

    Raises:
        FormatError: with what was found, and what to do.
    """
    at = 0
    endless: set[str] = set()
    while (at := text.find("<!", at)) >= 0:
        for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>")):
            if text.startswith(opening, at):
                # An end that is missing hides nothing: what follows is looked at all the same.
                at += len(opening)
                end = -1 if closing in endless else text.find(closing, at)
                if end >= 0:
                    at = end
                else:
                    endless.add(closing)
                break
        else:
            match = _MARKUP_DECLARATION.match(text, at)
            if match is not None and match[1]:
                line = text.count("\n", 0, at) + 1
                raise FormatError(
                    f"The XML has a {match[1].upper()} declaration (line {line}), which no "
                    "subtitle document needs and which can be used to fetch or blow up things.",
                    hint="Remove the declaration in a text editor, if you trust the file.",
                )
            at += 2


def _parse_sound(text: str, builder: Builder) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartElementHandler = lambda name, attributes: builder.start(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EndElementHandler = lambda _: builder.end()
    # What is named by a reference was not there when the text was cleaned.
    parser.CharacterDataHandler = lambda text: builder.text(as_meant(text))
    # A second lock on the door: `refuse_declarations` lets none come here.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.Parse(text.encode("utf-8"), True)


def _refuse_doctype(*_: object) -> None:
    raise FormatError(
        "The XML declares a document type.",
        hint="Remove the declaration in a text editor, if you trust the file.",
    )


def _text_of(data: bytes, locale: str) -> tuple[str, str, tuple[Finding, ...]]:
    """The text: by byte order mark and content, then by what the declaration says.

    UTF-8 that is valid is UTF-8, for a declaration often outlives a conversion.
    """
    match = _DECLARED.match(data[:400])
    declared = _ascii_based(match[1].decode("ascii")) if match else ""
    if declared and not _is_utf8(data):
        try:
            return data.decode(declared).replace("\0", ""), declared, ()
        except (UnicodeError, ValueError):
            decoded = decode(data, locale)
            message = (
                f"The file says that it is {declared}, but it is not; read as {decoded.encoding}."
            )
            return decoded.text, decoded.encoding, (*decoded.findings, _wrong_encoding(message))
    decoded = decode(data, locale)
    said = declared not in ("", "utf-8", decoded.encoding)
    if said and decoded.encoding == "utf-8" and not data.isascii():
        message = f"The file says that it is {declared}, but it is UTF-8; read so."
        return decoded.text, decoded.encoding, (*decoded.findings, _wrong_encoding(message))
    return decoded.text, decoded.encoding, decoded.findings


def _wrong_encoding(message: str) -> Finding:
    return Finding("declared-encoding", Severity.NOTE, message, line=1)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _ascii_based(name: str) -> str:
    """Python's name of a text encoding in which ASCII is ASCII; empty for every other.

    UTF-7, EBCDIC and the like could hide what is looked for, and UTF-16 is told by its bytes.
    """
    try:
        found = codecs.lookup(name)
        same = _NOT_ASCII.decode(found.name) == _NOT_ASCII.decode("ascii")
    except (LookupError, UnicodeError, ValueError, TypeError, AssertionError):
        return ""
    odd = found.name.startswith(("utf-7", "unicode", "raw", "idna", "punycode", "hz", "iso2022"))
    return found.name if same and not odd else ""


def _too_much(what: str, line: int | None) -> FormatError:
    where = f" (line {line})" if line else ""
    return FormatError(
        f"The XML has {what}{where}; no subtitle document does.",
        hint="Was another file named by mistake? If not, split it.",
    )
