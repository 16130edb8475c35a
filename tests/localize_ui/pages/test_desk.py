"""Who is shown what, and what becomes of errors."""

from __future__ import annotations

import logging

import pytest

from localize.errors import SettingsError
from localize_ui.pages.board import Kept, _asked, _changed, _said
from localize_ui.pages.deliver import DeliverDesk
from localize_ui.pages.desk import Desk, Said, Sent
from localize_ui.pages.effort import EffortDesk
from localize_ui.pages.names.desk import NamesDesk
from localize_ui.pages.people import PeopleDesk
from localize_ui.pages.season import SeasonDesk
from localize_ui.pages.template import TemplateDesk
from tests.localize_ui.pages.visitor import HOSTILE, Visitor, words

DESKS = (SeasonDesk, TemplateDesk, NamesDesk, DeliverDesk, EffortDesk, PeopleDesk)


class Odd(Desk):
    title = "Odd"
    path = "/odd"

    def acts(self):
        return {"fail": self._fail, "refuse": self._refuse}

    def _fail(self, caller, sent, query):
        raise KeyError("secret of the inside")

    def _refuse(self, caller, sent, query):
        raise SettingsError(HOSTILE, hint=HOSTILE)

    def regions_for(self, caller, query):
        raise SettingsError(HOSTILE)


@pytest.mark.parametrize("made", DESKS)
def test_looking_at_an_untouched_project_leaves_no_trace(empty, made):
    html = Visitor(empty).sees(made(empty.workplace))
    assert html
    assert not (empty.project / ".localize").exists()
    assert "sign out" not in made(empty.workplace).head(Visitor(empty).connection).lower()


@pytest.mark.parametrize("made", DESKS)
def test_a_stranger_sees_nothing_and_does_nothing(served, made):
    desk, stranger = made(served.workplace), Visitor(served)
    html = stranger.sees(desk)
    assert "S01E01" not in html
    assert "Nobody is signed in" in html
    for act in desk.acts():
        said = stranger.does(desk, act, track="1", person="1", paths=".")
        assert not said.ok
        assert "signed in" in said.message
    assert "S01E01" not in desk.head(stranger.connection)


@pytest.mark.parametrize("made", DESKS)
def test_everybody_can_open_every_page(visitors, served, made):
    for name in ("ana", "rita", "lea", "otto"):
        assert visitors(name).sees(made(served.workplace))


def test_what_goes_wrong_is_said_and_never_raised(served, visitors, caplog):
    desk, ana = Odd(served.workplace), visitors("ana")
    with caplog.at_level(logging.ERROR, "localize.pages"):
        said = ana.does(desk, "fail")
    assert not said.ok
    assert "secret" not in said.html()
    assert "secret of the inside" in caplog.text
    refused = ana.does(desk, "refuse")
    assert (refused.message, refused.hint) == (HOSTILE, HOSTILE)
    assert HOSTILE in words(refused.html())
    assert HOSTILE in words(ana.sees(desk))
    assert not ana.does(desk, "no such act").ok


def test_whatever_a_browser_sends_is_read_as_what_it_is():
    sent = Sent({"a": 3, "b": [1, "x", None, "y"], "c": "7", "d": "٣", "e": "9" * 30, "f": " w "})
    assert (sent.word("a"), sent.word("missing"), sent.word("f")) == ("", "", "w")
    assert sent.words("b") == ["x", "y"]
    assert [sent.number(key) for key in "acde"] == [0, 7, 0, 0]
    assert sent.secret("f") == " w "
    assert not sent.flag("missing")
    assert len(Sent({"a": "x" * 50_000}).word("a")) == 10_000


@pytest.mark.parametrize(
    "data", [None, [], {"said": 3}, {"said": "{"}, {"said": "[1]"}, {"x": "{}"}]
)
def test_an_event_that_is_none_of_ours_says_nothing(data):
    class Event:
        _data = data

    assert _said(Event()) == {}


def test_the_address_keeps_few_words():
    kept = _changed(
        {"track": "3", "of": "x"},
        Said("", query={"of": "", **dict.fromkeys("abcdefghijklmnop", "1")}),
    )
    assert kept["track"] == "3"
    assert "of" not in kept
    assert len(kept) == 12
    assert Kept() == Kept()


def test_the_head_bar_offers_what_the_roles_allow(served, visitors):
    desk = SeasonDesk(served.workplace)
    assert "/people" in desk.head(visitors("otto").connection)
    ana = desk.head(visitors("ana").connection)
    assert "/people" not in ana
    assert "translator" in ana
    assert 'aria-current="page"' in ana


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"at": "?track=3&of=a%26b"}, {"track": "3", "of": "a&b"}),
        ({"at": ""}, {}),
        ({"at": "?__theme=dark&a=1"}, {"a": "1"}),
        ({"at": 3}, {"kept": "1"}),
        ({"at": "?" + "x=1&" * 9_000}, {"kept": "1"}),
        (None, {"kept": "1"}),
    ],
)
def test_the_address_comes_with_every_event(data, words):
    class Event:
        _data = data

    assert _asked(Event(), {"kept": "1"}) == words
