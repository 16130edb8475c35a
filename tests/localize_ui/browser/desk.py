"""Somebody at a browser of their own: hands on the keyboard, eyes on the page.

Nothing here asks the page's script for anything that a person could not see.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.day import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds after which what is waited for does not come any more; machines that test are loaded.
PATIENCE = 60

#: Whether the element that has the focus, or one that it stands in, is meant.
_FOCUSED = "selector => document.activeElement?.closest(selector) != null"


def until(ask: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait until something is so; what it said then.

    Raises:
        AssertionError: it is not in time.
    """
    end = time.monotonic() + patience
    while not (said := ask()):
        assert time.monotonic() < end, f"{what}: not in {patience} s"
        time.sleep(0.1)
    return said


class Seat:
    """A browser with a profile of its own.

    Args:
        browser: Playwright's.
        url: of the server.
        size: of the page, px.
    """

    def __init__(self, browser: Any, url: str, size: tuple[int, int] = (1280, 600)) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.set_default_timeout(PATIENCE * 1000)
        #: What a page must not do: errors on its console, requests elsewhere.
        self.faults: list[str] = []
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page = self.context.new_page()

    def _request(self, request: Any) -> None:
        asked = urlsplit(request.url)
        ours = urlsplit(self.url).netloc
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != ours:
            self.faults.append(f"asks {request.url}")

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def close(self) -> None:
        """Leave, with nothing amiss."""
        self.context.close()
        assert not self.faults, "; ".join(self.faults)

    # --- Hands --------------------------------------------------------------------------------

    def press(self, *chords: str) -> None:
        """One key after the other."""
        for chord in chords:
            self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        """Text; a line break is Enter."""
        self.page.keyboard.type(text)

    def write(self, text: str) -> None:
        """Text in place of what is in the box."""
        if self.page.locator(".lz-app[data-focus=timeline]").count():
            self.press("Enter")
        self.focus_is("text")
        self.press("Control+a")
        self.type(text)

    def tab_to(self, selector: str, *, back: bool = False) -> None:
        """Tab on until the element has the focus; 120 stops at most."""
        for _ in range(120):
            if self.page.evaluate(_FOCUSED, selector):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not come to {selector}: {self.page.url}")

    # --- Going in -----------------------------------------------------------------------------

    def sign_in(self, name: str) -> None:
        """From the form to the season's page."""
        self.page.goto(self.url)
        self.page.wait_for_selector("#name:focus")
        self.type(name)
        self.press("Tab")
        self.type(PASSWORD)
        self.press("Enter")
        self.sees("nav a[aria-current=page]", "Season")

    def sees(self, selector: str, text: str, patience: float = PATIENCE) -> None:
        """Wait until an element with a text is on the page."""
        self.page.locator(selector).filter(has_text=text).first.wait_for(timeout=patience * 1000)

    # --- The editor ---------------------------------------------------------------------------

    def opened(self) -> None:
        """The editor is there, with its picture."""
        self.page.wait_for_selector(".lz-row[aria-selected=true]")
        self.page.wait_for_function(
            "document.querySelector('video')?.readyState >= 2", timeout=4 * PATIENCE * 1000
        )

    def said(self, words: str) -> None:
        """The status line says it."""
        self.sees(".lz-status", words)

    def at_cue(self, number: int) -> None:
        """The strip shows this cue."""
        self.page.wait_for_function(
            "number => document.querySelector('.lz-strip-number').textContent === `#${number}`",
            arg=number,
        )

    def focus_is(self, name: str) -> None:
        """The keys go there: text, timeline or field."""
        self.page.wait_for_selector(f".lz-app[data-focus={name}]")

    def go_to(self, number: int) -> None:
        """To a cue by its number; its first frame is on the screen then."""
        self.press("Control+g")
        self.type(str(number))
        self.press("Enter")
        self.at_cue(number)
        self.settled()

    def saved(self) -> None:
        """Ctrl+S, and everything is with the server."""
        self.press("Control+s")
        self.said("Saved")

    def settled(self) -> None:
        """No seek is under way."""
        self.page.wait_for_function("!document.querySelector('video').seeking")

    def shows(self, timecode: str) -> None:
        """The picture is at rest at this frame, and the transport says so."""
        self.settled()
        self.page.wait_for_function(
            "code => document.querySelector('.lz-tc').textContent === code", arg=timecode
        )

    def box(self) -> str:
        """What is in the box."""
        text: str = self.page.locator("textarea.lz-box").input_value()
        return text

    def blocking(self) -> int:
        """The figure in the head."""
        found = re.search(r"(\d+) blocking", self.page.locator(".lz-head").first.inner_text())
        assert found
        return int(found[1])
