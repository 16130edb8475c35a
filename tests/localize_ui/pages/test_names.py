"""The show's own words: seen, added, changed by two at once, confirmed, taken in as sheets."""

from __future__ import annotations

import re

import pytest

from localize.accounts import local_person
from localize.memory.exchange.files import key_names_in
from localize.memory.terms import Terms
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import Gender, PersonRole
from localize.store.people import find_person, set_roles
from localize_ui.api.brought import Brought
from localize_ui.pages.names.desk import NamesDesk
from tests.localize_ui.pages.visitor import HOSTILE, sent, words

FORM = {"locale": "fr-FR", "speaker": "Anna", "addressee": "Ben"}


@pytest.fixture
def desk(served):
    return NamesDesk(served.workplace)


@pytest.fixture
def spoken(served):
    """Another episode, in which somebody is named, and somebody speaks."""
    lines = ("I saw Proog.", "Where is Proog?", "At Rhodes.", "Rhodes? Not at Rhodes.")
    cues = tuple(
        Cue(f"c{n}", n * 1000, n * 1000 + 900, (one,), speaker="Sintel" if n < 2 else "")
        for n, one in enumerate(lines)
    )
    track = ImportedTrack(Track("S01E02", "en", TrackRole.TRANSCRIPT, cues))
    with Database.of_project(served.project) as database:
        review = Review(database, load_season(served.project), served.project)
        review.import_run(ImportedEpisode("S01E02", (track,)))
    return served


def card(served, source):
    return next(one for one in served.workplace.renderings.all() if one.source == source)


def open_term(desk, visitor, served, source):
    visitor.query = {"term": str(card(served, source).term_id)}
    return visitor.sees(desk)


# --- Terms ----------------------------------------------------------------------------------------


def test_a_term_from_adding_to_taking_out(desk, served, visitors):
    ana, lea = visitors("ana"), visitors("lea")
    assert "There is no term yet" in words(ana.sees(desk))
    said = ana.does(desk, "add-term", source="Deep  Six", kind="ship", note=HOSTILE)
    assert said.message == "“Deep Six” is a term."
    html = open_term(desk, ana, served, "Deep Six")
    assert HOSTILE in words(html)
    data = sent(html, "save-term")
    assert data["source"] == data["was:source"] == "Deep Six"
    data |= {"target:fr-FR": HOSTILE, "target:es-419": "El Fondo", "note:es-419": "poster"}
    assert ana.does(desk, "save-term", **data).ok
    assert "term" not in ana.query, "it is closed again"
    shown = words(ana.sees(desk))
    assert HOSTILE in shown
    assert "El Fondo poster" in shown
    assert "ana , 20" in shown, "who changed it last"
    made = card(served, "Deep Six")
    assert made.within("es-419").by == served.people["ana"]
    refused = ana.does(desk, "remove-term", term=made.term_id, seen=made.at.isoformat())
    assert not refused.ok
    assert "Only a lead or operator" in refused.message
    assert "Take out" not in words(open_term(desk, ana, served, "Deep Six"))
    assert "Take out" in words(open_term(desk, lea, served, "Deep Six"))
    assert lea.does(desk, "remove-term", term=made.term_id, seen=made.at.isoformat()).ok
    assert "There is no term yet" in words(lea.sees(desk, term=""))


def test_of_two_who_change_a_term_the_later_is_told_and_writes_over_nothing(desk, served, visitors):
    ana, ben = visitors("ana"), visitors("ben")
    ana.does(desk, "add-term", source="Deep Six")
    mine = sent(open_term(desk, ana, served, "Deep Six"), "save-term")
    theirs = sent(open_term(desk, ben, served, "Deep Six"), "save-term")
    assert ben.does(desk, "save-term", **theirs | {"target:fr-FR": "Le Fond"}).ok
    # What one left alone is no conflict …
    assert ana.does(desk, "save-term", **mine | {"target:es-419": "El Fondo"}).ok
    # … what both wrote is.
    said = ana.does(desk, "save-term", **mine | {"target:fr-FR": "Le Gouffre"})
    assert not said.ok
    assert "“Le Fond” (ben, " in said.message
    assert {one.locale: one.text for one in card(served, "Deep Six").renderings} == {
        "fr-FR": "Le Fond", "es-419": "El Fondo",
    }  # fmt: skip
    # The page shows theirs now; saving again is meant.
    again = sent(open_term(desk, ana, served, "Deep Six"), "save-term")
    assert again["was:target:fr-FR"] == "Le Fond"
    assert ana.does(desk, "save-term", **again | {"target:fr-FR": "Le Gouffre"}).ok
    assert card(served, "Deep Six").within("fr-FR").text == "Le Gouffre"


