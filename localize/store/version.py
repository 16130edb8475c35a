"""The version of the schema that this program works with."""

from __future__ import annotations

from typing import Final

#: The newest revision in `migrations/versions`; a test holds the two together. Known here, so that
#: a database that is up to date is opened without loading Alembic.
SCHEMA: Final = "0004"
#: The table that says which revision a database has; Alembic's own name for it could be another
#: program's, in a database that is shared.
TABLE: Final = "localize_version"
