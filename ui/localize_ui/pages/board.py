"""A desk in Gradio's terms: a head bar, a status line, and the regions that the desk draws.

Whatever is clicked or sent comes as one event with data, is done as whoever the request's cookie
says, and every region is drawn anew. No function is offered as an API.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import gradio as gr
from starlette.requests import HTTPConnection

from localize.errors import LocalizeError
from localize_ui.api.errors import SignedOutError
from localize_ui.pages import paths
from localize_ui.pages.desk import Pulse
from localize_ui.pages.elements import attributes

if TYPE_CHECKING:
    from localize_ui.pages.desk import Desk, Said

_HERE: Final = Path(__file__).parent
SCRIPT: Final = (_HERE / "board.js").read_text("utf-8")
HEAD_SCRIPT: Final = (_HERE / "head.js").read_text("utf-8")

#: Most words of an address that are kept, and the longest of them.
_WORDS: Final = 12
_WORD: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What a page remembers between two events.

    Attributes:
        query: what its address says.
        drawn: how often it was drawn, so that the browser sees each drawing as a new one.
        pulse: what was going on when it was drawn.
        seconds: until it asks again; 0 for never.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    drawn: int = 0
    pulse: Pulse = field(default_factory=Pulse)
    seconds: float = 0


def connection_of(request: gr.Request) -> HTTPConnection:
    """The browser's own request behind an event: with its cookies, and as the guard left it."""
    inner = request.request
    if not isinstance(inner, HTTPConnection):
        raise SignedOutError
    return inner


class Board:
    """Draws one desk for Gradio.

    Args:
        desk: the page.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, request: gr.Request) -> tuple[Any, ...]:
        """The page as its address asks for it."""
        words = _words(request.query_params.items())
        connection = connection_of(request)
        return (self._desk.head(connection), "", *self._drawn(connection, Kept(words), clear=True))

    def act(self, kept: Kept, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Something was clicked or sent."""
        given = _said(event)
        name = str(given.pop("act", ""))
        kept = replace(kept, query=_asked(event, kept.query))
        connection = connection_of(request)
        said = self._desk.do(connection, name, given, kept.query)
        kept = replace(kept, query=_changed(kept.query, said))
        clear = said.ok and name != "go"
        drawn = self._drawn(connection, kept, clear=clear, told=said.told)
        return (said.html(), *drawn)

    def look(self, kept: Kept, request: gr.Request) -> tuple[Any, ...]:
        """Some time has gone by: draw what is new, and nothing where nothing is."""
        connection = connection_of(request)
        nothing = [gr.skip() for _ in self._desk.regions]
        try:
            caller = self._desk.visitor(connection)
            pulse, seconds = self._desk.pulse(caller), self._desk.seconds(caller)
            if pulse.done != kept.pulse.done:
                return self._drawn(connection, kept, clear=False)
            if pulse == kept.pulse and seconds == kept.seconds:
                return (gr.skip(), *nothing, gr.skip())
            live = self._desk.live(caller)
        except LocalizeError:  # the next click says what is wrong
            return (gr.skip(), *nothing, gr.Timer(active=False))
        kept = replace(kept, drawn=kept.drawn + 1, pulse=pulse, seconds=seconds)
        nothing[self._desk.regions.index("live")] = self._framed(live, kept, clear=False)
        return (kept, *nothing, _timer(seconds))

    def _drawn(
        self, connection: HTTPConnection, kept: Kept, *, clear: bool, told: bool = False
    ) -> tuple[Any, ...]:
        """What is remembered, every region, and (where there is a live one) the clock."""
        kept = replace(kept, drawn=kept.drawn + 1)
        drawn = self._desk.draw(connection, kept.query)
        timer: tuple[Any, ...] = ()
        if "live" in self._desk.regions:
            kept = self._paced(connection, kept)
            timer = (_timer(kept.seconds),)
        shown = (
            self._framed(drawn[name], kept, clear=clear, told=told) for name in self._desk.regions
        )
        return (kept, *shown, *timer)

    def _paced(self, connection: HTTPConnection, kept: Kept) -> Kept:
        try:
            caller = self._desk.visitor(connection)
            return replace(kept, pulse=self._desk.pulse(caller), seconds=self._desk.seconds(caller))
        except LocalizeError:
            return replace(kept, pulse=Pulse(), seconds=0)

    def _framed(self, inner: str, kept: Kept, *, clear: bool, told: bool = False) -> str:
        desk = self._desk
        given = attributes(
            data_page=True,
            data_title=f"{desk.title} · localize",
            data_address=paths.address(desk.path, **kept.query),
            data_clear=clear or None,
            data_told=told or None,
            data_drawn=kept.drawn,
        )
        return f"<div{given}>{inner}</div>"


def _words(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Words of an address: few, none long, and none of Gradio's own."""
    kept = [(key[:50], value[:_WORD]) for key, value in pairs if not key.startswith("__")]
    return dict(kept[:_WORDS])


def _asked(event: gr.EventData, kept: Mapping[str, str]) -> Mapping[str, str]:
    """Words of the address that an event came from; those that are kept where it says none."""
    data = getattr(event, "_data", None)
    at = data.get("at") if isinstance(data, dict) else None
    if not isinstance(at, str) or len(at) > _WORDS * _WORD:
        return kept
    return _words(parse_qsl(at.removeprefix("?")))


def _said(event: gr.EventData) -> dict[str, Any]:
    """What the browser sent with an event; nothing where it is not what `board.js` sends."""
    data = getattr(event, "_data", None)
    said = data.get("said") if isinstance(data, dict) else None
    try:
        given = json.loads(said) if isinstance(said, str) else None
    except ValueError:
        given = None
    return given if isinstance(given, dict) else {}


def _timer(seconds: float) -> gr.Timer:
    return gr.Timer(value=seconds or 60, active=seconds > 0)


def _changed(query: Mapping[str, str], said: Said) -> dict[str, str]:
    merged = {**query, **(said.query or {})}
    kept = {key[:50]: value for key, value in merged.items() if value}
    return dict(list(kept.items())[:_WORDS])


#: How every function is given to Gradio: private, without a progress bar over the page.
HOW: Final[dict[str, Any]] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": 8,
}


def region(name: str, *, script: str | None = SCRIPT) -> gr.HTML:
    """A place for HTML, with the script of the pages."""
    return gr.HTML(js_on_load=script, apply_default_css=False, elem_id=f"lz-{name}", padding=False)


def board_page(blocks: gr.Blocks, desk: Desk) -> None:
    """Put a desk's page into the application; called inside its page of the blocks."""
    board = Board(desk)
    kept = gr.State(Kept())
    head = region("head", script=HEAD_SCRIPT)
    said = region("said", script="element.setAttribute('role', 'status');")
    with gr.Row(elem_id="lz-regions", elem_classes=[f"lz-{len(desk.regions)}-regions"]):
        drawn = [region(name) for name in desk.regions]
    outputs: list[Any] = [kept, *drawn]
    if "live" in desk.regions:
        timer = gr.Timer(active=False)
        outputs.append(timer)
        timer.tick(board.look, inputs=kept, outputs=outputs, **HOW)
    blocks.load(board.open, inputs=None, outputs=[head, said, *outputs], **HOW)
    for one in drawn:
        one.click(board.act, inputs=kept, outputs=[said, *outputs], **HOW)
