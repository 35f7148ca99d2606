"""Which numbers are on the table? Rows of indicator_value as figures with their key and their cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

import polars as pl

from gaodi.base import MONEY_UNITS, Figure, Origin, Period, ValueFormatError, parse_period
from gaodi.region import Region

_NUMBER = re.compile(r"\d+")
_PRECISION = 60
"""Digits of exact unit conversion, above the 38 that a stored decimal can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One row of indicator_value: a figure and what its record does not hold."""

    figure: Figure
    value_max: Decimal | None
    source_title: str
    source_date: str

    @property
    def key(self) -> tuple[str, ...]:
        """What must agree before two figures may be subtracted, units of money apart."""
        figure = self.figure
        unit = "元" if figure.unit in MONEY_UNITS else figure.unit
        return (
            figure.indicator, figure.subject, figure.period, figure.comparison, figure.basis, figure.scope, unit,
        )  # fmt: skip

    @property
    def preference(self) -> tuple[Any, ...]:
        """Order among statements of one key: observed before generated, then the latest publication."""
        published = tuple(int(part) for part in _NUMBER.findall(self.source_date))
        # Title and cell only make the choice the same on every machine.
        return (not self.figure.is_synthetic, published, self.source_title, self.figure.origins[0].ref)

    def in_unit(self, unit: str) -> "Statement":
        """Return the same statement in another unit of money, exactly; any other unit is left alone."""
        figure = self.figure
        if figure.unit == unit or figure.unit not in MONEY_UNITS or unit not in MONEY_UNITS:
            return self
        with localcontext() as context:
            context.prec = _PRECISION
            value, value_max = (
                None if amount is None else amount * MONEY_UNITS[figure.unit] / MONEY_UNITS[unit]
                for amount in (figure.value, self.value_max)
            )
        return replace(self, figure=replace(figure, value=value, unit=unit), value_max=value_max)


def read_statements(region: Region, *, subject: str | None = None) -> list[Statement]:
    """Return targets and actual figures of the region, or of one subject, in a fixed order."""
    rows = (
        region.table("indicator_value")
        .filter(pl.col("status").is_in(["target", "actual"]))
        .filter(pl.lit(value=True) if subject is None else pl.col("subject") == subject)
        .sort("subject", "indicator_id", "period", "source_id", "sheet", "row", nulls_last=True)
        .collect(engine="streaming")
    )
    return [_read_statement(row) for row in rows.iter_rows(named=True)]


def list_subjects(region: Region) -> list[str]:
    """Return every subject the region has a number of."""
    subjects = region.table("indicator_value").select("subject").unique().collect(engine="streaming")
    return sorted(subjects["subject"].drop_nulls().to_list())


def read_span(text: str) -> Period | None:
    """Return a period, or None where the text is none."""
    try:
        return parse_period(text)
    except ValueFormatError:
        return None


def pick_nearest(target: Statement, candidates: Sequence[Statement]) -> Statement | None:
    """Return the actual figure that comes nearest to a target without having its key.

    Earlier figures of the same indicator and subject only. Fewest differences in kind come first (comparison,
    basis, scope, unit), then the latest period, then the usual preference.
    """
    limit = _end(target.figure.period)
    earlier = [c for c in candidates if not limit or (_end(c.figure.period) or limit) <= limit]
    if not earlier:
        return None
    return max(
        earlier, key=lambda c: (-len(list_differences(target, c, but=("period",))), _end(c.figure.period), c.preference)
    )  # fmt: skip


def list_differences(one: Statement, other: Statement, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the parts of the key in which two statements differ."""
    names = ("indicator", "subject", "period", "comparison", "basis", "scope", "unit")
    return [
        name
        for name, mine, its in zip(names, one.key, other.key, strict=True)
        if mine != its and name not in but
    ]


def _end(period: str) -> str:
    """Return the last day of a period as text that sorts; empty where it is open or unreadable."""
    span = read_span(period)
    return span.end.isoformat() if span and span.end else ""


def _read_statement(row: dict[str, Any]) -> Statement:
    title, published = row["source_title"] or "", row["source_date"] or ""
    note = f"{title}（{published}）" if title and published else title or published or "导入的指标数据"
    origin = Origin(
        kind="cell",
        ref=f"cell:{row['source_id']}/{row['sheet']}/{row['row']}/value",
        zh=note,
        en=note if title or published else "imported indicator values",
        synthetic=bool(row["synthetic"]),
    )
    figure = Figure(
        value=row["value"],
        unit=row["unit"] or "",
        indicator=row["indicator_id"] or "",
        subject=row["subject"] or "",
        period=_tidy_period(row["period"] or ""),
        comparison=row["comparison"] or "level",
        basis=row["basis"] or "",
        scope=row["scope"] or "",
        bound=row["bound"] or "exact",
        status=row["status"],
        origins=(origin,),
    )
    return Statement(figure=figure, value_max=row["value_max"], source_title=title, source_date=published)


def _tidy_period(text: str) -> str:
    """Write a whole year as the year: `2025-01..2025-12` and `2025` are one period."""
    span = read_span(text)
    return str(span.year) if span and span.is_full_year else text
