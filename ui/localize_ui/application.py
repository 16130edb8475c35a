"""The whole application in one process: the API, and Gradio mounted at ``/``, behind the guard.

Gradio reads its environment as it is imported, so `localize_ui.season` sets that first.
"""

from __future__ import annotations

import warnings
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import gradio as gr
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from localize_ui.api.app import add_api, guarded
from localize_ui.api.workplace import Workplace
from localize_ui.downloads import downloads
from localize_ui.gradio_routes import GradioRoutes
from localize_ui.guard import is_loopback
from localize_ui.page_head import PageHead
from localize_ui.pages.application import pages
from localize_ui.web_files import web_files

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp

#: Fonts of the reader's own machine; Gradio's default theme would bring others.
_FONT: Final = ["system-ui", "sans-serif"]
_MONO: Final = ["ui-monospace", "monospace"]
#: Open pages of which something is remembered here.
_SESSIONS: Final = 2_000
#: How long Gradio sleeps between two looks for events, seconds. Its own is a millisecond (and this
#: on Windows), which costs 2 to 8 % of a processor for a page that nobody reads.
_LOOK_S: Final = 0.05


def season_app(
    project: Path, out: Path, *, host: str, port: int, public: Sequence[str] = ()
) -> ASGIApp:
    """The whole application, guarded.

    Args:
        project: the project's folder.
        out: folder of the output files.
        host: address that it is served on.
        port: its port.
        public: addresses under which a proxy serves it.
    """
    workplace = Workplace(project, out, port=port, alone=is_loopback(host) and not public)
    with warnings.catch_warnings():
        # It says that it renders nothing on the server, which nobody asked it to.
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        blocks = pages(workplace, out)
        # What a page remembers on the server is a page of text at most; the oldest are forgotten.
        blocks.state_session_capacity = _SESSIONS
        inner = gr.mount_gradio_app(
            _bare(),
            blocks,
            path="/",
            server_name=host,
            server_port=port,
            footer_links=[],
            run_history=False,
            allowed_paths=[],
            show_error=False,
            max_file_size="0b",
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=gr.themes.Base(
                primary_hue="blue", neutral_hue="slate", font=_FONT, font_mono=_MONO, text_size="sm"
            ),
        )
    blocks._queue.sleep_when_free = _LOOK_S  # there is no option for it
    # With it, every page that is open would hold one of the six connections that a browser makes to
    # a server: a person with six tabs would wait for ever. It only tells when a page is closed.
    blocks.config["connect_heartbeat"] = False
    app = _bare()
    add_api(app, workplace)
    app.include_router(downloads(out))
    app.include_router(web_files())
    app.mount("/", GradioRoutes(PageHead(inner)))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # A mounted application's own start and end are not run by the one that mounts it.
        async with inner.router.lifespan_context(inner):
            try:
                yield
            finally:
                await run_in_threadpool(workplace.close)

    app.router.lifespan_context = lifespan
    return guarded(app, workplace, host=host, public=public)


def _bare() -> FastAPI:
    """An application without the documentation pages, which load scripts from elsewhere."""
    return FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
