"""What becomes of judgements when a source is read again? Facts are stored, and judgements stay with them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gaodi.evidence import judged_schema, schema
from gaodi.evidence.effects import apply_changes, differs_in_key, measure_overlap
from gaodi.evidence.fact_store import PROPOSAL, find_extracted
from gaodi.evidence.judgements import Judgement, find_head, insert_judgement, settle_judgement
from gaodi.evidence.ledger_rows import read_fact, write_fact
from gaodi.prose import Fact

CARRIER = "gaodi"
_STATES = {
    "correct": "corrected",
    "confirm": "confirmed",
    "reject": "rejected",
    "drop": "rejected",
    "add": "added",
}
_NUMBERS = ("value", "value_min", "value_max")


def store_facts(connection: Connection, source_id: str, facts: Iterable[Fact], now: datetime) -> None:
    """Make these the facts read from a source: new ones are added, those not found again retired, none deleted.

    A judged fact that is not found again hands its judgement to the fact that overlaps it most, or becomes a
    question. Proposals are left alone.
    """
    found = {fact.fact_id: fact for fact in facts}
    columns = schema.fact.c
    query = select(schema.fact).where(columns.source_id == source_id)
    known = {row["fact_id"]: row for row in connection.execute(query).mappings()}
    new = [write_fact(fact, now) for fact_id, fact in found.items() if fact_id not in known]
    if new:
        connection.execute(insert(schema.fact), new)
    for fact_id, row in known.items():
        fact = found.get(fact_id)
        if fact is None:
            is_kept = row["retired_at"] is not None or row["rule"].startswith(PROPOSAL)
            values = {} if is_kept else {"retired_at": now}
        else:
            # The same number at the same place, better understood: subject, period or indicator may differ.
            is_same = row["retired_at"] is None and read_fact(row) == fact
            values = {} if is_same else write_fact(fact, row["created_at"])
        if values:
            connection.execute(update(schema.fact).where(columns.fact_id == fact_id).values(values))
    _carry_judgements(connection, source_id, found, now)


def add_facts(connection: Connection, facts: Iterable[Fact], now: datetime) -> None:
    """Add facts that are not known, or known only from an older reading; retire none."""
    columns = schema.fact.c
    for fact_id, fact in {fact.fact_id: fact for fact in facts}.items():
        row = connection.execute(select(columns.retired_at).where(columns.fact_id == fact_id)).one_or_none()
        if row is None:
            connection.execute(insert(schema.fact), write_fact(fact, now))
        elif row.retired_at is not None:
            connection.execute(
                update(schema.fact).where(columns.fact_id == fact_id).values(write_fact(fact, now))
            )


def project_fact(connection: Connection, fact_id: str, now: datetime) -> None:
    """Write anew what the judgement in force makes of a fact."""
    table = judged_schema.judged_fact
    connection.execute(delete(table).where(table.c.fact_id == fact_id))
    counts = settle_judgement(connection, find_head(connection, "fact", fact_id))
    if counts is None:
        return
    state = _STATES[counts.decision]
    base = read_detail_fact(counts.detail) if state == "added" else find_extracted(connection, fact_id)
    assert base is not None  # noqa: S101  only facts that exist are judged, and none is deleted
    if counts.decision not in {"add", "drop"} and _is_retired(connection, fact_id):
        state = "lost"
    row = write_fact(apply_changes(base, counts.detail.get("changes", {})), now)
    del row["retired_at"]
    connection.execute(insert(table), row | {"state": state, "judgement_id": counts.judgement_id})


def write_detail_fact(fact: Fact) -> dict[str, Any]:
    """Return a fact as a judgement keeps it: plain JSON, numbers digit for digit."""
    row = write_fact(fact, datetime.now(UTC))
    del row["created_at"], row["retired_at"]
    return row | {name: None if row[name] is None else format(row[name], "f") for name in _NUMBERS}


def read_detail_fact(detail: Mapping[str, Any]) -> Fact:
    """Return the fact a judgement keeps; the way back from `write_detail_fact`."""
    row = dict(detail["fact"])
    return read_fact(row | {name: None if row[name] is None else Decimal(row[name]) for name in _NUMBERS})


def _is_retired(connection: Connection, fact_id: str) -> bool:
    query = select(schema.fact.c.retired_at).where(schema.fact.c.fact_id == fact_id)
    return connection.execute(query).scalar_one_or_none() is not None


def _carry_judgements(
    connection: Connection, source_id: str, found: Mapping[str, Fact], now: datetime
) -> None:
    table = judged_schema.judged_fact
    query = select(table.c.fact_id).where(table.c.source_id == source_id)
    judged = set(connection.execute(query).scalars())
    for fact_id in sorted(judged):
        before = find_extracted(connection, fact_id)
        counts = settle_judgement(connection, find_head(connection, "fact", fact_id))
        is_told = fact_id in found or before is None or counts is None or counts.decision in {"add", "drop"}
        if not is_told and before is not None and counts is not None and _is_retired(connection, fact_id):
            heir = _find_heir(before, [fact for key, fact in found.items() if key not in judged])
            if heir is not None:
                _carry(connection, counts, before, heir, now)
                judged.add(heir.fact_id)
        project_fact(connection, fact_id, now)


def _find_heir(before: Fact, candidates: Iterable[Fact]) -> Fact | None:
    overlapping = [(measure_overlap(before, fact), fact) for fact in candidates]
    best = max(overlapping, key=lambda pair: (pair[0], pair[1].fact_id), default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _carry(connection: Connection, counts: Judgement, before: Fact, heir: Fact, now: datetime) -> None:
    """Say the same about the fact that now stands at this place; ask again where it reads otherwise."""
    head = find_head(connection, "fact", before.fact_id)
    changes = counts.detail.get("changes", {})
    detail = counts.detail | {
        "carried_from": counts.judgement_id,
        "changed": differs_in_key(apply_changes(before, changes), apply_changes(heir, changes)),
        "before": write_detail_fact(before),
    }
    insert_judgement(
        connection, about=("fact", heir.fact_id), decision=counts.decision,
        reason=f"重新读取后随位置沿用判断 {counts.judgement_id} / carried over by place: {counts.reason}",
        detail=detail, who=CARRIER, now=now, replaces=head.judgement_id if head else None,
    )  # fmt: skip
    project_fact(connection, heir.fact_id, now)
