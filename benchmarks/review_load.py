"""Whether anything is lost when a whole season is worked on at once, and how long a save takes.

    python benchmarks/review_load.py [--seconds 60] [--tracks 40] [--people 2] [--every 1.0]
                                     [--replace-every 15] [--database sqlite|postgresql|both]
                                     [--http]

A season of tracks with 620 cues each. On every track people save edits, each one again and again
after 0.5 to 1.5 times ``--every`` seconds, while somebody replaces a name in one cue of twenty over
the whole season, every so often; then 20 people save the same cue. They call the services in this
process, as the server's threads do, or with ``--http`` a `localize serve` of its own, over its REST
API. The database lies where ``TMPDIR`` says; on a disk in memory, flushing it costs nothing.

A person who works on subtitles leaves a cue, which saves it, every 3 to 10 seconds, and what they
type in one is saved meanwhile at most every 5; so a save a second from each is several times what
80 people make. Each figure says how busy the machine was when it was taken (load average of the
last minute, this program's own included): beside others' work a save waits for a processor, too.

Afterwards the history is read. An update is lost where a save or a replacement that was
acknowledged is not there as a revision, took the place of a text that its person had not seen, or
where the revisions of a cue are not one whole chain that ends in the cue as it is. Ends with 1
where any was.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from review_ways import (
    CUES,
    NAMES,
    Answer,
    Http,
    Lines,
    Replacement,
    Services,
    Way,
    World,
    make_world,
    served,
)
from sqlalchemy import select

from localize.review.actor import Actor
from localize.review.replace import Query
from localize.store import Database
from localize.store.mapping import snapshot
from localize.store.tables import CueRow, RevisionRow, StepRow
from localize.testing.postgres import temporary_postgres

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Everybody on one cue.
CROWD = 20
#: Seconds of a thread's turn in the interpreter, as `localize serve` sets it.
TURN = 0.0005

# --- At work -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Save:
    """A save, with what its person had seen."""

    person: int
    track: int
    cue: str
    seen: int
    before: Lines
    after: Lines
    began: float
    seconds: float
    answer: Answer


@dataclass
class Record:
    """All that was done; lists, to which any thread may append."""

    saves: list[Save] = field(default_factory=list)
    replaced: list[tuple[float, float, Replacement]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Pace:
    """How often a person saves, seconds on average, and until when."""

    every: float
    ends: float

    def wait(self) -> bool:
        """Wait for the next save; false at the end."""
        time.sleep(random.uniform(0.5, 1.5) * self.every)  # noqa: S311 -- no secret
        return time.monotonic() < self.ends


@dataclass(frozen=True)
class Seat:
    """A person at a track, with the cues they work on as they saw them."""

    actor: Actor
    track: int
    known: dict[str, tuple[int, Lines]]


def take_seats(
    way: Way, places: Sequence[tuple[Actor, int]], cues: Sequence[str] = ()
) -> list[Seat]:
    """Everybody opens the track they have, before the clock runs; without ``cues`` all of it."""
    views = {track: way.cues(actor, track) for actor, track in places}
    return [
        Seat(actor, track, {cue: views[track][cue] for cue in cues or views[track]})
        for actor, track in places
    ]


def person(way: Way, seat: Seat, pace: Pace, done: Record) -> None:
    """Save cue after cue; after a conflict, ours over theirs, which were now seen."""
    who, count = seat.actor, 0
    cues = list(seat.known)
    while pace.wait():
        cue = random.choice(cues)  # noqa: S311 -- no secret
        for _ in range(2):
            revision, before = seat.known[cue]
            count += 1
            after = (before[0], f"{who.name}, {count} over {revision}")
            began = time.monotonic()
            answer = way.save(who, seat.track, cue, revision, after)
            took = time.monotonic() - began
            seen = (revision, before, after)
            done.saves.append(Save(who.person_id, seat.track, cue, *seen, began, took, answer))
            if answer.revision:
                seat.known[cue] = (answer.revision, answer.lines)
            if answer.kind != "conflict":
                break


def replacer(way: Way, lead: Actor, every: float, ends: float, done: Record) -> None:
    """Replace one name by the other over the season, and back."""
    old, new = NAMES
    while (began := time.monotonic()) < ends:
        made = way.replace(lead, Query(old, new, case=True, whole_word=True))
        done.replaced.append((began, time.monotonic(), made))
        old, new = new, old
        time.sleep(max(0.0, min(began + every, ends) - time.monotonic()))


def at_work(
    way: Way,
    seats: Sequence[Seat],
    seconds: float,
    every: float,
    *,
    lead: Actor | None = None,
    replace_every: float = 0.0,
) -> Record:
    """Everybody at their seats, and perhaps a lead who replaces."""
    done = Record()
    began = time.monotonic()
    pace = Pace(every, began + seconds)
    with ThreadPoolExecutor(len(seats) + 1) as pool:
        jobs = [pool.submit(person, way, seat, pace, done) for seat in seats]
        if lead is not None:
            jobs.append(pool.submit(replacer, way, lead, replace_every, pace.ends, done))
        for job in jobs:
            job.result()
    done.seconds = time.monotonic() - began
    return done


# --- What is there afterwards --------------------------------------------------------------------


#: A revision, what its step did, and who did it.
Kept = tuple[RevisionRow, str, int | None]


def losses(database: Database, world: World, records: Sequence[Record]) -> list[str]:
    """Every update that was lost, in words."""
    revisions: dict[tuple[int, str], list[Kept]] = defaultdict(list)
    with database.read() as session:
        rows = session.scalars(select(CueRow).where(CueRow.track_id.in_(world.tracks)))
        now = {(row.track_id, row.cue_id): (row.revision, snapshot(row)) for row in rows}
        query = (
            select(CueRow.track_id, CueRow.cue_id, RevisionRow, StepRow.action, StepRow.person_id)
            .join(CueRow, RevisionRow.cue_row_id == CueRow.id)
            .join(StepRow, RevisionRow.step_id == StepRow.id)
            .where(CueRow.track_id.in_(world.tracks))
            .order_by(RevisionRow.cue_row_id, RevisionRow.number)
        )
        for track, cue, revision, action, who in session.execute(query):
            revisions[track, cue].append((revision, action, who))
    lost: list[str] = []
    for place, (number, data) in now.items():
        chain = [one for one, *_ in revisions[place]]
        befores = [None, *(one.after for one in chain[:-1])]
        whole = [one.number for one in chain] == list(range(1, number + 1))
        if not whole or [one.before for one in chain] != befores or chain[-1].after != data:
            lost.append(f"{place}: the revisions are no whole chain")
    saves = [save for record in records for save in record.saves]
    judged = ((wrong_with(save, revisions[save.track, save.cue]), save) for save in saves)
    lost += [f"{wrong}: {save}" for wrong, save in judged if wrong]
    hits = [hit for record in records for *_, made in record.replaced for hit in made.cues]
    for track, cue, number in hits:
        if [act for one, act, _ in revisions[track, cue] if one.number == number] != ["replace"]:
            lost.append(f"cue {cue} of track {track}: its replacement is not there")
    kept = Counter(action for chain_of in revisions.values() for _, action, _ in chain_of)
    saved = sum(save.answer.kind == "saved" for save in saves)
    if (kept["text"], kept["replace"]) != (saved, len(hits)):
        lost.append(f"{saved} saves and {len(hits)} replacements were answered, kept are {kept}")
    return lost


def wrong_with(save: Save, revisions: Sequence[Kept]) -> str:
    """What the history says against a save; empty where nothing."""
    if save.answer.kind == "conflict":
        return "a conflict with nothing" if save.answer.revision == save.seen else ""
    if save.answer.kind != "saved":
        return ""
    found = [one for one in revisions if one[0].number == save.answer.revision]
    if not found:
        return "not there"
    ((revision, action, who),) = found
    if (action, who, revision.after["lines"]) != ("text", save.person, list(save.after)):
        return "another is there in its place"
    seen = revision.before is not None and revision.before["lines"] == list(save.before)
    return "" if seen and revision.number == save.seen + 1 else "took the place of what was unseen"


def figures(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and maximum, ms."""
    if len(seconds) < 2:
        return "none"
    high = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    shown = (statistics.median(seconds), high, max(seconds))
    return "median {:.0f}, 95 % {:.0f}, longest {:.0f} ms".format(*(1000 * one for one in shown))


