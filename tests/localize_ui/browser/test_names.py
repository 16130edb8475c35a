"""The show's own words, as people settle them on the page *Names*: keyboard, mouse, two at once."""

from __future__ import annotations

import io
from contextlib import closing

import openpyxl
import pytest

from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project

SEASON = 'name = "Dream"\nsource = "en"\n[market.fr-FR]\n[market.pl]\n'
LINES = {
    "en": [("I saw Proog.",), ("Where is Proog?",), ("Not at Rhodes.",), ("Rhodes or Rhodes.",)],
    "fr-FR": [("Un.",), ("Deux.",), ("Trois.",), ("Quatre.",)],
    "pl": [("Raz.",), ("Dwa.",), ("Trzy.",), ("Cztery.",)],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("names"), SEASON)
    add_episode(project, "E01", LINES, speaker="Sintel")
    running = Mortal(project)
    yield running
    running.kill()


@pytest.fixture
def sits(chromium, server):
    """Lets somebody sit down at the page; in the end it has complained of nothing."""
    chairs = []

    def one(name, path):
        chair = Chair(chromium, server, name)
        chairs.append(chair)
        chair.page.goto(f"{server.url}{path}")
        chair.page.locator("#lz-main [data-page] h1").wait_for()
        return chair

    yield one
    for chair in chairs:
        chair.close()
        assert chair.faults == []


def done(chair, words):
    chair.page.locator(".lz-done", has_text=words).wait_for()


def focused(chair, selector):
    chair.page.wait_for_function(
        "selector => document.activeElement?.matches(selector)", arg=selector
    )


def asks(server, path):
    with closing(server.asks("lea")) as client:
        return client.get(path).json()


def test_a_season_is_named_without_a_mouse(sits, server):
    """Proposed names confirmed one after the other, then rendered, then found: keys alone."""
    ana = sits("ana", "/names?show=proposed")
    # From the tabs to the first name, and on to the next: it has the place of the one before.
    ana.page.locator("#confirm-0").focus()
    ana.press("Enter")
    done(ana, "“Rhodes” is a term.")
    focused(ana, "#confirm-0")
    ana.press("Tab", "Enter")
    done(ana, "Proog is a character.")
    ana.page.get_by_text("No name comes again").wait_for()
    ana.page.locator("#tab-terms").focus()
    ana.press("Enter")
    ana.page.locator("[id^=term-open-]").wait_for()
    ana.page.locator("[id^=term-open-]").focus()
    ana.press("Enter")
    focused(ana, "input[name='target:fr-FR']")
    ana.page.keyboard.type("Rhodes l'île")
    ana.press("Tab", "Tab")
    focused(ana, "input[name='target:pl']")
    ana.page.keyboard.type("Rodos")
    ana.press("Enter")
    done(ana, "“Rhodes” is saved.")
    # Back where one came from.
    focused(ana, "[id^=term-open-]")
    ana.sees(".lz-names td", "Rodos")
    (term,) = asks(server, "terms")
    assert {one["locale"]: one["text"] for one in term["renderings"]} == {
        "fr-FR": "Rhodes l'île", "pl": "Rodos",
    }  # fmt: skip
    # Escape closes what was opened.
    ana.press("Enter")
    focused(ana, "input[name='target:fr-FR']")
    ana.press("Escape")
    ana.page.locator("[data-act=save-term]").wait_for(state="detached")
    focused(ana, "[id^=term-open-]")


def test_the_grid_is_walked_with_arrows(sits, server):
    with closing(server.asks("ana")) as client:
        for name in ("Anna", "Ben"):
            client.put("characters", json={"name": name}).raise_for_status()
    ana = sits("ana", "/names?show=address&market=fr-FR")
    cells = ana.page.locator("[data-cells] td button")
    cells.first.wait_for()
    assert cells.evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") == 1
    cells.first.focus()
    ana.press("ArrowDown", "ArrowRight")  # over Anna to Anna, which is nothing
    title = "document.activeElement.title"
    assert ana.page.evaluate(title) == "Anna to Ben: nothing is settled"
    ana.press("Enter")
    focused(ana, "[data-form=familiar]")
    ana.press("Tab", "Enter")
    done(ana, "Anna to Ben in fr-FR is settled as formal.")
    ana.page.wait_for_function(f"{title} === 'Anna to Ben: formal, settled'")
    assert ana.page.evaluate("document.activeElement.innerText") == "vous"
    ana.press("ArrowLeft", "ArrowDown", "ArrowRight")
    ana.page.wait_for_function(f"{title} === 'Ben to Anna: nothing is settled'")
    (form,) = asks(server, "addresses?locale=fr-FR")
    assert (form["speaker"], form["addressee"], form["form"]) == ("Anna", "Ben", "formal")
    assert asks(server, "addresses?locale=pl") == []


def test_two_at_once_and_neither_writes_over_the_other(sits, server):
    with closing(server.asks("lea")) as client:
        client.put("characters", json={"name": "Sintel"}).raise_for_status()
    ana, ben = sits("ana", "/names?show=characters"), sits("ben", "/names?show=characters")
    for chair in (ana, ben):
        row = chair.page.locator("tr", has_text="Sintel")
        row.get_by_role("button", name="Change").click()
        chair.page.locator("[data-act=save-character]").wait_for()
    form = ben.page.locator("[data-act=save-character]")
    form.get_by_label("Gender").select_option("female")
    form.get_by_role("button", name="Save").click()
    done(ben, "Sintel is saved.")
    form = ana.page.locator("[data-act=save-character]")
    form.get_by_label("Notes").fill("She looks for <b>Scales</b>.")
    form.get_by_role("button", name="Save").click()
    ana.page.locator(".lz-refused", has_text="changed to female by Ben").wait_for()
    # What one typed is there still, with what the other saved.
    assert form.get_by_label("Notes").input_value() == "She looks for <b>Scales</b>."
    assert form.get_by_label("Gender").input_value() == "female"
    form.get_by_role("button", name="Save").click()
    done(ana, "Sintel is saved.")
    ana.sees("td", "She looks for <b>Scales</b>.")
    (who,) = [one for one in asks(server, "characters") if one["name"] == "Sintel"]
    assert (who["gender"], who["note"]) == ("female", "She looks for <b>Scales</b>.")


