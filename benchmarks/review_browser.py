"""How fast the review page is in a real browser, over a long track with its media.

    python benchmarks/review_browser.py [--cues 3000] [--times 5] [--edits 200] [--folder FOLDER]

Makes a season of one programme of ``--cues`` cues, two seconds each, with words, speech and a coded
video as long as they are, serves it, has the working copy made, and works in Debian's Chromium:

* opening: from the start of the navigation until the first cue can be typed into, with an empty
  cache and with a full one; long tasks after that;
* typing: letters in the box, with every long task (over 50 ms, `PerformanceObserver`), and the time
  from a key to its paint (Event Timing, which counts in steps of 8 ms);
* filters and jumps: from the key or click until the frame after the list, or the strip, shows it;
* memory: heap and nodes after collecting garbage, before and after ``--edits`` saved edits. A node
  an edit is Chromium's own: its undo keeps the text that a box had, of the last 1,000 changes.

Figures are of the browser and the server on one machine, whose load average is printed with them:
where others work on it too, they say little. With ``--folder`` what was made is kept there and used
again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import av
from playwright.sync_api import sync_playwright

from localize.engines import Transcript
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole, Word
from localize.season import load_season
from localize.store import Database
from localize.timeline import Span
from tests.localize_ui.browser.coded_video import write_coded_video
from tests.localize_ui.browser.conftest import FLAGS
from tests.localize_ui.browser.team import Chair, Mortal, add_people

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SEASON = 'name = "Long"\nsource = "en"\n[market.fr-FR]\n'
_MADE_BY = Provenance("whisper", "1", "base", "abc")
#: ms from one in-time to the next, and that each cue stands.
_EVERY, _STANDS = 2_000, 1_800
#: Frames of the piece of which the long video is made, at 25 a second.
_PIECE = 1_500
_RATE = 25
#: The same sentences each time.
_CHANCE = random.Random(1)  # noqa: S311 -- no secret

#: Runs before the page's own scripts.
_WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) longTasks.push([one.startTime, one.duration]);
}).observe({ type: "longtask", buffered: true });
window.keyPaints = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    if (/^(keydown|input|beforeinput)$/.test(one.name)) keyPaints.push(one.duration);
}).observe({ type: "event", durationThreshold: 16 });
const look = () => {
  const box = document.querySelector("textarea.lz-box");
  if (box && document.activeElement === box && !box.readOnly && box.value) {
    window.usableAt = performance.now();
    performance.mark("usable");
  } else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

_AFTER_USABLE = "longTasks.filter(([at]) => at > usableAt).map(([, long]) => long)"

#: Does something, and tells the ms until the frame in which a condition holds has been painted.
_UNTIL = """
async ([act, condition]) => {
  const holds = new Function(`return (${condition})`);
  const start = performance.now();
  new Function(act)();
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (holds()) break;
    if (performance.now() - start > 20_000) throw new Error(`never: ${condition}`);
  }
  await new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });
  return performance.now() - start;
}
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cues", type=int, default=3_000)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--edits", type=int, default=200)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        project = (given.folder or Path(temporary)) / f"project-{given.cues}"
        if not (project / "localize.toml").is_file():
            make(project, given.cues)
        server = Mortal(project)
        try:
            with sync_playwright() as playwright:
                found = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
                browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
                measure(browser, server, given.cues, given.times, given.edits)
                browser.close()
        finally:
            server.kill()


def measure(browser: Browser, server: Mortal, cues: int, times: int, edits: int) -> None:
    track = copied(server)
    print(f"{cues} cues, {os.cpu_count()} cores, Chromium {browser.version}")
    chair = opening(browser, server, track, times)
    typing(chair, cues)
    filters(chair, times)
    jumps(chair, cues, times)
    memory(chair, edits)
    told = [fault for fault in chair.faults if "favicon" not in fault]
    if told:
        raise SystemExit("\n".join(told))


def copied(server: Mortal) -> int:
    """The track's number, once its working copy is there."""
    with closing(server.asks("ana")) as ana:
        overview = ana.get("season").json()
        track = next(one["track_id"] for one in overview["tracks"] if one["locale"] == "fr-FR")
        began = time.monotonic()
        while (copy := ana.post(f"tracks/{track}/media").json())["state"] != "ready":
            if copy["state"] in ("failed", "none"):
                raise SystemExit(copy["reason"])
            time.sleep(0.5)
        print(f"working copy: {copy['plan']}, {copy['duration'] / 60_000:.0f} min, "
              f"waited {time.monotonic() - began:.0f} s")  # fmt: skip
    return int(track)


