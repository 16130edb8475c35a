"""HTML of the pages. What comes from people or files goes through `text` or `attributes`.

Both escape everything. A page's policy (`localize_ui.policy`) would refuse a script all the
same, and forms are read by `board.js` as data.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Final

from localize_ui.render import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.store.kinds import CueState

__all__ = ["amount", "attributes", "chip", "link", "moment", "options", "progress", "tag", "text"]

#: Attributes that are there or not, whatever their value.
_BARE: Final = frozenset(
    {"checked", "disabled", "hidden", "multiple", "open", "required", "selected", "autofocus"}
)


def attributes(**given: object) -> str:
    """Attributes with a blank before each; ``_`` in a name stands for a hyphen.

    None and False are left out; `_BARE` ones stand without a value.
    """
    parts = []
    for name, value in given.items():
        written = name.strip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if written in _BARE:
            parts.append(f" {written}")
        else:
            shown = "true" if value is True else str(value)
            parts.append(f' {written}="{escape(shown, quote=True)}"')
    return "".join(parts)


def short_id(*words: str) -> str:
    """Some words of people as a part of an element's id."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def tag(element: str, inner: str = "", /, **given: object) -> str:
    """An element; ``inner`` is HTML already."""
    return f"<{element}{attributes(**given)}>{inner}</{element}>"


def field(element: str = "input", /, **given: object) -> str:
    """An element without an end."""
    return f"<{element}{attributes(**given)}>"


def link(address: str, label: str, **given: object) -> str:
    """A link; the label is text."""
    return tag("a", text(label), href=address, **given)


def button(label: str, act: str, **given: object) -> str:
    """A button that does something at once; ``data_…`` is what it says with it."""
    return tag("button", text(label), type="button", data_act=act, **given)


def send(label: str, **given: object) -> str:
    """The button of a form."""
    return tag("button", text(label), type="submit", **given)


def form(act: str, inner: str, **given: object) -> str:
    """A form; its fields go with the act. Its id must be one of the page's own."""
    return tag("form", inner, data_act=act, **given)


def labelled(label: str, control: str, *, extra: str = "") -> str:
    """A control with its label above."""
    return f'<label class="lz-field"><span>{text(label)}</span>{control}{extra}</label>'


def options(pairs: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """(value, label) as options of a select."""
    return "".join(
        tag("option", escape(label), value=value, selected=value == chosen)
        for value, label in pairs
    )


def select(name: str, pairs: Iterable[tuple[str, str]], chosen: str = "", **given: object) -> str:
    """A list to choose one from."""
    return tag("select", options(pairs, chosen), name=name, **given)


def area(name: str, value: str = "", **given: object) -> str:
    """A field of several lines; the value is text."""
    # A line break after the tag is the markup's own: one that the text begins with would be lost.
    return tag("textarea", "\n" + escape(value), name=name, **given)


def check(name: str, value: str, label: str, *, checked: bool = False, **given: object) -> str:
    """A box to tick, with its label."""
    box = field(type="checkbox", name=name, value=value, checked=checked, **given)
    return f'<label class="lz-check">{box}{text(label)}</label>'


def chip(label: str, kind: str = "", **given: object) -> str:
    """A word in a frame; ``kind`` is ok, warn, bad, note or empty."""
    return tag("span", text(label), class_=f"lz-chip {f'lz-is-{kind}' if kind else ''}", **given)


def amount(number: int, unit: str, many: str = "") -> str:
    """``1 cue``, ``2 cues``."""
    return f"{number:,} {unit if number == 1 else many or unit + 's'}".replace(",", "\u202f")


def moment(when: datetime | None, *, day: bool = False) -> str:
    """A moment; the browser writes it in its own zone (`board.js`), UTC until then."""
    if when is None:
        return ""
    utc = when.astimezone(UTC)
    shown = utc.strftime("%Y-%m-%d" if day else "%Y-%m-%d %H:%M")
    return tag("time", f"{shown} UTC", datetime=utc.isoformat(), data_day=day or None)


def table(head: Sequence[str], rows: Iterable[str], **given: object) -> str:
    """A table; heads and rows are HTML."""
    columns = "".join(f'<th scope="col">{one}</th>' for one in head)
    body = "".join(rows)
    return tag("table", f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody>", **given)


def row(*cells: str, **given: object) -> str:
    """A row whose first cell is its head."""
    first, *others = cells
    inner = f'<th scope="row">{first}</th>' + "".join(f"<td>{one}</td>" for one in others)
    return tag("tr", inner, **given)


def section(title: str, inner: str, *, aside: str = "", id_: str = "") -> str:
    """A part of a page under its title; ``aside`` is HTML beside it."""
    head = f"<header><h2>{text(title)}</h2>{aside}</header>"
    return tag("section", head + inner, class_="lz-section", id=id_ or None)


def empty(words: str) -> str:
    """What is said where there is nothing; text."""
    return f'<p class="lz-empty">{text(words)}</p>'


def progress(states: Sequence[tuple[CueState, int]]) -> str:
    """How far a track has come, as a bar: approved, confirmed, edited, and the rest in grey."""
    counts = {state.value: number for state, number in states}
    total = sum(counts.values())
    if not total:
        return '<span class="lz-bar" role="img" aria-label="no cues"></span>'
    said = ", ".join(f"{counts.get(name, 0)} {label}" for name, label in _SHOWN)
    # SVG's own attributes, not styles: no policy and no theme of others touches them.
    parts, at = [], 0.0
    for name, _ in _SHOWN:
        width = 100 * counts.get(name, 0) / total
        parts.append(field("rect", class_=f"lz-{name}", x=f"{at:.2f}", width=f"{width:.2f}",
                           height=6) + "</rect>")  # fmt: skip
        at += width
    return (
        f'<svg class="lz-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(said)} of {total}"><title>{escape(said)} of {total}</title>'
        f"{''.join(parts)}</svg>"
    )


_SHOWN: Final = (("approved", "approved"), ("reviewed", "confirmed"), ("edited", "edited"))


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names with what they are; both are text."""
    shown = (f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{''.join(shown)}</dl>"
