"""Which record is a row of the ledger? Both ways."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import RowMapping

from gaodi.evidence.records import Part, RunRecord, Snapshot, Source
from gaodi.prose import Fact

_IN_EXTRA = ("base", "scope", "multiple_kind", "parent")
"""Fields that only some facts have; the row keeps them in its JSON, so that a new one needs no migration."""
_FACT_FIELDS = tuple(field.name for field in fields(Fact) if field.name not in _IN_EXTRA)


def read_source(row: RowMapping) -> Source:
    """Return the source of a row."""
    return Source(**row)


def read_snapshot(row: RowMapping) -> Snapshot:
    """Return the snapshot of a row, with its parts."""
    parts = {
        table: tuple(
            Part(file=e["file"], rows=e["rows"], sha256=e["sha256"], source_id=e["source_id"])
            for e in entries
        )
        for table, entries in row["parts"].items()
    }
    return Snapshot(
        snapshot_id=row["snapshot_id"],
        parent_id=row["parent_id"],
        created_at=row["created_at"],
        note=row["note"],
        parts=parts,
    )


def part_to_json(part: Part, sheets: list[str]) -> dict[str, Any]:
    """Return a part as it stands in a snapshot's row, with the sheets whose rows it holds."""
    return asdict(part) | {"sheets": sheets}


def read_run(row: RowMapping) -> RunRecord:
    """Return the run of a row."""
    values = dict(row)
    values.pop("seq")
    values["on"] = values.pop("on_date")
    return RunRecord(**values)


def write_fact(fact: Fact, now: datetime) -> dict[str, Any]:
    """Return the row of a fact."""
    row = {name: getattr(fact, name) for name in _FACT_FIELDS}
    row["span_start"], row["span_end"] = row.pop("start"), row.pop("end")
    told = {name: value for name in _IN_EXTRA if (value := getattr(fact, name)) is not None}
    row["extra"] = fact.extra | ({"key": told} if told else {})
    return row | {"created_at": now, "retired_at": None}


def read_fact(row: Mapping[Any, Any]) -> Fact:
    """Return the fact of a row."""
    extra = dict(row["extra"])
    told = extra.pop("key", {})
    values = dict(row) | {"start": row["span_start"], "end": row["span_end"], "extra": extra}
    return Fact(**{name: values[name] for name in _FACT_FIELDS}, **told)


def read_moment(as_of: datetime | str | None) -> datetime | str | None:
    """Return a moment with its zone, or the text unchanged if it is no time.

    Examples
    --------
    >>> read_moment("2026-03-01T08:00:00+08:00")
    datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)
    >>> read_moment("s1-5f")
    's1-5f'
    """
    if as_of is None:
        return None
    if isinstance(as_of, str):
        cleaned = as_of.strip()
        try:
            moment = datetime.fromisoformat(cleaned)
        except ValueError:
            return cleaned
        if len(cleaned) <= len("2026-03-01"):
            # A bare date means the state at the end of that day, not at its first second.
            moment = datetime.combine(moment.date(), time.max)
        as_of = moment
    return as_of.astimezone(UTC)