def test_what_a_term_is_is_offered_to_whom_it_belongs(desk, served, visitors):
    visitors("ana").does(desk, "add-term", source="Deep Six", kind="ship")
    html = open_term(desk, visitors("ben"), served, "Deep Six")
    data = sent(html, "save-term")
    assert "source" not in data
    assert "whoever wrote it" in words(html)
    forced = data | {"source": "Mine", "was:source": "Deep Six", "seen": ""}
    assert not visitors("ben").does(desk, "save-term", **forced).ok
    assert "source" in sent(open_term(desk, visitors("lea"), served, "Deep Six"), "save-term")


def test_terms_are_found_and_those_without_a_rendering(desk, served, visitors):
    ana = visitors("ana")
    for source, target in (("Nemo", "Nemo"), ("Nautilus", ""), ("Ned Land", "Ned Land")):
        ana.query = {}
        assert ana.does(desk, "add-term", source=source, **{"target:fr-FR": target}).ok
    assert "3 terms" in words(ana.sees(desk))
    shown = words(ana.sees(desk, find="NED"))
    assert "1 term of 3" in shown
    assert "Nautilus" not in shown
    shown = words(ana.sees(desk, only="missing", market="fr-FR"))
    assert "Nautilus" in shown
    assert "Ned Land" not in shown
    assert "3 terms" in words(ana.sees(desk, only="missing")), "es-419 has none at all"
    assert "No term is like that" in words(ana.sees(desk, find="Conseil"))
    # With a market chosen, the others' fields are folded, and are saved all the same.
    ana.query = {"market": "fr-FR", "term": str(card(served, "Nemo").term_id)}
    data = sent(ana.sees(desk), "save-term")
    assert "target:es-419" in data


@pytest.mark.parametrize(
    "data",
    [
        {"source": ""},
        {"source": "x" * 201},
        {"source": "Nemo", "target:fr-FR": "x" * 501},
        {"source": "nemo"},
        {"source": "a\x00"},
    ],
)
def test_what_cannot_be_a_term_is_said(desk, served, visitors, data):
    ana = visitors("ana")
    if data["source"] == "nemo":
        ana.does(desk, "add-term", source="Nemo")
    before = served.workplace.renderings.all()
    said = ana.does(desk, "add-term", **data)
    assert not said.ok
    assert said.message
    assert served.workplace.renderings.all() == before


def test_a_page_that_does_not_say_what_it_showed_changes_nothing(desk, served, visitors):
    ana = visitors("ana")
    ana.does(desk, "add-term", source="Nemo", **{"target:fr-FR": "Nemo"})
    made = card(served, "Nemo")
    data = {"term": made.term_id, "target:fr-FR": "Mobilis"}
    for seen in ({}, {"seen:fr-FR": "yesterday"}, {"seen:fr-FR": "2001-01-01T00:00:00"}):
        assert not ana.does(desk, "save-term", **data, **seen).ok
    assert card(served, "Nemo") == made


# --- Proposed names -------------------------------------------------------------------------------


def test_proposed_names_are_confirmed_or_dismissed(desk, spoken, visitors):
    ana = visitors("ana")
    ana.query = {"show": "proposed"}
    shown = words(ana.sees(desk))
    assert "Proog 2 S01E02" in shown
    assert "Rhodes 3 S01E02" in shown
    assert ana.does(desk, "confirm-name", text="Rhodes").ok
    assert ana.does(desk, "dismiss-name", text="Proog").ok
    shown = words(ana.sees(desk))
    assert "No name comes again" in shown
    assert "1 name dismissed Proog Propose again" in shown
    assert card(spoken, "Rhodes").kind == "name"
    assert not ana.does(desk, "confirm-name", text="Rhodes").ok, "it is there"
    assert ana.does(desk, "restore-name", text="Proog").ok
    assert not ana.does(desk, "restore-name", text="Proog").ok
    assert ana.does(desk, "name-speaks", text="Proog").ok
    assert [one.name for one in spoken.workplace.characters.all()] == ["Proog"]
    assert "No name comes again" in words(ana.sees(desk))


# --- Characters -----------------------------------------------------------------------------------


