"""`localize export`: what people worked on leaves as files, as a draft or through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from localize.errors import LocalizeError, SettingsError, UnknownNameError

if TYPE_CHECKING:
    from localize.cli.export_report import Report
    from localize.season import Season
    from localize.store import Database

#: Roles of tracks (`script.TrackRole`), the one that leaves first.
_ROLES: Final = ("subtitle", "template", "transcript")


def export(
    episodes: Annotated[
        list[str] | None,
        typer.Argument(help="Episodes by name; `all` for every one.", metavar="EPISODE…"),
    ] = None,
    to: Annotated[
        str, typer.Option(help="Locales to export, such as fr-FR,es-419; the season's markets.")
    ] = "",
    formats: Annotated[
        str, typer.Option("--format", help="Formats to write; each market's own if not given.")
    ] = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="As a draft, whatever the gate says.")
    ] = False,
    variant: Annotated[
        str,
        typer.Option(
            help="full, sdh, forced; what the track has if not given: full, sdh where it has "
            "sound cues, forced where it has such cues."
        ),
    ] = "",
    role: Annotated[
        str,
        typer.Option(
            help="subtitle, template or transcript; the first of them that there is, if not given."
        ),
    ] = "",
    project: Annotated[
        Path,
        typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`."),
    ] = Path(),
    out: Annotated[
        Path | None, typer.Option(help="Where the files go; `subtitles` in the project.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option(help="Write over files that somebody has changed.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Write nothing: see whether what was delivered is as it was."
        ),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")
    ] = False,
) -> None:
    """Export tracks with their record: final through the gate, or as drafts.

    A final track needs every cue approved and watched, and no hard limit broken; what is in the
    way is listed, and the exit code is 1. Beside the files stand manifest.json and a page that
    says what machines made and what people did. --verify tells whether any of it was altered.
    Who exports is whoever the token in LOCALIZE_TOKEN belongs to; without one, this machine's own
    user.
    """
    from localize.cli.export_report import reporter  # noqa: PLC0415 -- `--help` needs none of this

    folder = project / "subtitles" if out is None else out
    report = reporter(json=json)
    if verify:
        if episodes or to or draft:
            raise SettingsError("--verify looks at all of a folder.", hint="Give --out alone.")
        _verify(project, folder, report)
    else:
        if not episodes:
            raise SettingsError("No episode is named.", hint="Name episodes, or write `all`.")
        wanted = _Wanted(tuple(episodes), _locales(to), _role(role))
        options = _Options(
            formats=_names(formats) or None,
            final=not draft,
            variants=_variants(variant),
            overwrite=overwrite,
        )
        _export_all(project, folder, wanted, options, report)
    report.summary()
    if not report.ok:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which tracks; no locales means the season's markets, no role the first that there is."""

    episodes: tuple[str, ...]
    locales: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class _Options:
    """How they are exported."""

    formats: tuple[str, ...] | None
    final: bool
    variants: tuple[str, ...]
    overwrite: bool


def _export_all(
    project: Path, out: Path, wanted: _Wanted, options: _Options, report: Report
) -> None:
    from localize import registry  # noqa: PLC0415 -- `--help` needs none of this
    from localize.cli.kept import asking  # noqa: PLC0415
    from localize.delivery.export import export as export_track  # noqa: PLC0415
    from localize.delivery.variants import Variant  # noqa: PLC0415
    from localize.season import load_season  # noqa: PLC0415
    from localize.store import Database  # noqa: PLC0415

    season = load_season(project)
    for name in options.formats or ():
        registry.subtitle_format(name)  # an unknown name must not wait for the first track
    if not _has_database(project):
        raise SettingsError(
            f"The project {str(project)!r} has no database, so there is nothing to export.",
            hint="`localize run` or `localize import` fills it; --project names another folder.",
        )
    with Database.of_project(project) as database:
        database.upgrade()
        actor = asking(database)
        for episode, locale, track_id in _tracks(database, season, wanted):
            try:
                if track_id is None:
                    raise MissingTrackError(
                        f"{episode!r} has no track in {locale}.",
                        hint="`localize run` drafts one; `localize import` takes a file.",
                    )
                made = export_track(
                    database,
                    season,
                    actor,
                    track_id,
                    out,
                    options.formats,
                    final=options.final,
                    project=project,
                    variants=tuple(map(Variant, options.variants)) or None,
                    overwrite=options.overwrite,
                )
            except SettingsError:
                raise
            except LocalizeError as error:
                report.failed(episode, locale, error)
            else:
                report.exported(made)


class MissingTrackError(LocalizeError):
    """A track that was asked for and is not there."""


def _tracks(
    database: Database, season: Season, wanted: _Wanted
) -> list[tuple[str, str, int | None]]:
    """Episode, locale and track of everything that is to be exported.

    Raises:
        UnknownNameError: no such episode.
        SettingsError: the database holds nothing of this season.
    """
    from localize.store import seasons as store  # noqa: PLC0415 -- `--help` needs none of this

    with database.read() as session:
        row = store.find_season(session, season.name)
        known = {} if row is None else {one.name: one for one in store.episodes_of(session, row.id)}
        if not known:
            raise SettingsError(
                f"The database holds no episode of the season {season.name!r}.",
                hint="`localize run` puts its drafts there; --project names another folder.",
            )
        found: list[tuple[str, str, int | None]] = []
        for name in _episode_names(wanted.episodes, tuple(known)):
            tracks = store.tracks_of(session, known[name].id)
            markets = tuple(market.locale for market in season.markets)
            there = tuple(t.locale for t in tracks if t.role == _ROLES[0])
            for locale in wanted.locales or markets or tuple(dict.fromkeys(there)):
                roles = {track.role: track.id for track in tracks if track.locale == locale}
                chosen = (roles[r] for r in _ROLES if r in roles and wanted.role in ("", r))
                found.append((name, locale, next(chosen, None)))
        return found


def _episode_names(given: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for name in given:
        if name in known:
            names[name] = None
        elif name == "all":
            names.update(dict.fromkeys(known))
        else:
            raise UnknownNameError("episode", name, known, hint="`all` stands for every one.")
    return tuple(names)


def _verify(project: Path, out: Path, report: Report) -> None:
    from localize.delivery.verify import verify_record  # noqa: PLC0415 -- `--help` needs none of this
    from localize.store import Database  # noqa: PLC0415

    if not out.is_dir():
        raise SettingsError(f"There is no folder {str(out)!r}.", hint="Name it with --out.")
    if not _has_database(project):
        report.verified(out, verify_record(out), compared=False)
        return
    with Database.of_project(project) as database:
        database.upgrade()
        report.verified(out, verify_record(out, database, project), compared=True)


def _has_database(project: Path) -> bool:
    """Whether there is a database already; a question must not make one."""
    from localize.store.address import Address  # noqa: PLC0415 -- `--help` needs none of this

    path = Address.of_project(project).path
    return path is None or path.is_file()


def _locales(text: str) -> tuple[str, ...]:
    from localize import locales  # noqa: PLC0415 -- `--help` needs none of this

    return tuple(dict.fromkeys(locales.normalize(tag) for tag in _names(text)))


def _role(name: str) -> str:
    if name and name not in _ROLES:
        raise UnknownNameError("role of a track", name, _ROLES)
    return name


def _variants(text: str) -> tuple[str, ...]:
    from localize.delivery.variants import Variant  # noqa: PLC0415 -- `--help` needs none of this

    known = tuple(variant.value for variant in Variant)
    for name in _names(text):
        if name not in known:
            raise UnknownNameError("variant", name, known)
    return _names(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