def tell(name: str, done: Record) -> None:
    kinds = Counter(save.answer.kind for save in done.saves)
    counts = ", ".join(
        f"{kinds[kind]} {said}"
        for kind, said in (
            ("saved", "saved"),
            ("conflict", "conflicts reported"),
            ("refused", "refused"),
            ("busy", "told to come again"),
        )
    )
    rate = len(done.saves) / done.seconds
    print(f"{name}: {counts}; {rate:.0f} saves/s; load {os.getloadavg()[0]:.1f}")
    print(f"  a save: {figures([one.seconds for one in done.saves])}")
    if not done.replaced:
        return
    beside: dict[bool, list[float]] = {True: [], False: []}
    for one in done.saves:
        end = one.began + one.seconds
        beside[any(one.began < b and a < end for a, b, _ in done.replaced)].append(one.seconds)
    print(f"    beside a replace: {len(beside[True])}, {figures(beside[True])}")
    print(f"    without: {len(beside[False])}, {figures(beside[False])}")
    made = [one for *_, one in done.replaced]
    print(
        f"  {len(made)} times replaced: {statistics.mean(len(one.cues) for one in made):.0f} cues,"
        f" {sum(one.conflicts for one in made)} conflicts reported,"
        f" {sum(one.refused for one in made)} refused; preview"
        f" {statistics.median(one.looked for one in made):.2f} s (longest"
        f" {max(one.looked for one in made):.2f}), replace"
        f" {statistics.median(one.took for one in made):.2f} s (longest"
        f" {max(one.took for one in made):.2f})",
        flush=True,
    )


