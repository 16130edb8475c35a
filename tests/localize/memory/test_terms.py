"""Terms of a season: who may, what is kept, what is refused; on both databases."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from localize.errors import InputError, LocaleError, UnknownNameError
from localize.memory.terms import NOTE, SOURCE, TARGET, Terms
from localize.review.errors import RefusedError
from localize.season import Season
from localize.store.tables import TermRow, TermTargetRow
from tests.localize.review.service_world import World

MARKUP = "<script>alert(1)</script> & <i>so</i> {{x}} \u202e"


def test_a_term_is_rendered_by_each_market(world, terms):
    added = terms.add(world.ana, " Deep  Six ", "fr-FR", "Le Fond", kind="name", note="The ship.")
    assert (added.source, added.target, added.kind, added.note) == (
        "Deep Six", "Le Fond", "name", "The ship.",
    )  # fmt: skip
    assert added.by == world.ana.person_id
    (seen,) = terms.of_track(world.otto, world.es)
    assert (seen.term_id, seen.source, seen.target) == (added.term_id, "Deep Six", "")
    other = terms.add(world.ben, "deep six", "es-419", "El Fondo", note="As on the poster.")
    assert (other.term_id, other.note, other.target_note) == (
        added.term_id, "The ship.", "As on the poster.",
    )  # fmt: skip
    assert other.by == world.ben.person_id
    assert terms.of_track(world.ana, world.fr) == (added,)
    assert terms.of_locale("es_419") == (other,)


def test_another_kind_is_another_term(world, terms):
    terms.add(world.ana, "Rose", "fr-FR", "Rose", kind="name")
    terms.add(world.ana, "rose", "fr-FR", "rose", kind="plant")
    assert [one.source for one in terms.of_track(world.ana, world.fr)] == ["Rose", "rose"]


def test_a_rendering_is_not_written_over_by_adding(world, terms):
    terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond")
    with pytest.raises(RefusedError, match="“Le Fond” in fr-FR"):
        terms.add(world.ben, "DEEP SIX", "fr-FR", "Autre")
    assert terms.of_track(world.ana, world.fr)[0].target == "Le Fond"


def test_renderings_are_changed_by_any_translator_and_what_a_term_is_by_few(world, terms):
    term = terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond").term_id
    changed = terms.change(world.ben, term, "fr-FR", target="Les Abysses")
    assert (changed.target, changed.by) == ("Les Abysses", world.ben.person_id)
    with pytest.raises(RefusedError, match="all markets see it") as refused:
        terms.change(world.ben, term, "fr-FR", source="Deep Seven", target="Autre")
    assert refused.value.ask
    assert terms.of_track(world.ana, world.fr) == (changed,)
    assert terms.change(world.ana, term, "fr-FR", kind="name", note="A ship.").kind == "name"
    assert terms.change(world.lea, term, "fr-FR", source="Deep 6").source == "Deep 6"
    assert terms.change(world.rita, term, "es-419", target="X", target_note="?").target_note == "?"
    emptied = terms.change(world.ana, term, "fr-FR", target="")
    assert emptied.target == ""
    # An emptied rendering can be given again.
    assert terms.add(world.ana, "deep 6", "fr-FR", "Le Fond").target == "Le Fond"


def test_saying_the_same_again_changes_nothing(world, terms):
    first = terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond")
    assert terms.change(world.ben, first.term_id, "fr-FR", target=" Le  Fond") == first
    assert terms.change(world.ben, first.term_id, "fr-FR", source="Deep Six") == first


def test_only_leads_and_operators_take_terms_out(world, terms):
    term = terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond").term_id
    for person in (world.ana, world.ben, world.rita):
        with pytest.raises(RefusedError, match="lead or operator"):
            terms.remove(person, term)
    terms.remove(world.otto, term)
    assert terms.of_track(world.ana, world.fr) == ()
    with pytest.raises(UnknownNameError):
        terms.remove(world.lea, term)
    with pytest.raises(UnknownNameError):
        terms.change(world.lea, term, "fr-FR", target="x")
    with world.database.read() as session:
        row = session.scalars(select(TermRow)).one()
        assert (row.gone, row.by) == (True, world.otto.person_id)
    assert terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond").term_id != term


def test_nobody_without_a_role_changes_terms(world, terms):
    nobody = world.person("Nobody")
    with pytest.raises(RefusedError):
        terms.add(nobody, "Deep Six", "fr-FR", "Le Fond")
    assert terms.of_track(nobody, world.fr) == ()


def test_hostile_text_is_kept_as_it_is(world, terms):
    terms.add(world.ana, MARKUP, "fr-FR", MARKUP, kind="<b>", note=MARKUP)
    (seen,) = terms.of_track(world.ana, world.fr)
    assert (seen.source, seen.target, seen.note, seen.kind) == (MARKUP, MARKUP, MARKUP, "<b>")


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "a\x00b"},
        {"target": "\ud800"},
        {"source": "x" * (SOURCE + 1)},
        {"target": "x" * (TARGET + 1)},
        {"note": "x" * (NOTE + 1)},
        {"kind": "x" * 61},
    ],
)
def test_what_cannot_be_kept_is_refused(world, terms, fields):
    given = {"source": "Deep Six", "locale": "fr-FR", "target": "Le Fond", **fields}
    with pytest.raises(InputError):
        terms.add(world.ana, **given)
    assert terms.of_track(world.ana, world.fr) == ()


def test_a_term_needs_a_source_and_a_market_of_the_season(world, terms):
    with pytest.raises(RefusedError):
        terms.add(world.ana, " \n ", "fr-FR", "x")
    with pytest.raises(UnknownNameError):
        terms.add(world.ana, "Deep Six", "de-DE", "x")
    with pytest.raises(LocaleError):
        terms.add(world.ana, "Deep Six", "not a tag", "x")
    term = terms.add(world.ana, "Deep Six", "en", "").term_id  # the source's own track
    with pytest.raises(UnknownNameError):
        terms.change(world.ana, term, "de-DE", target="x")
    terms.add(world.ana, "Deep Seven", "fr-FR", "x")
    with pytest.raises(RefusedError, match="there already"):
        terms.change(world.ana, term, "fr-FR", source="deep seven")
    with pytest.raises(RefusedError, match="needs its source"):
        terms.change(world.ana, term, "fr-FR", source="")


def test_another_season_sees_and_changes_none_of_them(world, terms):
    term = terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond").term_id
    other = World(world.database, name="Land", episodes=("S02E01",))
    theirs = Terms(world.database, other.season)
    assert theirs.of_track(world.ana, other.fr) == ()
    with pytest.raises(UnknownNameError):
        theirs.of_track(world.ana, world.fr)
    with pytest.raises(UnknownNameError):
        theirs.change(world.lea, term, "fr-FR", target="x")
    with pytest.raises(UnknownNameError):
        theirs.remove(world.lea, term)
    with pytest.raises(UnknownNameError):
        Terms(world.database, Season("Nowhere")).of_locale("fr-FR")


def test_two_who_add_the_same_term_at_once_make_one(world, terms):
    ready, done = threading.Barrier(4), []

    def add(locale, number):
        ready.wait()
        try:
            terms.add(world.ana, "Deep Six", locale, f"rendering {number}")
            done.append(True)
        except RefusedError:
            done.append(False)

    threads = [
        threading.Thread(target=add, args=(locale, number))
        for number, locale in enumerate(["fr-FR", "fr-FR", "es-419", "es-419"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True, True]
    with world.database.read() as session:
        assert len(session.scalars(select(TermRow)).all()) == 1
        assert len(session.scalars(select(TermTargetRow)).all()) == 2
