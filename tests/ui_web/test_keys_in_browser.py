"""Keys as a real browser sends them: input methods, AltGr, what must not leave the page."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from tests.ui_web.typist import ALT, CTRL, Typist

# Playwright leaves its own sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
UNREACHABLE = 75  # ui/web/bundle.py


def lacking(reason):
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def address(root, tmp_path_factory):
    """A page of `ui/web/test/pages` as a file."""
    folder = tmp_path_factory.mktemp("keys")
    script = folder / "keys.js"
    esbuild = ["node_modules/esbuild/bin/esbuild", "test/pages/keys.ts", "--bundle"]
    ran = subprocess.run(
        [sys.executable, root / "ui/web/bundle.py", "--run", *esbuild, f"--outfile={script}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == UNREACHABLE:
        lacking(ran.stderr.strip())
    assert ran.returncode == 0, ran.stderr
    page = folder / "keys.html"
    page.write_text('<!doctype html><meta charset="utf-8"><body><script src="keys.js"></script>')
    return page.as_uri()


@pytest.fixture(scope="module")
def browser():
    if importlib.util.find_spec("playwright") is None:
        lacking("playwright is not installed")
    chromium = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if chromium is None:
        lacking("there is no Chromium here (`make system-deps`)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- it may not be there

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


class Keys(Typist):
    """The page of the dispatcher alone."""

    @property
    def text(self):
        return self.page.locator("#text").input_value()

    @property
    def ran(self):
        return self.page.evaluate("ran")


@pytest.fixture
def typist(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.focus("#text")
    yield Keys(page)
    page.close()


@pytest.mark.parametrize("preset", ["default", "aegisub"])
@pytest.mark.parametrize(
    ("steps", "written"),
    [(["き", "きょ", "きょう", "今日"], "今日"), (["ㅎ", "하", "한"], "한")],
    ids=["Japanese", "Korean"],
)
def test_composition_confirms_nothing_and_loses_nothing(typist, preset, steps, written):
    typist.page.evaluate(f"choose('{preset}')")
    typist.composes(*steps, takes=written)
    assert typist.text == written
    assert typist.ran == []
    typist.composes(*steps, takes=written)
    assert typist.text == written * 2
    assert typist.ran == []
    typist.page.keyboard.press("Control+Enter")
    assert typist.ran == ["confirm-next"]
    assert typist.text == written * 2


def test_chords_during_composition_wait(typist):
    typist.protocol.send(
        "Input.imeSetComposition", {"text": "か", "selectionStart": 1, "selectionEnd": 1}
    )
    for chord in ("Control+Enter", "F8", "Escape"):
        typist.page.keyboard.press(chord)
    assert typist.ran == []


@pytest.mark.parametrize("system", ["Linux", "Windows"])
def test_polish_letters_by_altgr(typist, system):
    letters = {"ą": "KeyA", "ź": "KeyX", "ń": "KeyN", "ó": "KeyO", "ł": "KeyL", "ż": "KeyZ"}
    for letter, code in letters.items():
        if system == "Linux":
            typist.press(letter, code, writes=letter)
        else:  # a key with Ctrl and Alt, then its character without them
            typist.press(letter, code, CTRL | ALT, then=letter)
    assert typist.text == "ąźńółż"
    assert typist.ran == []


def test_arabic_letters_and_chords(typist):
    for letter, code in (("م", "KeyL"), ("ر", "KeyV"), ("لا", "KeyB")):
        typist.press(letter, code, writes=letter)
    assert typist.text == "مرلا"
    typist.press("لا", "KeyB", CTRL)
    typist.press("ه", "KeyI", CTRL)
    assert typist.ran == ["auto-break", "italics"]
    assert typist.text == "مرلا"
    typist.page.focus("#timeline")
    typist.press("ح", "KeyP", writes="ح")
    assert typist.ran[2:] == ["play-cue"]


@pytest.mark.parametrize("place", ["text", "timeline", "field"])
def test_keys_that_would_leave_the_page_stay(typist, place):
    page = typist.page
    # A page before this one, so that Alt+Left could go somewhere.
    page.goto(page.url + "?second")
    page.evaluate("window.mark = 'still here'")
    page.evaluate(
        """addEventListener('keydown', (event) => {
             (window.through ??= []).push([event.key, event.defaultPrevented]);
           })"""
    )
    page.focus(f"#{place}")
    chords = ("F1", "F3", "F5", "Shift+F5", "Control+F5", "F6", "F7", "F10", "F11", "F12")
    for chord in (*chords, "Alt+ArrowLeft", "Control+s"):
        page.keyboard.press(chord)
    heard = [pair for pair in page.evaluate("through") if len(pair[0]) < 2 or pair[0][0] in "FA"]
    heard = [pair for pair in heard if pair[0] != "Alt"]
    assert len(heard) == len(chords) + 2
    assert [key for key, prevented in heard if not prevented] == []
    page.wait_for_timeout(200)
    assert page.evaluate("window.mark") == "still here"
    assert page.url.endswith("?second")


def test_typing_in_the_text_and_letters_in_the_timeline(typist):
    typist.page.keyboard.type("A play?\n1 2 3")
    assert typist.text == "A play?\n1 2 3"
    assert typist.ran == []
    typist.page.focus("#timeline")
    typist.page.keyboard.press("i")
    typist.page.keyboard.press("Shift+O")
    typist.page.keyboard.press("?")
    typist.page.keyboard.press("Enter")
    assert typist.ran == ["set-in", "set-out-next", "help", "focus-text"]
    assert typist.text == "A play?\n1 2 3"
