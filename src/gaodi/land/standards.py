"""What does a land-score standard look like? 亩均效益 formulas as YAML, checked when read; no expressions in it."""

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.catalogue import read_rule_folder

Form = Literal["base_ratio", "min_max"]
"""`base_ratio`: weight × value ÷ base. `min_max`: weight × [floor + span × (value − least) ÷ (greatest − least)] ÷ 100,
least and greatest among the firms of the table."""
Missing = Literal["unknown", "average_points"]
_FIELD_ZH = {"weight": "权重", "base": "基数"}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RawDatum(_Entry):
    """A figure an item may be computed from, and the headers it is known by."""

    zh: str
    en: str
    unit: str
    aliases: tuple[str, ...] = ()


class LandItem(_Entry):
    """One item of a score; higher is better in every standard seen."""

    id: str
    zh: str
    en: str
    unit: str
    aliases: tuple[str, ...] = ()
    weight: Decimal | None = Field(default=None, gt=0)
    """None: not seen; the item gets no points until the office gives its weight."""
    base: Decimal | None = Field(default=None, gt=0)
    """The year's base, in the item's unit, only in the form `base_ratio`; None there: not seen, the office gives it."""
    of: str | None = None
    per: str | None = None
    """Ids of `data`: the value is `of` ÷ `per` × `times` where the item's own column is absent."""
    times: Decimal = Decimal(1)
    missing: Missing = "unknown"
    """`average_points`: a firm without the figure gets the mean points of the table's firms that have it."""
    article: str


