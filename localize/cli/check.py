"""`localize check`: subtitle files measured against a style guide, and safe fixes written apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize import locales
from localize.errors import LocalizeError, SettingsError, UnknownNameError
from localize.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence


def _list_rules(asked: bool) -> None:
    """Print every rule with what it asks."""
    if not asked:
        return
    from localize import registry  # noqa: PLC0415 -- `--help` loads no checks

    names = registry.names(registry.CHECKS)
    width = max(map(len, names))
    for name in names:
        said = (registry.load(registry.CHECKS, name).__doc__ or "").strip().partition("\n")[0]
        typer.echo(f"{name:<{width}}  {said}")
    raise typer.Exit


def check(
    files: Annotated[
        list[Path], typer.Argument(help="Subtitle files, and folders of them with all below.")
    ],
    guide: Annotated[str, typer.Option(help="Style guide: a name, or a TOML file.")] = "netflix",
    locale: Annotated[
        str,
        typer.Option(metavar="TAG", help="Language of the files, if not told by their names."),
    ] = "",
    audience: Annotated[str, typer.Option(help="adult or children.")] = "adult",
    sdh: Annotated[
        bool | None,
        typer.Option(
            "--sdh/--no-sdh",
            help="For the deaf and hard of hearing, if not told by .sdh in their names.",
        ),
    ] = None,
    fps: Annotated[
        str,
        typer.Option(
            help="Frame rate that lengths are counted in; if not given the media's, the one that a "
            "file says itself (EBU STL, SCC, TTML, JSON), or 24."
        ),
    ] = "",
    source: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What the files translate: a file, or a folder of them."),
    ] = None,
    source_locale: Annotated[
        str,
        typer.Option(metavar="TAG", help="Its language; alone: EP.en.srt beside EP.es-419.srt."),
    ] = "",
    media: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The programme, or a folder of them: voices, frame rate, shot changes.",
        ),
    ] = None,
    voices: Annotated[
        bool, typer.Option("--voices/--no-voices", help="Whether the media's voices are heard.")
    ] = True,
    shots: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Shot changes, one time a line, in place of the media's."
        ),
    ] = None,
    known: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Confirmed names and terms, one a line, or a table."),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            envvar="LOCALIZE_PROJECT",
            help="Folder of the project whose names, terms and characters are known; this one if "
            "not given.",
        ),
    ] = None,
    waivers: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="Rules that may be broken, where, and why."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="This check alone; again for more.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Not this check; again for more.")
    ] = None,
    severity: Annotated[
        Severity, typer.Option(help="Say only what matters at least so much.")
    ] = Severity.NOTE,
    fix: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write copies of all files into this folder, with the safe fixes."
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace copies and a page's file that are there already."),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a page to look at: charts, and every finding."),
    ] = None,
    _: Annotated[
        bool,
        typer.Option(
            "--rules", callback=_list_rules, is_eager=True, help="List the rules, and end."
        ),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")
    ] = False,
) -> None:
    """Measure subtitle files against a style guide: text, times, and what they translate.

    With --media, cues are also held against the voices: speech without a cue, cues without speech,
    in- and out-times far from it. In a project's folder its confirmed names and terms are known.

    The exit code is 1 if an error remains, or a file cannot be read or a copy not be written, each
    of them named; what is waived does not count. With --fix it goes by what remains in the copies;
    the files themselves are never changed.
    """
    # `localize --help` needs none of these.
    from localize.checks import need_speech  # noqa: PLC0415
    from localize.cli.check_beside import Beside, rate_of  # noqa: PLC0415
    from localize.cli.check_files import Fixes, Terms, check_file, find_files  # noqa: PLC0415
    from localize.cli.check_lists import look_at_lists  # noqa: PLC0415
    from localize.cli.check_report import reporters  # noqa: PLC0415
    from localize.cli.check_waivers import Waivers, read_waivers  # noqa: PLC0415
    from localize.cli.listening import listening  # noqa: PLC0415
    from localize.cli.page_place import see_place  # noqa: PLC0415
    from localize.cli.places import Places  # noqa: PLC0415
    from localize.cli.project_named import see_project  # noqa: PLC0415
    from localize.cli.show import Show  # noqa: PLC0415
    from localize.guides import load_guide  # noqa: PLC0415

    style = load_guide(guide)
    style.limits("und", audience=audience)  # an unknown audience is no fault of the files
    rate_of(fps, None)  # nor is an unknown rate
    for option, path in (("--source", source), ("--media", media)):
        if path is not None and not path.exists():
            raise SettingsError(f"{option}: there is no {str(path)!r}.")
    if project is not None:
        see_project(project)
    looks = listening(project)
    beside = Beside(
        looks=looks,
        source=source,
        source_locale=locales.normalize(source_locale) if source_locale else None,
        media=media,
        shots=shots,
        known=known,
    )
    given = () if waivers is None else read_waivers(waivers)
    look_at_lists(beside, fps, given)
    rules = _rules(only or (), skip or ())
    terms = Terms(
        guide=style,
        locale=locales.normalize(locale) if locale else None,
        audience=audience,
        sdh=sdh,
        fps=fps,
        beside=beside,
        show=Show.of(project),
        listening=looks if voices and need_speech(rules) else None,
        waivers=Waivers(given),
        rules=rules,
    )
    inputs, problems = find_files(files, fix)
    if html is not None:
        beside_them = (source, media, known, shots, waivers, Path(guide))
        read = [*(one.path for one in inputs), *(one for one in beside_them if one is not None)]
        copies = [fix / one.place for one in inputs] if fix is not None else []
        see_place(html, read, copies, force=force)
    report = reporters(json=json, html=html, least=severity)
    places = Places((one.path for one in inputs), "--fix", force=force)
    fixes = None if fix is None else Fixes(fix, places)
    for problem in problems:
        report.failed(problem.path, problem)
    for found in inputs:
        try:
            report.checked(check_file(found, terms, fixes))
        except LocalizeError as error:
            report.failed(str(found.path), error)
    for remark in terms.waivers.remarks():
        report.remark(remark)
    report.summary()
    if report.failures or report.copies_failed or report.errors:
        raise typer.Exit(1)


def _rules(only: Sequence[str], skip: Sequence[str]) -> tuple[str, ...] | None:
    """Names of the checks to run; None for all.

    Raises:
        UnknownNameError: no check of that name.
    """
    from localize import registry  # noqa: PLC0415

    names = registry.names(registry.CHECKS)
    for name in (*only, *skip):
        if name not in names:
            raise UnknownNameError(registry.KINDS[registry.CHECKS], name, names)
    if not only and not skip:
        return None
    return tuple(name for name in names if (name in only or not only) and name not in skip)
