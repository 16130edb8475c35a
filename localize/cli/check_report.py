"""What `localize check` says: for people, or one JSON object a line for programs.

Names and texts come from files, so nothing in them may act on the terminal: what cannot be printed
is written as an escape.
"""

from __future__ import annotations

import json as jsonlib
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import typer

from localize.findings import Severity
from localize.timeline import format_clock

if TYPE_CHECKING:
    from localize.cli.check_files import Checked
    from localize.errors import LocalizeError
    from localize.findings import Finding, Fix

#: Stands in the column of severities for what was wrong and is mended.
_FIXED: Final = "fixed"


def reporter(*, json: bool) -> Report:
    """Where results go."""
    return JsonReport() if json else TextReport()


class Report:
    """Counts what every report counts; its children say it.

    Attributes:
        files: files that were checked.
        failures: files that could not be.
        cues: cues in them.
        within: cues without an error.
        severities: findings by severity.
        rules: errors by rule.
        mended: findings that were fixed.
    """

    def __init__(self) -> None:
        self.files = self.failures = self.cues = self.within = self.mended = 0
        self.severities: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()

    @property
    def errors(self) -> int:
        """Findings of severity error."""
        return self.severities[Severity.ERROR]

    @property
    def share(self) -> float:
        """Share of the cues that are within every hard limit, 0 to 1; 1 where there are none."""
        return self.within / self.cues if self.cues else 1.0

    def checked(self, result: Checked) -> None:
        """Take the result of one file."""
        self.files += 1
        self.cues += len(result.track.cues)
        self.mended += len(result.fixed)
        broken = {one.cue_id for one in result.found if one.severity is Severity.ERROR}
        self.within += sum(cue.id not in broken for cue in result.track.cues)
        for finding in (*result.read, *result.found):
            self.severities[finding.severity] += 1
            if finding.severity is Severity.ERROR:
                self.rules[finding.rule] += 1

    def failed(self, path: str, error: LocalizeError) -> None:  # noqa: ARG002 -- for the children
        """Take a file that could not be checked, and why."""
        self.failures += 1

    def summary(self) -> None:
        """Say what it came to."""
        raise NotImplementedError


class TextReport(Report):
    """For people: a heading a file, a line a finding, a summary."""

    def checked(self, result: Checked) -> None:
        """Print one file's findings in programme order."""
        super().checked(result)
        guide = result.terms.guide
        about = [
            result.track.locale,
            f"{guide.name} {guide.version}",
            result.terms.audience,
            *(["SDH"] if result.sdh else []),
            f"{result.terms.rate.label} fps",
            _many(len(result.track.cues), "cue"),
        ]
        _print(f"{result.path}: {', '.join(about)}")
        rows = [(one, one.severity.value) for one in (*result.read, *result.found)]
        rows += [(one, _FIXED) for one in result.fixed]
        rows.sort(key=lambda row: -1 if row[0].start is None else row[0].start)
        for finding, severity in rows:
            _print("  " + _row(finding, severity))
        if result.copy is not None:
            _print(f"  {_many(len(result.fixed), 'fix', 'fixes')} in {result.copy}")

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print why a file could not be checked."""
        super().failed(path, error)
        _print(str(error) if path in error.message else f"{path}: {error}")

    def summary(self) -> None:
        """Print the share of good cues, and what is wrong with the others."""
        if self.files:
            _print(
                f"{_many(self.files, 'file')}: {self.within} of {_many(self.cues, 'cue')} "
                f"({_percent(self.share)}) within every hard limit; "
                f"{_many(self.errors, 'error')}, "
                f"{_many(self.severities[Severity.WARNING], 'warning')}, "
                f"{_many(self.severities[Severity.NOTE], 'note')}"
                + (f", {self.mended} fixed" if self.mended else "")
            )
        if self.rules:
            _print("Errors: " + ", ".join(f"{rule} {n}" for rule, n in self.rules.most_common()))
        if self.failures:
            _print(f"{_many(self.failures, 'path')} could not be checked.")


class JsonReport(Report):
    """For programs: objects of the kinds ``file``, ``finding`` and ``summary``."""

    def checked(self, result: Checked) -> None:
        """Print the file, then its findings."""
        super().checked(result)
        guide = result.terms.guide
        path = str(result.path)
        _object(
            kind="file",
            path=path,
            error=None,
            locale=result.track.locale,
            guide=guide.name,
            guide_version=guide.version,
            audience=result.terms.audience,
            sdh=result.sdh,
            fps=result.terms.rate.label,
            encoding=result.encoding,
            cues=len(result.track.cues),
            fixed_copy=None if result.copy is None else str(result.copy),
        )
        for finding in (*result.read, *result.found):
            self._finding(path, finding, fixed=False)
        for finding in result.fixed:
            self._finding(path, finding, fixed=True)

    def _finding(self, path: str, finding: Finding, *, fixed: bool) -> None:
        fix = finding.fix
        _object(
            kind="finding",
            path=path,
            rule=finding.rule,
            severity=finding.severity.value,
            message=finding.message,
            cue=finding.cue_id or None,
            start=finding.start,
            line=finding.line,
            measured=finding.measured,
            limit=finding.limit,
            unit=finding.unit or None,
            fix=None
            if fix is None
            else {"cue": fix.cue_id, "start": fix.start, "end": fix.end, "lines": fix.lines},
            fixed=fixed,
        )

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print the file and why it could not be checked."""
        super().failed(path, error)
        _object(kind="file", path=path, error=error.message, hint=error.hint or None)

    def summary(self) -> None:
        """Print the figures."""
        _object(
            kind="summary",
            files=self.files,
            failures=self.failures,
            cues=self.cues,
            cues_within_limits=self.within,
            share_within_limits=round(self.share, 6),
            errors=self.errors,
            warnings=self.severities[Severity.WARNING],
            notes=self.severities[Severity.NOTE],
            fixed=self.mended,
            errors_by_rule=dict(self.rules.most_common()),
        )


def _row(finding: Finding, severity: str) -> str:
    """``HH:MM:SS.mmm  cue  severity  rule  message``; a dash stands for what a finding lacks."""
    time = "-" if finding.start is None else format_clock(finding.start)
    message = finding.message
    if finding.line is not None and f"line {finding.line}" not in message:
        message += f" (line {finding.line} of the file)"
    if severity == _FIXED and finding.fix is not None:
        message += f" -- {_change(finding.fix)}"
    return f"{time:<12}  {finding.cue_id or '-':>5}  {severity:<7}  {finding.rule:<14}  {message}"


def _change(fix: Fix) -> str:
    """What a fix did."""
    parts = []
    if fix.start is not None:
        parts.append(f"starts at {format_clock(fix.start)}")
    if fix.end is not None:
        parts.append(f"ends at {format_clock(fix.end)}")
    if fix.lines is not None:
        parts.append(f"reads {' / '.join(fix.lines)}")
    return "now " + ", ".join(parts)


def _percent(share: float) -> str:
    """A share as a percentage that is 100 or 0 only where all or none are meant."""
    percent = f"{share:.1%}"
    if percent == "100.0%" and share < 1:
        return "99.9%"
    return "0.1%" if percent == "0.0%" and share > 0 else percent


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


def _print(line: str) -> None:
    """Print a line of which parts are from files."""
    safe = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in line
    )
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    typer.echo(safe.encode(encoding, "backslashreplace").decode(encoding))


def _object(**values: Any) -> None:  # noqa: ANN401 -- JSON values
    """Print one JSON object; ASCII, so that it arrives whole through any locale."""
    typer.echo(jsonlib.dumps(values))
