"""*Names*: terms, proposed names, characters, forms of address, and the sheets that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import UnknownNameError
from localize_ui.pages import paths
from localize_ui.pages.desk import Desk
from localize_ui.pages.elements import button, empty, labelled, options, tag
from localize_ui.pages.names.address import AddressPart
from localize_ui.pages.names.characters import CharactersPart
from localize_ui.pages.names.proposed import ProposedPart
from localize_ui.pages.names.sheets import SheetsPart
from localize_ui.pages.names.terms import TermsPart
from localize_ui.pages.names.view import CLOSED, Markets, View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query
    from localize_ui.pages.names.view import Part


class NamesDesk(Desk):
    """The page of the show's own words.

    Args:
        place: the project.
    """

    title = "Names"
    path = paths.NAMES
    regions = ("main", "side")

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._parts: Sequence[Part] = (
            TermsPart(place),
            ProposedPart(place),
            CharactersPart(place),
            AddressPart(place),
            SheetsPart(place),
        )

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """The part that was chosen; beside it what is open, or something new."""
        view = self._view(caller, query)
        if view is None:
            words = (
                "Nothing of this season is kept yet. As soon as the pipeline has run, its terms, "
                "characters and forms of address stand here."
            )
            return {"main": _title("") + empty(words), "side": ""}
        part = self._chosen(query)
        tabs = "".join(
            button(
                one.label, "go", id=f"tab-{one.key or 'terms'}", data_show=one.key,
                aria_pressed="true" if one is part else "false",
                **{f"data_{key}": "" for key in (*CLOSED, "find")},
            )
            for one in self._parts
        )  # fmt: skip
        bar = tag("div", tabs, class_="lz-links", role="group", aria_label="Parts of the page")
        opened = "".join(one.opened(view) for one in self._parts)
        return {
            "main": _title(_market(view, part)) + bar + part.main(view),
            "side": opened or part.offered(view),
        }

    def acts(self) -> Mapping[str, Act]:
        """What can be done on this page."""
        return {name: act for part in self._parts for name, act in part.acts().items()}

    def _chosen(self, query: Query) -> Part:
        named = query.get("show", "")
        return next((one for one in self._parts if one.key == named), self._parts[0])

    def _view(self, caller: Caller | None, query: Query) -> View | None:
        """Who looks at what; None where nothing of the season is kept yet."""
        if caller is None:
            return None
        try:
            markets = self.place.renderings.markets()
        except UnknownNameError:
            return None
        return View(caller, query, markets, self.place.accounts.shown_names())


def _title(tools: str) -> str:
    return f'<header class="lz-title"><h1>Names</h1>{tools}</header>'


def _market(view: View, part: Part) -> str:
    """The choice of a market, where the part has anything of markets."""
    if part.markets is Markets.NONE:
        return ""
    pairs = [(one, one) for one in view.markets]
    if part.markets is Markets.ALL:
        pairs.insert(0, ("", "all markets"))
    chosen = tag("select", options(pairs, view.market), data_go="market", id="names-market")
    return f'<span class="lz-tools lz-aligned">{labelled("Market", chosen)}</span>'
