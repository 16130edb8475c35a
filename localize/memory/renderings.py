"""Terms with their renderings in every market: what a lead, or a sheet of them, has before them.

`localize.memory.terms` has them for one market, as the editor shows them. Who may change what is
the same; what several markets' renderings become is one step, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.locales import normalize
from localize.memory.rules import hold, kept_row, markets, one_line, prose, see_market, see_role
from localize.memory.seen import Seen, Together
from localize.memory.term_rows import change_itself, render, same_term
from localize.memory.terms import SOURCE, TARGET
from localize.review.acts import ActKind
from localize.review.bench import season_row
from localize.review.errors import RefusedError
from localize.store.tables import WORD, SeasonRow, TermRow, TermTargetRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


@dataclass(frozen=True, slots=True)
class RenderingView:
    """A term in one market.

    Attributes:
        locale: of the market.
        text: the rendering; empty where there is none, or none any more.
        note: about it.
        by: person who last changed it.
        at: when.
    """

    locale: str
    text: str
    note: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TermCard:
    """A term with all that markets say of it.

    Attributes:
        term_id: to be changed by.
        source: as it is said.
        kind: what it is, a word ("name", "place"); may be empty.
        note: about the term, for all markets.
        by: person who last said what it is.
        at: when.
        renderings: by locale; markets that never said anything are left out.
    """

    term_id: int
    source: str
    kind: str
    note: str
    by: int
    at: datetime
    renderings: tuple[RenderingView, ...]

    def within(self, locale: str) -> RenderingView | None:
        """What a market says of it; None for nothing."""
        return next((one for one in self.renderings if one.locale == locale), None)


@dataclass(frozen=True, slots=True)
class TermChange:
    """What a term is to be; None keeps what is.

    Attributes:
        source: as it is said.
        kind: a word.
        note: for all markets.
        seen: what was read before; None where that is not said.
    """

    source: str | None = None
    kind: str | None = None
    note: str | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class RenderingChange:
    """What a market's rendering is to be; None keeps what is.

    Attributes:
        locale: of the market.
        text: the rendering.
        note: about it.
        seen: what was read before; None where that is not said.
    """

    locale: str
    text: str | None = None
    note: str | None = None
    seen: Seen | None = None


class Renderings:
    """The termbase of one season, all markets at once.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    def markets(self) -> tuple[str, ...]:
        """The season's markets: those of its settings, then those of its tracks.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            return markets(session, self._season, season_row(session, self._season))

    def all(self) -> tuple[TermCard, ...]:
        """Every term, by source.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            cards = _cards(session, season_row(session, self._season).id)
        return tuple(sorted(cards, key=lambda one: (one.source.casefold(), one.term_id)))

    def one(self, term_id: int) -> TermCard:
        """A term.

        Raises:
            UnknownNameError: the season has no such term.
        """
        with self._database.read() as session:
            season = season_row(session, self._season)
            return _card(session, kept_row(session, TermRow, season.id, term_id, "term"))

    def add(
        self, actor: Actor, given: TermChange, renderings: Sequence[RenderingChange] = ()
    ) -> TermCard:
        """Add a term with some renderings, or none yet.

        Raises:
            RefusedError: the person may not, there is no source, or there is such a term.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: the season has no such market, or nothing of it is kept yet.
        """
        see_role(actor, ActKind.TERM, "change terms")
        source, kind, note = _itself(given)
        if not source:
            raise RefusedError("A term needs its source.", "Write it as it is said.")

        def work(session: Session) -> TermCard:
            season = hold(session, self._season)
            there = same_term(session, season.id, source, kind or "")
            if there is not None:
                raise RefusedError(f"“{there.source}” is there already.", "Change that one.")
            row = TermRow(season_id=season.id, source=source, kind=kind or "", note=note or "",
                          by=actor.person_id, at=datetime.now(UTC))  # fmt: skip
            session.add(row)
            session.flush()
            for one in renderings:
                self._render(session, season, row, actor, one)
            return _card(session, row)

        return self._database.write(work)

    def change(
        self,
        actor: Actor,
        term_id: int,
        given: TermChange | None = None,
        renderings: Sequence[RenderingChange] = (),
    ) -> TermCard:
        """Change what a term is, and its renderings, in one step.

        Raises:
            RefusedError: the person may not, or the source would be empty or another term's.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: no such term or market.
            ChangedError: something of it is not as the person had read it; says all that is not.
                Nothing is changed.
        """
        see_role(actor, ActKind.TERM, "change terms")
        itself = dict(zip(("source", "kind", "note"), _itself(given or TermChange()), strict=True))

        def work(session: Session) -> TermCard:
            season = hold(session, self._season)
            row = kept_row(session, TermRow, season.id, term_id, "term")
            together = Together()
            with together.one():
                change_itself(session, row, actor, itself, given.seen if given else None)
            for one in renderings:
                with together.one():
                    self._render(session, season, row, actor, one)
            together.see()
            session.flush()
            return _card(session, row)

        return self._database.write(work)

    def _render(
        self,
        session: Session,
        season: SeasonRow,
        row: TermRow,
        actor: Actor,
        given: RenderingChange,
    ) -> None:
        tag = normalize(given.locale)
        see_market(session, self._season, season, tag)
        text = None if given.text is None else one_line("A term's rendering", given.text, TARGET)
        note = None if given.note is None else prose(given.note)
        render(session, row, tag, actor, text=text, note=note, seen=given.seen)


def _itself(given: TermChange) -> tuple[str | None, str | None, str | None]:
    """Source, kind and note as they are kept."""
    return (
        None if given.source is None else one_line("A term's source", given.source, SOURCE),
        None if given.kind is None else one_line("A term's kind", given.kind, WORD),
        None if given.note is None else prose(given.note),
    )


def _card(session: Session, row: TermRow) -> TermCard:
    rows = session.execute(_targets().where(TermTargetRow.term_id == row.id))
    views = tuple(
        RenderingView(locale, text, note, by, at) for _, locale, text, note, by, at in rows
    )
    return TermCard(row.id, row.source, row.kind, row.note, row.by, row.at, views)


def _cards(session: Session, season_id: int) -> list[TermCard]:
    """Every term of a season. By columns: one of a dozen markets has tens of thousands of rows."""
    of_season = TermRow.season_id == season_id, TermRow.gone.is_(False)
    of_term: dict[int, list[RenderingView]] = {}
    targets = _targets().join(TermRow, TermTargetRow.term_id == TermRow.id).where(*of_season)
    for term_id, locale, text, note, by, at in session.execute(targets):
        of_term.setdefault(term_id, []).append(RenderingView(locale, text, note, by, at))
    terms = select(
        TermRow.id, TermRow.source, TermRow.kind, TermRow.note, TermRow.by, TermRow.at
    ).where(*of_season)
    return [
        TermCard(term_id, source, kind, note, by, at, tuple(of_term.get(term_id, ())))
        for term_id, source, kind, note, by, at in session.execute(terms)
    ]


def _targets() -> Select[int, str, str, str, int, datetime]:
    """Renderings by market, each after its term's id."""
    return select(
        TermTargetRow.term_id,
        TermTargetRow.locale,
        TermTargetRow.text,
        TermTargetRow.note,
        TermTargetRow.by,
        TermTargetRow.at,
    ).order_by(TermTargetRow.locale)
