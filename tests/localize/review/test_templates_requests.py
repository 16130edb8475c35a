"""Requests for a change of the template, and what becomes of them."""

from __future__ import annotations

import pytest

from localize.errors import UnknownNameError
from localize.review.errors import RefusedError
from localize.review.requests import ChangeRequests
from localize.store.tables import NoteRow
from tests.localize.review.template_world import AT, World


@pytest.fixture
def world(database):
    made = World(database).with_template()
    made.requests = ChangeRequests(database, made.season)
    return made


def test_frames_that_are_granted_reach_every_market_with_the_next_version(world):
    es, fr = world.market("es-419"), world.market("fr-FR")
    note = world.requests.ask(world.translator, es, "2", "Too fast.", end_frames=10)
    (request,) = world.requests.of(world.translator, world.template)
    assert (request.note_id, request.cue_id, request.market) == (note, "2", "es-419")
    assert (request.text, request.end_frames, request.by) == ("Too fast.", 10, "Ana")
    done = world.requests.grant(world.lead, note)
    assert done.answer == "Granted."
    assert world.requests.of(world.lead, world.template) == []
    assert world.requests.of(world.lead, world.template, answered=True) == [done]
    assert world.cues(world.template)["2"].end == 8_400
    assert world.cues(fr)["2"].end == 8_000
    made = world.templates.publish(world.lead, world.template, "Ten frames for es-419")
    assert made.summary == ("es-419: 1 retime follows", "fr-FR: 1 retime follows")
    assert world.cues(fr)["2"].end == 8_400
    with pytest.raises(RefusedError, match="answered already: Granted"):
        world.requests.grant(world.lead, note)


def test_an_edge_is_asked_of_the_line_that_holds_it(world):
    es = world.market("es-419")
    world.change(es, "2", source_ids=("2", "3"))
    world.requests.ask(world.translator, es, "2", "", start_frames=-5)
    world.requests.ask(world.translator, es, "2", "", end_frames=5)
    found = world.requests.of(world.lead, world.template)
    assert [(one.cue_id, one.text) for one in found] == [
        ("2", "in -5 frames"),
        ("3", "out +5 frames"),
    ]


def test_what_is_refused(world):
    es = world.market("es-419")
    with pytest.raises(RefusedError, match="must say what"):
        world.requests.ask(world.translator, es, "2", " ")
    with pytest.raises(RefusedError, match="At most"):
        world.requests.ask(world.translator, es, "2", "", end_frames=99_999)
    with pytest.raises(RefusedError, match="no cue 77"):
        world.requests.ask(world.translator, es, "77", "More time.")
    with pytest.raises(RefusedError, match="hangs on no template"):
        world.requests.ask(world.translator, world.transcript, "2", "More time.")
    world.change(es, "5", source_ids=())
    with pytest.raises(RefusedError, match="stands for no line"):
        world.requests.ask(world.translator, es, "5", "More time.")
    note = world.requests.ask(world.translator, es, "2", "", start_frames=60)
    with pytest.raises(RefusedError, match="owner or a lead"):
        world.requests.grant(world.translator, note)
    with pytest.raises(RefusedError, match="out-time must come after"):
        world.requests.grant(world.lead, note)
    with pytest.raises(RefusedError, match="with a reason"):
        world.requests.decline(world.lead, note, " ")
    assert world.requests.decline(world.lead, note, "It is on the cut.").answer
    assert world.cues(world.template)["2"].start == 6_000
    with pytest.raises(UnknownNameError, match="no change request"):
        world.requests.grant(world.lead, 999)


def test_an_approved_line_is_not_moved_by_a_grant(world):
    note = world.requests.ask(world.translator, world.market("es-419"), "2", "", end_frames=10)
    world.approve(world.template, "2")
    with pytest.raises(RefusedError, match="approved"):
        world.requests.grant(world.lead, note)
    assert len(world.requests.of(world.lead, world.template)) == 1


def test_a_request_made_as_a_note_of_the_market_is_found(world):
    with world.database.begin() as session:
        session.add(
            NoteRow(
                track_id=world.market("fr-FR"),
                cue_id="2",
                kind="change-request",
                text="Please split.",
                by=world.translator.person_id,
                at=AT,
            )
        )
    (request,) = world.requests.of(world.lead, world.template)
    assert (request.market, request.text, request.cue_id) == ("fr-FR", "Please split.", "2")
    assert world.requests.grant(world.lead, request.note_id, "Split in v2.").answer
