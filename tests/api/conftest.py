"""A small workspace with a table of indicator values and texts about the same figures."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gaodi import api
from gaodi.evidence import Source
from gaodi.prose import Fact, name_fact

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HEADERS = [
    "指标",
    "主体",
    "期间",
    "比较方式",
    "口径",
    "范围",
    "界",
    "性质",
    "数值",
    "数值上限",
    "单位",
    "来源",
    "来源日期",
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[api.Office]:
    made = api.create_office(tmp_path / "office")
    yield made
    made.workspace.ledger.close()


@pytest.fixture
def import_rows(office: api.Office, tmp_path: Path) -> Callable[..., api.ImportReport]:
    """Import rows of indicator values: (indicator, subject, period, comparison, status, value, unit, source, date)."""

    def run(name: str, *rows: tuple[str, ...], **options: object) -> api.ImportReport:
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            for indicator, subject, period, comparison, status, value, unit, source, day in rows:
                writer.writerow(
                    [
                        indicator,
                        subject,
                        period,
                        comparison,
                        "",
                        "",
                        "准确",
                        status,
                        value,
                        "",
                        unit,
                        source,
                        day,
                    ]
                )
        report = api.import_files(office, [path], **options)
        assert [item.kind for item in report.outcomes] == ["table"], report.outcomes
        return report

    return run


@pytest.fixture
def add_text(office: api.Office, tmp_path: Path) -> Callable[..., list[Fact]]:
    """Register a text with facts at given quantities; what the extractor finds is tested elsewhere."""

    def run(letter: str, text: str, *facts: dict[str, object]) -> list[Fact]:
        source = Source(
            source_id=letter * 64, sm3="0" * 64, name=f"{letter}.txt", kind="document", size=len(text),
            imported_at=NOW,
            title=f"文{letter}", published_on="2026-01-20",
        )  # fmt: skip
        built = [build_fact(source.source_id, text, **fact) for fact in facts]
        office.workspace.ledger.register_document(source, text, built)
        return built

    return run


def build_fact(source_id: str, text: str, *, quote: str, value: str, **changes: object) -> Fact:
    """Return a fact at the first place of a quote."""
    start = text.index(quote)
    number = Decimal(value)
    fact = Fact(
        fact_id="", source_id=source_id, start=start, end=start + len(quote), text=quote, evidence_start=0,
        evidence_end=len(text), value=number, value_min=number, value_max=number, bound="exact", unit="元",
        comparison="level", status="actual", indicator="地区生产总值", subject="湖南省", period="2025",
        period_src="explicit", rule="t", confidence=0.9,
    )  # fmt: skip
    fact = replace(fact, **changes)
    return replace(
        fact, fact_id=name_fact(source_id, fact.start, fact.end, number, fact.unit, fact.comparison)
    )
