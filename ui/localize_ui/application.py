"""The whole application in one process: FastAPI, with Gradio mounted at ``/``, behind the guard.

Gradio reads its environment as it is imported, so `localize_ui.season` sets that first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import gradio as gr
from fastapi import FastAPI

from localize_ui.blocks import season_blocks
from localize_ui.downloads import downloads
from localize_ui.gradio_routes import GradioRoutes
from localize_ui.guard import Guard

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_STYLE: Final = Path(__file__).with_name("season.css")

#: Fonts of the reader's own machine; Gradio's default theme would bring others.
_FONT: Final = ["system-ui", "sans-serif"]
_MONO: Final = ["ui-monospace", "monospace"]


def season_app(out: Path, *, host: str, port: int) -> ASGIApp:
    """The whole application, guarded.

    Args:
        out: folder of the output files.
        host: address that it is served on.
        port: its port.
    """
    inner = gr.mount_gradio_app(
        _bare(),
        season_blocks(out),
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
        css=_STYLE.read_text("utf-8"),
    )
    app = _bare()
    app.include_router(downloads(out))
    app.mount("/", GradioRoutes(inner))
    # A mounted application's own start and end are not run by the one that mounts it.
    app.router.lifespan_context = lambda _: inner.router.lifespan_context(inner)
    return Guard(app, host=host, port=port)


def _bare() -> FastAPI:
    """An application without the documentation pages, which load scripts from elsewhere."""
    return FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
