"""What `localize export` says: for people, or one JSON object a line for programs.

Names, texts and reasons come from people and files, so nothing in them may act on the terminal.
"""

from __future__ import annotations

import json as jsonlib
import sys
from typing import TYPE_CHECKING, Any

from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.delivery.export import Exported
    from localize.delivery.gate import Blocker
    from localize.errors import LocalizeError
    from localize.findings import Finding


def reporter(*, json: bool) -> Report:
    """Where results go."""
    return JsonReport() if json else Report()


class Report:
    """For people: results on stdout, what is in the way on stderr.

    Attributes:
        ok: whether everything that was asked for was done, and nothing was found altered.
        done: tracks that were exported.
        refused: tracks that were not, or not whole.
    """

    def __init__(self) -> None:
        self.done = self.refused = 0
        self.ok = True

    def exported(self, made: Exported) -> None:
        """Take a track that was exported."""
        self.done += made.complete
        self.refused += not made.complete
        self.ok = self.ok and (made.complete or _only_empty(made))
        self.tell_exported(made)

    def failed(self, episode: str, locale: str, error: LocalizeError) -> None:
        """Take a track that was not, and why."""
        self.refused += 1
        self.ok = False
        self.tell_failed(episode, locale, error, tuple(getattr(error, "blockers", ())))

    def verified(self, out: Path, findings: Sequence[Finding], *, compared: bool) -> None:
        """Take what was found altered in a folder; ``compared``: with the database too."""
        self.ok = self.ok and not findings
        self.tell_verified(out, findings, compared=compared)

    # --- For people -------------------------------------------------------------------------------

    def tell_exported(self, made: Exported) -> None:
        """Print it."""
        state = "final" if made.final else "draft"
        _print(f"{made.episode} {made.locale}: {state}")
        for file in made.files:
            _print(f"  {file.path}{'' if file.state == 'written' else f' ({file.state})'}")
        if made.page is not None:
            _print(f"  {made.page}")
        for waived in (one for one in made.blockers if made.final and one.waived_by is not None):
            _print(f"  waived: {_place(waived)}{waived.rule}: {waived.message}")
        for notice in made.notices:
            _print(f"{notice.severity}: {notice.message}", error=True)

    def tell_failed(
        self, episode: str, locale: str, error: LocalizeError, blockers: Sequence[Blocker]
    ) -> None:
        """Print it."""
        _print(f"{episode} {locale}: {error.message}", error=True)
        for one in blockers:
            _print(f"  {_place(one)}{one.rule}: {one.message} {one.clear}", error=True)
        if error.hint:
            _print(f"  {error.hint}", error=True)

    def tell_verified(self, out: Path, findings: Sequence[Finding], *, compared: bool) -> None:
        """Print it."""
        for finding in findings:
            _print(f"{finding.rule}: {finding.message}", error=True)
        how = "and in the database" if compared else "; there is no database to compare with"
        if not findings:
            _print(f"{out}: everything is as its manifest says{' ' if compared else ''}{how}.")

    def summary(self) -> None:
        """Print what it came to."""
        if self.done + self.refused > 1:
            _print(f"{self.done} exported, {self.refused} not or not whole.", error=True)


class JsonReport(Report):
    """For programs."""

    def tell_exported(self, made: Exported) -> None:
        """Print it."""
        _line(
            event="exported",
            episode=made.episode,
            locale=made.locale,
            final=made.final,
            files=[{"path": f.path, "sha256": f.sha256, "state": f.state} for f in made.files],
            record=None if made.record is None else str(made.record),
            page=None if made.page is None else str(made.page),
            digest=made.entry.get("digest"),
            blockers=[_blocker_data(one) for one in made.blockers],
            notices=[_finding_data(one) for one in made.notices],
        )

    def tell_failed(
        self, episode: str, locale: str, error: LocalizeError, blockers: Sequence[Blocker]
    ) -> None:
        """Print it."""
        _line(
            event="failed",
            episode=episode,
            locale=locale,
            kind=type(error).__name__,
            message=error.message,
            hint=error.hint,
            blockers=[_blocker_data(one) for one in blockers],
        )

    def tell_verified(self, out: Path, findings: Sequence[Finding], *, compared: bool) -> None:
        """Print it."""
        _line(
            event="verified",
            out=str(out),
            database=compared,
            findings=[_finding_data(one) for one in findings],
        )

    def summary(self) -> None:
        """Say nothing more: every line has said it."""


def _only_empty(made: Exported) -> bool:
    """Whether nothing was written because no cue goes into what was asked for, and it was said."""
    return not made.files


def _place(blocker: Blocker) -> str:
    """Where it is, for a person with a player: ``00:01:02.000 cue 12: ``."""
    if blocker.start is None:
        return ""
    return f"{format_clock(blocker.start)} cue {blocker.cue_id}: "


def _blocker_data(blocker: Blocker) -> dict[str, Any]:
    waiver = blocker.waived_by
    return {
        "cue": blocker.cue_id,
        "start": blocker.start,
        "rule": blocker.rule,
        "message": blocker.message,
        "clear": blocker.clear,
        "waived": None if waiver is None else {"reason": waiver.reason, "by": waiver.by},
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
    }


def _line(**data: object) -> None:
    sys.stdout.write(jsonlib.dumps(data, ensure_ascii=False) + "\n")


def _print(text: str, *, error: bool = False) -> None:
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
