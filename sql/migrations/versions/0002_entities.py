"""Entities over stories: merges, namesakes, operators' decisions; roles and metonyms of mentions"""

import sqlalchemy as sa
from alembic import op

revision = "0002_entities"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "entity_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entity_decision")),
        sa.UniqueConstraint(
            "kind",
            "name",
            "other_name",
            "text_hash",
            "decided_at",
            name=op.f("uq_entity_decision_kind_name_other_name_text_hash_decided_at"),
        ),
    )
    op.create_table(
        "entity_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("previous_root", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entity_change")),
        sa.UniqueConstraint("kind", "name", "changed_at", name=op.f("uq_entity_change_kind_name_changed_at")),
    )
    op.create_table(
        "entity_link",
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("root_id", ID, nullable=False),
        sa.Column("base_id", ID, nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.id"], name=op.f("fk_entity_link_entity_id")),
        sa.ForeignKeyConstraint(["root_id"], ["entity.id"], name=op.f("fk_entity_link_root_id")),
        sa.ForeignKeyConstraint(["base_id"], ["entity.id"], name=op.f("fk_entity_link_base_id")),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity_link")),
    )
    for column in ("block", "root_id", "base_id"):
        op.create_index(op.f(f"ix_entity_link_{column}"), "entity_link", [column])
    op.execute(
        "INSERT INTO entity_link (entity_id, block, root_id, base_id, evidence) SELECT id, '', id, id, '{}' FROM entity"
    )
    op.add_column("extraction", sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_extraction_resolved_at"), "extraction", ["resolved_at"])
    op.add_column("mention", sa.Column("role", sa.String(), nullable=True))
    op.add_column("mention", sa.Column("metonym", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("mention", "metonym")
    op.drop_column("mention", "role")
    op.drop_index(op.f("ix_extraction_resolved_at"), "extraction")
    op.drop_column("extraction", "resolved_at")
    op.drop_table("entity_link")
    op.drop_table("entity_change")
    op.drop_table("entity_decision")
