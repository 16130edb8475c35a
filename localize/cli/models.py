"""``localize models``: list, pull and verify the weights of the engines' models."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from localize import registry
from localize.engines import EngineSettings, ModelInfo, WeightsState
from localize.errors import LocalizeError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from localize.engines import FetchProgress

#: Letters of a model's name: it is also its folder's.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

models_app = typer.Typer(
    help="List, fetch and verify the weights of speech and translation models.",
    no_args_is_help=True,
)

_ModelsDir = Annotated[
    str,
    typer.Option(
        "--models-dir",
        help="Folder where weights are kept. Default: LOCALIZE_MODELS_DIR, else the cache folder.",
    ),
]
_Offline = Annotated[
    bool, typer.Option("--offline", envvar="LOCALIZE_OFFLINE", help="Fetch nothing.")
]
_Accept = Annotated[
    bool,
    typer.Option(
        "--accept-unverified",
        help="Take weights that the catalogue cannot confirm; what comes first is recorded and "
        "enforced afterwards.",
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


@models_app.command("convert")
def convert_model(
    model: Annotated[
        str,
        typer.Argument(
            help="A translation model of `localize models list`, a repository of the hub, such as "
            "Helsinki-NLP/opus-mt-en-es, or a folder."
        ),
    ],
    name: Annotated[str, typer.Option(help="What it is to be called; the repository's name.")] = "",
    sources: Annotated[
        str, typer.Option(help="Languages that it translates from; all that it knows.")
    ] = "",
    targets: Annotated[
        str, typer.Option(help="Languages that it translates into; all that it knows.")
    ] = "",
    licence: Annotated[str, typer.Option(help="SPDX name of its licence, such as CC-BY-4.0.")] = "",
    revision: Annotated[str, typer.Option(help="Commit of the repository.")] = "",
    quantization: Annotated[
        str, typer.Option(help="How weights are stored: int8, float16, float32 …")
    ] = "int8",
    force: Annotated[bool, typer.Option(help="Replace a model of that name.")] = False,
    models_dir: _ModelsDir = "",
    offline: _Offline = False,
    accept_unverified: _Accept = False,
) -> None:
    """Make a translation model (Opus-MT, M2M-100, NLLB, mBART-50, MADLAD-400) one that runs here.

    Needs torch and transformers, for this alone. A licence that forbids commercial use (NLLB's)
    is to be named: such a model drafts only with --accept-non-commercial.
    """
    from localize import locales  # noqa: PLC0415 -- language data

    chosen = name or model.rstrip("/").rpartition("/")[2].lower()
    if not _NAME.fullmatch(chosen):
        raise SettingsError(
            f"{chosen!r} is no name for a model.", hint="Give --name: letters, digits, . _ and -."
        )
    store = registry.model_store(
        EngineSettings(models_dir=models_dir, offline=offline, accept_unverified=accept_unverified)
    )
    made = store.convert(
        model,
        name=chosen,
        sources=tuple(locales.normalize(tag) for tag in sources.split(",") if tag.strip()),
        targets=tuple(locales.normalize(tag) for tag in targets.split(",") if tag.strip()),
        licence=licence,
        revision=revision,
        quantization=quantization,
        force=force,
    )
    typer.echo(f"{made.name}: {made.languages}, {made.size / 1e6:.0f} MB, in {made.path}")
    if made.licence == "unknown":
        typer.echo("Its licence is not recorded; give --licence.", err=True)


@models_app.command("list")
def list_models(models_dir: _ModelsDir = "", as_json: _Json = False) -> None:
    """List every model: languages, size, licence, and what lies where. Fetches nothing."""
    infos = registry.model_store(EngineSettings(models_dir=models_dir)).models()
    if as_json:
        for info in infos:
            _line(_facts(info))
        return
    from rich.console import Console  # noqa: PLC0415 -- Rich's tables are slow to load
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for heading in ("model", "languages", "MB", "licence", "state", "verified"):
        table.add_column(heading, justify="right" if heading == "MB" else "left", no_wrap=True)
    for info in infos:
        megabytes = f"{info.size / 1e6:.0f}" if info.size else "?"
        verified = "yes" if info.verified else "no"
        state = info.state.value
        cells = (info.name, info.languages, megabytes, info.licence, state, verified)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)
    # Below the table and not in it: a path that is folded cannot be copied.
    for info in infos:
        if info.state is not WeightsState.ABSENT:
            typer.echo(f"{info.name}: {info.path}")


@models_app.command("pull")
def pull_models(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Models to fetch.")],
    models_dir: _ModelsDir = "",
    offline: _Offline = False,
    accept_unverified: _Accept = False,
    as_json: _Json = False,
) -> None:
    """Fetch models, verify every file, and keep them."""
    store = registry.model_store(
        EngineSettings(models_dir=models_dir, offline=offline, accept_unverified=accept_unverified)
    )

    def pull(name: str) -> bool:
        with _progress(name, quiet=as_json) as report:
            folder = store.pull(name, report)
        if as_json:
            _line({"model": name, "state": WeightsState.KEPT.value, "path": str(folder)})
        else:
            typer.echo(f"{name}: {folder}")
        return True

    _each(names, pull, as_json=as_json)


@models_app.command("verify")
def verify_models(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Models to verify; by default all that are kept."),
    ] = None,
    models_dir: _ModelsDir = "",
    as_json: _Json = False,
) -> None:
    """Hash every file that is kept and compare it with the catalogue. Fetches nothing."""
    store = registry.model_store(EngineSettings(models_dir=models_dir))
    chosen = names or [
        info.name for info in store.models() if info.state is not WeightsState.ABSENT
    ]
    if not chosen and not as_json:
        typer.echo("No model is kept here.", err=True)

    def verify(name: str) -> bool:
        verdicts = store.verify(name)
        right = all(verdict == "ok" for verdict in verdicts.values())
        if as_json:
            _line({"model": name, "ok": right, "files": dict(verdicts)})
        else:
            for file, verdict in verdicts.items():
                typer.echo(f"{name}/{file}: {verdict}")
            if not right:
                typer.echo(f"Fetch it anew with `localize models pull {name}`.", err=True)
        return right

    _each(chosen, verify, as_json=as_json)


def _each(names: list[str], work: Callable[[str], bool], *, as_json: bool) -> None:
    """Do the work for every name; one failure stops no other, and any makes the exit code 1.

    A wrong name is a wrong command: it is raised at once (exit code 2).
    """
    failed = False
    for name in dict.fromkeys(names):
        try:
            failed |= not work(name)
        except SettingsError:
            raise
        except LocalizeError as error:
            if len(names) == 1 and not as_json:
                raise
            failed = True
            if as_json:
                _line({"model": name, "error": error.message, "hint": error.hint})
            else:
                typer.echo(f"{name}: {error}", err=True)
    if failed:
        raise typer.Exit(1)


def _facts(info: ModelInfo) -> Mapping[str, object]:
    return asdict(info) | {"path": str(info.path), "state": info.state.value}


def _line(value: Mapping[str, object]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


@contextlib.contextmanager
def _progress(name: str, *, quiet: bool) -> Iterator[FetchProgress | None]:
    """A bar on stderr while a person looks on; nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 -- Rich's bars are slow to load
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(escape(name), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
