"""Collects what a reader repaired: one finding a kind where many cues share it.

A file of a thousand cues with commas for dots needs one line that says so, not a thousand; but a
cue that had to be left out is named by itself, so that cues in = cues out + findings.
"""

from __future__ import annotations

from localize.findings import Finding, Severity


class Tally:
    """Findings in the making."""

    #: Lines named in one finding.
    SHOWN = 6

    def __init__(self) -> None:
        self._single: list[Finding] = []
        self._kinds: dict[str, tuple[Severity, str, list[int]]] = {}
        #: Cues left out that had a line with times.
        self.left_out = 0

    def count(
        self, rule: str, message: str, line: int, severity: Severity = Severity.WARNING
    ) -> None:
        """Note one case of a kind of repair at ``line`` of the file (from 1).

        The message says what was repaired and how; number and lines are added to it.
        """
        self._kinds.setdefault(rule, (severity, message, []))[2].append(line)

    def single(self, finding: Finding) -> None:
        """Note a finding of its own."""
        self._single.append(finding)

    def leave_out(self, message: str, line: int, text: str, *, timed: bool = True) -> None:
        """Note a cue that cannot be kept, with its text, so that a person can place it.

        ``timed`` says that it had a line with times, though none that can be read.
        """
        self.left_out += timed
        said = f" Its text: {text!r}" if text else " It has no text."
        self._single.append(Finding("cue-left-out", Severity.ERROR, message + said, line=line))

    def findings(self) -> tuple[Finding, ...]:
        """Everything, in the order of the file's lines."""
        found = list(self._single)
        for rule, (severity, message, lines) in self._kinds.items():
            shown = ", ".join(map(str, sorted(set(lines))[: self.SHOWN]))
            more = " …" if len(set(lines)) > self.SHOWN else ""
            where = "line" if len(set(lines)) == 1 else "lines"
            times = f"{len(lines)} times, " if len(lines) > 1 else ""
            found.append(
                Finding(
                    rule,
                    severity,
                    f"{message} ({times}{where} {shown}{more})",
                    line=min(lines),
                    measured=len(lines) if len(lines) > 1 else None,
                    unit="cases" if len(lines) > 1 else "",
                )
            )
        found.sort(key=lambda finding: finding.line or 0)
        return tuple(found)
