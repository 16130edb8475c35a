"""Who speaks in the sources and is no character yet; on both databases."""

from __future__ import annotations

from localize.memory.characters import Characters
from localize.memory.speakers import Speakers
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, Track, TrackRole
from tests.localize.review.service_world import HEARD, World


def spoken(*speakers):
    return tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2000, ("So.",), speaker=name)
        for n, name in enumerate(speakers, 1)
    )


def test_who_speaks_and_is_not_listed(database):
    world = World(database, episodes=())
    for name, cues in (("E1", spoken("Nemo", "Ned", "", "Ned")), ("E2", spoken("NED", "Conseil"))):
        tracks = (
            ImportedTrack(Track(name, "en", TrackRole.TRANSCRIPT, cues), (HEARD,)),
            # A market's own track says nothing new.
            ImportedTrack(
                Track(name, "fr-FR", TrackRole.SUBTITLE, spoken("Ned", "Hugo")), (HEARD,)
            ),
        )
        world.review.import_run(ImportedEpisode(name, tracks))
    desk = Speakers(database, world.season)
    assert [(one.name.casefold(), one.cues) for one in desk.unlisted()] == [
        ("ned", 3), ("conseil", 1), ("nemo", 1),
    ]  # fmt: skip
    characters = Characters(database, world.season)
    ned = characters.put(world.ana, "ned")
    assert [one.name for one in desk.unlisted()] == ["Conseil", "Nemo"]
    characters.remove(world.lea, ned.character_id)
    assert len(desk.unlisted()) == 3
