"""`localize translate`: subtitle files become drafts for every market."""

from __future__ import annotations

import json as jsonlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.markets import markets_of, named_guide
from localize.cli.model_named import see_model
from localize.cli.pricing import prices
from localize.cli.project_named import see_project
from localize.errors import InputError, LocalizeError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from localize.cli.check_files import Input
    from localize.drafting.known import KnownLines
    from localize.engines import Estimate, Prices
    from localize.pipeline.source_files import SourceFile
    from localize.pipeline.translating import Drafted, TranslateSettings, Unserved
    from localize.season import CuesRule
    from localize.timeline import FrameRate

Engine = "Engines and models"
Output = "Output"


def translate(
    files: Annotated[
        list[Path], typer.Argument(help="Subtitle files, and folders of them with all below.")
    ],
    to: Annotated[
        str, typer.Option(help="Markets, such as fr,es-419; those of localize.toml if not given.")
    ] = "",
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="TAG",
            help="Language of the files, if not told by their names; of a folder only those files "
            "are taken whose names say no other.",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where the drafts go; `subtitles` in the project. Not read where a named "
            "folder holds it.",
        ),
    ] = None,
    project: Annotated[
        Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project.")
    ] = Path(),
    layout: Annotated[
        str,
        typer.Option(
            help="How far drafts may leave the source's cues: fixed (its cues and times stay), "
            "sentence (split and merged inside a sentence) or free.",
            rich_help_panel=Output,
        ),
    ] = "sentence",
    formats: Annotated[
        str,
        typer.Option(help="Formats to write; each file's own.", rich_help_panel=Output),
    ] = "",
    guide: Annotated[
        str,
        typer.Option(
            help="Style guide: a name, or a TOML file; localize.toml's.", rich_help_panel=Output
        ),
    ] = "",
    audience: Annotated[
        str, typer.Option(help="adult or children; localize.toml's.", rich_help_panel=Output)
    ] = "",
    fps: Annotated[
        str,
        typer.Option(
            help="Frame rate that times lie on; if not given the one that a file says itself (EBU "
            "STL, SCC, TTML, JSON), or 24.",
            rich_help_panel=Output,
        ),
    ] = "",
    memory: Annotated[
        list[Path] | None,
        typer.Option(
            help="A memory (.tmx, .xlf): a sentence that it has is taken from it, not drafted. "
            "May be given more than once.",
            rich_help_panel=Engine,
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(help="Write over drafts that a person has changed.", rich_help_panel=Output),
    ] = False,
    translation: Annotated[
        str,
        typer.Option(
            help="Translation engine; localize.toml's, or the preferred one that serves a market, "
            "if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    model: Annotated[
        str,
        typer.Option(
            help="Model of an engine here: a name of `localize models list`, a folder, or a "
            "direction of Apertium (spa-cat_valencia).",
            rich_help_panel=Engine,
        ),
    ] = "",
    device: Annotated[
        str,
        typer.Option(
            help="auto, cpu, cuda, cuda:N, or several cards: cuda:0,cuda:1.",
            rich_help_panel=Engine,
        ),
    ] = "auto",
    server: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_SERVER",
            help="Translation server that speaks OpenAI's protocol; localize.toml's.",
            rich_help_panel=Engine,
        ),
    ] = "",
    server_model: Annotated[
        str,
        typer.Option(help="Model to ask the server for; its only one.", rich_help_panel=Engine),
    ] = "",
    price_in: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="What the server takes for a million tokens that it reads, in your money; "
            "localize.toml's. With it the estimate says what the drafts cost before they start.",
            rich_help_panel=Engine,
        ),
    ] = None,
    price_out: Annotated[
        float | None,
        typer.Option(min=0, help="The same for tokens that it writes.", rich_help_panel=Engine),
    ] = None,
    pivot: Annotated[
        str,
        typer.Option(
            metavar="TAG",
            help="Language by way of which markets are drafted that nothing drafts directly.",
            rich_help_panel=Engine,
        ),
    ] = "",
    accept_non_commercial: Annotated[
        bool,
        typer.Option(
            help="Draft with models whose licence forbids commercial use, too.",
            rich_help_panel=Engine,
        ),
    ] = False,
    models_dir: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_MODELS_DIR", help="Where models are kept.", rich_help_panel=Engine
        ),
    ] = "",
    offline: Annotated[
        bool,
        typer.Option(
            envvar="LOCALIZE_OFFLINE",
            help="Fetch nothing from the network.",
            rich_help_panel=Engine,
        ),
    ] = False,
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Say what a server would be asked, and send nothing."),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")
    ] = False,
) -> None:
    """Draft subtitle files for every market: sentence by sentence, no line lost.

    Sentences are put together over cue borders, translated, laid out to the market's guide and
    checked. Every cue of the source is in the draft, or named as untranslated; manifest.json says
    which cue renders which, and what made it. Terms, characters and forms of address of the
    project are kept to. The exit code is 1 if a line has no draft, a market no engine, a file
    cannot be read, or a format cannot carry a draft.
    """
    from localize import locales  # noqa: PLC0415 -- `localize --help` needs none of these
    from localize.cli.check_files import find_files  # noqa: PLC0415
    from localize.cli.show import Show  # noqa: PLC0415
    from localize.drafting.offers import offer  # noqa: PLC0415
    from localize.engines import EngineSettings  # noqa: PLC0415
    from localize.engines.address import host_of  # noqa: PLC0415
    from localize.pipeline.translating import TranslateSettings, Translation  # noqa: PLC0415
    from localize.season import DraftRule, Network, load_season  # noqa: PLC0415

    rate = _rate(fps)
    see_project(project)
    season = load_season(project)
    way = pivot or season.pivot
    drafted = tuple(m.locale for m in season.markets if m.policy.draft is not DraftRule.NONE)
    targets = tuple(dict.fromkeys(locales.normalize(tag) for tag in _names(to) or drafted))
    if not targets:
        raise SettingsError("No market is named.", hint="Give --to, such as --to fr,es-419.")
    settings = TranslateSettings(
        out=project / "subtitles" if out is None else out,
        targets=targets,
        source=locales.normalize(source) if source else "",
        rule=_rule(layout),
        formats=tuple(dict.fromkeys(_names(formats))),
        translation=translation,
        markets=markets_of(
            season, targets, guide=named_guide(guide), audience=audience, engine=translation
        ),
        project=project,
        engine=EngineSettings(
            model=model,
            device=device,
            models_dir=models_dir,
            accept_non_commercial=accept_non_commercial,
            pivot=locales.normalize(way) if way else "",
            offline=offline or season.network is Network.OFFLINE,
            server=server or season.server,
            server_model=server_model or season.server_model,
            may_send=season.network is Network.SEND,
        ),
        synopsis=season.synopsis,
        overwrite=overwrite,
    )
    if settings.engine.server:
        host_of(settings.engine.server)
    show = Show.at(project)
    settings = replace(
        settings,
        known=_known(memory or (), settings),
        words=tuple((locale, show.words_in(locale)) for locale in settings.targets),
    )
    if model:
        see_model(translation, settings.engine)
    work = Translation(settings)
    report = _Report(json=json, prices=prices(season, price_in, price_out))
    inputs, problems = find_files(files, settings.out)
    for problem in problems:
        report.failed(problem.path, problem)
    sources = _read(inputs, frozenset(files), settings.source, rate, report)
    for one in sources:
        spoken = one.track.locale
        if all(one.reads_alike(target) for target in targets):
            typer.echo(f"{one.path} is in {spoken} already; nothing to draft.", err=True)
    for lacking in work.unserved(sources):
        locale = lacking.source.track.locale
        report.unserved(lacking, offer(locale, lacking.target, settings.engine))
    report.estimates(work.estimate(sources), only=estimate)
    if not estimate:
        for made in work.run(sources, report.progress, report.warning):
            report.made(made)
    if report.problems:
        raise typer.Exit(1)