def test_characters_from_adding_to_taking_out(desk, spoken, visitors):
    ana, ben, lea = (visitors(name) for name in ("ana", "ben", "lea"))
    for one in (ana, ben, lea):
        one.query = {"show": "characters"}
    assert "Sintel 2 cues Add" in words(ana.sees(desk))
    assert ana.does(desk, "add-character", name="Sintel").ok
    assert "not listed yet" not in words(ana.sees(desk))
    again = ana.does(desk, "add-character", name="sintel", gender="male")
    assert not again.ok
    assert "is there already" in again.message
    (one,) = spoken.workplace.characters.all()
    key = {"character": str(one.character_id)}
    mine, theirs = (sent(who.sees(desk, **key), "save-character") for who in (ana, ben))
    assert ben.does(desk, "save-character", **theirs | {"gender": "female"}).ok
    said = ana.does(desk, "save-character", **mine | {"note": HOSTILE})
    assert not said.ok
    assert "changed to female by ben" in said.message
    again = sent(ana.sees(desk, **key), "save-character")
    assert ana.does(desk, "save-character", **again | {"note": HOSTILE}).ok
    (one,) = spoken.workplace.characters.all()
    assert (one.gender, one.note) == (Gender.FEMALE, HOSTILE)
    assert HOSTILE in words(ana.sees(desk))
    assert not ana.does(desk, "save-character", **again | {"gender": "alien"}).ok
    again = sent(ana.sees(desk, **key), "save-character")
    assert ana.does(desk, "save-character", **again | {"name": "Sintel the Brave"}).ok
    (one,) = spoken.workplace.characters.all()
    assert (one.name, one.gender) == ("Sintel the Brave", Gender.FEMALE)
    taken = {"character": one.character_id, "seen": one.at.isoformat()}
    assert not ana.does(desk, "remove-character", **taken).ok
    assert lea.does(desk, "remove-character", **taken).ok
    assert spoken.workplace.characters.all() == ()


# --- Forms of address -----------------------------------------------------------------------------


def pair(visitor, desk, speaker="Anna", addressee="Ben"):
    visitor.query = {
        "show": "address", "market": "fr-FR", "pair": "1", "speaker": speaker,
        "addressee": addressee,
    }  # fmt: skip
    return visitor.sees(desk)


def test_a_pair_is_settled_and_seen_in_the_grid(desk, served, visitors):
    ana = visitors("ana")
    for name in ("Anna", "Ben"):
        served.workplace.characters.put(desk.visitor(ana.connection).actor, name)
    data = sent(pair(ana, desk), "settle")
    assert {key: data[key] for key in FORM} == FORM
    said = ana.does(desk, "settle", **data, form="formal", guessed="1")
    assert said.message == "Anna to Ben in fr-FR is guessed to be formal."
    html = ana.sees(desk)
    assert 'title="Anna to Ben: formal, guessed"' in html
    assert "vous?" in words(html)
    assert 'title="Ben to Anna: nothing is settled"' in html
    data = sent(pair(ana, desk), "settle")
    assert data["guessed"] == "1"
    del data["guessed"]
    assert ana.does(desk, "settle", **data | {"note": HOSTILE}, form="formal").ok
    (one,) = served.workplace.addresses.of_locale("fr-FR")
    assert (one.guessed, one.note, one.by) == (False, HOSTILE, served.people["ana"])
    assert HOSTILE in words(pair(ana, desk))
    # What holds in general is shown where a pair has nothing of its own.
    data = sent(pair(ana, desk, "", ""), "settle")
    assert ana.does(desk, "settle", **data, form="familiar").ok
    html = ana.sees(desk)
    assert 'title="Ben to Anna: familiar, settled, for everybody in general"' in html
    assert 'title="Anna to Ben: formal, settled"' in html
    # Another market has its own.
    assert "Anna to Ben: nothing is settled" in ana.sees(desk, market="es-419")


def test_of_two_who_settle_a_pair_the_later_is_told(desk, served, visitors):
    ana, ben, lea = (visitors(name) for name in ("ana", "ben", "lea"))
    mine, theirs = sent(pair(ana, desk), "settle"), sent(pair(ben, desk), "settle")
    assert ben.does(desk, "settle", **theirs, form="familiar").ok
    said = ana.does(desk, "settle", **mine, form="formal")
    assert not said.ok
    assert "How Anna addresses Ben is there already: familiar (ben, " in said.message
    (one,) = served.workplace.addresses.of_locale("fr-FR")
    assert one.form.value == "familiar"
    taken = {"address": one.address_id, "seen": one.at.isoformat()}
    assert not ana.does(desk, "remove-form", **taken).ok
    assert "Take out" not in words(pair(ana, desk))
    assert "Take out" in words(pair(lea, desk))
    assert lea.does(desk, "remove-form", **taken).ok
    assert served.workplace.addresses.of_locale("fr-FR") == ()