def test_what_another_saved_is_told_before_it_is_written_over(sits, server):
    """However often the page is drawn anew under what one typed, and all of it at once."""
    with closing(server.asks("lea")) as client:
        term = {"source": "Nautilus", "locale": "pl", "target": "Nautil"}
        client.post("terms", json=term).raise_for_status()

    def kept():
        (one,) = [one for one in asks(server, "terms") if one["source"] == "Nautilus"]
        return {part["locale"]: part["text"] for part in one["renderings"]}, one["term_id"]

    _, term_id = kept()

    def opened(name):
        chair = sits(name, f"/names?term={term_id}")
        chair.page.locator("[data-act=save-term]").wait_for()
        return chair

    def types(chair, french, polish):
        chair.page.locator("input[name='target:fr-FR']").fill(french)
        chair.page.locator("input[name='target:pl']").fill(polish)

    def saves(chair):
        chair.page.wait_for_function("!document.querySelector('[data-busy]')")
        chair.page.locator("[data-act=save-term]").get_by_role("button", name="Save").click()

    ana, ben = opened("ana"), opened("ben")
    types(ana, "Ana fr", "Ana pl")
    types(ben, "Ben fr", "Ben pl")
    saves(ben)
    done(ben, "“Nautilus” is saved.")
    ana.page.locator("#names-find").fill("Naut")
    ana.press("Enter")
    ana.page.locator("#lz-side small", has_text="Ben").first.wait_for()
    assert ana.page.locator("input[name='target:fr-FR']").input_value() == "Ana fr"
    saves(ana)
    refused = ana.page.locator(".lz-refused", has_text="in fr-FR is there already: “Ben fr” (Ben")
    refused.get_by_text("in pl was changed to “Ben pl” by Ben").wait_for()
    assert kept()[0] == {"fr-FR": "Ben fr", "pl": "Ben pl"}
    # What one typed is there still; told, one may mean it.
    assert ana.page.locator("input[name='target:pl']").input_value() == "Ana pl"
    saves(ana)
    done(ana, "“Nautilus” is saved.")
    assert kept()[0] == {"fr-FR": "Ana fr", "pl": "Ana pl"}
    # What one put back as it was is not one's own, and writes over nothing.
    ana, ben = opened("ana"), opened("ben")
    types(ana, "Mine", "Mine")
    types(ana, "Ana fr", "Mine")
    types(ben, "Ben fr", "Ben pl")
    saves(ben)
    done(ben, "“Nautilus” is saved.")
    saves(ana)
    ana.page.locator(".lz-refused", has_text="in pl was changed to “Ben pl” by Ben").wait_for()
    saves(ana)
    done(ana, "“Nautilus” is saved.")
    assert kept()[0] == {"fr-FR": "Ben fr", "pl": "Mine"}


def test_a_sheet_goes_out_and_comes_back(sits, server, tmp_path):
    with closing(server.asks("ana")) as client:
        term = {"source": "Gatekeeper", "locale": "pl", "target": "Strażnik"}
        client.post("terms", json=term).raise_for_status()
    ben = sits("ben", "/names?show=sheets")
    with ben.page.expect_download() as started:
        ben.page.get_by_role("link", name="Excel workbook").click()
    assert started.value.suggested_filename == "Dream key names.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()))
    sheet = book["Key names"]
    at = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in sheet.iter_rows() if row[1].value == "Gatekeeper")
    row[at["pl"] - 1].value = "Odźwierny"
    row[at["fr-FR"] - 1].value = "Le Gardien"
    sheet.append(["name", "Scales"])
    book.save(tmp_path / "back.xlsx")
    ben.page.set_input_files("#sheet-file", str(tmp_path / "back.xlsx"))
    done(ben, "back.xlsx is read, and nothing is kept yet.")
    trial = ben.page.locator("#brought-sheet")
    assert "“Gatekeeper” is “Strażnik” in pl" in trial.inner_text()
    assert "Scales" not in {one["source"] for one in asks(server, "terms")}
    trial.get_by_role("button", name="Take it in").click()
    done(ben, "back.xlsx is taken in: 2 changes")
    kept = {one["source"]: one for one in asks(server, "terms")}
    texts = {one["locale"]: one["text"] for one in kept["Gatekeeper"]["renderings"]}
    assert texts == {"pl": "Strażnik", "fr-FR": "Le Gardien"}
    assert "Scales" in kept
    # What is no sheet is said where the file was chosen.
    (tmp_path / "bad.xlsx").write_text("no workbook")
    ben.page.set_input_files("#sheet-file", str(tmp_path / "bad.xlsx"))
    ben.page.locator(".lz-uploading[data-bad]").wait_for()
    # That the browser says so too is no fault of the page.
    ben.faults = [one for one in ben.faults if "422" not in one]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_fits_the_smaller_screen_in_both_themes(sits, server, theme):
    lea = sits("lea", "/names")
    with lea.page.expect_response("**/api/v1/me/settings") as kept:
        lea.page.select_option("[data-choose-theme]", theme)
    assert kept.value.ok
    for part in ("proposed", "characters", "address", "sheets", "terms"):
        lea.page.locator(f"#tab-{part}").click()
        lea.page.locator(f"#tab-{part}[aria-pressed=true]").wait_for()
        assert lea.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
