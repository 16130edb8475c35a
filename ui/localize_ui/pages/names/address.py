"""Forms of address: who addresses whom how in a market, settled pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.addressing import markers_of
from localize.errors import SettingsError
from localize.store.kinds import AddressForm
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    area,
    button,
    check,
    chip,
    empty,
    form,
    labelled,
    section,
    select,
    send,
    short_id,
    text,
)
from localize_ui.pages.names.address_grid import EVERYBODY, SIDE, Grid, cast
from localize_ui.pages.names.view import CLOSED, Markets, closer, seen_field, seen_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.memory.addresses import AddressView
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query, Sent
    from localize_ui.pages.names.view import View

#: Where a language has no words for the two of its own here.
_WORDS: Final = (AddressForm.FAMILIAR.value, AddressForm.FORMAL.value)


class AddressPart:
    """The part of the forms of address.

    Args:
        place: the project.
    """

    key: ClassVar[str] = "address"
    label: ClassVar[str] = "Forms of address"
    markets: ClassVar[Markets] = Markets.ONE

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def main(self, view: View) -> str:
        """The grid of the market that was chosen, else of the first."""
        market = _market(view)
        if not market:
            return empty("The season has no market yet.")
        addresses = self._place.addresses.of_locale(market)
        names, left = cast(self._place.characters.all(), addresses)
        told = [
            (
                f'<p class="lz-said">How people address each other in {chip(market)}: who speaks '
                "stands at the side, who is spoken to along the top. A question mark is a guess "
                "that nobody has settled; what holds in general stands in grey.</p>"
            )
        ]
        if markers_of(market) is None:
            told.append(
                '<p class="lz-quiet lz-said">Checks know no words of this language that tell one '
                "form from the other: what is settled here is given to engines and shown to "
                "people.</p>"
            )
        if len(names) == 1:
            told.append(empty("Characters that are listed, or in a sheet, get a row each."))
        if left > 0:
            told.append(
                f'<p class="lz-quiet lz-said">{SIDE} names are shown, {left} more are in the list '
                "on the right.</p>"
            )
        return "".join(told) + Grid(names, addresses, _words(market), _opened(view)).html()

    def opened(self, view: View) -> str:
        """The pair that is open."""
        pair, market = _opened(view), _market(view)
        if pair is None or not market:
            return ""
        key = tuple(name.casefold() for name in pair)
        addresses = self._place.addresses.of_locale(market)
        one = next(
            (one for one in addresses if (one.speaker.casefold(), one.addressee.casefold()) == key),
            None,
        )
        return _form(view, market, pair, one)

    def offered(self, view: View) -> str:
        """Any pair, by its names."""
        if not view.writes or not _market(view):
            return ""
        addresses = self._place.addresses.of_locale(_market(view))
        names = _everybody([one.name for one in self._place.characters.all()], addresses)
        pairs = [(name, name or EVERYBODY) for name in names]
        inner = (
            labelled("Who speaks", select("speaker", pairs, id="any-speaker"))
            + labelled("Who is spoken to", select("addressee", pairs, id="any-addressee"))
            + send("Open")
        )
        return section("Another pair", form("go", inner, data_pair="1", class_="lz-form"))

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"settle": self._settle, "remove-form": self._remove}

    # --- Doing --------------------------------------------------------------------------------

    def _settle(self, caller: Caller, sent: Sent, _: Query) -> Said:
        word = sent.word("form")
        if word not in {one.value for one in AddressForm}:
            raise SettingsError("No form was chosen.", hint="Click familiar or formal.")
        done = self._place.addresses.settle(
            caller.actor,
            sent.word("locale"),
            sent.word("speaker"),
            sent.word("addressee"),
            AddressForm(word),
            guessed=sent.flag("guessed"),
            note=sent.word("note"),
            seen=seen_in(sent),
        )
        who, whom = done.speaker or EVERYBODY, done.addressee or EVERYBODY
        state = "guessed to be" if done.guessed else "settled as"
        return Said(f"{who} to {whom} in {done.locale} is {state} {done.form.value}.",
                    query=CLOSED)  # fmt: skip

    def _remove(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self._place.addresses.remove(caller.actor, sent.number("address"), seen=seen_in(sent))
        return Said("The form is taken out: nothing is settled for the pair.", query=CLOSED)


def _market(view: View) -> str:
    return view.market or next(iter(view.markets), "")


def _words(market: str) -> tuple[str, str]:
    """What a language calls the familiar and the formal form."""
    markers = markers_of(market)
    return _WORDS if markers is None else markers.names


def _opened(view: View) -> tuple[str, str] | None:
    if not view.query.get("pair"):
        return None
    return view.query.get("speaker", ""), view.query.get("addressee", "")


def _everybody(characters: Sequence[str], addresses: Sequence[AddressView]) -> list[str]:
    formed = [name for one in addresses for name in (one.speaker, one.addressee) if name]
    by_key = {name.casefold(): name for name in [*formed, *characters]}
    return ["", *(by_key[key] for key in sorted(by_key))]


def _form(view: View, market: str, pair: tuple[str, str], one: AddressView | None) -> str:
    title = f"{pair[0] or EVERYBODY} → {pair[1] or EVERYBODY}"
    words = _words(market)
    told = f"<p>{chip(market)} {_state(one, words)}</p>"
    if one is not None:
        told += f"<p>{view.last(one.by, one.at)}</p>"
    if not view.writes:
        note = f"<p>{text(one.note)}</p>" if one is not None and one.note else ""
        return section(title, told + note, aside=closer())
    key = f"form-{short_id(market, *pair)}"
    buttons = "".join(
        send(
            value if value == word else f"{value} – {word}",
            data_form=value,
            class_="lz-plain",
            aria_pressed="true" if one is not None and one.form.value == value else "false",
            data_focus=key if at == 0 else None,
        )
        for at, (value, word) in enumerate(zip(_WORDS, words, strict=True))
    )
    inner = (
        seen_field(one.at if one is not None else None)
        + f'<div class="lz-links" role="group" aria-label="Form">{buttons}</div>'
        + check("guessed", "1", "only a guess", checked=one is not None and one.guessed,
                id=f"{key}-guessed")
        + labelled("Note: why, since when", area("note", one.note if one is not None else "",
                                                 id=f"{key}-note"))
    )  # fmt: skip
    shown = form(
        "settle", inner, data_locale=market, data_speaker=pair[0], data_addressee=pair[1],
        class_="lz-form",
    )  # fmt: skip
    if one is not None and view.removes:
        shown += (
            '<p class="lz-links">'
            + button("Take out", "remove-form", data_address=one.address_id,
                     data_seen=one.at.isoformat(), data_sure="Really take it out?")
            + "</p>"
        )  # fmt: skip
    return section(title, told + shown, aside=closer())


def _state(one: AddressView | None, words: tuple[str, str]) -> str:
    if one is None:
        return "nothing is settled for the pair itself"
    word = words[one.form is AddressForm.FORMAL]
    name = one.form.value if word == one.form.value else f"{one.form.value} ({text(word)})"
    return chip("guessed", "warn") + f" {name}" if one.guessed else f"{name} is settled"
