"""Which cells stand behind a value? The rows of one enterprise, addressed, and what they lack."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from gaodi.catalogue import Catalogue
from gaodi.cultivate.frames import RIGHTS_COLUMNS, count_right, find_awards
from gaodi.cultivate.operands import (
    AwardRank,
    AwardWithin,
    FirmCell,
    IndustryDivision,
    Operand,
    RightCount,
    TitleHeld,
    YearCell,
)
from gaodi.region import Region, titles_in_force

Row = dict[str, Any]
Found = tuple[tuple[str, ...], tuple[str, ...]]
"""Cells used, and data missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFinder:
    """The rows of one enterprise, to name the cells behind an operand."""

    region: Region
    """Narrowed to one enterprise, on the day of the decision."""
    enterprise: Row
    years: dict[int, Row]
    titles: tuple[Row, ...]
    """In force on the day."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the region."""
        return self.region.catalogue

    def find(self, source: Operand, *, is_known: bool) -> Found:
        """Return the cells behind an operand, and what is missing where it is not known."""
        match source:
            case YearCell(column=column, back=back):
                year = self.region.last_year - back
                row = self.years.get(year)
                if row is None or row[column] is None:
                    return (), (f"enterprise_year.{column}@{year}",)
                return (_ref(row, column),), ()
            case IndustryDivision():
                if self.enterprise["industry_code"] is None:
                    return (), ("enterprise.industry_code",)
                return (_ref(self.enterprise, "industry_code"),), ()
            case FirmCell(column=column):
                if self.enterprise[column] is None:
                    return (), (f"enterprise.{column}",)
                return (_ref(self.enterprise, column),), ()
            case TitleHeld(title_id=title_id):
                held = [row for row in self.titles if row["title_id"] == title_id]
                return _refs(held, "title_id"), () if is_known else (f"qualification.{title_id}",)
            case AwardWithin(title_id=title_id, years=years):
                cells = _refs(_rows(find_awards(self.region, title_id, years)), "granted_on")
                return cells, () if is_known else (f"qualification.{title_id}",)
            case AwardRank(title_id=title_id, years=years):
                cells = _refs(_rows(find_awards(self.region, title_id, years)), "rank")
                missing = f"qualification.rank@{title_id}" if cells else f"qualification.{title_id}"
                return cells, () if is_known else (missing,)
            case RightCount():
                return self._find_rights(source, is_known=is_known)

    def _find_rights(self, source: RightCount, *, is_known: bool) -> Found:
        if "intellectual_property" not in self.region.present:
            return (), ("intellectual_property",)
        rights = self.region.table("intellectual_property")
        judged = _rows(rights.with_columns(count_right(source.definition, self.region.on).alias("counts")))
        cells = _refs((row for row in judged if row["counts"]), "kind")
        unclear = [] if is_known else [row for row in judged if row["counts"] is None]
        missing = [
            f"intellectual_property.{column}@{row['ip_id']}"
            for row in unclear
            for column in RIGHTS_COLUMNS[source.definition]
            if row[column] is None and (column != "transferred_on" or row["is_self_developed"] is False)
        ]
        return cells, tuple(missing)


def build_finder(region: Region) -> CellFinder:
    """Read the rows of a region that was narrowed to one enterprise."""
    years = _rows(region.table("enterprise_year"))
    return CellFinder(
        region=region,
        enterprise=_rows(region.table("enterprise"))[0],
        years={row["year"]: row for row in years},
        titles=tuple(_rows(titles_in_force(region))),
    )


def _rows(frame: pl.LazyFrame) -> list[Row]:
    return frame.collect().to_dicts()


def _refs(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    return tuple(_ref(row, column) for row in rows)


def _ref(row: Row, column: str) -> str:
    return f"cell:{row['source_id']}/{row['sheet']}/{row['row']}/{column}"
