"""Who gains and who loses when the rules change, where, and by which clause? Both plans over the register in one pass."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from gaodi.cultivate.compilation import MANUAL, UNKNOWN, CompiledPack, compile_pack
from gaodi.cultivate.emission import run_plan
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.judging import STATE_TYPE
from gaodi.cultivate.measures import measure_size_class
from gaodi.cultivate.pack_library import PackLibrary, province_of
from gaodi.cultivate.packs import Question, RulePack
from gaodi.cultivate.plan import Definition, Plan
from gaodi.cultivate.scenarios import Scenario, build_packs
from gaodi.region import Region, city_of

_SIZE = "size?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One condition that decides for firms that gain or lose."""

    clause_id: str
    zh: str
    en: str
    side: str
    """gain: missed under the first rules; lose: missed under the second."""
    n_firms: int
    n_alone: int
    """Firms for which it is the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """Gains and losses in one city, chain or size class."""

    id: str
    """Empty where it is unknown."""
    n_before: int
    n_after: int
    n_gain: int
    n_lose: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What a change of rules does to a register."""

    scenario: Scenario
    snapshot_id: str
    n_firms: int
    n_before: int
    """Firms no datum stops under the first rules: met, or left to people."""
    n_after: int
    n_gain: int
    n_lose: int
    n_unclear: int
    """Firms that qualify under one of the two and lack data under the other: neither gain nor loss."""
    flips: tuple[Flip, ...]
    by_city: tuple[GroupChange, ...]
    by_chain: tuple[GroupChange, ...]
    """Empty where no placement was computed."""
    by_size: tuple[GroupChange, ...]
    firms: pl.DataFrame
    """enterprise_id, name, city_code, size, chains, before, after, change (gain, lose, unclear), flipped (condition ids),
    synthetic; losses first, then gains, by id."""


def compare_rules(
    region: Region, library: PackLibrary, scenario: Scenario, *, chains: pl.DataFrame | None = None
) -> RuleChange:
    """Judge every firm under both rules of a scenario.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    scenario : Scenario
    chains : polars.DataFrame or None
        enterprise_id and chains (list of ids), where placements are known.

    Returns
    -------
    RuleChange
        The same inputs give the same record, row by row.

    Raises
    ------
    NotFoundError, InputError, CatalogueError
        As `build_packs`.
    """
    before, after = build_packs(scenario, library, region.catalogue)
    first = _compile(before, library, region, scenario, scenario.on)
    second = _compile(after, library, region, scenario, scenario.to_on or scenario.on)
    judged = _judge(region, first, second)
    ok_before, ok_after = pl.col("before") >= MANUAL, pl.col("after") >= MANUAL
    judged = judged.with_columns(
        change=pl.when(ok_after & (pl.col("before") == UNKNOWN)).then(pl.lit("unclear"))
        .when(ok_before & (pl.col("after") == UNKNOWN)).then(pl.lit("unclear"))
        .when(ok_after & ~ok_before).then(pl.lit("gain"))
        .when(ok_before & ~ok_after).then(pl.lit("lose")),
        is_before=ok_before, is_after=ok_after,
    )  # fmt: skip
    if chains is not None:
        judged = judged.join(
            chains.select("enterprise_id", "chains"), on="enterprise_id", how="left", maintain_order="left"
        )
    else:
        judged = judged.with_columns(chains=pl.lit(None, dtype=pl.List(pl.String)))
    firms = _list_firms(region, judged, first, second)
    placed = judged.select("is_before", "is_after", "change", chain=pl.col("chains")).explode(
        "chain", empty_as_null=True, keep_nulls=True
    )
    return RuleChange(
        scenario=scenario,
        snapshot_id=region.snapshot_id,
        n_firms=judged.height,
        n_before=int(judged["is_before"].sum()),
        n_after=int(judged["is_after"].sum()),
        n_gain=judged.filter(pl.col("change") == "gain").height,
        n_lose=judged.filter(pl.col("change") == "lose").height,
        n_unclear=judged.filter(pl.col("change") == "unclear").height,
        flips=_count_flips(firms, first, second),
        by_city=_group(judged, "city_code"),
        by_chain=_group(placed, "chain") if chains is not None else (),
        by_size=_group(judged, "size"),
        firms=firms,
    )


def _compile(
    pack: RulePack, library: PackLibrary, region: Region, scenario: Scenario, on: date
) -> CompiledPack:
    return compile_pack(pack, library.sizes, on=on, route=scenario.route, province=province_of(region.code))


