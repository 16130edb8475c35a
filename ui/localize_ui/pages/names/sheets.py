"""Key-names sheets: downloaded, and taken in once one has seen what would become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.errors import UnknownNameError
from localize.memory.exchange.files import ENDINGS
from localize.memory.exchange.taking import take_key_names
from localize.memory.seen import ChangedError
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    amount,
    button,
    empty,
    field,
    form,
    row,
    section,
    send,
    table,
    tag,
    text,
)
from localize_ui.pages.names.view import Markets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.memory.exchange.report import Change, TakingReport
    from localize.memory.exchange.values import KeyNames, Refusal
    from localize_ui.api.brought import Brought
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query, Sent
    from localize_ui.pages.names.view import View

#: Lines of each kind that are shown; more are counted.
_MOST: Final = 300
_FORMS: Final = (
    ("xlsx", "Excel workbook (.xlsx)"),
    ("csv", "CSV tables (.zip)"),
    ("tbx", "Terms alone (.tbx)"),
)


class SheetsPart:
    """The part of the sheets.

    Args:
        place: the project.
    """

    key: ClassVar[str] = "sheets"
    label: ClassVar[str] = "Sheets"
    markets: ClassVar[Markets] = Markets.ALL

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def main(self, view: View) -> str:
        """What there is to download and to take in."""
        return _downloads(view) + (self._taking(view) if view.writes else "")

    def opened(self, view: View) -> str:  # noqa: ARG002 -- a sheet has the main part to itself
        """Nothing of its own."""
        return ""

    def offered(self, view: View) -> str:  # noqa: ARG002 -- likewise
        """Nothing of its own."""
        return ""

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"brought": self._brought, "take-sheet": self._take, "drop-sheet": self._drop}

    def _taking(self, view: View) -> str:
        upload = (
            '<label class="lz-field lz-upload"><span>Take in a sheet from your machine: you see '
            "what would become of it first</span>"
            + field(type="file", data_upload="key-names/brought", data_then="brought",
                    id="sheet-file", accept=",".join(ENDINGS))
            + '</label><div class="lz-uploading" role="status" hidden></div>'
        )  # fmt: skip
        sheet = self._place.sheets.of(view.caller.actor.person_id)
        if sheet is None:
            return section("Take a sheet in", upload)
        replace = view.query.get("replace") == "1"
        report = take_key_names(
            self._place.database,
            self._place.season,
            view.caller.actor,
            sheet.holds,
            replace=replace,
            dry_run=True,
        )
        return section("Take a sheet in", upload) + _trial(sheet, report, replace=replace)

    # --- Doing --------------------------------------------------------------------------------

    def _brought(self, caller: Caller, _: Sent, __: Query) -> Said:
        sheet = self._sheet(caller)
        return Said(f"{sheet.name} is read, and nothing is kept yet.", "See below what it does.",
                    query={"replace": ""})  # fmt: skip

    def _take(self, caller: Caller, sent: Sent, _: Query) -> Said:
        sheet = self._sheet(caller)
        if sent.word("sheet") != sheet.id:
            raise ChangedError(
                f"The sheet that you saw gave way to another, {sheet.name}.",
                hint="Nothing is kept yet: look again, then take it in.",
            )
        report = take_key_names(
            self._place.database,
            self._place.season,
            caller.actor,
            sheet.holds,
            replace=sent.flag("replace"),
            trial=sent.word("trial"),
        )
        self._place.sheets.drop(caller.actor.person_id, sheet.id)
        left = []
        if report.refusals:
            left.append(f"{amount(len(report.refusals), 'line')} could not be taken in")
        if report.conflicts:
            left.append(f"{amount(len(report.conflicts), 'line')} gave way")
        return Said(
            f"{sheet.name} is taken in: {amount(len(report.changes), 'change')}.",
            ", ".join(left),
            query={"replace": ""},
        )

    def _drop(self, caller: Caller, _: Sent, __: Query) -> Said:
        self._place.sheets.drop(caller.actor.person_id)
        return Said("The sheet is put away; nothing of it was kept.", query={"replace": ""})

    def _sheet(self, caller: Caller) -> Brought[KeyNames]:
        sheet = self._place.sheets.of(caller.actor.person_id)
        if sheet is None:
            raise UnknownNameError("sheet", "yours", (), hint="Choose the file again.")
        return sheet


def _downloads(view: View) -> str:
    to = f"&to={view.market}" if view.market else ""
    links = "".join(
        tag("a", text(label), href=f"/api/v1/key-names?form={form_}{to}", class_="lz-button",
            download="")
        for form_, label in _FORMS
    )  # fmt: skip
    which = f"of {view.market}" if view.market else "of all markets"
    words = (
        "<p>Terms with their renderings, characters, and who addresses whom how, "
        f"{text(which)}; how often the sources say each term is counted anew.</p>"
    )
    return section("Download", words + f'<p class="lz-links">{links}</p>')


def _trial(sheet: Brought[KeyNames], report: TakingReport, *, replace: bool) -> str:
    """What would become of a sheet."""
    counted = (
        amount(len(report.changes), "change"),
        f"{report.same} there already",
        amount(len(report.conflicts), "conflict"),
        f"{amount(len(report.refusals), 'line')} that cannot be taken in",
    )
    told = [f"<p>{', '.join(counted)}.</p>"]
    if report.conflicts:
        told.append("<h3>People settled otherwise: that stays</h3>" + _lines(report.conflicts))
    if report.refusals:
        told.append("<h3>Cannot be taken in</h3>" + _lines(report.refusals))
    if report.notes:
        items = "".join(f"<li>{text(one)}</li>" for one in report.notes)
        told.append(f'<ul class="lz-lines">{items}</ul>')
    told.append(_changes(report.changes) if report.changes else empty("It changes nothing."))
    # Chosen, it is tried again before anything is kept.
    holds = (
        button("What people settled stays", "go", data_replace="")
        if replace
        else button("The sheet holds instead", "go", data_replace="1")
        if report.conflicts
        else ""
    )
    inner = (
        '<div class="lz-links">'
        + (send("Take it in", data_sure="Really write over theirs?" if replace else None)
           if report.changes else "")
        + holds
        + button("Put it away", "drop-sheet")
        + "</div>"
    )  # fmt: skip
    act = form(
        "take-sheet", inner, data_replace="1" if replace else "", data_sheet=sheet.id,
        data_trial=report.digest, class_="lz-form",
    )  # fmt: skip
    return section(sheet.name, act + "".join(told), id_="brought-sheet")


def _lines(refusals: Sequence[Refusal]) -> str:
    items = "".join(
        f"<li><small>{text(str(one.place))}</small> {text(one.message)}</li>"
        for one in refusals[:_MOST]
    )
    more = len(refusals) - _MOST
    left = f"<li>and {more} more</li>" if more > 0 else ""
    return f'<ul class="lz-lines lz-warned">{items}{left}</ul>'


def _changes(changes: Sequence[Change]) -> str:
    rows = [
        row(text(one.name), text(one.what), text(one.before), text(one.after), text(str(one.place)))
        for one in changes[:_MOST]
    ]
    more = len(changes) - _MOST
    left = f'<p class="lz-quiet">and {more} more</p>' if more > 0 else ""
    inner = table(("What", "Is a", "Now", "Then", "Where in the sheet"), rows)
    return (
        '<div class="lz-scroll lz-names" id="sheet-scroll" tabindex="0" role="region" '
        f'aria-label="Changes">{inner}</div>{left}'
    )
