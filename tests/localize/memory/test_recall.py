"""Lines that people approved before, found by their source; on both databases."""

from __future__ import annotations

import pytest

from localize.errors import UnknownNameError
from localize.memory import recall
from localize.memory.recall import MOST, Memory
from localize.review.errors import RefusedError
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, Track, TrackRole
from localize.store.cues import find_cue
from localize.store.tables import MemoryLineRow
from tests.localize.review.service_world import AT, DRAFTED, World, episode

TEXTS = ("Good evening.", "Where have you been?", "Good night.", "Where had you been?")


@pytest.fixture
def world(database):
    """Three episodes; the second says some of the first's lines again."""
    world = World(database)
    for name, texts in (("S01E02", TEXTS), ("S01E03", ("Good night.", "Good evening."))):
        for one in world.review.import_run(episode(name, texts=texts)).tracks:
            world.tracks[name, one.locale] = one.track_id
    return world


@pytest.fixture
def memory(world):
    return Memory(world.database)


def hits(world, memory, track, cue_id, actor=None):
    return memory.hits(actor or world.ana, world.season, track, cue_id)


def approve(world, track, cue_id, text):
    world.text(world.ana, track, cue_id, text)
    world.do(world.review.confirm, world.ana, track, cue_id)
    world.do(world.review.approve, world.rita, track, cue_id)


def test_only_what_a_person_approved_is_remembered(world, memory):
    second = world.tracks["S01E02", "fr-FR"]
    assert hits(world, memory, second, "c1") == ()
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    assert hits(world, memory, second, "c1") == ()
    approve(world, world.fr, "c1", "Bonsoir à tous.")
    (hit,) = hits(world, memory, second, "c1")
    assert (hit.score, hit.source, hit.target) == (100, ("Good evening.",), ("Bonsoir à tous.",))
    assert (hit.episode, hit.track_id, hit.cue_id) == ("S01E01", world.fr, "c1")
    world.do(world.review.reopen, world.lea, world.fr, "c1")
    assert hits(world, memory, second, "c1") == ()


def test_the_cue_itself_and_other_markets_are_no_hits(world, memory):
    approve(world, world.fr, "c1", "Bonsoir.")
    approve(world, world.es, "c1", "Buenas noches.")
    assert hits(world, memory, world.fr, "c1") == ()
    (hit,) = hits(world, memory, world.tracks["S01E02", "es-419"], "c1")
    assert hit.target == ("Buenas noches.",)


def test_the_same_text_comes_first_and_among_those_the_same_neighbours(world, memory):
    second, third = world.tracks["S01E02", "fr-FR"], world.tracks["S01E03", "fr-FR"]
    approve(world, world.fr, "c2", "Où étais-tu ?")
    approve(world, second, "c4", "Où avais-tu été ?")
    approve(world, third, "c1", "Bonne nuit, loin.")
    approve(world, world.fr, "c6", "Bonne nuit, à la fin.")
    found = hits(world, memory, second, "c2")
    assert [(one.score, one.target[0]) for one in found] == [
        (100, "Où étais-tu ?"), (92, "Où avais-tu été ?"),
    ]  # fmt: skip
    # Both say “Good night.”; neither has both neighbours, so the newest comes first.
    assert [one.score for one in hits(world, memory, second, "c3")] == [100, 100]
    fourth = _two(world, "S01E04", ("Good night.", "Good evening."))
    assert [one.target[0] for one in hits(world, memory, fourth, "c1")] == [
        "Bonne nuit, loin.", "Bonne nuit, à la fin.",
    ]  # fmt: skip


def _two(world, name, texts):
    report = world.review.import_run(episode(name, texts=texts, locales=("fr-FR",)))
    return next(one.track_id for one in report.tracks if one.locale == "fr-FR")


def test_the_same_line_comes_once_and_nine_at_most(world, memory):
    for number in range(3):
        track = _two(world, f"S02E{number}", ("Good evening.",) * 4)
        for n in range(1, 5):
            approve(world, track, f"c{n}", "Bonsoir." if n == 1 else f"Bonsoir {number} {n}.")
    found = hits(world, memory, world.fr, "c1")
    assert len(found) == MOST
    assert len({one.target for one in found}) == MOST


def test_a_cue_that_names_no_source_has_the_one_at_its_time(world, memory):
    approve(world, world.fr, "c1", "Bonsoir.")
    cues = (Cue("a", 3100, 4900, ("x",)), Cue("b", 50_000, 51_000, ("y",)))
    heard = episode("S03E01", locales=()).tracks[0]
    track = ImportedTrack(Track("S03E01", "fr-FR", TrackRole.SUBTITLE, cues), (DRAFTED,))
    report = world.review.import_run(ImportedEpisode("S03E01", (heard, track)))
    made = next(one.track_id for one in report.tracks if one.locale == "fr-FR")
    assert [one.target for one in hits(world, memory, made, "a")] == [("Bonsoir.",)]
    assert hits(world, memory, made, "b") == ()