@pytest.mark.parametrize(
    "data", [{"form": "rude"}, {}, {"form": "formal", "locale": "de-DE"}, {"form": "formal",
             "speaker": "x" * 201}]
)  # fmt: skip
def test_what_is_no_form_is_said(desk, served, visitors, data):
    said = visitors("ana").does(desk, "settle", **{**FORM, **data})
    assert not said.ok
    assert said.message
    assert served.workplace.addresses.of_locale("fr-FR") == ()


def test_of_a_large_cast_those_with_forms_have_a_row(desk, served, visitors):
    ana = visitors("ana")
    actor = desk.visitor(ana.connection).actor
    for number in range(40):
        served.workplace.characters.put(actor, f"Soldier {number:02}")
    assert ana.does(desk, "settle", speaker="Zoe", addressee="Soldier 39", locale="fr-FR",
                    form="formal").ok  # fmt: skip
    ana.query = {"show": "address"}
    html = ana.sees(desk)
    assert 'title="Zoe to Soldier 39: formal, settled"' in html
    assert "Soldier 30 to" not in html
    assert "30 names are shown, 11 more" in words(html)
    assert '<option value="Soldier 30">' in html, "any pair can be chosen by name"


# --- Sheets ---------------------------------------------------------------------------------------


def brought(served, name, table):
    from pathlib import Path  # noqa: PLC0415 -- here alone

    names = key_names_in(table.encode(), Path("key names.csv"))
    sheet = Brought(HOSTILE, names)
    served.workplace.sheets.put(served.people[name], sheet)


def test_a_sheet_is_seen_before_it_is_taken_in(desk, served, visitors):
    ana, ben = visitors("ana"), visitors("ben")
    ana.query = ben.query = {"show": "sheets"}
    ana.does(desk, "add-term", source="Deep Six", kind="name", **{"target:fr-FR": "Le Fond"})
    ana.query = {"show": "sheets"}
    assert "/api/v1/key-names?form=xlsx" in ana.sees(desk)
    assert "/api/v1/key-names?form=csv&amp;to=fr-FR" in ana.sees(desk, market="fr-FR")
    assert not ana.does(desk, "brought").ok
    assert not ana.does(desk, "take-sheet").ok
    long = "x" * 600
    table = "Type,Source term,fr-FR\nname,Deep Six,Le Gouffre\n"
    brought(served, "ana", f"{table}name,Nemo,{long}\nname,Aronnax,Aronnax\n")
    assert ana.does(desk, "brought").ok
    shown = words(ana.sees(desk))
    assert HOSTILE in shown
    assert "2 changes" in shown
    assert "“Deep Six” is “Le Fond” in fr-FR" in shown
    assert "row 3" in shown, "what cannot be taken in, with its place"
    assert "Aronnax" not in words(ben.sees(desk)), "it is one's own"
    assert [one.source for one in served.workplace.renderings.all()] == ["Deep Six"]
    shown = sent(ana.sees(desk), "take-sheet")
    said = ana.does(desk, "take-sheet", **shown)
    assert "2 changes" in said.message
    assert said.hint == "1 line could not be taken in, 1 line gave way"
    assert card(served, "Deep Six").within("fr-FR").text == "Le Fond"
    assert card(served, "Aronnax").by == served.people["ana"]
    assert not ana.does(desk, "take-sheet", **shown).ok, "it was taken in"


def test_a_sheet_is_taken_in_as_it_was_seen_alone(desk, served, visitors):
    ana, ben = visitors("ana"), visitors("ben")
    ana.does(desk, "add-term", source="Deep Six", kind="name", **{"target:fr-FR": "Le Fond"})
    brought(served, "ana", "Type,Source term,fr-FR\nname,Deep Six,Le Gouffre\n")
    ana.query = {"show": "sheets", "replace": "1"}
    shown = sent(ana.sees(desk), "take-sheet")

    def texts():
        return {one.text for part in served.workplace.renderings.all() for one in part.renderings}

    # Somebody settles it, and notes why, after it was seen: that is seen first.
    for theirs in ({"target:fr-FR": "Le Creux"}, {"note:fr-FR": "as on the poster"}):
        form = sent(open_term(desk, ben, served, "Deep Six"), "save-term")
        assert ben.does(desk, "save-term", **form | theirs).ok
        said = ana.does(desk, "take-sheet", **shown)
        assert not said.ok
        assert "look again" in said.hint
        assert texts() == {"Le Creux"}
        shown = sent(ana.sees(desk), "take-sheet")
    # So is another sheet, brought in another window.
    brought(served, "ana", "Type,Source term,fr-FR\nname,Deep Six,L'Abîme\n")
    said = ana.does(desk, "take-sheet", **shown)
    assert not said.ok
    assert "gave way to another" in said.message
    assert not ana.does(desk, "take-sheet", **shown | {"trial": ""}).ok
    assert texts() == {"Le Creux"}
    assert ana.does(desk, "take-sheet", **sent(ana.sees(desk), "take-sheet")).ok
    assert texts() == {"L'Abîme"}


