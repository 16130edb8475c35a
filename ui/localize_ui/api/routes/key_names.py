"""Key names as the files that people send each other, out and in."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from localize.errors import InputError
from localize.locales import normalize
from localize.memory.exchange.files import key_names_in, write_key_names
from localize.memory.exchange.giving import give_key_names, told_markets
from localize.memory.exchange.report import TakingReport
from localize.memory.exchange.taking import take_key_names
from localize.memory.exchange.values import KeyNames
from localize.memory.rules import see_role
from localize.review.acts import ActKind
from localize_ui.api.brought import Brought
from localize_ui.api.identity import Asks, Caller, Place
from localize_ui.api.workplace import Workplace

_Name = Annotated[str, Query(min_length=1, max_length=200)]
_Markets = Annotated[str, Query(max_length=2_000)]
#: Characters of a file's name that are kept; the others would be somebody's trick.
_NOT_KEPT: Final = re.compile(r"[^\w.()\[\] -]")

router = APIRouter(tags=["own words"])


@dataclass(frozen=True, slots=True)
class BroughtSheet:
    """A sheet that was read, and of which nothing is kept yet.

    Attributes:
        name: of the file.
        terms: that it has.
        characters: likewise.
        addresses: forms of address, likewise.
    """

    name: str
    terms: int
    characters: int
    addresses: int


@router.get("/key-names")
def give(
    place: Place, _: Asks, form: Literal["xlsx", "csv", "tbx"] = "xlsx", to: _Markets = ""
) -> Response:
    """Terms, characters and forms of address as a file.

    ``xlsx`` has a sheet for each, ``csv`` a table for each in one archive, ``tbx`` the terms alone.
    ``to`` names markets, with commas; all where it is left out.
    """
    season = place.season
    with place.database.read() as session:
        names = give_key_names(session, season)
    wanted = [normalize(one.strip()) for one in to.split(",") if one.strip()]
    path = Path(f"{_plain(season.name)} key names.{form}")
    files = write_key_names(path, names, wanted or told_markets(names, season))
    if form == "csv":
        return _attachment(path.with_suffix(".zip").name, _archive(files))
    return _attachment(path.name, files[path])


@router.post("/key-names")
async def take(
    request: Request,
    place: Place,
    caller: Asks,
    name: _Name,
    *,
    dry_run: bool = False,
    replace: bool = False,
) -> TakingReport:
    """Take a file in, or say what would become of it; the body is the file itself, as it is."""
    names = await _read(request, place, caller, name)
    return await run_in_threadpool(
        take_key_names,
        place.database,
        place.season,
        caller.actor,
        names,
        replace=replace,
        dry_run=dry_run,
    )


@router.post("/key-names/brought", status_code=201)
async def bring(request: Request, place: Place, caller: Asks, name: _Name) -> BroughtSheet:
    """Read a file for the page *Names*, where the person sees what would become of it."""
    names = await _read(request, place, caller, name)
    sheet = Brought(_plain(name), names)
    place.sheets.put(caller.actor.person_id, sheet)
    return BroughtSheet(sheet.name, len(names.terms), len(names.characters), len(names.addresses))


async def _read(request: Request, place: Workplace, caller: Caller, name: str) -> KeyNames:
    see_role(caller.actor, ActKind.TERM, "change terms")
    data = await request.body()
    if not data:
        raise InputError("The file is empty.", hint="Choose another.")
    return await run_in_threadpool(key_names_in, data, Path(_plain(name)), place.season.source)


def _plain(named: str) -> str:
    """A file's name without its folders and without what no file's name needs."""
    return _NOT_KEPT.sub("_", re.split(r"[/\\]", named)[-1]).strip(" .") or "names"


def _archive(files: dict[Path, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path.name, data)
    return packed.getvalue()


def _attachment(name: str, data: bytes) -> Response:
    headers = {
        # Given out to be kept, never to be shown: a browser runs nothing that it saves.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)
