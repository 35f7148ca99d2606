"""Rows of the public table of figures as facts."""

import csv
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from gaodi.conflicts import SourceInfo, rank_source
from gaodi.prose import Fact

SCALES = {"亿元": ("元", Decimal(10) ** 8), "亿千瓦时": ("千瓦时", Decimal(10) ** 8)}


def read_public_figures(path: Path) -> tuple[list[Fact], dict[str, SourceInfo], dict[str, int]]:
    """Return facts, sources by id, and the row number of each fact; rows with several numbers are left out."""
    facts: list[Fact] = []
    sources: dict[str, SourceInfo] = {}
    rows: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            source_id = row["source_url"] + row["published"]
            day = read_day(row["published"])
            kind = row["source_kind"]
            sources[source_id] = SourceInfo(
                title=kind, published_on=day, rank=rank_source(kind, "", is_dated=day is not None)
            )
            fact = read_row(row, number, source_id)
            if fact is not None:
                facts.append(fact)
                rows[fact.fact_id] = number
    return facts, sources, rows


def read_day(text: str) -> date | None:
    if not re.match(r"\d{4}", text or ""):
        return None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def read_period(text: str) -> str | None:
    if made := re.fullmatch(r"(\d{4})M(\d\d)-(\d\d)", text):
        return f"{made[1]}-{made[2]}..{made[1]}-{made[3]}"
    if made := re.fullmatch(r"(\d{4})M(\d\d)", text):
        return f"{made[1]}-{made[2]}"
    if made := re.fullmatch(r"(\d{4})Y?", text):
        return made[1]
    return text if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text) else None


def read_row(row: dict[str, str], number: int, source_id: str) -> Fact | None:
    name = row["indicator"]
    unit = row["unit"].split("(")[0].split("/")[0]
    unit, scale = SCALES.get(unit, (unit, Decimal(1)))
    extra = {}
    value: Decimal | None = None
    if name.endswith("所在区县"):
        extra["place"] = row["value"].split("(")[0]
    else:
        try:
            value = Decimal(row["value"]) * scale
        except InvalidOperation:
            return None
    subject = name.removesuffix("所在区县") if extra else row["geo"]
    text = "" if value is None else row["value"] + row["unit"]
    start = number * 100
    return make_fact(
        f"row{number:03}", source_id, start, text, value, unit, compare(name, unit), name, subject,
        read_period(row["period"]), extra,
    )  # fmt: skip


def compare(name: str, unit: str) -> str:
    if name.endswith(("同比", "增速")):
        return "growth"
    if "占" in name and unit == "%":
        return "share"
    if "累计" in name:
        return "cumulative"
    return "new" if "新增" in name or name.endswith("入选数") else "level"


def make_fact(
    fact_id: str, source_id: str, start: int, text: str, value: Decimal | None, unit: str, comparison: str,
    indicator: str, subject: str, period: str | None, extra: dict[str, object] | None = None,
) -> Fact:  # fmt: skip
    return Fact(
        fact_id=fact_id, source_id=source_id, start=start, end=start + len(text), text=text, evidence_start=start,
        evidence_end=start + len(text), value=value, value_min=value, value_max=value, bound="exact", unit=unit,
        comparison=comparison, status="actual", indicator=indicator, subject=subject, period=period,
        period_src="explicit" if period else "none", confidence=1.0, extra=extra or {},
    )  # fmt: skip
