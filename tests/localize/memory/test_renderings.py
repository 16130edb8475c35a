"""Terms with all markets at once: one step or nothing, who and when; on both databases."""

from __future__ import annotations

import pytest

from localize.errors import InputError, UnknownNameError
from localize.memory.renderings import RenderingChange, Renderings, TermChange
from localize.memory.seen import ChangedError, Seen
from localize.memory.terms import SOURCE, TARGET, Terms
from localize.review.actor import Actor
from localize.review.errors import RefusedError
from tests.localize.review.service_world import World


@pytest.fixture
def desk(world):
    return Renderings(world.database, world.season)


def texts(card):
    return {one.locale: one.text for one in card.renderings}


def test_a_term_has_all_its_renderings_and_who_wrote_them(world, desk):
    assert desk.markets() == ("fr-FR", "es-419")
    made = desk.add(
        world.ana,
        TermChange(" Deep  Six ", "ship", "Never the card game."),
        [RenderingChange("fr-FR", "Le Fond")],
    )
    assert (made.source, made.kind, made.note) == ("Deep Six", "ship", "Never the card game.")
    done = desk.change(
        world.ben,
        made.term_id,
        renderings=[RenderingChange("es-419", "El Fondo", "As on the poster.")],
    )
    assert texts(done) == {"fr-FR": "Le Fond", "es-419": "El Fondo"}
    assert (done.within("fr-FR").by, done.within("es-419").by, done.by) == (
        world.ana.person_id, world.ben.person_id, world.ana.person_id,
    )  # fmt: skip
    assert done.within("de-DE") is None
    assert desk.all() == (done,)
    assert desk.one(done.term_id) == done
    # As the editor has it.
    (seen,) = Terms(world.database, world.season).of_track(world.ana, world.es)
    assert (seen.target, seen.target_note) == ("El Fondo", "As on the poster.")


def test_a_term_that_was_taken_out_is_in_no_list(world, desk):
    kept, gone = (desk.add(world.ana, TermChange(one)) for one in ("nautilus", "Deep Six"))
    Terms(world.database, world.season).remove(world.lea, gone.term_id)
    assert desk.all() == (kept,)
    for missing in (gone.term_id, 99):
        with pytest.raises(UnknownNameError):
            desk.one(missing)


def test_one_step_or_nothing(world, desk):
    made = desk.add(world.ana, TermChange("Deep Six"), [RenderingChange("fr-FR", "Le Fond")])
    for wrong, error in (
        (RenderingChange("de-DE", "Die Tiefe"), UnknownNameError),
        (RenderingChange("es-419", "x" * (TARGET + 1)), InputError),
        (RenderingChange("es-419", "a\x00"), InputError),
    ):
        with pytest.raises(error):
            desk.change(
                world.ana,
                made.term_id,
                TermChange("Deep 6", "ship"),
                [RenderingChange("fr-FR", "Autre"), wrong],
            )
        with pytest.raises(error):
            desk.add(world.ana, TermChange("Nautilus"), [wrong])
    assert desk.all() == (made,)


def test_of_two_who_render_at_once_the_later_is_told(world, desk):
    made = desk.add(world.ana, TermChange("Deep Six"))
    desk.change(world.ben, made.term_id, None, [RenderingChange("fr-FR", "Le Fond", seen=Seen())])
    with pytest.raises(ChangedError, match="in fr-FR is there already: “Le Fond” \\(Ben, "):
        desk.change(
            world.ana,
            made.term_id,
            TermChange(note="A ship.", seen=Seen(made.at)),
            [
                RenderingChange("es-419", "El Fondo", seen=Seen()),
                RenderingChange("fr-FR", "Le Gouffre", seen=Seen()),
            ],
        )
    (kept,) = desk.all()
    assert (kept.note, texts(kept)) == ("", {"fr-FR": "Le Fond"})


def test_all_that_others_changed_is_told_at_once(world, desk):
    made = desk.add(world.lea, TermChange("Deep Six"), [RenderingChange("fr-FR", "Le Fond")])
    read = Seen(made.within("fr-FR").at)
    theirs = [RenderingChange("fr-FR", "Le Fond B"), RenderingChange("es-419", "El Fondo B")]
    desk.change(world.lea, made.term_id, TermChange(note="A ship."), theirs)
    with pytest.raises(ChangedError) as told:
        desk.change(
            world.lea,
            made.term_id,
            TermChange(kind="ship", seen=Seen(made.at)),
            [
                RenderingChange("fr-FR", "Le Gouffre", seen=read),
                RenderingChange("es-419", "El Abismo", seen=Seen()),
            ],
        )
    for words in ("The term was changed to “Deep Six”", "changed to “Le Fond B”", "“El Fondo B”"):
        assert words in told.value.message
    assert "save again" in told.value.hint
    (kept,) = desk.all()
    assert (kept.kind, texts(kept)) == ("", {"fr-FR": "Le Fond B", "es-419": "El Fondo B"})
    # In the editor too: the term, and one market of it.
    with pytest.raises(ChangedError, match=r"The term was .* in fr-FR was changed to “Le Fond B”"):
        Terms(world.database, world.season).change(
            world.lea, made.term_id, "fr-FR", target="Le Gouffre", kind="ship",
            seen=read, seen_term=Seen(made.at),
        )  # fmt: skip
    assert desk.all() == (kept,)


def test_a_rendering_that_was_emptied_has_its_writer_still(world, desk):
    made = desk.add(world.ana, TermChange("Deep Six"), [RenderingChange("fr-FR", "Le Fond")])
    emptied = desk.change(world.ben, made.term_id, None, [RenderingChange("fr-FR", "")])
    one = emptied.within("fr-FR")
    assert (one.text, one.by) == ("", world.ben.person_id)
    filled = desk.change(
        world.ana, made.term_id, None, [RenderingChange("fr-FR", "Le Fond", seen=Seen(one.at))]
    )
    assert texts(filled) == {"fr-FR": "Le Fond"}


def test_what_a_term_is_is_not_everybodys(world, desk):
    made = desk.add(world.ana, TermChange("Deep Six", "ship"))
    with pytest.raises(RefusedError, match="whoever wrote it"):
        desk.change(world.ben, made.term_id, TermChange("Deep 6"))
    assert desk.change(world.lea, made.term_id, TermChange("Deep 6")).source == "Deep 6"
    nobody = Actor(world.ana.person_id, "Ana", frozenset())
    for act in (
        lambda: desk.add(nobody, TermChange("Nautilus")),
        lambda: desk.change(nobody, made.term_id, None, [RenderingChange("fr-FR", "x")]),
    ):
        with pytest.raises(RefusedError, match="Only a"):
            act()


@pytest.mark.parametrize("source", ["", "  ", "deep six"])
def test_what_is_no_new_term(world, desk, source):
    desk.add(world.ana, TermChange("Deep Six"))
    with pytest.raises(RefusedError):
        desk.add(world.ana, TermChange(source))
    with pytest.raises(InputError):
        desk.add(world.ana, TermChange("x" * (SOURCE + 1)))
    assert len(desk.all()) == 1


def test_a_season_of_which_nothing_is_kept(database):
    world = World(database, episodes=())
    desk = Renderings(database, world.season)
    for act in (desk.markets, desk.all, lambda: desk.add(world.ana, TermChange("x"))):
        with pytest.raises(UnknownNameError):
            act()
