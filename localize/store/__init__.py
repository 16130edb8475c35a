"""What is kept of people's work, in one database: SQLite by default, PostgreSQL where it is shared.

    from localize.store import Database, lock_track

    database = Database.of_project(project)
    database.upgrade()                      # once, when the program starts
    with database.read() as session:        # a snapshot; never waits for a writer
        ...
    with database.begin() as session:       # one transaction: all of it is kept, or none
        track = lock_track(session, track_id)
        ...

This room keeps and finds; it holds no rule about who may do what (`localize.review` does).

| module | what it holds |
|---|---|
| `database` | opening, transactions, waiting in turn |
| `address`, `engine` | which database is meant; connections as this room needs them |
| `locks` | one writer a track, on both databases |
| `errors` | what a database refuses, in our words |
| `upgrade`, `migrations` | the schema's versions |
| `columns`, `tables` | the schema |
| `mapping` | cues and provenance to and from rows and data |
| `steps` | the one way to change a cue: a step with its revisions |
| `seasons`, `cues`, `work`, `people`, `project` | reads and writes by subject |
"""

from __future__ import annotations

from localize.store.database import Database
from localize.store.errors import BusyError
from localize.store.locks import lock_track, lock_tracks

__all__ = ["BusyError", "Database", "lock_track", "lock_tracks"]
