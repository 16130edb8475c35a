"""Terms of the show, and lines that people approved before."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from localize.memory.recall import MemoryHit
from localize.memory.renderings import TermCard
from localize.memory.seen import Seen
from localize.memory.terms import NOTE, SOURCE, TARGET, TermView
from localize_ui.api.bodies import Body, Id, Name, SeenAt, WordOrNone, seen_of
from localize_ui.api.identity import Asks, Place

_Cue = Annotated[str, Query(min_length=1, max_length=100)]
_Source = Annotated[str, Field(min_length=1, max_length=SOURCE)]
_Target = Annotated[str, Field(max_length=TARGET)]
_Note = Annotated[str, Field(max_length=NOTE)]


class NewTerm(Body):
    """A term, or a market's rendering of one that is there."""

    source: _Source
    kind: WordOrNone = ""
    note: _Note = ""
    locale: Name
    target: _Target


class TermChange(Body):
    """A market's rendering, or the term itself; what is not named stays.

    ``seen`` is of the rendering, ``seen_term`` of the term itself, as ``GET terms`` has them; a
    track's terms have them as ``target_at`` and ``term_at``.
    """

    locale: Name
    target: _Target | None = None
    target_note: _Note | None = None
    source: _Source | None = None
    kind: WordOrNone | None = None
    note: _Note | None = None
    seen: SeenAt = None
    seen_term: SeenAt = None


router = APIRouter(tags=["memory"])


@router.get("/terms")
def all_terms(place: Place, _: Asks) -> list[TermCard]:
    """Every term of the season, with the renderings of all markets."""
    return list(place.renderings.all())


@router.get("/tracks/{track_id}/terms")
def terms(place: Place, caller: Asks, track_id: Id) -> list[TermView]:
    """Every term of the season, with the renderings of this track's market."""
    return list(place.terms.of_track(caller.actor, track_id))


@router.post("/terms", status_code=201)
def add(place: Place, caller: Asks, body: NewTerm) -> TermView:
    """Add a term; of one that is there, the market's rendering."""
    return place.terms.add(
        caller.actor, body.source, body.locale, body.target, kind=body.kind, note=body.note
    )


@router.put("/terms/{term_id}")
def change(place: Place, caller: Asks, term_id: Id, body: TermChange) -> TermView:
    """Change a term's rendering, or the term."""
    return place.terms.change(
        caller.actor,
        term_id,
        body.locale,
        target=body.target,
        target_note=body.target_note,
        source=body.source,
        kind=body.kind,
        note=body.note,
        seen=seen_of(body),
        seen_term=seen_of(body, "seen_term"),
    )


@router.delete("/terms/{term_id}", status_code=204)
def remove(place: Place, caller: Asks, term_id: Id, seen_term: AwareDatetime | None = None) -> None:
    """Take a term out, for all markets; where it is said, only as the person had read it."""
    seen = None if seen_term is None else Seen(seen_term)
    place.terms.remove(caller.actor, term_id, seen=seen)


@router.get("/tracks/{track_id}/memory")
def memory(place: Place, caller: Asks, track_id: Id, cue_id: _Cue) -> list[MemoryHit]:
    """Approved lines of this market for a source like this cue's: at most nine."""
    return list(place.memory.hits(caller.actor, place.season, track_id, cue_id))
