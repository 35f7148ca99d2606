"""Facts as judged, findings, what was compared; who owns a dataset and when it is due are judgements now."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables made from facts and judgements; drop two columns nothing ever wrote."""
    op.create_table(
        "judged_fact",
        sa.Column("fact_id", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=False),
        sa.Column("evidence_end", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("value_min", sa.Text(), nullable=True),
        sa.Column("value_max", sa.Text(), nullable=True),
        sa.Column("bound", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("comparison", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=True),
        sa.Column("period_src", sa.String(length=12), nullable=False),
        sa.Column("marker", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name=op.f("fk_judged_fact_judgement_id_judgement")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.source_id"], name=op.f("fk_judged_fact_source_id_source")
        ),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_judged_fact")),
    )
    op.create_index(op.f("ix_judged_fact_source_id"), "judged_fact", ["source_id"], unique=False)
    op.create_index(op.f("ix_judged_fact_state"), "judged_fact", ["state"], unique=False)
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("judgement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name=op.f("fk_finding_judgement_id_judgement")
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_verdict"), "finding", ["verdict"], unique=False)
    op.create_table(
        "finding_fact",
        sa.Column("finding_id", sa.String(length=40), nullable=False),
        sa.Column("fact_id", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.finding_id"], name=op.f("fk_finding_fact_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.source_id"], name=op.f("fk_finding_fact_source_id_source")
        ),
        sa.PrimaryKeyConstraint("finding_id", "fact_id", name=op.f("pk_finding_fact")),
    )
    op.create_index(op.f("ix_finding_fact_fact_id"), "finding_fact", ["fact_id"], unique=False)
    op.create_index(op.f("ix_finding_fact_source_id"), "finding_fact", ["source_id"], unique=False)
    op.create_table(
        "compared_fact",
        sa.Column("fact_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_compared_fact")),
    )
    op.drop_column("dataset", "owner")
    op.drop_column("dataset", "due_on")
