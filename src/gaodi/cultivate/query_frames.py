"""What does the plan read, in SQL? One SELECT per engine with the same operands as the wide frame in Polars."""
# ruff: noqa: S608  names and values come from the catalogue and the packs, none from a user

from collections.abc import Collection, Iterable
from datetime import date

from gaodi.catalogue import Catalogue
from gaodi.cultivate.frames import MAX_HOLDER_RANK, NO_RANK, years_before
from gaodi.cultivate.operands import (
    CLASS_I,
    CLASS_II,
    CLASS_II_AFTER_TWO_YEARS,
    CLASS_II_AT_ONCE,
    AwardRank,
    AwardWithin,
    FirmCell,
    IndustryDivision,
    Operand,
    RightCount,
    RightsDefinition,
    TitleHeld,
    YearCell,
)
from gaodi.cultivate.queries import Dialect, quote_name, quote_text

_HALF_TO_EVEN: dict[Dialect, str] = {"duckdb": "ROUND_EVEN({}, 0)", "spark": "RINT({})"}
_DAYS_SINCE_1970: dict[Dialect, str] = {
    "duckdb": "DATE_DIFF('day', DATE '1970-01-01', {})",
    "spark": "DATEDIFF({}, DATE '1970-01-01')",
}


def write_frame_query(
    catalogue: Catalogue, present: Collection[str], operands: Iterable[Operand], on: date, dialect: Dialect
) -> str:
    """Write the SELECT that joins the operands of a pack to the list of enterprises.

    Parameters
    ----------
    catalogue : Catalogue
        Knows terms of validity, and which titles are known by absence.
    present : collection of str
        Tables that were imported; the others are not named in the query.
    operands : iterable of Operand
    on : date
        Day of the decision.
    dialect : {"duckdb", "spark"}

    Returns
    -------
    str
        Reads tables named as in the catalogue; gives enterprise_id and one column per operand by its name.
    """
    writer = _Writer(catalogue, frozenset(present), on, dialect)
    wanted = tuple(operands)
    for back in sorted({o.back for o in wanted if isinstance(o, YearCell)}):
        writer.add_year([o for o in wanted if isinstance(o, YearCell) and o.back == back], back)
    writer.add_titles([o for o in wanted if isinstance(o, TitleHeld)])
    awards = [o for o in wanted if isinstance(o, AwardWithin | AwardRank)]
    for title_id, years in dict.fromkeys((o.title_id, o.years) for o in awards):
        writer.add_award([o for o in awards if (o.title_id, o.years) == (title_id, years)])
    writer.add_rights([o for o in wanted if isinstance(o, RightCount)])
    for operand in wanted:
        if isinstance(operand, IndustryDivision | FirmCell):
            writer.add_firm(operand)
    return writer.text()