def opening(browser: Browser, server: Mortal, track: int, times: int) -> Chair:
    cold, warm, tasks, answers = [], [], [], []
    address = f"{server.url}/review?track={track}"
    for _ in range(times):
        chair = Chair(browser, server, "ana")
        chair.page.add_init_script(_WATCH)
        for kept in (cold, warm):
            chair.page.goto(address)
            chair.page.wait_for_function("window.usableAt")
            kept.append(chair.page.evaluate("usableAt"))
            chair.page.wait_for_function("document.querySelector('video')?.readyState >= 2")
            chair.page.wait_for_timeout(3_000)  # what the page does once it is usable
            tasks += chair.page.evaluate(_AFTER_USABLE)
            answers.append(
                chair.page.evaluate(
                    "performance.getEntriesByType('resource')"
                    ".find((one) => one.name.endsWith('/desk')).responseEnd"
                )
            )
        if len(warm) < times:
            chair.close()
    print(f"usable, empty cache  {shown(cold)}")
    print(f"usable, full cache   {shown(warm)}")
    print(f"  desk answered at   {shown(answers)}")
    print(f"  long tasks in the 3 s after: {told(tasks)}")
    tasks = []
    for _ in range(times):
        chair.page.goto(address)
        chair.page.wait_for_function("window.usableAt")
        for letter in "La mer est calme ce soir.":
            chair.page.keyboard.press(letter if letter != " " else "Space")
        tasks += chair.page.evaluate(_AFTER_USABLE)
        chair.press("Control+s")
        chair.saved()
    print(f"  long tasks while typing from that moment on: {told(tasks)}")
    return chair


