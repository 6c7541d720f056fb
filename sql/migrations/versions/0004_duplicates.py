"""Utterances, what changed between versions, and why a version is in its cluster"""

import sqlalchemy as sa
from alembic import op

revision = "0004_duplicates"
down_revision = "0003_quote_circumstances"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("utterance")  # nothing was ever written to it
    op.create_table(
        "utterance",
        sa.Column("id", ID, nullable=False),
        sa.Column("full_quote_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["full_quote_id"], ["quote.id"], name=op.f("fk_utterance_full_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterance")),
    )
    op.create_index(op.f("ix_utterance_full_quote_id"), "utterance", ["full_quote_id"])
    op.create_table(
        "utterance_quote",
        sa.Column("id", ID, nullable=False),
        sa.Column("quote_id", ID, nullable=False),
        sa.Column("utterance_id", ID, nullable=False),
        sa.Column("speaker_key", sa.Text(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("likeness", sa.String(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_utterance_quote_quote_id")),
        sa.ForeignKeyConstraint(["utterance_id"], ["utterance.id"], name=op.f("fk_utterance_quote_utterance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterance_quote")),
        sa.UniqueConstraint("quote_id", name=op.f("uq_utterance_quote_quote_id")),
    )
    for column in ("quote_id", "utterance_id", "speaker_key"):
        op.create_index(op.f(f"ix_utterance_quote_{column}"), "utterance_quote", [column])
    op.create_table(
        "story_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("previous_version_id", ID, nullable=False),
        sa.Column("is_headline_changed", sa.Boolean(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["story_version.id"], name=op.f("fk_story_change_version_id")),
        sa.ForeignKeyConstraint(
            ["previous_version_id"], ["story_version.id"], name=op.f("fk_story_change_previous_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_change")),
        sa.UniqueConstraint("version_id", name=op.f("uq_story_change_version_id")),
    )
    for column in ("version_id", "previous_version_id"):
        op.create_index(op.f(f"ix_story_change_{column}"), "story_change", [column])
    op.create_table(
        "cluster_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("cluster_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_cluster_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_event_cluster_id")),
        sa.ForeignKeyConstraint(["other_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_event_other_cluster_id")),
        sa.ForeignKeyConstraint(["version_id"], ["story_version.id"], name=op.f("fk_cluster_event_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_event")),
        sa.UniqueConstraint(
            "cluster_id", "kind", "other_cluster_id", name=op.f("uq_cluster_event_cluster_id_kind_other_cluster_id")
        ),
    )
    for column in ("cluster_id", "other_cluster_id", "version_id"):
        op.create_index(op.f(f"ix_cluster_event_{column}"), "cluster_event", [column])
    with op.batch_alter_table("cluster_member") as table:
        table.add_column(sa.Column("evidence", sa.JSON(), nullable=True))
    with op.batch_alter_table("story_version") as table:
        table.add_column(sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_story_version_uncompared", ["compared_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("story_version") as table:
        table.drop_index("ix_story_version_uncompared")
        table.drop_column("compared_at")
    with op.batch_alter_table("cluster_member") as table:
        table.drop_column("evidence")
    for name in ("cluster_event", "story_change", "utterance_quote", "utterance"):
        op.drop_table(name)
    op.create_table(
        "utterance",
        sa.Column("id", ID, nullable=False),
        sa.Column("speaker_entity_id", ID, nullable=False),
        sa.Column("words_hash", sa.String(), nullable=False),
        sa.Column("first_quote_id", ID, nullable=False),
        sa.Column("first_said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["first_quote_id"], ["quote.id"], name=op.f("fk_utterance_first_quote_id")),
        sa.ForeignKeyConstraint(["speaker_entity_id"], ["entity.id"], name=op.f("fk_utterance_speaker_entity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterance")),
        sa.UniqueConstraint("speaker_entity_id", "words_hash", name=op.f("uq_utterance_speaker_entity_id_words_hash")),
    )
    op.create_index(op.f("ix_utterance_speaker_entity_id"), "utterance", ["speaker_entity_id"])
