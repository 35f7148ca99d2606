"""What should be done for a chain, and what could a place grow next? Ranked lists with reasons and expected effects."""

from dataclasses import dataclass

import polars as pl

from gaodi.api.chain_settings import read_chain_settings
from gaodi.api.networks import read_network
from gaodi.api.records import Office
from gaodi.api.running import need_results
from gaodi.base import InputError, NotFoundError, shorten_district_code
from gaodi.catalogue import Catalogue
from gaodi.chains import (
    Action,
    ChainDiagnosis,
    CityIndustries,
    FirmTables,
    ProjectEffect,
    Strength,
    gather_firms,
    list_actions,
    list_project_effects,
)
from gaodi.region import open_region
from gaodi.structure import (
    Complexity,
    Opportunity,
    OpportunityList,
    Remark,
    measure_complexity,
    rank_opportunities,
)

N_NEAR = 3
"""Nearest enterprises named for a link; our own choice."""
_NEEDED = frozenset({Strength.WEAK, Strength.MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainActions:
    """What to do about one chain, what most of it hangs on first."""

    chain_id: str
    zh: str
    en: str
    run_id: str
    actions: tuple[Action, ...]
    projects: tuple[ProjectEffect, ...]
    """Projects not in production yet, with the verdict each would bring."""
    has_network: bool
    """Whether supply links were imported; without them nothing is said of single sources."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOpportunities:
    """Industries a place lacks, the most promising first; industries as GB/T 4754 codes."""

    city: str
    zh: str
    en: str
    cities: tuple[tuple[str, str, str], ...]
    """Code, Chinese and English name of every place that can be asked for."""
    n_missing: int
    names: dict[str, str]
    """Code → Chinese name, where the catalogue has it."""
    opportunities: tuple[Opportunity, ...]
    remarks: tuple[Remark, ...]
    n_without_code: int
    """Firms without place or code; they are not in the matrix."""
    synthetic: bool


def list_chain_actions(office: Office, chain_id: str) -> ChainActions:
    """List what to do about a chain, from the latest run and the supply network.

    Raises
    ------
    NotFoundError
        If nothing has been computed, or there is no such chain.
    """
    results = need_results(office)
    chain_id = office.catalogue.chain(chain_id).id
    diagnosis = next((one for one in results.chains if one.chain_id == chain_id), None)
    if diagnosis is None:
        raise NotFoundError(
            f"最近一次计算没有产业链「{chain_id}」；请重新计算。",
            f"the latest run has no chain {chain_id!r}; run again.",
        )
    record = results.record
    region = open_region(office.workspace, office.catalogue, as_of=record.snapshot_id, on=record.on)
    try:
        network = read_network(office, on=record.on, as_of=record.snapshot_id)
    except InputError:  # no supply links, or none that weighs anything
        network = None
    candidates = {
        link_id: tuple((one.enterprise_id, one.name) for one in near.candidates[:N_NEAR])
        for key, near in results.nearest.items()
        for own, _, link_id in [key.partition("/")]
        if own == chain_id
    }
    settings, template = read_chain_settings(office), office.catalogue.chain(chain_id)
    firms, rules = gather_firms(region, settings.placement), settings.strength
    return ChainActions(
        chain_id=chain_id,
        zh=diagnosis.zh,
        en=diagnosis.en,
        run_id=record.run_id,
        actions=list_actions(
            template, diagnosis, results.placements, firms, rules, network=network, candidates=candidates,
            cities=_gather_cities(office, firms),
            words={one.value: office.catalogue.label(f"strength.{one}", "zh") for one in Strength},
        ),
        projects=list_project_effects(region, template, results.placements, firms, rules),
        has_network=network is not None,
        synthetic=bool(firms.firms["synthetic"].any()),
    )  # fmt: skip


def list_opportunities(office: Office, city: str = "", *, limit: int = 20) -> PlaceOpportunities:
    """Rank the industries a city lacks by what lies near, what it would gain and what the region's chains need.

    The matrix counts working firms by city and three-digit GB/T 4754 code; an industry is present where its share of the
    city's firms is at least its share of the region's. A code of a weak or missing link is needed once for each such link.

    Parameters
    ----------
    office : Office
    city : str
        Code of a place of the region; empty takes the one with most firms.
    limit : int

    Returns
    -------
    PlaceOpportunities

    Raises
    ------
    NotFoundError
        If nothing has been computed, or the place has no firms.
    InputError
        If fewer than two places or industries are known: nothing can be compared then.
    """
    results = need_results(office)
    record = results.record
    region = open_region(office.workspace, office.catalogue, as_of=record.snapshot_id, on=record.on)
    firms = gather_firms(region)
    counted = _count_industries(firms)
    if not counted.is_comparable:
        raise InputError(
            "带地区和行业代码的企业只在一个地区或一个行业，无从比较；数据齐全的单一地区请与上级区域一起导入。",
            "firms with place and code are of one place or one industry only, so there is nothing to compare; import the wider region.",
        )
    named = _name_places(office, counted.cities, firms.place_digits)
    chosen = _choose_city(city, counted, named, firms.place_digits, office.catalogue)
    ranked: OpportunityList = rank_opportunities(
        _measure(counted.matrix), chosen, needs=_count_needs(office, results.chains), limit=limit
    )
    return PlaceOpportunities(
        city=chosen,
        zh=named[chosen][0],
        en=named[chosen][1],
        cities=tuple((code, *named[code]) for code in counted.cities),
        n_missing=ranked.n_missing,
        names=_name_codes(office, [one.industry for one in ranked.opportunities]),
        opportunities=ranked.opportunities,
        remarks=ranked.remarks,
        n_without_code=counted.n_without_code,
        synthetic=bool(firms.firms["synthetic"].any()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _CityCounts:
    """Working firms by city and three-digit code."""

    matrix: pl.DataFrame
    n_without_code: int

    @property
    def cities(self) -> list[str]:
        return self.matrix["city"].unique().sort().to_list()

    @property
    def is_comparable(self) -> bool:
        return self.matrix["city"].n_unique() > 1 and self.matrix["code"].n_unique() > 1


def _count_industries(firms: FirmTables) -> _CityCounts:
    coded = firms.firms.select(
        city=pl.col("district_code").str.head(firms.place_digits), code=pl.col("industry_code").str.head(3)
    )
    known = coded.drop_nulls()
    return _CityCounts(
        matrix=known.group_by("city", "code").len().sort("city", "code"),
        n_without_code=coded.height - known.height,
    )


def _name_places(office: Office, cities: list[str], digits: int) -> dict[str, tuple[str, str]]:
    terms = {
        shorten_district_code(term.id, digits): term for term in office.catalogue.taxonomy("divisions").terms
    }
    return {
        code: (terms[code].zh, terms[code].en or terms[code].zh) if code in terms else (code, code)
        for code in cities
    }


def _choose_city(
    wanted: str, counted: _CityCounts, named: dict[str, tuple[str, str]], digits: int, catalogue: Catalogue
) -> str:
    """Return the city asked for by code or name; the one with most firms where none is."""
    if not wanted:
        totals = counted.matrix.group_by("city").agg(pl.col("len").sum())
        return str(totals.sort("len", "city", descending=[True, False])["city"][0])
    place = catalogue.find_division(wanted)
    chosen = shorten_district_code(place.id if place else wanted, digits)
    if chosen not in named:
        raise NotFoundError(
            f"「{wanted}」没有带行业代码的企业；可选：{'、'.join(named)}。",
            f"{wanted!r} has no firms with an industry code; choose one of {', '.join(named)}.",
        )
    return chosen


def _gather_cities(office: Office, firms: FirmTables) -> CityIndustries | None:
    counted = _count_industries(firms)
    if not counted.is_comparable:
        return None
    return CityIndustries(
        complexity=_measure(counted.matrix), names=_name_places(office, counted.cities, firms.place_digits)
    )


def _measure(matrix: pl.DataFrame) -> Complexity:
    wide = matrix.pivot(on="code", index="city", values="len", sort_columns=True).fill_null(0).sort("city")
    codes = [name for name in wide.columns if name != "city"]
    return measure_complexity(
        wide.select(codes).to_numpy().astype(float), regions=wide["city"].to_list(), industries=codes
    )


def _count_needs(office: Office, chains: tuple[ChainDiagnosis, ...]) -> dict[str, float]:
    """Return how many weak or missing links each three-digit code would serve."""
    needs: dict[str, float] = {}
    for diagnosis in chains:
        if diagnosis.chain_id not in office.catalogue.chains:
            continue
        template = office.catalogue.chain(diagnosis.chain_id)
        for link in diagnosis.links:
            if link.strength in _NEEDED:
                for code in {code[:3] for code in template.link(link.link_id).industry_codes}:
                    needs[code] = needs.get(code, 0.0) + 1
    return needs


def _name_codes(office: Office, codes: list[str]) -> dict[str, str]:
    """Return what the catalogue calls the division each code lies in."""
    divisions = {term.id: term.zh for term in office.catalogue.taxonomy("gbt4754").terms}
    return {code: divisions[code[:2]] for code in codes if code[:2] in divisions}
