"""The show's own words: characters, forms of address, memories of other shows; risk, coverage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "characters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "gender IN ('', 'female', 'male', 'other')", name=op.f("ck_characters_gender")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_characters_by_people")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_characters_season_id_seasons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_characters")),
        sa.UniqueConstraint("season_id", "name", name=op.f("uq_characters_season_id_name")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("form IN ('familiar', 'formal')", name=op.f("ck_addresses_form")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_addresses_by_people")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_addresses_season_id_seasons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint(
            "season_id",
            "locale",
            "speaker",
            "addressee",
            name=op.f("uq_addresses_season_id_locale_speaker_addressee"),
        ),
    )
    op.create_table(
        "memory_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("source_locale", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_memory_lines_by_people")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_memory_lines_season_id_seasons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_lines")),
    )
    op.create_index("ix_memory_lines_market", "memory_lines", ["season_id", "locale"])
    op.create_table(
        "dismissed_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["people.id"], name=op.f("fk_dismissed_candidates_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_dismissed_candidates_season_id_seasons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissed_candidates")),
        sa.UniqueConstraint(
            "season_id", "text", name=op.f("uq_dismissed_candidates_season_id_text")
        ),
    )
    with op.batch_alter_table("cues") as batch:
        batch.add_column(sa.Column("risk", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("episodes") as batch:
        batch.add_column(sa.Column("coverage", sa.JSON(none_as_null=True), nullable=True))
