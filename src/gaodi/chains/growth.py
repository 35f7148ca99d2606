"""Where in the region could a link grow next? For each link that is not strong, the city its industry lies nearest to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.action_records import Action, ActionKind
from gaodi.chains.firms import FirmTables
from gaodi.chains.landing import Project, add_project
from gaodi.chains.measures import LinkMeasures
from gaodi.chains.records import ChainDiagnosis, LinkDiagnosis, Strength
from gaodi.chains.rules import LinkRules
from gaodi.chains.stakes import NO_SIZE, explain_landing, explain_stake
from gaodi.chains.strength import judge_link
from gaodi.structure import Complexity, Opportunity, rank_opportunities

N_GROW = 5
"""Links of a chain for which a city is named, what most hangs on first; our own choice."""
MIN_SCORE = 0.5
"""A city is named only for what ranks above the middle of all that it lacks; our own choice, decision 0025."""
CODE_DIGITS = 3
"""Digits of the industries a city has or lacks."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CityIndustries:
    """Which industries the cities of a region have, and what the cities are called."""

    complexity: Complexity
    """Cities by three-digit codes of GB/T 4754."""
    names: Mapping[str, tuple[str, str]]
    """City code → Chinese and English name."""


def list_growth(
    template: ChainTemplate,
    diagnosis: ChainDiagnosis,
    measured: Mapping[str, LinkMeasures],
    stakes: Mapping[str, float],
    size: int | None,
    cities: CityIndustries,
    *,
    counted: pl.DataFrame,
    firms: FirmTables,
    rules: LinkRules,
    words: Mapping[str, str],
) -> list[Action]:
    """Name for each weak or adequate link the city without it whose industries lie nearest.

    A link without any firm is attracted, not grown; a strong one needs nothing. Nearness is the score of `rank_opportunities`: density and
    gain, without the need of chains, which is this list's own subject. A link that lies near no city is left out.

    Returns
    -------
    list of Action
        Ranked as every action by what hangs on the link; the effect is the verdict with one more firm of the chain's usual size
        in that city.
    """
    offers = _list_offers(cities)
    homes = _find_cities(counted, firms)
    links = [link for link in diagnosis.links if link.strength in {Strength.WEAK, Strength.ADEQUATE}]
    found: list[Action] = []
    for link in sorted(links, key=lambda one: -stakes.get(one.link_id, -1.0)):
        codes = {code[:CODE_DIGITS] for code in template.link(link.link_id).industry_codes}
        own = homes.get(link.link_id, set())
        # A city with a share below the region's lacks the industry by measure, but not if the link stands there.
        near = [offer for code in codes for offer in offers.get(code, ()) if offer[0] not in own]
        if not near:
            continue
        city, item = max(near, key=lambda offer: (offer[1].score, offer[0], offer[1].industry))
        measures = replace(measured[link.link_id], n_cities=measured[link.link_id].n_cities + 1)
        found.append(
            _build_action(
                template, link, cities.names.get(city, (city, city)), item, measures, stakes.get(link.link_id), size, rules, words
            )
        )  # fmt: skip
        if len(found) == N_GROW:
            break
    return found


def _list_offers(cities: CityIndustries) -> dict[str, list[tuple[str, Opportunity]]]:
    """Return for each industry the cities that lack it and lie near it, each with how it ranks there."""
    offers: dict[str, list[tuple[str, Opportunity]]] = {}
    for city in cities.complexity.regions:
        for item in rank_opportunities(cities.complexity, city).opportunities:
            if item.score >= MIN_SCORE:
                offers.setdefault(item.industry, []).append((city, item))
    return offers


def _find_cities(counted: pl.DataFrame, firms: FirmTables) -> dict[str, set[str]]:
    place = pl.col("district_code").str.head(firms.place_digits)
    rows = (
        counted.select("enterprise_id", "link_id")
        .join(firms.firms.select("enterprise_id", city=place), on="enterprise_id")
        .drop_nulls()
        .group_by("link_id")
        .agg(pl.col("city").unique())
    )
    return {link_id: set(found) for link_id, found in rows.iter_rows()}


def _build_action(
    template: ChainTemplate,
    link: LinkDiagnosis,
    city: tuple[str, str],
    item: Opportunity,
    measures: LinkMeasures,
    stake: float | None,
    size: int | None,
    rules: LinkRules,
    words: Mapping[str, str],
) -> Action:
    effect = NO_SIZE
    if size is not None:
        after = judge_link(add_project(measures, Project(revenue=size)), rules).strength
        effect = explain_landing(link.strength, after, size, words)
    hangs_zh, hangs_en = explain_stake(stake)
    zh, en = item.zh.partition("：")[2] or item.zh, item.en.partition(": ")[2] or item.en
    given = template.link(link.link_id)
    return Action(
        kind=ActionKind.GROW,
        link_id=link.link_id,
        is_key=link.is_key,
        zh=f"在{city[0]}发展“{link.zh}”",
        en=f"Grow {link.en} in {city[1]}",
        stake=stake,
        why_zh=f"{hangs_zh}{city[0]}尚不具备行业 {item.industry}：{zh}",
        why_en=f"{hangs_en} {city[1]} lacks industry {item.industry}: {en}",
        effect_zh=effect[0],
        effect_en=effect[1],
        is_effect_known=size is not None,
        products=given.products,
        industry_codes=tuple(code for code in given.industry_codes if code.startswith(item.industry)),
        size=size,
        place=city,
    )
