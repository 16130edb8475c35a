"""What markets ask of a template: some frames more, a split, another wording (F4).

A request stands on the template's cue, where every market sees it, and is answered once: granted,
it is part of the template's next version for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from localize.errors import UnknownNameError
from localize.review.acts import ActKind
from localize.review.bench import Bench, open_bench, take_bench
from localize.review.committing import commit, write_step
from localize.review.desks import allow, find_template
from localize.review.edits import in_order, set_frames
from localize.review.errors import RefusedError
from localize.script import TrackRole
from localize.store.cues import cues_of, find_cue
from localize.store.kinds import NoteKind, NoteScope
from localize.store.mapping import cue_of
from localize.store.seasons import market_tracks
from localize.store.tables import NoteRow, PersonRow, StepRow, TrackRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


#: The step of a template that remembers what exactly was asked.
REQUEST: Final = "request"
#: The step of a template that a request was answered.
ANSWER: Final = "answer"
#: The most frames that an edge can be asked to move: a minute at 60 frames a second.
MOST_FRAMES: Final = 3_600


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """One request to a template's owner.

    Attributes:
        note_id: to be answered by.
        template_id: the template's track.
        cue_id: its cue; empty for a request about the whole template.
        market: locale that asks; empty where that is not known.
        text: what is asked, in words.
        start_frames: how many frames later the in-time should be (negative: earlier).
        end_frames: how many frames later the out-time should be (negative: earlier).
        by: who asks, as they are shown.
        at: when.
        answer: empty while it is open.
    """

    note_id: int
    template_id: int
    cue_id: str
    market: str
    text: str
    start_frames: int
    end_frames: int
    by: str
    at: datetime
    answer: str = ""


class ChangeRequests:
    """Requests to templates of one season.

    Args:
        database: where all is kept.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self.database = database
        self.season = season

    def ask(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        text: str,
        *,
        start_frames: int = 0,
        end_frames: int = 0,
    ) -> int:
        """Ask for a change of the template's line that a market's cue stands for.

        Args:
            actor: who asks.
            track_id: the market's track.
            cue_id: its cue.
            text: what is asked, in words; may be empty where frames say it.
            start_frames: how many frames later the in-time should be (negative: earlier).
            end_frames: how many frames later the out-time should be (negative: earlier).

        Returns:
            The note's id.

        Raises:
            RefusedError: the person may not, the track hangs on no template, the cue stands for
                none of its lines, nothing is asked, or too many frames are.
            UnknownNameError: the season has no such track.
        """
        if not text.strip() and not start_frames and not end_frames:
            raise RefusedError("A request must say what is asked.", "Write it, or give frames.")
        if max(abs(start_frames), abs(end_frames)) > MOST_FRAMES:
            raise RefusedError(f"At most {MOST_FRAMES} frames can be asked for.")

        def work(session: Session) -> int:
            allow(session, actor, self.season, track_id, ActKind.REQUEST_CHANGE)
            market = open_bench(session, actor, self.season, track_id).track
            template_id, lines = _lines_of(session, market, cue_id)
            bench = take_bench(session, actor, self.season, template_id)
            line = lines[0] if start_frames or not end_frames else lines[-1]
            note = NoteRow(
                track_id=template_id,
                cue_id=line,
                kind=NoteKind.CHANGE_REQUEST.value,
                scope=NoteScope.ALL_MARKETS.value,
                text=text.strip() or _in_words(start_frames, end_frames),
                by=actor.person_id,
                at=datetime.now(UTC),
            )
            session.add(note)
            session.flush()
            detail = {
                "note_id": note.id,
                "track": track_id,
                "cue": cue_id,
                "market": market.locale,
                "start": start_frames,
                "end": end_frames,
            }
            write_step(bench, (), REQUEST, detail=detail)
            return note.id

        return self.database.write(work)

    def of(self, actor: Actor, template_id: int, *, answered: bool = False) -> list[ChangeRequest]:
        """Requests to a template, oldest first: those that are open, or all.

        Those that were made as notes on a market's own track are among them.

        Raises:
            UnknownNameError, RefusedError: the season has no such track, or it is no template.
        """
        with self.database.read() as session:
            find_template(session, actor, self.season, template_id)
            return _requests(session, template_id, answered=answered)

    def grant(self, actor: Actor, note_id: int, answer: str = "") -> ChangeRequest:
        """Grant a request: its frames are given to the template's cue now.

        What it asks in words (a split, a wording) whoever grants it has to do in the template
        themselves. The markets get both with the next version.

        Raises:
            RefusedError: the person may not answer for the template, or not change the cue; the
                request is answered already, or its frames leave the cue no time.
            UnknownNameError: there is no such request in the season.
        """
        return self._answer(actor, note_id, answer.strip() or "Granted.", grant=True)

    def decline(self, actor: Actor, note_id: int, reason: str) -> ChangeRequest:
        """Decline a request, with the reason.

        Raises:
            RefusedError: the person may not answer for the template, gives no reason, or the
                request is answered already.
            UnknownNameError: there is no such request in the season.
        """
        if not reason.strip():
            raise RefusedError("A request is declined with a reason.", "Say why.")
        return self._answer(actor, note_id, reason.strip(), grant=False)

    def _answer(self, actor: Actor, note_id: int, answer: str, *, grant: bool) -> ChangeRequest:
        def work(session: Session) -> ChangeRequest:
            template_id = _template_of_note(session, note_id)
            find_template(session, actor, self.season, template_id)
            bench = take_bench(session, actor, self.season, template_id)
            allow(session, actor, self.season, template_id, ActKind.ANSWER)
            found = {one.note_id: one for one in _requests(session, template_id, answered=True)}
            request = found[note_id]
            note = session.get_one(NoteRow, note_id)
            if note.answered_at is not None:
                raise RefusedError(f"The request is answered already: {note.answer}")
            if grant and (request.start_frames or request.end_frames):
                _move(bench, request)
            note.answer, note.answered_by = answer, actor.person_id
            note.answered_at = datetime.now(UTC)
            write_step(bench, (), ANSWER, detail={"note_id": note_id, "granted": grant})
            return next(
                one
                for one in _requests(session, template_id, answered=True)
                if one.note_id == note_id
            )

        return self.database.write(work)


