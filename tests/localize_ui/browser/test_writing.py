"""Writing in the whole editor: input methods, other layouts, other directions, the browser's keys.

What `tests/ui_web/test_keys_in_browser.py` shows of the keys' dispatcher alone.
"""

from __future__ import annotations

import hashlib
from contextlib import closing

import pytest

from localize.timeline import FrameRate
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project
from tests.ui_web.typist import ALT, CTRL, SHIFT, Typist

SEASON = 'name = "Words"\nsource = "en"\n' + "".join(
    f"[market.{locale}]\n" for locale in ("ja", "ko", "pl", "ar")
)
FIRST = {"ja": "一行目。", "ko": "첫 줄.", "pl": "Pierwsza.", "ar": "السطر الأول."}
CUES = 6
#: Keys that would leave the page, reload it, or cover it.
LEAVING = (
    "F1", "F3", "F5", "Shift+F5", "Control+F5", "F6", "F7", "F10", "F11", "F12",
    "Alt+ArrowLeft", "Alt+ArrowRight", "Control+s",
)  # fmt: skip
#: Writes down, once all who listen have heard it, which keys the browser would have acted on.
EAR = """
window.letThrough = [];
window.heard = 0;
addEventListener("keydown", (event) => setTimeout(() => {
  if (/^(Control|Alt|Shift|Meta)$/.test(event.key)) return;
  window.heard += 1;
  if (!event.defaultPrevented) letThrough.push(event.key);
}), true);
"""


@pytest.fixture(scope="module")
def season(tmp_path_factory, coded):
    """A server over an episode in four markets, with a picture; tracks by locale."""
    project = new_project(tmp_path_factory.mktemp("writing"), SEASON)
    media = project / "words.mp4"
    coded.write_coded_video(media, FrameRate.parse("25").rate, 25 * 3 * (CUES + 1))
    lines = {"en": [("A line.",)] * CUES} | {
        locale: [(text,)] * CUES for locale, text in FIRST.items()
    }
    tracks = add_episode(
        project,
        "E01",
        lines,
        media=media,
        media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
        rate=FrameRate.parse("25"),
    )
    server = Mortal(project)
    yield server, tracks
    server.kill()


@pytest.fixture
def sits(chromium, season):
    """Somebody at a track."""
    server, tracks = season
    chairs = []

    def one(locale, cue="c1"):
        chair = Chair(chromium, server, "ana")
        chair.context.add_init_script(EAR)
        chairs.append(chair)
        chair.open(tracks[locale], cue)
        return chair

    yield one
    for chair in chairs:
        chair.close()
        assert chair.faults == []


def state(season, locale, cue):
    server, tracks = season
    return next(one["state"] for one in server.cues(tracks[locale]) if one["cue"]["id"] == cue)


