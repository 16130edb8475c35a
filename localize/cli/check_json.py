"""What `localize check` says to programs: one JSON object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localize.cli.check_report import Report
from localize.cli.saying import say_object, why
from localize.findings import Severity

if TYPE_CHECKING:
    from localize.cli.check_files import Change, Checked
    from localize.cli.check_waivers import Waiver
    from localize.errors import LocalizeError
    from localize.findings import Finding, Fix
    from localize.script import Cue


class JsonReport(Report):
    """For programs: objects of the kinds ``file``, ``finding``, ``remark`` and ``summary``.

    `docs/check.md` says what is in them.
    """

    def checked(self, result: Checked) -> None:
        """Print the file, then its findings."""
        super().checked(result)
        guide, media, refused = result.terms.guide, result.media, result.copy_error
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
            copy_error=None if refused is None else refused.message,
            source=None if result.source is None else str(result.source),
            paired=None if result.source is None else result.paired,
            media=None if media is None else str(media.path),
            shots=len(result.context.shots),
            speech=None if result.context.speech is None else len(result.context.speech),
            known=len(result.context.known),
            **({} if refused is None else {"hint": refused.hint or None}),
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
            words=finding.words,
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
        say_object(kind="file", path=path, error=why(path, error), hint=error.hint or None)

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
            copies=self.copies,
            copies_failed=self.copies_failed,
            errors_by_rule={rule: number for rule, number in errors.items() if number},
            rules={rule: dict(sorted(counts.items())) for rule, counts in self.by_rule},
        )


def _cue(cue: Cue) -> dict[str, Any]:
    return {"start": cue.start, "end": cue.end, "lines": cue.lines}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"cue": fix.cue_id, "start": fix.start, "end": fix.end, "lines": fix.lines}
