"""Nobody writes over another's words unseen; on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from localize.errors import UnknownNameError
from localize.memory.seen import ChangedError, Seen
from localize.review.errors import RefusedError
from localize.store.kinds import AddressForm, Gender

FORMAL, FAMILIAR = AddressForm.FORMAL, AddressForm.FAMILIAR


def test_a_character_that_another_changed_meanwhile_is_theirs(world, characters):
    read = characters.put(world.ana, "Nemo", gender=Gender.MALE, seen=Seen())
    characters.put(world.ben, "Nemo", note="The captain.", seen=Seen(read.at))
    with pytest.raises(ChangedError, match=r"male with the note “The captain\.” by Ben at") as told:
        characters.put(world.ana, "nemo", gender=Gender.OTHER, seen=Seen(read.at))
    assert "save again" in told.value.hint
    (kept,) = characters.all()
    assert (kept.gender, kept.note, kept.by) == (Gender.MALE, "The captain.", world.ben.person_id)
    again = characters.put(world.ana, "Nemo", gender=Gender.OTHER, seen=Seen(kept.at))
    assert again.gender is Gender.OTHER


def test_what_is_there_already_is_no_new_character(world, characters):
    characters.put(world.ben, "Nemo", gender=Gender.MALE)
    with pytest.raises(ChangedError, match="Nemo is there already: male \\(Ben, "):
        characters.put(world.ana, "Nemo", gender=Gender.FEMALE, note="", seen=Seen())
    # What they want is there: an answer that was lost and is sent again finds itself.
    assert characters.put(world.ana, "Nemo", gender=Gender.MALE, seen=Seen()).name == "Nemo"


def test_what_was_taken_out_meanwhile_is_said(world, characters):
    read = characters.put(world.ana, "Nemo")
    characters.remove(world.lea, read.character_id, seen=Seen(read.at))
    with pytest.raises(ChangedError, match="taken out by Lea"):
        characters.put(world.ana, "Nemo", note="The captain.", seen=Seen(read.at))
    assert characters.all() == ()
    assert characters.put(world.ana, "Nemo", note="The captain.", seen=Seen()).note


def test_a_character_gets_another_name_and_its_forms_follow(world, characters, addresses):
    nimo = characters.put(world.ana, "Nimo", gender=Gender.MALE)
    characters.put(world.ana, "Ned")
    addresses.settle(world.ana, "fr-FR", "nimo", "Ned", FORMAL)
    addresses.settle(world.ana, "es-419", "", "Nimo", FORMAL)
    form = addresses.settle(world.ana, "es-419", "Ned", "", FORMAL)
    addresses.remove(world.lea, form.address_id)
    done = characters.change(
        world.ben, nimo.character_id, name="Nemo", note="The captain.", seen=Seen(nimo.at)
    )
    assert (done.character_id, done.name, done.gender, done.note, done.by) == (
        nimo.character_id, "Nemo", Gender.MALE, "The captain.", world.ben.person_id,
    )  # fmt: skip
    pairs = [
        (one.speaker, one.addressee, one.by)
        for locale in ("fr-FR", "es-419")
        for one in addresses.of_locale(locale)
    ]
    ana = world.ana.person_id
    assert pairs == [("Nemo", "Ned", ana), ("", "Nemo", ana)]
    with pytest.raises(ChangedError, match="Nemo was changed to male"):
        characters.change(world.ana, nimo.character_id, name="Neemo", seen=Seen(nimo.at))
    assert characters.change(world.ana, nimo.character_id, name="NEMO").name == "NEMO"


def test_a_name_is_one_characters_alone(world, characters, addresses):
    nemo, ned = (characters.put(world.ana, name) for name in ("Nemo", "Ned"))
    addresses.settle(world.ana, "fr-FR", "Conseil", "Ned", FORMAL)
    characters.remove(world.lea, characters.put(world.ana, "Hugo").character_id)
    for name, why in (
        ("ned", "there already"),
        ("conseil", "settled for “conseil” already"),
        ("HUGO", "taken out before"),
        ("  ", "needs a name"),
    ):
        with pytest.raises(RefusedError, match=why):
            characters.change(world.ana, nemo.character_id, name=name)
    assert characters.all() == (ned, nemo)
    characters.remove(world.lea, nemo.character_id)
    with pytest.raises(ChangedError, match="Nemo was taken out by Lea"):
        characters.change(world.ana, nemo.character_id, note="x", seen=Seen(nemo.at))
    with pytest.raises(UnknownNameError):
        characters.change(world.ana, nemo.character_id, note="x")
    with pytest.raises(UnknownNameError):
        characters.change(world.ana, 99, note="x", seen=Seen(nemo.at))


def test_nothing_is_taken_out_that_was_changed_meanwhile(world, characters, addresses, terms):
    who = characters.put(world.ana, "Nemo")
    form = addresses.settle(world.ana, "fr-FR", "Nemo", "", FORMAL)
    term = terms.add(world.ana, "Deep Six", "fr-FR", "")
    characters.put(world.ben, "Nemo", gender=Gender.MALE)
    addresses.settle(world.ben, "fr-FR", "Nemo", "", FAMILIAR)
    terms.change(world.ana, term.term_id, "fr-FR", kind="ship")
    with pytest.raises(ChangedError):
        characters.remove(world.lea, who.character_id, seen=Seen(who.at))
    with pytest.raises(ChangedError):
        addresses.remove(world.lea, form.address_id, seen=Seen(form.at))
    with pytest.raises(ChangedError):
        terms.remove(world.lea, term.term_id, seen=Seen(term.at))
    assert len(characters.all()) == len(addresses.of_locale("fr-FR")) == 1
    terms.remove(world.lea, term.term_id)
    assert terms.of_locale("fr-FR") == ()


def test_a_form_that_two_settle_at_once_is_the_first_ones(world, addresses):
    addresses.settle(world.ana, "fr-FR", "Nemo", "Aronnax", FORMAL, seen=Seen())
    with pytest.raises(
        ChangedError, match="How Nemo addresses Aronnax is there already: formal \\(Ana, "
    ):
        addresses.settle(world.ben, "fr-FR", "nemo", "aronnax", FAMILIAR, seen=Seen())
    (kept,) = addresses.of_locale("fr-FR")
    assert (kept.form, kept.by) == (FORMAL, world.ana.person_id)
    # Elsewhere it is nobody's yet.
    addresses.settle(world.ben, "es-419", "Nemo", "Aronnax", FAMILIAR, seen=Seen())
    # The same form is no conflict, another guess of it is.
    addresses.settle(world.ben, "fr-FR", "Nemo", "Aronnax", FORMAL, seen=Seen())
    with pytest.raises(ChangedError):
        addresses.settle(world.ben, "fr-FR", "Nemo", "Aronnax", FORMAL, guessed=True, seen=Seen())


def test_of_many_at_the_same_moment_one_settles_it(world, addresses):
    people = (world.ana, world.ben, world.rita, world.lea)
    start = threading.Barrier(len(people))

    def settle(number):
        start.wait()
        try:
            addresses.settle(
                people[number], "fr-FR", "Nemo", "Ned", FORMAL, note=f"{number}", seen=Seen()
            )
        except ChangedError as error:
            return error
        return number

    with ThreadPoolExecutor(len(people)) as pool:
        came = list(pool.map(settle, range(len(people))))
    (first,) = [one for one in came if isinstance(one, int)]
    (kept,) = addresses.of_locale("fr-FR")
    assert (kept.note, kept.by) == (str(first), people[first].person_id)


def test_a_rendering_and_a_term_are_guarded_apart(world, terms):
    added = terms.add(world.ana, "Deep Six", "fr-FR", "Le Fond")
    terms.change(world.ana, added.term_id, "fr-FR", note="The ship.")
    changed = terms.change(world.ben, added.term_id, "fr-FR", target="Le Gouffre")
    with pytest.raises(ChangedError, match="in fr-FR was changed to “Le Gouffre” by Ben"):
        terms.change(world.ana, added.term_id, "fr-FR", target="Les Fonds", seen=Seen(added.at))
    with pytest.raises(ChangedError, match="The term was changed to “Deep Six” by Ana"):
        terms.change(world.lea, added.term_id, "fr-FR", source="Deep 6", seen_term=Seen(added.at))
    (kept,) = terms.of_locale("fr-FR")
    assert (kept.source, kept.target, kept.note) == ("Deep Six", "Le Gouffre", "The ship.")
    terms.change(world.ana, added.term_id, "fr-FR", target="Les Fonds", seen=Seen(changed.at))
    assert terms.of_locale("fr-FR")[0].target == "Les Fonds"
