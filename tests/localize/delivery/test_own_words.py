"""The show's own words as they are kept, in the findings of a track; on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localize.delivery.findings import findings_of
from localize.memory.addresses import Addresses
from localize.memory.terms import Terms
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Track, TrackRole
from localize.store.kinds import AddressForm
from tests.localize.review.service_world import World, drafted, source

RULES = ("term", "address", "address-unsettled")
SAID = ("Anna, did you see the boat?", "Yes, Ben. The boat is here.", "Good night.")
RENDERED = ("Anna, tu as vu le navire ?", "Oui, Ben. Vous voyez le bateau.", "Bonne nuit.")


@pytest.fixture
def world(database):
    world = World(database, episodes=())
    speakers = ("Ben", "Anna", "")
    cues = tuple(replace(cue, speaker=who) for cue, who in zip(source(SAID), speakers, strict=True))
    french = tuple(
        replace(cue, lines=(text,))
        for cue, text in zip(drafted("fr-FR", cues), RENDERED, strict=True)
    )
    report = world.review.import_run(
        ImportedEpisode(
            "E1",
            (
                ImportedTrack(Track("E1", "en", TrackRole.TRANSCRIPT, cues)),
                ImportedTrack(Track("E1", "fr-FR", TrackRole.SUBTITLE, french, based_on="en")),
            ),
        )
    )
    world.fr = report.tracks[1].track_id
    return world


def found(world, **options):
    told = findings_of(world.database, world.ana, world.season, world.fr, project=Path(), **options)
    return [(one.cue_id, one.rule) for one in told if one.rule in RULES]


def test_a_track_is_held_to_what_is_settled_as_soon_as_it_is(world):
    # Nothing is settled: only the forms that the draft chose by itself are told, once a pair.
    assert found(world) == [("c1", "address-unsettled"), ("c2", "address-unsettled")]
    terms, addresses = (kind(world.database, world.season) for kind in (Terms, Addresses))
    terms.add(world.ana, "boat", "fr-FR", "bateau")
    addresses.settle(world.ana, "fr-FR", "Ben", "Anna", AddressForm.FORMAL)
    addresses.settle(world.ana, "fr-FR", "Anna", "Ben", AddressForm.FORMAL, guessed=True)
    assert found(world) == [
        ("c1", "address"), ("c1", "term"), ("c2", "address-unsettled"),
    ]  # fmt: skip
    # Of one cue the same is said, and of a text that is not saved yet.
    assert found(world, cue_ids=["c1"]) == [("c1", "address"), ("c1", "term")]
    typed = {"c1": ("Anna, avez-vous vu le bateau ?",)}
    assert found(world, cue_ids=["c1"], typed=typed) == []
    addresses.settle(world.ana, "fr-FR", "Anna", "Ben", AddressForm.FORMAL)
    world.text(world.ana, world.fr, "c1", "Anna, vous avez vu les bateaux ?")
    assert found(world) == []
