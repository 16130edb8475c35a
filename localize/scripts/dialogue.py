"""What people say, out of a script's paragraphs and rows; all else is kept apart.

Three ways of writing a script are told apart by the script itself: names before what is said
(``ANNA: Good morning.``, or a tab for the colon), names above it (a screenplay), and tables. Where
it is not clear whether a line is spoken, it is taken as spoken: what then is never said in the
episode is reported and does no harm, while what is left out here could be missed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from localize.engines import ScriptLine
from localize.scripts.blocks import Paragraph, Row
from localize.scripts.clean import has_short_time, is_heading, spoken, without_time
from localize.scripts.speakers import Names, in_capitals, labelled, labels, named
from localize.scripts.tables import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.scripts.blocks import Block

#: Paragraph styles of the programs that screenplays are written in, in parts and folded: what is
#: not spoken, and what is a speaker's name.
_SILENT: Final = ("heading", "title", "action", "scene", "slug", "transition", "parenthetical",
                  "shot", "header", "footer", "toc", "general", "comment")  # fmt: skip
_NAMING: Final = ("character", "speaker")
#: Names above lines make a screenplay from so many on, and so large a part of its paragraphs.
_LEAST_NAMES: Final = 2
_PART: Final = 0.2


def dialogue(blocks: Sequence[Block]) -> tuple[ScriptLine, ...]:
    """What is said, in order, with who says it where the script tells.

    Args:
        blocks: everything in the script, in order.
    """
    names = Names()
    found: list[ScriptLine] = []
    kinds = groupby(blocks, key=lambda b: b.table if isinstance(b, Row) else None)
    for _, group in kinds:
        members = list(group)
        rows = [block for block in members if isinstance(block, Row)]
        if rows:
            found += _table(rows, names)
        else:
            found += _prose([b for b in members if isinstance(b, Paragraph)], names)
    return tuple(found)


def _table(rows: Sequence[Row], names: Names) -> Iterator[ScriptLine]:
    where = columns(rows)
    if where is None:
        return
    # A table without a column of speakers may have them before the words, as a text has.
    texts = [without_time(_cell(row, where.dialogue)) for row in rows]
    known = labels(texts) if where.speaker is None else frozenset()
    for at, (row, whole) in enumerate(zip(rows, texts, strict=True)):
        if where.heading is not None and at <= where.heading:
            continue
        speaker, text = _split(whole, known)
        if where.speaker is not None:
            speaker = named(_cell(row, where.speaker))
        if is_heading(text) or not (words := spoken(text)):
            continue
        yield ScriptLine(words, names(speaker) if speaker else "", row.line)


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _split(text: str, known: frozenset[str]) -> tuple[str, str]:
    """The speaker and the words of a line that may begin with a name."""
    name, rest = labelled(text)
    return (name, rest) if name.casefold() in known and name else ("", text)


def _prose(paragraphs: Sequence[Paragraph], names: Names) -> Iterator[ScriptLine]:
    filled = [p for p in paragraphs if p.text.strip()]
    short = sum(has_short_time(p.text) for p in filled) * 2 >= len(filled) > 0
    lines = [
        Paragraph(without_time(p.text, short=short).strip(), p.line, p.style) for p in paragraphs
    ]
    if any(_styled(p, _NAMING) for p in lines) or _is_screenplay(lines):
        yield from _screenplay(lines, names)
        return
    known = labels(p.text for p in lines if not is_heading(p.text))
    speaker = ""
    for paragraph in lines:
        if not paragraph.text:
            speaker = ""  # what comes after a blank line need not be the same person's
            continue
        if _styled(paragraph, _SILENT) or is_heading(paragraph.text):
            continue
        name, text = _split(paragraph.text, known)
        speaker = name or speaker
        if words := spoken(text):
            yield ScriptLine(words, names(speaker) if speaker else "", paragraph.line)


def _styled(paragraph: Paragraph, parts: Sequence[str]) -> bool:
    style = paragraph.style.casefold()
    return any(part in style for part in parts)


def _above(line: Paragraph) -> str:
    """The name that a line is, if it may stand above what is said; else empty."""
    if is_heading(line.text) or line.text.endswith((":", ".")):
        return ""
    return named(line.text) if in_capitals(line.text.partition("(")[0]) else ""


def _is_screenplay(lines: Sequence[Paragraph]) -> bool:
    """Whether names in capitals stand above what is said, each with text in small letters below."""
    above = below = 0
    for at, line in enumerate(lines):
        if not line.text:
            continue
        below += 1
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        above += bool(_above(line)) and bool(following) and not in_capitals(following)
    return above >= _LEAST_NAMES and above >= _PART * below


def _screenplay(lines: Sequence[Paragraph], names: Names) -> Iterator[ScriptLine]:
    """Names above, what is said below them up to a blank line; everything else is action."""
    styled = any(_styled(line, _NAMING) for line in lines)
    speaker = ""
    for line in lines:
        if not line.text:
            speaker = "" if not styled else speaker
            continue
        if _styled(line, _NAMING) or (not styled and _above(line)):
            speaker = named(line.text)
        elif _styled(line, _SILENT) or is_heading(line.text):
            speaker = speaker if _styled(line, ("parenthetical",)) else ""
        elif speaker and (words := spoken(line.text)):
            yield ScriptLine(words, names(speaker), line.line)
