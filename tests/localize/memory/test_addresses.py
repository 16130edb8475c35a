"""Characters and forms of address: who may, what is kept, what is refused; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from localize.engines import Address, Character
from localize.errors import InputError, LocaleError, UnknownNameError
from localize.review.errors import RefusedError
from localize.review.evidence import evidence_of
from localize.store.kinds import AddressForm, Gender
from localize.store.tables import NAME, AddressRow, CharacterRow, EpisodeRow, TrackRow

FORMAL, FAMILIAR = AddressForm.FORMAL, AddressForm.FAMILIAR


def test_a_character_is_added_and_more_becomes_known(world, characters):
    first = characters.put(world.ana, "  Captain  Vane ")
    assert (first.name, first.gender, first.note) == ("Captain Vane", Gender.UNKNOWN, "")
    second = characters.put(world.ben, "captain vane", gender=Gender.FEMALE)
    assert (second.character_id, second.name) == (first.character_id, "Captain Vane")
    assert (second.gender, second.by) == (Gender.FEMALE, world.ben.person_id)
    third = characters.put(world.ana, "Captain Vane", note="Speaks of herself as “one”.")
    assert (third.gender, third.note) == (Gender.FEMALE, "Speaks of herself as “one”.")
    assert characters.all() == (third,)
    assert characters.for_engines() == (
        Character("Captain Vane", "female", "Speaks of herself as “one”."),
    )


def test_saying_the_same_of_a_character_again_changes_nothing(world, characters):
    first = characters.put(world.ana, "Vane", gender=Gender.MALE)
    assert characters.put(world.ben, "VANE", gender=Gender.MALE, note="") == first


def test_a_character_taken_out_is_kept_and_can_come_back(world, characters):
    first = characters.put(world.ana, "Vane", gender=Gender.MALE, note="Old.")
    with pytest.raises(RefusedError, match="take characters out"):
        characters.remove(world.ana, first.character_id)
    characters.remove(world.lea, first.character_id)
    assert characters.all() == () == characters.for_engines()
    with pytest.raises(UnknownNameError):
        characters.remove(world.lea, first.character_id)
    with world.database.read() as session:
        assert session.scalars(select(CharacterRow)).one().by == world.lea.person_id
    back = characters.put(world.ben, "vane")
    assert (back.name, back.gender, back.note) == ("vane", Gender.UNKNOWN, "")


def test_what_is_no_character_is_refused(world, characters):
    nobody = world.person("Nobody")
    with pytest.raises(RefusedError, match="change characters"):
        characters.put(nobody, "Vane")
    with pytest.raises(RefusedError, match="needs a name"):
        characters.put(world.ana, " \n ")
    for wrong in ("x" * (NAME + 1), "a\x00b", "\ud800"):
        with pytest.raises(InputError):
            characters.put(world.ana, wrong)
    assert characters.all() == ()


def test_a_form_is_guessed_then_settled(world, addresses):
    guess = addresses.settle(world.ana, "fr-fr", "Anna", "Ben", FORMAL, guessed=True)
    assert (guess.locale, guess.form, guess.guessed) == ("fr-FR", FORMAL, True)
    assert addresses.for_engines("fr-FR") == (Address("Anna", "Ben", True, guessed=True),)
    settled = addresses.settle(world.ben, "fr-FR", "ANNA", "ben", FAMILIAR, note="Since E02.")
    assert (settled.address_id, settled.speaker) == (guess.address_id, "Anna")
    assert (settled.form, settled.guessed, settled.by) == (FAMILIAR, False, world.ben.person_id)
    assert addresses.of_locale("fr-FR") == (settled,)
    assert addresses.settle(world.ana, "fr-FR", "Anna", "Ben", FAMILIAR) == settled
    assert addresses.of_locale("es-419") == ()


def test_an_empty_name_stands_for_everybody_and_directions_differ(world, addresses):
    addresses.settle(world.ana, "es-419", "", "", FORMAL)
    addresses.settle(world.ana, "es-419", "Ben", "Anna", FAMILIAR)
    addresses.settle(world.ana, "es-419", "Anna", "Ben", FORMAL)
    assert addresses.for_engines("es-419") == (
        Address("", "", True),
        Address("Ben", "Anna", False),
        Address("Anna", "Ben", True),
    )


def test_a_form_taken_out_is_kept_and_can_come_back(world, addresses):
    one = addresses.settle(world.ana, "fr-FR", "Anna", "Ben", FORMAL, note="Old.")
    with pytest.raises(RefusedError, match="take forms of address out"):
        addresses.remove(world.ana, one.address_id)
    addresses.remove(world.otto, one.address_id)
    assert addresses.for_engines("fr-FR") == ()
    with world.database.read() as session:
        assert session.scalars(select(AddressRow)).one().gone
    back = addresses.settle(world.ana, "fr-FR", "Anna", "Ben", FAMILIAR)
    assert (back.form, back.note) == (FAMILIAR, "")
    with pytest.raises(UnknownNameError):
        addresses.remove(world.otto, back.address_id + 1)


def test_what_is_no_form_is_refused(world, addresses):
    with pytest.raises(RefusedError, match="settle forms"):
        addresses.settle(world.person("Nobody"), "fr-FR", "A", "B", FORMAL)
    with pytest.raises(UnknownNameError):
        addresses.settle(world.ana, "de-DE", "A", "B", FORMAL)
    with pytest.raises(LocaleError):
        addresses.settle(world.ana, "no tag", "A", "B", FORMAL)
    with pytest.raises(InputError):
        addresses.settle(world.ana, "fr-FR", "x" * (NAME + 1), "B", FORMAL)


def test_checks_are_given_what_is_settled(world, characters, addresses):
    characters.put(world.ana, "Anna", gender=Gender.FEMALE)
    addresses.settle(world.ana, "fr-FR", "Anna", "Ben", FORMAL)
    with world.database.read() as session:
        track = session.get(TrackRow, world.fr)
        beside = evidence_of(session, track, session.get(EpisodeRow, track.episode_id))
        assert beside.characters == (Character("Anna", "female"),)
        assert beside.addresses == (Address("Anna", "Ben", True),)
        other = session.get(TrackRow, world.es)
        assert evidence_of(session, other, session.get(EpisodeRow, 1)).addresses == ()