def typing(chair: Chair, cues: int) -> None:
    page = chair.page
    spent = []
    page.evaluate("longTasks.length = 0; keyPaints.length = 0")
    for number in range(1, 21):
        go(chair, number * (cues // 25))
        for letter in "La mer est calme ce soir.":
            began = time.perf_counter()
            page.keyboard.press(letter if letter != " " else "Space")
            spent.append((time.perf_counter() - began) * 1000)
    tasks = page.evaluate("longTasks.map(([, long]) => long)")
    paints = page.evaluate("keyPaints")
    print(f"typing {len(spent)} letters in 20 cues{load()}")
    print(f"  long tasks (over 50 ms): {told(tasks)}")
    print(f"  key to paint, of those over 16 ms: {told(paints)}")


def filters(chair: Chair, times: int) -> None:
    page = chair.page
    count = "document.querySelector('.lz-filter-count').textContent"
    press = "document.querySelectorAll('.lz-segment')[{}].click()"
    changed = f"{count} !== window.counted"
    for name, index, other in (("findings", 1, 4), ("notes", 4, 0), ("all", 0, 4)):
        spent = []
        for _ in range(times):
            page.evaluate(_UNTIL, [press.format(other), "true"])
            page.evaluate(f"window.counted = {count}")
            spent.append(page.evaluate(_UNTIL, [press.format(index), changed]))
        print(f"filter {name:14}{shown(spent)}")
    spent = []
    for word in ("m", "me", "mer", "me", "m", "")[:times]:
        page.evaluate(f"window.counted = {count}")
        act = (
            "const box = document.querySelector('.lz-filter-text');"
            f"box.value = '{word}'; box.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        )
        spent.append(page.evaluate(_UNTIL, [act, changed]))
    print(f"filter by text      {shown(spent)}")
    page.evaluate("document.querySelector('.lz-filter-text').value = ''")
    page.evaluate(_UNTIL, [press.format(0), "true"])
    chair.press("Escape", "Enter")


def go(chair: Chair, number: int) -> None:
    chair.press("Control+g")
    chair.page.keyboard.type(str(number))
    chair.press("Enter")
    chair.at(number)


def jumps(chair: Chair, cues: int, times: int) -> None:
    spent = []
    for _ in range(times * 4):
        number = _CHANCE.randint(2, cues - 1)
        chair.press("Control+g")
        chair.page.keyboard.type(str(number))
        act = ("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
               "{key: 'Enter', code: 'Enter', bubbles: true, cancelable: true}))")  # fmt: skip
        shows = (f"document.querySelector('.lz-strip-number').textContent === '#{number}' && "
                 "document.querySelector('.lz-row.lz-current .lz-cell-number')"
                 f".textContent.startsWith('{number}')")  # fmt: skip
        spent.append(chair.page.evaluate(_UNTIL, [act, shows]))
    print(f"jump to a cue       {shown(spent)}  (strip and list; the picture follows)")


def memory(chair: Chair, edits: int) -> None:
    page = chair.page
    protocol = page.context.new_cdp_session(page)
    protocol.send("HeapProfiler.enable")

    def now() -> tuple[float, int, int]:
        for _ in range(2):
            protocol.send("HeapProfiler.collectGarbage")
        used = protocol.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        counted = protocol.send("Memory.getDOMCounters")
        return used, counted["nodes"], counted["jsEventListeners"]

    def edit(count: int, word: str) -> None:
        for number in range(1, count + 1):
            chair.at(number)
            chair.press("End")
            page.keyboard.type(f" {word}")
            chair.press("Control+Enter" if number % 2 else "PageDown")
            if number % 2:
                chair.at(number + 1)

    go(chair, 1)
    page.evaluate("document.querySelectorAll('.lz-segment')[0].click()")
    edit(20, "a")  # what is made once is made
    chair.saved()
    print(f"memory{load()}")
    for done, word in ((0, ""), (edits // 2, "b"), (edits, "c")):
        if done:
            go(chair, 1)
            edit(edits // 2, word)
            chair.saved()
        used, nodes, listeners = now()
        print(
            f"  after {done:4} edits  {used:6.2f} MB of heap, "
            f"{nodes:6} nodes, {listeners:5} listeners"
        )


# --- What is worked on ----------------------------------------------------------------------------


def make(project: Path, cues: int) -> None:
    """A season of one programme, drafted into French."""
    project.mkdir(parents=True)
    media = project / "Long.mp4"
    lengthen(project / "piece.mp4", media, Fraction(cues * _EVERY, 1000))
    lexicon = ["".join(_CHANCE.choices("abcdefghilmnoprstuv", k=_CHANCE.randint(2, 9)))
               for _ in range(2_000)]  # fmt: skip
    source, drafts, words, speech = [], [], [], []
    for number in range(1, cues + 1):
        start = number * _EVERY
        said = [_CHANCE.choices(lexicon, k=_CHANCE.randint(2, 4)) for _ in range(2)]
        lines = tuple(" ".join(line) for line in said)
        source.append(Cue(f"c{number}", start, start + _STANDS, lines))
        drafts.append(
            Cue(f"c{number}", start, start + _STANDS, tuple(f"fr {line}" for line in lines),
                source_ids=(f"c{number}",))
        )  # fmt: skip
        spoken = [word for line in said for word in line]
        each = _STANDS // len(spoken)
        words += [Word(word, start + at * each, start + (at + 1) * each - 10, 0.4 + at % 6 / 10)
                  for at, word in enumerate(spoken)]  # fmt: skip
        speech.append(Span(start + 50, start + _STANDS))
    long = (cues + 2) * _EVERY
    heard = Transcript("Long", "en", 0.9, tuple(words), tuple(speech), long, _MADE_BY)
    ResultStore(project).put("speech", "k" * 64, Heard(heard, ()))
    tracks = (
        Track("Long", "en", TrackRole.TRANSCRIPT, tuple(source)),
        Track("Long", "fr-FR", TrackRole.SUBTITLE, tuple(drafts), based_on="en"),
    )
    (project / "localize.toml").write_text(_SEASON)
    add_people(project)
    with Database.of_project(project) as database:
        Review(database, load_season(project), project).import_run(
            ImportedEpisode(
                "Long",
                tuple(ImportedTrack(track, (_MADE_BY,)) for track in tracks),
                media_path=str(media),
                media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
                duration=long,
                frame_rate="25",
                transcript="k" * 64,
            )
        )


def lengthen(piece: Path, path: Path, seconds: Fraction) -> None:
    """A video of coded frames, its packets written again and again until it is long enough."""
    write_coded_video(piece, Fraction(_RATE), _PIECE)
    with av.open(str(path), "w") as out, av.open(str(piece)) as first:
        made = {one.index: out.add_stream_from_template(one) for one in first.streams}
        long = Fraction(_PIECE, _RATE)
        last = dict.fromkeys(made, -(1 << 40))
        for turn in range(int(seconds / long) + 2):
            with av.open(str(piece)) as again:
                for packet in again.demux():
                    if packet.dts is None:
                        continue
                    shift = round(turn * long / packet.time_base)
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    # An encoder's sound is a little longer than the picture.
                    if packet.dts <= last[packet.stream.index]:
                        continue
                    last[packet.stream.index] = packet.dts
                    packet.stream = made[packet.stream.index]
                    out.mux(packet)
    piece.unlink()


def shown(spent: list[float]) -> str:
    return f"{statistics.median(spent):7.0f} ms, worst {max(spent):7.0f} ms{load()}"


def told(spent: list[float]) -> str:
    if not spent:
        return "none"
    return f"{len(spent)}, median {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms"


def load() -> str:
    return f"  (load {os.getloadavg()[0]:.1f})"


if __name__ == "__main__":
    main()
