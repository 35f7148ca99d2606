"""Who meets the criteria? The same compiled plan judges one enterprise with reasons, or all of them at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from gaodi.base import NotFoundError
from gaodi.cultivate.cells import build_finder
from gaodi.cultivate.compilation import NOT_MET, STATES, UNKNOWN, CompiledPack, compile_pack
from gaodi.cultivate.emission import run_plan
from gaodi.cultivate.explanation import explain_lines, list_deciding, list_probes
from gaodi.cultivate.frames import build_frame
from gaodi.cultivate.operands import TitleHeld
from gaodi.cultivate.pack_library import PackChoice, PackLibrary, choose_pack, province_of
from gaodi.cultivate.packs import Route
from gaodi.cultivate.passes import judge_rows
from gaodi.cultivate.plan import Plan
from gaodi.cultivate.records import Verdict
from gaodi.region import Region

STATE_TYPE = pl.Enum([state.value for state in STATES])
"""States in the order of their numbers: not_met, unknown, manual_review, met."""

RULE_TABLES = ("enterprise", "enterprise_year", "qualification", "intellectual_property")
"""Tables the rules look at."""


def compile_choice(choice: PackChoice, library: PackLibrary) -> CompiledPack:
    """Compile the pack of a choice for its day, route and province."""
    return compile_pack(
        choice.pack, library.sizes, on=choice.on, route=choice.route, province=choice.province
    )


def judge_all(
    region: Region, library: PackLibrary, title_id: str, *, on: date, route: Route = "new"
) -> pl.DataFrame:
    """Judge every enterprise of the region by the pack that applies to a title.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    title_id : str
    on : date
        Day of the decision.
    route : {"new", "review"}

    Returns
    -------
    polars.DataFrame
        enterprise_id, pack_id, state (enum), n_not_met and n_unknown (conditions that must all hold; groups of
        alternatives count once), then one UInt8 per node of the pack by its id: 0 not met, 1 unknown, 2 manual
        review, 3 met; and `<id>.low`, `<id>.high` of each score and group in thousandths of a point.
        Order of the enterprise table.

    Raises
    ------
    NotFoundError
        If no pack applies.
    """
    return judge_lazily(region, library, title_id, on=on, route=route).collect(engine="streaming")


def judge_lazily(
    region: Region, library: PackLibrary, title_id: str, *, on: date, route: Route = "new"
) -> pl.LazyFrame:
    """Judge as `judge_all` does, without running it: for sinks and further queries."""
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    compiled = compile_choice(choice, library)
    conditions = compiled.conditions()
    totals = [
        f"{line.id}.{side}"
        for line in compiled.lines
        if line.role in ("score", "group")
        for side in ("low", "high")
    ]
    judged = judge_rows(
        compiled.plan,
        build_frame(region, compiled.operands, on),
        keep=["enterprise_id"],
        wanted=[*(line.id for line in compiled.lines), *totals],
    )
    return judged.select(
        "enterprise_id",
        pl.lit(compiled.pack.id).alias("pack_id"),
        pl.col(compiled.root_id).cat.to(STATE_TYPE).alias("state"),
        _count(conditions, NOT_MET).alias("n_not_met"),
        _count(conditions, UNKNOWN).alias("n_unknown"),
        *(pl.col(line.id) for line in compiled.lines),
        *totals,
    )


def _count(conditions: tuple[str, ...], state: int) -> pl.Expr:
    return pl.sum_horizontal(*((pl.col(name) == state).cast(pl.UInt8) for name in conditions)).cast(pl.UInt8)


def judge_enterprise(
    region: Region,
    library: PackLibrary,
    enterprise_id: str,
    title_id: str,
    *,
    on: date,
    route: Route = "new",
) -> Verdict:
    """Judge one enterprise, clause by clause, with values, cells, thresholds and margins.

    Parameters
    ----------
    region : Region
    library : PackLibrary
    enterprise_id, title_id : str
    on : date
        Day of the decision.
    route : {"new", "review"}

    Returns
    -------
    Verdict

    Raises
    ------
    NotFoundError
        If the enterprise is not in the region, or no pack applies.
    """
    choice = choose_pack(library, title_id, on=on, route=route, province=province_of(region.code))
    compiled = compile_choice(choice, library)
    own = narrow_region(region, enterprise_id, on)
    firm = own.table("enterprise").collect()
    if firm.is_empty():
        raise NotFoundError(
            f"区域内没有企业「{enterprise_id}」；请核对统一社会信用代码或证券代码。",
            f"no enterprise {enterprise_id!r} in the region; check the credit or share code.",
        )
    held = TitleHeld(title_id=title_id)
    plan = Plan(definitions=(*compiled.plan.definitions, *list_probes(compiled)))
    operands = {operand.name: operand for operand in (*compiled.operands, held)}
    row: dict[str, Any] = run_plan(plan, build_frame(own, operands.values(), on)).collect().row(0, named=True)
    title = region.catalogue.taxonomy("titles").term(title_id)
    lines = explain_lines(compiled, row, build_finder(own))
    return Verdict(
        enterprise_id=enterprise_id,
        enterprise_name=firm.item(0, "name"),
        title_id=title_id,
        title_zh=title.zh if title else title_id,
        title_en=title.en if title else title_id,
        pack_id=compiled.pack.id,
        pack_zh=compiled.pack.zh,
        pack_en=compiled.pack.en,
        document=compiled.pack.document,
        on=on,
        route=route,
        choice_zh=choice.zh,
        choice_en=choice.en,
        state=lines[0].state,
        clauses=lines,
        deciding=list_deciding(compiled, lines),
        holds_title=bool(row[held.name]),
        synthetic=bool(firm.item(0, "synthetic")),
    )


def narrow_region(region: Region, enterprise_id: str, on: date) -> Region:
    """Keep the rows of one enterprise, in memory, as they stand on a day."""
    tables = pl.collect_all(
        [region.table(name).filter(pl.col("enterprise_id") == enterprise_id) for name in RULE_TABLES]
    )
    own = {name: frame.lazy() for name, frame in zip(RULE_TABLES, tables, strict=True)}
    return replace(region, on=on, tables=region.tables | own)
