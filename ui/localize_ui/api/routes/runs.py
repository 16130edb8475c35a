"""Runs of the pipeline: start one, follow it, end it."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from localize import locales
from localize.season import Network
from localize_ui.api.bodies import Body
from localize_ui.api.identity import Asks, Place
from localize_ui.api.paths import inside
from localize_ui.api.runs import RunEvents, RunInfo
from localize_ui.api.workplace import Workplace

_Tag = Annotated[str, Field(min_length=1, max_length=60)]
#: Names of engines, models and guides: no path, and nothing that looks like an option.
_Part = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
_Device = Annotated[str, Field(pattern=r"^(auto|cpu|cuda|cuda:\d{1,2}(,cuda:\d{1,2})*)$")]


class NewRun(Body):
    """A run; what is not given is as `localize run` has it, or as the season's settings say.

    Paths are seen from the project's folder.
    """

    paths: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4_000)]],
        Field(min_length=1, max_length=1_000),
    ]
    to: Annotated[list[_Tag], Field(max_length=100)] | None = None
    source: _Tag | None = None
    guide: _Part | None = None
    audience: Annotated[str, Field(pattern="^(adult|children)$")] | None = None
    formats: Annotated[list[_Part], Field(max_length=20)] | None = None
    model: _Part | None = None
    device: _Device | None = None
    speech: _Part | None = None
    translation: _Part | None = None
    workers: Annotated[int, Field(ge=1, le=64)] | None = None
    threads: Annotated[int, Field(ge=0, le=512)] | None = None
    overwrite: bool = False


router = APIRouter(tags=["runs"])


@router.post("/runs", status_code=201)
def start(place: Place, caller: Asks, body: NewRun) -> RunInfo:
    """Start a run in a process of its own; it ends with the server."""
    paths = [inside(place.project, path) for path in body.paths]
    return place.runs.start(caller.actor, _options(place, body), paths)


@router.get("/runs")
def runs(place: Place, caller: Asks) -> list[RunInfo]:
    """Runs since the server started, the last first."""
    return list(place.runs.list(caller.actor))


@router.get("/runs/{number}")
def run(place: Place, caller: Asks, number: int) -> RunInfo:
    """One run."""
    return place.runs.info(caller.actor, number)


@router.get("/runs/{number}/events")
def events(
    place: Place, caller: Asks, number: int, after: Annotated[int, Query(ge=0)] = 0
) -> RunEvents:
    """What a run has told since event number `after`."""
    return place.runs.events(caller.actor, number, after)


@router.post("/runs/{number}/cancel")
def cancel(place: Place, caller: Asks, number: int) -> RunInfo:
    """End a run; what it has finished is kept."""
    return place.runs.cancel(caller.actor, number)


def _options(place: Workplace, body: NewRun) -> list[str]:
    """The options of `localize run`, each in one piece so that no value can pass for another."""
    season = place.season
    to = body.to if body.to is not None else [market.locale for market in season.markets]
    given = {
        "to": ",".join(locales.normalize(tag) for tag in to),
        "source": locales.normalize(body.source) if body.source else season.source,
        "guide": body.guide or season.guide,
        "audience": body.audience or season.audience,
        "formats": ",".join(body.formats or season.formats),
        "frame-rate": season.frame_rate.label if season.frame_rate else "",
        "start-timecode": season.start_timecode,
        "model": body.model,
        "device": body.device,
        "speech": body.speech,
        "translation": body.translation,
        "workers": body.workers,
        "threads": body.threads,
    }
    options = [f"--{name}={value}" for name, value in given.items() if value not in (None, "")]
    if body.overwrite:
        options.append("--overwrite")
    if season.network is Network.OFFLINE:
        options.append("--offline")
    return options
