"""The working copy of an episode, for one session: its state, its address, and what goes with it.

The address carries a key that only the session to which it was given can use. The original is never
served, and what is served is found by the track alone: no path and no name comes from a request.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import UnknownNameError
from localize.media.working_copy import peaks_file, read_copy
from localize.pipeline.copying import copy_folder
from localize.pipeline.results import ResultStore
from localize.review.errors import RefusedError
from localize.review.screening import Screening

if TYPE_CHECKING:
    from localize.engines import Coverage
    from localize.review.screening import EpisodeMedia
    from localize.timeline import Span
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace

#: Speech and words: (start, end) in ms, and (start, end, text, probability).
Evidence = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int, str, float], ...]]

_NOTHING: Final[Evidence] = ((), ())
_NO_MEDIA: Final = (
    "This episode has no media here: it was taken in from subtitle files. "
    "Run the pipeline on its media file to see picture and sound, or take a subtitle file in again "
    "with `localize import --media`."
)


@dataclass(frozen=True, slots=True)
class PeaksOut:
    """The waveform's peaks: pairs of signed bytes.

    Attributes:
        url: their address, for this session.
        per_second: pairs a second.
    """

    url: str
    per_second: int


@dataclass(frozen=True, slots=True)
class MediaOut:
    """The working copy; the fields are those of ``Media`` in `ui/web/src/wire.ts`.

    Attributes:
        state: none, missing, making, ready or failed.
        progress: 0 to 1.
        reason: why it failed, or why there is none.
        kind: video, audio, or empty.
        plan: what was done.
        url: answers range requests, for this session.
        width: as it is to be seen, pixels.
        height: the same.
        frames: how many; 0 for sound alone.
        duration: ms.
        peaks: of the sound.
        name_on_picture: whether the person's name lies over it.
    """

    state: str
    progress: float = 0.0
    reason: str = ""
    kind: str = ""
    plan: str = ""
    url: str = ""
    width: int = 0
    height: int = 0
    frames: int = 0
    duration: int = 0
    peaks: PeaksOut | None = None
    name_on_picture: bool = False


def media_of(place: Workplace, caller: Caller, track_id: int) -> MediaOut:
    """The working copy of a track's episode, as it is now.

    Raises:
        UnknownNameError: the season has no such track.
    """
    return _state(place, caller, track_id, _media(place, caller, track_id))


def make_media(place: Workplace, caller: Caller, track_id: int) -> MediaOut:
    """Have the working copy made where it is not there yet, and not on its way.

    Raises:
        UnknownNameError: the season has no such track.
    """
    media = _media(place, caller, track_id)
    state = _state(place, caller, track_id, media)
    if state.state not in ("missing", "failed"):
        return state
    folder = copy_folder(place.project, media.media_hash)
    arguments = (
        str(place.project),
        str(_original(place, media)),
        media.media_hash,
        place.season.source,
    )
    place.copies.ask(folder.name, arguments)
    return _state(place, caller, track_id, media)


def file_of(place: Workplace, caller: Caller, track_id: int, key: str, *, peaks: bool) -> Path:
    """The file that an address stands for.

    Raises:
        RefusedError: the key is another session's, or none.
        UnknownNameError: the season has no such track, or there is no copy.
    """
    if not hmac.compare_digest(key.encode(), key_of(place, caller, track_id).encode()):
        raise RefusedError(
            "This address of the media is another session's.", "Open the page again."
        )
    media = _media(place, caller, track_id)
    folder = copy_folder(place.project, media.media_hash)
    copy = read_copy(folder) if media.media_hash else None
    if copy is None:
        raise UnknownNameError("working copy", media.episode, (), hint="Have it made first.")
    return peaks_file(folder) if peaks else folder / copy.file


def key_of(place: Workplace, caller: Caller, track_id: int) -> str:
    """What an address of this track's media carries for this session alone."""
    secret, who = caller.secret, ""
    if not secret:
        # A token's secret is not kept; its number is bound to what this server alone knows.
        secret, who = place.local_secret, f"token {caller.key.id if caller.key else 0} "
    message = f"localize-media {who}track {track_id}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def shots_of(place: Workplace, caller: Caller, track_id: int) -> tuple[int, ...]:
    """Shot changes of a track's episode, ms, in order.

    Raises:
        UnknownNameError: the season has no such track.
    """
    return _screening(place).shots(caller.actor, track_id)


