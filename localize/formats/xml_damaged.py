"""Damaged XML, read as its maker meant it: every tag that can be told is one, the rest is text.

For files that expat refuses: cut off, with unescaped ``&`` or ``<``, with ``&nbsp;``, an attribute
said twice, an element that is not closed or closed twice. Linear in time: nothing is looked at
twice.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from localize.formats.cleaning import without_controls

if TYPE_CHECKING:
    from localize.formats.xml import Builder

#: A tag ends at its ``>``; one that holds another ``<`` outside quotation marks is none.
_TAG: Final = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z_][\w.-]{0,80}(?::[\w.-]{1,80})?)"
    r"(?P<rest>(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)?)(?P<empty>/?)>"
)
_ATTRIBUTE: Final = re.compile(
    r"([A-Za-z_][\w.-]{0,80}(?::[\w.-]{1,80})?)\s{0,20}=\s{0,20}"
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
#: Elements that hold nothing, and that some files do not close.
_VOID: Final = "br"
#: A paragraph ends where the next begins.
_PARAGRAPH: Final = "p"
_PASSED_OVER: Final = (("<!--", "-->"), ("<?", "?>"))
_CDATA: Final = ("<![CDATA[", "]]>")
_LONGEST_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});")


def read_damaged(text: str, builder: Builder) -> None:
    """Read damaged XML into a builder.

    Raises:
        FormatError: larger or deeper than the builder allows.
    """
    reader = _Reader(text, builder)
    while reader.at < len(text):
        reader.step()
    while builder.open:
        builder.end()


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str, builder: Builder) -> None:
        self.source = text
        self.builder = builder
        self.at = 0
        self._line, self._counted = 1, 0
        self._hopeless: set[str] = set()

    def step(self) -> None:
        """Take the next tag, or the text before it."""
        text, at = self.source, self.at
        if text[at] != "<":
            end = text.find("<", at)
            self.at = end if end >= 0 else len(text)
            self.builder.text(_plain(text[at : self.at]))
            return
        if text.startswith(_CDATA[0], at):
            end = self._find(_CDATA[1], at)
            self.at = end + len(_CDATA[1]) if end >= 0 else at + len(_CDATA[0])
            if end >= 0:
                self.builder.text(without_controls(text[at + len(_CDATA[0]) : end]))
            return
        for opening, closing in _PASSED_OVER:
            if text.startswith(opening, at):
                end = self._find(closing, at)
                self.at = end + len(closing) if end >= 0 else at + len(opening)
                return
        match = _TAG.match(text, at)
        if match is None:
            self.at = at + 1
            self.builder.text("<")
            return
        self.at = match.end()
        self._tag(match)

    def _find(self, closing: str, at: int) -> int:
        """Where ``closing`` comes next; the text is not searched again once there is none."""
        if closing in self._hopeless:
            return -1
        end = self.source.find(closing, at)
        if end < 0:
            self._hopeless.add(closing)
        return end

    def _tag(self, match: re.Match[str]) -> None:
        name = match["name"]
        local = name.rpartition(":")[2]
        opened = self.builder.open
        if match["close"]:
            if local != _VOID and any(one.name == name for one in opened):
                while opened[-1].name != name:
                    self.builder.end()
                self.builder.end()
            return
        if local == _PARAGRAPH and any(one.name == name for one in opened):
            while opened[-1].name != name:
                self.builder.end()
            self.builder.end()
        rest = match["rest"]
        attributes: dict[str, str] = {}
        for key, double, single, bare in _ATTRIBUTE.findall(rest.rstrip("/")):
            # Of an attribute said twice the first counts.
            attributes.setdefault(key, _plain(double or single or bare))
        self.builder.start(name, attributes, self._line_at(match.start()))
        if match["empty"] or rest.endswith("/") or local == _VOID:
            self.builder.end()

    def _line_at(self, at: int) -> int:
        self._line += self.source.count("\n", self._counted, at)
        self._counted = at
        return self._line


def _plain(text: str) -> str:
    """Text with its character references resolved; what is none stays as it is."""
    if "&" not in text:
        return text
    return without_controls(_LONGEST_ENTITY.sub(lambda match: html.unescape(match[0]), text))
