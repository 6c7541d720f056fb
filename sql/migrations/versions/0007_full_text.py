"""Full text from the pages of stories"""

import sqlalchemy as sa
from alembic import op

revision = "0007_full_text"
down_revision = "0006_operators_page"
branch_labels = None
depends_on = None

FLAGS = (("source", "reads_pages"), ("fetch", "has_pages"))


def upgrade() -> None:
    for table, name in FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("fetch", sa.Column("page_of", sa.String(), nullable=True))
    op.add_column("story_version", sa.Column("page_fetch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.add_column("story_version", sa.Column("page_problem", sa.Text(), nullable=True))
    op.create_index(op.f("ix_story_version_page_fetch_id"), "story_version", ["page_fetch_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_story_version_page_fetch_id"), "story_version")
    op.drop_column("story_version", "page_problem")
    op.drop_column("story_version", "page_fetch_id")
    op.drop_column("fetch", "page_of")
    for table, name in FLAGS:
        op.drop_column(table, name)
