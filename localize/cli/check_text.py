"""What `localize check` says to people: a heading a file, a line a finding, a table of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.cli.check_report import FIXED, RANKS, WAIVED, Report, facts_of
from localize.cli.saying import many, percent, say_line, why
from localize.findings import Severity
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.cli.check_files import Change, Checked
    from localize.cli.check_waivers import Waiver
    from localize.errors import LocalizeError
    from localize.findings import Finding


class TextReport(Report):
    """For people: a heading a file, a line a finding, a table of rules."""

    def checked(self, result: Checked) -> None:
        """Print one file's findings in programme order."""
        super().checked(result)
        say_line(f"{result.path}: {', '.join(facts_of(result))}")
        rows = [
            (one, one.severity.value, "")
            for one in (*result.read, *result.found)
            if self.matters(one)
        ]
        rows += [
            (one, WAIVED, f" -- {_why(waiver)}")
            for one, waiver in result.waived
            if self.matters(one)
        ]
        rows += [(one.finding, FIXED, f" -- {_change(one)}") for one in result.changes]
        rows.sort(key=lambda row: -1 if row[0].start is None else row[0].start)
        for finding, severity, more in rows:
            say_line("  " + _row(finding, severity, more))
        if result.copy is not None:
            done = many(len(result.changes), "fix", "fixes")
            said = done if result.changes else "nothing fixed: as it is"
            say_line(f"  {said} in {result.copy}")
        if result.copy_error is not None:
            say_line(f"  no copy: {result.copy_error.message} {result.copy_error.hint}".rstrip())

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print why a file could not be checked."""
        super().failed(path, error)
        said = f"{why(path, error)} {error.hint}".strip()
        say_line(said if path in error.message else f"{path}: {said}")

    def remark(self, text: str) -> None:
        """Print it."""
        say_line(text)

    def summary(self) -> None:
        """Print the share of good cues, and what is wrong with the others."""
        if self.files:
            say_line(
                f"{many(self.files, 'file')}: {self.within} of {many(self.cues, 'cue')} "
                f"({percent(self.share)}) within every hard limit; "
                f"{many(self.errors, 'error')}, "
                f"{many(self.severities[Severity.WARNING], 'warning')}, "
                f"{many(self.severities[Severity.NOTE], 'note')}"
                + (f", {self.waived} waived" if self.waived else "")
                + (f", {self.mended} fixed" if self.mended else "")
            )
        for line in self._table():
            say_line(line)
        if self.copies:
            say_line(
                f"{many(self.copies, 'copy', 'copies')}: {self.fixed_copies} with fixes, "
                f"{self.copies - self.fixed_copies} of files as they are."
            )
        if self.copies_failed:
            say_line(f"{many(self.copies_failed, 'copy', 'copies')} could not be written.")
        if self.failures:
            say_line(f"{many(self.failures, 'path')} could not be checked.")

    def _table(self) -> Iterator[str]:
        """Rules, and how often each was broken, by severity."""
        if not self.rules:
            return
        columns = [severity.value for severity in RANKS]
        columns += [
            name for name in (WAIVED, FIXED) if any(one[name] for one in self.rules.values())
        ]
        width = max(len("rule"), *map(len, self.rules))
        yield f"  {'rule':<{width}}" + "".join(f"  {name:>8}" for name in columns)
        for rule, counts in self.by_rule:
            yield f"  {rule:<{width}}" + "".join(f"  {counts[name] or '-':>8}" for name in columns)


def _row(finding: Finding, severity: str, more: str) -> str:
    """``HH:MM:SS.mmm  cue  severity  rule  message``; a dash stands for what a finding lacks."""
    time = "-" if finding.start is None else format_clock(finding.start)
    message = finding.message
    if finding.line is not None and f"line {finding.line}" not in message:
        message += f" (line {finding.line} of the file)"
    return (
        f"{time:<12}  {finding.cue_id or '-':>5}  {severity:<7}  {finding.rule:<14}  "
        f"{message}{more}"
    )


def _why(waiver: Waiver) -> str:
    who = ", ".join(one for one in (waiver.by, waiver.when) if one)
    return f"waived: {waiver.reason}" + (f" ({who})" if who else "")


def _change(change: Change) -> str:
    """What a fix did: ``ended at 00:00:01.000, now 00:00:01.208``."""
    before, after = change.before, change.after
    parts = []
    if before.start != after.start:
        parts.append(f"started at {format_clock(before.start)}, now {format_clock(after.start)}")
    if before.end != after.end:
        parts.append(f"ended at {format_clock(before.end)}, now {format_clock(after.end)}")
    if before.lines != after.lines:
        old, new = (" / ".join(one.lines) for one in (before, after))
        parts.append(f"read {old!r}, now {new!r}")
    return "; ".join(parts)
