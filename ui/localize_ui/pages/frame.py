"""The head bar: the pages, and oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.review.acts import ActKind
from localize_ui.pages import paths
from localize_ui.pages.allowed import may
from localize_ui.pages.elements import options, tag, text

if TYPE_CHECKING:
    from localize_ui.api.identity import Caller

_PAGES: Final = (
    ("Season", paths.SEASON, None),
    ("Template", paths.TEMPLATE, None),
    ("Names", paths.NAMES, None),
    ("Deliver", paths.DELIVER, None),
    ("Effort", paths.EFFORT, None),
    ("Files", paths.OUTPUT, None),
    ("People", paths.PEOPLE, ActKind.PEOPLE),
)


#: What a person may choose; the first is the one at first, as in the editor.
THEMES: Final = ("dark", "light", "system")


def head_bar(caller: Caller | None, page: str, theme: str = "") -> str:
    """The pages that somebody may open, and who they are.

    Args:
        caller: who looks; None for the local user of an untouched project.
        page: address of the one that is open.
        theme: of `THEMES`; empty where nothing is kept of this person.
    """
    links = "".join(
        tag("a", label, href=path, aria_current="page" if path == page else None)
        for label, path, act in _PAGES
        if act is None or may(caller, act)
    )
    return (
        '<div class="lz-head"><b class="lz-brand">localize</b>'
        f'<nav aria-label="Pages">{links}</nav>{_me(caller, theme)}</div>'
    )


def _me(caller: Caller | None, theme: str) -> str:
    if caller is None or caller.key is None:
        words = "on this machine, without accounts"
        return f'<div class="lz-me">{_theme(theme)}<span>{words}</span></div>'
    roles = ", ".join(sorted(role.value for role in caller.actor.roles)) or "no role"
    return (
        f'<div class="lz-me">{_theme(theme)}<span>{text(caller.actor.name)} '
        f"<small>{text(roles)}</small></span>"
        '<button type="button" data-sign-out>Sign out</button></div>'
    )


def _theme(theme: str) -> str:
    if not theme:
        return ""
    return tag(
        "select",
        options([(one, one) for one in THEMES], theme),
        data_choose_theme=True,
        data_theme_kept=theme,
        aria_label="Theme",
    )
