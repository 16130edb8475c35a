"""What people corrected in a source while a run was drafting from it: the draft is stale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.review.importing import ImportedTrack
from localize.review.sources import source_text
from localize.review.templates import Templates
from localize.script import Track, TrackRole
from tests.localize.review.service_world import DRAFTED, HEARD, World, drafted, episode

THEN = "“I saw the boat.” → “I never saw a boat.”"


@pytest.fixture
def world(database):
    return World(database)


def read(world, locale="fr-FR"):
    """What a run reads of the source before it drafts."""
    with world.database.read() as session:
        return source_text(session, "Sea", "S01E01", "en", locale)


def bring(world, basis, locale="fr-FR", word=" v2"):
    """Take in a draft of what was read; the words as heard where nobody had changed any."""
    given = episode()
    if basis is None:
        made = Track("S01E01", locale, TrackRole.SUBTITLE,
                     drafted(locale, given.tracks[0].track.cues, word), based_on="en")  # fmt: skip
        one = ImportedTrack(made, (HEARD, DRAFTED))
    else:
        made = Track("S01E01", locale, TrackRole.SUBTITLE, drafted(locale, basis.cues, word))
        one = ImportedTrack(
            made,
            (HEARD, DRAFTED),
            source_track=basis.track_id,
            source_version=basis.version,
            made_from=basis.cues,
        )
    report = world.review.import_run(replace(given, tracks=(given.tracks[0], one)))
    return report.tracks[1].track_id


def stale(world, track):
    found = {cue.cue.id: cue.stale for cue in world.review.track(world.lea, track).cues}
    return {cue_id: why for cue_id, why in found.items() if why}


@pytest.mark.parametrize("word", [" v2", ""])
@pytest.mark.parametrize("people", [True, False])
def test_a_draft_of_words_that_changed_meanwhile_is_stale(world, word, people):
    if people:
        world.text(world.lea, world.en, "c1", "Good evening, all.")
    basis = read(world)
    assert (basis is not None) == people
    world.text(world.lea, world.en, "c3", "I never saw a boat.")
    bring(world, basis, word=word)
    assert world.cue(world.fr, "c3").cue.text == f"fr-FR I saw the boat.{word}"
    assert stale(world, world.fr) == {"c3": THEN}


def test_a_new_market_of_words_that_changed_meanwhile_is_stale(world):
    world.text(world.lea, world.en, "c1", "Good evening, all.")
    basis = read(world, "de-DE")
    world.text(world.lea, world.en, "c3", "I never saw a boat.")
    world.do(world.review.delete, world.lea, world.en, "c6")
    track = bring(world, basis, "de-DE")
    assert stale(world, track) == {"c3": THEN, "c6": "Taken out: “Good night.”"}


def test_a_draft_of_what_the_source_says_is_not_stale(world):
    world.text(world.lea, world.en, "c3", "I never saw a boat.")
    assert stale(world, world.fr) == {"c3": THEN}
    bring(world, read(world))
    assert stale(world, world.fr) == {}


def test_a_draft_of_a_version_that_another_followed_meanwhile_is_stale(world):
    world.hang()
    basis = read(world)
    view = next(one for one in world.review.track(world.lea, world.template).cues
                if one.cue.text == "I saw the boat.")  # fmt: skip
    world.text(world.lea, world.template, view.cue.id, "I never saw a boat.")
    Templates(world.database, world.season).publish(world.lea, world.template, "Second")
    bring(world, basis)
    marks = stale(world, world.fr)
    assert [world.cue(world.fr, cue_id).cue.text for cue_id in marks] == [
        "fr-FR I saw the boat. v2"
    ]
    assert "I never saw a boat." in next(iter(marks.values()))
