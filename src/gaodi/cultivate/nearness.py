"""Who in the region is close to a title, and which clause blocks most? The whole register in one pass."""

from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import numpy as np
import polars as pl

from gaodi.cultivate.compilation import MANUAL, NOT_MET, UNKNOWN, CompiledPack, Line
from gaodi.cultivate.emission import run_plan
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.judging import compile_choice
from gaodi.cultivate.pack_library import PackLibrary, choose_pack, province_of
from gaodi.cultivate.packs import Route
from gaodi.cultivate.score_tables import Score
from gaodi.cultivate.scoring import POINT
from gaodi.cultivate.totals import least_total
from gaodi.region import Region, city_of, titles_in_force

_MISS = 1000
"""One clause missed weighs more than any number of clauses without data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One condition of a title: whom it stops, and whom it alone stops."""

    clause_id: str
    zh: str
    en: str
    document: str
    article: str
    n_not_met: int
    n_unknown: int
    n_sole: int
    """Firms that miss this condition and no other."""
    n_would_qualify: int
    """Of those, firms with nothing unknown: if a programme closed it, data would stop them no longer."""
    n_one_clause: int
    """Of those that would qualify, firms that one clause of the condition separates."""
    n_would_be_undecided: int
    """Of those it alone stops, firms that then wait for data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerReport:
    """Every condition of a title over a region, those that alone stop most firms first."""

    title_id: str
    pack_id: str
    document: str
    on: date
    n_firms: int
    """Firms without the title."""
    n_qualify: int
    """Of those, firms that no datum stops."""
    n_undecided: int
    blockers: tuple[Blocker, ...]


def measure_distance(
    region: Region, library: PackLibrary, title_id: str, *, on: date, route: Route = "new"
) -> pl.DataFrame:
    """Count for every firm without the title how many clauses separate it, and which conditions it misses.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    title_id : str
    on : date
    route : {"new", "review"}

    Returns
    -------
    polars.DataFrame
        enterprise_id, n_missed (clauses, the fewest of each group of alternatives; items, for a score), n_open (clauses
        without data on that way), blocking (ids of conditions missed, list), n_unknown (conditions without data).
        Order of the enterprise table.

    Raises
    ------
    NotFoundError
        If no pack applies.
    """
    compiled, judged = _judge(region, library, title_id, on, route)
    conditions = [line for line in compiled.lines if line.id in compiled.conditions()]
    weight = pl.col(_weight(compiled.root_id))
    missed = [pl.when(pl.col(c.id) == NOT_MET).then(pl.lit(c.id)) for c in conditions]
    return judged.select(
        "enterprise_id",
        n_missed=(weight // _MISS).cast(pl.Int32),
        n_open=(weight % _MISS).cast(pl.Int32),
        blocking=pl.concat_list(missed).list.drop_nulls(),
        n_unknown=pl.sum_horizontal(*((pl.col(c.id) == UNKNOWN).cast(pl.Int32) for c in conditions)),
    )


def _judge(
    region: Region, library: PackLibrary, title_id: str, on: date, route: Route
) -> tuple[CompiledPack, pl.DataFrame]:
    """Judge everybody who does not hold the title; each node with its state and its weight."""
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    compiled = compile_choice(choice, library)
    holders = titles_in_force(replace(region, on=on)).filter(pl.col("title_id") == title_id)
    frame = build_frame(region, compiled.operands, on).join(
        holders.select("enterprise_id"), on="enterprise_id", how="anti", maintain_order="left"
    )
    highs = [f"{line.id}.high" for line in compiled.lines if line.role in ("score", "item")]
    judged = (
        run_plan(compiled.plan, frame)
        .select("enterprise_id", *(line.id for line in compiled.lines), *highs)
        .collect(engine="streaming")
    )
    for line in reversed(compiled.lines):
        judged = judged.with_columns(_weigh(compiled, line, judged).alias(_weight(line.id)))
    return compiled, judged


def _weight(line_id: str) -> str:
    return f"{line_id}#weight"


def _weigh(compiled: CompiledPack, line: Line, judged: pl.DataFrame) -> pl.Expr:
    """Return clauses missed times a thousand, plus clauses without data, on the shortest way to a node."""
    nothing = pl.lit(0, dtype=pl.Int64)
    if line.role in ("all", "any", "waiver"):
        below = [
            part
            for part in compiled.lines
            if part.parent_id == line.id and getattr(part.node, "counts", True)
        ]
        weights = [_weight(part.id) for part in below]
        if not weights:
            return nothing
        return pl.sum_horizontal(weights) if line.role == "all" else pl.min_horizontal(weights)
    missed: pl.Series | pl.Expr = pl.lit(_MISS, dtype=pl.Int64)
    if line.role == "score":
        missed = count_items(compiled, line, judged) * _MISS
    state = pl.col(line.id)
    return pl.when(state >= MANUAL).then(nothing).when(state == UNKNOWN).then(1).otherwise(missed)


def count_items(compiled: CompiledPack, score: Line, judged: pl.DataFrame) -> pl.Series:
    """Return the fewest items that, at full points, close what the total lacks; one at least."""
    items = [line for line in compiled.lines if line.role == "item" and _lies_in(compiled, line, score.id)]
    most = np.array([int(getattr(line.node, "max", 0) * POINT) for line in items], dtype=np.int64)
    room = most - judged.select(pl.col(f"{line.id}.high").cast(pl.Int64) for line in items).to_numpy()
    reached = np.cumsum(-np.sort(-room, axis=1), axis=1)
    lacking = least_total(cast("Score", score.node)) - judged[f"{score.id}.high"].to_numpy()
    short = (reached[:, :-1] < lacking[:, None]).sum(axis=1) + 1
    return pl.Series(short, dtype=pl.Int64)


def _lies_in(compiled: CompiledPack, line: Line, ancestor_id: str) -> bool:
    parents = {one.id: one.parent_id for one in compiled.lines}
    above = line.parent_id
    while above is not None and above != ancestor_id:
        above = parents[above]
    return above == ancestor_id


def find_near(
    region: Region, library: PackLibrary, title_id: str, *, on: date, route: Route = "new", within: int = 1
) -> pl.DataFrame:
    """List the firms that a few clauses separate from a title, those with all data first.

    Parameters
    ----------
    within : int
        Clauses missed at most, from one.

    Returns
    -------
    polars.DataFrame
        enterprise_id, name, city_code, n_missed, n_open, blocking (condition ids), synthetic.
    """
    found = measure_distance(region, library, title_id, on=on, route=route).filter(
        pl.col("n_missed").is_between(1, within)
    )
    names = region.table("enterprise").select(
        "enterprise_id", "name", city_of(pl.col("district_code")).alias("city_code"), "synthetic"
    )
    return (
        found.lazy()
        .join(names, on="enterprise_id", how="left")
        .sort("n_missed", "n_open", "enterprise_id")
        .select("enterprise_id", "name", "city_code", "n_missed", "n_open", "blocking", "synthetic")
        .collect()
    )


def count_blockers(
    region: Region, library: PackLibrary, title_id: str, *, on: date, route: Route = "new"
) -> BlockerReport:
    """Count whom each condition of a title stops, alone or with others.

    Returns
    -------
    BlockerReport
    """
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    compiled, judged = _judge(region, library, title_id, on, route)
    lines = [line for line in compiled.lines if line.id in compiled.conditions()]
    n_missed = pl.sum_horizontal(*((pl.col(line.id) == NOT_MET).cast(pl.Int32) for line in lines))
    n_unknown = pl.sum_horizontal(*((pl.col(line.id) == UNKNOWN).cast(pl.Int32) for line in lines))
    sums = {"firms": pl.len(), "qualify": (pl.col(compiled.root_id) >= MANUAL).sum(),
            "undecided": (pl.col(compiled.root_id) == UNKNOWN).sum()}  # fmt: skip
    for line in lines:
        state = pl.col(line.id)
        sole = (state == NOT_MET) & (n_missed == 1)
        closed = sole & (n_unknown == 0)
        sums |= {
            f"{line.id}/missed": (state == NOT_MET).sum(),
            f"{line.id}/unknown": (state == UNKNOWN).sum(),
            f"{line.id}/sole": sole.sum(),
            f"{line.id}/closed": closed.sum(),
            f"{line.id}/one": (closed & (pl.col(_weight(line.id)) == _MISS)).sum(),
        }
    row = judged.select(**sums).row(0, named=True)
    blockers = [_build_blocker(choice.pack.document, line, row) for line in lines]
    return BlockerReport(
        title_id=title_id,
        pack_id=choice.pack.id,
        document=choice.pack.document,
        on=on,
        n_firms=row["firms"],
        n_qualify=row["qualify"],
        n_undecided=row["undecided"],
        blockers=tuple(
            sorted(
                (blocker for blocker in blockers if blocker.n_not_met or blocker.n_unknown),
                key=lambda blocker: (-blocker.n_would_qualify, -blocker.n_sole, -blocker.n_not_met),
            )
        ),
    )


def _build_blocker(document: str, line: Line, row: dict[str, int]) -> Blocker:
    sole, closed = row[f"{line.id}/sole"], row[f"{line.id}/closed"]
    return Blocker(
        clause_id=line.id,
        zh=line.node.zh,
        en=line.node.en,
        document=line.node.document or document,
        article=line.node.article,
        n_not_met=row[f"{line.id}/missed"],
        n_unknown=row[f"{line.id}/unknown"],
        n_sole=sole,
        n_would_qualify=closed,
        n_one_clause=row[f"{line.id}/one"],
        n_would_be_undecided=sole - closed,
    )