def _known(
    files: Iterable[Path], settings: TranslateSettings
) -> tuple[tuple[str, KnownLines], ...]:
    """The lines of memories that serve the markets; a line that cannot be used is told.

    Raises:
        InputError: a file is no memory, or damaged.
    """
    from localize.cli.memory import read_lines  # noqa: PLC0415 -- as in `translate`
    from localize.drafting.known import KnownLines  # noqa: PLC0415
    from localize.memory.brought import known_of_file  # noqa: PLC0415

    found: dict[str, KnownLines] = {}
    for file in files:
        read = read_lines(file, settings.source)
        for refusal in read.refusals:
            typer.echo(f"{refusal.place}: {refusal.message}", err=True)
        for target in settings.targets:
            own = known_of_file(read.lines, file.name, target).passages
            before = found.get(target, KnownLines()).passages
            found[target] = KnownLines((*before, *own))
    return tuple((target, lines) for target, lines in found.items() if lines.passages)


def _rate(fps: str) -> FrameRate | None:
    from localize.timeline import FrameRate  # noqa: PLC0415 -- as in `translate`

    if not fps:
        return None
    try:
        return FrameRate.parse(fps)
    except ValueError as error:
        raise SettingsError(f"--fps: {error}.") from error


def _rule(layout: str) -> CuesRule:
    from localize.season import CuesRule  # noqa: PLC0415 -- as in `translate`

    if layout not in set(CuesRule):
        raise SettingsError(f"--layout is {', '.join(CuesRule)}, not {layout!r}.")
    return CuesRule(layout)


