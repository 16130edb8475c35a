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


def test_playing_parks_and_setting_takes_the_presented_frame(opened):
    page, rate, _, desk = opened
    for cue in (7, 42, 99):
        go_to(page, cue)
        page.evaluate(SETTLED)
        page.keyboard.press("p")
        page.wait_for_function("!document.querySelector('video').paused")
        assert parked(page) == cue * EVERY + STANDS - 1, "the last frame that the cue is seen on"

    go_to(page, 20)
    page.evaluate(SETTLED)
    page.keyboard.press("b")
    wanted = 20 * EVERY + 4
    page.wait_for_function(f"readFrame(document.querySelector('video')) >= {wanted}")
    before = page.evaluate("readFrame(document.querySelector('video'))")
    page.keyboard.press("i")
    after = page.evaluate("readFrame(document.querySelector('video'))")
    page.keyboard.press("k")
    page.wait_for_timeout(1_000)
    cues = page.evaluate("(desk) => fetch(desk).then((answer) => answer.json())", desk)["track"]
    start = next(view["cue"]["start"] for view in cues["cues"] if view["cue"]["id"] == "c20")
    assert before - 1 <= rate.nearest_frame(start) <= after + 1
    assert start == rate.time_of(rate.nearest_frame(start)), "on a frame, to the millisecond"
