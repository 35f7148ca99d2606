"""How do the results stand in tables? Frames with labels: a row per sector, region, industry or pair."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from gaodi.structure.complexity_records import Complexity
from gaodi.structure.imports import measure_import_shares
from gaodi.structure.linkages import find_kinds
from gaodi.structure.records import Accounts, Extraction, FloatArray, ForwardBase, Linkages


def build_sector_frame(
    accounts: Accounts, linkages: Linkages, extraction: Extraction, *, forward: ForwardBase = "leontief"
) -> pl.DataFrame:
    """Return one row per sector with every measure.

    Parameters
    ----------
    accounts : Accounts
    linkages : Linkages
    extraction : Extraction
    forward : {"leontief", "ghosh"}
        Which forward linkage tells key sectors.

    Returns
    -------
    DataFrame
        `carried` is the output of all sectors that the sector's final demand causes; `carried_share` adds up to 1.
        `loss_*_share` is a loss over the output of all sectors; losses of several sectors overlap and do not add up.
        `loss_own` and `loss_others` make `loss_full`. Null is unknown.
    """
    table = accounts.table
    total = float(table.output.sum())
    carried = linkages.backward * table.demand
    share = 1.0 / total if total > 0 else float("nan")
    frame = pl.DataFrame(
        {
            "sector": table.sectors,
            "name": table.names,
            "output": table.output,
            "output_share": table.output * share,
            "demand": table.demand,
            "carried": carried,
            "carried_share": carried * share,
            "import_share": measure_import_shares(table),
            "multiplier": linkages.backward,
            "backward_direct": linkages.backward_direct,
            "forward_direct": linkages.forward_direct,
            "backward": linkages.backward,
            "forward": linkages.forward,
            "forward_ghosh": linkages.forward_ghosh,
            "power": linkages.power,
            "sensitivity": linkages.sensitivity,
            "sensitivity_ghosh": linkages.sensitivity_ghosh,
            "backward_variation": linkages.backward_variation,
            "forward_variation": linkages.forward_variation,
            "kind": find_kinds(linkages, forward=forward),
            "loss_full": extraction.full,
            "loss_full_share": extraction.full * share,
            "loss_own": table.output,
            "loss_others": extraction.full - table.output,
            "loss_purchases": extraction.purchases,
            "loss_purchases_share": extraction.purchases * share,
            "loss_sales": extraction.sales,
            "loss_sales_share": extraction.sales * share,
            "loss_supply": extraction.supply,
            "loss_supply_share": extraction.supply * share,
        }
    )
    return frame.with_columns(pl.selectors.float().fill_nan(None))


def build_matrix_frame(
    matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str], *, header: str
) -> pl.DataFrame:
    """Return a matrix with its labels: a first column named `header`, then a column per label.

    Parameters
    ----------
    matrix : array, shape (rows, columns)
    rows, columns : sequence of str
        A column called like the header gets underscores in front, as many as make it the only one of its name.
    header : str

    Returns
    -------
    DataFrame
        NaN becomes null.
    """
    clear = header
    while clear in columns:
        clear = f"_{clear}"
    names = [clear if name == header else name for name in columns]
    body = pl.from_numpy(np.ascontiguousarray(matrix), schema=names)
    if matrix.dtype.kind == "f":
        body = body.fill_nan(None)
    return body.insert_column(0, pl.Series(header, list(rows), dtype=pl.String))


def build_region_frame(found: Complexity) -> pl.DataFrame:
    """Return one row per region: complexity, diversity and outlook; null for those left out.

    Parameters
    ----------
    found : Complexity

    Returns
    -------
    DataFrame
    """
    columns = {"eci": found.eci, "diversity": found.diversity, "coi": found.coi}
    return _build_side("region", found.regions, found.dropped_regions, columns)


def build_industry_frame(found: Complexity) -> pl.DataFrame:
    """Return one row per industry: complexity and ubiquity; null for those left out.

    Parameters
    ----------
    found : Complexity

    Returns
    -------
    DataFrame
    """
    columns = {"pci": found.pci, "ubiquity": found.ubiquity}
    return _build_side("industry", found.industries, found.dropped_industries, columns)


def build_pair_frame(found: Complexity) -> pl.DataFrame:
    """Return one row per region and industry with what is measured of the pair.

    What is measured of a region or an industry alone is in `build_region_frame` and `build_industry_frame`; a join by label
    brings it here.

    Parameters
    ----------
    found : Complexity

    Returns
    -------
    DataFrame
        Regions × industries rows: `region`, `industry`, `value`, `rca` where it was measured, `presence`, `density`, `cog`. Labels
        are of an Enum type, numbers are those of the record and not copied; NaN is unknown.
    """
    n_regions, n_industries = found.presence.shape
    numbers = {
        "value": found.values,
        "rca": found.rca,
        "presence": found.presence,
        "density": found.density,
        "cog": found.cog,
    }
    return pl.DataFrame(
        {
            "region": _label(np.repeat(_number(n_regions), n_industries), found.regions),
            "industry": _label(np.tile(_number(n_industries), n_regions), found.industries),
        }
        | {name: array.ravel() for name, array in numbers.items() if array is not None}
    )


def _number(n: int) -> np.ndarray:
    """Return 0 to n - 1 in the type an Enum of so many labels has inside: nothing is converted then."""
    return np.arange(n, dtype=np.uint16 if n <= 1 << 16 else np.uint32)


def _label(places: np.ndarray, labels: tuple[str, ...]) -> pl.Series:
    return pl.Series(places).cat.to(pl.Enum(labels))


def _build_side(
    header: str, kept: tuple[str, ...], dropped: tuple[str, ...], columns: dict[str, FloatArray]
) -> pl.DataFrame:
    frame = pl.DataFrame({header: kept} | columns, schema_overrides={header: pl.String})
    counts = [name for name in columns if name in ("diversity", "ubiquity")]
    frame = frame.with_columns(pl.selectors.float().fill_nan(None)).with_columns(
        pl.col(counts).cast(pl.Int64)
    )
    return pl.concat([frame, pl.DataFrame({header: dropped}, schema={header: pl.String})], how="diagonal")