class _Writer:
    """Collects the columns and joins of one SELECT."""

    def __init__(self, catalogue: Catalogue, present: frozenset[str], on: date, dialect: Dialect) -> None:
        self.catalogue, self.present, self.on, self.dialect = catalogue, present, on, dialect
        self.columns = ["e.enterprise_id"]
        self.joins: list[str] = []

    def text(self) -> str:
        columns, joins = ",\n  ".join(self.columns), "\n".join(self.joins)
        return f"SELECT {columns}\nFROM enterprise AS e\n{joins}"

    def quote(self, name: str) -> str:
        return quote_name(name, self.dialect)

    def texts(self, values: Iterable[str]) -> str:
        return quote_text(values, self.dialect)

    def is_known_by_absence(self, title_id: str) -> bool:
        term = self.catalogue.taxonomy("titles").term(title_id)
        return term is not None and term.attributes.get("absence") == "not_held"

    def join(self, select: str) -> str:
        """Join a SELECT with one row per enterprise; return its alias."""
        alias = f"j{len(self.joins)}"
        self.joins.append(f"LEFT JOIN ({select}) AS {alias} ON {alias}.enterprise_id = e.enterprise_id")
        return alias

    def add_firm(self, operand: IndustryDivision | FirmCell) -> None:
        self.columns.append(f"{self._firm_cell(operand)} AS {self.quote(operand.name)}")

    def _firm_cell(self, operand: IndustryDivision | FirmCell) -> str:
        if isinstance(operand, IndustryDivision):
            return "TRY_CAST(SUBSTR(e.industry_code, 1, 2) AS BIGINT)"
        column = f"e.{self.quote(operand.column)}"
        match operand.kind:
            case "boolean":
                return column
            case "date":
                return f"CAST({_DAYS_SINCE_1970[self.dialect].format(column)} AS BIGINT)"
            case "group":
                return f"CASE WHEN LENGTH({column}) >= 3 THEN TRY_CAST(SUBSTR({column}, 1, 3) AS BIGINT) END"

    def add_year(self, cells: list[YearCell], back: int) -> None:
        if "enterprise_year" not in self.present:
            types = {"choice": "STRING", "boolean": "BOOLEAN"}
            self.columns += [
                f"CAST(NULL AS {types.get(c.kind, 'BIGINT')}) AS {self.quote(c.name)}" for c in cells
            ]
            return
        values = ", ".join(f"{self._cell(cell)} AS {self.quote(cell.name)}" for cell in cells)
        alias = self.join(
            f"SELECT enterprise_id, {values} FROM enterprise_year WHERE year = {self.on.year - 1 - back}"
        )
        self.columns += [f"{alias}.{self.quote(cell.name)}" for cell in cells]

    def _cell(self, cell: YearCell) -> str:
        value = self.quote(cell.column)
        if cell.kind in ("choice", "boolean"):
            return value
        if cell.scale != 1:
            value = _HALF_TO_EVEN[self.dialect].format(f"{value} * {cell.scale}")
        fits = f"{value} BETWEEN {-cell.bound} AND {cell.bound}"
        return f"CASE WHEN {fits} THEN CAST({value} AS BIGINT) END"

    def add_titles(self, wanted: list[TitleHeld]) -> None:
        if not wanted:
            return
        if "qualification" not in self.present:
            self.columns += [f"CAST(NULL AS BOOLEAN) AS {self.quote(o.name)}" for o in wanted]
            return
        day, titles = _day(self.on), self.texts(o.title_id for o in wanted)
        held = ", ".join(
            f"BOOL_OR(title_id = {self.texts([o.title_id])}) AS {self.quote(o.name)}" for o in wanted
        )
        alias = self.join(
            f"SELECT enterprise_id, {held} FROM qualification WHERE title_id IN ({titles}) AND granted_on <= {day} "
            f"AND COALESCE({self._end_of_validity()} >= {day}, TRUE) AND COALESCE(revoked_on > {day}, TRUE) "
            "GROUP BY enterprise_id"
        )
        for operand in wanted:
            name = self.quote(operand.name)
            known = self.is_known_by_absence(operand.title_id)
            filled = (
                f"COALESCE({alias}.{name}, FALSE)" if known else f"CASE WHEN {alias}.{name} THEN TRUE END"
            )
            self.columns.append(f"{filled} AS {name}")

    def _end_of_validity(self) -> str:
        """Write the day a title ends; the anniversary of a 29 February may not exist."""
        terms: dict[int, list[str]] = {}
        for term in self.catalogue.taxonomy("titles").terms:
            years = term.attributes.get("validity_years")
            if years is not None:
                terms.setdefault(int(years), []).append(term.id)
        ends = ["valid_to"]
        for years, titles in sorted(terms.items()):
            anniversary = f"CAST(granted_on + INTERVAL '{years}' YEAR AS DATE)"
            exists = f"EXTRACT(DAY FROM {anniversary}) = EXTRACT(DAY FROM granted_on)"
            day_before = f"CAST({anniversary} - INTERVAL '1' DAY AS DATE)"
            ends.append(
                f"CASE WHEN title_id IN ({self.texts(titles)}) THEN "
                f"CASE WHEN {exists} THEN {day_before} ELSE {anniversary} END END"
            )
        return f"COALESCE({', '.join(ends)})"

    def add_award(self, wanted: list[AwardWithin | AwardRank]) -> None:
        title_id, years = wanted[0].title_id, wanted[0].years
        sides = {o.name: o.side if isinstance(o, AwardRank) else "within" for o in wanted}
        if "qualification" not in self.present:
            self.columns += [
                f"CAST(NULL AS {'BOOLEAN' if side == 'within' else 'BIGINT'}) AS {self.quote(name)}"
                for name, side in sides.items()
            ]
            return
        values = {
            "within": "TRUE",
            "low": "CAST(CASE WHEN BOOL_OR(rank IS NULL) THEN 1 ELSE MIN(rank) END AS BIGINT)",
            "high": f"CAST(COALESCE(MIN(rank), {NO_RANK}) AS BIGINT)",
        }
        absent = {"within": "FALSE", "low": str(NO_RANK), "high": str(NO_RANK)}
        found = ", ".join(f"{values[side]} AS {self.quote(name)}" for name, side in sides.items())
        alias = self.join(
            f"SELECT enterprise_id, {found} FROM qualification WHERE title_id = {self.texts([title_id])} "
            f"AND granted_on BETWEEN {_day(years_before(self.on, years))} AND {_day(self.on)} "
            f"AND (revoked_on IS NULL OR revoked_on > {_day(self.on)}) GROUP BY enterprise_id"
        )
        is_known = self.is_known_by_absence(title_id)
        for name, side in sides.items():
            column = f"{alias}.{self.quote(name)}"
            filled = f"COALESCE({column}, {absent[side]})" if is_known else column
            self.columns.append(f"{filled} AS {self.quote(name)}")

    def add_rights(self, wanted: list[RightCount]) -> None:
        if not wanted:
            return
        if "intellectual_property" not in self.present:
            self.columns += [f"CAST(NULL AS BIGINT) AS {self.quote(o.name)}" for o in wanted]
            return
        counts = []
        for operand in wanted:
            truth = self._counts(operand.definition)
            unclear = f"CASE WHEN {truth} THEN 1 ELSE 0 END"
            if operand.side == "high":
                unclear = f"CASE WHEN NOT ({truth}) THEN 0 ELSE 1 END"
            counts.append(f"CAST(SUM({unclear}) AS BIGINT) AS {self.quote(operand.name)}")
        alias = self.join(
            f"SELECT enterprise_id, {', '.join(counts)} FROM intellectual_property GROUP BY enterprise_id"
        )
        for operand in wanted:
            name = self.quote(operand.name)
            self.columns.append(f"COALESCE({alias}.{name}, 0) AS {name}")

    def _counts(self, definition: RightsDefinition) -> str:
        """Say of one row of rights whether it counts; null is unclear. The same as `frames.count_right`."""
        day = _day(self.on)
        class_i = f"kind IN ({self.texts(CLASS_I)})"
        tied = f"is_leading_product AND (granted_on IS NULL OR granted_on <= {day})"
        undated = "(transferred_on IS NULL AND NOT COALESCE(is_self_developed, TRUE))"
        long_ago = f"(transferred_on IS NULL OR transferred_on <= {_day(years_before(self.on, 1))})"
        settled = f"CASE WHEN NOT {undated} THEN {long_ago} END"
        match definition:
            case "class_i_2022":
                return f"{class_i} AND {tied} AND {settled}"
            case "class_i_self_developed_2022":
                return f"{class_i} AND {tied} AND {settled} AND is_self_developed"
            case "class_i_high_value_2022":
                return f"{class_i} AND {tied} AND {settled} AND is_high_value"
            case "class_ii_2022":
                kept = (
                    f"kind IN ({self.texts(CLASS_II_AFTER_TWO_YEARS)}) "
                    f"AND CAST(granted_on + INTERVAL '2' YEAR AS DATE) < {day}"
                )
                return f"(kind IN ({self.texts(CLASS_II_AT_ONCE)}) OR ({kept})) AND {tied} AND {settled}"
            case "class_i_2016":
                return f"{class_i} AND {tied}"
            case "class_ii_2016":
                return f"kind IN ({self.texts(CLASS_II)}) AND {tied}"
            case "core_rights_2016":
                return f"kind IN ({self.texts(CLASS_I + CLASS_II)}) AND {tied}"
            case "core_rights_self_developed_2016":
                return f"kind IN ({self.texts(CLASS_I + CLASS_II)}) AND {tied} AND is_self_developed"
            case "class_i_2026":
                own = "transferred_on IS NULL AND COALESCE(is_self_developed, TRUE)"
                return f"{class_i} AND {tied} AND {own} AND holder_rank <= {MAX_HOLDER_RANK}"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