def test_a_template_changes_what_its_lines_are_found_by(world, memory):
    second = world.tracks["S01E02", "fr-FR"]
    approve(world, world.fr, "c1", "Bonsoir.")
    assert hits(world, memory, second, "c1")
    world.text(world.lea, world.en, "c1", "Something else.")
    assert hits(world, memory, second, "c1") == ()


def test_a_line_whose_source_has_moved_on_is_no_rendering_of_the_new_one(world, memory):
    approve(world, world.fr, "c3", "J’ai vu le bateau.")
    world.text(world.lea, world.en, "c3", "I never saw a boat.")
    third = _two(world, "S01E04", ("I never saw a boat.", "I saw the boat."))
    assert [hits(world, memory, third, cue_id) for cue_id in ("c1", "c2")] == [(), ()]
    world.do(world.review.reopen, world.lea, world.fr, "c3")
    world.do(world.review.confirm, world.ana, world.fr, "c3")
    world.do(world.review.approve, world.rita, world.fr, "c3")
    (hit,) = hits(world, memory, third, "c1")
    assert (hit.score, hit.source) == (100, ("I never saw a boat.",))


def test_a_track_that_hangs_on_a_version_keeps_that_text(world, memory):
    world.hang()
    approve(world, world.fr, "c1", "Bonsoir.")
    world.text(world.lea, world.template, "c1", "Something else.")
    (hit,) = hits(world, memory, world.tracks["S01E02", "fr-FR"], "c1")
    assert hit.source == ("Good evening.",)


def test_what_did_not_change_is_not_read_again(world, memory, monkeypatch):
    second = world.tracks["S01E02", "fr-FR"]
    approve(world, world.fr, "c1", "Bonsoir.")
    first = hits(world, memory, second, "c1")
    read = []
    whole = recall.read_shelf
    monkeypatch.setattr(
        recall, "read_shelf", lambda s, track, book: read.append(track) or whole(s, track, book)
    )
    assert hits(world, memory, second, "c1") == first
    assert read == []
    world.text(world.ana, second, "c2", "Autre.")
    assert hits(world, memory, second, "c1") == first
    assert read == [second]


def test_sources_have_no_memory_and_nobody_asks_for_another_seasons_track(world, memory):
    assert hits(world, memory, world.en, "c1") == ()
    with pytest.raises(RefusedError):
        hits(world, memory, world.fr, "nowhere")
    other = World(world.database, name="Land", episodes=("S09E01",))
    with pytest.raises(UnknownNameError):
        memory.hits(world.ana, other.season, world.fr, "c1")


def test_lines_of_other_seasons_are_found_and_say_which(world, memory):
    other = World(world.database, name="Land", episodes=("S09E01",))
    approve(world, world.fr, "c1", "Bonsoir.")
    (hit,) = memory.hits(other.ana, other.season, other.fr, "c1")
    assert (hit.target, hit.season, hit.episode, hit.by) == (
        ("Bonsoir.",), "Sea", "S01E01", "Rita",
    )  # fmt: skip
    (own,) = hits(world, memory, world.tracks["S01E02", "fr-FR"], "c1")
    assert own.season == ""


def bring_in(world, *lines, locale="fr-FR", source_locale="en-US"):
    with world.database.begin() as session:
        session.add_all(
            MemoryLineRow(
                season_id=1, source_locale=source_locale, locale=locale, source=source,
                target=target, origin="old.tmx", by=world.otto.person_id, at=AT,
            )
            for source, target in lines
        )  # fmt: skip


def test_lines_that_were_brought_in_come_after_the_shows_own(world, memory):
    second = world.tracks["S01E02", "fr-FR"]
    assert hits(world, memory, second, "c1") == ()
    bring_in(world, ("Good evening.", "Bonne soirée.\nÀ tous."), ("Good evening!", "Salut !"))
    bring_in(world, ("Good evening.", "Guten Abend."), source_locale="de")
    bring_in(world, ("Good evening.", "Buenas noches."), locale="es-419")
    found = hits(world, memory, second, "c1")
    assert [(one.score, one.target) for one in found] == [
        (100, ("Bonne soirée.", "À tous.")), (92, ("Salut !",)),
    ]  # fmt: skip
    first = found[0]
    assert (first.origin, first.by, first.episode, first.track_id, first.cue_id) == (
        "old.tmx", "Otto", "", 0, "",
    )  # fmt: skip
    approve(world, world.fr, "c1", "Bonsoir.")
    assert [one.target[0] for one in hits(world, memory, second, "c1")] == [
        "Bonsoir.", "Bonne soirée.", "Salut !",
    ]  # fmt: skip


def test_a_line_that_was_brought_in_is_no_cue_though_it_has_its_number(world, memory):
    second = world.tracks["S01E02", "fr-FR"]
    with world.database.begin() as session:
        number = find_cue(session, second, "c1").id
        session.add(
            MemoryLineRow(
                id=number, season_id=1, source_locale="en", locale="fr-FR",
                source="Good evening.", target="Bonsoir.", by=world.otto.person_id, at=AT,
            )
        )  # fmt: skip
    assert [one.target for one in hits(world, memory, second, "c1")] == [("Bonsoir.",)]