def test_a_sheet_may_hold_against_what_people_settled(desk, served, visitors):
    ana = visitors("ana")
    ana.does(desk, "add-term", source="Deep Six", kind="name", **{"target:fr-FR": "Le Fond"})
    brought(served, "ana", "Type,Source term,fr-FR\nname,Deep Six,Le Gouffre\n")
    ana.query = {"show": "sheets", "replace": "1"}
    html = ana.sees(desk)
    assert "Le Fond Le Gouffre" in words(html)
    shown = sent(html, "take-sheet")
    assert shown["replace"] == "1"
    assert ana.does(desk, "take-sheet", **shown).ok
    assert card(served, "Deep Six").within("fr-FR").text == "Le Gouffre"
    brought(served, "ana", "Type,Source term\nname,Nemo\n")
    assert ana.does(desk, "drop-sheet").ok
    assert served.workplace.sheets.of(served.people["ana"]) is None


# --- Roles ----------------------------------------------------------------------------------------


def test_who_has_no_role_sees_all_and_changes_nothing(desk, served, visitors):
    ana, otto = visitors("ana"), visitors("otto")
    actor = desk.visitor(otto.connection).actor
    place = served.workplace
    place.characters.put(actor, "Anna", note=HOSTILE)
    otto.does(desk, "add-term", source="Deep Six", **{"target:fr-FR": "Le Fond"})
    otto.does(desk, "settle", **FORM, form="formal")
    with place.database.begin() as session:
        set_roles(find_person(session, "ana"), [])
    assert not desk.visitor(ana.connection).actor.roles & set(PersonRole)
    term, (who,) = card(served, "Deep Six"), place.characters.all()
    for query in (
        {"term": str(term.term_id)},
        {"show": "characters", "character": str(who.character_id)},
        {"show": "proposed"},
        {"show": "sheets"},
    ):
        html = ana.sees(desk, **query)
        assert not re.search(r'<form[^>]*data-act="(?!go)', html), query
        assert not re.search(r'<button[^>]*data-act="(?!go)', html), query
    assert "formal ( vous ) is settled" in words(pair(ana, desk))
    assert 'data-act="settle"' not in pair(ana, desk)
    for act, data in (
        ("add-term", {"source": "x"}),
        ("save-term", {"term": term.term_id, "target:fr-FR": "x"}),
        ("confirm-name", {"text": "x"}),
        ("dismiss-name", {"text": "x"}),
        ("restore-name", {"text": "x"}),
        ("name-speaks", {"text": "x"}),
        ("add-character", {"name": "x"}),
        ("save-character", {"character": who.character_id, "name": "Anna", "gender": "male"}),
        ("remove-character", {"character": who.character_id}),
        ("settle", {**FORM, "form": "familiar"}),
        ("remove-term", {"term": term.term_id}),
        ("remove-form", {"address": 1}),
    ):
        said = ana.does(desk, act, **data)
        assert not said.ok, act
        assert "Only a" in said.message, act
    brought(served, "ana", "Type,Source term\nname,Nemo\n")
    sheet = place.sheets.of(served.people["ana"])
    said = ana.does(desk, "take-sheet", sheet=sheet.id)
    assert not said.ok
    assert "Only a" in said.message
    assert set(desk.acts()) >= {"brought", "drop-sheet"}


def test_before_anything_is_kept_it_says_so(empty, served):
    assert served is empty
    page = NamesDesk(empty.workplace)
    assert page.regions_for(None, {})["side"] == ""
    assert "Nothing of this season is kept yet" in words(page.regions_for(None, {})["main"])


def test_what_the_local_user_settled_has_their_name(desk, served, visitors):
    with Database.of_project(served.project) as database:
        terms = Terms(database, load_season(served.project))
        terms.add(local_person(database), "Rhodes", "fr-FR", "Rhodes")
    shown = words(visitors("lea").sees(desk, find="rhodes"))
    assert re.search(r"Rhodes .* local ?, 20\d\d-", shown)
