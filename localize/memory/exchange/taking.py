"""Key names of a file → what is kept: one transaction, with who and when, or a report alone.

What people settled is not written over by a file unless its bringer says so: another rendering of a
term, another gender, another form is a conflict, told with who settled it and when. Empty cells
take nothing out.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace as replaced
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.errors import InputError
from localize.memory.addresses import find_address, put_address
from localize.memory.characters import find_character, put_character
from localize.memory.exchange.report import Change, TakingReport
from localize.memory.exchange.values import Place, Refusal
from localize.memory.rules import hold, markets, markets_of, may_remove, see_role
from localize.memory.seen import ChangedError
from localize.review.acts import ActKind
from localize.review.views import names_of
from localize.store.kinds import Gender
from localize.store.tables import SeasonRow, TermRow, TermTargetRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.memory.exchange.values import (
        AddressEntry,
        CharacterEntry,
        KeyNames,
        Rendering,
        TermEntry,
    )
    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database
    from localize.store.tables import AddressRow, CharacterRow


def take_key_names(
    database: Database,
    season: Season,
    actor: Actor,
    names: KeyNames,
    *,
    replace: bool = False,
    dry_run: bool = False,
    trial: str | None = None,
) -> TakingReport:
    """Take in what a file says.

    Args:
        database: brought up to date.
        season: its settings.
        actor: who brings the file; the changes are theirs.
        names: what it says.
        replace: what the file says holds, where people settled otherwise.
        dry_run: report alone; nothing is kept.
        trial: digest of the report that the person saw before; None where they saw none.

    Raises:
        RefusedError: the person may not.
        ChangedError: another report would come of it now than they saw; nothing is kept.
        UnknownNameError: nothing of the season is kept yet.
    """
    see_role(actor, ActKind.TERM, "change terms")

    def work(session: Session) -> TakingReport:
        row = hold(session, season)
        taking = _Taking(session, season, row, actor, replace=replace)
        report = taking.take(names, written=not dry_run)
        if trial is not None and report.digest != trial:
            raise ChangedError(
                "Somebody changed what this is about since you saw what would become of it.",
                hint="Nothing of it is kept yet: look again, then take it in.",
            )
        if dry_run:
            session.rollback()
        return report

    return database.write(work)


class _Taking:
    """One file on its way in, inside a transaction."""

    def __init__(
        self, session: Session, season: Season, row: SeasonRow, actor: Actor, *, replace: bool
    ) -> None:
        self._session = session
        self._season = season
        self._row = row
        self._actor = actor
        self._replace = replace
        self._changes: list[Change] = []
        self._refusals: list[Refusal] = []
        self._conflicts: list[Refusal] = []
        self._same = 0
        #: When what gives way was changed last, by what and which, before this file.
        self._stood: dict[tuple[str, str], datetime | None] = {}
        self._markets: dict[str, tuple[str, ...]] = {}
        self._there = markets(session, season, row)
        # Read once: a query for each term of thousands would read all of them each time.
        self._terms: dict[str, list[TermRow]] = {}
        query = select(TermRow).where(TermRow.season_id == row.id, TermRow.gone.is_(False))
        for term in session.scalars(query.order_by(TermRow.id)):
            self._terms.setdefault(term.source.casefold(), []).append(term)
        targets = (
            select(TermTargetRow)
            .join(TermRow, TermTargetRow.term_id == TermRow.id)
            .where(TermRow.season_id == row.id)
        )
        self._targets = {(one.term_id, one.locale): one for one in session.scalars(targets)}

    def take(self, names: KeyNames, *, written: bool) -> TakingReport:
        for term in names.terms:
            self._term(term)
        for character in names.characters:
            self._character(character)
        for address in names.addresses:
            for locale in self._serves(address):
                self._address(replaced(address, locale=locale))
        self._session.flush()
        report = TakingReport(
            tuple(self._changes),
            self._same,
            (*names.refusals, *self._refusals),
            tuple(self._conflicts),
            names.notes,
        )
        digest = hashlib.sha256(repr((report, self._stood)).encode()).hexdigest()
        return replaced(report, written=written, digest=digest)

    # --- Terms ------------------------------------------------------------------------------------

    def _term(self, given: TermEntry) -> None:
        renderings = [
            replaced(one, locale=locale) for one in given.renderings for locale in self._serves(one)
        ]
        row = self._known(given)
        if row is None:
            row = TermRow(
                season_id=self._row.id,
                source=given.source,
                kind=given.kind,
                note=given.note,
                by=self._actor.person_id,
                at=datetime.now(UTC),
            )
            self._session.add(row)
            self._session.flush()
            self._terms.setdefault(given.source.casefold(), []).append(row)
            self._changed(Change(given.place, "term", given.source, "", given.kind or "term"))
        else:
            self._about(row, given)
        for one in renderings:
            self._render(row, one)

    def _known(self, given: TermEntry) -> TermRow | None:
        """A term of this source: of the same kind, or of any where no kind is given."""
        for row in self._terms.get(given.source.casefold(), ()):
            if not given.kind or row.kind.casefold() == given.kind.casefold():
                return row
        return None

    def _about(self, row: TermRow, given: TermEntry) -> None:
        """The note about a term that is there: filled in where there is none."""
        if not given.note or given.note == row.note:
            self._same += 1
            return
        if row.note and not self._replace:
            self._conflict(given.place, f"the note on “{row.source}” is another", row)
        elif row.note and row.by != self._actor.person_id and not may_remove(self._actor):
            what = f"the note on “{row.source}” is for whoever wrote it, or a lead, to change"
            self._conflict(given.place, what, row)
        else:
            change = Change(given.place, "term", row.source, row.note, given.note)
            self._changed(change, row.at)
            row.note, row.by, row.at = given.note, self._actor.person_id, datetime.now(UTC)

    def _render(self, term: TermRow, given: Rendering) -> None:
        row = self._targets.get((term.id, given.locale))
        if row is None:
            row = TermTargetRow(term_id=term.id, locale=given.locale, text="", note="")
            self._targets[term.id, given.locale] = row
        texts = given.text and given.text != row.text
        notes = given.note and given.note != row.note
        if not texts and not notes:
            self._same += 1
            return
        name = f"{term.source} in {given.locale}"
        if not self._replace and ((texts and row.text) or (notes and row.note)):
            said = f"“{row.text}”" if texts else "noted otherwise"
            wants = f", the file has “{given.text}”" if texts else ""
            self._conflict(given.place, f"“{term.source}” is {said} in {given.locale}{wants}", row)
            return
        after = given.text or row.text
        self._changed(Change(given.place, "rendering", name, row.text, after), row.at)
        row.text, row.note = given.text or row.text, given.note or row.note
        row.by, row.at = self._actor.person_id, datetime.now(UTC)
        self._session.add(row)

    def _serves(self, given: Rendering | AddressEntry) -> tuple[str, ...]:
        """The markets that something is for; what is for none is told once, with its column.

        A language without a region stands for every market of it.
        """
        if given.locale not in self._markets:
            self._markets[given.locale] = markets_of(given.locale, self._there)
            if not self._markets[given.locale]:
                there = ", ".join(self._there) or "none yet"
                message = (
                    f"the season has no market {given.locale} ({there}): all that is for it is left"
                )
                self._refusals.append(Refusal(given.place, message))
        return self._markets[given.locale]

    # --- Characters and forms of address ----------------------------------------------------------

    def _character(self, given: CharacterEntry) -> None:
        row = find_character(self._session, self._row.id, given.name)
        known = row if row is not None and not row.gone else None
        gender = None if given.gender is Gender.UNKNOWN else given.gender
        note = given.note or None
        if known is not None and gender in (None, known.gender) and note in (None, known.note):
            self._same += 1
            return
        if known is not None and not self._replace:
            if gender is not None and known.gender not in ("", gender.value):
                what = f"{known.name} is {known.gender}, the file has {gender.value}"
                self._conflict(given.place, what, known)
                return
            if note is not None and known.note not in ("", note):
                self._conflict(given.place, f"the note on {known.name} is another", known)
                return
        before = "" if known is None else known.gender or "not known"
        stood = None if known is None else known.at
        try:
            put = put_character(
                self._session, self._row.id, self._actor, given.name, gender=gender, note=note
            )
        except InputError as error:
            self._refusals.append(Refusal(given.place, error.message))
            return
        after = put.gender or "not known"
        self._changed(Change(given.place, "character", put.name, before, after), stood)

    def _address(self, given: AddressEntry) -> None:
        pair = given.speaker, given.addressee
        row = find_address(self._session, self._row.id, given.locale, *pair)
        known = row if row is not None and not row.gone else None
        note = given.note or None
        name = " to ".join(one or "everybody" for one in pair) + f" in {given.locale}"
        before = ""
        if known is not None:
            before = known.form + ("?" if known.guessed else "")
            same = (known.form, known.guessed) == (given.form.value, given.guessed)
            if same and note in (None, known.note):
                self._same += 1
                return
            # A guess gives way to whatever is settled; what is settled does not.
            if not same and not known.guessed and not self._replace:
                what = f"{name} is settled as {known.form}, the file has {given.form.value}"
                self._conflict(given.place, what + ("?" if given.guessed else ""), known)
                return
        stood = None if known is None else known.at
        put_address(
            self._session,
            self._row.id,
            self._actor,
            locale=given.locale,
            speaker=given.speaker,
            addressee=given.addressee,
            form=given.form,
            guessed=given.guessed,
            note=note,
        )
        after = given.form.value + ("?" if given.guessed else "")
        self._changed(Change(given.place, "form of address", name, before, after), stood)

    # --- The report -------------------------------------------------------------------------------

    def _changed(self, change: Change, stood: datetime | None = None) -> None:
        self._changes.append(change)
        # What the file itself has changed further up stood as it did before that.
        self._stood.setdefault((change.what, change.name.casefold()), stood)

    def _conflict(
        self, place: Place, what: str, row: TermRow | TermTargetRow | CharacterRow | AddressRow
    ) -> None:
        who = dict(names_of(self._session, [row.by])).get(row.by, "somebody")
        self._conflicts.append(Refusal(place, f"{what} ({who}, {row.at:%Y-%m-%d})"))
