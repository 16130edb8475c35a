"""`localize effort`: how much work the subtitles took, and what the drafts saved."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localize.cli.project_named import see_project
from localize.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.effort.drafts import Drafts
    from localize.effort.figures import Figures, TrackFigures
    from localize.effort.saving import Saving
    from localize.effort.times import StageTimes
    from localize.season import Season
    from localize.store import Database


def effort(
    person: Annotated[
        str, typer.Option(help="Somebody's own figures, shown to nobody else (see LOCALIZE_TOKEN).")
    ] = "",
    track: Annotated[
        list[str] | None,
        typer.Option(help="EPISODE.LOCALE, such as S01E01.es-419; repeat it for several."),
    ] = None,
    project: Annotated[
        Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
    ] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Working time by track and stage, what became of the drafts, and what they saved.

    The lead sees tracks and never a person; everybody sees their own. It asks as whoever the token
    in LOCALIZE_TOKEN belongs to, without one as this machine's local user.
    """
    from localize.cli.kept import asking  # noqa: PLC0415 -- `--help` needs no database
    from localize.effort.figures import figures  # noqa: PLC0415
    from localize.season import load_season  # noqa: PLC0415
    from localize.store import Database  # noqa: PLC0415

    see_project(project)
    season = load_season(project)
    with Database.of_project(project) as database:
        database.upgrade()
        actor = asking(database)
        wanted = _track_ids(database, season, track) if track else None
        found = figures(database, actor, season, person=person, tracks=wanted)
    if as_json:
        for line in _lines(found):
            typer.echo(json.dumps(line, ensure_ascii=False))
    else:
        _print(found)


def _track_ids(database: Database, season: Season, names: Sequence[str]) -> set[int]:
    """The tracks of these names; a template and its transcript in one locale go together."""
    from localize.store.seasons import find_season, tracks_of_season  # noqa: PLC0415 -- as above

    known: dict[str, set[int]] = {}
    with database.read() as session:
        kept = find_season(session, season.name)
        for episode, row in tracks_of_season(session, kept.id) if kept else ():
            known.setdefault(f"{episode.name}.{row.locale}", set()).add(row.id)
    for name in names:
        if name not in known:
            raise UnknownNameError("track", name, tuple(known))
    return {track_id for name in names for track_id in known[name]}


# --- JSON -----------------------------------------------------------------------------------------


def _lines(found: Figures) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [_track_line(track) for track in found.tracks]
    lines += [{"kind": "total", **_stage_line(times)} for times in found.stages]
    lines.append({"kind": "drafts", **_draft_line(found.drafts)})
    if found.redelivery_rate is not None:
        lines.append({"kind": "redelivery", "rate": found.redelivery_rate})
    if found.saving is not None:
        lines.append({"kind": "saving", **_saving_line(found.saving)})
    lines.append({"kind": "unknown", "person": found.person, "notes": list(found.unknown)})
    return lines


def _track_line(track: TrackFigures) -> dict[str, Any]:
    return {
        "kind": "track",
        "episode": track.episode,
        "locale": track.locale,
        "role": track.role,
        "stages": [_stage_line(times) for times in track.stages],
        "drafts": _draft_line(track.drafts),
        "deliveries": {
            "finals": track.deliveries.finals,
            "again": track.deliveries.again,
            "findings": track.deliveries.findings,
        },
        "unknown": list(track.unknown),
    }


def _stage_line(times: StageTimes) -> dict[str, Any]:
    return {
        "stage": times.stage,
        "visits": times.visits,
        "cues": times.cues,
        "active_ms": times.active,
        "playing_ms": times.playing,
        "typing_ms": times.typing,
        "per_programme_minute": times.per_programme_minute,
        "per_dialogue_minute": times.per_dialogue_minute,
        "cues_an_hour": times.cues_an_hour,
        "source_unit": times.unit,
        "source_an_hour": times.size_an_hour,
        "time_edits_per_hundred": times.time_edits_per_hundred,
    }


def _draft_line(drafts: Drafts) -> dict[str, Any]:
    return {
        "judged": drafts.judged,
        "shares": drafts.shares,
        "hter": drafts.hter,
        "review_hter": drafts.review_hter,
        "unit": drafts.unit,
    }


