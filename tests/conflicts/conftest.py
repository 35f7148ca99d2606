"""Facts and sources for the tests of comparing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gaodi.conflicts import SourceInfo
from gaodi.prose import Fact

MakeFact = Callable[..., Fact]


def build_fact(
    fact_id: str,
    text: str = "",
    *,
    value: object = None,
    unit: str = "家",
    source: str = "s1",
    indicator: str = "国家级绿色工厂",
    subject: str = "湖南省",
    period: str | None = "2025",
    comparison: str = "level",
    bound: str = "exact",
    status: str = "actual",
    start: int | None = None,
    **more: Any,
) -> Fact:
    number = None if value is None else Decimal(str(value))
    high = more.pop("high", None)
    start = sum(map(ord, fact_id)) if start is None else start
    return Fact(
        fact_id=fact_id,
        source_id=source,
        start=start,
        end=start + max(1, len(text)),
        text=text,
        evidence_start=more.pop("evidence_start", start),
        evidence_end=more.pop("evidence_end", start + max(1, len(text)) + 8),
        value=number,
        value_min=None if bound == "upper" else number,
        value_max=Decimal(str(high)) if high is not None else None if bound == "lower" else number,
        bound=bound,
        unit=unit,
        comparison=comparison,
        status=status,
        indicator=indicator,
        subject=subject,
        period=period,
        period_src=more.pop("period_src", "explicit" if period else "none"),
        confidence=more.pop("confidence", 1.0),
        **more,
    )


@pytest.fixture(scope="session")
def make_fact() -> MakeFact:
    """Build a fact from a few words; figures are invented."""
    return build_fact


@pytest.fixture(scope="session")
def sources() -> dict[str, SourceInfo]:
    """A bulletin, a newspaper, a medium of the same week, and a page without a date."""
    return {
        "s1": SourceInfo(title="甲报", issuer="甲报社", published_on=date(2026, 2, 1), rank=3),
        "s2": SourceInfo(title="乙网", issuer="乙网", published_on=date(2026, 2, 3), rank=4),
        "s3": SourceInfo(title="统计公报", issuer="某省统计局", published_on=date(2026, 3, 1), rank=1),
        "s4": SourceInfo(title="旧报", issuer="旧报社", published_on=date(2024, 2, 1), rank=3),
        "s5": SourceInfo(title="无日期页面", rank=5),
    }
