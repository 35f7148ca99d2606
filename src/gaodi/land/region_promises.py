"""What do the tables of a region say of its parcels? Promises and facts of parcels, their one project and their firm."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gaodi.land.promises import Actual, Promise
from gaodi.region import Region

Row = dict[str, Any]
FEN_PER_UNIT = 1_000_000
"""Fen in 万元."""
STAGES = ("谋划", "洽谈", "签约", "备案", "开工", "竣工", "投产", "达产")
_DAYS = {"started": "开工", "completed": "竣工", "in_production": "投产", "at_capacity": "达产"}


def derive_promises(region: Region) -> tuple[Promise, ...]:
    """Return the promises the tables hold: tax per mu of a parcel, planned investment and output of its one project.

    Parameters
    ----------
    region : Region

    Returns
    -------
    tuple of Promise
        Of parcels that have a holder. A plan over the area of the holder's one parcel is a promise only where one project
        and one parcel belong to each other. Output and tax are due at full capacity: before that stage they are not yet due.
    """
    found: list[Promise] = []
    for parcel, project in _pair(region):
        stage = project["stage"] if project else None
        is_full = None if stage is None else stage == "达产"
        if parcel["min_tax_per_mu"] is not None:
            found.append(
                Promise(
                    parcel_id=parcel["parcel_id"],
                    item_id="tax_per_mu",
                    amount=Fraction(parcel["min_tax_per_mu"], FEN_PER_UNIT),
                    is_due=is_full,
                    cells=(_cell(parcel, "min_tax_per_mu"),),
                )
            )
        if project is None:
            continue
        for item_id, column in (("investment_intensity", "investment"), ("output_per_mu", "expected_output")):
            amount = _per_mu(project[column], parcel["area"])
            if amount is None:
                continue
            is_built = _has_reached(stage, "投产")
            found.append(
                Promise(
                    parcel_id=parcel["parcel_id"],
                    item_id=item_id,
                    amount=amount,
                    due_on=project["finished_on"] if item_id == "investment_intensity" else None,
                    is_due=is_built if item_id == "investment_intensity" else is_full,
                    cells=(_cell(project, column), _cell(parcel, "area")),
                )
            )
    return tuple(found)


def derive_actuals(region: Region) -> tuple[Actual, ...]:
    """Return what came of every item, as far as the tables say.

    Parameters
    ----------
    region : Region
        Amounts are those of the last complete year before its day.

    Returns
    -------
    tuple of Actual
        Figures of a firm are divided by the area of its one parcel; a firm with several parcels has none per parcel.
    """
    years = _rows_by(region, "enterprise_year", "enterprise_id", year=region.last_year)
    found: list[Actual] = []
    for parcel, project in _pair(region):
        year = next(iter(years.get(parcel["enterprise_id"], ())), None)
        found += _amounts(parcel, project, year)
        if project is not None:
            found += [
                _happened(parcel, project, item_id, stage, region.on) for item_id, stage in _DAYS.items()
            ]
    return tuple(found)


def _amounts(parcel: Row, project: Row | None, year: Row | None) -> list[Actual]:
    rows: list[tuple[str, Fraction | None, tuple[str, ...]]] = []
    if project is not None:
        amount = _per_mu(project["invested"], parcel["area"])
        rows.append(("investment_intensity", amount, (_cell(project, "invested"), _cell(parcel, "area"))))
    if year is not None and parcel["is_only"]:
        for item_id, column in (("output_per_mu", "output"), ("tax_per_mu", "tax")):
            amount = _per_mu(year[column], parcel["area"])
            rows.append((item_id, amount, (_cell(year, column), _cell(parcel, "area"))))
        if year["output"] is not None and year["output"] > 0 and year["energy"] is not None:
            energy = _exact(year["energy"]) / Fraction(year["output"], FEN_PER_UNIT)
            rows.append(("energy_per_output", energy, (_cell(year, "energy"), _cell(year, "output"))))
    found = [
        Actual(
            parcel_id=parcel["parcel_id"],
            item_id=item_id,
            amount=amount,
            cells=() if amount is None else cells,
        )
        for item_id, amount, cells in rows
    ]
    if not parcel["is_only"]:
        found += [
            Actual(
                parcel_id=parcel["parcel_id"],
                item_id=item_id,
                note_zh="企业有多宗地，产出和税收不能分到一宗。",
                note_en="the firm holds several parcels; output and tax cannot be told apart.",
            )
            for item_id in ("output_per_mu", "tax_per_mu")
        ]
    return found


def _happened(parcel: Row, project: Row, item_id: str, stage: str, on: date) -> Actual:
    is_done = _has_reached(project["stage"], stage)
    column = {"started": "started_on", "in_production": "finished_on"}.get(item_id)
    day = project[column] if column else None
    # The column of production holds plans too: a day counts once the stage says that it came.
    if item_id == "in_production" and not is_done:
        day = None
    if day is not None and day > on:
        day = None
    cells = (_cell(project, "stage"), *((_cell(project, column),) if column and day is not None else ()))
    return Actual(
        parcel_id=parcel["parcel_id"],
        item_id=item_id,
        day=day,
        is_done=True if day is not None else is_done,
        cells=cells,
    )


def _pair(region: Region) -> list[tuple[Row, Row | None]]:
    """Parcels that have a holder, each with its project where holder, parcel and project are one each."""
    parcels = _rows_by(region, "parcel", "enterprise_id")
    projects = _rows_by(region, "project", "enterprise_id")
    pairs: list[tuple[Row, Row | None]] = []
    for firm, rows in parcels.items():
        alive = [project for project in projects.get(firm, ()) if project["stage"] != "终止"]
        is_one = len(rows) == 1 and len(alive) == 1
        pairs += [(row | {"is_only": len(rows) == 1}, alive[0] if is_one else None) for row in rows]
    return pairs


def _rows_by(region: Region, table: str, key: str, *, year: int | None = None) -> dict[str, list[Row]]:
    frame = region.table(table).collect()
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        if row[key] is not None and (year is None or row["year"] == year):
            groups[row[key]].append(row)
    return groups


def _has_reached(stage: str | None, wanted: str) -> bool | None:
    return STAGES.index(stage) >= STAGES.index(wanted) if stage in STAGES else None


def _exact(number: float) -> Fraction:
    """Read a stored double as the decimal it was written as."""
    return Fraction(Decimal(repr(number)))


def _per_mu(fen: int | None, area: float | None) -> Fraction | None:
    if fen is None or area is None or area <= 0:
        return None
    return Fraction(fen, FEN_PER_UNIT) / _exact(area)


def _cell(row: Row, column: str) -> str:
    return f"cell:{row['source_id']}/{row['sheet']}/{row['row']}/{column}"
