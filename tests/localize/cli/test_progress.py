"""What a run says on a log while it works."""

from __future__ import annotations

import io

from rich.console import Console

from localize.cli.progress import _Log
from localize.pipeline.events import StageStarted


def test_a_draft_names_its_engine():
    said = io.StringIO()
    tell = _Log(Console(file=said))
    tell(StageStarted("S01E01", "speech", total=60_000))
    tell(StageStarted("S01E01", "draft", "es-419", 60_000, "apertium"))
    assert said.getvalue().splitlines() == [
        "S01E01: listening",
        "S01E01: drafting es-419 by apertium",
    ]
