"""The text of a cue: tags, overrides and entities of SRT and WebVTT ↔ our closed set of tags.

Inside, a cue carries ``<i> <b> <u> <ruby> <rt>`` and nothing else that is markup
(`localize.markup`); here other ways of saying the same are read, the rest is dropped with a
finding, and what merely looks like a tag stays text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.formats.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names of tags in files → ours.
_SAME: Final = {
    "i": "i", "em": "i", "italic": "i",
    "b": "b", "strong": "b", "bold": "b",
    "u": "u", "underline": "u",
    "ruby": "ruby", "rt": "rt",
}  # fmt: skip
#: Tags that carry nothing that a track keeps; ``c`` and ``lang`` are WebVTT's.
_DROPPED: Final = frozenset(
    {"c", "lang", "font", "s", "strike", "del", "span", "p", "div", "center", "rp", "big", "small"}
)
_TOKEN: Final = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z]+)(?P<rest>(?:[.\s][^<>]*)?)/?>"
    r"|<(?P<stamp>(?:\d+:)?\d{1,2}:\d{2}\.\d{3})>"
    r"|\{(?P<override>\\[^{}<>\n]*)\}"
    r"|\{(?P<brace>/?[ibuIBU])\}"
)
_STYLE: Final = re.compile(r"\\([ibu])\s*+(\d{0,4})\s*+(?=\\|$)")
#: Weights of a font from here on are bold; 1 is on.
_BOLD: Final = 600
_ANCHOR: Final = re.compile(r"\\an([1-9])")
#: The older ``\a``: 1 to 3 below, 5 to 7 above, 9 to 11 in the middle (SubStation Alpha).
_OLD_ANCHOR: Final = re.compile(r"\\a(1[01]|[1-35-79])(?!\d)")
_OLD_KEYS: Final = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_EMPTY_PAIR: Final = re.compile(r"<(i|b|u|rt|ruby)></\1>")
_EDGE: Final = " \t"


@dataclass(slots=True)
class Inline:
    """A cue's text as it was read.

    Attributes:
        lines: none blank, tags closed.
        speakers: names from voice tags, each once.
        anchor: from an override; 0 where there is none.
    """

    lines: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    anchor: int = 0


@dataclass(slots=True)
class _Reader:
    """Puts a cue together, piece by piece."""

    line: int
    tally: Tally
    webvtt: bool
    pieces: list[tuple[bool, str]] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    anchor: int = 0

    def text(self, text: str) -> None:
        """Add text; it joins the text before it, so that no tag comes into being unseen."""
        if self.webvtt:
            text = unescape(text)
        if self.pieces and not self.pieces[-1][0]:
            text = self.pieces.pop()[1] + text
        self.pieces.append((False, text))

    def tag(self, name: str, *, close: bool) -> None:
        self.pieces.append((True, f"</{name}>" if close else f"<{name}>"))

    def drop(self, rule: str, message: str) -> None:
        self.tally.count(rule, message, self.line)

    def element(self, match: re.Match[str]) -> None:
        """A tag in angle brackets; one that nobody knows is text."""
        name, close = match["name"].lower(), bool(match["close"])
        rest = match["rest"]
        if name in _SAME:
            self.tag(_SAME[name], close=close)
        elif name == "br":
            self.text("\n")
        elif name == "v":
            speaker = " ".join(rest.partition(" ")[2].split())
            speaker = unescape(speaker) if self.webvtt else speaker
            if speaker and not close and speaker not in self.speakers:
                self.speakers.append(speaker)
        elif name in _DROPPED:
            self.drop(f"{name}-tag-dropped", f"<{name}> tags dropped: a track does not keep them")
        elif self.webvtt:
            self.drop("unknown-tag-dropped", "Tags that WebVTT does not have dropped")
        else:
            self.text(match[0])

    def override(self, body: str) -> None:
        r"""``{\an8\i1}``, as players of SRT have taken it over from ASS."""
        rest = body
        for match in _ANCHOR.finditer(body):
            self.anchor = self.anchor or int(match[1])
        for match in _OLD_ANCHOR.finditer(body):
            self.anchor = self.anchor or _OLD_KEYS[int(match[1])]
        rest = _OLD_ANCHOR.sub("", _ANCHOR.sub("", rest))
        for match in _STYLE.finditer(rest):
            weight = int(match[2] or 0)
            light = match[1] == "b" and 1 < weight < _BOLD
            self.tag(match[1], close=weight == 0 or light)
        if _STYLE.sub("", rest).strip():
            self.drop("override-dropped", "Overrides in braces dropped")


def read_text(lines: Iterable[str], line: int, tally: Tally, *, webvtt: bool) -> Inline:
    """Read the text of one cue.

    Args:
        lines: the cue's lines.
        line: line of the file that findings name.
        tally: takes the findings.
        webvtt: entities stand for characters and unknown tags for nothing; in SRT both are text.
    """
    source = "\n".join(lines)
    if "<" not in source and "{" not in source and "&" not in source:
        return Inline(lines_of(source))
    reader = _Reader(line, tally, webvtt)
    at = 0
    for match in _TOKEN.finditer(source):
        if match.start() > at:
            reader.text(source[at : match.start()])
        at = match.end()
        if match["name"] is not None:
            reader.element(match)
        elif match["stamp"] is not None:
            if webvtt:
                reader.drop("timestamp-dropped", "Times inside the text dropped")
            else:
                reader.text(match[0])
        elif webvtt:
            reader.text(match[0])
        elif match["override"] is not None:
            reader.override(match["override"])
        else:
            reader.tag(match["brace"][-1].lower(), close=match["brace"].startswith("/"))
    if at < len(source):
        reader.text(source[at:])
    text, repairs = _balanced(protected(reader.pieces, line, tally))
    if repairs:
        tally.count("tags-repaired", "Tags closed, or closing tags without a start removed", line)
    return Inline(lines_of(text), tuple(reader.speakers), reader.anchor)


def unescape(text: str) -> str:
    """WebVTT's character references → characters; what is none stays as it is."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: _UNSEEN.sub(" ", html.unescape(match[0])), text)


