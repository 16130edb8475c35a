"""What `localize check` says: for people, or one JSON object a line for programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from localize.cli.saying import many, percent, say_line, say_object
from localize.findings import Severity
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localize.cli.check_files import Change, Checked
    from localize.cli.check_waivers import Waiver
    from localize.errors import LocalizeError
    from localize.findings import Finding, Fix
    from localize.script import Cue

#: Stand in the column of severities for what was wrong and is mended, and for what may be wrong.
_FIXED: Final = "fixed"
_WAIVED: Final = "waived"

_RANKS: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def reporters(*, json: bool, html: Path | None, least: Severity) -> Reports:
    """Where results go."""
    said: Report = JsonReport(least) if json else TextReport(least)
    if html is None:
        return Reports(said)
    from localize.cli.check_page import PageReport  # noqa: PLC0415 -- where no page is asked for

    return Reports(said, PageReport(html, least, quiet=json))


class Report:
    """Counts what every report counts; its children say it.

    Args:
        least: what matters less is neither said nor counted.

    Attributes:
        files: files that were checked.
        failures: files that could not be.
        cues: cues in them.
        within: cues without an error.
        severities: findings by severity.
        rules: findings by rule, and in it by severity, ``waived`` and ``fixed``.
        waived: findings that are waived.
        mended: findings that were fixed.
    """

    def __init__(self, least: Severity = Severity.NOTE) -> None:
        self._least = _RANKS[least]
        self.files = self.failures = self.cues = self.within = self.mended = self.waived = 0
        self.severities: Counter[str] = Counter()
        self.rules: defaultdict[str, Counter[str]] = defaultdict(Counter)

    @property
    def errors(self) -> int:
        """Findings of severity error."""
        return self.severities[Severity.ERROR]

    @property
    def share(self) -> float:
        """Share of the cues that are within every hard limit, 0 to 1; 1 where there are none."""
        return self.within / self.cues if self.cues else 1.0

    @property
    def by_rule(self) -> list[tuple[str, Counter[str]]]:
        """Rules with their counts: those with most errors first, then with most of the others."""

        def key(one: tuple[str, Counter[str]]) -> tuple[int, ...]:
            counts = one[1]
            return (*(-counts[severity] for severity in _RANKS), -counts.total())

        return sorted(self.rules.items(), key=lambda one: (key(one), one[0]))

    def matters(self, finding: Finding) -> bool:
        """Whether a finding is said."""
        return _RANKS[finding.severity] <= self._least

    def checked(self, result: Checked) -> None:
        """Take the result of one file."""
        self.files += 1
        self.cues += len(result.track.cues)
        self.mended += len(result.changes)
        broken = {one.cue_id for one in result.found if one.severity is Severity.ERROR}
        self.within += sum(cue.id not in broken for cue in result.track.cues)
        for finding in filter(self.matters, (*result.read, *result.found)):
            self.severities[finding.severity] += 1
            self.rules[finding.rule][finding.severity] += 1
        for finding, _ in result.waived:
            if self.matters(finding):
                self.waived += 1
                self.rules[finding.rule][_WAIVED] += 1
        for change in result.changes:
            self.rules[change.finding.rule][_FIXED] += 1

    def remark(self, text: str) -> None:
        """Take something to be said of the whole check."""

    def failed(self, path: str, error: LocalizeError) -> None:  # noqa: ARG002 -- for the children
        """Take a file that could not be checked, and why."""
        self.failures += 1

    def summary(self) -> None:
        """Say what it came to."""
        raise NotImplementedError


class Reports:
    """Several reports of one check.

    Args:
        reports: at least one.
    """

    def __init__(self, *reports: Report) -> None:
        self._reports = reports

    @property
    def errors(self) -> int:
        """Findings of severity error."""
        return self._reports[0].errors

    @property
    def failures(self) -> int:
        """Files that could not be checked."""
        return self._reports[0].failures

    def checked(self, result: Checked) -> None:
        """Take the result of one file."""
        for one in self._reports:
            one.checked(result)

    def remark(self, text: str) -> None:
        """Take something to be said of the whole check."""
        for one in self._reports:
            one.remark(text)

    def failed(self, path: str, error: LocalizeError) -> None:
        """Take a file that could not be checked, and why."""
        for one in self._reports:
            one.failed(path, error)

    def summary(self) -> None:
        """Say what it came to."""
        for one in self._reports:
            one.summary()


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
            (one, _WAIVED, f" -- {_why(waiver)}")
            for one, waiver in result.waived
            if self.matters(one)
        ]
        rows += [(one.finding, _FIXED, f" -- {_change(one)}") for one in result.changes]
        rows.sort(key=lambda row: -1 if row[0].start is None else row[0].start)
        for finding, severity, more in rows:
            say_line("  " + _row(finding, severity, more))
        if result.copy is not None:
            say_line(f"  {many(len(result.changes), 'fix', 'fixes')} in {result.copy}")

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print why a file could not be checked."""
        super().failed(path, error)
        say_line(str(error) if path in error.message else f"{path}: {error}")

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
        if self.failures:
            say_line(f"{many(self.failures, 'path')} could not be checked.")

    def _table(self) -> Iterator[str]:
        """Rules, and how often each was broken, by severity."""
        if not self.rules:
            return
        columns = [severity.value for severity in _RANKS]
        columns += [
            name for name in (_WAIVED, _FIXED) if any(one[name] for one in self.rules.values())
        ]
        width = max(len("rule"), *map(len, self.rules))
        yield f"  {'rule':<{width}}" + "".join(f"  {name:>8}" for name in columns)
        for rule, counts in self.by_rule:
            yield f"  {rule:<{width}}" + "".join(f"  {counts[name] or '-':>8}" for name in columns)


