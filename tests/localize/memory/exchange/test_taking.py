"""Key names taken in and given out: a trial first, one step, who and when; both databases."""

from __future__ import annotations

import openpyxl
import pytest
from sqlalchemy import select

from localize.errors import UnknownNameError
from localize.memory.addresses import Addresses
from localize.memory.characters import Characters
from localize.memory.exchange.files import read_key_names, write_key_names
from localize.memory.exchange.giving import give_key_names
from localize.memory.exchange.taking import take_key_names
from localize.memory.exchange.values import (
    AddressEntry,
    CharacterEntry,
    KeyNames,
    Place,
    Refusal,
    Rendering,
    TermEntry,
)
from localize.memory.seen import ChangedError
from localize.memory.terms import Terms
from localize.review.errors import RefusedError
from localize.season import Season
from localize.store.kinds import AddressForm, Gender
from localize.store.tables import AddressRow, CharacterRow, TermRow, TermTargetRow
from tests.localize.review.service_world import World

FORMAL, FAMILIAR = AddressForm.FORMAL, AddressForm.FAMILIAR


def everything(world):
    """All rows of the show's own words, as data."""
    found = []
    with world.database.read() as session:
        for kind in (TermRow, TermTargetRow, CharacterRow, AddressRow):
            names = [column.name for column in kind.__table__.columns]
            rows = session.scalars(select(kind).order_by(kind.id))
            found += [[kind.__name__, *(getattr(row, name) for name in names)] for row in rows]
    return found


def term(source, *renderings, kind="name", note="", row=2):
    place = Place("Key names", row, "B")
    made = [Rendering(*one, place=Place("Key names", row, "E")) for one in renderings]
    return TermEntry(source, kind, note, tuple(made), 0, place)


NAMES = KeyNames(
    "en",
    (term("boat", ("fr-FR", "bateau"), ("es-419", "barco", "not “bote”"), kind="thing"),
     term("Deep Six", ("fr-FR", "Le Fond"), note="The ship.")),
    (CharacterEntry("Anna", Gender.FEMALE, "a doctor"), CharacterEntry("Ben")),
    (AddressEntry("fr-FR", "Anna", "Ben", FORMAL), AddressEntry("fr-FR", "", "", FAMILIAR, True)),
)  # fmt: skip


def take(world, actor, names, **options):
    return take_key_names(world.database, world.season, actor, names, **options)