def _read(
    inputs: Iterable[Input],
    named: Collection[Path],
    locale: str,
    rate: FrameRate | None,
    report: _Report,
) -> list[SourceFile]:
    """The files that can be translated; what is wrong with the others is told.

    Args:
        inputs: what was found.
        named: paths that were named themselves, and not by their folder.
        locale: of the files; empty to take it from their names.
        rate: that was told; None to take each file's own, or the usual one.
        report: where it is told.
    """
    from localize import locales  # noqa: PLC0415 -- as in `translate`
    from localize.formats import episode_from_name, locale_from_name  # noqa: PLC0415
    from localize.pipeline.source_files import read_source  # noqa: PLC0415

    sources: list[SourceFile] = []
    taken: dict[str, Path] = {}
    for one in inputs:
        own = locale_from_name(one.path)
        other = bool(locale and own) and not locales.same_writing(own or "", locale)
        if other and one.path not in named:
            continue  # of a folder that holds other languages, too
        episode = (one.place.parent / episode_from_name(one.path)).as_posix()
        try:
            if episode in taken:
                raise SettingsError(
                    f"Its drafts would be called as those of {str(taken[episode])!r}.",
                    hint="Name the language with --from, or translate the two apart.",
                )
            taken[episode] = one.path
            source = read_source(one.path, episode, locale, rate)
            if not source.track.cues:
                raise InputError("The file has no cues.", path=str(one.path))
            sources.append(source)
        except LocalizeError as error:
            report.failed(str(one.path), error)
    return sources


