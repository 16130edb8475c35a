"""Text of scripts without spaces broken anew, where the layout of drafts breaks it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.checks.text import shown
from localize.guides.counting import count
from localize.markup import strip
from localize.segmentation.lines import break_lines
from localize.syntax.phrases import borders, is_guess, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: What is cut nowhere inside: a word with its reading, a tag, a character.
_WHOLE: Final = re.compile(r"<ruby>.*?(?:</ruby>|$)|</?[ibu]>|.", re.DOTALL)
_CLOSING: Final = re.compile(r"(?:</[ibu]>)*")
#: After these a space parts two sentences of a full-width script too, as in drafts.
_ASKING: Final = frozenset("?!？！‼⁇⁈⁉")
#: Marks inside a figure, or a name with one: 1,000, 0.5, 10:30, 24/7, CO2-2000.
_IN_FIGURES: Final = frozenset(",.:/-–，．：／")


def broken(cue: Cue, context: CheckContext) -> tuple[str, ...] | None:
    """A cue's text on lines that hold it; None where none do, or where nobody can tell.

    Nobody can where the old break may stand for a comma, where it may be inside a figure, and in
    the midst of a Lao, Khmer or Burmese phrase, whose words we do not know.
    """
    limits = context.limits
    text = _flow([line.strip() for line in cue.lines if line.strip()], limits.locale)
    if text is None:
        return None
    longest = limits.line_length(vertical=bool(cue.placement.vertical))
    found = break_lines(strip(text), limits.locale, replace(limits, max_line_length=longest))
    lines = []
    for line in found[:-1]:
        cut = _place(text, len("".join(line.split())))
        upper, lower = strip(text[:cut]), strip(text[cut:])
        # A tag without its other half may hide what it should not.
        if cut is None or upper.split() != line.split() or is_guess(upper[-1], lower[:1]):
            return None
        lines.append(text[:cut].strip())
        text = text[cut:].strip()
    lines.append(text)
    if _read(shown(tuple(lines))) != _read(shown(cue.lines)):
        return None  # a reading that is open at the end of a line would hide the next
    fits = all(count(line, limits.counting) <= longest for line in lines)
    return tuple(lines) if fits else None


def _flow(lines: list[str], locale: str) -> str | None:
    """Lines as one; None where the break between them may stand for a mark, or parts a figure."""
    read = [line.strip() for line in shown(tuple(lines)) if line.strip()]
    if len(read) < 2:
        return "".join(lines)
    upper, lower = read
    last, first = upper[-1], lower[0]
    if is_unspaced(last) and is_unspaced(first):
        within = not is_guess(last, first) and len(upper) not in borders(upper + lower, locale)
        return "".join(lines) if within else None
    if last.isalnum() and first.isalnum() and (is_unspaced(last) or is_unspaced(first)):
        return None
    if _in_figure(last, first):
        return None
    latin = last.isascii() and first.isascii()
    space = latin or last in _ASKING or not locales.is_full_width(locale)
    return (" " if space else "").join(lines)


def _read(lines: Sequence[str]) -> str:
    """What is read of lines, spaces apart."""
    return "".join("".join(lines).split())


def _in_figure(last: str, first: str) -> bool:
    """Whether one figure may hold the end of a line and the beginning of the next."""
    beside = [char for char in (last, first) if not char.isdigit()]
    return len(beside) < 2 and all(char in _IN_FIGURES for char in beside)


def _place(text: str, letters: int) -> int | None:
    """Where the first so many characters end that are read and no space; None inside a reading.

    Styles that end there are left to them.
    """
    seen = 0
    for part in _WHOLE.finditer(text):
        seen += len("".join(strip(part[0]).split()))
        if seen == letters:
            closed = _CLOSING.match(text, part.end())
            return closed.end() if closed else part.end()
        if seen > letters:
            return None
    return None
