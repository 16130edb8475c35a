"""What markets approved, cut into passages of whole sentences and whole cues; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from localize.drafting import units_of_cues
from localize.drafting.recalling import Recall
from localize.memory.passages import Rendered, passages_of
from localize.memory.recap import known_lines
from localize.script import Cue
from localize.store.tables import MemoryLineRow
from tests.localize.review.service_world import ENGLISH, World


def approve(world, track, cue_id, text):
    world.text(world.ana, track, cue_id, text)
    world.do(world.review.confirm, world.ana, track, cue_id)
    world.do(world.review.approve, world.rita, track, cue_id)


def passages(world, locale="fr-FR"):
    found = known_lines(world.database, [locale]).get(locale)
    return () if found is None else found.passages


def test_only_what_people_approved_is_known(world):
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    assert passages(world) == ()
    approve(world, world.fr, "c1", "Bonsoir à tous.")
    (one,) = passages(world)
    assert one.units == ("Good evening.",)
    assert (one.before, one.after) == ("", "Where have you been?")
    assert (one.episode, one.season, one.source_locale) == ("S01E01", "Sea", "en")
    (cue,) = one.cues
    assert (cue.cue_id, cue.start, cue.end, cue.by) == ("c1", 0, 2000, "Rita")
    assert cue.lines == ("Bonsoir à tous.",)
    assert datetime.fromisoformat(cue.at).tzinfo is UTC
    assert passages(world, "es-419") == ()


def test_a_sentence_over_two_cues_is_known_when_both_are_approved(world):
    approve(world, world.fr, "c4", "Il est arrivé à l’aube,")
    assert passages(world) == ()
    approve(world, world.fr, "c5", "et il n’y avait personne.")
    (one,) = passages(world)
    assert one.units == ("It came in at dawn and nobody was on it.",)
    assert [cue.cue_id for cue in one.cues] == ["c4", "c5"]
    assert one.duration == 5000
    assert (one.cues[1].start, one.cues[1].end) == (3000, 5000)


def test_what_is_reopened_or_whose_source_moved_on_is_not_known(world):
    approve(world, world.fr, "c1", "Bonsoir.")
    approve(world, world.fr, "c3", "J’ai vu le bateau.")
    world.do(world.review.reopen, world.lea, world.fr, "c1")
    assert [one.units for one in passages(world)] == [("I saw the boat.",)]
    world.text(world.lea, world.en, "c3", "I saw the ship.")
    assert passages(world) == ()


def test_a_market_that_hangs_on_a_version_is_known_by_that_text(world):
    world.hang()
    approve(world, world.fr, "c1", "Bonsoir.")
    world.text(world.lea, world.template, "c1", "Something else.")
    (one,) = passages(world)
    assert one.units == ("Good evening.",)


def test_another_season_of_the_database_is_known_too(world):
    other = World(world.database, name="Land", episodes=("S02E01",))
    approve(other, other.fr, "c6", "Bonne nuit.")
    (one,) = passages(world)
    assert (one.season, one.episode, one.units) == ("Land", "S02E01", ("Good night.",))


class Counted:
    """Keeps what is read, and counts how often something is."""

    def __init__(self):
        self.kept, self.put_in = {}, 0

    def get(self, name):
        return self.kept.get(name)

    def put(self, name, track):
        self.kept[name] = track
        self.put_in += 1


def test_a_track_is_read_again_only_when_it_or_its_source_changed(world):
    shelf = Counted()

    def read():
        return known_lines(world.database, ["fr-FR", "es-419"], shelf)

    approve(world, world.fr, "c1", "Bonsoir.")
    approve(world, world.es, "c1", "Buenas noches.")
    first = read()
    assert (shelf.put_in, len(shelf.kept)) == (2, 2)
    assert read() == first
    assert shelf.put_in == 2
    approve(world, world.fr, "c3", "J’ai vu le bateau.")
    assert len(read()["fr-FR"].passages) == 2
    assert shelf.put_in == 3
    world.text(world.lea, world.en, "c6", "Good night, all.")
    read()
    assert (shelf.put_in, len(shelf.kept)) == (5, 2)
    assert read() == known_lines(world.database, ["fr-FR", "es-419"])


def test_lines_of_another_memory_come_along_and_are_never_a_passage(world):
    with world.database.begin() as session:
        session.add(
            MemoryLineRow(
                season_id=1, source_locale="en", locale="fr-FR", source="Good evening.",
                target="Bonsoir.", origin="old.tmx", by=world.lea.person_id,
                at=datetime.now(UTC),
            )
        )  # fmt: skip
    lines = known_lines(world.database, ["fr-FR"])["fr-FR"]
    assert lines.passages == ()
    assert [(one.source, one.target, one.origin) for one in lines.foreign] == [
        ("Good evening.", "Bonsoir.", "old.tmx")
    ]
    units = units_of_cues((Cue("c1", 0, 2000, ("Good evening.",)),), locale="en")
    found = Recall(lines, "fr-FR").find(units, "en", examples=True)
    assert found.runs == ()
    assert [(one.unit_id, one.target, one.score) for one in found.examples] == [
        ("u0001", "Bonsoir.", 100)
    ]


def test_a_whole_episode_is_known_again_line_by_line(world):
    for number, text in enumerate(ENGLISH, 1):
        approve(world, world.fr, f"c{number}", f"[{text}]")
    lines = known_lines(world.database, ["fr-FR"])["fr-FR"]
    cues = tuple(Cue(f"x{n}", n * 2500, n * 2500 + 2000, (text,)) for n, text in enumerate(ENGLISH))
    units = units_of_cues(cues, locale="en")
    found = Recall(lines, "fr-FR").find(units, "en")
    assert found.asked(units) == ()
    assert all(not run.doubt for run in found.runs)
    assert [run.text for run in found.runs] == [
        "[Good evening.]",
        "[Where have you been?]",
        "[I saw the boat.]",
        "[It came in at dawn] [and nobody was on it.]",
        "[Good night.]",
    ]


# --- Passages -------------------------------------------------------------------------------------


def cut(sources, targets):
    units = units_of_cues(sources, locale="en")
    return list(
        passages_of(
            sources, units, [Rendered(cue, approved=True, by="Rita", at="2031") for cue in targets],
            source_locale="en", episode="S01E01",
        )
    )  # fmt: skip


def test_a_cue_over_two_sentences_holds_them_together():
    sources = (
        Cue("s1", 0, 1000, ("Come in.",)),
        Cue("s2", 1100, 2000, ("Sit down.",)),
        Cue("s3", 2100, 3000, ("Who are you?",)),
    )
    both = Cue("t1", 100, 2000, ("Entrez, asseyez-vous.",), source_ids=("s1", "s2"))
    last = Cue("t2", 2100, 3000, ("Qui êtes-vous ?",), source_ids=("s3",))
    first, second = cut(sources, (both, last))
    assert first.units == ("Come in.", "Sit down.")
    assert (first.cues[0].start, first.after) == (100, "Who are you?")
    assert (second.units, second.before) == (("Who are you?",), "Sit down.")
    alone = replace(both, source_ids=("s1",))
    assert [one.units for one in cut(sources, (alone, last))] == [
        ("Come in.",), ("Who are you?",)
    ]  # fmt: skip


def test_a_line_that_is_blank_on_purpose_is_no_rendering():
    sources = (Cue("s1", 0, 1000, ("Come in.",)),)
    assert cut(sources, (Cue("t1", 0, 1000, (), source_ids=("s1",)),)) == []
