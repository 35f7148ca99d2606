"""What is written when a file comes in? The rows of one import, inside the caller's transaction."""

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, RowMapping, insert, select, update

from gaodi.base import digest_record
from gaodi.evidence import schema
from gaodi.evidence.ledger_rows import part_to_json
from gaodi.evidence.records import Part, SheetMapping, Source, StagedTable

_QUARANTINE_CHUNK = 20_000


def digest_mapping(mapping: SheetMapping) -> str:
    """Return the digest that tells one mapping of a sheet from another.

    Reasons and scores do not count: they explain the mapping and change nothing.
    """
    return digest_record(
        [mapping.table, mapping.sheet, [[c.column, c.headers, c.unit] for c in mapping.columns]]
    )


def name_user() -> str:
    """Return the operating system's user for the audit, or `gaodi` where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "gaodi"


def find_source(connection: Connection, source_id: str) -> RowMapping | None:
    """Return the row of a source, or None."""
    query = select(schema.source).where(schema.source.c.source_id == source_id)
    return connection.execute(query).mappings().one_or_none()


def insert_source(connection: Connection, source: Source, now: datetime) -> None:
    """Register a source unless it is known."""
    if find_source(connection, source.source_id) is None:
        connection.execute(insert(schema.source), asdict(source) | {"imported_at": now})


def to_entries(table: str, parts: list[Part], staged: Sequence[StagedTable]) -> list[dict[str, Any]]:
    """Say which sheets are in each part: one part a sheet where the counts agree, else all sheets in each."""
    sheets = [item.mapping.sheet for item in staged if item.mapping.table == table] or [table]
    if len(sheets) == len(parts):
        return [part_to_json(part, [sheet]) for part, sheet in zip(parts, sheets, strict=True)]
    return [part_to_json(part, sheets) for part in parts]


def merge_parts(
    before: Mapping[str, list[dict[str, Any]]], new: Mapping[str, list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """Return the parent's parts with the new ones, which replace parts of the same source and sheets."""
    merged = {table: list(parts) for table, parts in before.items()}
    for table, entries in new.items():
        replaced = {(entry["source_id"], sheet) for entry in entries for sheet in entry["sheets"]}
        kept = [
            old
            for old in merged.get(table, [])
            if not {(old["source_id"], sheet) for sheet in old["sheets"]} <= replaced
        ]
        merged[table] = kept + entries
    return merged


def name_snapshot(parent_id: str | None, parts: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the id of a snapshot: the digest of its parent and the content of its parts."""
    # File names are fresh each time; leaving them out gives the same imports the same id in another office.
    content = {
        table: [[entry[key] for key in ("sha256", "rows", "source_id", "sheets")] for entry in entries]
        for table, entries in parts.items()
    }
    return f"s1-{digest_record([parent_id, content])[:20]}"


def insert_import(connection: Connection, item: StagedTable, snapshot_id: str, now: datetime) -> None:
    """Insert the record of one sheet and its quarantine; refuse one that does not add up."""
    is_row = item.quarantine["severity"] == "row"
    n_rejected = item.quarantine.filter(is_row).select("sheet", "row").n_unique()
    if item.accepted.height + n_rejected != item.n_read:
        raise ValueError(
            f"sheet {item.mapping.sheet!r}: {item.accepted.height} accepted and {n_rejected} rejected rows "
            f"are not the {item.n_read} read"
        )
    row = {
        "source_id": item.source_id, "sheet": item.mapping.sheet, "table_id": item.mapping.table,
        "mapping": asdict(item.mapping), "mapping_digest": digest_mapping(item.mapping),
        "data_digest": item.data_digest, "n_read": item.n_read, "n_accepted": item.accepted.height,
        "n_quarantined": n_rejected, "n_cell_issues": item.quarantine.height - int(is_row.sum()),
        "snapshot_id": snapshot_id, "created_at": now,
    }  # fmt: skip
    import_id = connection.execute(
        insert(schema.import_record).returning(schema.import_record.c.id), row
    ).scalar_one()
    insert_quarantine(connection, item.quarantine, import_id, item.source_id)


def insert_quarantine(connection: Connection, frame: pl.DataFrame, import_id: int, source_id: str) -> None:
    """Insert rejected rows and cells in bulk."""
    shaped = frame.select(
        pl.lit(import_id).alias("import_id"),
        pl.lit(source_id).alias("source_id"),
        "sheet",
        pl.col("row").cast(pl.Int64).alias("row_number"),
        pl.col("column").fill_null("").alias("column_letter"),
        pl.col("header").fill_null(""),
        pl.col("field").fill_null(""),
        # PostgreSQL stores no NUL; the cell is shown with the sign for an unreadable character.
        pl.col("raw").cast(pl.String).str.replace_all("\x00", "\ufffd", literal=True),
        "severity",
        "code",
        "zh",
        "en",
    )
    for chunk in shaped.iter_slices(_QUARANTINE_CHUNK):
        connection.execute(insert(schema.quarantine), chunk.to_dicts())


def insert_adoption(
    connection: Connection, source_id: str, table: str, parts: list[Part], snapshot_id: str, now: datetime
) -> None:
    """Insert the record of a table that came as finished Parquet."""
    n_rows = sum(part.rows for part in parts)
    row = {
        "source_id": source_id, "sheet": table, "table_id": table, "mapping": None, "mapping_digest": "",
        "data_digest": digest_record([part.sha256 for part in parts]), "n_read": n_rows, "n_accepted": n_rows,
        "n_quarantined": 0, "n_cell_issues": 0, "snapshot_id": snapshot_id, "created_at": now,
    }  # fmt: skip
    connection.execute(insert(schema.import_record), row)


def touch_dataset(
    connection: Connection, table: str, parts: list[dict[str, Any]], snapshot_id: str, now: datetime
) -> None:
    """Note on the table's dataset that it was refreshed."""
    values = {
        "refreshed_at": now, "snapshot_id": snapshot_id, "n_parts": len(parts),
        "n_rows": sum(part["rows"] for part in parts),
    }  # fmt: skip
    known = update(schema.dataset).where(schema.dataset.c.table_id == table).values(values)
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(schema.dataset), {"table_id": table, **values})


def write_audit(
    connection: Connection, who: str, action: str, about: str, detail: Mapping[str, Any], now: datetime
) -> None:
    """Insert who did what to what, and when."""
    row = {"at": now, "who": who, "action": action, "about": about, "detail": dict(detail)}
    connection.execute(insert(schema.audit), row)
