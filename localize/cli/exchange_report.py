"""What a file that is brought in does, for people and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from localize.cli.kept import say

if TYPE_CHECKING:
    from localize.memory.exchange.report import TakingReport


def show_report(report: TakingReport, *, as_json: bool, shown: int = 40) -> None:
    """Print what was taken in, what was not and why.

    Args:
        report: of a file.
        as_json: one object a line.
        shown: at most so many changes are listed for people; the rest is counted.

    Raises:
        typer.Exit: with code 1 where something could not be taken in.
    """
    if as_json:
        _print_json(report)
    else:
        _print(report, shown)
    if not report.clean:
        raise typer.Exit(1)


def _print(report: TakingReport, shown: int) -> None:
    for change in report.changes[:shown]:
        before = f"“{change.before}” → " if change.before else ""
        after = f": {before}“{change.after}”" if change.after else ""
        say(f"{'changed' if change.before else 'added'} {change.what} {change.name}{after}")
    if len(report.changes) > shown:
        say(f"… and {len(report.changes) - shown} more")
    for note in report.notes:
        say(f"note: {note}", err=True)
    for conflict in report.conflicts:
        say(f"conflict: {conflict.place}: {conflict.message}; it stays", err=True)
    for refusal in report.refusals:
        say(f"refused: {refusal.place}: {refusal.message}", err=True)
    added = sum(not change.before for change in report.changes)
    said = [
        f"{added} added",
        f"{len(report.changes) - added} changed",
        f"{report.same} as they were",
        f"{len(report.conflicts)} in conflict",
        f"{len(report.refusals)} refused",
    ]
    say(", ".join(said) + ("" if report.written else "; a trial: nothing was kept"))
    if report.conflicts:
        say("--replace takes what the file says instead of what people settled.", err=True)


def _print_json(report: TakingReport) -> None:
    for change in report.changes:
        _echo(
            "changed" if change.before else "added",
            what=change.what,
            name=change.name,
            before=change.before,
            after=change.after,
            place=str(change.place),
        )
    for kind, told in (("conflict", report.conflicts), ("refused", report.refusals)):
        for one in told:
            _echo(
                kind,
                sheet=one.place.sheet,
                row=one.place.row,
                column=one.place.column,
                message=one.message,
            )
    for note in report.notes:
        _echo("note", message=note)
    _echo("summary", changes=len(report.changes), same=report.same, written=report.written)


def _echo(kind: str, **values: str | int | bool) -> None:
    typer.echo(json.dumps({"kind": kind, **values}, ensure_ascii=False))
