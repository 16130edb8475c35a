"""Checks of tags, of markup that is none, of italics, and of the marks of music."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.dialogue import dashed
from localize.checks.measure import amount_of, visible
from localize.checks.text import NOTES, cited, finding_of, has_tags, joined, lines_fix, shown
from localize.findings import Finding, Severity
from localize.markup import TAG, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: What other formats write round text, and shows as text in ours. Capitals and spaces make a tag
#: that is none.
_STRAY: Final = re.compile(
    r"</?(?:i|b|u|font|span|c|v|em|strong|p|div|br|s)\b[^<>]*>|\{\\[^{}]*\}|&(?:amp|lt|gt|quot|nbsp|#\d+);",
    re.IGNORECASE,
)
_OURS: Final = re.compile(r"<(/?)([ibu])\s*>", re.IGNORECASE)
_ENTITIES: Final = {"&amp;": "&", "&quot;": '"', "&nbsp;": "\u00a0"}
_ITALICS: Final = re.compile("</?i>")


class Tags:
    """Every tag that opens closes in its cue, and none closes that did not open."""

    name: ClassVar[str] = "tags"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue whose tags do not pair."""
        for cue in cues:
            if not has_tags(cue):
                continue
            lines, found = _paired(cue.lines)
            if found:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{amount_of(found, 'tag')} without a partner in the cue: close what opens",
                    found,
                    "tags",
                    fix=lines_fix(cue, lines, context),
                )


def _paired(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The lines with every tag closed, in the order of opening; and how many were amiss."""
    open_tags: list[str] = []
    amiss = 0
    made = []
    for line in lines:
        parts = []
        for is_tag, piece in split(line):
            name = piece.strip("</>")
            if not is_tag:
                parts.append(piece)
            elif not piece.startswith("</"):
                open_tags.append(name)
                parts.append(piece)
            elif name in open_tags:
                while open_tags[-1] != name:
                    amiss += 1
                    parts.append(f"</{open_tags.pop()}>")
                open_tags.pop()
                parts.append(piece)
            else:
                amiss += 1
        made.append("".join(parts))
    while open_tags:
        amiss += 1
        made[-1] += f"</{open_tags.pop()}>"
    return tuple(made), amiss


class StrayMarkup:
    """No markup of another format stands in the text, where people would read it."""

    name: ClassVar[str] = "stray-markup"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with markup that is text."""
        for cue in cues:
            if not any("<" in line or "{\\" in line or "&" in line for line in cue.lines):
                continue
            found = [
                match[0]
                for line in cue.lines
                for match in _STRAY.finditer(line)
                if not TAG.fullmatch(match[0])
            ]
            if found:
                lines = [_OURS.sub(lambda m: f"<{m[1]}{m[2].lower()}>", line) for line in cue.lines]
                for written, meant in _ENTITIES.items():
                    lines = [line.replace(written, meant) for line in lines]
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(found[0])} is shown as text: take it away",
                    len(found),
                    "pieces of markup",
                    fix=lines_fix(cue, _paired(lines)[0], context)
                    if all(_OURS.fullmatch(one) or one in _ENTITIES for one in found)
                    else None,
                )


class NoItalics:
    """No italics where the language has none. Source: Subtitle Edit's check, for six languages."""

    name: ClassVar[str] = "italics"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with italics."""
        if context.habits.italics is not False:
            return
        for cue in cues:
            found = sum(line.count("<i>") + line.count("</i>") for line in cue.lines)
            if found:
                lines = [_ITALICS.sub("", line) for line in cue.lines]
                yield finding_of(
                    self.name,
                    Severity.ERROR,
                    cue,
                    "the language is written without italics: take them away",
                    found,
                    "tags",
                    fix=lines_fix(cue, lines, context),
                )


class MusicNotes:
    """Sung lines have the guide's mark at both ends of the cue.

    Where lines have dashes, one speaker may sing and the other not, so there is no fix.
    """

    name: ClassVar[str] = "music"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a mark at one end alone."""
        note = context.habits.music
        if not note:
            return
        for cue in visible(cues):
            text = joined(cue.lines).strip()
            if not any(mark in text for mark in (*NOTES, note)):
                continue
            marks = (note, *NOTES)
            starts, ends = text.startswith(marks), text.endswith(marks)
            lone = not text.strip("".join(marks) + " ")
            if starts == ends or lone or text.endswith(("]", ")")) or text.startswith(("[", "(")):
                continue
            lines = list(cue.lines)
            if starts:
                lines[-1] = _before_tags(lines[-1], f" {note}")
            else:
                lines[0] = _after_tags(lines[0], f"{note} ")
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                f"{cited(note)} at the {'start' if starts else 'end'} alone: "
                "put one at each end of what is sung",
                1,
                "marks",
                limit=2,
                fix=None if any(dashed(shown(cue.lines))) else lines_fix(cue, lines, context),
            )


def _before_tags(line: str, text: str) -> str:
    bare = re.sub(r"(?:</(?:i|b|u)>|\s)+$", "", line)
    return bare + text + line[len(bare) :].strip()


def _after_tags(line: str, text: str) -> str:
    bare = re.sub(r"^(?:<(?:i|b|u)>|\s)+", "", line)
    return line[: len(line) - len(bare)].strip() + text + bare
