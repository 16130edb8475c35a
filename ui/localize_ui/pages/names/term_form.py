"""One term beside the table: what it is, and what each market makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.memory.rules import NOTE
from localize.memory.terms import SOURCE, TARGET
from localize.store.tables import WORD
from localize_ui.pages.elements import (
    area,
    button,
    chip,
    field,
    form,
    labelled,
    section,
    send,
    tag,
    text,
)
from localize_ui.pages.names.view import closer, seen_field

if TYPE_CHECKING:
    from localize.memory.renderings import TermCard
    from localize_ui.pages.names.view import View


def rendering_name(locale: str) -> str:
    """The name of the field of a market's rendering."""
    return f"target:{locale}"


def note_name(locale: str) -> str:
    """The name of the field of the note about it."""
    return f"note:{locale}"


def new_form(view: View) -> str:
    """A term that is not there yet."""
    inner = (
        labelled("As it is said", field(name="source", id="new-source", required=True,
                                        maxlength=SOURCE, autocomplete="off"))
        + labelled("What it is", _kind("new-kind", ""))
        + labelled("Notes, for all markets", _area("note", "new-note", ""))
        + "".join(
            labelled(one, field(name=rendering_name(one), id=f"new-{one}", lang=one, dir="auto",
                                maxlength=TARGET, autocomplete="off"))
            for one in ([view.market] if view.market else ())
        )
        + send("Add the term")
    )  # fmt: skip
    return section("Add a term", form("add-term", inner, class_="lz-form"))


def term_form(view: View, card: TermCard) -> str:
    """A term as it is; to be changed by whoever may."""
    own = view.removes or card.by == view.caller.actor.person_id
    parts = [_itself(card) if view.writes and own else _told(card)]
    if view.writes and not own:
        parts.append(
            '<p class="lz-quiet">What a term is, is changed by whoever wrote it, or by a lead.</p>'
        )
    others = [one for one in view.markets if one not in view.shown]
    first = f"term:{card.term_id}"
    parts += [
        _market(view, card, one, first if at == 0 else "") for at, one in enumerate(view.shown)
    ]
    if others:
        inner = "".join(_market(view, card, one, "") for one in others)
        parts.append(
            f'<details id="term-others"><summary>Other markets</summary>'
            f'<div class="lz-form">{inner}</div></details>'
        )
    if not view.writes:
        return section(card.source, "".join(parts), aside=closer())
    parts.append(send("Save", class_="lz-at-hand"))
    inner = form("save-term", "".join(parts), data_term=card.term_id, class_="lz-form")
    if view.removes:
        inner += (
            '<p class="lz-links">'
            + button("Take out, for all markets", "remove-term", data_term=card.term_id,
                     data_seen=card.at.isoformat(), data_sure="Really take it out?")
            + "</p>"
        )  # fmt: skip
    return section(card.source, inner, aside=closer())


def _itself(card: TermCard) -> str:
    key = f"term-{card.term_id}"
    return (
        seen_field(card.at)
        + labelled("As it is said", field(name="source", id=f"{key}-source", value=card.source,
                                          required=True, maxlength=SOURCE, autocomplete="off"))
        + _was("source", card.source)
        + labelled("What it is", _kind(f"{key}-kind", card.kind))
        + _was("kind", card.kind)
        + labelled("Notes, for all markets", _area("note", f"{key}-note", card.note))
        + _was("note", card.note)
    )  # fmt: skip


def _told(card: TermCard) -> str:
    note = tag("p", text(card.note), class_="lz-remark") if card.note else ""
    return (chip(card.kind) if card.kind else "") + note


def _market(view: View, card: TermCard, locale: str, focus: str) -> str:
    """A market's rendering, its note, and who wrote them."""
    one = card.within(locale)
    said, note = (one.text, one.note) if one is not None else ("", "")
    last = view.last(one.by, one.at) if one is not None else ""
    if not view.writes:
        shown = tag("span", text(said), lang=locale) if said else "–"
        remark = tag("div", text(note), class_="lz-remark") if note else ""
        return f"<div>{chip(locale)} {shown} {last}{remark}</div>"
    key = f"term-{card.term_id}-{locale}"
    box = field(name=rendering_name(locale), id=key, value=said, lang=locale, dir="auto",
                maxlength=TARGET, autocomplete="off", data_focus=focus or None)  # fmt: skip
    area = _area(note_name(locale), f"{key}-note", note, f"Note on {locale}")
    return (
        labelled(locale, box, extra=last)
        + area
        + _was(rendering_name(locale), said)
        + _was(note_name(locale), note)
        + seen_field(one.at if one is not None else None, f"seen:{locale}")
    )


def _was(name: str, value: str) -> str:
    """What stood in a field, so that what a person left alone is told from what they wrote."""
    return field(type="hidden", name=f"was:{name}", value=value)


def _kind(id_: str, value: str) -> str:
    return field(name="kind", id=id_, value=value, maxlength=WORD, autocomplete="off",
                 placeholder="name, place, phrase …")  # fmt: skip


def _area(name: str, id_: str, value: str, label: str = "") -> str:
    return area(name, value, id=id_, rows=1, maxlength=NOTE, aria_label=label or None,
                placeholder="note" if label else None, class_="lz-low")  # fmt: skip
