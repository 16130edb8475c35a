"""A cue's text as the checks of text read it, and changes of it that leave its tags alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from localize.checks.measure import characters, too_fast
from localize.findings import Finding, Fix, Severity
from localize.guides.counting import count, is_blank
from localize.markup import TAG, split, strip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Marks before the first speaker's line, and hyphens of other widths that stand for them.
DASHES: Final = "\u2010\u2011\u2013\u2014\u2015\u2212-"

#: Marks beside what is sung.
NOTES: Final = "♪♫♬♩"

#: Tags and space before a line's first character.
HEAD: Final = re.compile(r"(?:</?(?:i|b|u|ruby|rt)>|\s)*")

#: Where a sentence ends: a mark, and closing signs after it.
SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।۔]+[\"'”’»)\]]*")


@lru_cache(maxsize=32768)
def shown(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines as they are read: tags and ruby readings gone."""
    return tuple(strip(line) for line in lines)


@lru_cache(maxsize=32768)
def joined(lines: tuple[str, ...]) -> str:
    """A cue's lines as one text, a space between two, tags gone."""
    return " ".join(shown(lines))


def changed(lines: Sequence[str], change: Callable[[str], str]) -> tuple[str, ...]:
    """Lines in which ``change`` made each text between two tags anew."""
    return tuple(
        "".join(piece if is_tag else change(piece) for is_tag, piece in split(line))
        if "<" in line
        else change(line)
        for line in lines
    )


def trimmed(line: str) -> str:
    """A line without white space at its ends, also where tags stand before or after it."""
    if "<" not in line:
        return line.strip()
    pieces = split(line)
    forward = range(len(pieces))
    for order, strip_side in ((forward, str.lstrip), (reversed(forward), str.rstrip)):
        for number in order:
            is_tag, piece = pieces[number]
            if not is_tag:
                pieces[number] = (False, strip_side(piece))
                if pieces[number][1]:
                    break
    return "".join(piece for _, piece in pieces)


def head_of(line: str) -> tuple[str, str]:
    """The tags and spaces that a line begins with, and the rest of it."""
    match = HEAD.match(line)
    at = match.end() if match else 0
    return line[:at], line[at:]


def has_tags(cue: Cue) -> bool:
    """Whether a cue's lines carry tags."""
    return any("<" in line and TAG.search(line) for line in cue.lines)


def lines_fix(cue: Cue, lines: Sequence[str], context: CheckContext) -> Fix | None:
    """New lines for a cue; None where they are the old ones, show nothing or break a limit."""
    new = tuple(lines)
    if new == cue.lines or (all(map(is_blank, new)) and not all(map(is_blank, cue.lines))):
        return None
    rule = context.limits.counting
    most = context.limits.line_length(vertical=bool(cue.placement.vertical))
    longest = max((count(line, rule) for line in cue.lines), default=0)
    if any(count(line, rule) > max(most, longest) for line in new):
        return None
    if len(new) > max(context.limits.max_lines, len(cue.lines)):
        return None
    before = characters(cue, context)
    after = sum(count(line, rule) for line in new)
    if after > before and too_fast(after, cue.duration, context):
        return None
    return Fix(cue.id, lines=new)


def finding_of(  # noqa: PLR0917 -- the parts that every finding has, in the order of `Finding`
    rule: str,
    severity: Severity,
    cue: Cue,
    message: str,
    measured: float,
    unit: str,
    *,
    limit: float = 0,
    fix: Fix | None = None,
) -> Finding:
    """A finding about a cue's text."""
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        cue_id=cue.id,
        start=cue.start,
        measured=measured,
        limit=limit,
        unit=unit,
        fix=fix,
    )


def cited(text: str) -> str:
    """A part of a text for a message: short, and without what would not be seen."""
    text = "".join(char if char.isprintable() else "·" for char in text.strip())
    return f"“{text if len(text) <= 24 else text[:23] + '…'}”"