class JsonReport(Report):
    """For programs: objects of the kinds ``file``, ``finding``, ``remark`` and ``summary``.

    `docs/check.md` says what is in them.
    """

    def checked(self, result: Checked) -> None:
        """Print the file, then its findings."""
        super().checked(result)
        guide, media = result.terms.guide, result.media
        path = str(result.path)
        say_object(
            kind="file",
            path=path,
            error=None,
            locale=result.track.locale,
            guide=guide.name,
            guide_version=guide.version,
            audience=result.terms.audience,
            sdh=result.sdh,
            fps=result.context.rate.label,
            encoding=result.encoding,
            cues=len(result.track.cues),
            fixed_copy=None if result.copy is None else str(result.copy),
            source=None if result.source is None else str(result.source),
            paired=None if result.source is None else result.paired,
            media=None if media is None else str(media.path),
            shots=len(result.context.shots),
        )
        for finding in filter(self.matters, (*result.read, *result.found)):
            self._finding(path, finding)
        for finding, waiver in result.waived:
            if self.matters(finding):
                self._finding(path, finding, waiver=waiver)
        for change in result.changes:
            self._finding(path, change.finding, change=change)

    def _finding(
        self,
        path: str,
        finding: Finding,
        *,
        change: Change | None = None,
        waiver: Waiver | None = None,
    ) -> None:
        more: dict[str, Any] = {}
        if change is not None:
            more["before"], more["after"] = _cue(change.before), _cue(change.after)
        if waiver is not None:
            more["waiver"] = {"reason": waiver.reason, "by": waiver.by, "when": waiver.when}
        say_object(
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
            fix=None if finding.fix is None else _fix(finding.fix),
            fixed=change is not None,
            waived=waiver is not None,
            **more,
        )

    def remark(self, text: str) -> None:
        """Print it."""
        say_object(kind="remark", message=text)

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print the file and why it could not be checked."""
        super().failed(path, error)
        say_object(kind="file", path=path, error=error.message, hint=error.hint or None)

    def summary(self) -> None:
        """Print the figures."""
        errors = {rule: counts[Severity.ERROR] for rule, counts in self.by_rule}
        say_object(
            kind="summary",
            files=self.files,
            failures=self.failures,
            cues=self.cues,
            cues_within_limits=self.within,
            share_within_limits=round(self.share, 6),
            errors=self.errors,
            warnings=self.severities[Severity.WARNING],
            notes=self.severities[Severity.NOTE],
            waived=self.waived,
            fixed=self.mended,
            errors_by_rule={rule: number for rule, number in errors.items() if number},
            rules={rule: dict(sorted(counts.items())) for rule, counts in self.by_rule},
        )


def facts_of(result: Checked) -> list[str]:
    """What a file was checked as, in a few words each."""
    guide, context = result.terms.guide, result.context
    source = []
    if result.source is not None:
        source.append(f"source {result.source.name}")
    return [
        result.track.locale,
        f"{guide.name} {guide.version}",
        result.terms.audience,
        *(["SDH"] if result.sdh else []),
        f"{context.rate.label} fps",
        many(len(result.track.cues), "cue"),
        *source,
        *([many(len(context.shots), "shot change")] if context.shots else []),
    ]


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


def _cue(cue: Cue) -> dict[str, Any]:
    return {"start": cue.start, "end": cue.end, "lines": cue.lines}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"cue": fix.cue_id, "start": fix.start, "end": fix.end, "lines": fix.lines}
