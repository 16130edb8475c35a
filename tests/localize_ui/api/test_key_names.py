"""Key names through the API: sheets out and in, all markets at once, nothing lost unseen."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest

from tests.localize_ui.api.test_work import MARKUP, error, ok

TERM = {"source": "Deep Six", "kind": "name", "note": "", "locale": "fr-FR", "target": "Le Fond"}
CSV = "Type,Source term,fr-FR,es-419\nplace,Deep Six,Le Gouffre,El Fondo\nname,Nemo,Nemo,\n"


@pytest.fixture
def filled(served):
    ana = served.as_("ana")
    ok(ana.api("POST", "terms", TERM))
    ok(ana.api("PUT", "characters", {"name": "Anna", "gender": "female", "note": MARKUP}))
    form = {"locale": "fr-FR", "speaker": "Anna", "addressee": "Ben", "form": "formal"}
    ok(ana.api("PUT", "addresses", form))
    return served


def send(client, path, data, **query):
    return client.api(
        "POST", path, content=data, params=query,
        headers={"content-type": "application/octet-stream"},
    )  # fmt: skip


def test_the_workbook_comes_as_a_file_and_goes_back_in(filled):
    ben = filled.as_("ben")
    answer = ben.api("GET", "key-names")
    assert answer.status_code == 200
    assert "Sea key names.xlsx" in unquote(answer.headers["content-disposition"])
    assert "sandbox" in answer.headers["content-security-policy"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Key names", "Characters", "Formality fr-FR"]
    assert book["Key names"]["B2"].value == "Deep Six"
    assert book["Characters"]["C2"].value == MARKUP
    report = ok(send(ben, "key-names", answer.content, name="back.xlsx"))
    assert (report["changes"], report["conflicts"], report["refusals"]) == ([], [], [])


def test_other_forms_and_one_market_alone(filled):
    ana = filled.as_("ana")
    packed = zipfile.ZipFile(io.BytesIO(ana.api("GET", "key-names?form=csv&to=fr-FR").content))
    assert packed.namelist() == [
        "Sea key names.csv", "Sea key names.characters.csv", "Sea key names.formality.fr-FR.csv",
    ]  # fmt: skip
    table = packed.read("Sea key names.csv").decode("utf-8-sig")
    assert "Le Fond" in table
    assert "es-419" not in table
    assert b"Le Fond" in ana.api("GET", "key-names?form=tbx").content
    assert error(ana.api("GET", "key-names?form=exe")) == (422, "invalid")
    assert error(ana.api("GET", "key-names?to=%3F%3F")) == (422, "settings")


def test_a_sheet_is_tried_and_then_taken(filled):
    ben = filled.as_("ben")
    tried = ok(send(ben, "key-names", CSV.encode(), name="n.csv", dry_run="true"))
    assert not tried["written"]
    assert {one["source"] for one in ok(ben.api("GET", "terms"))} == {"Deep Six"}
    taken = ok(send(ben, "key-names", CSV.encode(), name="n.csv"))
    assert taken["written"]
    assert len(taken["changes"]) == len(tried["changes"])
    cards = {(one["source"], one["kind"]): one for one in ok(ben.api("GET", "terms"))}
    assert set(cards) == {("Deep Six", "name"), ("Deep Six", "place"), ("Nemo", "name")}
    nemo = cards["Nemo", "name"]
    assert [(one["locale"], one["text"]) for one in nemo["renderings"]] == [("fr-FR", "Nemo")]
    assert nemo["by"] == filled.people["ben"]


def test_what_people_settled_gives_way_only_when_that_is_meant(filled):
    ben = filled.as_("ben")
    sheet = b"Type,Source term,fr-FR\nname,Deep Six,Le Gouffre\n"
    (conflict,) = ok(send(ben, "key-names", sheet, name="n.csv"))["conflicts"]
    assert "“Le Fond”" in conflict["message"]
    report = ok(send(ben, "key-names", sheet, name="n.csv", replace="true"))
    assert report["conflicts"] == []
    (card,) = ok(ben.api("GET", "terms"))
    assert card["renderings"][0]["text"] == "Le Gouffre"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("n.csv", b"", (422, "input")),
        ("n.exe", b"x", (404, "unknown-name")),
        ("n", b"x", (404, "unknown-name")),
        ("n.xlsx", b"no workbook", (422, "input")),
        ("n.tbx", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", (422, "input")),
        ("", b"x", (422, "invalid")),
    ],
)
def test_what_is_no_sheet(served, name, data, expected):
    for path in ("key-names", "key-names/brought"):
        assert error(send(served.as_("ana"), path, data, name=name)) == expected


def test_a_sheet_that_was_brought_is_the_persons_own(filled):
    ana = filled.as_("ana")
    brought = ok(send(ana, "key-names/brought", CSV.encode(), name="../my <b>.csv"))
    assert brought == {"name": "my _b_.csv", "terms": 2, "characters": 0, "addresses": 0}
    sheets = filled.workplace.sheets
    assert sheets.of(filled.people["ana"]).holds.terms[0].source == "Deep Six"
    assert sheets.of(filled.people["ben"]) is None
    assert len(ok(ana.api("GET", "terms"))) == 1, "nothing is kept yet"


def test_what_is_too_large_and_who_is_nobody(served):
    ana = served.as_("ana")
    assert send(ana, "key-names", b"x" * 20_100_000, name="n.csv").status_code == 413
    stranger = served.client()
    assert error(send(stranger, "key-names", b"x", name="n.csv"))[0] in (401, 403)
    assert stranger.api("GET", "key-names").status_code == 401
    assert stranger.api("GET", "terms").status_code == 401


def test_what_was_changed_meanwhile_is_told_and_stays(filled):
    ana, ben = filled.as_("ana"), filled.as_("ben")
    (card,) = ok(ana.api("GET", "terms"))
    (rendering,) = card["renderings"]
    path = f"terms/{card['term_id']}"
    ok(ben.api("PUT", path, {"locale": "fr-FR", "target": "Le Gouffre", "seen": rendering["at"]}))
    mine = {"locale": "fr-FR", "target": "Les Fonds", "seen": rendering["at"]}
    answer = ana.api("PUT", path, mine)
    assert error(answer) == (409, "changed")
    assert "“Le Gouffre” by ben" in answer.json()["error"]["message"]
    assert error(ana.api("PUT", path, {"locale": "es-419", "target": "x", "seen": "soon"})) == (
        422, "invalid",
    )  # fmt: skip
    # With no word of what was read, whatever is there gives way.
    ok(ana.api("PUT", path, {"locale": "fr-FR", "target": "Les Fonds"}))
    (who,) = ok(ana.api("GET", "characters"))
    assert error(ben.api("PUT", "characters", {"name": "Anna", "gender": "other", "seen": None})) \
        == (409, "changed")  # fmt: skip
    ok(ben.api("PUT", "characters", {"name": "Anna", "gender": "other", "seen": who["at"]}))
    form = {"locale": "fr-FR", "speaker": "Anna", "addressee": "Ben", "form": "familiar"}
    assert error(ben.api("PUT", "addresses", {**form, "seen": None})) == (409, "changed")
