"""Alembic's entry: runs revisions on the connection and in the transaction that it is given.

`localize.store.upgrade` and `localize.store.revise` call it; there is no `alembic.ini`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from localize.store.tables import Base
from localize.store.version import TABLE

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401, ARG001 -- Alembic's signature
    """Types of ours as the plain ones below them: revisions must outlive `columns`."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=TABLE,
    # SQLite cannot alter most of a table in place: it is made anew and the rows are copied.
    render_as_batch=True,
    # Both databases can take back DDL; a migration that fails changes nothing.
    transactional_ddl=True,
    compare_server_default=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
