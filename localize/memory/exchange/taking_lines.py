"""Lines of other memories → what is kept beside the season's own.

What is brought in is kept with who brought it, when, and out of which file; it is offered as a hit
and never approved by being there. The same line twice is one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.memory.exchange.report import Change, TakingReport
from localize.memory.exchange.values import Line, Lines, Refusal
from localize.memory.rules import hold, markets, markets_of, see_market, see_role
from localize.review.acts import ActKind
from localize.store.columns import check_text
from localize.store.tables import MemoryLineRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: Longest line, code points: a long paragraph; subtitles have some eighty.
LONGEST: Final = 10_000
#: Sources with two renderings that are told by name; the rest is counted.
_TOLD: Final = 20


def take_lines(
    database: Database,
    season: Season,
    actor: Actor,
    given: Lines,
    file: str,
    *,
    locale: str = "",
    dry_run: bool = False,
) -> TakingReport:
    """Take in lines of another memory.

    A line in a language without a region serves every market of the language; one of another
    region serves none, unless ``locale`` says so.

    Args:
        database: brought up to date.
        season: its settings.
        actor: who brings them.
        given: what a file says.
        file: its name, to be told later where a line is from.
        locale: the one market that all the lines are for, whatever they say.
        dry_run: report alone; nothing is kept.

    Raises:
        RefusedError: the person may not.
        UnknownNameError: nothing of the season is kept yet, or it has no such market.
    """
    see_role(actor, ActKind.TERM, "change the memory")

    def work(session: Session) -> TakingReport:
        row = hold(session, season)
        kept = markets(session, season, row)
        if locale:
            see_market(session, season, row, locale)
        shelf = _Shelf(session, row.id, actor, kept, file)
        report = shelf.take(given, locale, written=not dry_run)
        if dry_run:
            session.rollback()
        return report

    return database.write(work)


class _Shelf:
    """Lines on their way in, inside a transaction."""

    def __init__(
        self, session: Session, season_id: int, actor: Actor, markets: tuple[str, ...], file: str
    ) -> None:
        self._session = session
        self._season_id = season_id
        self._actor = actor
        self._markets = markets
        self._file = file
        self._now = datetime.now(UTC)
        self._known: dict[tuple[str, str], set[str]] = defaultdict(set)
        kept = select(MemoryLineRow.locale, MemoryLineRow.source, MemoryLineRow.target)
        for market, source, target in session.execute(
            kept.where(MemoryLineRow.season_id == season_id)
        ):
            self._known[market, source].add(target)
        self._changes: list[Change] = []
        self._same = 0
        self._strangers: dict[str, int] = defaultdict(int)
        self._twofold: dict[tuple[str, str], None] = {}

    def take(self, given: Lines, locale: str, *, written: bool) -> TakingReport:
        refusals = list(given.refusals)
        for line in given.lines:
            serves = (locale,) if locale else markets_of(line.locale, self._markets)
            why = _unfit(line, serves)
            if why:
                refusals.append(Refusal(line.place, why))
            elif not serves:
                self._strangers[line.locale] += 1
            for market in () if why else serves:
                self._put(line, market)
        self._session.flush()
        notes = (*given.notes, *self._notes())
        return TakingReport(tuple(self._changes), self._same, tuple(refusals), (), notes, written)

    def _put(self, line: Line, market: str) -> None:
        renderings = self._known[market, line.source]
        if line.target in renderings:
            self._same += 1
            return
        if renderings:
            self._twofold[market, line.source] = None
        renderings.add(line.target)
        name = f"“{line.source}” in {market}"
        self._changes.append(Change(line.place, "line", name, "", line.target))
        self._session.add(
            MemoryLineRow(
                season_id=self._season_id,
                source_locale=line.source_locale,
                locale=market,
                source=line.source,
                target=line.target,
                before=line.before,
                after=line.after,
                origin=_origin(line, self._file),
                by=self._actor.person_id,
                at=self._now,
            )
        )

    def _notes(self) -> Iterator[str]:
        for one, count in self._strangers.items():
            markets = ", ".join(self._markets)
            yield (
                f"{count} lines in {one} were passed over: the season has no such market "
                f"({markets}); --locale says for which they are."
            )
        for market, source in list(self._twofold)[:_TOLD]:
            yield f"“{source}” has several renderings in {market}: all are kept, and offered."
        if len(self._twofold) > _TOLD:
            yield f"{len(self._twofold) - _TOLD} more lines have several renderings."


def _unfit(line: Line, markets: Collection[str]) -> str:
    """Why a line cannot be kept; empty where it can."""
    for text in (line.source, line.target, line.before, line.after, line.origin):
        if len(text) > LONGEST:
            return f"a line of {len(text):,} characters; at most {LONGEST:,} are taken"
        check_text(text)
    if line.source_locale == line.locale or line.source_locale in markets:
        return f"source and translation are both in {line.source_locale}"
    return ""


def _origin(line: Line, file: str) -> str:
    at = "" if line.at is None else f"{line.at:%Y-%m-%d}"
    told = (file, line.id, line.origin, " ".join(part for part in (line.by, at) if part))
    return "; ".join(part for part in told if part)
