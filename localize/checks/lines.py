"""Checks of a cue's lines: how many, how long, and whether there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize.checks.breaks import broken_anew
from localize.checks.measure import amount_of, characters, has_text, rounded_up, visible
from localize.findings import Finding, Fix, Severity
from localize.guides.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class LineCount:
    """No cue has more lines than the guide allows.

    Blank lines among them are dropped where that is enough.
    """

    name: ClassVar[str] = "lines"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with too many lines."""
        most = context.limits.max_lines
        for cue in visible(cues):
            if len(cue.lines) <= most:
                continue
            kept = tuple(line for line in cue.lines if line.strip())
            fits = characters(cue, context) <= most * _line_limit(cue, context)
            cure = (
                "drop the blank lines"
                if len(kept) <= most
                else f"its text fits into {amount_of(most, 'line')}: break it anew"
                if fits
                else "cut it, or split it into two cues"
            )
            yield Finding(
                rule=self.name,
                severity=Severity.ERROR,
                message=f"{amount_of(len(cue.lines), 'line')}, {most} allowed: {cure}",
                cue_id=cue.id,
                start=cue.start,
                measured=len(cue.lines),
                limit=most,
                unit="lines",
                fix=Fix(cue.id, lines=kept) if len(kept) <= most else None,
            )


class LineLength:
    """No line has more characters than the guide allows, by the guide's counting rule.

    Spaces at the ends of lines are taken away where that is enough; else the text is broken into
    two lines that hold it, where two do.
    """

    name: ClassVar[str] = "line-length"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every line that is too long."""
        rule = context.limits.counting
        for cue in visible(cues):
            most = _line_limit(cue, context)
            lengths = [count(line, rule) for line in cue.lines]
            if max(lengths) <= most:
                continue
            trimmed = tuple(line.strip() for line in cue.lines)
            fits = all(count(line, rule) <= most for line in trimmed)
            fix = Fix(cue.id, lines=trimmed) if fits else broken_anew(cue, context)
            for number, length in enumerate(lengths, start=1):
                if length > most:
                    cure = (
                        "take away the spaces at its ends"
                        if fits
                        else f"cut {amount_of(rounded_up(length - most, context), 'character')}"
                    )
                    if not fits and sum(lengths) <= most * context.limits.max_lines:
                        cure += ", or break the lines elsewhere"
                    yield Finding(
                        rule=self.name,
                        severity=Severity.ERROR,
                        message=f"{amount_of(length, 'character')} in line {number}, "
                        f"{most:g} allowed: {cure}",
                        cue_id=cue.id,
                        start=cue.start,
                        measured=length,
                        limit=most,
                        unit="characters",
                        fix=fix,
                    )


class EmptyCue:
    """No cue is without text, unless somebody said that it is not to be translated."""

    name: ClassVar[str] = "empty"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:  # noqa: ARG002 -- one signature for every check
        """Yield a finding for every cue that shows nothing and should."""
        for cue in cues:
            if cue.translate and not has_text(cue):
                yield Finding(
                    rule=self.name,
                    severity=Severity.ERROR,
                    message="no text: write it, delete the cue, or mark it as not to be translated",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=0,
                    limit=1,
                    unit="characters",
                )


def _line_limit(cue: Cue, context: CheckContext) -> float:
    return context.limits.line_length(vertical=bool(cue.placement.vertical))
