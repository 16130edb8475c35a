"""Terms of the show: names and words that have one rendering in each market.

Everybody reads them. Translators and reviewers add terms and change renderings; what a term *is*
(its source, kind and note) is changed by whoever wrote it last, a lead or an operator, because
every market sees it. Leads and operators take terms out. Each change keeps who made it and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.locales import normalize
from localize.memory.rules import (
    NOTE,
    hold,
    kept_row,
    one_line,
    prose,
    see_market,
    see_role,
    take_out,
)
from localize.review.acts import ROLES_OF, ActKind
from localize.review.bench import open_bench, season_row
from localize.review.errors import RefusedError
from localize.store.tables import WORD, TermRow, TermTargetRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: Longest texts, code points: a term is a few words, its rendering may need more of them.
SOURCE: Final = 200
TARGET: Final = 500

__all__ = ["NOTE", "SOURCE", "TARGET", "TermView", "Terms"]


@dataclass(frozen=True, slots=True)
class TermView:
    """A term with its rendering in one market.

    Attributes:
        term_id: to be changed by.
        source: as it is said.
        target: the market's rendering; empty where it has none yet.
        kind: what it is, a word ("name", "place"); may be empty.
        note: about the term, for all markets.
        target_note: about the rendering.
        by: person who last changed the rendering, or added the term where there is none.
        at: when.
    """

    term_id: int
    source: str
    target: str
    kind: str
    note: str
    target_note: str
    by: int
    at: datetime


class Terms:
    """The termbase of one season.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    # --- Reading ----------------------------------------------------------------------------------

    def of_track(self, actor: Actor, track_id: int) -> tuple[TermView, ...]:
        """Every term, with the renderings of a track's market, by source.

        Raises:
            UnknownNameError: the season has no such track.
        """
        with self._database.read() as session:
            bench = open_bench(session, actor, self._season, track_id)
            return _views(session, bench.episode.season_id, bench.track.locale)

    def of_locale(self, locale: str) -> tuple[TermView, ...]:
        """Every term, with the renderings of a market, by source.

        Raises:
            LocaleError: not a language tag.
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            return _views(session, season_row(session, self._season).id, normalize(locale))

    # --- Changing ---------------------------------------------------------------------------------

    def add(
        self,
        actor: Actor,
        source: str,
        locale: str,
        target: str,
        *,
        kind: str = "",
        note: str = "",
    ) -> TermView:
        """Add a term, or a market's rendering of one that is there.

        Letters' case and blanks do not make another term; another kind does. Where the term is
        there already, ``note`` is about the rendering.

        Raises:
            RefusedError: the person may not, there is no source, or the market renders it already.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: the season has no such market.
        """
        see_role(actor, ActKind.TERM, "change terms")
        given, word = (
            one_line("A term's source", source, SOURCE),
            one_line("A term's kind", kind, WORD),
        )
        rendering, remark = one_line("A term's rendering", target, TARGET), prose(note)
        if not given:
            raise RefusedError("A term needs its source.", "Write it as it is said.")
        tag = normalize(locale)

        def work(session: Session) -> TermView:
            season = hold(session, self._season)
            see_market(session, self._season, season, tag)
            row = _same(session, season.id, given, word)
            if row is None:
                row = TermRow(season_id=season.id, source=given, kind=word, note=remark,
                              by=actor.person_id, at=datetime.now(UTC))  # fmt: skip
                session.add(row)
                session.flush()
                about = ""
            else:
                _see_unrendered(session, row, tag)
                about = remark
            _render(session, row, tag, actor, text=rendering, note=about)
            return _view(session, row, tag)

        return self._database.write(work)

    def change(
        self,
        actor: Actor,
        term_id: int,
        locale: str,
        *,
        target: str | None = None,
        target_note: str | None = None,
        source: str | None = None,
        kind: str | None = None,
        note: str | None = None,
    ) -> TermView:
        """Change a market's rendering of a term, or the term itself; None keeps what is.

        Raises:
            RefusedError: the person may not, or the source would be empty or another term's.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: no such term or market.
        """
        see_role(actor, ActKind.TERM, "change terms")
        tag = normalize(locale)
        itself = {
            "source": None if source is None else one_line("A term's source", source, SOURCE),
            "kind": None if kind is None else one_line("A term's kind", kind, WORD),
            "note": None if note is None else prose(note),
        }
        rendering = None if target is None else one_line("A term's rendering", target, TARGET)
        about = None if target_note is None else prose(target_note)

        def work(session: Session) -> TermView:
            season = hold(session, self._season)
            row = kept_row(session, TermRow, season.id, term_id, "term")
            see_market(session, self._season, season, tag)
            new = {
                name: value
                for name, value in itself.items()
                if value is not None and value != getattr(row, name)
            }
            if new:
                _see_own(actor, row)
                _see_apart(session, row, new)
                for name, value in new.items():
                    setattr(row, name, value)
                row.by, row.at = actor.person_id, datetime.now(UTC)
            if rendering is not None or about is not None:
                _render(session, row, tag, actor, text=rendering, note=about)
            session.flush()
            return _view(session, row, tag)

        return self._database.write(work)

    def remove(self, actor: Actor, term_id: int) -> None:
        """Take a term out, for all markets; it stays in the database, marked so.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: there is no such term.
        """
        see_role(actor, ActKind.REMOVE_TERM, "take terms out")

        def work(session: Session) -> None:
            season = hold(session, self._season)
            take_out(kept_row(session, TermRow, season.id, term_id, "term"), actor)

        self._database.write(work)


# --- What may be ----------------------------------------------------------------------------------


def _see_own(actor: Actor, row: TermRow) -> None:
    if row.by != actor.person_id and not actor.roles & ROLES_OF[ActKind.REMOVE_TERM]:
        raise RefusedError(
            "What a term is, is changed by whoever wrote it, or by a lead: all markets see it.",
            "Change your market's rendering, or ask the lead with F4.",
        )


def _see_unrendered(session: Session, row: TermRow, locale: str) -> None:
    found = _target(session, row.id, locale)
    if found is not None and found.text:
        raise RefusedError(
            f"“{row.source}” is there already: “{found.text}” in {locale}.", "Change that one."
        )


def _see_apart(session: Session, row: TermRow, new: dict[str, str]) -> None:
    source, kind = new.get("source", row.source), new.get("kind", row.kind)
    if not source:
        raise RefusedError("A term needs its source.", "Write it as it is said.")
    other = _same(session, row.season_id, source, kind, but=row.id)
    if other is not None:
        raise RefusedError(f"“{other.source}” is there already.", "Change that one.")


# --- Rows -----------------------------------------------------------------------------------------


def _kept(session: Session, season_id: int) -> list[TermRow]:
    query = select(TermRow).where(TermRow.season_id == season_id, TermRow.gone.is_(False))
    return list(session.scalars(query.order_by(TermRow.id)))


def _same(
    session: Session, season_id: int, source: str, kind: str, *, but: int = 0
) -> TermRow | None:
    """A term of this source: of the same kind, or of any where no kind is given."""
    # Compared here: the databases fold letters' case differently.
    wanted = source.casefold()
    for row in _kept(session, season_id):
        alike = row.source.casefold() == wanted and (not kind or row.kind == kind)
        if alike and row.id != but:
            return row
    return None


def _target(session: Session, term_id: int, locale: str) -> TermTargetRow | None:
    return session.scalar(
        select(TermTargetRow).where(
            TermTargetRow.term_id == term_id, TermTargetRow.locale == locale
        )
    )


def _render(
    session: Session,
    term: TermRow,
    locale: str,
    actor: Actor,
    *,
    text: str | None,
    note: str | None,
) -> None:
    row = _target(session, term.id, locale)
    if row is None:
        if not text and not note:
            return
        row = TermTargetRow(term_id=term.id, locale=locale, text="", note="")
        session.add(row)
    elif (text is None or text == row.text) and (note is None or note == row.note):
        return
    row.text = row.text if text is None else text
    row.note = row.note if note is None else note
    row.by, row.at = actor.person_id, datetime.now(UTC)
    session.flush()


def _view(session: Session, row: TermRow, locale: str) -> TermView:
    return _of(row, _target(session, row.id, locale))


def _views(session: Session, season_id: int, locale: str) -> tuple[TermView, ...]:
    targets = {
        row.term_id: row
        for row in session.scalars(
            select(TermTargetRow)
            .join(TermRow, TermTargetRow.term_id == TermRow.id)
            .where(TermRow.season_id == season_id, TermTargetRow.locale == locale)
        )
    }
    views = [_of(row, targets.get(row.id)) for row in _kept(session, season_id)]
    return tuple(sorted(views, key=lambda one: (one.source.casefold(), one.term_id)))


def _of(row: TermRow, target: TermTargetRow | None) -> TermView:
    last: TermRow | TermTargetRow = target or row
    return TermView(
        term_id=row.id,
        source=row.source,
        target=target.text if target else "",
        kind=row.kind,
        note=row.note,
        target_note=target.note if target else "",
        by=last.by,
        at=last.at,
    )