# --- All of it -----------------------------------------------------------------------------------


def measure(url: str, project: Path, options: argparse.Namespace) -> int:
    """Work on one database; how many updates were lost."""
    with Database(url) as database:
        database.upgrade()
        people = max(options.tracks * options.people, CROWD)
        world = make_world(database, project, options.tracks, people)
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
        way = "REST API" if options.http else "services"
        print(
            f"{kind}, {way}: {len(world.tracks)} tracks of {CUES} cues, {options.people} people"
            f" each, {options.seconds:.0f} s; each saves every {options.every:g} s,"
            f" a replace every {options.replace_every:g} s",
            flush=True,
        )

        def both(way: Way) -> list[Record]:
            tracks = [track for track in world.tracks for _ in range(options.people)]
            seats = take_seats(way, list(zip(world.people, tracks, strict=False)))
            pace = (options.seconds, options.every)
            often = options.replace_every
            done = [at_work(way, seats, *pace, lead=world.lead, replace_every=often)]
            tell("  the season", done[0])
            seats = take_seats(way, [(one, tracks[0]) for one in world.people[:CROWD]], ["c1"])
            done.append(at_work(way, seats, options.seconds / 3, options.every))
            tell(f"  {CROWD} on one cue", done[1])
            return done

        if options.http:
            with served(project, url) as port:
                records = both(Http(port, world.tokens))
        else:
            records = both(Services(database, project))
        lost = losses(database, world, records)
        print(f"  lost updates: {len(lost)}", *lost[:10], sep="\n    ", flush=True)
        return len(lost)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--tracks", type=int, default=40)
    parser.add_argument("--people", type=int, default=2, help="on each track")
    parser.add_argument("--every", type=float, default=1.0, help="seconds between a person's saves")
    parser.add_argument(
        "--replace-every", type=float, default=15.0, help="seconds between two replaces"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--http", action="store_true", help="through a server's REST API")
    options = parser.parse_args()
    if not options.http:
        sys.setswitchinterval(TURN)
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        if options.database != "postgresql":
            project = Path(folder, "sqlite")
            project.mkdir()
            lost += measure(f"sqlite:///{project / 'localize.db'}", project, options)
        if options.database != "sqlite":
            project = Path(folder, "postgresql")
            project.mkdir()
            with temporary_postgres() as server:
                lost += measure(server.new_database(), project, options)
    raise SystemExit(1 if lost else 0)


if __name__ == "__main__":
    main()
