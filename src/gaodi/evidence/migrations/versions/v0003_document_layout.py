"""Documents keep their layout: what kind they are, the stretches that are read, the places people look up."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; null stands for a plain text, which all documents were until now."""
    op.add_column("document", sa.Column("layout", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("document", "layout")
