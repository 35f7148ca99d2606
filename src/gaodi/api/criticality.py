"""Which firms does most hang on? Every firm of the region weighed."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from gaodi import __version__
from gaodi.api.networks import read_network, today
from gaodi.api.records import Office
from gaodi.api.workbooks import build_sheet, write_workbook
from gaodi.base import InputError, Progress, digest_record, ignore_progress
from gaodi.chains import RegionNetwork
from gaodi.region import open_region
from gaodi.risk import RiskIndex, list_single_failures, measure_risk

N_CONTRIBUTORS = 5
"""Firms named for each failing firm; our own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criticality:
    """The systemic risk index of every firm, for one state of the workspace."""

    table: pl.DataFrame
    """enterprise_id, name, city, industry_code, esri, esri_down, esri_up, iterations, top (ids), synthetic; the highest first."""
    on: date
    computed_at: datetime


def compute_criticality(
    office: Office, *, on: date | None = None, progress: Progress = ignore_progress
) -> Criticality:
    """Let every firm fail alone and keep what each costs; the same tables and day give the stored result.

    Parameters
    ----------
    office : Office
    on : date or None
    progress : Progress
        Told the firms that are done.

    Returns
    -------
    Criticality

    Raises
    ------
    NotFoundError
        If no supply links were imported.
    """
    stored = get_criticality(office, on=on)
    if stored is not None:
        return stored
    # Path and network are of the same tables, whatever is imported meanwhile.
    path, supply = find_criticality(office, on=on), read_network(office, on=on)
    inside = np.flatnonzero(~supply.firms["is_outside"].to_numpy())
    index = measure_risk(
        supply.network, list_single_failures(inside.size), n_top=N_CONTRIBUTORS, progress=progress
    )
    table = _tabulate(supply, index)
    path.parent.mkdir(exist_ok=True)
    with office.workspace.write_lock():
        draft = path.with_name(f"{path.stem}-{os.getpid()}.new")
        table.write_parquet(draft)
        draft.replace(path)
    return Criticality(table=table, on=on or today(), computed_at=datetime.now(UTC))


def get_criticality(office: Office, *, on: date | None = None) -> Criticality | None:
    """Return the stored index of every firm for the present tables; None where it was not computed."""
    path = find_criticality(office, on=on)
    if not path.is_file():
        return None
    table = pl.read_parquet(path, glob=False, hive_partitioning=False)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Criticality(table=table, on=on or today(), computed_at=changed)


def write_criticality(found: Criticality, path: Path) -> None:
    """Write every firm's index: CSV that Excel opens, or a workbook where the name ends in `.xlsx`.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    table = found.table.with_columns(top=pl.col("top").list.join(" "))
    columns = tuple((name, name) for name in table.columns)
    try:
        if path.suffix.lower() == ".xlsx":
            write_workbook(
                path, [build_sheet("系统重要性", columns, table.iter_rows(named=True), table.height)]
            )
        else:
            table.write_csv(path, include_bom=True)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error


def _tabulate(supply: RegionNetwork, index: RiskIndex) -> pl.DataFrame:
    ids = supply.firms["enterprise_id"].to_list()
    top = [[ids[firm] for firm in row if firm >= 0] for row in index.top_firms.tolist()]
    return (
        supply.firms.head(len(top))
        .select("enterprise_id", "name", "city", "industry_code", "synthetic")
        .with_columns(
            esri=pl.Series(index.esri),
            esri_down=pl.Series(index.esri_down),
            esri_up=pl.Series(index.esri_up),
            iterations=pl.Series(index.iterations),
            top=pl.Series(top, dtype=pl.List(pl.String)),
        )
        .sort("esri", "enterprise_id", descending=[True, False])
    )


def find_criticality(office: Office, *, on: date | None = None) -> Path:
    """Return where the index of every firm lies for the present tables, whether it is there or not."""
    region = open_region(office.workspace, office.catalogue, on=on or today())
    name = digest_record([region.digest, region.on.year, office.catalogue.digest, __version__])[:16]
    return office.workspace.runs_dir / f"criticality-{name}.parquet"
