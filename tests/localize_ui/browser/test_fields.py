"""Fields beside the box: what is written in them stays where it belongs."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.localize_ui.browser.desk import until
from tests.localize_ui.browser.team import Chair, plain_season

CUES = 6
#: One for each test.
EPISODES = ("answer", "escape", "speaker", "replace", "one", "find", "marked", "note")
#: How often the page has read a cue's notes.
ASKED = """performance.getEntriesByType('resource')
  .filter(({ name }) => name.includes('/notes?cue_id=')).length"""


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A server over a season with an episode for each test; tracks by episode."""
    yield from plain_season(tmp_path_factory.mktemp("fields"), EPISODES, CUES)


@pytest.fixture
def ana(chromium, season):
    """Ana at her browser."""
    server, _ = season
    chair = Chair(chromium, server, "ana")
    yield chair
    chair.close()
    assert chair.faults == []


def test_an_answer_is_not_taken_away_while_it_is_written(season, ana):
    server, tracks = season
    track = tracks["answer"]
    with closing(server.asks("lea")) as lea:
        note = {"cue_id": "c1", "kind": "query", "text": "Who is speaking?"}
        assert lea.post(f"tracks/{track}/notes", json=note).is_success
        ana.open(track)
        ana.press("F4")
        answer = ana.page.locator(".lz-said form input")
        answer.click()
        ana.page.keyboard.type("Her moth")
        before = ana.page.evaluate(ASKED)
        # The cue comes anew, with a second note: the list would have to be drawn again.
        note["text"] = "And to whom?"
        assert lea.post(f"tracks/{track}/notes", json=note).is_success
        (now,) = [one for one in server.cues(track) if one["cue"]["id"] == "c1"]
        body = {"cue_id": "c1", "revision": now["revision"], "lines": ["Ligne une."]}
        assert lea.post(f"tracks/{track}/text", json=body).is_success
    ana.box_becomes("Ligne une.")
    # The panel asks for the notes anew once the cue has come.
    ana.page.wait_for_function(f"before => {ASKED} > before", arg=before)
    ana.page.keyboard.type("er")
    assert answer.first.input_value() == "Her mother"
    # Left, the panel is closed; the next time its list has both, and what is not sent stays.
    ana.press("Escape")
    answer.first.wait_for(state="hidden")
    ana.press("F4")
    ana.sees(".lz-said", "And to whom?")
    kept = ana.page.locator(".lz-said", has_text="Who is speaking?").locator("form input")
    assert kept.input_value() == "Her mother"
    kept.press("Enter")
    ana.sees(".lz-note-answer", "Her mother")


def speakers(server, track):
    return [one["cue"]["speaker"] for one in server.cues(track)[:2]]


def named(ana, track, name):
    """The speaker's field of the first cue, with a name typed into it and not yet sent."""
    ana.open(track)
    field = ana.page.locator("input.lz-speaker")
    field.click()
    ana.page.keyboard.type(name)
    return field


def test_what_is_given_up_in_the_speakers_field_is_not_kept(season, ana):
    server, tracks = season
    track = tracks["escape"]
    field = named(ana, track, "Nobody")
    ana.press("Escape")
    ana.ready()
    assert field.input_value() == ""
    field.click()
    ana.page.keyboard.type("Mara")
    ana.press("Enter")
    ana.ready()
    until(lambda: speakers(server, track) == ["Mara", ""], "the name that was meant")
    # Nothing was written before it: one step back, and there is no name.
    ana.press("Control+z")
    until(lambda: speakers(server, track) == ["", ""], "no name")


def test_a_speaker_is_of_the_cue_where_the_name_was_begun(season, ana):
    server, tracks = season
    track = tracks["speaker"]
    named(ana, track, "Mara")
    # A click on another row leaves the focus where it is.
    ana.page.locator(".lz-row", has_text="Ligne 2.").click()
    ana.at(2)
    until(lambda: speakers(server, track) == ["Mara", ""], "the first cue's speaker")
    ana.page.wait_for_function("document.querySelector('input.lz-speaker').value === ''")
    assert ana.page.evaluate("document.activeElement.classList.contains('lz-speaker')")
    ana.page.keyboard.type("Ben")
    ana.press("Enter")
    until(lambda: speakers(server, track) == ["Mara", "Ben"], "each has its own")


def looking_for(ana, find, replacement, found):
    """The bar for find and replace, with so many cues found."""
    ana.press("Control+h")
    ana.page.get_by_role("textbox", name="Find", exact=True).fill(find)
    ana.page.get_by_role("textbox", name="Replace with").fill(replacement)
    button = ana.page.locator(".lz-findbar .lz-primary")
    button.filter(has_text=str(found)).wait_for()
    return button


