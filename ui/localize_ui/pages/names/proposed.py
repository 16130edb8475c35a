"""Names that the sources say again and again and that no term has yet: confirmed, or dismissed."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, ClassVar, Final

from localize.errors import UnknownNameError
from localize.memory.renderings import TermChange
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import amount, button, empty, row, table, text
from localize_ui.pages.names.view import MOST, Markets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.memory.candidates import Candidate
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query, Sent
    from localize_ui.pages.names.view import View

#: Longest example that is shown, characters.
_EXAMPLE: Final = 120


class ProposedPart:
    """The part of the proposed names.

    Args:
        place: the project.
    """

    key: ClassVar[str] = "proposed"
    label: ClassVar[str] = "Proposed names"
    markets: ClassVar[Markets] = Markets.NONE

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def main(self, view: View) -> str:
        """What is proposed, and what was dismissed."""
        found = self._place.candidates.propose()
        shown = (
            _table(found, writes=view.writes)
            if found
            else empty("No name comes again that is no term and no character yet.")
        )
        return shown + self._dismissed(view)

    def opened(self, view: View) -> str:  # noqa: ARG002 -- what is confirmed is a term, and opened as one
        """Nothing of its own."""
        return ""

    def offered(self, view: View) -> str:  # noqa: ARG002 -- likewise
        """Nothing of its own."""
        return ""

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {
            "confirm-name": self._confirm,
            "name-speaks": self._speaks,
            "dismiss-name": self._dismiss,
            "restore-name": self._restore,
        }

    def _dismissed(self, view: View) -> str:
        names = self._place.candidates.dismissed()
        if not names:
            return ""
        items = "".join(
            f"<li><span>{text(name)}</span>"
            + (
                f'<span class="lz-acts">{button("Propose again", "restore-name", data_text=name)}'
                "</span>"
                if view.writes
                else ""
            )
            + "</li>"
            for name in names
        )
        return (
            f'<details id="names-dismissed"><summary>{amount(len(names), "name")} dismissed'
            f'</summary><ul class="lz-list">{items}</ul></details>'
        )

    # --- Doing --------------------------------------------------------------------------------

    def _confirm(self, caller: Caller, sent: Sent, _: Query) -> Said:
        made = self._place.renderings.add(caller.actor, TermChange(sent.word("text"), "name"))
        return Said(f"“{made.source}” is a term.", "Its renderings wait under Terms.")

    def _speaks(self, caller: Caller, sent: Sent, _: Query) -> Said:
        made = self._place.characters.put(caller.actor, sent.word("text"))
        return Said(f"{made.name} is a character.", "The gender waits under Characters.")

    def _dismiss(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self._place.candidates.dismiss(caller.actor, sent.word("text"))
        return Said(f"“{sent.word('text')}” is not proposed again.")

    def _restore(self, caller: Caller, sent: Sent, _: Query) -> Said:
        name = sent.word("text")
        if not self._place.candidates.restore(caller.actor, name):
            raise UnknownNameError("dismissed name", name, self._place.candidates.dismissed())
        return Said(f"“{name}” may be proposed again.")


def _table(found: Sequence[Candidate], *, writes: bool) -> str:
    rows = [
        row(
            text(one.text),
            str(one.times),
            text(", ".join(one.episodes[:3]) + (" …" if len(one.episodes) > 3 else "")),
            text(shorten(one.example, _EXAMPLE, placeholder=" …")),
            _acts(number, one.text) if writes else "",
        )
        for number, one in enumerate(found[:MOST])
    ]
    inner = table(("Name", "Said", "In", "Such as", ""), rows)
    return (
        '<div class="lz-scroll lz-names" id="proposed-scroll" tabindex="0" role="region" '
        f'aria-label="Proposed names">{inner}</div>'
    )


def _acts(number: int, name: str) -> str:
    # Numbered, so that the next name's button has the focus when one is gone from the list.
    return (
        '<span class="lz-acts">'
        + button("Confirm", "confirm-name", id=f"confirm-{number}", data_text=name)
        + button("Is a character", "name-speaks", id=f"speaks-{number}", data_text=name)
        + button("Not a name", "dismiss-name", id=f"dismiss-{number}", data_text=name)
        + "</span>"
    )
