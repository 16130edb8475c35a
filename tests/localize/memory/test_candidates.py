"""Names proposed from the sources: what may be one, what is known, what was dismissed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from localize.errors import InputError
from localize.formats import read_file
from localize.memory.candidates import Candidates, candidates_in
from localize.memory.characters import Characters
from localize.memory.terms import Terms
from localize.review.errors import RefusedError
from localize.store.tables import DismissedCandidateRow
from tests.localize.review.service_world import World, episode

FIRST = (
    "I saw Proog and Emo.", "Proog! Look!", "The Deep Six came in.", "She took the Deep Six.",
    "Then Monday came.", "Hope is all. I hope so.", "WHERE IS ZORGON? WHERE IS ZORGON?",
)  # fmt: skip
SECOND = ("Emo's watch.", "It was Proog's, not Emo's.", "At dawn the Deep Six left.")


@pytest.fixture
def world(database):
    world = World(database, episodes=())
    for name, texts in (("E1", FIRST), ("E2", SECOND)):
        world.review.import_run(episode(name, texts=texts))
    return world


@pytest.fixture
def desk(world):
    return Candidates(world.database, world.season)


def told(found):
    return [(one.text, one.times, one.episodes) for one in found]


def test_names_that_come_again_are_proposed_with_where(desk):
    found = desk.propose()
    assert told(found) == [
        ("Deep Six", 3, ("E1", "E2")),
        ("Emo", 3, ("E1", "E2")),
        ("Proog", 3, ("E1", "E2")),
    ]
    assert found[1].example == "I saw Proog and Emo."
    assert [one.text for one in desk.propose(least=4)] == []


def test_what_is_a_term_or_a_character_needs_no_proposing(world, desk):
    Terms(world.database, world.season).add(world.ana, "deep six", "fr-FR", "Le Fond")
    Characters(world.database, world.season).put(world.ana, "Old Proog")
    assert [one.text for one in desk.propose()] == ["Emo"]


def test_what_was_dismissed_is_not_proposed_again_until_it_is_restored(world, desk):
    desk.dismiss(world.ana, " deep  six ")
    desk.dismiss(world.ben, "deep six")
    assert [one.text for one in desk.propose()] == ["Emo", "Proog"]
    assert desk.dismissed() == ("deep six",)
    with world.database.read() as session:
        assert session.scalars(select(DismissedCandidateRow)).one().by == world.ana.person_id
    assert desk.restore(world.ben, "Deep Six")
    assert not desk.restore(world.ben, "Deep Six")
    assert [one.text for one in desk.propose()] == ["Deep Six", "Emo", "Proog"]


def test_who_may_not_change_terms_dismisses_nothing(world, desk):
    nobody = world.person("Nobody")
    with pytest.raises(RefusedError):
        desk.dismiss(nobody, "Emo")
    with pytest.raises(RefusedError):
        desk.restore(nobody, "Emo")
    with pytest.raises(RefusedError, match="nothing to dismiss"):
        desk.dismiss(world.ana, "  ")
    with pytest.raises(InputError):
        desk.dismiss(world.ana, "x" * 201)
    assert desk.dismissed() == ()


@pytest.mark.parametrize(
    ("locale", "lines", "expected"),
    [
        # Written small elsewhere, or a word of the dictionary too seldom: no name.
        ("en", ("I like Rose.", "A rose for Rose.", "To Rose!"), []),
        ("en", ("With Grace now.", "See Grace there.", "For Grace only."), ["Grace"]),
        ("en", ("Sintel!", "Sintel?"), []),  # a sentence's first word tells little
        ("en", ("Sintel!", "Sintel?", "No. Sintel."), ["Sintel"]),
        ("en", ("Hello!", "Hello?", "No. Hello."), []),
        ("en", ("That is O'Brien's.", "No, O'Brien."), ["O'Brien"]),
        (
            "ja",
            ("シンテルだ。", "シンテル・ブラウンさん", "ニャ"),
            ["シンテル", "シンテル・ブラウン"],
        ),
        ("ru", ("Вот Прууг.", "Где Прууг?", "Это Прууг."), ["Прууг"]),
    ],
)
def test_what_may_be_a_name(locale, lines, expected):
    assert [one.text for one in candidates_in([("E", "\n".join(lines))], locale)] == expected


def test_the_names_of_a_real_film(shared_data):
    """Elephants Dream: two people speak, and name each other and a wonder of the world."""
    episodes = []
    for name in ("captions", "descriptions"):
        path = shared_data / "subs-elephantsdream" / f"{name}.en.vtt"
        track = read_file(path, locale="en").track
        episodes.append((name, "\n".join(" ".join(cue.lines) for cue in track.cues)))
    found = {one.text: one for one in candidates_in(episodes, "en") if one.times > 1}
    assert {"Emo", "Proog", "Rhodes"} <= found.keys()
    assert found["Proog"].episodes == ("captions", "descriptions")
    assert len(found) <= 6
