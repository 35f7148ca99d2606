"""How large is an enterprise, and is it above scale? The class with its reasons, for one or for all."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from gaodi.base import NotFoundError
from gaodi.cultivate.cells import CellFinder, build_finder
from gaodi.cultivate.emission import run_plan
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.judging import narrow_region
from gaodi.cultivate.measures import (
    GROUP,
    WAN_FEN,
    Scene,
    lies_in,
    measure_size_class,
    measure_sme,
)
from gaodi.cultivate.operands import FirmCell, IndustryDivision, Operand, YearCell
from gaodi.cultivate.pack_library import PackLibrary
from gaodi.cultivate.plan import Case, Compare, Constant, Definition, Every, Expression, Negation, Plan
from gaodi.cultivate.questions import Question
from gaodi.cultivate.standards import Bounds, ScaleRow, SizeRow
from gaodi.cultivate.wording import round_for_people
from gaodi.region import Region

Watch = Literal["reached_unregistered", "registered_below", "near_below", "none"]
"""What to watch: the line is reached but the firm is not in the register; it is in the register below the line;
it is a little below the line and not in; nothing."""

_CLASSES = ("大型", "中型", "小型", "微型")
_INDICATORS: dict[str, tuple[str, str, str]] = {
    "staff": ("从业人员", "Staff", "人"),
    "revenue": ("营业收入", "Revenue", "万元"),
    "total_assets": ("资产总额", "Total assets", "万元"),
}
_REGISTERED = FirmCell(column="is_above_scale", kind="boolean")
_ANY = Question(metric="size_class")


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeReason:
    """One indicator of the size standard: its value, the bounds of its industry, the class it reaches."""

    column: str
    zh: str
    en: str
    value: Decimal | None
    """Persons or 万元; None is unknown."""
    unit: str
    bounds: Bounds
    """Lower bounds of large, medium and small; None is not verified."""
    reaches: str | None
    """Highest class whose bound the value reaches; None where value or bound is unknown."""
    cells: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseScale:
    """Size class and above-scale status of one enterprise on one day."""

    enterprise_id: str
    enterprise_name: str
    year: int
    """The last complete year, whose figures count."""
    size_row: SizeRow | None
    """Row of the size standard; None where the industry is unknown or has no row in force."""
    size_class: str | None
    is_sme: bool | None
    size_document: str
    reasons: tuple[SizeReason, ...]
    scale_row: ScaleRow | None
    is_above_scale_registered: bool | None
    meets_above_scale_revenue: bool | None
    scale_revenue: Decimal | None
    """万元, of the column the line is about."""
    watch: Watch | None
    scale_document: str
    missing: tuple[str, ...]
    """Data that would decide the class or the status."""
    synthetic: bool


def classify_all(region: Region, library: PackLibrary, *, on: date) -> pl.DataFrame:
    """Classify every enterprise by size and by above-scale status.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    on : date
        The figures are those of the year before.

    Returns
    -------
    polars.DataFrame
        enterprise_id, size_row, size_class, is_sme, scale_row, is_above_scale_registered,
        meets_above_scale_revenue, scale_watch; null is unknown. Order of the enterprise table.
    """
    definitions, operands = _define(library, on)
    frame = build_frame(region, operands, on)
    names = [definition.name for definition in definitions]
    found = run_plan(Plan(definitions=definitions), frame).select("enterprise_id", *names)
    return found.collect(engine="streaming")


def classify_enterprise(
    region: Region, library: PackLibrary, enterprise_id: str, *, on: date
) -> EnterpriseScale:
    """Classify one enterprise, with the value, the bounds and the cells of each indicator.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    enterprise_id : str
    on : date
        The figures are those of the year before.

    Returns
    -------
    EnterpriseScale

    Raises
    ------
    NotFoundError
        If the enterprise is not in the region.
    """
    own = replace(narrow_region(region, enterprise_id, on), on=on)
    firm = own.table("enterprise").collect()
    if firm.is_empty():
        raise NotFoundError(
            f"区域内没有企业「{enterprise_id}」；请核对统一社会信用代码或证券代码。",
            f"no enterprise {enterprise_id!r} in the region; check the credit or share code.",
        )
    row = classify_all(own, library, on=on).row(0, named=True)
    finder = build_finder(own)
    size_row = next((one for one in library.sizes.rows if one.id == row["size_row"]), None)
    scale_row = next((one for one in library.scale.rows if one.id == row["scale_row"]), None)
    reasons = _explain_size(size_row, finder) if size_row else ()
    revenue, missing = None, [name for reason in reasons for name in reason.missing]
    if row["size_class"] is not None:
        missing = []
    if scale_row:
        revenue, _, lacking = _read(finder, scale_row.column)
        missing += lacking if row["meets_above_scale_revenue"] is None else ()
    if size_row is None and scale_row is None and finder.enterprise["industry_code"] is None:
        missing.append("enterprise.industry_code")
    if row["is_above_scale_registered"] is None:
        missing.append("enterprise.is_above_scale")
    return EnterpriseScale(
        enterprise_id=enterprise_id,
        enterprise_name=firm.item(0, "name"),
        year=own.last_year,
        size_row=size_row,
        size_class=row["size_class"],
        is_sme=row["is_sme"],
        size_document=library.sizes.document,
        reasons=reasons,
        scale_row=scale_row,
        is_above_scale_registered=row["is_above_scale_registered"],
        meets_above_scale_revenue=row["meets_above_scale_revenue"],
        scale_revenue=revenue,
        watch=row["scale_watch"],
        scale_document=library.scale.document,
        missing=tuple(dict.fromkeys(missing)),
        synthetic=bool(firm.item(0, "synthetic")),
    )


def _define(library: PackLibrary, on: date) -> tuple[tuple[Definition, ...], tuple[Operand, ...]]:
    scene = Scene(last_year=on.year - 1, sizes=library.sizes, on=on)
    size, sme = measure_size_class(_ANY, scene, 0), measure_sme(_ANY, scene, 0)
    scale = library.scale.rows_in_force
    registered = _REGISTERED.as_column()
    meets = Case(tuple((lies_in(row), _reaches(row, 100)) for row in scale), Constant(None))
    near = Case(
        tuple((lies_in(row), _reaches(row, 100 - library.scale.watch_percent)) for row in scale),
        Constant(None),
    )
    values: dict[str, Expression] = {
        "size_row": _name_row(library.sizes.rows_in_force),
        "size_class": size.value,
        "is_sme": sme.value,
        "scale_row": _name_row(scale),
        "is_above_scale_registered": registered,
        "meets_above_scale_revenue": meets,
        "scale_watch": _watch(registered, meets, near),
    }
    cells = [YearCell(column=column, kind="money", back=0) for column in {row.column for row in scale}]
    operands: dict[str, Operand] = {
        operand.name: operand
        for operand in (IndustryDivision(), GROUP, _REGISTERED, *size.operands, *sme.operands, *cells)
    }
    definitions = tuple(Definition(name=name, value=value, type="any") for name, value in values.items())
    return definitions, tuple(operands.values())


def _name_row(rows: tuple[SizeRow, ...] | tuple[ScaleRow, ...]) -> Expression:
    return Case(tuple((lies_in(row), Constant(row.id)) for row in rows), Constant(None))


def _reaches(row: ScaleRow, percent: int) -> Expression:
    value = YearCell(column=row.column, kind="money", back=0).as_column()
    return Compare(">=", value, Constant(row.threshold * WAN_FEN * percent // 100))


def _watch(registered: Expression, meets: Expression, near: Expression) -> Expression:
    out = Negation(registered)
    return Case(
        (
            (Every((out, meets)), Constant("reached_unregistered")),
            (Every((registered, Negation(meets))), Constant("registered_below")),
            (Every((out, Negation(meets), near)), Constant("near_below")),
            (Every((registered, meets)), Constant("none")),
            (Every((out, Negation(near))), Constant("none")),
        ),
        Constant(None),
    )


def _explain_size(row: SizeRow, finder: CellFinder) -> tuple[SizeReason, ...]:
    reasons: list[SizeReason] = []
    for column, (zh, en, unit) in _INDICATORS.items():
        bounds: Bounds | None = getattr(row, column)
        if bounds is None:
            continue
        value, cells, missing = _read(finder, column)
        reasons.append(
            SizeReason(
                column=column,
                zh=zh,
                en=en,
                value=value,
                unit=unit,
                bounds=bounds,
                reaches=find_class(value, bounds),
                cells=cells,
                missing=missing,
            )
        )
    return tuple(reasons)


def find_class(value: Decimal | None, bounds: Bounds) -> str | None:
    """Return the highest class whose bound a value reaches; None where a bound that decides is not verified.

    Examples
    --------
    >>> find_class(Decimal(300), (1000, 300, 20)), find_class(Decimal(299), (1000, 300, 20))
    ('中型', '小型')
    >>> find_class(Decimal(500), (1000, None, None)) is None
    True
    """
    if value is None:
        return None
    for name, bound in zip(_CLASSES, bounds, strict=False):
        if bound is None:
            return None
        if value >= bound:
            return name
    return _CLASSES[-1]


def _read(finder: CellFinder, column: str) -> tuple[Decimal | None, tuple[str, ...], tuple[str, ...]]:
    kind = "integer" if column == "staff" else "money"
    cells, missing = finder.find(YearCell(column=column, kind=kind, back=0), is_known=True)
    if missing:
        return None, (), missing
    value = Decimal(finder.years[finder.region.last_year][column])
    return (value if kind == "integer" else round_for_people(value / WAN_FEN)), cells, ()
