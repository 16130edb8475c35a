"""Every page in one Gradio application; each gets the components of its own alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from localize_ui.pages import paths
from localize_ui.pages.board import board_page, connection_of
from localize_ui.pages.deliver import DeliverDesk
from localize_ui.pages.effort import EffortDesk
from localize_ui.pages.names.desk import NamesDesk
from localize_ui.pages.output import output_page
from localize_ui.pages.people import PeopleDesk
from localize_ui.pages.review import review_page
from localize_ui.pages.season import SeasonDesk
from localize_ui.pages.template import TemplateDesk

if TYPE_CHECKING:
    from pathlib import Path

    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Desk


def pages(place: Workplace, out: Path) -> gr.Blocks:
    """The application over one project.

    Args:
        place: the project.
        out: folder of its output files.
    """
    season = SeasonDesk(place)
    others: tuple[Desk, ...] = (
        TemplateDesk(place),
        NamesDesk(place),
        DeliverDesk(place),
        EffortDesk(place),
        PeopleDesk(place),
    )
    blocks = gr.Blocks(title="localize", analytics_enabled=False, fill_width=True)
    with blocks:
        board_page(blocks, season)
    with blocks.route("Review", paths.REVIEW, show_in_navbar=False):
        review_page()
    for desk in others:
        with blocks.route(desk.title, desk.path, show_in_navbar=False):
            board_page(blocks, desk)

    def head(request: gr.Request) -> str:
        return season.head(connection_of(request), paths.OUTPUT)

    with blocks.route("Files", paths.OUTPUT, show_in_navbar=False):
        output_page(blocks, out, head)
    return blocks