def escape(text: str) -> str:
    """Characters that WebVTT reads as markup → references; ``-->`` cannot come about."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def protected(pieces: list[tuple[bool, str]], line: int, tally: Tally) -> list[tuple[bool, str]]:
    """Text that spells one of our tags (``&lt;i&gt;``) gets other brackets: it is not a tag."""
    kept: list[tuple[bool, str]] = []
    for is_tag, piece in pieces:
        if not is_tag and markup.TAG.search(piece):
            safe = markup.TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", piece)
            tally.count("literal-tag", "Text that spells a tag was put in ‹ ›", line)
            kept.append((False, safe))
        else:
            kept.append((is_tag, piece))
    return kept


def balanced(text: str) -> tuple[str, int]:
    """Close what is open, remove what closes nothing; the text and how many repairs it took."""
    return _balanced(markup.split(text)) if "<" in text else (text, 0)


def _balanced(pieces: Iterable[tuple[bool, str]]) -> tuple[str, int]:
    out: list[str] = []
    opened: list[str] = []
    doubled: Counter[str] = Counter()
    repairs = 0
    for is_tag, piece in pieces:
        name = piece.strip("</>") if is_tag else ""
        if not is_tag:
            out.append(piece)
        elif not piece.startswith("</"):
            # A tag inside itself says nothing more, and depth without end is no text.
            if name in opened:
                doubled[name] += 1
                repairs += 1
            else:
                opened.append(name)
                out.append(piece)
        elif doubled[name]:
            doubled[name] -= 1
        elif name not in opened:
            repairs += 1
        else:
            at = len(opened) - 1 - opened[::-1].index(name)
            inner = opened[at + 1 :]
            # A reading ends with its ruby; any other tag that is still open goes on after.
            again = [tag for tag in inner if tag != "rt"]
            repairs += len(again)
            out += [f"</{tag}>" for tag in reversed(inner)] + [piece]
            out += [f"<{tag}>" for tag in again]
            opened[at:] = again
    repairs += len([tag for tag in opened if tag != "rt"])
    out += [f"</{tag}>" for tag in reversed(opened)]
    return _without_empty_pairs("".join(out)), repairs


def _without_empty_pairs(text: str) -> str:
    """The text without tags around nothing."""
    while (shorter := _EMPTY_PAIR.sub("", text)) != text:
        text = shorter
    return text


def lines_of(text: str) -> tuple[str, ...]:
    """Lines without space at their edges; tags alone on a line join the next, or the last."""
    lines: list[str] = []
    carried = ""
    for line in text.split("\n"):
        line = line.strip(_EDGE)  # noqa: PLW2901 -- the same line, trimmed
        if markup.TAG.sub("", line).strip():
            lines.append(carried + line)
            carried = ""
        else:
            carried += "".join(markup.TAG.findall(line))
    if carried and lines:
        lines[-1] += carried
    return tuple(_without_empty_pairs(line) for line in lines) if "</" in text else tuple(lines)
