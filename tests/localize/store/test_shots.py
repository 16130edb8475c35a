"""Marks of shot changes: a machine's under people's."""

from __future__ import annotations

from sqlalchemy import select

from localize.store.shots import mark_near, put_detected, put_said, said_of, shots_of
from localize.store.tables import ShotRow


def detect(filled, *times):
    with filled.database.begin() as session:
        put_detected(session, filled.episode, times)
        return shots_of(session, filled.episode)


def say(filled, *times, shot=True):
    with filled.database.begin() as session:
        put_said(session, filled.episode, times, filled.person, shot=shot)
        return shots_of(session, filled.episode)


def test_what_a_machine_finds_replaces_what_it_found(filled):
    assert detect(filled, 1000, 2000, 3000) == (1000, 2000, 3000)
    assert detect(filled, 1000, 2040) == (1000, 2040)
    assert detect(filled) == ()


def test_what_is_found_again_is_not_written_again(filled):
    detect(filled, 1000, 2000)
    with filled.database.read() as session:
        before = {row.time: (row.id, row.at) for row in session.scalars(select(ShotRow))}
    detect(filled, 1000, 2000, 3000)
    with filled.database.read() as session:
        after = {row.time: (row.id, row.at) for row in session.scalars(select(ShotRow))}
    assert {time: after[time] for time in before} == before


def test_peoples_marks_outlive_what_a_machine_finds(filled):
    detect(filled, 1000, 2000, 3000)
    assert say(filled, 1500) == (1000, 1500, 2000, 3000)
    assert say(filled, 2000, shot=False) == (1000, 1500, 3000)
    assert detect(filled, 1000, 2000, 3000, 4000) == (1000, 1500, 3000, 4000)
    assert detect(filled) == (1500,)


def test_a_mark_a_frame_or_two_from_a_persons_is_the_same_change(filled):
    say(filled, 2000, shot=False)
    say(filled, 5000)
    assert detect(filled, 2040, 5080, 5200) == (5000, 5200)


def test_a_mark_that_a_person_confirms_is_theirs(filled):
    detect(filled, 1000)
    say(filled, 1000)
    assert detect(filled) == (1000,)


def test_a_person_may_take_back_what_they_said(filled):
    say(filled, 1000, shot=False)
    assert say(filled, 1000) == (1000,)


def test_a_whole_film_of_marks(filled):
    times = tuple(range(500, 2_000_000, 500))
    assert detect(filled, *times) == times
    assert detect(filled, *(time + 200 for time in times)) == tuple(t + 200 for t in times)


def test_the_mark_that_is_near(filled):
    detect(filled, 1000, 1200)
    with filled.database.read() as session:
        assert mark_near(session, filled.episode, 1019, 20) == 1000
        assert mark_near(session, filled.episode, 1100, 150) in (1000, 1200)
        assert mark_near(session, filled.episode, 1100, 20) is None


def test_what_people_said_lies_over_what_a_machine_finds_anew(filled):
    detect(filled, 1000, 2000, 3000)
    say(filled, 1500)
    say(filled, 2000, shot=False)
    with filled.database.read() as session:
        said = said_of(session, filled.episode)
    assert (said.there, said.none) == ((1500,), (2000,))
    for found in ((), (1000, 2000, 3000), (1540, 2080, 9000)):
        assert said.over(found) == detect(filled, *found)