def test_what_is_left_out_of_replacing_stays_so(season, ana):
    server, tracks = season
    track = tracks["replace"]
    ana.open(track)
    button = looking_for(ana, "Ligne", "Rang", CUES)
    ana.page.locator(".lz-found-row", has_text="2.").get_by_role("checkbox").uncheck()
    button.filter(has_text=str(CUES - 1)).wait_for()
    # Another writes in the first cue meanwhile: what was seen is not what would be replaced.
    with closing(server.asks("lea")) as lea:
        (now,) = [one for one in server.cues(track) if one["cue"]["id"] == "c1"]
        body = {"cue_id": "c1", "revision": now["revision"], "lines": ["Ligne une."]}
        assert lea.post(f"tracks/{track}/text", json=body).is_success
    ana.box_becomes("Ligne une.")
    button.click()
    ana.sees(".lz-findbar .lz-error", "press once more")
    assert not any(text.startswith("Rang") for text in server.texts(track).values())
    button.click()
    ana.box_becomes("Rang une.")
    texts = server.texts(track)
    assert texts.pop("c2") == "Ligne 2."
    assert all(text.startswith("Rang") for text in texts.values())


def test_whoever_goes_on_while_one_is_replaced_is_not_called_back(season, ana):
    server, tracks = season
    track = tracks["one"]
    ana.open(track)
    looking_for(ana, "Ligne", "Rang", CUES)
    waiting = []

    def hold(route):
        waiting.append(route)

    ana.page.route("**/api/v1/replace", hold)
    with ana.page.expect_request("**/api/v1/replace"):
        ana.press("Enter")
    ana.page.locator(".lz-found-row", has_text="5.").click()
    ana.page.locator("textarea.lz-box").click()
    ana.at(5)
    # The search that comes after it is the last that it does.
    with ana.page.expect_response("**/api/v1/replace/preview"):
        waiting[0].continue_()
    ana.press("End")
    ana.page.keyboard.type(" Fin")
    ana.press("Control+s")
    ana.saved()
    texts = server.texts(track)
    assert (texts["c1"], texts["c5"]) == ("Rang 1.", "Ligne 5. Fin")


def test_enter_upon_what_was_found_goes_on_and_breaks_no_line(season, ana):
    server, tracks = season
    track = tracks["find"]
    ana.open(track)
    before = server.texts(track)
    ana.press("Control+f")
    ana.page.get_by_role("textbox", name="Find", exact=True).fill("Ligne")
    for count in range(1, 4):
        ana.press("Enter")
        ana.sees(".lz-findbar", f"{count} of {CUES}")
        ana.at(count)
    ana.press("Shift+Enter")
    ana.sees(".lz-findbar", f"2 of {CUES}")
    # Once it is gone on from, Enter is a line break as ever.
    ana.press("End")
    ana.press("Enter")
    ana.page.keyboard.type("Fin.")
    ana.press("Control+s")
    ana.saved()
    assert server.texts(track) == before | {"c2": "Ligne 2.\nFin."}


@pytest.mark.parametrize("preset", ["aegisub", "subtitle-edit"])
def test_enter_upon_what_was_found_is_no_command_of_a_preset(season, ana, preset):
    server, tracks = season
    track = tracks["marked"]
    with closing(server.asks("ana")) as client:
        assert client.patch("me/settings", json={"settings": {"keys": preset}}).is_success
        try:
            ana.open(track)
            before = server.cues(track)
            ana.press("Control+f")
            ana.page.get_by_role("textbox", name="Find", exact=True).fill("Ligne")
            for count in range(1, 4):
                ana.press("Enter")
                ana.sees(".lz-findbar", f"{count} of {CUES}")
                ana.at(count)
            ana.press("Shift+Enter")
            ana.sees(".lz-findbar", f"2 of {CUES}")
            ana.at(2)
            ana.saved()
            assert server.cues(track) == before, "nothing was confirmed"
        finally:
            assert client.patch("me/settings", json={"settings": {"keys": "default"}}).is_success


def test_a_note_that_is_left_with_escape_stays_written(season, ana):
    server, tracks = season
    track = tracks["note"]
    ana.open(track)
    form = ana.page.locator(".lz-note-form")
    written = form.locator("textarea")
    ana.press("F4")
    form.locator("select").first.select_option("query")
    written.fill("Who is she talking to?")
    ana.press("Escape")
    form.wait_for(state="hidden")
    ana.page.locator(".lz-row[data-cue=c2]").click()
    ana.press("F4")
    assert written.input_value() == "Who is she talking to?"
    assert form.locator("select").first.input_value() == "query"
    ana.sees(".lz-note-form b", "#1")  # it is about the cue that it was begun about
    form.get_by_role("button", name="Cancel").click()
    form.wait_for(state="hidden")
    ana.press("F4")
    assert written.input_value() == ""
    ana.sees(".lz-note-form b", "#2")
    ana.page.keyboard.type("Sent.")
    ana.press("Control+Enter")
    form.wait_for(state="hidden")
    ana.press("F4")
    assert written.input_value() == ""
    with closing(server.asks("lea")) as lea:
        notes = lea.get(f"tracks/{track}/notes").json()
    assert [(note["cue_id"], note["text"]) for note in notes] == [("c2", "Sent.")]


def test_a_key_that_is_asked_for_is_not_asked_for_once_the_settings_are_closed(season, ana):
    _, tracks = season
    ana.open(tracks["answer"])
    settings = ana.page.locator(".lz-settings-dialog")
    ana.press("Control+F1")
    settings.locator(".lz-key-change").first.click()
    settings.get_by_role("button", name="Close", exact=True).click()
    settings.wait_for(state="hidden")
    ana.press("Control+F1")
    settings.wait_for()
    # It would only end the asking.
    ana.press("Escape")
    assert settings.is_hidden()
