"""Frame truth: what the page shows, plays and sets is the frame that it says."""

from __future__ import annotations

import random

import pytest

from localize.timeline import FrameRate

#: Cues of the programme, frames from one in-time to the next, and frames that each stands.
CUES = 100
EVERY = 21
STANDS = 16
#: Frames after the last cue.
AFTER = 40

#: How far from the frame that is read at a key the one may be that it sets, ms; one frame at least.
NEAR_MS = 40

#: The number of the frame on the screen once no seek is under way and it has been painted.
SETTLED = """
async () => {
  const video = document.querySelector("video");
  const painted = () =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  do await painted(); while (video.seeking);
  await painted();
  return readFrame(video);
}
"""


#: Rates, and the timecode of each programme's first frame.
PROGRAMMES = {
    "23.976": "01:00:00:00",
    "25": "10:00:00:00",
    "29.97df": "00:59:58;00",
    "50": "00:00:00:00",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory, serve, coded, make_track):
    """One server over four programmes whose frames carry their numbers; their tracks by rate."""
    folder = tmp_path_factory.mktemp("frames")
    cues = [(number * EVERY, number * EVERY + STANDS) for number in range(CUES)]
    tracks = {}
    for name, start in PROGRAMMES.items():
        rate = FrameRate.parse(name)
        media = folder / f"At {name}.mp4"
        # Predicted pictures and rare key frames, as masters have them.
        frames = CUES * EVERY + AFTER
        coded.write_coded_video(media, rate.rate, frames, key_frames=48, b_frames=2)
        tracks[name] = make_track(folder / "project", media, rate, start, cues)
    return serve(folder / "project").url, tracks


@pytest.fixture(params=PROGRAMMES)
def opened(request, served, page, coded):
    """The page on a programme, its rate, its first frame's number and where its desk is."""
    url, tracks = served
    rate, start = FrameRate.parse(request.param), PROGRAMMES[request.param]
    page.goto(f"{url}/review?track={tracks[request.param]}")
    page.wait_for_function("document.querySelector('video')?.readyState >= 2", timeout=90_000)
    page.evaluate(f"() => {{ window.readFrame = {coded.READ_FRAME}; }}")
    page.keyboard.press("Escape")
    desk = f"{url}/api/v1/tracks/{tracks[request.param]}/desk"
    return page, rate, rate.frame_of_timecode(start), desk


def go_to(page, cue):
    page.keyboard.press("Control+g")
    page.keyboard.type(str(cue + 1))
    page.keyboard.press("Enter")


def parked(page):
    """The frame on which playback came to rest."""
    page.wait_for_function("document.querySelector('video').paused", timeout=30_000)
    page.wait_for_timeout(150)
    return page.evaluate(SETTLED)


def test_every_jump_shows_the_first_frame_of_its_cue_and_says_its_timecode(opened):
    page, rate, first, _ = opened
    order = list(range(CUES))
    random.Random(4).shuffle(order)
    wrong = []
    for cue in order:
        go_to(page, cue)
        frame = page.evaluate(SETTLED)
        said = page.locator(".lz-tc").inner_text()
        if (frame, said) != (cue * EVERY, rate.timecode(first + cue * EVERY)):
            wrong.append((cue * EVERY, frame, said))
    assert wrong == []


def test_playing_a_cue_parks_on_its_last_frame(opened):
    page, _, _, _ = opened
    for cue in (7, 42, 99):
        go_to(page, cue)
        page.evaluate(SETTLED)
        page.keyboard.press("p")
        page.wait_for_function("!document.querySelector('video').paused")
        assert parked(page) == cue * EVERY + STANDS - 1, "the last frame that the cue is seen on"


#: At the moment of a key, after whatever it does: the number of the frame on the screen.
AT_KEY = """
() => {
  window.atKey = [];
  addEventListener("keydown", (event) => {
    if (/^[io]$/.test(event.key)) atKey.push(readFrame(document.querySelector("video")));
  }, true);
}
"""


def test_setting_while_playing_takes_the_frame_on_the_screen(opened):
    page, rate, _, desk = opened
    page.evaluate(AT_KEY)
    chosen = list(zip((15, 20, 30, 44, 63, 90), "ioioio", strict=True))
    for cue, key in chosen:
        go_to(page, cue)
        page.evaluate(SETTLED)
        page.keyboard.press("b")
        wanted = cue * EVERY + (3 if key == "i" else 9)
        page.wait_for_function(f"readFrame(document.querySelector('video')) >= {wanted}")
        page.keyboard.press(key)
        page.keyboard.press("k")
        page.wait_for_function("document.querySelector('video').paused")
    shown = page.evaluate("atKey")
    assert len(shown) == len(chosen)
    assert -1 not in shown
    page.wait_for_function(
        """async ([desk, ids]) => {
          const { track } = await (await fetch(desk)).json();
          return ids.every((id) => track.cues.find((one) => one.cue.id === id).revision > 1);
        }""",
        arg=[desk, [f"c{cue}" for cue, _ in chosen]],
    )
    track = page.evaluate("(desk) => fetch(desk).then((answer) => answer.json())", desk)["track"]
    kept = {one["cue"]["id"]: one["cue"] for one in track["cues"]}
    off = []
    for (cue, key), frame in zip(chosen, shown, strict=True):
        time = kept[f"c{cue}"]["start" if key == "i" else "end"]
        assert time == rate.time_of(rate.nearest_frame(time)), "on a frame, to the millisecond"
        off.append(rate.nearest_frame(time) - frame)
    # To read the picture takes a slow machine longer than a fiftieth of a second.
    most = max(1, round(rate.rate * NEAR_MS / 1000))
    assert [one for one in off if abs(one) > most] == [], off