def _judge(region: Region, first: CompiledPack, second: CompiledPack) -> pl.DataFrame:
    """Return state and missed conditions under both rules, with city and size; order of the enterprise table."""
    size = measure_size_class(Question(metric="size_class"), first.scene, 0)
    if first.on == second.on:
        operands = {o.name: o for o in (*first.operands, *second.operands, *size.operands)}
        shared = build_frame(region, operands.values(), first.on).collect(engine="streaming").lazy()
        frames = (shared, shared)
    else:
        own = {o.name: o for o in (*first.operands, *size.operands)}
        frames = (
            build_frame(region, own.values(), first.on),
            build_frame(region, second.operands, second.on),
        )
    sizing = Definition(name=_SIZE, value=size.value, type="any")
    plan = Plan(definitions=(*first.plan.definitions, sizing))
    one = run_plan(plan, frames[0]).select(
        "enterprise_id",
        pl.col(_SIZE).alias("size"),
        pl.col(first.root_id).alias("before"),
        _missed(first, "before_missed"),
    )
    two = run_plan(second.plan, frames[1]).select(
        pl.col(second.root_id).alias("after"), _missed(second, "after_missed"), other_id="enterprise_id"
    )
    places = region.table("enterprise").select(
        city_code=city_of(pl.col("district_code")), place_id="enterprise_id"
    )
    judged = pl.concat(pl.collect_all([one, two, places]), how="horizontal")
    # All three keep the order of the enterprise table; a row out of step would compare two firms.
    assert judged.select((pl.col("enterprise_id") == pl.col("other_id")).all()).item()  # noqa: S101
    assert judged.select((pl.col("enterprise_id") == pl.col("place_id")).all()).item()  # noqa: S101
    return judged.drop("other_id", "place_id")


def _missed(compiled: CompiledPack, name: str) -> pl.Expr:
    """Return the conditions that stop a firm as bits, in the order of the tree."""
    bits = [
        pl.when(pl.col(condition) < UNKNOWN).then(pl.lit(1 << place, dtype=pl.Int64)).otherwise(0)
        for place, condition in enumerate(compiled.conditions())
    ]
    return pl.sum_horizontal(bits).alias(name)


def _list_firms(
    region: Region, judged: pl.DataFrame, first: CompiledPack, second: CompiledPack
) -> pl.DataFrame:
    """Return the firms that change sides, with the conditions that stop them on the other side."""
    changed = judged.filter(pl.col("change").is_not_null())
    names = region.table("enterprise").select("enterprise_id", "name", "synthetic")
    is_gain = pl.col("change") == "gain"
    return (
        changed.lazy()
        .join(names, on="enterprise_id", how="left")
        .with_columns(
            pl.col("before", "after").cat.to(STATE_TYPE),
            order=pl.col("change").replace_strict(["lose", "gain", "unclear"], [0, 1, 2], return_dtype=pl.Int8),
            flipped=pl.when(is_gain)
            .then(_names(first, "before_missed"))
            .otherwise(_names(second, "after_missed")),
        )
        .sort("order", "enterprise_id")
        .select(
            "enterprise_id", "name", "city_code", "size", "chains", "before", "after", "change", "flipped", "synthetic"
        )
        .collect()
    )  # fmt: skip


def _names(compiled: CompiledPack, column: str) -> pl.Expr:
    """Return the ids of the conditions whose bits are set."""
    parts = [
        pl.when((pl.col(column) & (1 << place)) != 0).then(pl.lit(condition))
        for place, condition in enumerate(compiled.conditions())
    ]
    return pl.concat_list(parts).list.drop_nulls()


def _count_flips(firms: pl.DataFrame, first: CompiledPack, second: CompiledPack) -> tuple[Flip, ...]:
    """Count the conditions behind gains and losses, those that decide for most firms first."""
    flips: list[Flip] = []
    for side, compiled in (("lose", second), ("gain", first)):
        nodes = {line.id: line.node for line in compiled.lines}
        found = (
            firms.filter(pl.col("change") == side)
            .select("flipped", alone=pl.col("flipped").list.len() == 1)
            .explode("flipped", empty_as_null=True, keep_nulls=True)
            .drop_nulls("flipped")
            .group_by("flipped")
            .agg(n_firms=pl.len(), n_alone=pl.col("alone").sum())
            .sort(pl.col("n_firms").cast(pl.Int64), "flipped", descending=[True, False])
        )
        flips += [
            Flip(
                clause_id=row["flipped"],
                zh=nodes[row["flipped"]].zh,
                en=nodes[row["flipped"]].en,
                side=side,
                n_firms=row["n_firms"],
                n_alone=row["n_alone"],
            )
            for row in found.to_dicts()
        ]
    return tuple(flips)


def _group(judged: pl.DataFrame, column: str) -> tuple[GroupChange, ...]:
    """Count per value of a column, most losses and gains first; firms without the value under an empty id."""
    found = (
        judged.group_by(pl.col(column).fill_null("").alias("id"))
        .agg(
            n_before=pl.col("is_before").sum(),
            n_after=pl.col("is_after").sum(),
            n_gain=(pl.col("change") == "gain").sum(),
            n_lose=(pl.col("change") == "lose").sum(),
        )
        .sort(-(pl.col("n_gain") + pl.col("n_lose")).cast(pl.Int64), "id")
    )
    return tuple(GroupChange(**row) for row in found.to_dicts())
