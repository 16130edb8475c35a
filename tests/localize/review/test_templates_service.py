"""Templates and the review service on the same tracks: what people do between two versions."""

from __future__ import annotations

import pytest

from localize.review.errors import RefusedError
from localize.review.service import Review
from tests.localize.review.template_world import World


@pytest.fixture
def world(database):
    made = World(database).with_template()
    made.review = Review(database, made.season)
    return made


def test_a_published_version_is_no_part_of_anybodys_undo(world):
    es = world.market("es-419")
    revision = world.cues(es)["1"].revision
    world.review.set_text(world.lead, es, "1", revision, "Buenas noches.")
    world.change(world.template, "2", world.lead, end=8_400)
    world.templates.publish(world.lead, world.template)
    world.review.undo(world.lead, es)
    assert world.texts(es)["1"] == "es-419 1"
    assert world.cues(es)["2"].end == 8_400
    with pytest.raises(RefusedError):
        world.review.undo(world.lead, es)
    assert world.cues(es)["2"].end == 8_400


def test_a_split_in_the_service_is_a_split_in_the_list(world):
    es = world.market("es-419")
    row = world.cues(world.template)["4"]
    at = len("It came in at dawn ")
    world.review.split(world.lead, world.template, "4", row.revision, at)
    made = world.templates.publish(world.lead, world.template)
    (change,) = made.changes
    assert (change.kind, change.old_ids, change.new_ids[0]) == ("split", ("4",), "4")
    rows = world.cues(es)
    assert rows["4"].lines == ["es-419 4"]
    (new,) = [row for row in rows.values() if row.source_ids == [change.new_ids[1]]]
    assert new.lines == []


def test_writing_the_text_anew_answers_a_stale_mark(world):
    es = world.market("es-419")
    row = world.cues(world.template)["3"]
    world.review.set_text(world.lead, world.template, "3", row.revision, "I saw the ship.")
    assert world.cues(es)["3"].stale == ""
    world.templates.publish(world.lead, world.template)
    row = world.cues(es)["3"]
    assert row.stale
    world.review.set_text(world.translator, es, "3", row.revision, "Vi el buque.")
    assert world.cues(es)["3"].stale == ""


def test_the_overview_counts_what_a_version_leaves_to_look_at(world):
    world.second_version()
    world.templates.publish(world.lead, world.template)
    tracks = {one.locale: one for one in world.review.overview(world.lead).tracks}
    assert (tracks["es-419"].stale, tracks["fr-FR"].stale) == (5, 5)
