"""What `localize retime` says: for people, or one JSON object a line for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from localize.cli.saying import many, say_line, say_object, why
from localize.findings import Severity
from localize.timeline import format_clock

if TYPE_CHECKING:
    from localize.cli.retime_files import Timed
    from localize.errors import LocalizeError
    from localize.findings import Finding
    from localize.timing import Move
    from localize.timing.sync import Sync

#: Cues that are named one by one, of those that stay because they stand together.
_NAMED: Final = 8


class RetimeReport:
    """Counts what both kinds of report count; its children say it.

    Attributes:
        files: files that were timed.
        failures: files that could not be.
        errors: findings of severity error that are left.
        reasons: moves by reason.
    """

    def __init__(self) -> None:
        self.files = self.failures = self.errors = self.cues = self.touched = 0
        self.reasons: Counter[str] = Counter()

    def timed(self, result: Timed) -> None:
        """Take the result of one file."""
        self.files += 1
        self.cues += len(result.track.cues)
        self.touched += len({move.cue_id for move in result.moves})
        self.errors += sum(one.severity is Severity.ERROR for one in result.left)
        self.reasons.update(move.reason.name.lower() for move in result.moves)

    def failed(self, path: str, error: LocalizeError) -> None:  # noqa: ARG002 -- for the children
        """Take a file that could not be timed, and why."""
        self.failures += 1

    def summary(self) -> None:
        """Say what it came to."""
        raise NotImplementedError


class TextReport(RetimeReport):
    """For people: a heading a file, a line a move, then what re-timing cannot cure."""

    def timed(self, result: Timed) -> None:
        """Print one file's moves."""
        super().timed(result)
        say_line(f"{result.path}: {', '.join(_facts(result))}")
        if result.sync is not None:
            for line in result.sync.lines():
                say_line(f"  {line}")
        for finding in result.told:
            say_line(f"  {_place(finding)}  {finding.severity.value:<7}  {finding.message}")
        for move in result.moves:
            say_line("  " + _row(move))
        if result.together:
            named = ", ".join(result.together[:_NAMED])
            more = len(result.together) - _NAMED
            and_more = f" and {more} more" if more > 0 else ""
            say_line(
                f"  {many(len(result.together), 'cue')} kept as they are, since they stand "
                f"together: {named}{and_more}"
            )
        for finding in result.left:
            say_line(
                f"  {_place(finding)}  {finding.severity.value:<7}  {finding.rule}: "
                f"{finding.message}"
            )
        if result.copy is not None:
            state = "written" if result.written else "unchanged"
            say_line(f"  {result.copy}: {state}")

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print why a file could not be timed."""
        super().failed(path, error)
        said = f"{why(path, error)} {error.hint}".strip()
        say_line(said if path in error.message else f"{path}: {said}")

    def summary(self) -> None:
        """Print how much moved, and why."""
        if self.files:
            say_line(
                f"{many(self.files, 'file')}: {self.touched} of {many(self.cues, 'cue')} moved; "
                f"{many(self.errors, 'error')} of time left"
            )
        for reason, number in self.reasons.most_common():
            say_line(f"  {number:>6}  {reason.replace('_', ' ')}")
        if self.failures:
            say_line(f"{many(self.failures, 'path')} could not be timed.")


class JsonReport(RetimeReport):
    """For programs: objects of the kinds ``file``, ``move``, ``finding`` and ``summary``.

    `docs/retime.md` says what is in them.
    """

    def timed(self, result: Timed) -> None:
        """Print the file, its moves, and what is left."""
        super().timed(result)
        path, context = str(result.path), result.context
        say_object(
            kind="file",
            path=path,
            error=None,
            locale=result.track.locale,
            rate=context.rate.label,
            cues=len(result.track.cues),
            moved=len({move.cue_id for move in result.moves}),
            together=result.together,
            media=None if result.media is None else str(result.media.path),
            shots=len(context.shots),
            speech=None if context.speech is None else len(context.speech),
            sync=None
            if result.sync is None
            else [_part(since, one) for since, one in result.sync.parts],
            out=None if result.copy is None else str(result.copy),
            written=result.written,
        )
        for move in result.moves:
            say_object(
                kind="move",
                path=path,
                cue=move.cue_id,
                edge=move.edge.value,
                before=move.start,
                after=move.end,
                frames=move.frames,
                reason=move.reason.name.lower(),
                message=move.reason.value,
            )
        for finding in (*result.told, *result.left):
            say_object(kind="finding", path=path, **_finding(finding))

    def failed(self, path: str, error: LocalizeError) -> None:
        """Print the file and why it could not be timed."""
        super().failed(path, error)
        say_object(kind="file", path=path, error=why(path, error), hint=error.hint or None)

    def summary(self) -> None:
        """Print the figures."""
        say_object(
            kind="summary",
            files=self.files,
            failures=self.failures,
            cues=self.cues,
            moved=self.touched,
            errors=self.errors,
            reasons=dict(self.reasons.most_common()),
        )


def _part(since: int, sync: Sync) -> dict[str, Any]:
    return {
        "since": since,
        "shift": 0 if sync.in_time else sync.shift,
        "factor": str(sync.factor),
        "speed": sync.speed or None,
        "cues": sync.cues,
        "met": round(sync.met, 4),
        "near": sync.near,
        "chance": round(sync.chance, 4),
        "evidence": round(sync.evidence, 1),
        "rival": round(sync.rival, 4),
    }


def _facts(result: Timed) -> list[str]:
    """What a file was timed by, in a few words each."""
    context = result.context
    by = "voices" if context.speech is not None else "its own times"
    return [
        result.track.locale,
        f"{context.rate.label} fps",
        many(len(result.track.cues), "cue"),
        f"by {by}",
        *([many(len(context.shots), "shot change")] if context.shots else []),
    ]


def _row(move: Move) -> str:
    """``HH:MM:SS.mmm  cue  in  4 frames later, HH:MM:SS.mmm: comes with its first sound``."""
    if move.frames:
        by = f"{many(abs(move.frames), 'frame')} {'later' if move.frames > 0 else 'earlier'}"
    else:
        by = f"{abs(move.end - move.start)} ms {'later' if move.end > move.start else 'earlier'}"
    return (
        f"{format_clock(move.start)}  {move.cue_id:>5}  {move.edge.value:<3}  {by}, "
        f"{format_clock(move.end)}: {move.reason.value}"
    )


def _place(finding: Finding) -> str:
    time = "-" if finding.start is None else format_clock(finding.start)
    return f"{time:<12}  {finding.cue_id or '-':>5}"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "cue": finding.cue_id or None,
        "start": finding.start,
        "measured": finding.measured,
        "limit": finding.limit,
        "unit": finding.unit or None,
    }