def test_a_trial_says_the_same_as_the_act_and_keeps_nothing(world):
    before = everything(world)
    trial = take(world, world.ana, NAMES, dry_run=True)
    assert everything(world) == before == []
    done = take(world, world.ana, NAMES)
    assert (trial.changes, trial.same, trial.digest) == (done.changes, done.same, done.digest)
    assert (trial.written, done.written) == (False, True)
    assert len(done.changes) == 2 + 3 + 2 + 2
    assert done.clean
    assert {row[0] for row in everything(world)} == {
        "TermRow", "TermTargetRow", "CharacterRow", "AddressRow",
    }  # fmt: skip
    terms = Terms(world.database, world.season).of_locale("es-419")
    assert [(one.source, one.target, one.target_note, one.by) for one in terms] == [
        ("boat", "barco", "not “bote”", world.ana.person_id),
        ("Deep Six", "", "", world.ana.person_id),
    ]
    assert [one.form for one in Addresses(world.database, world.season).of_locale("fr-FR")] == [
        FAMILIAR, FORMAL,
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(world):
    take(world, world.ana, NAMES)
    before = everything(world)
    again = take(world, world.ben, NAMES, replace=True)
    assert again.changes == ()
    assert again.same == 2 + 3 + 2 + 2
    assert everything(world) == before


def test_what_people_settled_stays_and_is_told_with_who_and_when(world):
    take(world, world.ana, NAMES)
    before = everything(world)
    other = KeyNames(
        terms=(term("BOAT", ("fr-FR", "barque"), kind="thing"), term("Deep Six", note="A ship?")),
        characters=(CharacterEntry("ANNA", Gender.MALE), CharacterEntry("Anna", note="a vet")),
        addresses=(AddressEntry("fr-FR", "anna", "Ben", FAMILIAR),),
    )
    report = take(world, world.ben, other)
    assert everything(world) == before
    assert not report.clean
    said = [one.message for one in report.conflicts]
    assert len(said) == 5
    assert all("(Ana, 20" in one for one in said)
    assert "“boat” is “bateau” in fr-FR, the file has “barque”" in said[0]
    assert str(report.conflicts[0].place) == "Key names, row 2, column E"
    assert "Anna is female, the file has male" in said[2]
    assert "is settled as formal, the file has familiar" in said[4]


def test_the_file_holds_where_its_bringer_says_so(world):
    take(world, world.ana, NAMES)
    other = KeyNames(
        terms=(term("boat", ("fr-FR", "barque"), kind="thing"), term("Deep Six", note="A ship.")),
        characters=(CharacterEntry("Anna", Gender.OTHER),),
        addresses=(AddressEntry("fr-FR", "Anna", "Ben", FAMILIAR),),
    )
    report = take(world, world.ben, other, replace=True)
    # What a term is, is its writer's or a lead's: every market sees it.
    assert ["is for whoever wrote it" in one.message for one in report.conflicts] == [True]
    boat = next(
        one
        for one in Terms(world.database, world.season).of_locale("fr-FR")
        if one.source == "boat"
    )
    assert (boat.target, boat.by) == ("barque", world.ben.person_id)
    people = Characters(world.database, world.season).all()
    assert (people[0].gender, people[0].note) == (Gender.OTHER, "a doctor")
    assert take(world, world.lea, other, replace=True).clean


def test_a_file_is_taken_in_as_its_trial_said_or_not_at_all(world):
    take(world, world.ana, NAMES)
    # It says something twice, and so writes over itself too.
    twice = KeyNames(
        terms=tuple(term("boat", ("fr-FR", one), kind="thing") for one in ("barque", "nef")),
        characters=(CharacterEntry("Anna", Gender.OTHER), CharacterEntry("anna", Gender.MALE)),
    )

    def trial():
        return take(world, world.lea, twice, replace=True, dry_run=True).digest

    seen = trial()
    take(world, world.ben, KeyNames(characters=(CharacterEntry("Anna", note="a vet"),)),
         replace=True)  # fmt: skip
    before = everything(world)
    with pytest.raises(ChangedError, match="look again"):
        take(world, world.lea, twice, replace=True, trial=seen)
    assert everything(world) == before
    assert take(world, world.lea, twice, replace=True, trial=trial()).written


def test_a_guess_gives_way_and_never_displaces_what_is_settled(world):
    take(world, world.ana, NAMES)
    settled = AddressEntry("fr-FR", "", "", FORMAL)
    assert take(world, world.ben, KeyNames(addresses=(settled,))).clean
    guess = AddressEntry("fr-FR", "", "", FORMAL, True)
    report = take(world, world.ben, KeyNames(addresses=(guess,)))
    assert "the file has formal?" in report.conflicts[0].message


def test_gaps_are_filled_and_empty_cells_take_nothing_out(world):
    take(world, world.ana, NAMES)
    filling = KeyNames(
        terms=(
            term("deep six", ("es-419", "El Fondo"), ("fr-FR", "", "as on the poster"), kind=""),
        ),
        characters=(CharacterEntry("Ben", Gender.MALE),),
    )
    report = take(world, world.ben, filling)
    assert report.clean
    views = {one.source: one for one in Terms(world.database, world.season).of_locale("fr-FR")}
    assert (views["Deep Six"].target, views["Deep Six"].target_note) == (
        "Le Fond", "as on the poster",
    )  # fmt: skip
    assert views["Deep Six"].note == "The ship."
    assert len(views) == 2


def test_a_market_that_the_season_has_not_is_refused_once_and_the_rest_is_taken(world):
    names = KeyNames(
        terms=(term("boat", ("de-DE", "Boot"), ("fr-FR", "bateau")), term("sea", ("de-DE", "See"))),
        refusals=(Refusal(Place("Key names", 9, "B"), "no source"),),
    )
    report = take(world, world.ana, names)
    assert [str(one.place) for one in report.refusals] == [
        "Key names, row 9, column B", "Key names, row 2, column E",
    ]  # fmt: skip
    assert "de-DE" in report.refusals[1].message
    assert len(Terms(world.database, world.season).of_locale("fr-FR")) == 2


def test_who_may_not_change_terms_takes_nothing_in(world):
    with pytest.raises(RefusedError, match="change terms"):
        take(world, world.person("Nobody"), NAMES)
    with pytest.raises(UnknownNameError):
        take_key_names(world.database, Season("Other"), world.ana, NAMES)
    assert everything(world) == []


@pytest.mark.parametrize("name", ["names.xlsx", "names.csv"])
def test_what_goes_out_comes_into_another_season_the_same(world, tmp_path, name):
    take(world, world.ana, NAMES)
    with world.database.read() as session:
        given = give_key_names(session, world.season)
    # “boat” once and “Deep Six” never, in the sources of the season.
    assert [one.frequency for one in given.terms] == [1, 0]
    files = write_key_names(tmp_path / name, given, ("fr-FR", "es-419"))
    read = KeyNames()
    for path, data in files.items():
        path.write_bytes(data)
        read = read.joined(read_key_names(path))
    assert [path.name for path in files] == (
        ["names.xlsx"]
        if name.endswith("xlsx")
        else ["names.csv", "names.characters.csv", "names.formality.fr-FR.csv"]
    )
    other = World(world.database, name="Other")
    assert take(other, other.ana, read).clean
    with world.database.read() as session:
        assert give_key_names(session, other.season) == given


def test_the_sheet_opens_in_another_program_with_its_figures(world, tmp_path):
    take(world, world.ana, NAMES)
    with world.database.read() as session:
        given = give_key_names(session, world.season)
    path = tmp_path / "k.xlsx"
    path.write_bytes(write_key_names(path, given, ("fr-FR",))[path])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Key names", "Characters", "Formality fr-FR"]
    rows = [[cell or "" for cell in row] for row in book["Key names"].iter_rows(values_only=True)]
    assert rows == [
        ["Type", "Source term (en)", "Notes", "Frequency", "fr-FR", "fr-FR notes"],
        ["thing", "boat", "", "1", "bateau", ""],
        ["name", "Deep Six", "The ship.", "", "Le Fond", ""],
    ]
    formality = [
        [cell or "" for cell in row] for row in book["Formality fr-FR"].iter_rows(values_only=True)
    ]
    assert formality == [
        ["fr-FR: who speaks ↓ to whom →", "(everybody)", "Anna", "Ben"],
        ["(everybody)", "familiar?", "", ""],
        ["Anna", "", "", "formal"],
        ["Ben", "", "", ""],
    ]


def test_a_file_of_another_kind_is_named(tmp_path):
    with pytest.raises(UnknownNameError, match=r"\.pdf.*\.xlsx"):
        read_key_names(tmp_path / "k.pdf")
