"""A template: begun, published with its impact seen first, followed by markets, asked of."""

from __future__ import annotations

import pytest

from localize.script import TrackRole
from localize_ui.pages.template import TemplateDesk
from tests.localize_ui.pages.visitor import HOSTILE, words


@pytest.fixture
def desk(served):
    return TemplateDesk(served.workplace)


@pytest.fixture
def hung(desk, served, visitors):
    """A template that French hangs on, with a changed line since its first version."""
    lea = visitors("lea")
    assert lea.does(desk, "start", origin=served.tracks["en"]).ok
    template = int(lea.query["track"])
    assert lea.does(desk, "publish", track=template, after="0", note=HOSTILE).ok
    assert lea.does(desk, "hang", track=template, locales="fr-FR", version="1").ok
    actor = desk.visitor(lea.connection).actor
    view = served.workplace.review.track(actor, template).cues[0]
    served.workplace.review.set_text(actor, template, view.cue.id, view.revision, "Changed.")
    return template


def test_before_there_is_one_it_says_how_to_begin(desk, visitors):
    assert "no template yet" in words(visitors("ana").sees(desk))
    assert "Begin a template" not in words(visitors("ana").sees(desk))
    assert "Begin a template" in words(visitors("lea").sees(desk))
    assert not visitors("ana").does(desk, "start", origin=1).ok


def test_the_impact_is_seen_before_publishing(desk, served, hung, visitors):
    lea = visitors("lea")
    shown = words(lea.sees(desk))
    assert "Version 2: what it would do" in shown
    assert "1 change since the last version 1 text" in shown
    assert "fr-FR version 1" in shown
    assert "fr-FR: 1 cue concerned" in shown
    assert HOSTILE in shown  # what was said about the first version
    said = lea.does(desk, "publish", track=hung, after="1", note="")
    assert said.ok, said
    assert said.hint.startswith("fr-FR: 1 text")
    assert "Nothing has changed since version 2" in words(lea.sees(desk))
    late = lea.does(desk, "publish", track=hung, after="1", note="")
    assert not late.ok


def test_only_who_may_publishes_and_hangs(desk, hung, visitors):
    ana = visitors("ana")
    ana.query = {"track": str(hung)}
    shown = words(ana.sees(desk))
    assert "what it would do" in shown
    assert "Publish version" not in shown
    assert not ana.does(desk, "publish", track=hung, after="1").ok
    assert not ana.does(desk, "hang", track=hung, locales="es-419", version="1").ok


def test_hanging_is_shown_before_it_is_done(desk, served, hung, visitors):
    lea = visitors("lea")
    assert "No market is ticked" in lea.does(desk, "hang", track=hung, version="1").message
    lea.does(desk, "hang", track=hung, locales=["es-419", "fr-FR"], version="1", dry="1")
    shown = words(lea.sees(desk))
    assert "Hanging would do this" in shown
    actor = desk.visitor(lea.connection).actor
    spanish = served.workplace.review.track(actor, served.tracks["es-419"])
    assert spanish.version is None
    assert lea.does(desk, "hang", track=hung, locales="es-419", version="1").ok
    spanish = served.workplace.review.track(actor, served.tracks["es-419"])
    assert (spanish.based_on, spanish.version) == (hung, 1)
    assert "Hanging would do this" not in words(lea.sees(desk))


def test_requests_are_granted_and_declined(desk, served, hung, visitors):
    ana, lea = visitors("ana"), visitors("lea")
    actor = desk.visitor(ana.connection).actor
    ask, track = served.workplace.requests.ask, served.tracks["fr-FR"]
    first = ask(actor, track, "c2", HOSTILE, end_frames=2)
    second = ask(actor, track, "c3", "Split it")
    shown = words(lea.sees(desk))
    assert HOSTILE in shown
    assert "out +2 frames" in shown
    assert not lea.does(desk, "decline", note=second, text="").ok
    assert lea.does(desk, "decline", note=second, text="Too short").ok
    before = served.workplace.review.track(actor, hung).cues[1].cue.end
    granted = lea.does(desk, "grant", note=first, text="")
    assert granted.ok, granted
    assert served.workplace.review.track(actor, hung).cues[1].cue.end > before
    assert "None is open" in words(lea.sees(desk))
    tracks = served.workplace.review.overview(actor).tracks
    assert [one.role for one in tracks].count(TrackRole.TEMPLATE) == 1
