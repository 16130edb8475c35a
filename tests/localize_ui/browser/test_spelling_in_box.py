"""Misspelt words are underlined in the box as one types, and nothing is done to the box by it."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing

import pytest

from localize.checks.dictionaries import VARIABLE
from localize.timeline import FrameRate
from tests.localize_ui.browser.desk import until
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project

SEASON = 'name = "Spelt"\nsource = "en"\n[market.es-419]\n[market.he]\n[market.fr]\n'
ENGLISH = ("The house is big.", "Good morning to you all.", "See you.")
LINES = {
    "en": ENGLISH,
    "es-419": ("La casa es grande.", "Buenos días a todos.", "Hasta mañana."),
    "he": ("הבית גדול.", "בוקר טוב לכולם.", "להתראות."),
}
WORDS = {
    "es_ES": "la casa es grande buenos días a todos hasta mañana y muy",
    "he_IL": "הבית גדול בוקר טוב לכולם להתראות",
}


@pytest.fixture(scope="module")
def season(tmp_path_factory, coded):
    """A server whose dictionaries have few words, over an episode with a picture."""
    folder = tmp_path_factory.mktemp("spelling")
    dictionaries = folder / "dictionaries"
    dictionaries.mkdir()
    for name, words in WORDS.items():
        entries = words.split()
        (dictionaries / f"{name}.aff").write_text("SET UTF-8\nTRY aeosnr\n", "utf-8")
        text = "\n".join([str(len(entries)), *entries])
        (dictionaries / f"{name}.dic").write_text(text, "utf-8")
    project = new_project(folder, SEASON)
    media = project / "words.mp4"
    coded.write_coded_video(media, FrameRate.parse("25").rate, 25 * 3 * (len(ENGLISH) + 1))
    tracks = add_episode(
        project, "E01", {locale: [(one,) for one in texts] for locale, texts in LINES.items()},
        media=media, media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
        rate=FrameRate.parse("25"),
    )  # fmt: skip
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(dictionaries)
    try:
        server = Mortal(project)
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
    with closing(server.asks("lea")) as lea:
        for locale in ("es-419", "he"):
            answer = lea.post(f"tracks/{tracks[locale]}/stage", json={"stage": "review"})
            assert answer.status_code == 200, answer.text
    yield server, tracks
    server.kill()


@pytest.fixture
def rita(chromium, season):
    server, tracks = season
    chair = Chair(chromium, server, "rita")
    chair.open(tracks["es-419"])
    yield chair
    chair.close()
    assert chair.faults == []


def marked(chair):
    """The words that have a line under them, in order."""
    return chair.page.locator(".lz-misspelt").all_inner_texts()


def marks(chair, *words):
    until(lambda: marked(chair) == list(words), f"{words} are marked, not {marked(chair)}", 30)


def selection(chair):
    return chair.page.evaluate(
        "() => { const box = document.querySelector('textarea.lz-box');"
        " return [box.value, box.selectionStart, box.selectionEnd]; }"
    )


def go(chair, number):
    chair.page.locator(f".lz-row[data-cue=c{number}]").click()
    chair.at(number)


def test_a_misspelt_word_is_marked_and_the_mark_goes_as_soon_as_it_is_right(rita):
    go(rita, 1)
    rita.write("La casa es gramde.")
    marks(rita, "gramde")
    # Nothing was done to the box: the caret is where the hands left it.
    assert selection(rita) == ["La casa es gramde.", 18, 18]
    rita.press(*["ArrowLeft"] * 3, "Backspace")
    marks(rita)
    rita.page.keyboard.type("n")
    assert rita.box == "La casa es grande."
    marks(rita)
    # The browser's own undo goes through it, letter by letter.
    rita.write("La casa es grande.")
    rita.press("Control+s")
    rita.saved()


def test_the_word_at_the_caret_is_not_marked_while_it_is_written(rita):
    go(rita, 2)
    rita.write("Buenos dias")
    until(
        lambda: "Spelling" in rita.page.locator(".lz-strip-findings").inner_text(),
        "the server has found it",
    )
    assert marked(rita) == []
    rita.press("ArrowLeft")
    marks(rita, "dias")
    rita.press("End")
    rita.page.keyboard.type(" a tados.")
    marks(rita, "dias", "tados")
    rita.write(LINES["es-419"][1])
    rita.press("Control+s")
    rita.saved()


def test_the_line_lies_under_its_word_on_every_row(rita):
    go(rita, 1)
    long = "La casa es grande y muy grande y muy grande y muy grande y muy grande y gramde y muy"
    rita.write(f"{long}\ntados la casa.")
    marks(rita, "gramde", "tados")
    found = rita.page.evaluate(
        """() => {
          const box = document.querySelector('textarea.lz-box');
          const text = document.querySelector('.lz-underline-text');
          const place = (one) => one.getBoundingClientRect();
          const [first, second] = [...document.querySelectorAll('.lz-misspelt')].map(place);
          const frame = place(box);
          return {
            same: [box.clientWidth - text.clientWidth, box.scrollHeight - text.scrollHeight],
            left: second.left - frame.left,
            below: second.top > first.top,
            inside: first.left > frame.left && first.right < frame.right,
            clicks: getComputedStyle(text.parentElement).pointerEvents,
          };
        }"""
    )
    assert found["same"] == [0, 0]
    # A border and the padding: the word begins its line.
    assert 8 <= found["left"] <= 10
    assert found["below"]
    assert found["inside"]
    assert found["clicks"] == "none"
    rita.write(LINES["es-419"][0])
    rita.press("Control+s")
    rita.saved()


def test_what_is_half_composed_is_left_alone(rita):
    go(rita, 3)
    rita.write("Hasta ")
    protocol = rita.context.new_cdp_session(rita.page)
    compose = {"text": "manyana", "selectionStart": 7, "selectionEnd": 7}
    protocol.send("Input.imeSetComposition", compose)
    rita.page.wait_for_timeout(1500)
    assert marked(rita) == []
    assert selection(rita)[0] == "Hasta manyana"
    protocol.send("Input.insertText", {"text": "manyana"})
    rita.page.keyboard.type(".")
    marks(rita, "manyana")
    assert rita.box == "Hasta manyana."
    rita.write(LINES["es-419"][2])
    rita.press("Control+s")
    rita.saved()


def test_another_cue_has_its_own_marks(rita):
    go(rita, 1)
    rita.write("La caza es grande.")
    marks(rita, "caza")
    go(rita, 2)
    marks(rita)
    go(rita, 1)
    marks(rita, "caza")
    rita.write(LINES["es-419"][0])
    rita.press("Control+s")
    rita.saved()


def test_from_right_to_left(chromium, season):
    server, tracks = season
    chair = Chair(chromium, server, "rita")
    chair.open(tracks["he"])
    go(chair, 2)
    chair.write("בוקר טובב לכולם.")
    marks(chair, "טובב")
    sides = chair.page.evaluate(
        """() => {
          const box = document.querySelector('textarea.lz-box').getBoundingClientRect();
          const word = document.querySelector('.lz-misspelt').getBoundingClientRect();
          return [box.right - word.right, word.left - box.left];
        }"""
    )
    assert sides[0] < sides[1], "the second word of a line that begins on the right"
    chair.write(LINES["he"][1])
    marks(chair)
    chair.press("Control+s")
    chair.saved()
    chair.close()
    assert chair.faults == []


def test_where_the_server_has_no_dictionary_the_browsers_own_is_on(chromium, season, rita):
    server, tracks = season
    assert rita.page.locator("textarea.lz-box").get_attribute("spellcheck") == "false"
    # The system's English dictionary may be there or not: the page goes by what the server says.
    chair = Chair(chromium, server, "lea")
    chair.open(tracks["en"])
    with_note = chair.page.evaluate(
        "async track => (await (await fetch(`/api/v1/tracks/${track}/findings`)).json())"
        ".some((one) => one.rule === 'spelling' && !one.cue_id && one.measured === null)",
        tracks["en"],
    )
    until(
        lambda: (
            chair.page.locator("textarea.lz-box").get_attribute("spellcheck")
            == ("true" if with_note else "false")
        ),
        "the browser's own spelling is on where ours is not there, and only there",
    )
    chair.close()
    assert chair.faults == []
