"""`localize template`: begin one, publish it, see what that does, hang markets on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.errors import SettingsError

if TYPE_CHECKING:
    from localize.cli.kept import Kept
    from localize.review.templates import Templates

template_app = typer.Typer(
    help="Templates: a source track in numbered versions that every market follows.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
_Episode = Annotated[str, typer.Argument(metavar="EPISODE", help="Name of the episode.")]
_Locale = Annotated[
    str, typer.Option(help="Language of the template; needed only where there are several.")
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


@template_app.command("start")
def start(
    episode: _Episode,
    locale: Annotated[
        str, typer.Option(help="Language of the track; needed only where there are several.")
    ] = "",
    from_role: Annotated[
        str, typer.Option("--from", help="transcript, or subtitle for a pivot.")
    ] = "transcript",
    project: _Project = Path(),
) -> None:
    """Begin a template as a copy of the transcript, or a pivot as a copy of subtitles."""
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs none of this
    from localize.script import TrackRole  # noqa: PLC0415

    if from_role not in (TrackRole.TRANSCRIPT, TrackRole.SUBTITLE):
        raise SettingsError(f"--from: there is no {from_role!r}.", hint="transcript or subtitle.")
    with kept(project) as work:
        origin = work.track(episode, _tag(locale), TrackRole(from_role))
        _templates(work).start(work.actor, origin)
    say(f"{episode}: template begun. Edit it, then: localize template publish {episode}")


@template_app.command("publish")
def publish(
    episode: _Episode,
    locale: _Locale = "",
    note: Annotated[str, typer.Option(help="What to say about this version.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would do to each market; do nothing.")
    ] = False,
    after: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="The newest version you have seen; nothing is done if there is another.",
        ),
    ] = None,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Publish the template as it is now; every market that hangs on it follows.

    What nobody touched follows, the rest is flagged, approved text never changes, and a new line
    is an empty cue that blocks final.
    """
    from localize.cli import template_report as report  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.kept import kept  # noqa: PLC0415

    with kept(project) as work:
        template = _template(work, episode, locale)
        made = _templates(work).publish(work.actor, template, note, dry_run=dry_run, after=after)
    report.publication(made, as_json=as_json)


@template_app.command("impact")
def impact(
    episode: _Episode,
    locale: _Locale = "",
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Show what publishing the template now would do to each market; changes nothing."""
    from localize.cli import template_report as report  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.kept import kept  # noqa: PLC0415

    with kept(project) as work:
        found = _templates(work).impact(work.actor, _template(work, episode, locale))
    report.publication(found, as_json=as_json)


@template_app.command("log")
def log(
    episode: _Episode,
    locale: _Locale = "",
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """List the published versions with what changed in each, newest first."""
    from localize.cli import template_report as report  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.kept import kept  # noqa: PLC0415

    with kept(project) as work:
        versions = _templates(work).log(work.actor, _template(work, episode, locale))
    report.log(versions, as_json=as_json)


@template_app.command("hang")
def hang(
    episode: _Episode,
    locale: _Locale = "",
    to: Annotated[
        str, typer.Option(help="Markets, such as es-419,fr-FR; all of the season's if not given.")
    ] = "",
    pivot: Annotated[
        str, typer.Option(help="Hang the template of this language on it, instead of markets.")
    ] = "",
    version: Annotated[
        int | None, typer.Option(min=1, help="Of the template; the newest if not given.")
    ] = None,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Hang markets on a version of the template, making the tracks that are not there.

    Machine drafts keep their text and take the template's times; nothing is lost.
    """
    from localize.cli import template_report as report  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.kept import kept  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    if pivot and to:
        raise SettingsError("--pivot and --to exclude each other.")
    with kept(project) as work:
        template, templates = _template(work, episode, locale), _templates(work)
        if pivot:
            track = work.track(episode, _tag(pivot), TrackRole.TEMPLATE)
            hung = [templates.hang(work.actor, track, template, version)]
        else:
            markets = [_tag(name) for name in to.split(",") if name.strip()]
            hung = [*templates.draft_markets(work.actor, template, markets, version)]
    report.impacts(hung, as_json=as_json)


@template_app.command("requests")
def requests(
    episode: _Episode,
    locale: _Locale = "",
    everything: Annotated[bool, typer.Option("--all", help="Those answered, too.")] = False,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """List what markets ask of the template."""
    from localize.cli import template_report as report  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.kept import kept  # noqa: PLC0415
    from localize.review.requests import ChangeRequests  # noqa: PLC0415

    with kept(project) as work:
        asked = ChangeRequests(work.database, work.season)
        found = asked.of(work.actor, _template(work, episode, locale), answered=everything)
    report.requests(found, as_json=as_json)


@template_app.command("grant")
def grant(
    request: Annotated[int, typer.Argument(metavar="REQUEST", help="Its number in the list.")],
    answer: Annotated[str, typer.Option(help="What to say.")] = "",
    project: _Project = Path(),
) -> None:
    """Grant a request: its frames are given to the template; the next version brings them."""
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.review.requests import ChangeRequests  # noqa: PLC0415

    with kept(project) as work:
        done = ChangeRequests(work.database, work.season).grant(work.actor, request, answer)
    say(f"{request}: {done.answer}")


@template_app.command("decline")
def decline(
    request: Annotated[int, typer.Argument(metavar="REQUEST", help="Its number in the list.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    project: _Project = Path(),
) -> None:
    """Decline a request, with the reason."""
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.review.requests import ChangeRequests  # noqa: PLC0415

    with kept(project) as work:
        done = ChangeRequests(work.database, work.season).decline(work.actor, request, reason)
    say(f"{request}: {done.answer}")


def _templates(work: Kept) -> Templates:
    from localize.review.templates import Templates  # noqa: PLC0415 -- as above

    return Templates(work.database, work.season)


def _template(work: Kept, episode: str, locale: str) -> int:
    from localize.script import TrackRole  # noqa: PLC0415 -- as above

    return work.track(episode, _tag(locale), TrackRole.TEMPLATE)


def _tag(locale: str) -> str:
    from localize.locales import normalize  # noqa: PLC0415 -- as above

    return normalize(locale.strip()) if locale else ""
