"""What should a chain chief do? One ranked list per chain: strengthen, replace, attract, connect, each with its expected effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

import numpy as np
import polars as pl

from gaodi.base import format_money
from gaodi.catalogue import ChainTemplate
from gaodi.chains.diagnosis import select_counted
from gaodi.chains.firms import FirmTables
from gaodi.chains.landing import Project, judge_with_project
from gaodi.chains.measures import LinkMeasures, measure_links
from gaodi.chains.networks import RegionNetwork
from gaodi.chains.records import ChainDiagnosis, LinkDiagnosis, Strength
from gaodi.chains.rules import LinkRules
from gaodi.risk import build_shocks, compare_second_source, find_single_sources, measure_risk

N_SINGLE = 5
"""Single sources of a chain that are simulated, the largest amounts first; our own choice."""
N_PRODUCTS = 6
_STRENGTH_ZH = {"strong": "强", "adequate": "尚可", "weak": "弱", "missing": "缺失", "unknown": "未知"}


class ActionKind(StrEnum):
    """What to do about a link."""

    STRENGTHEN = "strengthen"
    REPLACE = "replace"
    ATTRACT = "attract"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, with what ranks it, its evidence and its expected effect."""

    kind: ActionKind
    link_id: str
    is_key: bool
    zh: str
    en: str
    stake: float | None
    """Share of the chain's revenue that hangs on it, 0 to 1; None where no revenue is known."""
    why_zh: str
    why_en: str
    effect_zh: str
    effect_en: str
    firms: tuple[tuple[str, str], ...]
    """Id and name of the firms meant: candidates, single sources, second sources."""
    products: tuple[str, ...]
    """What to look for, where a firm is to be attracted."""


def list_actions(
    template: ChainTemplate,
    diagnosis: ChainDiagnosis,
    placements: pl.DataFrame,
    firms: FirmTables,
    rules: LinkRules,
    *,
    network: RegionNetwork | None = None,
    candidates: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
) -> tuple[Action, ...]:
    """List what to do about a chain, what most of its revenue hangs on first.

    What hangs on a link is the revenue of the firms on it and on the links that need it as essential, directly or through
    others, as a share of the chain's; on a single source, the share the simulation says is lost with it; on purchases from
    outside, their share of all known ones.

    Parameters
    ----------
    template : ChainTemplate
    diagnosis : ChainDiagnosis
    placements : polars.DataFrame
    firms : FirmTables
    rules : LinkRules
    network : RegionNetwork or None
        None where no supply links were imported: then nothing is said of single sources.
    candidates : mapping of link id to (id, name) pairs, or None
        The firms that come nearest to a weak or missing link.

    Returns
    -------
    tuple of Action
    """
    measured = measure_links(firms, template, placements, rules)
    counted = select_counted(placements, template.id, rules)
    stakes = _measure_stakes(template, counted, firms)
    size = _find_usual_size(measured, rules)
    near = candidates or {}
    found = []
    for link in diagnosis.links:
        if link.strength in (Strength.WEAK, Strength.MISSING):
            stake = stakes.get(link.link_id)
            found.append(
                _fill_link(
                    template, link, measured[link.link_id], rules, stake, size, near.get(link.link_id, ())
                )
            )
        found += _connect_inputs(diagnosis, link)
    if network is not None:
        found += _replace_sources(diagnosis, counted, network)
    return tuple(
        sorted(
            found,
            key=lambda one: (-(one.stake if one.stake is not None else -1), not one.is_key, one.link_id),
        )
    )


def _measure_stakes(template: ChainTemplate, counted: pl.DataFrame, firms: FirmTables) -> dict[str, float]:
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


def _find_usual_size(measured: Mapping[str, LinkMeasures], rules: LinkRules) -> int | None:
    """Return the median revenue, in fen, of the chain's firms that report any and are not below scale."""
    known = [
        revenue
        for measures in measured.values()
        for revenue in measures.revenues
        if revenue >= rules.below_scale_revenue.amount
    ]
    return round(median(known)) if known else None


def _fill_link(
    template: ChainTemplate,
    link: LinkDiagnosis,
    measures: LinkMeasures,
    rules: LinkRules,
    stake: float | None,
    size: int | None,
    near: tuple[tuple[str, str], ...],
) -> Action:
    """Strengthen a weak link, or attract a firm to one that is missing."""
    is_missing = link.strength is Strength.MISSING
    products = template.link(link.link_id).products[:N_PRODUCTS]
    effect_zh = effect_en = ""
    if size is not None:
        after = judge_with_project(measures, Project(revenue=size), rules)
        money = format_money(size, "亿元")
        is_same = after is link.strength
        effect_zh = f"再落地一家年营业收入 {money}（本链规上企业的中位数）的企业，判定" + (
            f"仍为“{_STRENGTH_ZH[after]}”。"
            if is_same
            else f"由“{_STRENGTH_ZH[link.strength]}”变为“{_STRENGTH_ZH[after]}”。"
        )
        effect_en = f"One more firm of {money} a year (the median of the chain) " + (
            f"leaves it {after}." if is_same else f"turns {link.strength} into {after}."
        )
    hangs = "—" if stake is None else "不到 1%" if 0 < stake < 0.01 else f"{stake:.0%}"
    return Action(
        kind=ActionKind.ATTRACT if is_missing else ActionKind.STRENGTHEN,
        link_id=link.link_id,
        is_key=link.is_key,
        zh=f"引进“{link.zh}”企业" if is_missing else f"做强“{link.zh}”",
        en=f"Attract a firm for {link.en}" if is_missing else f"Strengthen {link.en}",
        stake=stake,
        why_zh=f"{link.reasons_zh[0] if link.reasons_zh else ''}本链 {hangs} 的营业收入在该环节及依赖它的环节上。",
        why_en=f"{link.reasons_en[0] if link.reasons_en else ''} {hangs.replace('不到', 'under')} of the chain's revenue stands on it or on links that need it.".strip(),
        effect_zh=effect_zh,
        effect_en=effect_en,
        firms=near,
        products=products if is_missing else (),
    )


