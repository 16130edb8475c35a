"""What every report of `localize check` counts, and where reports go."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from localize.cli.saying import many
from localize.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from localize.cli.check_files import Checked
    from localize.errors import LocalizeError
    from localize.findings import Finding
    from localize.timeline import Span

#: Stand in the column of severities for what was wrong and is mended, and for what may be wrong.
FIXED: Final = "fixed"
WAIVED: Final = "waived"

RANKS: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def reporters(*, json: bool, html: Path | None, least: Severity) -> Reports:
    """Where results go."""
    # Those alone that are asked for.
    from localize.cli.check_json import JsonReport  # noqa: PLC0415
    from localize.cli.check_text import TextReport  # noqa: PLC0415

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
        copies: copies that were asked for and stand in their folder; one that is the same for
            several files counts once.
        fixed_copies: those of them in which something was fixed.
        copies_failed: copies that were asked for and could not be written.
    """

    def __init__(self, least: Severity = Severity.NOTE) -> None:
        self._least = RANKS[least]
        self.files = self.failures = self.cues = self.within = self.mended = self.waived = 0
        self.copies = self.fixed_copies = self.copies_failed = 0
        self._standing: set[Path] = set()
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
            return (*(-counts[severity] for severity in RANKS), -counts.total())

        return sorted(self.rules.items(), key=lambda one: (key(one), one[0]))

    def matters(self, finding: Finding) -> bool:
        """Whether a finding is said."""
        return RANKS[finding.severity] <= self._least

    def checked(self, result: Checked) -> None:
        """Take the result of one file."""
        self.files += 1
        self.cues += len(result.track.cues)
        self.mended += len(result.changes)
        if result.copy is not None and result.copy not in self._standing:
            self._standing.add(result.copy)
            self.copies += 1
            self.fixed_copies += bool(result.changes)
        self.copies_failed += result.copy_error is not None
        broken = {one.cue_id for one in result.found if one.severity is Severity.ERROR}
        self.within += sum(cue.id not in broken for cue in result.track.cues)
        for finding in filter(self.matters, (*result.read, *result.found)):
            self.severities[finding.severity] += 1
            self.rules[finding.rule][finding.severity] += 1
        for finding, _ in result.waived:
            if self.matters(finding):
                self.waived += 1
                self.rules[finding.rule][WAIVED] += 1
        for change in result.changes:
            self.rules[change.finding.rule][FIXED] += 1

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

    @property
    def copies_failed(self) -> int:
        """Copies that could not be written."""
        return self._reports[0].copies_failed

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
        *_voices(context.speech),
        *([many(len(context.known), "known name")] if context.known else []),
    ]


def _voices(speech: tuple[Span, ...] | None) -> list[str]:
    """How much speech there is, where somebody listened."""
    if speech is None:
        return []
    seconds = round(sum(span.duration for span in speech) / 1000)
    return [f"{seconds // 60}:{seconds % 60:02} of speech"]
