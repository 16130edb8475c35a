"""What every page stands on: who asks, what is drawn for them, what they may do.

A desk knows nothing of Gradio: it is asked by whom and for what, and answers HTML and words. Every
act goes through the services, which look at the roles; what a desk hides from somebody is hidden
only so that they are not offered what would be refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from localize.accounts.preferences import preferences
from localize.errors import LocalizeError, UnknownNameError
from localize.memory.seen import ChangedError
from localize_ui.api.errors import SignedOutError
from localize_ui.api.identity import Caller, identify
from localize_ui.pages.elements import text
from localize_ui.pages.frame import THEMES, head_bar

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from localize.review.reading import SeasonOverview
    from localize_ui.api.workplace import Workplace

_LOG: Final = logging.getLogger("localize.pages")

#: Longest text that a form may send: what the API takes too (`localize_ui.api.bodies`).
_LONGEST: Final = 10_000

#: What a page was asked with: words of its address.
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of an act, in words.

    Attributes:
        message: what happened.
        hint: what to do about it; empty where nothing is to be done.
        ok: whether it was done.
        query: what of the address changes; empty values are taken out.
        told: whether it says that others changed meanwhile what was to be changed.
    """

    message: str
    hint: str = ""
    ok: bool = True
    query: Mapping[str, str] | None = None
    told: bool = False

    def html(self) -> str:
        """For the page's status line."""
        if not self.message:
            return ""
        kind = "lz-done" if self.ok else "lz-refused"
        hint = f" <span>{text(self.hint)}</span>" if self.hint else ""
        return f'<p class="{kind}"><b>{text(self.message)}</b>{hint}</p>'


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is going on, as words that change when it does; empty where nothing is.

    Attributes:
        said: changes whenever the live region is to be drawn.
        done: changes when the whole page is.
    """

    said: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form or button sent; read as what it is, never trusted.

    Attributes:
        data: names and values as the browser gave them.
    """

    data: Mapping[str, Any]

    def word(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.data.get(name)
        return value.strip()[:_LONGEST] if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A text as it was typed: a password may begin with a blank."""
        value = self.data.get(name)
        return value[:1_000] if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A number of a row; 0 where there is none, which no row has."""
        word = self.word(name)
        return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else 0

    def words(self, name: str) -> list[str]:
        """Every box that was ticked."""
        value = self.data.get(name)
        several = value if isinstance(value, list) else [value]
        return [one[:_LONGEST] for one in several if isinstance(one, str) and one]

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.word(name))


Act = Callable[[Caller, Sent, Query], Said]


class Desk:
    """One page over the services of a project.

    Args:
        place: the project.
    """

    #: What the page is called, and its address (`localize_ui.pages.paths`).
    title: ClassVar[str] = ""
    path: ClassVar[str] = ""
    #: Parts of the page that are drawn apart.
    regions: ClassVar[tuple[str, ...]] = ("main",)

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """HTML of every region.

        Args:
            caller: who asks; None for the local user of a project in which nobody has worked yet:
                looking at it makes nothing in it.
            query: what the page was asked with.

        Raises:
            LocalizeError: as the services.
        """
        raise NotImplementedError

    def acts(self) -> Mapping[str, Act]:
        """What can be done here, by name."""
        return {}

    def pulse(self, caller: Caller | None) -> Pulse:  # noqa: ARG002 -- for desks that have one
        """What is going on; the page of a desk with a region ``live`` asks now and then."""
        return Pulse()

    def live(self, caller: Caller | None) -> str:  # noqa: ARG002 -- likewise
        """HTML of the region ``live`` alone."""
        return ""

    def seconds(self, caller: Caller | None) -> float:  # noqa: ARG002 -- likewise
        """Until the page is to ask again; 0 for never."""
        return 0

    # --- Asked by the page --------------------------------------------------------------------

    def draw(self, connection: HTTPConnection, query: Query) -> dict[str, str]:
        """HTML of every region; what goes wrong is said in the first."""
        try:
            return self.regions_for(self.visitor(connection), query)
        except LocalizeError as error:
            said = Said(error.message, error.hint, ok=False).html()
            return dict.fromkeys(self.regions, "") | {self.regions[0]: said}

    def do(
        self, connection: HTTPConnection, name: str, data: Mapping[str, Any], query: Query
    ) -> Said:
        """Do something, and say what came of it; an error is said, never raised."""
        if name == "go":
            return Said("", query={key: str(value)[:500] for key, value in data.items()})
        act = self.acts().get(name)
        if act is None:
            return Said("There is no such button any more.", "Load the page again.", ok=False)
        try:
            return act(identify(connection, self.place), Sent(data), query)
        except SignedOutError as error:
            return Said(error.message, "Load the page again to sign in.", ok=False)
        except LocalizeError as error:
            told = isinstance(error, ChangedError)
            return Said(error.message, error.hint or getattr(error, "ask", ""), ok=False, told=told)
        except Exception:  # noqa: BLE001 -- said here, and in the log with its traceback
            # The traceback is the operator's; its text may hold what is nobody else's business.
            _LOG.exception("%s: %s failed", self.path, name)
            message = "Something went wrong that should not."
            return Said(message, "The server's own output says more.", ok=False)

    # --- For the pages ------------------------------------------------------------------------

    def visitor(self, connection: HTTPConnection) -> Caller | None:
        """Who looks; None as `regions_for` has it.

        Raises:
            SignedOutError: nobody who is known.
        """
        shown = connection.headers.get("authorization") or connection.headers.get("cookie")
        if not shown and not self.place.is_made and self.place.is_local_users:
            return None
        return identify(connection, self.place)

    def overview(self, caller: Caller | None, *, findings: bool = False) -> SeasonOverview | None:
        """The season at a glance; None where nothing of it is kept yet."""
        if caller is None:
            return None
        try:
            return self.place.review.overview(caller.actor, findings=findings)
        except UnknownNameError:
            return None

    def theme(self, caller: Caller | None) -> str:
        """What somebody chose of `frame.THEMES`; empty where nothing is kept of them."""
        if caller is None:
            return ""
        chosen = preferences(self.place.database, caller.actor).get("theme")
        return chosen if isinstance(chosen, str) and chosen in THEMES else THEMES[0]

    def head(self, connection: HTTPConnection, page: str = "") -> str:
        """The head bar, for whoever asks."""
        try:
            caller = self.visitor(connection)
            return head_bar(caller, page or self.path, self.theme(caller))
        except LocalizeError:
            return head_bar(None, page or self.path)
