"""Who looks at what on the page *Names*, and what its parts have in common."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from localize.errors import SettingsError
from localize.memory.seen import Seen
from localize.review.acts import ActKind
from localize_ui.api.identity import Caller
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Query
from localize_ui.pages.elements import button, field, moment, text

if TYPE_CHECKING:
    from localize_ui.pages.desk import Act, Sent

#: Words of the address that say what is open beside the page's main part.
OPENED: Final = ("term", "character", "pair", "speaker", "addressee")
#: With these nothing is open any more.
CLOSED: Final = dict.fromkeys(OPENED, "")
#: Rows that a table shows; more are found by name.
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class View:
    """The page as somebody asked for it.

    Attributes:
        caller: who.
        query: words of its address.
        markets: of the season.
        people: names to show, by person.
    """

    caller: Caller
    query: Query
    markets: tuple[str, ...]
    people: Mapping[int, str]

    @property
    def market(self) -> str:
        """The market that was chosen; empty for all of them."""
        chosen = self.query.get("market", "")
        return chosen if chosen in self.markets else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The markets that are shown."""
        return (self.market,) if self.market else self.markets

    @property
    def find(self) -> str:
        """What is looked for, in small letters; empty for nothing."""
        return self.query.get("find", "").strip().casefold()

    @property
    def writes(self) -> bool:
        """Whether they may add and change."""
        return may(self.caller, ActKind.TERM)

    @property
    def removes(self) -> bool:
        """Whether they may take out."""
        return may(self.caller, ActKind.REMOVE_TERM)

    def last(self, by: int, at: datetime) -> str:
        """Who changed something last, and when, as HTML."""
        return f"<small>{text(self.people.get(by, '?'))}, {moment(at)}</small>"


class Markets(enum.Enum):
    """Which markets a part of the page can show."""

    NONE = enum.auto()
    ONE = enum.auto()
    ALL = enum.auto()


class Part(Protocol):
    """A part of the page, chosen by its tab."""

    #: In the address, and on the tab.
    key: ClassVar[str]
    label: ClassVar[str]
    markets: ClassVar[Markets]

    def main(self, view: View) -> str:
        """What is shown when the part is chosen."""

    def opened(self, view: View) -> str:
        """What is open beside it by the address; empty for nothing, whichever part is shown."""

    def offered(self, view: View) -> str:
        """What stands there where nothing is open and the part is chosen."""

    def acts(self) -> Mapping[str, Act]:
        """What can be done."""


# --- What somebody had read -----------------------------------------------------------------------


def seen_field(at: datetime | None, name: str = "seen") -> str:
    """A field that says what the person had before them; None for nothing."""
    return field(type="hidden", name=name, value="" if at is None else at.isoformat())


def seen_in(sent: Sent, name: str = "seen") -> Seen:
    """What a form says that the person had before them.

    Raises:
        SettingsError: it says no moment.
    """
    word = sent.word(name)
    try:
        return Seen(datetime.fromisoformat(word) if word else None)
    except ValueError as error:
        raise SettingsError(
            "The page does not say what it showed.", hint="Load it again."
        ) from error


# --- Elements -------------------------------------------------------------------------------------


def opener(label: str, id_: str, *, here: bool, title: str = "", **opened: object) -> str:
    """A button that opens something beside the table, and closes what else was open.

    Args:
        label: its text.
        id_: its own, so that one comes back to it.
        here: whether that is open now.
        title: what it is, where the label says too little.
        opened: words of the address, of `OPENED`.
    """
    data = {f"data_{key}": value for key, value in (CLOSED | opened).items()}
    expanded = "true" if here else "false"
    return button(label, "go", id=id_, aria_expanded=expanded, title=title or None, **data)


def closer() -> str:
    """The button that closes what is open; Escape does too."""
    data = {f"data_{key}": "" for key in OPENED}
    return button("×", "go", aria_label="Close", data_escape=True, **data)
