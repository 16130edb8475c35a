"""What may leave, what left, and the files themselves."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from localize.delivery.export import Exported, export
from localize.delivery.gate import Blocker, blockers
from localize.delivery.manifest import delivered_files
from localize.delivery.record import entry_of
from localize.delivery.tracks import WrittenFile
from localize.delivery.variants import Variant
from localize.delivery.verify import verify_record
from localize.errors import OutputError, UnknownNameError
from localize.findings import Finding
from localize.review.actor import Actor
from localize.store.work import deliveries_of
from localize_ui.api.bodies import Body, Id
from localize_ui.api.identity import Asks, Place
from localize_ui.api.paths import inside
from localize_ui.api.workplace import Workplace

_Name = Annotated[str, Field(min_length=1, max_length=60)]


class NewExport(Body):
    """Which files of a track; its own formats and variants where none are named."""

    final: bool
    formats: Annotated[list[_Name], Field(min_length=1, max_length=20)] | None = None
    variants: Annotated[list[Variant], Field(min_length=1, max_length=3)] | None = None
    overwrite: bool = False


class ExportedOut(Body):
    """What an export came to; see `localize.delivery.export.Exported`. Paths are of the output."""

    episode: str
    locale: str
    final: bool
    complete: bool
    files: list[WrittenFile]
    record: str
    page: str
    entry: dict[str, Any]
    blockers: list[Blocker]
    notices: list[Finding]


class Delivery(Body):
    """Files that left."""

    id: int
    at: datetime
    by: int | None
    final: bool
    entry: dict[str, Any]


router = APIRouter(tags=["delivery"])


@router.get("/tracks/{track_id}/blockers")
def gate(place: Place, caller: Asks, track_id: Id) -> list[Blocker]:
    """What keeps a track from being final, what is waived among it."""
    season = place.season
    place.review.number(caller.actor, track_id)  # only a track that the season has
    with place.database.read() as session:
        return list(blockers(session, track_id, season, project=place.project))


@router.post("/tracks/{track_id}/exports", status_code=201)
def make(place: Place, caller: Asks, track_id: Id, body: NewExport) -> ExportedOut:
    """Write a track's files, with their record and page."""
    place.review.number(caller.actor, track_id)  # only a track that the season has
    made = export(
        place.database,
        place.season,
        caller.actor,
        track_id,
        place.out,
        body.formats,
        final=body.final,
        project=place.project,
        variants=body.variants,
        overwrite=body.overwrite,
    )
    return _out(made, place.out)


@router.get("/tracks/{track_id}/deliveries")
def deliveries(place: Place, caller: Asks, track_id: Id) -> list[Delivery]:
    """What left of a track, oldest first."""
    return _deliveries(place, caller.actor, track_id)


@router.get("/tracks/{track_id}/deliveries/{delivery_id}/file")
def download(
    place: Place,
    caller: Asks,
    track_id: Id,
    delivery_id: Id,
    path: Annotated[str, Query(min_length=1, max_length=2_000)],
) -> Response:
    """A file of a delivery, as it left: one that was changed since is not given out."""
    for one in _deliveries(place, caller.actor, track_id):
        for file in delivered_files(one.entry) if one.id == delivery_id else ():
            if file.get("path") == path:
                return _file(place.out, path, str(file.get("sha256")))
    raise UnknownNameError("file of that delivery", path[:200], ())


@router.get("/deliveries/verification")
def verify(place: Place) -> list[Finding]:
    """What was altered, removed or never delivered; empty where all is as it was."""
    return list(verify_record(place.out, place.database, place.project))


def _deliveries(place: Workplace, actor: Actor, track_id: int) -> list[Delivery]:
    place.review.number(actor, track_id)  # only a track that the season has
    with place.database.read() as session:
        return [
            Delivery(id=row.id, at=row.at, by=row.by, final=row.final, entry=entry_of(row.record))
            for row in deliveries_of(session, track_id)
        ]


def _file(out: Path, path: str, sha256: str) -> Response:
    data = inside(out, path).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OutputError(
            f"{path} is no longer as it was delivered.",
            path=path,
            hint="It was changed or exported again; look for a later delivery.",
        )
    name = quote(path.rpartition("/")[2], safe="")
    headers = {
        # Given out to be kept, never to be shown: a browser runs nothing that it saves.
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)


def _out(made: Exported, out: Path) -> ExportedOut:
    def shown(path: Path | None) -> str:
        return "" if path is None else path.relative_to(out).as_posix()

    return ExportedOut(
        episode=made.episode,
        locale=made.locale,
        final=made.final,
        complete=made.complete,
        files=list(made.files),
        record=shown(made.record),
        page=shown(made.page),
        entry=made.entry,
        blockers=list(made.blockers),
        notices=list(made.notices),
    )
