"""What hangs on a link, and what would one more firm change? The measure and the effect that actions of every kind share."""

from collections.abc import Mapping
from statistics import median

import polars as pl

from gaodi.base import render_money
from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables
from gaodi.chains.measures import LinkMeasures
from gaodi.chains.records import Strength
from gaodi.chains.rules import LinkRules

NO_SIZE = (
    "本链没有已知营业收入的规上企业，没有可参照的规模，效果未知。",
    "No firm of the chain above scale reports its revenue, so there is no size to judge by: the effect is unknown.",
)


def measure_stakes(template: ChainTemplate, counted: pl.DataFrame, firms: FirmTables) -> dict[str, float]:
    """Return the share of the chain's known revenue that stands on each link or on links that need it."""
    revenue = firms.firms.select("enterprise_id", "revenue").drop_nulls()
    placed = counted.select("enterprise_id", "link_id").unique().join(revenue, on="enterprise_id")
    total = int(placed.unique("enterprise_id")["revenue"].sum())
    if not total:
        return {}
    users: dict[str, set[str]] = {link.id: set() for link in template.links}
    for link in template.links:
        for given in link.inputs:
            if given.need == "essential":
                users[given.link].add(link.id)
    stakes = {}
    for link in template.links:
        reached, front = {link.id}, [link.id]
        while front:
            fresh = users[front.pop()] - reached
            reached |= fresh
            front += fresh
        own = placed.filter(pl.col("link_id").is_in(list(reached))).unique("enterprise_id")
        is_open = own.is_empty() and not counted.filter(pl.col("link_id").is_in(list(reached))).is_empty()
        if not is_open:  # firms of unknown revenue alone say nothing
            stakes[link.id] = int(own["revenue"].sum()) / total
    return stakes


def find_usual_size(measured: Mapping[str, LinkMeasures], rules: LinkRules) -> int | None:
    """Return the median revenue, in fen, of the chain's firms that report any and are not below scale."""
    known = [
        revenue
        for measures in measured.values()
        for revenue in measures.revenues
        if revenue >= rules.below_scale_revenue.amount
    ]
    return round(median(known)) if known else None


def explain_landing(
    before: Strength, after: Strength, size: int, words: Mapping[str, str]
) -> tuple[str, str]:
    """Say in Chinese and English what one more firm of the usual size makes of a verdict; `words` are its Chinese words."""
    zh = f"落地一家年营业收入 {render_money(size, 'zh')}（本链规上企业的中位数）的企业，判定"
    en = f"One more firm of {render_money(size, 'en')} a year (the median of the chain)"
    if after is before:
        return f"{zh}仍为“{words[after]}”。", f"{en} leaves it {after}."
    return f"{zh}由“{words[before]}”变为“{words[after]}”。", f"{en} turns {before} into {after}."


def explain_stake(stake: float | None) -> tuple[str, str]:
    """Say in Chinese and English which share of the chain's revenue hangs on a link."""
    if stake is None:
        return (
            "本链营业收入未知，牵涉多少无从计算。",
            "The chain's revenue is unknown, and so is what hangs on it.",
        )
    is_small = 0 < stake < 0.01
    zh, en = ("不到 1%", "under 1%") if is_small else (f"{stake:.0%}", f"{stake:.0%}")
    return (
        f"本链 {zh} 的营业收入在该环节及依赖它的环节上。",
        f"{en} of the chain's revenue stands on it or on links that need it.",
    )
