"""Subtitle files from outside: as a new track, or as a change of one."""

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.concurrency import run_in_threadpool

from localize import locales
from localize.errors import FormatError
from localize.formats import detect, locale_from_name, read_bytes
from localize.formats.encoding import decode
from localize.markup import strip
from localize.memory.rules import see_role
from localize.pipeline.filmed import film_called
from localize.review.actor import Actor
from localize.review.acts import ROLES_OF, ActKind
from localize.review.filming import Film, Filming
from localize.review.importing import ImportReport
from localize.script import TrackRole
from localize_ui.api.brought import Brought
from localize_ui.api.errors import TooLargeError, UnknownKindError
from localize_ui.api.identity import Asks, Place
from localize_ui.api.limits import UPLOAD
from localize_ui.api.workplace import Workplace

#: Bytes of a file's beginning that are looked at for what is no text.
_HEAD: Final = 65_536
#: Control characters that text has, and how many others a damaged file may have.
_USUAL: Final = "\t\n\r\f\v\x1a"
_STRAY: Final = 8

#: Cues of a file that are shown, the first ones: enough to see whether it is the right one.
_FIRST: Final = 3

#: Characters of a file's name that are kept; the others would be somebody's trick.
_NOT_KEPT: Final = re.compile(r"[^\w.()\[\] -]")


router = APIRouter(tags=["imports"])


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """What a subtitle file is, as far as it says so itself.

    Attributes:
        name: of the file.
        format: name of its format.
        cues: that it has.
        start: of its first cue, ms; 0 without cues.
        end: of its last cue, ms; 0 without cues.
        begins: (start in ms, text) of its first cues.
        timecode: that the programme starts at; empty where it does not say.
        episode: that its name says.
        locale: BCP 47 that its name says; empty for none.
        notes: what the reader repaired or has to leave out, in words.
    """

    name: str
    format: str
    cues: int
    start: int
    end: int
    begins: tuple[tuple[int, str], ...]
    timecode: str
    episode: str
    locale: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle file that was read, and of which nothing is kept yet.

    Attributes:
        data: the file itself.
        told: what it is.
    """

    data: bytes
    told: BroughtFile


@router.post("/imports", status_code=201)
def take(
    place: Place,
    caller: Asks,
    *,
    file: Annotated[UploadFile, File()],
    episode: Annotated[str, Form(min_length=1, max_length=500)],
    locale: Annotated[str, Form(min_length=1, max_length=60)],
    role: Annotated[TrackRole, Form()] = TrackRole.SUBTITLE,
    replace: Annotated[bool, Form()] = False,
) -> ImportReport:
    """Take in a subtitle file; its kind is told by what is in it.

    With `replace` it stands in the place of the track that is there: whatever it lacks goes. An
    episode without media gets the one media file of the project that is called like it.
    """
    data = file.file.read(UPLOAD + 1)
    if len(data) > UPLOAD:
        raise _too_large()
    name = _plain(file.filename or "")
    _check_kind(data, name)
    return take_file(
        place, caller.actor, name, data, episode=episode, locale=locale, role=role, instead=replace
    )


@router.post("/imports/brought", status_code=201)
async def bring(
    request: Request,
    place: Place,
    caller: Asks,
    name: Annotated[str, Query(min_length=1, max_length=500)],
) -> BroughtFile:
    """Read a file for the page *Season*, where the person says what it is; it is the body."""
    see_role(caller.actor, ActKind.IMPORT, "take files in")
    data = await request.body()
    if len(data) > UPLOAD:
        raise _too_large()
    return await run_in_threadpool(bring_file, place, caller.actor, name, data)


def bring_file(place: Workplace, actor: Actor, named: str, data: bytes) -> BroughtFile:
    """Read a subtitle file and keep it for whoever brought it, until they say what it is.

    Args:
        place: the project.
        actor: who brings it.
        named: the file's name, as their machine has it.
        data: the file itself.

    Raises:
        UnknownKindError: it is no subtitle file.
        FormatError: no cue can be read.
    """
    name = _shown(named)
    _check_kind(data, _plain(named))
    kind = detect(data, name)
    read = read_bytes(data, path=name, format_name=kind.name)
    cues = read.track.cues
    told = BroughtFile(
        name,
        kind.name,
        len(cues),
        cues[0].start if cues else 0,
        max((cue.end for cue in cues), default=0),
        tuple((cue.start, strip(" / ".join(cue.lines))) for cue in cues[:_FIRST]),
        read.start.timecode,
        read.track.episode,
        locale_from_name(name) or "",
        tuple(finding.message for finding in read.findings),
    )
    place.subtitle_files.put(actor.person_id, Brought(name, SubtitleFile(data, told)))
    return told


def take_file(
    place: Workplace,
    actor: Actor,
    name: str,
    data: bytes,
    *,
    episode: str,
    locale: str,
    role: TrackRole,
    instead: bool,
) -> ImportReport:
    """Take a subtitle file into the season, with the picture and sound that lie in the project.

    Args:
        place: the project.
        actor: who brings it in.
        name: of the file.
        data: the file itself.
        episode: that it belongs to.
        locale: BCP 47.
        role: of the track.
        instead: it stands in the track's place: whatever it lacks is taken out.

    Raises:
        LocalizeError: as `Review.import_file`; nothing was changed.
    """
    market = locales.normalize(locale)
    filmed = Filming(place.database, place.season, place.project).filmed()
    with TemporaryDirectory(prefix="localize-import-") as folder:
        path = Path(folder, _plain(name))
        path.write_bytes(data)
        film: Film | None = None
        said: tuple[str, ...] = ()
        if episode not in filmed and actor.roles & ROLES_OF[ActKind.IMPORT]:
            film, said = film_called(episode, path, place.project, place.season)
        report = place.review.import_file(
            actor, path, episode, market, role, instead=instead, film=film
        )
    return ImportReport(report.episode, report.tracks, (*report.notes, *said))


def _too_large() -> TooLargeError:
    return TooLargeError("The file is too large.", hint=f"At most {UPLOAD / 1e6:.0f} MB are taken.")


def _shown(named: str) -> str:
    """A file's name without its folders, for people to read and to tell an episode by."""
    name = re.split(r"[/\\]", named)[-1]
    return "".join(char if char.isprintable() else "_" for char in name) or "file"


def _plain(named: str) -> str:
    """A name that can be a file's in a folder of its own, with the extension that was given."""
    name = _NOT_KEPT.sub("_", re.split(r"[/\\]", named)[-1])[-100:].lstrip(". ")
    return name or "file"


def _check_kind(data: bytes, name: str) -> None:
    """See that a file is subtitles in a format that can be read, by what is in it.

    Raises:
        UnknownKindError: it is empty, no text (an archive may hold subtitles as they are), or in
            no format that there is.
    """
    text = decode(data[:_HEAD]).text
    strange = sum(char < " " and char not in _USUAL for char in text)
    if not text.strip("\ufeff \t\r\n") or strange > max(_STRAY, len(text) // 200):
        raise UnknownKindError(
            "The file holds no text.", hint="Send the subtitle file itself, not an archive."
        )
    try:
        detect(data, name)
    except FormatError as error:
        raise UnknownKindError(error.message, hint=error.hint) from error
