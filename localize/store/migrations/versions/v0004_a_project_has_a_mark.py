"""A project has a mark: random, so that a browser can tell one project from another."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    project = op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_project_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.bulk_insert(project, [{"id": 1, "mark": secrets.token_hex(16)}])