@pytest.mark.parametrize(
    ("locale", "steps", "written"),
    [
        ("ja", ("き", "きょ", "きょう", "今日"), "今日"),
        ("ko", ("ㅎ", "하", "한", "한ㄱ", "한그", "한글"), "한글"),
    ],
)
def test_composition_loses_nothing_and_sends_nothing_half_made(
    season, sits, locale, steps, written
):
    server, tracks = season
    ana = sits(locale)
    hands = Typist(ana.page)
    ana.press("Control+a")
    hands.composes(*steps, takes=written)
    assert ana.box == written
    hands.composes(*steps, takes=written)
    ana.press("Enter")
    hands.composes(*steps, takes=written)
    whole = f"{written}{written}\n{written}"
    assert ana.box == whole
    ana.at(1)
    ana.press("Control+s")
    ana.saved()
    assert server.texts(tracks[locale])["c1"] == whole
    assert state(season, locale, "c1") == "edited", "the input method's Enter confirmed nothing"
    assert server.texts(tracks[locale])["c2"] == FIRST[locale]

    # A composition that lasts: the clock of the autosave runs out under it. The page says where it
    # is every 2 s, so four times are more than the 5 s.
    ana.page.keyboard.type("!")
    shown = steps[-2]
    compose = {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)}
    hands.protocol.send("Input.imeSetComposition", compose)
    for _ in range(4):
        with ana.page.expect_response(lambda answer: answer.url.endswith("/presence")):
            pass
    assert ana.box == f"{whole}!{shown}"
    # What was whole before it is saved, and the rest is not told as saved.
    assert server.texts(tracks[locale])["c1"] == f"{whole}!"
    ana.page.wait_for_function(
        "document.querySelector('.lz-save').textContent.includes('Not saved yet')"
    )
    hands.protocol.send("Input.insertText", {"text": written})
    assert ana.box == f"{whole}!{written}"
    # Nobody asks for it: the clock that ran out is made good.
    ana.saved()
    assert server.texts(tracks[locale])["c1"] == f"{whole}!{written}"
    allowed = [written, written * 2, f"{written * 2}\n", whole, f"{whole}!", f"{whole}!{written}"]
    assert ["\n".join(lines) for _, lines in ana.sent if "\n".join(lines) not in allowed] == []

    # And Ctrl+Enter, afterwards, does confirm.
    ana.press("Control+Enter")
    ana.at(2)
    ana.saved()
    ana.page.wait_for_function(
        "document.querySelector('.lz-row[data-cue=c1] [data-state]').dataset.state === 'reviewed'"
    )
    assert state(season, locale, "c1") == "reviewed"


def test_leaving_a_cue_in_the_middle_of_a_composition_keeps_what_is_shown(season, sits):
    server, tracks = season
    ana = sits("ja", "c3")
    hands = Typist(ana.page)
    ana.press("Control+a")
    ana.page.keyboard.type("そして")
    hands.protocol.send(
        "Input.imeSetComposition", {"text": "きょう", "selectionStart": 3, "selectionEnd": 3}
    )
    ana.page.locator(".lz-row[data-cue=c4]").click()
    ana.at(4)
    assert ana.box == FIRST["ja"]
    ana.saved()
    # The browser ends a composition that is left with what it shows.
    assert server.texts(tracks["ja"])["c3"] == "そしてきょう"
    assert server.texts(tracks["ja"])["c4"] == FIRST["ja"]


@pytest.mark.parametrize(("system", "cue"), [("Linux", "c1"), ("Windows", "c2")])
def test_polish_letters_by_altgr(season, sits, system, cue):
    server, tracks = season
    ana = sits("pl", cue)
    hands = Typist(ana.page)
    letters = {
        "ą": "KeyA", "ć": "KeyC", "ę": "KeyE", "ł": "KeyL", "ń": "KeyN", "ó": "KeyO", "ś": "KeyS",
        "ź": "KeyX", "ż": "KeyZ", "Ą": "KeyA", "Ł": "KeyL", "Ź": "KeyX", "€": "KeyU",
    }  # fmt: skip
    ana.press("Control+a")
    for letter, code in letters.items():
        shift = SHIFT if letter.isupper() else 0
        if system == "Linux":
            hands.press(letter, code, shift, writes=letter)
        else:  # a key with Ctrl and Alt, then its character without them
            hands.press(letter, code, CTRL | ALT | shift, then=letter)
    assert ana.box == "".join(letters)
    ana.at(int(cue[1:]))
    ana.press("Control+s")
    ana.saved()
    assert server.texts(tracks["pl"])[cue] == "".join(letters)
    assert state(season, "pl", cue) == "edited"