def _in_words(start: int, end: int) -> str:
    parts = [
        f"{edge} {frames:+d} frames" for edge, frames in (("in", start), ("out", end)) if frames
    ]
    return ", ".join(parts)


def _requests(session: Session, template_id: int, *, answered: bool) -> list[ChangeRequest]:
    markets = {track.id: track.locale for track in market_tracks(session, template_id)}
    places = or_(NoteRow.track_id == template_id, NoteRow.track_id.in_(markets))
    query = (
        select(NoteRow, PersonRow.display)
        .join(PersonRow, NoteRow.by == PersonRow.id)
        .where(places, NoteRow.kind == NoteKind.CHANGE_REQUEST.value)
        .order_by(NoteRow.id)
    )
    if not answered:
        query = query.where(NoteRow.answered_at.is_(None))
    steps = select(StepRow).where(StepRow.track_id == template_id, StepRow.action == REQUEST)
    asked = {step.detail["note_id"]: step.detail for step in session.scalars(steps)}
    return [
        _request(note, by, template_id, markets.get(note.track_id, ""), asked.get(note.id, {}))
        for note, by in session.execute(query)
    ]


def _request(
    note: NoteRow, by: str, template_id: int, market: str, asked: dict[str, Any]
) -> ChangeRequest:
    return ChangeRequest(
        note_id=note.id,
        template_id=template_id,
        cue_id=note.cue_id,
        market=asked.get("market", market),
        text=note.text,
        start_frames=asked.get("start", 0),
        end_frames=asked.get("end", 0),
        by=by,
        at=note.at,
        answer=note.answer or "",
    )


def _lines_of(session: Session, market: TrackRow, cue_id: str) -> tuple[int, tuple[str, ...]]:
    """The template that a market hangs on, and its lines that a cue stands for, in order."""
    if market.based_on_id is None or market.based_on_version is None:
        raise RefusedError(
            f"{market.locale} hangs on no template.", "Change the cue itself, or ask the lead."
        )
    row = find_cue(session, market.id, cue_id)
    if row is None or row.deleted:
        raise RefusedError(f"There is no cue {cue_id} in this track.", "Load the track again.")
    kept = [line.cue_id for line in cues_of(session, market.based_on_id)]
    lines = tuple(line for line in kept if line in row.source_ids)
    if not lines:
        raise RefusedError("The cue stands for no line of the template.", "Change the cue itself.")
    return market.based_on_id, lines


def _template_of_note(session: Session, note_id: int) -> int:
    """The template that a request is made to, whichever track it was written on."""
    note = session.get(NoteRow, note_id)
    if note is None or note.kind != NoteKind.CHANGE_REQUEST.value:
        raise UnknownNameError("change request", str(note_id), (), hint="List them again.")
    track = session.get_one(TrackRow, note.track_id)
    if track.role == TrackRole.SUBTITLE.value and track.based_on_id is not None:
        return track.based_on_id
    return track.id


def _move(bench: Bench, request: ChangeRequest) -> None:
    """Give the template's cue the times that were asked for; judged as any retime of it is."""
    rows = {row.cue_id: row for row in cues_of(bench.session, bench.track.id)}
    cues = in_order([cue_of(row) for row in rows.values()])
    cue = next((cue for cue in cues if cue.id == request.cue_id), None)
    if cue is None:
        raise RefusedError("The template's cue is gone.", "Decline the request.")
    rate = bench.rate
    start = rate.nearest_frame(cue.start) + request.start_frames if request.start_frames else None
    end = rate.nearest_frame(cue.end) + request.end_frames if request.end_frames else None
    if start is not None and start < 0:
        raise RefusedError("The in-time would lie before the start of the programme.")
    made = set_frames(cues, cue.id, rate, start=start, end=end)
    commit(bench, made, rows, bench.setting(cues), "times")
