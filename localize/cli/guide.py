"""``localize guide``: which style guides there are, what they say and why, and one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.guides.explain import Told
    from localize.guides.style import StyleGuide

guide_app = typer.Typer(
    help="Style guides: list them, show each figure with its source, start one of your own.",
    no_args_is_help=True,
)

_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


@guide_app.command("list")
def list_guides(as_json: _Json = False) -> None:
    """List the guides that come with localize."""
    from localize.guides import guide_names, load_guide  # noqa: PLC0415 -- `--help` needs none

    for name in guide_names():
        guide = load_guide(name)
        if as_json:
            _line(_facts(guide))
            continue
        typer.echo(f"{name}: {guide.title}, version {guide.version}")
        languages = ", ".join(guide.locales) or "no language has figures of its own"
        typer.echo(f"  {languages}")


@guide_app.command("show")
def show_guide(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A guide's name, or a TOML file.")],
    locale: Annotated[
        str, typer.Option(metavar="TAG", help="Language; by default what holds for any other.")
    ] = "und",
    audience: Annotated[str, typer.Option(help="adult or children.")] = "adult",
    sdh: Annotated[bool, typer.Option("--sdh", help="For the deaf and hard of hearing.")] = False,
    role: Annotated[str, typer.Option(help="subtitle, template or transcript.")] = "subtitle",
    as_json: _Json = False,
) -> None:
    """Show what a guide says for one kind of track: each figure, its source, and who differs."""
    from localize import locales  # noqa: PLC0415 -- `--help` needs none of these
    from localize.errors import UnknownNameError  # noqa: PLC0415
    from localize.guides import load_guide  # noqa: PLC0415
    from localize.guides.explain import explain, silent  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    if role not in set(TrackRole):
        raise UnknownNameError("role", role, tuple(each.value for each in TrackRole))
    guide = load_guide(name)
    tag = locale if locale == "und" else locales.normalize(locale)
    told = explain(guide, tag, audience=audience, sdh=sdh, role=TrackRole(role))
    limits = guide.limits(tag, audience=audience, sdh=sdh, role=TrackRole(role))
    if as_json:
        _line(_facts(guide) | {"locale": tag, "limits": limits.signature})
        for each in told:
            _line(_figure(each))
        return
    typer.echo(f"{guide.title} ({guide.signature})")
    if guide.inherits:
        typer.echo(f"inherits from {', from '.join(guide.inherits)}")
    kind = f"{role} for the deaf and hard of hearing" if sdh else role
    typer.echo(f"{tag}, {audience}, {kind}\n")
    _show(told)
    if unsaid := silent(told):
        typer.echo(f"\nIt says nothing of: {', '.join(unsaid)}")


@guide_app.command("new")
def new_guide(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the guide and its file.")],
    inherit: Annotated[
        str, typer.Option(metavar="GUIDE", help="The guide to start from: a name, or a TOML file.")
    ] = "netflix",
    folder: Annotated[
        Path,
        typer.Option(
            "--in", metavar="DIR", exists=True, file_okay=False, help="Where to write NAME.toml."
        ),
    ] = Path(),
) -> None:
    """Start a guide of your own: a file that inherits everything and says where to change it."""
    from localize.guides.starting import start_guide  # noqa: PLC0415 -- `--help` needs none

    path = start_guide(name, inherit, folder)
    typer.echo(str(path))
    typer.echo(f"See what it comes to with `localize guide show {path.as_posix()}`.", err=True)


# --- Parts ----------------------------------------------------------------------------------------


def _show(told: tuple[Told, ...]) -> None:
    """A line a figure with the numbers of its sources; below, the sources and who differs."""
    from localize.guides.explain import part_of  # noqa: PLC0415 -- `--help` needs none

    numbers: dict[str, int] = {}
    for each in told:
        refers = ""
        for source in each.origin.sources or (f"{each.origin.guide}'s own",):
            refers += f"[{numbers.setdefault(source, len(numbers) + 1)}]"
        shown = f"{written(each.value)} {each.unit}".rstrip()
        if each.disagreements:
            refers += " sources differ"
        typer.echo(f"{each.key:<26}{shown:<32}{each.section:<24}{refers}")
    typer.echo("\nSources")
    for source, number in numbers.items():
        typer.echo(f"  [{number}] {source}")
    if any(each.disagreements for each in told):
        typer.echo("\nWhere sources differ")
    for each in told:
        for other in each.disagreements:
            typer.echo(
                f"  {each.key}: {written(each.value)} here, "
                f"{written(part_of(other.other, each.part))} by {other.source}. {other.reason}"
            )


def written(value: object) -> str:
    """A figure as a guide's file would have it, near enough to read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {written(each)}" for key, each in value.items())
    return str(value) if value != "" else "none"


def _facts(guide: StyleGuide) -> dict[str, object]:
    return {
        "guide": guide.name,
        "title": guide.title,
        "version": guide.version,
        "signature": guide.signature,
        "inherits": guide.inherits,
        "locales": guide.locales,
    }


def _figure(told: Told) -> Mapping[str, object]:
    from localize.guides.explain import part_of  # noqa: PLC0415 -- `--help` needs none

    return {
        "figure": told.key,
        "value": told.value,
        "unit": told.unit,
        "section": told.section,
        "guide": told.origin.guide,
        "sources": told.origin.sources,
        "disagreements": [
            {
                "value": part_of(each.other, told.part),
                "source": each.source,
                "reason": each.reason,
            }
            for each in told.disagreements
        ],
    }


def _line(value: Mapping[str, object]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))
