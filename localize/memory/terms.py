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
from localize.memory.seen import Together, see_unchanged
from localize.memory.term_rows import change_itself, kept_terms, render, same_term, target_of
from localize.review.acts import ActKind
from localize.review.bench import open_bench, season_row
from localize.review.errors import RefusedError
from localize.store.tables import WORD, TermRow, TermTargetRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.memory.seen import Seen
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
        target_at: when the rendering was changed last; None where there is none.
        term_at: when the term itself was.
    """

    term_id: int
    source: str
    target: str
    kind: str
    note: str
    target_note: str
    by: int
    at: datetime
    target_at: datetime | None
    term_at: datetime


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
            row = same_term(session, season.id, given, word)
            if row is None:
                row = TermRow(season_id=season.id, source=given, kind=word, note=remark,
                              by=actor.person_id, at=datetime.now(UTC))  # fmt: skip
                session.add(row)
                session.flush()
                about = ""
            else:
                _see_unrendered(session, row, tag)
                about = remark
            render(session, row, tag, actor, text=rendering, note=about)
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
        seen: Seen | None = None,
        seen_term: Seen | None = None,
    ) -> TermView:
        """Change a market's rendering of a term, or the term itself; None keeps what is.

        Raises:
            RefusedError: the person may not, or the source would be empty or another term's.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: no such term or market.
            ChangedError: it is not as the person had read it: the rendering (``seen``), the term
                itself (``seen_term``).
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
            together = Together()
            with together.one():
                change_itself(session, row, actor, itself, seen_term)
            if rendering is not None or about is not None:
                with together.one():
                    render(session, row, tag, actor, text=rendering, note=about, seen=seen)
            together.see()
            session.flush()
            return _view(session, row, tag)

        return self._database.write(work)

    def remove(self, actor: Actor, term_id: int, *, seen: Seen | None = None) -> None:
        """Take a term out, for all markets; it stays in the database, marked so.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: there is no such term.
            ChangedError: what it is was changed after the person had read it.
        """
        see_role(actor, ActKind.REMOVE_TERM, "take terms out")

        def work(session: Session) -> None:
            season = hold(session, self._season)
            row = kept_row(session, TermRow, season.id, term_id, "term")
            see_unchanged(session, seen, row, "The term", f"“{row.source}”")
            take_out(row, actor)

        self._database.write(work)


# --- What may be ----------------------------------------------------------------------------------


def _see_unrendered(session: Session, row: TermRow, locale: str) -> None:
    found = target_of(session, row.id, locale)
    if found is not None and found.text:
        raise RefusedError(
            f"“{row.source}” is there already: “{found.text}” in {locale}.", "Change that one."
        )


# --- Rows -----------------------------------------------------------------------------------------


def _view(session: Session, row: TermRow, locale: str) -> TermView:
    return _of(row, target_of(session, row.id, locale))


def _views(session: Session, season_id: int, locale: str) -> tuple[TermView, ...]:
    targets = {
        row.term_id: row
        for row in session.scalars(
            select(TermTargetRow)
            .join(TermRow, TermTargetRow.term_id == TermRow.id)
            .where(TermRow.season_id == season_id, TermTargetRow.locale == locale)
        )
    }
    views = [_of(row, targets.get(row.id)) for row in kept_terms(session, season_id)]
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
        target_at=target.at if target else None,
        term_at=row.at,
    )
