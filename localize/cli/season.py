"""`localize season`: its settings, where every track stands, what is late and what is next."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localize.cli.project_named import see_project
from localize.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.review.reading import SeasonOverview, Task, TrackSummary
    from localize.season import Season

season_app = typer.Typer(
    help="The season: its settings in localize.toml, and how far every track has come.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]


@season_app.command("init")
def init(
    name: Annotated[
        str, typer.Option(help="What people call the season; the folder's name if not given.")
    ] = "",
    to: Annotated[str, typer.Option(help="Markets, such as es-419,fr-FR.")] = "",
    source: Annotated[
        str, typer.Option(help="What is spoken, such as ja; heard from each episode if not given.")
    ] = "",
    guide: Annotated[str, typer.Option(help="Style guide: a name, or a TOML file.")] = "netflix",
    project: _Project = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace settings.")] = False,
) -> None:
    """Write localize.toml: every setting is there, with what it means, to be changed by hand."""
    from localize.delivery.files import write_atomically  # noqa: PLC0415 -- `--help` needs none
    from localize.locales import normalize  # noqa: PLC0415
    from localize.season import (  # noqa: PLC0415
        FILE_NAME,
        Market,
        Season,
        read_season,
        season_text,
    )
    from localize.season.model import style_guide  # noqa: PLC0415

    path = project / FILE_NAME
    if path.exists() and not force:
        raise SettingsError(
            f"There are settings already: {str(path)!r}.",
            hint="Change them by hand, or give --force to replace them.",
        )
    style_guide(guide, project)
    locales = dict.fromkeys(normalize(tag.strip()) for tag in to.split(",") if tag.strip())
    season = Season(
        name=name or project.resolve().name or "season",
        source=normalize(source) if source else "",
        guide=guide,
        markets=tuple(Market(locale, guide=guide) for locale in locales),
    )
    text = season_text(season)
    read_season(text, str(path))  # what is written must be what can be read
    project.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode())
    typer.echo(f"{path}: {_settings_line(season)}")


@season_app.command("show")
def show(
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    findings: Annotated[
        bool, typer.Option("--findings", help="Check every track too; takes a while.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout.")
    ] = False,
    project: _Project = Path(),
) -> None:
    """Show where every track stands, what is late, and what is next for you."""
    from localize.cli.kept import is_kept, kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.review.service import Review  # noqa: PLC0415
    from localize.season import load_season  # noqa: PLC0415
    from localize.store.seasons import find_season  # noqa: PLC0415

    see_project(project)
    season = load_season(project)
    if as_json:
        _echo("season", name=season.name, markets=_locales(season))
    else:
        say(_settings_line(season))
    overview = None
    if is_kept(project):
        with kept(project) as work:
            with work.database.read() as session:
                known = find_season(session, season.name) is not None
            if known:
                review = Review(work.database, season, project)
                overview = review.overview(work.actor, findings=findings)
    if overview is None:
        typer.echo("Nothing of it is kept yet: localize run, or localize import.", err=True)
    elif as_json:
        _print_json(overview, late=late)
    else:
        _print(overview, late=late)


def _settings_line(season: Season) -> str:
    markets = ", ".join(_locales(season)) or "no market yet"
    return f"{season.name}: {season.source or 'any language'} to {markets}; guide {season.guide}"


def _locales(season: Season) -> list[str]:
    return [market.locale for market in season.markets]


# --- For people -----------------------------------------------------------------------------------


def _print(overview: SeasonOverview, *, late: bool) -> None:
    from localize.cli.kept import say  # noqa: PLC0415 -- as in `show`

    people = dict(overview.people)
    tracks = [track for track in overview.tracks if track.late or not late]
    width = max((len(f"{one.episode}.{one.locale}") for one in tracks), default=0)
    for track in tracks:
        say(_track_line(track, width, people))
    if late and not tracks:
        typer.echo("Nothing is late.")
    tasks = [task for task in overview.next if task.late or not late]
    if tasks:
        typer.echo("Next for you:")
    for task in tasks:
        say(f"  {_task_line(task)}")


def _track_line(track: TrackSummary, width: int, people: Mapping[int, str]) -> str:
    name = f"{track.episode}.{track.locale}".ljust(width)
    said = [f"{count} {state}" for state, count in track.states if count] or ["empty"]
    if track.stale:
        said.append(f"{track.stale} to look at")
    if track.queries:
        said.append("1 open query" if track.queries == 1 else f"{track.queries} open queries")
    if track.blocking:
        said.append(f"{track.blocking} blocking")
    who = dict.fromkeys(
        people.get(one.person_id, "somebody")
        for one in track.assignments
        if one.stage == track.stage and one.done is None
    )
    parts = [name, f"{track.role:<10}", f"{track.stage:<9}", ", ".join(said)]
    if who:
        parts.append(f"with {' and '.join(who)}")
    if track.due is not None:
        parts.append(_due(track.due, late=track.late))
    return "  ".join(parts)


def _task_line(task: Task) -> str:
    parts = [f"{task.episode}.{task.locale}", task.assignment.stage, f"{task.left} left"]
    if task.cue_id:
        parts.append(f"from cue {task.cue_id}")
    if not task.ready:
        parts.append("not ready yet")
    if task.assignment.due is not None:
        parts.append(_due(task.assignment.due, late=task.late))
    return "  ".join(parts)


def _due(due: datetime, *, late: bool) -> str:
    when = f"{due.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"LATE since {when}" if late else f"due {when}"


# --- JSON -----------------------------------------------------------------------------------------


def _print_json(overview: SeasonOverview, *, late: bool) -> None:
    people = dict(overview.people)
    for track in overview.tracks:
        if track.late or not late:
            _echo(
                "track",
                track=track.track_id,
                episode=track.episode,
                locale=track.locale,
                role=track.role.value,
                stage=track.stage,
                states={state.value: count for state, count in track.states},
                stale=track.stale,
                queries=track.queries,
                blocking=track.blocking,
                due=_moment(track.due),
                late=track.late,
                assignments=[
                    {
                        "stage": one.stage,
                        "person": people.get(one.person_id, ""),
                        "first": one.first_cue,
                        "last": one.last_cue,
                        "due": _moment(one.due),
                        "done": _moment(one.done),
                    }
                    for one in track.assignments
                ],
            )
    for task in overview.next:
        if task.late or not late:
            _echo(
                "next",
                episode=task.episode,
                locale=task.locale,
                stage=task.assignment.stage,
                ready=task.ready,
                late=task.late,
                cue=task.cue_id,
                left=task.left,
                due=_moment(task.assignment.due),
            )


def _echo(kind: str, **values: Any) -> None:  # noqa: ANN401 -- whatever JSON can say
    typer.echo(json.dumps({"kind": kind, **values}, ensure_ascii=False))


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
