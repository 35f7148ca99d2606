"""What does the ledger hold? Its tables, the same on SQLite and PostgreSQL.

Evidence is append-only: sources, imports, quarantine, documents, facts, judgements, snapshots, runs and the audit are
only ever inserted; a fact that a later reading drops is marked retired, never deleted. Decimals are stored as the text
that was read, because SQLite has no exact decimal; times are UTC.
"""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0003"
"""Newest migration; a test keeps it equal to the migration scripts. Read before Alembic is imported, which is slow."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: `timestamptz` in PostgreSQL, sortable text in SQLite, always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; store UTC, which SQLite keeps without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time in the ledger needs a zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit for digit, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write without an exponent, so that people can read the column."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the same digits."""
        return None if value is None else Decimal(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

source = Table(
    "source",
    metadata,
    Column("source_id", String(64), primary_key=True),
    Column("sm3", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False, index=True),
    Column("title", Text),
    Column("issuer", Text),
    Column("published_on", String(40)),
    Column("synthetic", Boolean, nullable=False),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("snapshot_id", String(40), nullable=False, unique=True),
    Column("parent_id", String(40), ForeignKey("snapshot.snapshot_id")),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    # {table: [{file, rows, sha256, source_id, sheets}]}: readers pin this one row and nothing else.
    Column("parts", JSON, nullable=False),
)

import_record = Table(
    "import_record",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_id", String(64), ForeignKey("source.source_id"), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("table_id", String(80), nullable=False),
    Column("mapping", JSON),
    Column("mapping_digest", String(64), nullable=False),
    Column("data_digest", String(64), nullable=False),
    Column("n_read", BigInteger, nullable=False),
    Column("n_accepted", BigInteger, nullable=False),
    Column("n_quarantined", BigInteger, nullable=False),
    Column("n_cell_issues", BigInteger, nullable=False),
    Column("snapshot_id", String(40), ForeignKey("snapshot.snapshot_id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "source_id", "sheet", "table_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("import_id", Integer, ForeignKey("import_record.id"), nullable=False, index=True),
    Column("source_id", String(64), ForeignKey("source.source_id"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row_number", BigInteger, nullable=False),
    Column("column_letter", String(8), nullable=False),
    Column("header", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("raw", Text),
    Column("severity", String(8), nullable=False),
    Column("code", String(60), nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("source_id", String(64), ForeignKey("source.source_id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("n_characters", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # {kind, stretches, places}, see `layouts.write_layout`; null for texts registered before layouts were kept.
    Column("layout", JSON(none_as_null=True)),
)

fact = Table(
    "fact",
    metadata,
    Column("fact_id", String(40), primary_key=True),
    Column("source_id", String(64), ForeignKey("source.source_id"), nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("evidence_start", Integer, nullable=False),
    Column("evidence_end", Integer, nullable=False),
    Column("value", ExactDecimal),
    Column("value_min", ExactDecimal),
    Column("value_max", ExactDecimal),
    Column("bound", String(12), nullable=False),
    Column("unit", Text, nullable=False),
    Column("comparison", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("indicator", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("period", String(40)),
    Column("period_src", String(12), nullable=False),
    Column("marker", Text),
    Column("rule", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    Index(None, "source_id", "span_start"),
)

entity = Table(
    "entity",
    metadata,
    Column("entity_id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("district_code", String(6)),
    Column("merged_into", String(40), ForeignKey("entity.entity_id")),
    Column("created_at", UtcDateTime, nullable=False),
)

entity_alias = Table(
    "entity_alias",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entity_id", String(40), ForeignKey("entity.entity_id"), nullable=False, index=True),
    Column("alias", Text, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("source_id", String(64), ForeignKey("source.source_id")),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("entity_id", "alias", "kind"),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("about_kind", String(20), nullable=False),
    Column("about_id", Text, nullable=False),
    Column("decision", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("who", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("replaces", Integer, ForeignKey("judgement.id")),
    Index(None, "about_kind", "about_id"),
)

dataset = Table(
    "dataset",
    metadata,
    Column("table_id", String(80), primary_key=True),
    Column("refreshed_at", UtcDateTime, nullable=False),
    Column("snapshot_id", String(40), ForeignKey("snapshot.snapshot_id"), nullable=False),
    Column("n_parts", Integer, nullable=False),
    # Rows of all parts; the region counts fewer where a later import replaces a key.
    Column("n_rows", BigInteger, nullable=False),
)

task = Table(
    "task",
    metadata,
    Column("task_id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("about_kind", String(20)),
    Column("about_id", Text),
    Column("owner", Text),
    Column("status", String(20), nullable=False),
    Column("due_on", Date),
    Column("detail", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(60), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("snapshot_id", String(40), ForeignKey("snapshot.snapshot_id"), nullable=False),
    Column("inputs_digest", String(64), nullable=False),
    Column("catalogue_digest", String(64), nullable=False),
    Column("code_version", String(60), nullable=False),
    Column("seed", BigInteger),
    Column("parameters", JSON, nullable=False),
    Column("outputs", JSON, nullable=False),
    Column("summary", JSON, nullable=False),
)

user_account = Table(
    "user_account",
    metadata,
    Column("user_id", String(80), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", Text),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)
