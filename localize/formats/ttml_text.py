"""The content of a paragraph → a cue's lines with our closed set of tags.

Source: TTML2 (W3C), 8.1.5 and 8.1.6 (``span``, ``br``), 10.2.35 (``tts:ruby``), and 11.1.3 for
white space: runs collapse, and disappear at the edges of a line, unless ``xml:space`` keeps them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.formats.inline import balanced, lines_of, protected

if TYPE_CHECKING:
    from localize.formats.tally import Tally

_SPACE: Final = re.compile(r"[ \t\r\n]+")
#: ``&#13;`` is a line end too: XML turns only those into line feeds that are written out.
_LINE_END: Final = re.compile("\r\n?|\n")
_SEPARATORS: Final = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_SEAM: Final = re.compile(r"</(i|b|u)><\1>")


@dataclass(slots=True)
class _Piece:
    text: str
    tag: bool = False
    kept: bool = False


class Text:
    """Takes the pieces of a paragraph and gives its lines."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        #: White space stands before, or the line begins.
        self._after_space = True
        self.tags: tuple[str, ...] = ()
        #: Tags of the paragraph itself, which are said anew on each line.
        self.base: tuple[str, ...] = ()

    def text(self, text: str, *, preserve: bool) -> None:
        """Add text, white space collapsed unless it is to be preserved."""
        text = text.translate(_SEPARATORS)
        if preserve:
            for n, line in enumerate(_LINE_END.split(text)):
                if n:
                    self.line_break()
                self._add(line, kept=True)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and self._after_space:
            text = text[1:]
        self._add(text, kept=False)

    def line_break(self) -> None:
        """End the line."""
        self._trim()
        tags = self.tags
        if self.base:
            self.shift(())
        self._pieces.append(_Piece("\n", kept=True))
        self._after_space = True
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
        # Spans that only follow each other say no more than one.
        while (shorter := _SEAM.sub("", text)) != text:
            text = shorter
        return lines_of(balanced(text)[0])

    def _add(self, text: str, *, kept: bool) -> None:
        if text.startswith("\u0338") and self._pieces and self._pieces[-1].tag:
            text = text[1:]
        if text:
            self._pieces.append(_Piece(text, kept=kept))
            self._after_space = text.endswith(" ")

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
