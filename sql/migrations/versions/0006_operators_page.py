"""Operators' page"""

import sqlalchemy as sa
from alembic import op

revision = "0006_operators_page"
down_revision = "0005_operations"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_story_arrival", "story", ["first_seen_at", "id", "source_id"], None),
    ("ix_story_source_arrival", "story", ["source_id", "first_seen_at", "id"], None),
    ("ix_quarantine_open", "quarantine", ["resolved_at", "id"], None),
    ("ix_fetch_attempts", "fetch", ["source_id", "started_at"], None),
    ("ix_fetch_failures", "fetch", ["source_id", "started_at"], "failure IS NOT NULL"),
    ("ix_fetch_histories", "fetch", ["started_at"], "is_history"),
)


def upgrade() -> None:
    identifier = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "source_hold",
        sa.Column("source_id", identifier, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_hold_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_hold")),
    )
    op.create_table(
        "action_log",
        sa.Column("id", identifier, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_log")),
        sa.UniqueConstraint("at", "who", "action", "subject", name=op.f("uq_action_log_at_who_action_subject")),
    )
    op.create_index("ix_action_log_subject", "action_log", ["subject", "at"])
    for name, table, columns, condition in INDEXES:
        where = sa.text(condition) if condition else None
        op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    for name, table, *_ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_table("action_log")
    op.drop_table("source_hold")
