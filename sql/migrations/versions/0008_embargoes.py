"""Releases from an embargo are found by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0008_embargoes"
down_revision = "0007_full_text"
branch_labels = None
depends_on = None

HELD = sa.text("embargo_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_story_version_embargoed", "story_version", ["released_at"], postgresql_where=HELD, sqlite_where=HELD
    )


def downgrade() -> None:
    op.drop_index("ix_story_version_embargoed", "story_version")
