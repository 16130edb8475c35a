"""Checks of ellipses: which character stands for one, and where that of a pause stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.measure import visible
from localize.checks.text import changed, cited, finding_of, head_of, joined, lines_fix
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

_GLYPH: Final = "…"
_THREE: Final = "..."
#: Three dots or more, also spaced, also after or before the glyph. Two dots are another matter.
_DOTS: Final = re.compile(r"\.{3,}|\.(?: \.){2,}|…\.+|\.+…")


class EllipsisCharacter:
    """An ellipsis is the character that the guide wants: one glyph, or three dots.

    Source: the Netflix guides of English and Korean; Subtitle Edit holds it for every language.
    """

    name: ClassVar[str] = "ellipsis"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with the other one."""
        wanted = context.habits.ellipsis
        if wanted not in (_GLYPH, _THREE):
            return
        mark = ".." if wanted == _GLYPH else _GLYPH
        for cue in cues:
            if not any(mark in line or ". ." in line or ".…" in line for line in cue.lines):
                continue
            found = 0

            def proper(text: str) -> str:
                nonlocal found
                text, dots = _DOTS.subn(wanted, text) if wanted == _GLYPH else (text, 0)
                glyphs = text.count(_GLYPH) if wanted == _THREE else 0
                found += dots + glyphs
                return text.replace(_GLYPH, wanted) if glyphs else text

            lines = changed(cue.lines, proper)
            if found:
                message = (
                    "dots for an ellipsis: write the one character …"
                    if wanted == _GLYPH
                    else "the one character … for an ellipsis: write three dots"
                )
                yield finding_of(
                    self.name,
                    Severity.ERROR,
                    cue,
                    message,
                    found,
                    "ellipses",
                    fix=lines_fix(cue, lines, context),
                )


class PauseEllipsis:
    """The ellipsis of a pause stands at the end of its cue, or also at the start of the next.

    Source: the Netflix guides: English at the end alone, German and Spanish at both.
    """

    name: ClassVar[str] = "pause-ellipsis"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue after a pause that begins otherwise than the guide asks."""
        where = context.habits.pause_ellipsis
        if where not in ("end", "both"):
            return
        marks = (_GLYPH, _THREE)
        before: Cue | None = None
        for cue in visible(cues):
            last, before = before, cue
            if last is None or last.speaker != cue.speaker:
                continue
            text = joined(cue.lines).lstrip()
            if not joined(last.lines).rstrip().endswith(marks):
                continue
            leads = text.startswith(marks)
            head, rest = head_of(cue.lines[0])
            if where == "end" and leads and rest.startswith(marks):
                mark = _GLYPH if rest.startswith(_GLYPH) else _THREE
                lines = (head + rest[len(mark) :].lstrip(), *cue.lines[1:])
                message = "the ellipsis of a pause stands at its end alone: take this one away"
                fix = lines_fix(cue, lines, context)
            elif where == "both" and not leads and text[:1].islower():
                mark = context.habits.ellipsis or _GLYPH
                lines = (head + mark + rest, *cue.lines[1:])
                message = (
                    f"the sentence goes on after a pause: begin it with {cited(mark)} "
                    "as the cue before ends"
                )
                fix = lines_fix(cue, lines, context)
            else:
                continue
            yield finding_of(
                self.name,
                Severity.NOTE,
                cue,
                message,
                int(leads),
                "ellipses",
                limit=int(not leads),
                fix=fix,
            )
