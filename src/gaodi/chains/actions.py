"""What should a chain chief do? One ranked list per chain: strengthen, replace, attract, connect, grow next, each with its expected effect."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import polars as pl

from gaodi.base import render_money
from gaodi.catalogue import ChainTemplate
from gaodi.chains.action_records import Action, ActionKind
from gaodi.chains.diagnosis import select_counted
from gaodi.chains.firms import FirmTables
from gaodi.chains.growth import CityIndustries, list_growth
from gaodi.chains.landing import Project, judge_with_project
from gaodi.chains.measures import LinkMeasures, measure_links
from gaodi.chains.networks import RegionNetwork
from gaodi.chains.records import ChainDiagnosis, LinkDiagnosis, Strength
from gaodi.chains.rules import LinkRules
from gaodi.chains.stakes import NO_SIZE, explain_landing, explain_stake, find_usual_size, measure_stakes
from gaodi.risk import build_shocks, compare_second_source, find_single_sources, measure_risk

N_SINGLE = 5
"""Single sources of a chain that are simulated, the largest amounts first; our own choice."""
N_PRODUCTS = 6


def list_actions(
    template: ChainTemplate,
    diagnosis: ChainDiagnosis,
    placements: pl.DataFrame,
    firms: FirmTables,
    rules: LinkRules,
    *,
    network: RegionNetwork | None = None,
    candidates: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
    cities: CityIndustries | None = None,
    words: Mapping[str, str],
) -> tuple[Action, ...]:
    """List what to do about a chain, what most of its revenue hangs on first; unknown effects last.

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
    cities : CityIndustries or None
        None where nothing can be compared, as in a region of one city: then nothing is said of what to grow.
    words : mapping of str to str
        What each strength is called in Chinese.

    Returns
    -------
    tuple of Action
    """
    measured = measure_links(firms, template, placements, rules)
    counted = select_counted(placements, template.id, rules)
    stakes = measure_stakes(template, counted, firms)
    size = find_usual_size(measured, rules)
    near = candidates or {}
    found = []
    for link in diagnosis.links:
        if link.strength in (Strength.WEAK, Strength.MISSING):
            stake = stakes.get(link.link_id)
            found.append(
                _fill_link(
                    template,
                    link,
                    measured[link.link_id],
                    rules,
                    stake,
                    size,
                    near.get(link.link_id, ()),
                    words,
                )
            )
        found += _connect_inputs(diagnosis, link)
    if network is not None:
        found += _replace_sources(diagnosis, counted, network)
    if cities is not None:
        found += list_growth(
            template, diagnosis, measured, stakes, size, cities, counted=counted, firms=firms, rules=rules, words=words
        )  # fmt: skip
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.is_effect_known,
                -(one.stake if one.stake is not None else -1),
                not one.is_key,
                one.link_id,
            ),
        )
    )


def _fill_link(
    template: ChainTemplate,
    link: LinkDiagnosis,
    measures: LinkMeasures,
    rules: LinkRules,
    stake: float | None,
    size: int | None,
    near: tuple[tuple[str, str], ...],
    words: Mapping[str, str],
) -> Action:
    """Strengthen a weak link, or attract a firm to one that is missing."""
    is_missing = link.strength is Strength.MISSING
    given = template.link(link.link_id)
    effect = NO_SIZE
    if size is not None:
        after = judge_with_project(measures, Project(revenue=size), rules)
        effect = explain_landing(link.strength, after, size, words)
    hangs_zh, hangs_en = explain_stake(stake)
    return Action(
        kind=ActionKind.ATTRACT if is_missing else ActionKind.STRENGTHEN,
        link_id=link.link_id,
        is_key=link.is_key,
        zh=f"引进“{link.zh}”企业" if is_missing else f"做强“{link.zh}”",
        en=f"Attract a firm for {link.en}" if is_missing else f"Strengthen {link.en}",
        stake=stake,
        why_zh=f"{link.reasons_zh[0] if link.reasons_zh else ''}{hangs_zh}",
        why_en=f"{link.reasons_en[0] if link.reasons_en else ''} {hangs_en}".strip(),
        effect_zh=effect[0],
        effect_en=effect[1],
        is_effect_known=size is not None,
        firms=near,
        products=given.products[:N_PRODUCTS] if is_missing else (),
        industry_codes=given.industry_codes if is_missing else (),
        size=size if is_missing else None,
    )


def _connect_inputs(diagnosis: ChainDiagnosis, link: LinkDiagnosis) -> list[Action]:
    """Connect buyers of a link with firms of the region, where they buy an input outside that is made here."""
    total = sum(given.bought for one in diagnosis.links for given in one.inputs)
    found = []
    for given in link.inputs:
        outside = given.bought - given.bought_local
        if outside <= 0 or not given.n_local:
            continue
        money, money_en = (render_money(outside, lang) for lang in ("zh", "en"))
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
                why_en=f"{given.n_buyers} firms buy {money_en} outside; {given.n_local} firms make it here; local share {share:.0%}.",
                effect_zh=f"全部转到本地，本地采购额增加 {money}。",
                effect_en=f"All of it bought here adds {money_en} of local sales.",
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
        money, money_en = (render_money(round(single.amounts[number]), lang) for lang in ("zh", "en"))
        effect_zh = "没有卖同类产品的其他企业，无从模拟，效果未知。"
        effect_en = "Nobody else sells the same, so nothing can be simulated: the effect is unknown."
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
                why_en=f"An essential input comes from {names[supplier]} alone ({money_en}).",
                effect_zh=effect_zh,
                effect_en=effect_en,
                is_effect_known=second is not None,
                firms=meant,
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
