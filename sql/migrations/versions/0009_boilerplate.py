"""Paragraphs that a source repeats"""

import sqlalchemy as sa
from alembic import op

revision = "0009_boilerplate"
down_revision = "0008_embargoes"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paragraph",
        sa.Column("version_id", ID, autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["story_version.id"], name=op.f("fk_paragraph_version_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_paragraph_source_id")),
        sa.PrimaryKeyConstraint("version_id", "start", name=op.f("pk_paragraph")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_paragraph_source_id_hash", "paragraph", ["source_id", "hash"])
    op.create_table(
        "boilerplate",
        sa.Column("source_id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_boilerplate_source_id")),
        sa.PrimaryKeyConstraint("source_id", "hash", name=op.f("pk_boilerplate")),
    )


def downgrade() -> None:
    op.drop_table("boilerplate")
    op.drop_table("paragraph")
