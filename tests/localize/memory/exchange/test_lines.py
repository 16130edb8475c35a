"""The memory of a season out, and lines of other memories in; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from localize.errors import UnknownNameError
from localize.memory.exchange.giving_lines import give_lines
from localize.memory.exchange.taking_lines import LONGEST, take_lines
from localize.memory.exchange.tmx import read_tmx, write_tmx
from localize.memory.exchange.values import Line, Lines, Place
from localize.memory.rules import markets_of
from localize.review.errors import RefusedError
from localize.store.tables import MemoryLineRow
from tests.localize.memory.test_recall import approve
from tests.localize.review.service_world import World


def kept(world):
    with world.database.read() as session:
        return list(session.scalars(select(MemoryLineRow).order_by(MemoryLineRow.id)))


def take(world, lines, actor=None, **options):
    given = Lines(tuple(lines))
    return take_lines(world.database, world.season, actor or world.ana, given, "m.tmx", **options)


def test_approved_lines_go_out_with_what_is_around_them(world):
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    with world.database.read() as session:
        assert give_lines(session, world.season) == ()
    approve(world, world.fr, "c2", "Où étais-tu ?\n<i>Là-bas ?</i>")
    approve(world, world.es, "c6", "Buenas noches.")
    with world.database.read() as session:
        lines = give_lines(session, world.season)
        assert give_lines(session, world.season, {"es-419"}) == lines[1:]
    assert [
        (one.locale, one.source, one.target, one.before, one.after, one.origin, one.by)
        for one in lines
    ] == [
        ("fr-FR", "Where have you been?", "Où étais-tu ?\n<i>Là-bas ?</i>", "Good evening.",
         "I saw the boat.", "S01E01 c2", "Rita"),
        ("es-419", "Good night.", "Buenas noches.", "and nobody was on it.", "", "S01E01 c6",
         "Rita"),
    ]  # fmt: skip
    assert all(one.at is not None for one in lines)


def test_a_line_whose_source_has_moved_on_does_not_go_out_with_the_new_one(world):
    approve(world, world.fr, "c3", "J’ai vu le bateau.")
    approve(world, world.fr, "c2", "Où étais-tu ?")
    world.text(world.lea, world.en, "c3", "I never saw a boat.")
    with world.database.read() as session:
        assert [one.target for one in give_lines(session, world.season)] == ["Où étais-tu ?"]


def test_what_goes_out_comes_into_another_show_and_out_of_it_again(world):
    approve(world, world.fr, "c2", "Où étais-tu ?\n<i>Là-bas ?</i>")
    approve(world, world.es, "c6", "Buenas noches.")
    with world.database.read() as session:
        data = write_tmx(give_lines(session, world.season), "en")
    other = World(world.database, name="Other")
    read = read_tmx(data, "sea.tmx", "sea.tmx", "en")
    report = take(other, read.lines, other.otto)
    assert (len(report.changes), report.clean) == (2, True)
    rows = kept(other)
    assert [(row.source_locale, row.locale, row.source, row.target) for row in rows] == [
        ("en", "fr-FR", "Where have you been?", "Où étais-tu ?\n<i>Là-bas ?</i>"),
        ("en", "es-419", "Good night.", "Buenas noches."),
    ]
    assert (rows[0].before, rows[0].after) == ("Good evening.", "I saw the boat.")
    assert rows[0].by == other.otto.person_id
    assert rows[0].origin.startswith("m.tmx; S01E01 c2; Rita 20")
    assert take(other, read.lines).same == 2
    with world.database.read() as session:
        assert give_lines(session, other.season) == ()
        again = give_lines(session, other.season, others=True)
    assert [(one.source, one.target, one.by) for one in again] == [
        (one.source, one.target, "Otto") for one in read.lines
    ]


def test_a_trial_keeps_nothing(world):
    report = take(world, [Line("en", "fr-FR", "Yes.", "Oui.")], dry_run=True)
    assert (len(report.changes), report.written, kept(world)) == (1, False, [])


def test_lines_serve_the_markets_of_their_language(world):
    lines = [
        Line("en", "fr", "Yes.", "Oui."),
        Line("en", "fr-CA", "Yes.", "Ouais."),
        Line("en-US", "es", "Yes.", "Sí."),
        Line("en", "de", "Yes.", "Ja."),
    ]
    report = take(world, lines)
    assert [(row.locale, row.target) for row in kept(world)] == [
        ("fr-FR", "Oui."),
        ("es-419", "Sí."),
    ]
    assert report.clean
    assert [note.split(" were")[0] for note in report.notes] == [
        "1 lines in fr-CA",
        "1 lines in de",
    ]
    take(world, lines[1:2], locale="fr-FR")
    assert [row.target for row in kept(world)][-1] == "Ouais."
    assert markets_of("zh", ("zh-Hant", "fr-FR")) == ()
    assert markets_of("zh-Hant", ("zh-Hant-HK", "zh-Hans")) == ("zh-Hant-HK",)


def test_two_renderings_are_both_kept_and_told(world):
    report = take(world, [Line("en", "fr-FR", "Yes.", "Oui."), Line("en", "fr-FR", "Yes.", "Si.")])
    assert report.notes == ("“Yes.” has several renderings in fr-FR: all are kept, and offered.",)
    assert len(kept(world)) == 2


def test_what_is_no_line_is_refused_by_its_place(world):
    lines = [
        Line("en", "fr-FR", "x" * (LONGEST + 1), "y", place=Place("m.tmx", 5)),
        Line("fr-FR", "fr-FR", "Oui.", "Si.", place=Place("m.tmx", 6)),
        Line("en", "fr-FR", "Yes.", "Oui."),
    ]
    report = take(world, lines)
    assert [(str(one.place), one.message[:20]) for one in report.refusals] == [
        ("m.tmx, line 5", "a line of 10,001 cha"), ("m.tmx, line 6", "source and translati"),
    ]  # fmt: skip
    assert len(kept(world)) == 1


def test_who_may_not_change_terms_brings_nothing_in(world):
    with pytest.raises(RefusedError, match="change the memory"):
        take(world, [], world.person("Nobody"))
    with pytest.raises(UnknownNameError):
        take(world, [], locale="de-DE")
