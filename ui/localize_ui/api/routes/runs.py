"""Runs of the pipeline: start one, follow it, end it."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from localize import locales
from localize.pipeline.named import check_names
from localize_ui.api.bodies import Body
from localize_ui.api.identity import Asks, Place
from localize_ui.api.paths import inside
from localize_ui.api.runs import RunEvents, RunInfo
from localize_ui.api.workplace import Workplace

_Tag = Annotated[str, Field(min_length=1, max_length=60, description="a language, such as pt-BR")]
#: Names of engines, models and guides: no path, and nothing that looks like an option.
_Part = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
        description="a name of letters, digits, dots and hyphens",
    ),
]
_Device = Annotated[
    str,
    Field(
        pattern=r"^(auto|cpu|cuda|cuda:\d{1,2}(,cuda:\d{1,2})*)$",
        description="auto, cpu, cuda, cuda:N, or several cards: cuda:0,cuda:1",
    ),
]
_Path = Annotated[str, Field(min_length=1, max_length=4_000, description="a path in the project")]


class NewRun(Body):
    """A run; what is not given is as `localize run` has it, or as the season's settings say.

    Paths are seen from the project's folder.
    """

    paths: Annotated[list[_Path], Field(min_length=1, max_length=1_000)]
    to: Annotated[list[_Tag], Field(max_length=100)] | None = None
    source: _Tag | None = None
    guide: _Part | None = None
    audience: Annotated[str, Field(pattern="^(adult|children)$")] | None = None
    formats: Annotated[list[_Part], Field(max_length=20)] | None = None
    model: _Part | None = None
    device: _Device | None = None
    speech: _Part | None = None
    aligner: _Part | None = None
    speakers: _Part | None = None
    listen_for_terms: bool | None = None
    audio_stream: Annotated[int, Field(ge=0, le=999, description="a whole number")] | None = None
    script: _Path | None = None
    shots: bool | None = None
    wait_for_source: bool | None = None
    translation: _Part | None = None
    pivot: _Tag | None = None
    workers: Annotated[int, Field(ge=1, le=64, description="a whole number, 1 to 64")] | None = None
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
    """The options of `localize run`, each in one piece so that no value can pass for another.

    What is not given is left to the run, which reads the season's settings itself: an option would
    win over what a market says of its own.

    Raises:
        UnknownNameError: a part that is named is not installed, or the script is not there.
    """
    check_names(
        speech=body.speech or "",
        translation=body.translation or "",
        aligner=body.aligner or "",
        speakers=body.speakers or "",
        formats=body.formats or (),
    )
    given = {
        "to": None if body.to is None else ",".join(map(locales.normalize, body.to)),
        "source": locales.normalize(body.source) if body.source else None,
        "guide": body.guide,
        "audience": body.audience,
        "formats": ",".join(body.formats) if body.formats else None,
        "model": body.model,
        "device": body.device,
        "speech": body.speech,
        "aligner": body.aligner,
        "speakers": body.speakers,
        "audio-stream": body.audio_stream,
        "script": None if body.script is None else inside(place.project, body.script),
        "translation": body.translation,
        "pivot": locales.normalize(body.pivot) if body.pivot else None,
        "workers": body.workers,
        "threads": body.threads,
    }
    switched = {
        "listen-for-terms": body.listen_for_terms,
        "shots": body.shots,
        "wait-for-source": body.wait_for_source,
    }
    return [
        *(f"--{name}={value}" for name, value in given.items() if value is not None),
        *(f"--{'' if on else 'no-'}{name}" for name, on in switched.items() if on is not None),
        *(["--overwrite"] if body.overwrite else []),
    ]
