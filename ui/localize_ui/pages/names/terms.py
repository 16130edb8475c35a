"""Terms with their renderings: a table of all of them, and what is done to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.errors import UnknownNameError
from localize.memory.renderings import RenderingChange, TermChange
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    amount,
    chip,
    empty,
    field,
    form,
    row,
    select,
    send,
    table,
    tag,
    text,
)
from localize_ui.pages.names.term_form import new_form, note_name, rendering_name, term_form
from localize_ui.pages.names.view import CLOSED, MOST, Markets, opener, seen_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.memory.renderings import RenderingView, TermCard
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query, Sent
    from localize_ui.pages.names.view import View

#: Of a term's number in an address; longer ones are nobody's.
_DIGITS: Final = 9
#: What the table can be narrowed to.
_ONLY: Final = (("", "all terms"), ("missing", "without a rendering"))


class TermsPart:
    """The part of the terms.

    Args:
        place: the project.
    """

    key: ClassVar[str] = ""
    label: ClassVar[str] = "Terms"
    markets: ClassVar[Markets] = Markets.ALL

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def main(self, view: View) -> str:
        """The table."""
        cards = self._place.renderings.all()
        shown = [one for one in cards if _matches(one, view)]
        tools = _tools(view, len(shown), len(cards))
        if not cards:
            return tools + empty(
                "There is no term yet. Add one on the right, confirm proposed names, or take a "
                "sheet in."
            )
        if not shown:
            return tools + empty("No term is like that.")
        return tools + _table(view, shown)

    def opened(self, view: View) -> str:
        """The term that is open."""
        named = view.query.get("term", "")
        if not named.isascii() or not named.isdecimal() or len(named) > _DIGITS:
            return ""
        try:
            return term_form(view, self._place.renderings.one(int(named)))
        except UnknownNameError:  # somebody took it out meanwhile
            return ""

    def offered(self, view: View) -> str:
        """A new term."""
        return new_form(view) if view.writes else ""

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"add-term": self._add, "save-term": self._save, "remove-term": self._remove}

    # --- Doing --------------------------------------------------------------------------------

    def _add(self, caller: Caller, sent: Sent, _: Query) -> Said:
        given = TermChange(sent.word("source"), sent.word("kind"), sent.word("note"))
        renderings = [
            RenderingChange(locale, sent.word(rendering_name(locale)))
            for locale in self._place.renderings.markets()
            if sent.word(rendering_name(locale))
        ]
        made = self._place.renderings.add(caller.actor, given, renderings)
        return Said(f"“{made.source}” is a term.", query={"find": "", "only": ""})

    def _save(self, caller: Caller, sent: Sent, _: Query) -> Said:
        itself = None
        if "source" in sent.data:
            itself = TermChange(
                _changed(sent, "source"), _changed(sent, "kind"), _changed(sent, "note"),
                seen_in(sent),
            )  # fmt: skip
        renderings = [
            RenderingChange(
                locale,
                _changed(sent, rendering_name(locale)),
                _changed(sent, note_name(locale)),
                seen_in(sent, f"seen:{locale}"),
            )
            for locale in self._place.renderings.markets()
            if rendering_name(locale) in sent.data
        ]
        done = self._place.renderings.change(caller.actor, sent.number("term"), itself, renderings)
        return Said(f"“{done.source}” is saved.", query=CLOSED)

    def _remove(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self._place.terms.remove(caller.actor, sent.number("term"), seen=seen_in(sent))
        return Said("The term is taken out, for all markets.", query=CLOSED)


def _changed(sent: Sent, name: str) -> str | None:
    """What a person wrote into a field; None where they left what stood there."""
    now, before = sent.word(name), sent.word(f"was:{name}")
    return None if now == before.replace("\r\n", "\n") else now


def _matches(card: TermCard, view: View) -> bool:
    if view.query.get("only") == "missing" and all(_text(card.within(one)) for one in view.shown):
        return False
    if not view.find:
        return True
    texts = [card.source, card.kind, card.note]
    texts += [part for one in card.renderings for part in (one.text, one.note)]
    return any(view.find in one.casefold() for one in texts)


def _text(one: RenderingView | None) -> str:
    return one.text if one is not None else ""


def _tools(view: View, shown: int, there: int) -> str:
    box = field(
        type="search",
        name="find",
        id="names-find",
        value=view.query.get("find", ""),
        aria_label="Find",
        placeholder="source, rendering, note",
        maxlength=200,
    )
    only = select("only", _ONLY, view.query.get("only", ""), id="names-only",
                  aria_label="Which terms")  # fmt: skip
    finder = form("go", box + only + send("Find", class_="lz-plain"), class_="lz-inline")
    of = "" if shown == there else f" of {there}"
    return tag(
        "div",
        finder + f'<span class="lz-quiet">{amount(shown, "term")}{of}</span>',
        class_="lz-finder",
    )


def _table(view: View, cards: Sequence[TermCard]) -> str:
    opened = view.query.get("term", "")
    head = ("Term", *(text(one) for one in view.shown), "Last change", "")
    rows = []
    for card in cards[:MOST]:
        last = max(
            [(card.at, card.by), *((one.at, one.by) for one in card.renderings)],
            key=lambda pair: pair[0],
        )
        rows.append(
            row(
                f"{text(card.source)} {chip(card.kind) if card.kind else ''}{_note(card.note)}",
                *(_cell(card.within(locale), locale) for locale in view.shown),
                view.last(last[1], last[0]),
                opener(
                    "Change" if view.writes else "Show",
                    f"term-open-{card.term_id}",
                    here=str(card.term_id) == opened,
                    term=card.term_id,
                ),
            )
        )
    more = len(cards) - MOST
    left = f'<p class="lz-quiet">and {more} more: find them by name</p>' if more > 0 else ""
    inner = table(head, rows)
    return (
        '<div class="lz-scroll lz-names" id="names-scroll" tabindex="0" role="region" '
        f'aria-label="Terms">{inner}</div>{left}'
    )


def _cell(one: RenderingView | None, locale: str) -> str:
    if one is None or not one.text:
        shown = '<span class="lz-none" aria-label="none">–</span>'
    else:
        shown = tag("span", text(one.text), lang=locale)
    return shown + _note(one.note if one is not None else "")


def _note(note: str) -> str:
    return tag("div", text(note), class_="lz-remark") if note else ""
