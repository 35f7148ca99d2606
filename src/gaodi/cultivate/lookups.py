"""How is one enterprise found among millions at once? Its rows lie together, in small groups sorted by its id."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from gaodi.cultivate.judging import RULE_TABLES
from gaodi.region import Region

LOOKUP_ROWS = 20_000
"""Rows of one group: what a question about one enterprise reads; our own choice between footer and group size."""


def write_lookup(region: Region, folder: Path, tables: Sequence[str] = RULE_TABLES) -> None:
    """Store tables sorted by enterprise, parts already merged, so that a filter on one id skips nearly all of them.

    Parameters
    ----------
    region : Region
    folder : Path
        One `lookup-<table>.parquet` per table is written.
    tables : sequence of str
        By default the tables the rules look at.
    """
    for name in tables:
        region.table(name).sort("enterprise_id", maintain_order=True).sink_parquet(
            folder / f"lookup-{name}.parquet",
            compression="zstd",
            row_group_size=LOOKUP_ROWS,
            engine="streaming",
        )


def open_lookup(region: Region, folder: Path, tables: Sequence[str] = RULE_TABLES) -> Region:
    """Return the region with its tables read from a lookup: the same rows in another order.

    Tables without a file stay as they are. The lookup must have been written from the same snapshot.
    """
    found = {name: folder / f"lookup-{name}.parquet" for name in tables}
    stored = {
        name: pl.scan_parquet(path, glob=False, hive_partitioning=False)
        for name, path in found.items()
        if path.is_file()
    }
    return replace(region, tables=region.tables | stored)