class LandTable(_Entry):
    """The items for one kind of firm."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    items: tuple[LandItem, ...] = Field(min_length=1)


class ClassBand(_Entry):
    """A class, down to a share of the ranking, edge included."""

    id: str
    upto: Decimal = Field(gt=0, le=100)


class Classing(_Entry):
    """How ranks become classes, and who is scored but not classed."""

    article: str
    bands: tuple[ClassBand, ...] = Field(min_length=2)
    exempt: tuple[str, ...] = ()
    treated_as: str | None = None


class LandStandard(_Entry):
    """One place's way to score its firms' use of land, for one year of data."""

    id: str
    zh: str
    en: str
    place: str | None = None
    data_year: int | None = None
    document: str
    source: str
    status: Literal["verified", "needs_official_check"]
    note: str | None = None
    note_en: str | None = None
    form: Form
    floor: Decimal = Decimal(20)
    span: Decimal = Decimal(80)
    has_bonus: bool = False
    """Whether bonus and deduction points are added to the items."""
    classing: Classing | None = None
    data: dict[str, RawDatum] = {}
    tables: tuple[LandTable, ...] = Field(min_length=1)

    def table(self, table_id: str) -> LandTable:
        """Return a table, or raise NotFoundError naming the known ones."""
        for table in self.tables:
            if table.id == table_id:
                return table
        known = "、".join(t.id for t in self.tables)
        raise NotFoundError(
            f"评价办法「{self.id}」没有表「{table_id}」；现有：{known}。",
            f"{self.id!r} has no table {table_id!r}; known: {known}.",
        )


def load_land_standards(extra: Path | None = None) -> dict[str, LandStandard]:
    """Read the shipped standards and, over them, a workspace's own (`rules/land_scores/*.yaml`).

    Raises
    ------
    CatalogueError
        With file and key, for an unknown key, a missing base, a dangling datum, a double id, or bands out of order.
    """
    found = read_rule_folder("land_scores", LandStandard, extra)
    for standard in found.values():
        _check_standard(standard, f"{standard.id}.yaml")
    return found


def get_land_standard(standards: dict[str, LandStandard], standard_id: str) -> LandStandard:
    """Return a standard, or raise NotFoundError naming the known ones."""
    if standard_id in standards:
        return standards[standard_id]
    known = "、".join(f"{s.id}（{s.zh}）" for s in standards.values())
    raise NotFoundError(
        f"没有评价办法「{standard_id}」；现有：{known}。",
        f"no land-score standard {standard_id!r}; known: {', '.join(standards)}.",
    )


def complete_standard(
    standard: LandStandard,
    *,
    weights: dict[str, Decimal] | None = None,
    bases: dict[str, Decimal] | None = None,
) -> LandStandard:
    """Return the standard with weights and bases an office gives, where the text seen does not hold them.

    Parameters
    ----------
    standard : LandStandard
    weights, bases : dict of str to Decimal
        By item id or Chinese name for every table that has it, or by `table.item` for one.

    Raises
    ------
    NotFoundError
        If no table has the item.
    InputError
        If the number is not positive, or the standard publishes another: a published number is not replaced.
    """
    for field, given in (("weight", weights or {}), ("base", bases or {})):
        for name, number in given.items():
            standard = _give(standard, field, name, number)
    return standard


def _give(standard: LandStandard, field: str, name: str, number: Decimal) -> LandStandard:
    def is_meant(table: LandTable, item: LandItem) -> bool:
        return name in (item.id, item.zh, f"{table.id}.{item.id}", f"{table.zh}.{item.zh}")

    meant = [item for table in standard.tables for item in table.items if is_meant(table, item)]
    if not meant:
        known = "、".join(dict.fromkeys(item.zh for table in standard.tables for item in table.items))
        raise NotFoundError(
            f"评价办法「{standard.id}」没有指标「{name}」；现有：{known}。",
            f"{standard.id!r} has no item {name!r}; known: {known}.",
        )
    published = [getattr(item, field) for item in meant if getattr(item, field) not in (None, number)]
    if number <= 0 or published:
        expected = f"{published[0]}" if published else "> 0"
        raise InputError(
            f"「{name}」的{_FIELD_ZH[field]} {number} 不能用，应为 {expected}（办法公布的数字不能替换）。",
            f"{field} {number} of {name!r} cannot be used, expected {expected} (published numbers stay).",
        )
    if field == "base" and standard.form == "min_max":
        raise InputError(
            f"评价办法「{standard.id}」用最小值和最大值计分，没有基数。",
            f"{standard.id!r} scores by least and greatest and has no bases.",
        )
    tables = tuple(
        table.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={field: number}) if is_meant(table, item) else item
                    for item in table.items
                )
            }
        )
        for table in standard.tables
    )
    return standard.model_copy(update={"tables": tables})


def _check_standard(standard: LandStandard, path: str) -> None:
    names = [table.id for table in standard.tables]
    if len(set(names)) != len(names):
        raise CatalogueError.at(path, "tables", names, "不重复的标识/ids used once")
    for table in standard.tables:
        ids = [item.id for item in table.items]
        if len(set(ids)) != len(ids):
            raise CatalogueError.at(path, f"{table.id}.items", ids, "不重复的标识/ids used once")
        for item in table.items:
            key = f"{table.id}.{item.id}"
            if item.base is not None and standard.form != "base_ratio":
                raise CatalogueError.at(path, f"{key}.base", item.base, "仅 base_ratio 有/only in base_ratio")
            if (item.of is None) != (item.per is None):
                raise CatalogueError.at(path, f"{key}.per", item.per, "与 of 同写/given with `of`")
            for name in (item.of, item.per):
                if name is not None and name not in standard.data:
                    raise CatalogueError.at(path, key, name, f"{'、'.join(standard.data)} 之一/one of data")
    if standard.classing:
        shares = [band.upto for band in standard.classing.bands]
        if shares != sorted(set(shares)) or shares[-1] != 100:
            raise CatalogueError.at(path, "classing.bands", shares, "由小到大，末档 100/rising, the last 100")
        classes = [band.id for band in standard.classing.bands]
        if standard.classing.treated_as not in (None, *classes):
            raise CatalogueError.at(path, "classing.treated_as", standard.classing.treated_as, str(classes))