def _connect_inputs(diagnosis: ChainDiagnosis, link: LinkDiagnosis) -> list[Action]:
    """Connect buyers of a link with firms of the region, where they buy an input outside that is made here."""
    total = sum(given.bought for one in diagnosis.links for given in one.inputs)
    found = []
    for given in link.inputs:
        outside = given.bought - given.bought_local
        if outside <= 0 or not given.n_local:
            continue
        money = format_money(outside, "亿元")
        share = float(Fraction(given.bought_local, given.bought))
        found.append(
            Action(
                kind=ActionKind.CONNECT,
                link_id=link.link_id,
                is_key=link.is_key,
                zh=f"把“{link.zh}”的“{given.zh}”采购接到本地",
                en=f"Connect {link.en} with local suppliers of {given.en}",
                stake=float(Fraction(outside, total)),
                why_zh=f"{given.n_buyers} 家企业向区外采购 {money}，本地已有 {given.n_local} 家供方，本地配套率 {share:.0%}。",
                why_en=f"{given.n_buyers} firms buy {money} outside; {given.n_local} firms make it here; local share {share:.0%}.",
                effect_zh=f"全部转到本地，本地采购额增加 {money}。",
                effect_en=f"All of it bought here adds {money} of local sales.",
                firms=(),
                products=(),
            )
        )
    return found


def _replace_sources(
    diagnosis: ChainDiagnosis, counted: pl.DataFrame, network: RegionNetwork
) -> list[Action]:
    """Find second sources for the chain's largest single sources, and simulate what each changes."""
    ids = network.firms["enterprise_id"].to_list()
    names = network.firms["name"].to_list()
    on_chain = dict(counted.sort("score").select("enterprise_id", "link_id").iter_rows())
    single = find_single_sources(network.network)
    chosen = [n for n, buyer in enumerate(single.buyers.tolist()) if ids[buyer] in on_chain][:N_SINGLE]
    if not chosen:
        return []
    weights = network.network.weights[0]
    own = np.array([firm in on_chain for firm in ids])
    shocks = build_shocks([[int(single.suppliers[n])] for n in chosen])
    lost = measure_risk(network.network, shocks, has_losses=True)
    links = {link.link_id: link for link in diagnosis.links}
    found = []
    for row, number in enumerate(chosen):
        buyer, supplier = int(single.buyers[number]), int(single.suppliers[number])
        losses = lost.losses[row]
        stake = float((weights * losses)[own].sum() / weights[own].sum()) if weights[own].sum() else None
        second = _find_second(network, buyer, supplier)
        link = links[on_chain[ids[buyer]]]
        money = format_money(round(single.amounts[number]), "亿元")
        effect_zh = effect_en = ""
        meant: tuple[tuple[str, str], ...] = ((ids[supplier], names[supplier]),)
        if second is not None:
            source = compare_second_source(network.network, buyer, second)
            before, after = float(source.before[0]), float(source.after[0])
            meant = (*meant, (ids[second], names[second]))
            effect_zh = f"由{names[second]}供一半，{names[supplier]}停产的全区损失由 {before:.3%} {_say_change(before, after, 'zh')} {after:.3%}。"
            effect_en = f"With half from {names[second]}, the region's loss if {names[supplier]} fails {_say_change(before, after, 'en')} from {before:.3%} to {after:.3%}."
        found.append(
            Action(
                kind=ActionKind.REPLACE,
                link_id=link.link_id,
                is_key=link.is_key,
                zh=f"为{names[buyer]}找第二货源",
                en=f"Find {names[buyer]} a second source",
                stake=stake,
                why_zh=f"它的必需投入只由{names[supplier]}一家供应（{money}）。",
                why_en=f"An essential input comes from {names[supplier]} alone ({money}).",
                effect_zh=effect_zh,
                effect_en=effect_en,
                firms=meant,
                products=(),
            )
        )
    return found


def _find_second(network: RegionNetwork, buyer: int, supplier: int) -> int | None:
    """Return the largest other seller of the supplier's code."""
    sales = network.network.sales
    same = np.flatnonzero((network.network.sectors == network.network.sectors[supplier]) & (sales > 0))
    others = [
        firm
        for firm in same[np.argsort(-sales[same], kind="stable")].tolist()
        if firm not in {buyer, supplier}
    ]
    return others[0] if others else None


def _say_change(before: float, after: float, lang: str) -> str:
    """Return the verb for a change as it is shown, to a thousandth of a per cent."""
    shown = round(after, 5) - round(before, 5)
    words = ("降为", "升为", "仍为") if lang == "zh" else ("falls", "rises", "stays")
    return words[0] if shown < 0 else words[1] if shown > 0 else words[2]
