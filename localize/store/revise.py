"""Write the next revision of the schema, from what `tables.py` says now.

    python -m localize.store.revise "cues remember their scene"

Then read what it wrote in `migrations/versions`, mend it by hand (Alembic sees no CHECK constraint
and no renaming), set `version.SCHEMA` to it, and run the tests: they compare both databases.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from localize.store.address import Address
from localize.store.engine import sqlite_migrator
from localize.store.upgrade import config, upgrade
from localize.store.version import SCHEMA


def revise(message: str) -> Path:
    """Write a revision that leads from the newest one to the tables as they are; its path."""
    with tempfile.TemporaryDirectory() as folder:
        address = Address.of_file(Path(folder, "empty.db"))
        upgrade(address)
        engine = sqlite_migrator(address, wait=1)
        settings = config()
        with engine.begin() as connection:
            settings.attributes["connection"] = connection
            made = command.revision(
                settings, message, autogenerate=True, rev_id=f"{int(SCHEMA) + 1:04}"
            )
        engine.dispose()
    if made is None or isinstance(made, list):
        raise RuntimeError("Alembic wrote no revision, or several")
    return Path(made.path)


if __name__ == "__main__":
    sys.stdout.write(f"{revise(sys.argv[1])}\n")