def test_arabic_letters_chords_and_direction(season, sits):
    server, tracks = season
    ana = sits("ar")
    hands = Typist(ana.page)
    ana.press("Control+a")
    for letter, code in (
        ("م", "KeyL"),
        ("ر", "KeyV"),
        ("لا", "KeyB"),
        (" ", "Space"),
        ("ب", "KeyF"),
    ):
        hands.press(letter, code, writes=letter)
    assert ana.box == "مرلا ب"
    # Italics by the key that has I, whatever is written on it.
    hands.press("ه", "KeyI", CTRL)
    ana.box_becomes("<i>مرلا ب</i>")
    hands.press("ه", "KeyI", CTRL)
    ana.box_becomes("مرلا ب")
    ana.press("Control+s")
    ana.saved()
    assert server.texts(tracks["ar"])["c1"] == "مرلا ب"
    directions = ana.page.evaluate(
        """() => ['textarea.lz-box', '.lz-row.lz-current .lz-cell-text:last-of-type, '
               + '.lz-row.lz-current .lz-cell-text[lang=ar]', '.lz-sub']
          .map((one) => document.querySelector(one))
          .map((one) => one && getComputedStyle(one).direction)"""
    )
    assert directions[0] == "rtl"
    assert directions[2] == "rtl"
    texts = ana.page.locator(".lz-row.lz-current [dir=rtl]")
    assert "مرلا ب" in " ".join(texts.all_inner_texts())
    # In the timeline focus, letters are keys by their place.
    ana.press("Escape")
    hands.press("ح", "KeyP", writes="ح")
    ana.page.wait_for_function("!document.querySelector('video').paused")
    assert ana.box == "مرلا ب"


def test_japanese_stands_vertically_on_the_picture(season, sits):
    server, tracks = season
    views = {one["cue"]["id"]: one for one in server.cues(tracks["ja"])}
    with closing(server.asks("ana")) as asks:
        for cue, anchor in (("c5", 2), ("c6", 9)):
            body = {
                "cue_id": cue, "revision": views[cue]["revision"], "anchor": anchor,
                "vertical": "rl", "settings": [],
            }  # fmt: skip
            answer = asks.post(f"tracks/{tracks['ja']}/placement", json=body)
            assert answer.status_code == 200, answer.text
    ana = sits("ja", "c5")
    ana.page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    ana.sees(".lz-strip-marks", "Vertical")
    for number, side in ((5, "left"), (6, "right")):
        ana.press("Control+g")
        ana.page.keyboard.type(str(number))
        ana.press("Enter")
        ana.at(number)
        ana.page.wait_for_function(
            """(side) => {
              const sub = document.querySelector('.lz-sub');
              if (!sub || sub.dataset.column !== side) return false;
              const { width, height } = sub.querySelector('.lz-sub-line').getBoundingClientRect();
              return getComputedStyle(sub).writingMode === 'vertical-rl' && height > 2 * width;
            }""",
            arg=side,
        )
        # At its side of the picture, inside it.
        middle, left, right = ana.page.evaluate(
            """() => {
              const at = document.querySelector('.lz-sub').getBoundingClientRect();
              const all = document.querySelector('video').getBoundingClientRect();
              return [(at.left + at.right) / 2, all.left, all.right];
            }"""
        )
        assert left < middle < right
        assert (middle < (left + right) / 2) == (side == "left")


@pytest.mark.parametrize("place", ["text", "timeline", "filter", "list", "panel"])
def test_keys_that_would_leave_the_page_stay(season, sits, place):
    server, tracks = season
    ana = sits("pl", "c4")
    page = ana.page
    # A page before this one and one after it, so that there is where to go.
    page.goto(f"{server.url}/review?track={tracks['pl']}&cue=c5")
    ana.ready()
    page.goto(f"{server.url}/review?track={tracks['pl']}&cue=c6")
    page.go_back()
    ana.ready()
    address = page.url
    assert address.endswith("cue=c5")
    page.evaluate("window.same = true")

    def go():
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        if place == "text":
            page.focus("textarea.lz-box")
        elif place == "filter":
            page.focus(".lz-filter-text")
        elif place == "list":
            page.focus(".lz-grid")
        elif place == "panel":
            page.evaluate("document.querySelector('.lz-tab:nth-child(2)').click()")
            page.wait_for_function("document.activeElement.closest('.lz-panels')")

    for chord in LEAVING:
        go()
        before = page.evaluate("heard")
        page.keyboard.press(chord)
        page.wait_for_function("before => heard > before", arg=before)
        assert page.evaluate("letThrough.filter((key) => key !== 'Escape')") == [], chord
    assert page.evaluate("window.same") is True
    assert page.url == address
    assert page.evaluate("document.fullscreenElement") is None
