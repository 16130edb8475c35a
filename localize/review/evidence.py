"""What is known of a track besides its cues, for the checks: its source, shot changes, the names.

All of it comes from the database, in a few queries, so that one cue can be checked as cheaply as it
is saved.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select

from localize.engines import Address, Character, Term
from localize.review.own_words import addresses_of, characters_of, names_of, terms_of
from localize.script import Cue, TrackRole
from localize.store.cues import find_cues, live_cues
from localize.store.mapping import cue_of
from localize.store.seasons import tracks_of
from localize.store.shots import shots_of
from localize.store.tables import (
    CueRow,
    TemplateVersionRow,
    TrackRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from localize.store.tables import EpisodeRow

#: Published templates whose cues are kept in memory, for each database.
_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the checks of a track may look at besides it.

    Attributes:
        source: the cues that the track's ``source_ids`` point into.
        source_locale: their language; empty where there is no source.
        shots: shot changes of the episode, ms, ascending.
        known: terms and names of the show, in the track's language.
        terms: of the show, with the market's renderings.
        characters: who speaks in the show.
        addresses: who addresses whom how, in the track's language.
    """

    source: tuple[Cue, ...] = ()
    source_locale: str = ""
    shots: tuple[int, ...] = ()
    known: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    characters: tuple[Character, ...] = ()
    addresses: tuple[Address, ...] = ()


#: Nothing is known.
NOTHING: Final = Evidence()


def evidence_of(
    session: Session,
    track: TrackRow,
    episode: EpisodeRow,
    source_ids: Collection[str] | None = None,
) -> Evidence:
    """What is known of a track besides its cues.

    Args:
        session: any.
        track: the track.
        episode: that it belongs to.
        source_ids: the source's cues that are wanted; all if not given.
    """
    origin = origin_of(session, track)
    source = () if origin is None else _cues(session, track, origin, source_ids)
    return Evidence(
        source=source,
        source_locale="" if origin is None else origin.locale,
        shots=shots_of(session, episode.id),
        known=known_of(session, track, episode, origin),
        terms=terms_of(session, episode.season_id, track.locale),
        characters=characters_of(session, episode.season_id),
        addresses=addresses_of(session, episode.season_id, track.locale),
    )


def known_of(
    session: Session, track: TrackRow, episode: EpisodeRow, source: TrackRow | None = None
) -> frozenset[str]:
    """Names and terms of the show as a track's market writes them, and who speaks in the track."""
    found = set(names_of(session, episode.season_id, track.locale))
    tracks = [track.id, *([] if source is None else [source.id])]
    speakers = select(CueRow.speaker).where(CueRow.track_id.in_(tracks), CueRow.speaker != "")
    found.update(session.scalars(speakers.distinct()))
    return frozenset(found)


def origin_of(session: Session, track: TrackRow) -> TrackRow | None:
    """The track that another stands for; a subtitle track that names none has the transcript."""
    origin = session.get(TrackRow, track.based_on_id) if track.based_on_id else None
    if origin is None and track.role == TrackRole.SUBTITLE.value:
        origin = next(iter(tracks_of(session, track.episode_id, TrackRole.TRANSCRIPT)), None)
    return origin


def _cues(
    session: Session, track: TrackRow, origin: TrackRow, wanted: Collection[str] | None
) -> tuple[Cue, ...]:
    """The source's cues as the track sees them: those of the version that it hangs on, or now."""
    if track.based_on_version is not None:
        version = _version(session, origin.id, track.based_on_version)
        if version is not None:
            if wanted is None:
                return tuple(version.values())
            return tuple(version[one] for one in sorted(wanted) if one in version)
    if wanted is None:
        return live_cues(session, origin.id)
    rows = find_cues(session, origin.id, frozenset(wanted)).values() if wanted else ()
    return tuple(cue_of(row) for row in rows if not row.deleted)


# --- Published templates --------------------------------------------------------------------------

#: Database → row of a version → its cues by id. A version never changes, and reading one of an hour
#: takes longer than checking a cue against it.
_versions: WeakKeyDictionary[Engine, OrderedDict[int, Mapping[str, Cue]]] = WeakKeyDictionary()
_lock = threading.Lock()


def _version(session: Session, track_id: int, number: int) -> Mapping[str, Cue] | None:
    row_id = session.scalar(
        select(TemplateVersionRow.id).where(
            TemplateVersionRow.track_id == track_id, TemplateVersionRow.number == number
        )
    )
    if row_id is None:
        return None
    engine = session.connection().engine
    with _lock:
        kept = _versions.setdefault(engine, OrderedDict())
        found = kept.get(row_id)
        if found is not None:
            kept.move_to_end(row_id)
            return found
    data = session.scalar(select(TemplateVersionRow.cues).where(TemplateVersionRow.id == row_id))
    cues = {cue.id: cue for cue in map(cue_of, data or ())}
    with _lock:
        kept[row_id] = cues
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return cues