def _saving_line(saving: Saving) -> dict[str, Any]:
    return {
        "ratio": saving.ratio,
        "low": saving.low,
        "high": saving.high,
        "people": saving.people,
        "scenes_with_draft": saving.scenes_with,
        "scenes_without": saving.scenes_without,
        "reason": saving.reason,
    }


# --- For a person ---------------------------------------------------------------------------------

_STAGE_HEADS = (
    "track",
    "stage",
    "cues",
    "active min",
    "a programme min",
    "a dialogue min",
    "cues/h",
    "source/h",
    "times edited %",
)
_DRAFT_HEADS = (
    "track",
    "drafts",
    "as is",
    "form only",
    "≤ 0.3",
    "≤ 0.7",
    "rewritten",
    "missed",
    "invented",
    "HTER",
    "review HTER",
)


def _print(found: Figures) -> None:
    from rich.console import Console  # noqa: PLC0415 -- Rich's tables are slow to load

    console = Console(width=None if sys.stdout.isatty() else 160)
    stages = [
        (_name(track), *_stage_cells(times)) for track in found.tracks for times in track.stages
    ]
    if len(found.tracks) > 1:
        stages += [("all", *_stage_cells(times)) for times in found.stages]
    judged = [(_name(track), track.drafts) for track in found.tracks if track.drafts.judged]
    if len(judged) > 1:
        judged.append(("all", found.drafts))
    for heads, rows in (
        (_STAGE_HEADS, stages),
        (_DRAFT_HEADS, [(name, *_draft_cells(drafts)) for name, drafts in judged]),
    ):
        if rows:
            console.print(_table(heads, rows))
            typer.echo()
    for line in _sentences(found):
        typer.echo(line)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 -- Rich is loaded late
    from rich.table import Table  # noqa: PLC0415 -- as above
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, head in enumerate(heads):
        table.add_column(head, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*map(Text, row))  # names of episodes are no markup
    return table


def _name(track: TrackFigures) -> str:
    role = "" if track.role == "subtitle" else f" ({track.role})"
    return f"{track.episode}.{track.locale}{role}"


def _stage_cells(times: StageTimes) -> tuple[str, ...]:
    per_hour = _figure(times.size_an_hour, 0)
    return (
        times.stage,
        str(times.cues),
        _figure(times.active / 60_000, 1),
        _figure(times.per_programme_minute, 2),
        _figure(times.per_dialogue_minute, 2),
        _figure(times.cues_an_hour, 0),
        per_hour if times.size_an_hour is None else f"{per_hour} {times.unit}",
        _figure(times.time_edits_per_hundred, 1),
    )


def _draft_cells(drafts: Drafts) -> tuple[str, ...]:
    return (
        str(drafts.judged),
        *(f"{share:.0%}" for share in drafts.shares.values()),
        _figure(drafts.hter, 2),
        _figure(drafts.review_hter, 2),
    )


def _figure(value: float | None, digits: int) -> str:
    return "?" if value is None else f"{value:.{digits}f}"


def _sentences(found: Figures) -> list[str]:
    """What stands below the tables: deliveries, the saving, and what is not known."""
    lines = []
    finals = sum(track.deliveries.finals for track in found.tracks)
    if finals:
        again = sum(track.deliveries.again for track in found.tracks)
        findings = [track.deliveries.findings for track in found.tracks if track.deliveries.finals]
        told = "?" if None in findings else str(sum(one or 0 for one in findings))
        lines.append(f"Delivered: {finals} final, {again} again after a change, {told} waived.")
    saving = found.saving
    if saving is not None and saving.ratio is not None:
        lines.append(
            f"With drafts the work took {saving.ratio:.2f} of the time without "
            f"(95 % interval {saving.low:.2f} to {saving.high:.2f}; {saving.people} people, "
            f"{saving.scenes_with} scenes with and {saving.scenes_without} without draft)."
        )
    if not found.tracks:
        lines.append("No work is kept for this season yet.")
    lines += [f"{_name(track)}: {note}" for track in found.tracks for note in track.unknown]
    return [*lines, *(f"Not known: {note}" for note in found.unknown)]
