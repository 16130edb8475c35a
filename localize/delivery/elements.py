"""HTML made of elements, where text is always text: whatever is not an element is escaped."""

from __future__ import annotations

import html
import unicodedata
from typing import Final

#: Elements that have no end tag.
_VOID: Final = frozenset({"meta", "br", "col", "input"})


class Html(str):
    """Markup that is finished; only `element` and `raw` make it."""

    __slots__ = ()


def raw(text: str) -> Html:
    """Markup of our own, such as a style sheet; never text of people or files."""
    return Html(text)


def element(tag: str, /, *children: str | None, **attributes: str | bool | None) -> Html:
    """An element. Children that are not `Html` are escaped; None and "" are left out.

    Args:
        tag: name of the element.
        children: what stands in it, in order.
        attributes: ``class_`` for class, ``_`` for a hyphen; None and False leave one out.
    """
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{given}>")
    return Html(f"<{tag}{given}>{join(*children)}</{tag}>")


def join(*children: str | None) -> Html:
    """Several children without an element around them."""
    return Html(
        "".join(child if isinstance(child, Html) else escape(child) for child in children if child)
    )


def escape(text: str) -> Html:
    """Text as it is read: nothing in it is markup, and what cannot be printed is a sign for it."""
    shown = "".join(
        "\ufffd" if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" else one
        for one in text
    )
    return Html(html.escape(shown, quote=True))


def said(text: str, *, lang: str | None = None) -> Html:
    """Text of people or files, whose direction of writing must not reach what stands beside it."""
    lines = text.split("\n")
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts += [element("br"), line] if number else [line]
    return element("bdi", *parts, dir="auto", lang=lang)


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
