"""Which numbers do tables state? Rows of indicator values as facts, each with its cell as its place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

import polars as pl

from gaodi.api.records import Office
from gaodi.base import MONEY_UNITS, ValueFormatError, digest_record, parse_period
from gaodi.catalogue import Catalogue
from gaodi.evidence import Source
from gaodi.prose import Fact, split_measure
from gaodi.region import open_region

CELL_RULE = "cell:"
"""How the rule of a fact begins that was read from a cell."""
CATALOGUE_RULE = "catalogue:"
_SCALES = (("万亿", Decimal(10) ** 12), ("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4))
_PRECISION = 60


def sync_table_facts(office: Office) -> int:
    """Bring the facts of imported indicator values up to date with the latest snapshot.

    Generated rows are no facts: they are never compared with published ones.

    Returns
    -------
    int
        How many sources changed. Asking again changes none.
    """
    ledger = office.workspace.ledger
    found = _read_cells(office)
    known = ledger.store.read_ids(CELL_RULE)
    sources = {source.source_id: source for source in ledger.sources()}
    changed = [
        source_id
        for source_id in sorted(found.keys() | known.keys())
        if {fact.fact_id for fact in found.get(source_id, ())} != known.get(source_id, set())
    ]
    for source_id in changed:
        ledger.register_facts(sources[source_id], found.get(source_id, ()))
    return len(changed)


def load_published(office: Office) -> int:
    """Make the catalogue's published figures a source of their own; return how many facts it holds.

    Asking again with the same catalogue changes nothing.
    """
    figures = office.catalogue.published
    rows = [figure.model_dump() for figure in figures]
    digest = digest_record(rows)
    source = Source(
        source_id=digest, sm3="", name="published.yaml", kind="figures", size=len(rows),
        imported_at=datetime.now(UTC), title="随附的公开数据 Published figures shipped with gaodi",
    )  # fmt: skip
    facts = []
    for number, row in enumerate(rows, start=1):
        named = row | {"indicator_id": row["indicator"], "value": Decimal(row["value"])}
        named["value_max"] = None if row["value_max"] is None else Decimal(row["value_max"])
        ref = f"catalogue:published#{number}"
        facts.append(_build_fact(named, office.catalogue, digest, ref, f"{CATALOGUE_RULE}published"))
    known = office.workspace.ledger.store.read_ids(CATALOGUE_RULE)
    if {fact.fact_id for fact in facts} != known.get(digest, set()):
        office.workspace.ledger.register_facts(source, facts)
    for older in known.keys() - {digest}:
        office.workspace.ledger.register_facts(office.workspace.ledger.source(older), ())
    return len(facts)


def split_sources(facts: Iterable[Fact]) -> list[Fact]:
    """Give each document that a table quotes a source of its own, for comparing only.

    Two rows of one sheet that quote two documents disagree as two documents do.
    """
    return [
        replace(fact, source_id=name_quoted_source(fact)) if fact.extra.get("source_title") else fact
        for fact in facts
    ]


def name_quoted_source(fact: Fact) -> str:
    """Return the id of the document that a cell quotes, or of the fact's own source."""
    title = fact.extra.get("source_title")
    return f"{fact.source_id}#{title}" if title else fact.source_id


def _read_cells(office: Office) -> dict[str, list[Fact]]:
    if office.workspace.ledger.snapshot() is None:
        return {}
    rows = (
        open_region(office.workspace, office.catalogue)
        .table("indicator_value")
        .filter(~pl.col("synthetic").fill_null(value=False), pl.col("value").is_not_null())
        .sort("source_id", "sheet", "row")
        .collect(engine="streaming")
    )
    found: dict[str, list[Fact]] = {}
    for row in rows.iter_rows(named=True):
        ref = f"cell:{row['source_id']}/{row['sheet']}/{row['row']}/value"
        fact = _build_fact(row, office.catalogue, row["source_id"], ref, f"{CELL_RULE}indicator_value")
        place = f"{row['sheet']} 第{row['row']}行"
        found.setdefault(row["source_id"], []).append(replace(fact, extra=fact.extra | {"place": place}))
    return found


def _build_fact(row: dict[str, Any], catalogue: Catalogue, source_id: str, ref: str, rule: str) -> Fact:
    known = catalogue.indicators.get(row["indicator_id"])
    name, comparison = (known.zh, "level") if known else (row["indicator_id"], "level")
    if not row["comparison"]:
        name, comparison = split_measure(name, row["unit"] or "")
        known = known or catalogue.find_indicator(name)
        name = known.zh if known else name
    text = f"{_scale(row['value'], Decimal(1)):f}{row['unit'] or ''}"
    unit, scale = _read_unit(row["unit"] or "")
    value, high = _scale(row["value"], scale), _scale(row["value_max"], scale)
    bound = row["bound"] or "exact"
    low = None if bound == "upper" else value
    high = None if bound == "lower" else high if bound == "range" else value
    key = {
        "indicator": name, "subject": row["subject"],
        "period": _tidy_period(row["period"]), "comparison": row["comparison"] or comparison, "status": row["status"] or "actual",
        "scope": row["scope"] or None, "unit": unit, "bound": bound,
    }  # fmt: skip
    extra = {
        "origin": ref, "basis": row["basis"] or "", "source_title": row["source_title"] or "",
        "source_date": row["source_date"] or "", "note": row["note"] or "",
    }  # fmt: skip
    numbers = [None if number is None else format(number, "f") for number in (value, low, high)]
    return Fact(
        fact_id=f"t1-{digest_record([ref, source_id, key, extra, numbers])[:20]}",
        source_id=source_id,
        start=0,
        end=len(text),
        text=text,
        evidence_start=0,
        evidence_end=len(text),
        value=value,
        value_min=low,
        value_max=high,
        period_src="explicit",
        rule=rule,
        confidence=1.0,
        extra=extra,
        **key,
    )


def _read_unit(unit: str) -> tuple[str, Decimal]:
    """Return the unit without its scale word, and the scale: 亿元 is 元 times 10**8, 万户 is 户 times 10**4."""
    if unit in MONEY_UNITS:
        return "元", Decimal(MONEY_UNITS[unit])
    for word, scale in _SCALES:
        if unit.startswith(word) and unit != word:
            return unit.removeprefix(word), scale
    return {"个百分点": "百分点", "％": "%"}.get(unit, unit), Decimal(1)


def _scale(value: Decimal | None, scale: Decimal) -> Decimal | None:
    if value is None:
        return None
    with localcontext() as context:
        context.prec = _PRECISION
        scaled = value * scale
    # 2.620000000000 and 2.62 are one number; the ledger keeps the digits that say something.
    plain = format(scaled, "f")
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _tidy_period(text: str) -> str:
    """Write a whole year as the year: `2025-01..2025-12` and `2025` are one period."""
    try:
        span = parse_period(text)
    except ValueFormatError:
        return text
    return str(span.year) if span.is_full_year else span.text
