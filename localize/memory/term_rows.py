"""Rows of terms and of their renderings: found, told apart, changed inside a transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.memory.rules import may_remove
from localize.memory.seen import see_unchanged
from localize.review.errors import RefusedError
from localize.store.tables import TermRow, TermTargetRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from localize.memory.seen import Seen
    from localize.review.actor import Actor


def kept_terms(session: Session, season_id: int) -> list[TermRow]:
    """A season's terms that were not taken out, in the order in which they came."""
    query = select(TermRow).where(TermRow.season_id == season_id, TermRow.gone.is_(False))
    return list(session.scalars(query.order_by(TermRow.id)))


def same_term(
    session: Session, season_id: int, source: str, kind: str, *, but: int = 0
) -> TermRow | None:
    """A term of this source: of the same kind, or of any where no kind is given.

    Args:
        session: of the transaction.
        season_id: the season's.
        source: whatever its letters' case.
        kind: empty for any.
        but: a term that is not meant.
    """
    # Compared here: the databases fold letters' case differently.
    wanted = source.casefold()
    for row in kept_terms(session, season_id):
        alike = row.source.casefold() == wanted and (not kind or row.kind == kind)
        if alike and row.id != but:
            return row
    return None


def target_of(session: Session, term_id: int, locale: str) -> TermTargetRow | None:
    """A market's rendering of a term."""
    return session.scalar(
        select(TermTargetRow).where(
            TermTargetRow.term_id == term_id, TermTargetRow.locale == locale
        )
    )


def may_change(row: TermRow, actor: Actor) -> bool:
    """Whether somebody may say what a term is: whoever wrote it last, a lead, an operator."""
    return row.by == actor.person_id or may_remove(actor)


def change_itself(
    session: Session,
    row: TermRow,
    actor: Actor,
    given: Mapping[str, str | None],
    seen: Seen | None = None,
) -> None:
    """Change what a term is: its ``source``, ``kind``, ``note``; None keeps what is.

    Raises:
        RefusedError: the person may not, or the source would be empty or another term's.
        ChangedError: it is not as the person had read it.
    """
    new = {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(row, name)
    }
    if not new:
        return
    if not may_change(row, actor):
        raise RefusedError(
            "What a term is, is changed by whoever wrote it, or by a lead: all markets see it.",
            "Change your market's rendering, or ask the lead (F4 on the review page).",
        )
    see_unchanged(session, seen, row, "The term", f"“{row.source}”")
    _see_apart(session, row, new)
    for name, value in new.items():
        setattr(row, name, value)
    row.by, row.at = actor.person_id, datetime.now(UTC)


def render(
    session: Session,
    term: TermRow,
    locale: str,
    actor: Actor,
    *,
    text: str | None,
    note: str | None,
    seen: Seen | None = None,
) -> None:
    """Write a market's rendering of a term; None keeps what is.

    Raises:
        ChangedError: it is not as the person had read it.
    """
    row = target_of(session, term.id, locale)
    what = f"The rendering of “{term.source}” in {locale}"
    if row is None:
        if not text and not note:
            return
        see_unchanged(session, seen, row, what, "")
        row = TermTargetRow(term_id=term.id, locale=locale, text="", note="")
        session.add(row)
    elif (text is None or text == row.text) and (note is None or note == row.note):
        return
    else:
        see_unchanged(session, seen, row, what, f"“{row.text}”" if row.text else "nothing")
    row.text = row.text if text is None else text
    row.note = row.note if note is None else note
    row.by, row.at = actor.person_id, datetime.now(UTC)
    session.flush()


def _see_apart(session: Session, row: TermRow, new: Mapping[str, str]) -> None:
    source, kind = new.get("source", row.source), new.get("kind", row.kind)
    if not source:
        raise RefusedError("A term needs its source.", "Write it as it is said.")
    other = same_term(session, row.season_id, source, kind, but=row.id)
    if other is not None:
        raise RefusedError(f"“{other.source}” is there already.", "Change that one.")
