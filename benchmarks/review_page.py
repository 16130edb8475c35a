"""How long the review page waits for what it asks the server.

    python benchmarks/review_page.py [--cues 3000] [--episodes 50] [--times 9]

Prints, for one track of ``--cues`` cues over the REST API in this process (nothing on a network, so
what is printed is the server's work): its desk, all its findings, those of two cues, those of a
text that is typed and not saved, those of the rules that look at the whole track, what is new where
nothing is, and saying where one is. Then translation memory over a season of ``--episodes``
with 800 approved cues each: the first hit, the next ones, and one after somebody changed a cue. The
sentences are made of random words, so that nearly none is like another: the whole season is gone
through. Each figure is the median and the worst, ms, and the median of what the processor worked
for it, which others on the machine do not lengthen.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import update

from localize.accounts.passwords import hash_password
from localize.memory.recall import Memory
from localize.review.actor import Actor
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import read_season
from localize.store import Database
from localize.store.people import find_person
from localize.store.tables import CueRow
from tests.localize_ui.api.served import PASSWORD, SEASON, Served, fill

if TYPE_CHECKING:
    from collections.abc import Callable

_HEARD = Provenance("whisper", "1", "base", "abc")
#: The same sentences each time.
_CHANCE = random.Random(1)  # noqa: S311 -- no secret
#: Cues of an episode of 45 minutes.
_EPISODE = 800


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cues", type=int, default=3_000)
    options.add_argument("--episodes", type=int, default=50)
    options.add_argument("--times", type=int, default=9)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        (project / "localize.toml").write_text(SEASON)
        served = Served(project)
        fill(served, hash_password(PASSWORD))
        of_api(served, given.cues, given.times)
        of_memory(served, given.episodes, given.times)
        served.workplace.close()


def of_api(served: Served, cues: int, times: int) -> None:
    track = add(served, "S09E01", cues)
    client = served.as_("ana")
    middle = cues // 2
    base = f"tracks/{track}"
    here = {"client": "window", "cue_id": "c1"}
    for name, ask in {
        "desk": lambda: client.api("GET", f"{base}/desk"),
        "findings of all": lambda: client.api("GET", f"{base}/findings"),
        "findings of two": lambda: client.api(
            "GET", f"{base}/findings?cue_id=c{middle}&cue_id=c{middle + 1}"
        ),
        "typed, unsaved": lambda: client.api(
            "POST", f"{base}/findings", {"cue_id": f"c{middle}", "lines": ["Un  texte nouveau..."]}
        ),
        "whole-track rules": lambda: client.api("GET", f"{base}/findings?whole=true"),
        "nothing new": lambda: client.api("GET", f"{base}/changes?since=1"),
        "presence": lambda: client.api("POST", f"{base}/presence", here),
    }.items():
        answer, figures = measured(ask, times)
        if answer.status_code != 200:
            raise SystemExit(answer.text)
        sent = int(answer.headers["content-length"])
        print(f"{name:17} {figures}  {sent:>9,} bytes sent, {len(answer.content):>9,} unpacked")


def of_memory(served: Served, episodes: int, times: int) -> None:
    tracks = [add(served, f"S10E{number:02}", _EPISODE) for number in range(episodes)]
    season = read_season(SEASON)
    with Database.of_project(served.project) as database:
        with database.begin() as session:
            session.execute(
                update(CueRow).where(CueRow.track_id.in_(tracks)).values(state="approved")
            )
            lea = Actor.of(find_person(session, "lea"))
        memory = Memory(database)
        review = Review(database, season, served.project)
        cue = iter(range(1, _EPISODE))

        def hit() -> object:
            return memory.hits(lea, season, tracks[0], f"c{next(cue)}")

        print(f"memory of {episodes} episodes, {_EPISODE} approved cues each")
        print(f"{'first hit':16} {measured(hit, 1)[1]}")
        print(f"{'next hits':16} {measured(hit, times)[1]}")
        after = []
        for number in range(_EPISODE - times, _EPISODE):
            review.reopen(lea, tracks[0], f"c{number}", 1)
            after.append(measured(hit, 1)[1])
        print(*(f"{'after a change':16} {one}" for one in after), sep="\n")


def add(served: Served, name: str, cues: int) -> int:
    """An episode of random sentences, drafted into French; its French track."""
    words = ["".join(_CHANCE.choices("abcdefghilmnoprstuv", k=_CHANCE.randint(2, 9)))
             for _ in range(2_000)]  # fmt: skip
    source = tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2000,
            tuple(" ".join(_CHANCE.choices(words, k=_CHANCE.randint(2, 6))) for _ in range(2)))
        for n in range(1, cues + 1)
    )  # fmt: skip
    drafts = tuple(
        Cue(one.id, one.start, one.end, tuple(f"fr {line}" for line in one.lines),
            source_ids=(one.id,))
        for one in source
    )  # fmt: skip
    tracks = (
        Track(name, "en", TrackRole.TRANSCRIPT, source),
        Track(name, "fr-FR", TrackRole.SUBTITLE, drafts, based_on="en"),
    )
    with Database.of_project(served.project) as database:
        review = Review(database, read_season(SEASON), served.project)
        made = tuple(ImportedTrack(track, (_HEARD,)) for track in tracks)
        report = review.import_run(ImportedEpisode(name, made))
    return next(one.track_id for one in report.tracks if one.locale == "fr-FR")


def measured(ask: Callable[[], Any], times: int) -> tuple[Any, str]:
    spent, worked, answer = [], [], None
    for _ in range(times):
        began, busy = time.perf_counter(), time.process_time()
        answer = ask()
        worked.append((time.process_time() - busy) * 1000)
        spent.append((time.perf_counter() - began) * 1000)
    return answer, f"{shown(spent)}, worked {statistics.median(worked):7.1f} ms"


def shown(spent: list[float]) -> str:
    return f"{statistics.median(spent):8.1f} ms, worst {max(spent):8.1f} ms"


if __name__ == "__main__":
    main()
