"""How do arrays become stored tables? Columns with gaps, choices, and frames with exactly the declared schema."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from gaodi.catalogue import PROVENANCE, TableSchema
from gaodi.synth.plan import BoolArray, IntArray


def blank(values: NDArray[Any], is_unknown: BoolArray) -> pl.Series:
    """Return the values as a series, null where they are unknown."""
    return pl.Series(pl.from_arrow(pa.array(values, mask=is_unknown)))


def pick(words: pl.Series, chosen: IntArray, is_unknown: BoolArray) -> pl.Series:
    """Return the chosen words, null where they are unknown."""
    return words.gather(pl.Series(chosen).set(pl.Series(is_unknown), None))


def pick_choice(
    rng: np.random.Generator, words: Sequence[str], shares: Sequence[float], n: int, *, null: float = 0.0
) -> pl.Series:
    """Draw n words with the given shares; a share `null` of them is unknown."""
    chosen = rng.choice(len(words), size=n, p=np.asarray(shares) / sum(shares))
    return pick(pl.Series(words, dtype=pl.String), chosen, rng.random(n) < null)


def build_frame(schema: TableSchema, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Put the columns into the table's order and types; a column that is not given is unknown throughout.

    Raises
    ------
    KeyError
        If a column is given that the table does not have: a mistake in this room.
    """
    strange = set(columns) - set(schema.names)
    if strange:
        raise KeyError(f"table {schema.id} has no columns {sorted(strange)}")
    height = len(next(iter(columns.values())))
    return pl.DataFrame(
        {
            column.name: columns[column.name].cast(column.dtype)
            if column.name in columns
            else pl.Series([None], dtype=column.dtype).new_from_index(0, height)
            for column in schema.columns
        }
    )


def add_provenance(frame: pl.DataFrame, *, source_id: str, sheet: str, first_row: int) -> pl.DataFrame:
    """Append the provenance columns; rows count from `first_row`."""
    rows = pl.int_range(first_row, first_row + pl.len()).cast(PROVENANCE["row"])
    return frame.with_columns(
        source_id=pl.lit(source_id), sheet=pl.lit(sheet), row=rows, synthetic=pl.lit(value=True)
    )
