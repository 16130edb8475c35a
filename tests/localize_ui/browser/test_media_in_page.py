"""Media that browsers dislike play in the page, with picture and sound, each at its time."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from localize.timeline import FrameRate
from tests.localize.media.build import RATE, Audio, noise, write
from tests.localize.media.coded import BITS, MARK, SQUARES, Coded
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project

SEASON = 'name = "Films"\nsource = "en"\n[market.fr-FR]\n'
#: Of each film, s; cues stand at 3 and 6 s (`add_episode`).
LONG = 9
FRAMES = 25
#: When there is sound, s.
LOUD = (4.0, 5.0)

#: In the browser: the number that a picture of `tests/localize/media/coded.py` shows; -1 for none.
READ = f"""
(video) => {{
  const canvas = (window.codedCanvas ??= document.createElement("canvas"));
  canvas.width = 360; canvas.height = 180;
  const context = canvas.getContext("2d", {{ willReadFrequently: true }});
  context.drawImage(video, 0, 0, 360, 180);
  const square = (at) => context.getImageData((at + 0.5) * 360 / {SQUARES}, 90, 1, 1).data[1] > 125;
  if (square(0) !== Boolean({MARK[0]}) || square(1) !== Boolean({MARK[1]})) return -1;
  let number = 0;
  for (let at = 0; at < {BITS}; at += 1) number = number * 2 + Number(square(at + {len(MARK)}));
  return number;
}}
"""

#: Listens to what the media's element plays: [its time, the loudest of the last 43 ms] a frame.
LISTEN = """
async (media) => {
  const context = new AudioContext();
  await context.resume();
  const ear = context.createAnalyser();
  ear.fftSize = 2048;
  context.createMediaElementSource(media).connect(ear).connect(context.destination);
  const samples = new Float32Array(ear.fftSize);
  window.levels = [];
  const hear = () => {
    ear.getFloatTimeDomainData(samples);
    levels.push([media.currentTime, Math.max(...samples.map(Math.abs))]);
    setTimeout(hear, 20);
  };
  hear();
}
"""


def sound(codec, **more):
    """Silence but for the second in which it is loud."""
    whole = np.zeros(LONG * RATE, dtype=np.float32)
    first, last = (round(at * RATE) for at in LOUD)
    whole[first:last] = noise(LOUD[1] - LOUD[0], level=0.5)
    return Audio(whole, codec, **more)


def picture(codec="libx264", **more):
    return Coded(LONG, codec=codec, **more)


def late():
    """A stream that has only what is loud, and begins there."""
    return Audio(noise(LOUD[1] - LOUD[0], level=0.5), "aac", start=LOUD[0])


FILMS = {
    "MKV with AC-3": lambda path: write(path / "a.mkv", picture(), sound("ac3")),
    "MP4 with E-AC-3": lambda path: write(path / "b.mp4", picture(), sound("eac3")),
    "HEVC": lambda path: write(
        path / "c.mp4",
        picture("libx265", options={"preset": "ultrafast", "x265-params": "log-level=none"}),
        sound("aac"),
    ),
    "ProRes in MOV": lambda path: write(
        path / "d.mov", picture("prores_ks", pixels="yuv422p10le"), sound("pcm_s16le")
    ),
    "sound starting late": lambda path: write(path / "e.mp4", picture(), late()),
    "sound only": lambda path: write(path / "f.m4a", sound("aac")),
}


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A server over an episode for each film; tracks by film."""
    project = new_project(tmp_path_factory.mktemp("films"), SEASON)
    tracks = {}
    for name, make in FILMS.items():
        path = make(project)
        tracks[name] = add_episode(
            project,
            name,
            {"en": [("One.",), ("Two.",)], "fr-FR": [("Un.",), ("Deux.",)]},
            media=path,
            media_hash=hashlib.sha256(path.read_bytes()).hexdigest(),
            rate=None if name == "sound only" else FrameRate.parse(str(FRAMES)),
        )["fr-FR"]
    server = Mortal(project)
    yield server, tracks
    server.kill()


@pytest.mark.parametrize("film", FILMS)
def test_plays_with_picture_and_sound_in_the_page(chromium, season, film):
    server, tracks = season
    ana = Chair(chromium, server, "ana")
    ana.open(tracks[film])
    page = ana.page
    page.wait_for_function("document.querySelector('video, audio')?.readyState >= 2")
    page.evaluate(f"() => {{ window.readFrame = {READ}; }}")
    seen = film != "sound only"

    # Where it is told to go, before it ever played.
    for number in (2, 1):
        ana.press("Control+g")
        page.keyboard.type(str(number))
        ana.press("Enter")
        ana.at(number)
        at = number * 3
        page.wait_for_function(
            "at => Math.floor(document.querySelector('video, audio').currentTime * 25 + 0.01) / 25"
            " === at && !document.querySelector('video, audio').seeking",
            arg=at,
        )
        if seen:
            page.wait_for_function(
                "frame => readFrame(document.querySelector('video')) === frame", arg=at * FRAMES
            )

    page.evaluate(f"() => ({LISTEN})(document.querySelector('video, audio'))")
    ana.press("Escape", "Space")
    page.wait_for_function(
        "end => document.querySelector('video, audio').currentTime > end", arg=LOUD[1] + 0.7
    )
    if seen:
        # While it plays the picture is that of its time, a frame or two of drawing apart.
        frame, time = page.evaluate(
            "() => [readFrame(document.querySelector('video')),"
            " document.querySelector('video').currentTime]"
        )
        assert abs(frame - time * FRAMES) <= 3
    ana.press("Space")
    page.wait_for_function("document.querySelector('video, audio').paused")
    levels = page.evaluate("levels")
    played = [(time, level) for time, level in levels if time > 3.1]
    loud = [level for time, level in played if LOUD[0] + 0.2 < time < LOUD[1] - 0.05]
    quiet = [level for time, level in played if time < LOUD[0] - 0.1 or time > LOUD[1] + 0.4]
    assert loud
    assert quiet
    assert max(loud) > 0.1
    assert max(quiet) < 0.02
    ana.close()
    assert ana.faults == []
