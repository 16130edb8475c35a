"""The review page: people's settings, marks of shot changes, terms, what the machine heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_terms_by_people")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_terms_season_id_seasons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index(op.f("ix_terms_season_id"), "terms", ["season_id"])
    op.create_table(
        "term_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_term_targets_by_people")),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_targets_term_id_terms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_targets")),
        sa.UniqueConstraint("term_id", "locale", name=op.f("uq_term_targets_term_id_locale")),
    )
    op.create_table(
        "shots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("shot", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("time >= 0", name=op.f("ck_shots_time")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_shots_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_shots_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shots")),
        sa.UniqueConstraint("episode_id", "time", name=op.f("uq_shots_episode_id_time")),
    )
    # Rows that there are need a value; new ones get theirs from the program, as in every column.
    with op.batch_alter_table("episodes") as batch:
        batch.add_column(sa.Column("transcript", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("episodes") as batch:
        batch.alter_column("transcript", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("people") as batch:
        batch.add_column(
            sa.Column(
                "settings",
                sa.JSON(none_as_null=True),
                nullable=False,
                server_default=sa.text("'{}'"),
            )
        )
    with op.batch_alter_table("people") as batch:
        batch.alter_column("settings", existing_type=sa.JSON(), server_default=None)
