"""What did comparing facts find? Findings kept by id, so that only what is new has to be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from gaodi.base import NotFoundError, digest_record
from gaodi.conflicts import Finding
from gaodi.evidence.fact_store import CHUNK
from gaodi.evidence.judged_schema import compared_fact, finding, finding_fact
from gaodi.evidence.judgements import find_head, settle_judgement
from gaodi.evidence.ledger_rows import write_fact
from gaodi.evidence.storage import read_transaction, write_transaction
from gaodi.prose import Fact

_GRAVEST = case({"high": 0, "medium": 1, "low": 2}, value=finding.c.severity, else_=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding as the ledger keeps it."""

    finding_id: str
    kind: str
    verdict: str
    severity: str
    indicator: str
    subject: str
    zh: str
    en: str
    fact_ids: tuple[str, ...]
    differs: tuple[str, ...]
    preferred_id: str | None
    preferred_zh: str
    preferred_en: str
    decision: str | None
    """What the judgement in force says; None is undecided."""
    judgement_id: int | None
    is_retired: bool
    """Whether a later comparison no longer finds it."""


class FindingStore:
    """The findings of a ledger.

    Parameters
    ----------
    engine : Engine
        A migrated ledger.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def compared(self) -> dict[str, str]:
        """Return which facts the findings have seen: fact id → digest of what it said then."""
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(compared_fact.c.fact_id, compared_fact.c.digest))
            return {row.fact_id: row.digest for row in rows}

    def held(self) -> set[str]:
        """Return the ids of all findings in force."""
        with read_transaction(self._engine) as connection:
            query = select(finding.c.finding_id).where(finding.c.retired_at.is_(None))
            return set(connection.execute(query).scalars())

    def concerning(self, fact_ids: Iterable[str]) -> dict[str, set[str]]:
        """Return findings in force that name any of these facts, each with all its facts."""
        found: dict[str, set[str]] = {}
        other = finding_fact.alias()
        with read_transaction(self._engine) as connection:
            for ids in _chunk(list(fact_ids)):
                query = (
                    select(finding_fact.c.finding_id, other.c.fact_id)
                    .join(other, other.c.finding_id == finding_fact.c.finding_id)
                    .join(finding, finding.c.finding_id == finding_fact.c.finding_id)
                    .where(finding_fact.c.fact_id.in_(ids), finding.c.retired_at.is_(None))
                )
                for row in connection.execute(query):
                    found.setdefault(row.finding_id, set()).add(row.fact_id)
        return found

    def store(
        self,
        found: Iterable[Finding],
        *,
        facts: Mapping[str, Fact],
        withdrawn: Iterable[str],
        seen: Iterable[str],
        gone: Iterable[str],
        judged: Mapping[str, tuple[str, int]],
    ) -> tuple[int, int]:
        """Keep what a comparison found, in one transaction.

        Parameters
        ----------
        found : iterable of Finding
        facts : mapping of fact id to Fact
            Every fact that a finding names.
        withdrawn : iterable of str
            Ids of findings that no longer hold.
        seen, gone : iterable of str
            Facts compared now, and facts that no longer count.
        judged : mapping of finding id to (decision, judgement number)
            Findings that a person's decision about the same facts settles; all others are undecided.

        Returns
        -------
        (int, int)
            How many findings are new in force, and how many were withdrawn.
        """
        now = datetime.now(UTC)
        listed = {item.finding_id: item for item in found}
        with write_transaction(self._engine) as connection:
            n_withdrawn = _retire(connection, withdrawn, now)
            n_added = sum(
                _keep(connection, [listed[key] for key in ids], facts, judged, now)
                for ids in _chunk(list(listed))
            )
            renewed = list(seen)
            for ids in _chunk([*renewed, *gone]):
                connection.execute(delete(compared_fact).where(compared_fact.c.fact_id.in_(ids)))
            rows = [
                {"fact_id": fact_id, "digest": digest_fact(facts[fact_id]), "compared_at": now}
                for fact_id in renewed
            ]
            if rows:
                connection.execute(insert(compared_fact), rows)
        return n_added, n_withdrawn

    def find(self, *, limit: int | None = None, offset: int = 0, **filters: object) -> list[StoredFinding]:
        """Return findings in force, undecided and gravest first; filters as in `count`."""
        query = select(finding).where(*_read_filters(filters))
        query = query.order_by(
            finding.c.decision.is_not(None), _GRAVEST, finding.c.indicator, finding.c.finding_id
        )
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [_read_finding(row) for row in rows]

    def count(self, **filters: object) -> int:
        """Return how many findings in force fit.

        Parameters
        ----------
        verdict, severity : str
            Equal to this.
        indicator, subject : str
            Any part of the name.
        source_id, fact_id : str
            That concern a fact of this source, or this fact.
        undecided : bool
            Only those nobody has decided about.
        """
        query = select(func.count()).select_from(finding).where(*_read_filters(filters))
        with read_transaction(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def get(self, finding_id: str) -> StoredFinding:
        """Return one finding, withdrawn or not.

        Raises
        ------
        NotFoundError
            If there is none with this id.
        """
        with read_transaction(self._engine) as connection:
            query = select(finding).where(finding.c.finding_id == finding_id)
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(
                f"没有编号为「{finding_id}」的核对结果；请核对编号，或先运行 gaodi conflicts。",
                f"there is no finding {finding_id!r}; check the id, or run gaodi conflicts first.",
            )
        return _read_finding(row)


def digest_fact(fact: Fact) -> str:
    """Return a digest of everything a fact says, so that a corrected one is compared again."""
    row = write_fact(fact, datetime.now(UTC))
    return digest_record({name: value for name, value in row.items() if name != "created_at"})


def project_finding(connection: Connection, finding_id: str) -> None:
    """Note on a finding what the judgement in force about it says."""
    counts = settle_judgement(connection, find_head(connection, "finding", finding_id))
    values = {
        "decision": counts.decision if counts else None,
        "judgement_id": counts.judgement_id if counts else None,
    }
    connection.execute(update(finding).where(finding.c.finding_id == finding_id).values(values))


def _retire(connection: Connection, finding_ids: Iterable[str], now: datetime) -> int:
    count = 0
    for ids in _chunk(list(finding_ids)):
        query = update(finding).where(finding.c.finding_id.in_(ids), finding.c.retired_at.is_(None))
        count += connection.execute(query.values(retired_at=now)).rowcount
    return count


def _keep(
    connection: Connection,
    items: list[Finding],
    facts: Mapping[str, Fact],
    judged: Mapping[str, tuple[str, int]],
    now: datetime,
) -> int:
    """Insert findings or bring them up to date; return how many were not in force before."""
    query = select(finding).where(finding.c.finding_id.in_([item.finding_id for item in items]))
    known = {row["finding_id"]: row for row in connection.execute(query).mappings()}
    n_added = 0
    new: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for item in items:
        values = _write_finding(item, facts, judged.get(item.finding_id))
        before = known.get(item.finding_id)
        n_added += int(before is None or before["retired_at"] is not None)
        if before is None:
            new.append(values | {"finding_id": item.finding_id, "created_at": now})
            links += [
                {
                    "finding_id": item.finding_id, "fact_id": fact_id,
                    "source_id": facts[fact_id].source_id, "position": position,
                }
                for position, fact_id in enumerate(item.fact_ids)
            ]  # fmt: skip
        elif any(before[name] != value for name, value in values.items()):
            own = finding.c.finding_id == item.finding_id
            connection.execute(update(finding).where(own).values(values))
    if new:
        connection.execute(insert(finding), new)
        connection.execute(insert(finding_fact), links)
    return n_added


def _write_finding(
    item: Finding, facts: Mapping[str, Fact], judged: tuple[str, int] | None
) -> dict[str, Any]:
    first = facts[item.fact_ids[0]]
    decision, judgement_id = judged or (None, None)
    return {
        "verdict": item.verdict, "severity": item.severity, "indicator": first.indicator, "subject": first.subject,
        "zh": item.zh, "en": item.en, "retired_at": None, "decision": decision, "judgement_id": judgement_id,
        "detail": {
            "kind": item.kind, "fact_ids": list(item.fact_ids), "differs": list(item.differs),
            "preferred_id": item.preferred_id, "preferred_zh": item.preferred_zh,
            "preferred_en": item.preferred_en,
        },
    }  # fmt: skip


def _chunk(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _read_filters(filters: Mapping[str, object]) -> list[ColumnElement[bool]]:
    columns = finding.c
    chosen: list[ColumnElement[bool]] = [columns.retired_at.is_(None)]
    told = {name: value for name, value in filters.items() if value}
    chosen += [columns[name] == told[name] for name in ("verdict", "severity") if name in told]
    chosen += [
        columns[name].contains(told[name], autoescape=True)
        for name in ("indicator", "subject")
        if name in told
    ]
    for name in ("source_id", "fact_id"):
        if name in told:
            concerned = select(finding_fact.c.finding_id).where(finding_fact.c[name] == told[name])
            chosen.append(columns.finding_id.in_(concerned))
    if "undecided" in told:
        chosen.append(columns.decision.is_(None))
    return chosen


def _read_finding(row: RowMapping) -> StoredFinding:
    detail: dict[str, Any] = row["detail"]
    return StoredFinding(
        finding_id=row["finding_id"], kind=detail["kind"], verdict=row["verdict"], severity=row["severity"],
        indicator=row["indicator"], subject=row["subject"], zh=row["zh"], en=row["en"],
        fact_ids=tuple(detail["fact_ids"]), differs=tuple(detail["differs"]),
        preferred_id=detail["preferred_id"], preferred_zh=detail["preferred_zh"],
        preferred_en=detail["preferred_en"], decision=row["decision"], judgement_id=row["judgement_id"],
        is_retired=row["retired_at"] is not None,
    )  # fmt: skip
