"""A cue's text in timed text: our closed set of tags ↔ spans with styles, line breaks, ruby.

Source: TTML2 (W3C), 8.1.5 and 8.1.6 (``span``, ``br``), 10.2.35 (``tts:ruby``), and 11.1.3 for
white space: runs collapse, and disappear at the edges of a line, unless ``xml:space`` keeps them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.formats.cleaning import without_controls
from localize.formats.inline import balanced, lines_of, protected

if TYPE_CHECKING:
    from localize.formats.tally import Tally

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_SEPARATORS: Final = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_RUBY: Final = re.compile(r"<ruby>(.*?)</ruby>", re.DOTALL)
_PAIR: Final = re.compile(r"(.*?)<rt>(.*?)</rt>", re.DOTALL)
_WIDE: Final = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
#: What XML 1.0 has no way to say (2.2, characters), and lone halves of pairs.
#: (and the non-characters that mark ruby below, which mean nothing in a text).
_NO_CHARACTERS: Final = re.compile("[\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]")
_ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
        # A stroke that would become one character with the bracket of a tag before it.
        "\u0338": "&#824;",
    }
)
#: Our style tags → ids of the styles that writers define.
STYLES: Final = {"i": "italic", "b": "bold", "u": "underline"}


@dataclass(slots=True)
class _Piece:
    text: str
    tag: bool = False
    kept: bool = False


class Text:
    """Takes the pieces of a paragraph and gives its lines."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self.tags: tuple[str, ...] = ()
        #: Tags of the paragraph itself, which are said anew on each line.
        self.base: tuple[str, ...] = ()

    def text(self, text: str, *, preserve: bool) -> None:
        """Add text, white space collapsed unless it is to be preserved."""
        text = text.translate(_SEPARATORS)
        if preserve:
            for n, line in enumerate(text.replace("\r\n", "\n").split("\n")):
                if n:
                    self.line_break()
                self._add(line, kept=True)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and self._after_space():
            text = text[1:]
        self._add(text, kept=False)

    def line_break(self) -> None:
        """End the line."""
        self._trim()
        tags = self.tags
        if self.base:
            self.shift(())
        self._pieces.append(_Piece("\n", kept=True))
        if self.base:
            self.shift(tags)

    def shift(self, tags: tuple[str, ...]) -> None:
        """Close and open tags so that exactly ``tags`` are open, outermost first."""
        same = 0
        for now, then in zip(self.tags, tags, strict=False):
            if now != then:
                break
            same += 1
        for name in reversed(self.tags[same:]):
            self._pieces.append(_Piece(f"</{name}>", tag=True))
        for name in tags[same:]:
            self._pieces.append(_Piece(f"<{name}>", tag=True))
        self.tags = tags

    def lines(self, line: int, tally: Tally) -> tuple[str, ...]:
        """What was put together; none blank, tags closed."""
        self._trim()
        self.shift(())
        merged: list[tuple[bool, str]] = []
        for piece in self._pieces:
            if merged and not piece.tag and not merged[-1][0]:
                merged[-1] = (False, merged[-1][1] + piece.text)
            else:
                merged.append((piece.tag, piece.text))
        text = "".join(piece for _, piece in protected(merged, line, tally))
        return lines_of(balanced(text)[0])

    def _add(self, text: str, *, kept: bool) -> None:
        if text.startswith("\u0338") and self._pieces and self._pieces[-1].tag:
            text = text[1:]
        if text:
            self._pieces.append(_Piece(text, kept=kept))

    def _after_space(self) -> bool:
        """Whether white space stands before, or the line begins."""
        for piece in reversed(self._pieces):
            if not piece.tag:
                return piece.text.endswith((" ", "\n"))
        return True

    def _trim(self) -> None:
        """Take off white space that collapses at the end of the line."""
        for piece in reversed(self._pieces):
            if piece.tag or not piece.text:
                continue
            if piece.kept:
                return
            piece.text = piece.text.rstrip(" ")
            if piece.text:
                return


def escape(text: str) -> str:
    """Text as it may stand in an element or an attribute."""
    return plain(text).translate(_ESCAPES)