class _Report:
    """What is told: a line a draft, and what is wrong."""

    def __init__(self, *, json: bool, prices: Prices | None = None) -> None:
        self._json = json
        self._prices = prices
        self.problems = 0
        self._told: dict[str, int] = {}

    def failed(self, path: str, error: LocalizeError) -> None:
        self.problems += 1
        if self._json:
            self._event("failed", file=path, message=error.message, hint=error.hint)
        hint = f" {error.hint}" if error.hint else ""
        typer.echo(f"{path}: {error.message}{hint}", err=True)

    def unserved(self, lacking: Unserved, offered: str) -> None:
        self.problems += 1
        source, target = lacking.source, lacking.target
        message = f"No installed engine drafts {target} from {source.track.locale}."
        others = (
            "`localize doctor` lists the engines that are here; Debian's apertium pairs and a "
            "server (--server) draft too."
        )
        if lacking.named:
            message = (
                f"{lacking.named}, the engine that is named for {target}, does not draft it from "
                f"{source.track.locale} here, and no other is asked."
            )
            others = "`localize doctor` lists what each engine needs; --translation names another."
        hint = f"{offered} {others}".strip()
        if self._json:
            self._event(
                "unserved", file=str(source.path), target=target, message=message, hint=hint
            )
        typer.echo(f"{source.path}: {message} {hint}", err=True)

    def estimates(self, found: dict[str, Estimate], *, only: bool) -> None:
        """What servers will be asked; said before the work starts, or alone."""
        if only and not found:
            typer.echo("Nothing would be sent: no server drafts any of these.", err=True)
        for name, one in found.items():
            if self._json:
                cost = {} if self._prices is None else {"cost": round(one.cost(self._prices), 4)}
                self._event(
                    "estimate", engine=name, calls=one.calls, tokens_asked=one.tokens_asked,
                    tokens_answered=one.tokens_answered, **cost,
                )  # fmt: skip
            else:
                said = one.said(self._prices)
                typer.echo(f"{name}: {said}, if every answer is fit at once.", err=not only)

    def progress(self, name: str, done: int, total: int) -> None:
        quarter = 4 * done // max(1, total)
        if quarter > self._told.get(name, 0) and quarter < 4:
            self._told[name] = quarter
            typer.echo(f"{name}: {quarter * 25} %", err=True)

    def warning(self, message: str) -> None:
        typer.echo(f"warning: {message}", err=True)

    def made(self, made: Drafted) -> None:
        rules = Counter(one.rule for one in made.findings)
        self.problems += made.blank + len(made.unwritten)
        cues = len(made.track.cues)
        if self._json:
            self._event(
                "drafted",
                file=str(made.source.path),
                target=made.track.locale,
                engine=made.engine,
                source_cues=len(made.source.track.cues),
                cues=cues,
                within_limits=made.within,
                untranslated=made.blank,
                from_memory=made.remembered,
                findings=dict(sorted(rules.items())),
                files=[{"path": one.path, "state": one.state} for one in made.files],
                unwritten=[
                    {"format": name, "message": error.message, "hint": error.hint}
                    for name, error in made.unwritten
                ],
            )
            self._unwritten(made)
            return
        wrong = f"; {made.blank} without a draft" if made.blank else ""
        taken = f", {made.remembered} of them from the memory" if made.remembered else ""
        names = ", ".join(one.path for one in made.files) or "No file"
        typer.echo(
            f"{names}: {cues} cues for {len(made.source.track.cues)}, {made.within} within every "
            f"limit, by {made.engine}{taken}{wrong}"
        )
        for one in made.findings:
            if one.rule in ("untranslated", "lost", "doubtful-draft", "joined-draft", "known-line"):
                typer.echo(f"  {one.severity}: {one.message}", err=True)
        for file in made.files:
            if file.state == "kept":
                typer.echo(
                    f"  {file.path} was changed since it was written, so it is kept; --overwrite "
                    "writes the new draft over it.",
                    err=True,
                )
        self._unwritten(made)

    @staticmethod
    def _unwritten(made: Drafted) -> None:
        for name, error in made.unwritten:
            hint = f" {error.hint}" if error.hint else ""
            typer.echo(
                f"{made.source.path}: No {name} for {made.track.locale}: {error.message}{hint}",
                err=True,
            )

    @staticmethod
    def _event(name: str, **more: object) -> None:
        typer.echo(jsonlib.dumps({"event": name, **more}, ensure_ascii=False))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
