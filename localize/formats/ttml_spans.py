"""A cue's text → the content of a paragraph: spans with styles, line breaks, ruby.

Source: TTML2 (W3C), 8.1.5 and 8.1.6 (``span``, ``br``), 10.2.35 (``tts:ruby``), and 11.1.3 for
white space, which collapses unless ``xml:space`` keeps it; XML 1.0, 2.2 for characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from localize import markup
from localize.formats.cleaning import without_controls
from localize.formats.inline import balanced

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_RUBY: Final = re.compile(r"<ruby>(.*?)</ruby>", re.DOTALL)
_PAIR: Final = re.compile(r"(.*?)<rt>(.*?)</rt>", re.DOTALL)
_WIDE: Final = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
#: What XML 1.0 has no way to say (2.2), lone halves of pairs, and the non-characters that mark ruby
#: below: in a text they mean nothing.
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
    text = "\n".join(line for line in text.split("\n") if markup.TAG.sub("", line).strip())
    text, _ = balanced(text)
    text = _RUBY.sub(lambda match: _ruby(match, ruby=ruby), text)
    text = _brackets(text) if not ruby else text
    style = ""
    if whole and (inner := _all_italic(text)) is not None:
        text, style = inner, whole
    shown = markup.TAG.sub("", _without_marks(text))
    preserve = _collapsed(shown) != shown
    spans = _Spans()
    for is_tag, piece in markup.split(text):
        (spans.tag if is_tag else spans.text)(piece)
    return Content("".join(spans.out), preserve, style)


#: Private marks between passes, which no cue can hold: XML and `plain` leave them out.
_OPEN: Final = {"container": "\ufdd0", "base": "\ufdd1", "text": "\ufdd2"}
_GROUPS: Final = {"baseContainer": "\ufdd3", "textContainer": "\ufdd4"}
_CLOSE: Final = "\ufdd5"
_MARK: Final = re.compile("[\ufdd0-\ufdd5]")
_MARKS: Final = {
    mark: f'<span{{style}} tts:ruby="{name}">' for name, mark in {**_OPEN, **_GROUPS}.items()
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
    whole = text[3:-4] if text.startswith("<i>") and text.endswith("</i>") else ""
    if "\n" in whole and "i>" not in whole and balanced(whole) == (whole, 0):
        return whole  # it comes back line by line, which looks the same
    for line in text.split("\n"):
        body = line[3:-4] if line.startswith("<i>") and line.endswith("</i>") else ""
        if not body or "<i>" in body or balanced(body) != (body, 0):
            return None
        inner.append(body)
    return "\n".join(inner)


def _collapsed(text: str) -> str:
    """What is left of the text where white space collapses."""
    return "\n".join(_SPACE.sub(" ", line).strip(" ") for line in text.split("\n"))


class _Spans:
    """Writes text with tags and marks as nested spans.

    A ruby is a child of the paragraph, in styles of its own: some readers (ttconv) know it nowhere
    else. So the spans around it are closed before it and opened again after it.
    """

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[str] = []
        self._waiting = 0  # how many of those, from the innermost, are yet to be opened again
        self._depth = 0

    def tag(self, tag: str) -> None:
        """A tag of ours; those of ruby have become marks."""
        name = tag.strip("</>")
        if name not in STYLES:
            return
        if not tag.startswith("</"):
            self._reopen()
            self.out.append(f'<span style="{STYLES[name]}">')
            if not self._depth:
                self._open.append(name)
        elif self._depth or not self._waiting:
            self.out.append("</span>")
            if not self._depth:
                self._open.pop()
        else:
            self._waiting -= 1
            self._open.pop()

    def text(self, text: str) -> None:
        """Text, line feeds and marks."""
        at = 0
        for mark in _MARK.finditer(text):
            self._plain(text[at : mark.start()])
            at = mark.end()
            if mark[0] == _CLOSE:
                self._depth -= 1
                self.out.append("</span>")
                continue
            style = ""
            if not self._depth:
                self.out.append("</span>" * (len(self._open) - self._waiting))
                self._waiting = len(self._open)
                style = " ".join(STYLES[name] for name in self._open)
            self._depth += 1
            self.out.append(_MARKS[mark[0]].format(style=f' style="{style}"' if style else ""))
        self._plain(text[at:])

    def _plain(self, text: str) -> None:
        if text:
            self._reopen()
            self.out.append("<br/>".join(line.translate(_ESCAPES) for line in text.split("\n")))

    def _reopen(self) -> None:
        if self._waiting and not self._depth:
            names = self._open[len(self._open) - self._waiting :]
            self.out.append("".join(f'<span style="{STYLES[name]}">' for name in names))
            self._waiting = 0