def plain(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return without_controls(_NO_CHARACTERS.sub("", text))


@dataclass(frozen=True, slots=True)
class Content:
    """A cue's text as XML.

    Attributes:
        xml: what stands inside the paragraph.
        preserve: white space in it must be kept as it is.
        style: id of the style of the whole paragraph; empty for none.
    """

    xml: str
    preserve: bool = False
    style: str = ""


def write_text(lines: tuple[str, ...], *, ruby: bool, whole: str = "") -> Content:
    """A cue's lines as the content of a paragraph.

    Args:
        lines: of the cue.
        ruby: readings are written as ruby; otherwise in brackets after their base.
        whole: id of the style for a paragraph that is all italics; empty to write spans.
    """
    source = "\n".join(plain(line).strip(" \t") for line in lines)
    text, _ = balanced(source)
    text = "\n".join(line for line in text.split("\n") if markup.TAG.sub("", line).strip(" \t"))
    text, _ = balanced(text)
    text = _RUBY.sub(lambda match: _ruby(match, ruby=ruby), text)
    text = _brackets(text) if not ruby else text
    style = ""
    if whole and (inner := _all_italic(text)) is not None:
        text, style = inner, whole
    shown = markup.TAG.sub("", _without_marks(text))
    preserve = _collapsed(shown) != shown
    return Content(
        "".join(_xml(is_tag, piece) for is_tag, piece in markup.split(text)), preserve, style
    )


#: Private marks between passes, which no cue can hold: XML and `plain` leave them out.
_OPEN: Final = {"container": "\ufdd0", "base": "\ufdd1", "text": "\ufdd2"}
_GROUPS: Final = {"baseContainer": "\ufdd3", "textContainer": "\ufdd4"}
_CLOSE: Final = "\ufdd5"
_MARK: Final = re.compile("[\ufdd0-\ufdd5]")
_MARKS: Final = {
    **{mark: f'<span tts:ruby="{name}">' for name, mark in {**_OPEN, **_GROUPS}.items()},
    _CLOSE: "</span>",
}


def _without_marks(text: str) -> str:
    return _MARK.sub("", text)


def _ruby(match: re.Match[str], *, ruby: bool) -> str:
    """A ruby as marks; in brackets, or as plain text, where it cannot be one."""
    inner = match[1]
    pairs = _PAIR.findall(inner)
    tail = _PAIR.sub("", inner)
    sound = pairs and all(_whole(part) for pair in pairs for part in pair)
    if not ruby or not sound or "\n" in inner:
        return _brackets(inner)
    if len(pairs) == 1:
        (base, reading) = pairs[0]
        parts = f"{_OPEN['base']}{base}{_CLOSE}{_OPEN['text']}{reading}{_CLOSE}"
    else:
        bases = "".join(f"{_OPEN['base']}{base}{_CLOSE}" for base, _ in pairs)
        readings = "".join(f"{_OPEN['text']}{reading}{_CLOSE}" for _, reading in pairs)
        parts = (
            f"{_GROUPS['baseContainer']}{bases}{_CLOSE}{_GROUPS['textContainer']}{readings}{_CLOSE}"
        )
    return f"{_OPEN['container']}{parts}{_CLOSE}{tail}"


def _whole(part: str) -> bool:
    """Whether a base or a reading has text and closes what it opens."""
    return bool(markup.TAG.sub("", part).strip()) and balanced(part) == (part, 0)


def _brackets(text: str) -> str:
    """Readings in brackets after their base, as is customary where there is no ruby."""
    if "<r" not in text:
        return text
    brackets = "（{}）" if _WIDE.search(text) else "({})"
    text = re.sub(
        r"<rt>(.*?)</rt>",
        lambda match: brackets.format(match[1]) if match[1].strip() else "",
        text,
        flags=re.DOTALL,
    )
    return re.sub(r"</?(?:ruby|rt)>", "", text)


def _all_italic(text: str) -> str | None:
    """The text without its italics where every line is in italics from end to end; else None."""
    inner = []
    for line in text.split("\n"):
        body = line[3:-4] if line.startswith("<i>") and line.endswith("</i>") else ""
        if not body or "<i>" in body or balanced(body) != (body, 0):
            return None
        inner.append(body)
    return "\n".join(inner)


def _collapsed(text: str) -> str:
    """What is left of the text where white space collapses."""
    return "\n".join(_SPACE.sub(" ", line).strip(" ") for line in text.split("\n"))


def _xml(is_tag: bool, piece: str) -> str:
    if is_tag:
        name = piece.strip("</>")
        if name not in STYLES:
            return ""
        return "</span>" if piece.startswith("</") else f'<span style="{STYLES[name]}">'
    out = []
    for line in piece.split("\n"):
        at = 0
        done = []
        for mark in _MARK.finditer(line):
            done += [line[at : mark.start()].translate(_ESCAPES), _MARKS[mark[0]]]
            at = mark.end()
        out.append("".join((*done, line[at:].translate(_ESCAPES))))
    return "<br/>".join(out)
