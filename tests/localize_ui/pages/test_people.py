"""Accounts, for the operator."""

from __future__ import annotations

import pytest

from localize_ui.pages.people import PeopleDesk
from tests.localize_ui.pages.visitor import HOSTILE, Visitor, words

GOOD = "a long enough pass phrase"


@pytest.fixture
def desk(served):
    return PeopleDesk(served.workplace)


def test_without_accounts_it_says_how_to_make_the_first(empty):
    assert "localize users add" in words(Visitor(empty).sees(PeopleDesk(empty.workplace)))
    said = Visitor(empty).does(PeopleDesk(empty.workplace), "add", name="x", roles="lead")
    assert not said.ok
    assert "command line" in said.message


def test_who_manages_no_accounts_sees_and_changes_none(desk, served, visitors):
    ana = visitors("ana")
    shown = words(ana.sees(desk, person=str(served.people["otto"])))
    assert "otto" not in shown
    token = served.workplace.accounts.add_token("otto", "script", 1)
    for act, data in (
        ("add", {"name": "eve", "roles": "operator", "password": GOOD}),
        ("roles", {"person": served.people["ana"], "roles": "operator"}),
        ("password", {"person": served.people["otto"], "password": GOOD}),
        ("disable", {"person": served.people["otto"], "disabled": "1"}),
        ("end-token", {"person": served.people["otto"], "token": token.key.id}),
    ):
        said = ana.does(desk, act, **data)
        assert not said.ok, act
        assert "Only a" in said.message
    assert len(served.workplace.accounts.tokens("otto")) == 1


def test_an_account_from_beginning_to_end(desk, served, visitors):
    otto = visitors("otto")
    given = {"name": "mia", "display": HOSTILE, "roles": ["translator", "lead"]}
    said = otto.does(desk, "add", **given, password=GOOD)
    assert said.ok, said
    assert HOSTILE in words(otto.sees(desk))
    accounts, person = served.workplace.accounts, int(otto.query["person"])
    assert accounts.sign_in("mia", GOOD, "127.0.0.1")
    assert otto.does(desk, "roles", person=person, roles="reviewer").ok
    assert [role.value for role in accounts.person(person).roles] == ["reviewer"]
    token = accounts.add_token("mia", HOSTILE[:60], 3)
    assert HOSTILE[:60].strip() in words(otto.sees(desk))
    assert otto.does(desk, "end-token", person=person, token=token.key.id).ok
    assert accounts.tokens("mia") == ()
    assert otto.does(desk, "password", person=person, password=" " + GOOD).ok
    assert accounts.sign_in("mia", " " + GOOD, "127.0.0.1")
    assert otto.does(desk, "disable", person=person, disabled="1").ok
    assert "Let in again" in words(otto.sees(desk))
    assert otto.does(desk, "disable", person=person, disabled="").ok
    assert not accounts.person(person).disabled


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("add", {"name": "", "roles": "lead"}),
        ("add", {"name": "zoe"}),
        ("add", {"name": "zoe", "roles": "king"}),
        ("add", {"name": "zoe", "roles": "lead", "password": "short"}),
        ("add", {"name": "ana", "roles": "lead", "password": GOOD}),
        ("password", {"person": 1, "password": ""}),
        ("roles", {"person": 99999, "roles": "lead"}),
    ],
)
def test_what_cannot_be_is_said(desk, visitors, act, data):
    said = visitors("otto").does(desk, act, **data)
    assert not said.ok
    assert said.message


def test_nobody_shuts_themselves_out(desk, served, visitors):
    own = served.people["otto"]
    assert not visitors("otto").does(desk, "disable", person=own, disabled="1").ok
    assert "Disable the account" not in words(visitors("otto").sees(desk, person=str(own)))
