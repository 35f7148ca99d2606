"""How are a million verdicts kept clause by clause? Two bits per clause, four clauses in a byte, in one Parquet file.

Values and margins are not stored: one enterprise is judged anew when somebody asks why.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from gaodi.base import InputError
from gaodi.cultivate.compilation import STATES
from gaodi.cultivate.judging import compile_choice, judge_lazily
from gaodi.cultivate.pack_library import PackLibrary, choose_pack, province_of
from gaodi.cultivate.packs import Route
from gaodi.cultivate.records import State
from gaodi.region import Region

PER_BYTE = 4
"""States in one byte, the first in the lowest two bits."""

_RECIPE = "p1"
"""Change the packing, change this: old files are told apart."""

_KEY = "gaodi.verdicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedVerdicts:
    """Verdicts of all enterprises for one title, states packed."""

    title_id: str
    pack_id: str
    on: date
    route: str
    clause_ids: tuple[str, ...]
    """Nodes of the rule tree in depth-first order; the first is the verdict."""
    frame: pl.LazyFrame
    """enterprise_id, state, n_not_met, n_unknown, `<id>.low` and `<id>.high` of scores, then the packed bytes."""

    def unpack(self) -> pl.LazyFrame:
        """Return one UInt8 column per clause instead of the bytes, lazily, as `judge_all` does."""
        return unpack_states(self.frame, self.clause_ids)

    def find_states(self, enterprise_id: str) -> dict[str, State] | None:
        """Return the state of every clause for one enterprise; None if it was not judged."""
        rows = (
            self.unpack().filter(pl.col("enterprise_id") == enterprise_id).select(self.clause_ids).collect()
        )
        if rows.is_empty():
            return None
        return {name: STATES[number] for name, number in rows.row(0, named=True).items()}


def pack_states(frame: pl.LazyFrame, clause_ids: Sequence[str]) -> pl.LazyFrame:
    """Replace one column per clause by one byte per four clauses.

    Parameters
    ----------
    frame : polars.LazyFrame
        Has a UInt8 column of 0 to 3 per clause.
    clause_ids : sequence of str

    Returns
    -------
    polars.LazyFrame
        The other columns, then `states_0`, `states_1`, …

    Examples
    --------
    >>> judged = pl.LazyFrame({"a": [3], "b": [1]}, schema={"a": pl.UInt8, "b": pl.UInt8})
    >>> pack_states(judged, ["a", "b"]).collect().to_dicts()
    [{'states_0': 7}]
    """
    packed = []
    for number, group in enumerate(_groups(clause_ids)):
        byte = pl.col(group[0])
        for place, name in enumerate(group[1:], start=1):
            byte = byte + pl.col(name) * pl.lit(4**place, dtype=pl.UInt8)
        packed.append(byte.alias(f"states_{number}"))
    return frame.select(pl.exclude(clause_ids), *packed)


def unpack_states(frame: pl.LazyFrame, clause_ids: Sequence[str]) -> pl.LazyFrame:
    """Undo `pack_states`.

    Examples
    --------
    >>> unpack_states(pl.LazyFrame({"states_0": [7]}, schema={"states_0": pl.UInt8}), ["a", "b"]).collect().row(0)
    (3, 1)
    """
    groups = _groups(clause_ids)
    bytes_ = [f"states_{number}" for number in range(len(groups))]
    states = [
        (pl.col(byte) // pl.lit(4**place, dtype=pl.UInt8) % pl.lit(4, dtype=pl.UInt8)).alias(name)
        for byte, group in zip(bytes_, groups, strict=True)
        for place, name in enumerate(group)
    ]
    return frame.select(pl.exclude(bytes_), *states)


def _groups(clause_ids: Sequence[str]) -> list[Sequence[str]]:
    return [clause_ids[start : start + PER_BYTE] for start in range(0, len(clause_ids), PER_BYTE)]


def write_verdicts(
    region: Region, library: PackLibrary, title_id: str, path: Path, *, on: date, route: Route = "new"
) -> PackedVerdicts:
    """Judge every enterprise and store the verdicts packed, without holding them in memory.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    title_id : str
    path : Path
        Parquet file to write.
    on : date
        Day of the decision.
    route : {"new", "review"}

    Returns
    -------
    PackedVerdicts
        Reads the file.

    Raises
    ------
    NotFoundError
        If no pack applies.
    """
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    clause_ids = [line.id for line in compile_choice(choice, library).lines]
    judged = judge_lazily(region, library, title_id, on=on, route=route).drop("pack_id")
    about = {
        "recipe": _RECIPE,
        "title_id": title_id,
        "pack_id": choice.pack.id,
        "on": on.isoformat(),
        "route": route,
        "clause_ids": clause_ids,
    }
    pack_states(judged, clause_ids).sink_parquet(
        path, compression="zstd", metadata={_KEY: json.dumps(about)}, engine="streaming"
    )
    return open_verdicts(path)


def open_verdicts(path: Path) -> PackedVerdicts:
    """Open stored verdicts; no row is read yet.

    Raises
    ------
    InputError
        If the file holds no packed verdicts, or of another recipe.
    """
    about = json.loads(pl.read_parquet_metadata(path).get(_KEY, "{}"))
    if about.get("recipe") != _RECIPE:
        found = about.get("recipe")
        raise InputError(
            f"{path.name} 不是按 {_RECIPE} 打包的判定结果（读到 {found!r}）；请用本版本的 `write_verdicts` 重写。",
            f"{path.name} holds no verdicts packed by {_RECIPE} (found {found!r}); write it again with `write_verdicts` of this version.",
        )
    return PackedVerdicts(
        title_id=about["title_id"],
        pack_id=about["pack_id"],
        on=date.fromisoformat(about["on"]),
        route=about["route"],
        clause_ids=tuple(about["clause_ids"]),
        frame=pl.scan_parquet(path, glob=False, hive_partitioning=False),
    )
