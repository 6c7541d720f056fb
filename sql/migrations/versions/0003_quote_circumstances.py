"""Quotes have the recipient, place and time of what was said"""

import sqlalchemy as sa
from alembic import op

revision = "0003_quote_circumstances"
down_revision = "0002_entities"
branch_labels = None
depends_on = None

COLUMNS = ("recipient", "said_place", "said_time")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("quote", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("quote", name)