def mark_shot(
    place: Workplace, caller: Caller, track_id: int, time: int, *, shot: bool
) -> tuple[int, ...]:
    """Say that there is a shot change, or none; all of them then.

    Raises:
        RefusedError: the person may not.
        UnknownNameError: the season has no such track.
    """
    return _screening(place).mark_shot(caller.actor, track_id, time, shot=shot)


def import_shots(
    place: Workplace, caller: Caller, track_id: int, text: str, *, replace: bool
) -> tuple[int, ...]:
    """Take in a list of shot changes; all of the episode then.

    Raises:
        RefusedError: the person may not, or the list cannot be read.
        UnknownNameError: the season has no such track.
    """
    return _screening(place).import_shots(caller.actor, track_id, text, replace=replace)


def evidence_of(place: Workplace, caller: Caller, track_id: int) -> Evidence:
    """Where somebody speaks in a track's episode, and the words as the machine heard them.

    Raises:
        UnknownNameError: the season has no such track.
        OutputError: what machines made cannot be read.
    """
    key = _media(place, caller, track_id).transcript
    try:
        return _heard(place.project, key) if key else _NOTHING
    except LookupError:
        return _NOTHING


def voices_of(place: Workplace, caller: Caller, track_id: int) -> tuple[Span, ...]:
    """Where somebody speaks in a track's episode, by the words that were heard; none if unheard.

    Raises:
        UnknownNameError: the season has no such track.
        OutputError: what machines made cannot be read.
    """
    from localize.timing.sync import sounding  # noqa: PLC0415 -- numpy

    _, words = evidence_of(place, caller, track_id)
    return sounding((start, end) for start, end, *_ in words)


def coverage_of(place: Workplace, caller: Caller, track_id: int) -> Coverage | None:
    """How well a track's episode was heard; None where that is not known.

    Raises:
        UnknownNameError: the season has no such track.
    """
    return _media(place, caller, track_id).coverage


@lru_cache(maxsize=8)
def _heard(project: Path, key: str) -> Evidence:
    """A result never changes under its key; reading one of an hour takes a while.

    Raises:
        LookupError: there is none; that is not remembered, since a run may make it anew.
    """
    from localize.pipeline.heard_together import Heard  # noqa: PLC0415 -- brings the engines' registry

    heard = ResultStore(project).get("speech", key, Heard)
    if heard is None:
        raise LookupError(key)
    speech = tuple((span.start, span.end) for span in heard.transcript.speech)
    words = tuple(
        (word.start, word.end, word.text, word.probability) for word in heard.transcript.words
    )
    return speech, words


def _screening(place: Workplace) -> Screening:
    return Screening(place.database, place.season, place.project)


def _media(place: Workplace, caller: Caller, track_id: int) -> EpisodeMedia:
    return _screening(place).media(caller.actor, track_id)


def _original(place: Workplace, media: EpisodeMedia) -> Path:
    """Where a run has seen the file; older runs wrote it as seen from the project."""
    return place.project / media.path


def _state(place: Workplace, caller: Caller, track_id: int, media: EpisodeMedia) -> MediaOut:
    named = place.season.name_on_picture
    if not media.path or not media.media_hash:
        return MediaOut("none", reason=_NO_MEDIA, name_on_picture=named)
    folder = copy_folder(place.project, media.media_hash)
    # Asked in this order: a copy that is done meanwhile is never taken for one that is not there.
    making = place.copies.find(folder.name)
    copy = read_copy(folder)
    if copy is not None:
        key = key_of(place, caller, track_id)
        start = f"/api/v1/tracks/{track_id}/media"
        return MediaOut(
            "ready",
            progress=1.0,
            kind=copy.kind,
            plan=copy.plan,
            url=f"{start}/file?key={key}",
            width=copy.width,
            height=copy.height,
            frames=copy.frames,
            duration=copy.duration,
            peaks=PeaksOut(f"{start}/peaks?key={key}", copy.per_second),
            name_on_picture=named,
        )
    if making is not None and not making.failed:
        return MediaOut("making", progress=making.progress, name_on_picture=named)
    if not _original(place, media).is_file():
        reason = (
            f"The media file {Path(media.path).name!r} is not where the run found it. "
            "Put it back, or run the pipeline on it where it lies now."
        )
        return MediaOut("none", reason=reason, name_on_picture=named)
    if making is not None:
        return MediaOut("failed", reason=making.failed, name_on_picture=named)
    return MediaOut("missing", name_on_picture=named)
