"""Figures: one's own, and the season's for those who may see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localize.effort import VisitReport, log_visit
from localize.effort.saving import Saving
from localize.store.kinds import DraftKind
from localize_ui.pages.charts import bars, interval, shares
from localize_ui.pages.effort import EffortDesk, _saving
from tests.localize_ui.pages.visitor import HOSTILE, Elements, words


@pytest.fixture
def desk(served):
    return EffortDesk(served.workplace)


@pytest.fixture
def worked(desk, served, visitors):
    """Ana has confirmed a cue of the French track, in half a minute."""
    place, track = served.workplace, served.tracks["fr-FR"]
    actor = desk.visitor(visitors("ana").connection).actor
    place.review.confirm(actor, track, "c1", 1)
    opened = datetime.now(UTC) - timedelta(seconds=30)
    report = VisitReport(
        key="visit-10000001", track_id=track, cue_id="c1", draft=DraftKind.MACHINE,
        opened=opened, closed=opened + timedelta(seconds=30), sent=datetime.now(UTC),
        before=1, after=2, active=30_000,
    )  # fmt: skip
    log_visit(place.database, actor, report, place.season)
    return track


def test_ones_own_figures_are_ones_own(desk, worked, visitors):
    shown = words(visitors("ana").sees(desk))
    assert "Effort · My own" in shown
    assert "120" in shown  # cues an hour: one in half a minute
    assert "untouched 100 %" in shown
    assert "nobody else is shown them" in shown
    assert "You have not worked" in words(visitors("ben").sees(desk))
    assert "You have not worked" in words(visitors("ben").sees(desk, of="season"))


def test_the_lead_sees_tracks_and_the_operator_no_times(desk, worked, visitors):
    html = visitors("lea").sees(desk)
    assert "Effort · The season" in words(html)
    assert f"/review?track={worked}" in Elements(html).links
    assert "Working time" in words(html)
    assert "at least 3 people" in words(html)
    assert "Working time " not in words(visitors("otto").sees(desk)).replace("Working times", "")
    assert "You have not worked" in words(visitors("lea").sees(desk, of="mine"))


def test_the_saving_with_its_interval():
    html = _saving(Saving(0.62, 0.5, 0.8, 4, 6, 40, 12))
    assert "62 %" in words(html)
    assert "50 to 80 %" in words(html)
    assert "Saved 38 %" in words(html)


def test_charts_hold_text_as_text_and_draw_nothing_of_nothing():
    assert bars("t", []) == ""
    assert shares("t", [("a", 0)]) == ""
    for drawn in (
        bars(HOSTILE, [(HOSTILE, 2.0), ("b", 0.0)]),
        shares(HOSTILE, [(HOSTILE, 3), ("b", 0), ("c", 1)]),
        interval(HOSTILE, 0.5, 0.4, 0.7),
    ):
        Elements(drawn)
    assert "75 %" in words(shares("t", [("a", 3), ("c", 1)]))
