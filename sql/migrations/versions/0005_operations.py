"""Which version of the code parsed a document"""

import sqlalchemy as sa
from alembic import op

revision = "0005_operations"
down_revision = "0004_duplicates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fetch", sa.Column("parsed_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("fetch") as table:
        table.drop_column("parsed_by")
