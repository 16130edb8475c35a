"""Notes, queries, flags and requests, and their answers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from localize.errors import UnknownNameError
from localize.review.acts import Act, ActKind
from localize.review.bench import Bench, take_bench
from localize.review.committing import ask, write_step
from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.review.policy import decide
from localize.review.sent_back import RETURNED
from localize.review.views import NoteView
from localize.script import TrackRole
from localize.store.cues import find_cue
from localize.store.kinds import NoteKind, NoteScope
from localize.store.tables import NoteRow, PersonRow
from localize.store.work import notes_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor

_ACTS: Final = {
    NoteKind.NOTE: ActKind.NOTE,
    NoteKind.QUERY: ActKind.QUERY,
    NoteKind.FLAG: ActKind.FLAG,
    NoteKind.CHANGE_REQUEST: ActKind.REQUEST_CHANGE,
}


@dataclass(frozen=True, slots=True)
class Quality:
    """What a reviewer's finding may be called (`quality.toml`).

    Attributes:
        categories: (name, what it means).
        severities: (name, what it means), the gravest first.
    """

    categories: tuple[tuple[str, str], ...]
    severities: tuple[tuple[str, str], ...]


@cache
def quality() -> Quality:
    """Categories and severities of people's findings, from data."""
    data = tomllib.loads(files("localize.review").joinpath("quality.toml").read_text("utf-8"))
    return Quality(tuple(data["categories"].items()), tuple(data["severities"].items()))


class Noting(Office):
    """What is said about cues."""

    def note(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        kind: NoteKind,
        text: str,
        *,
        scope: NoteScope = NoteScope.HERE,
        category: str = "",
        severity: str = "",
    ) -> NoteView:
        """Say something about a cue, or (``cue_id`` empty) about the track.

        A query on a template's cue with the scope of all markets is seen, and its answer too, in
        every market that hangs on the template.

        Raises:
            RefusedError: the person may not, no text, no such cue, or all markets are meant on a
                track that has none.
            UnknownNameError: a flag's category or severity is not one of `quality`.
        """
        said = text.strip()
        if not said:
            raise RefusedError("There is nothing in the note.", "Write what is to be known.")
        _known("category", category, quality().categories, also=RETURNED)
        _known("severity", severity, quality().severities)

        def work(bench: Bench) -> NoteView:
            ask(bench, _ACTS[kind])
            if cue_id and find_cue(bench.session, track_id, cue_id) is None:
                raise RefusedError(f"There is no cue {cue_id} in this track.")
            if scope is NoteScope.ALL_MARKETS and bench.role is TrackRole.SUBTITLE:
                raise RefusedError(
                    "Only a note on a template's cue is seen in all markets.",
                    "Make it on the source cue.",
                )
            row = NoteRow(
                track_id=track_id,
                cue_id=cue_id,
                kind=kind.value,
                scope=scope.value,
                category=category,
                severity=severity,
                text=said,
                by=actor.person_id,
                at=datetime.now(UTC),
                answer="",
            )
            bench.session.add(row)
            bench.session.flush()
            write_step(bench, (), kind.value, detail={"note_id": row.id, "cue": cue_id})
            return NoteView.of(row)

        return self._write(actor, track_id, work)

    def answer(self, actor: Actor, note_id: int, text: str) -> NoteView:
        """Answer a note, once: for all markets where it is for all.

        Raises:
            RefusedError: no text, it is answered already (says by whom), or the person may not:
                on a template only its owner or a lead answers queries.
        """
        said = text.strip()
        if not said:
            raise RefusedError("There is nothing in the answer.")

        def work(session: Session) -> NoteView:
            row = session.get(NoteRow, note_id)
            if row is None:
                raise RefusedError("There is no such note.", "Load the track again.")
            bench = take_bench(session, actor, self.season, row.track_id)
            session.refresh(row)
            if row.answered_at is not None:
                who = session.get(PersonRow, row.answered_by) if row.answered_by else None
                by = f" by {who.display}" if who else ""
                raise RefusedError(f"It is answered already{by}: “{row.answer}”.")
            if row.by != actor.person_id or row.kind != NoteKind.NOTE.value:
                ask(bench, ActKind.ANSWER)
            row.answer, row.answered_by = said, actor.person_id
            row.answered_at = datetime.now(UTC)
            write_step(bench, (), "answer", detail={"note_id": row.id, "cue": row.cue_id})
            return NoteView.of(row)

        return self.database.write(work)

    def notes(
        self, actor: Actor, track_id: int, cue_id: str | None = None, *, unanswered: bool = False
    ) -> tuple[NoteView, ...]:
        """Notes of a track, oldest first, a template's for all markets included.

        With ``cue_id`` those of that cue, and of the template's cues that it stands for.
        """

        def work(bench: Bench) -> tuple[NoteView, ...]:
            rows = notes_of(bench.session, bench.track, unanswered=unanswered)
            if cue_id is not None:
                cue = find_cue(bench.session, track_id, cue_id)
                sources = set(cue.source_ids) if cue is not None else set()
                rows = [
                    row
                    for row in rows
                    if (row.track_id == track_id and row.cue_id == cue_id)
                    or (row.track_id != track_id and row.cue_id in sources)
                ]
            return tuple(NoteView.of(row, yours=_returns(bench, row)) for row in rows)

        return self._read(actor, track_id, work)


def _returns(bench: Bench, row: NoteRow) -> bool:
    """Whether a note returns a cue that the person may change now."""
    if row.category != RETURNED or row.answered_at is not None or row.track_id != bench.track.id:
        return False
    cue = find_cue(bench.session, row.track_id, row.cue_id)
    if cue is None or cue.deleted:
        return False
    return decide(Act(ActKind.TEXT), bench.desk, bench.facts(cue)).allowed


def _known(what: str, name: str, known: tuple[tuple[str, str], ...], also: str = "") -> None:
    names = tuple(one for one, _ in known)
    if name and name not in (*names, also):
        raise UnknownNameError(what, name, names)
