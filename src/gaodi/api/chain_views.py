"""What is asked of a chain beyond its diagnosis? Fusion, maps and lists, what a plant reaches, how it was before, who stands on none."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from gaodi.api.chain_settings import read_chain_settings
from gaodi.api.enterprises import find_enterprise
from gaodi.api.records import Office, Page
from gaodi.api.running import RunResults, list_runs, need_results, read_chains
from gaodi.base import NotFoundError
from gaodi.catalogue import ChainTemplate
from gaodi.chains import (
    ChainAtlas,
    ChainDiagnosis,
    ChainFusion,
    LinkChange,
    NearestSite,
    build_atlas,
    compare_link,
    gather_firms,
    list_nearest_sites,
    locate_firms,
    select_counted,
)
from gaodi.region import Region, open_region

N_EGO = 8
N_POINTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantReach:
    """What one plant reaches by road of the links it needs."""

    chain_id: str
    zh: str
    en: str
    enterprise_id: str
    name: str
    bands: tuple[int, int, int]
    """Minutes."""
    rule_id: str
    has_own_times: bool
    """Whether the office's own travel times are used."""
    sites: tuple[NearestSite, ...] | None
    """Per link needed; None where the plant's place is unknown."""
    names: dict[str, str]
    """Enterprise id → name of the nearest firms."""
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPoint:
    """A chain on one snapshot."""

    snapshot_id: str
    created_at: datetime
    run_id: str | None
    """None where no run was made of the snapshot; `gaodi run --as-of` makes one."""
    on: date | None
    counts: dict[str, int]
    """Strength → number of links."""
    changes: tuple[LinkChange, ...]
    """Links that differ from the next older snapshot with a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHistory:
    """A chain over the snapshots, newest first."""

    chain_id: str
    zh: str
    en: str
    points: tuple[HistoryPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedPage(Page):
    """Enterprises that stand on no link of any chain."""

    n_firms: int
    """Working enterprises of the region."""
    n_described: int
    """Of the unplaced, those with a product, code or scope: they stand elsewhere, the others could stand anywhere."""


def list_fusion(office: Office) -> tuple[ChainFusion, ...]:
    """Return how far the five chains are joined along every chain, from the latest run."""
    return tuple(need_results(office).fusion.values())


def get_fusion(office: Office, chain_id: str) -> ChainFusion:
    """Return how far the five chains are joined along one chain, by id or Chinese name.

    Raises
    ------
    NotFoundError
        If there is no such chain, or the latest run did not measure it.
    """
    template = office.catalogue.chain(chain_id)
    found = need_results(office).fusion.get(template.id)
    if found is None:
        raise NotFoundError(
            f"产业链「{template.zh}」的融合度还没有计算；请重新运行 `gaodi run`。",
            f"fusion of chain {template.id} has not been computed; run `gaodi run` again.",
        )
    return found


def get_atlas(office: Office, chain_id: str, *, n_rows: int | None = 100) -> ChainAtlas:
    """Return the five maps and five lists of a chain, read from the snapshot of the latest run.

    Parameters
    ----------
    chain_id : str
        Id or Chinese name.
    n_rows : int or None
        At most so many rows of each list; None is all.

    Raises
    ------
    NotFoundError
        If there is no such chain, or it has not been computed.
    """
    results, template = need_results(office), office.catalogue.chain(chain_id)
    settings = read_chain_settings(office)
    region = _open_snapshot(office, results)
    return build_atlas(
        region,
        template,
        select_counted(results.placements, template.id, settings.strength),
        find_diagnosis(results, template),
        results.fusion.get(template.id),
        firms=gather_firms(region, settings.placement),
        n_rows=n_rows,
    )


def _open_snapshot(office: Office, results: RunResults) -> Region:
    record = results.record
    return open_region(office.workspace, office.catalogue, as_of=record.snapshot_id, on=record.on)


def find_diagnosis(results: RunResults, template: ChainTemplate) -> ChainDiagnosis:
    """Return a chain's diagnosis among the results of a run.

    Raises
    ------
    NotFoundError
        If the run did not know the chain.
    """
    found = next((chain for chain in results.chains if chain.chain_id == template.id), None)
    if found is None:
        raise NotFoundError(
            f"产业链「{template.zh}」还没有计算；请重新运行计算。",
            f"chain {template.id} has not been computed; run again.",
        )
    return found


def measure_plant_reach(office: Office, chain_id: str, enterprise_id: str) -> PlantReach:
    """Return the nearest firm, by road, of every link a plant needs, directly or further up the chain.

    Parameters
    ----------
    chain_id : str
        Id or Chinese name.
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it. A plant that stands on no link of
        the chain is asked about all of its links.

    Raises
    ------
    NotFoundError
        If there is no such chain or enterprise.
    """
    results, template = need_results(office), office.catalogue.chain(chain_id)
    settings = read_chain_settings(office)
    region = _open_snapshot(office, results)
    plant = find_enterprise(region, enterprise_id)
    counted = select_counted(results.placements, template.id, settings.strength)
    own = set(counted.filter(enterprise_id=plant["enterprise_id"])["link_id"].to_list())
    firms = gather_firms(region, settings.placement)
    sites = locate_firms(region, firms, matrix=settings.travel_times)
    found = list_nearest_sites(
        plant["enterprise_id"], list_bill(template, own), sites, counted, settings.travel
    )
    ids = [site.enterprise_id for site in found or () if site.enterprise_id]
    names = firms.firms.filter(pl.col("enterprise_id").is_in(ids)).select("enterprise_id", "name")
    return PlantReach(
        chain_id=template.id,
        zh=template.zh,
        en=template.en,
        enterprise_id=plant["enterprise_id"],
        name=plant["name"],
        bands=settings.travel.bands,
        rule_id=settings.travel.rule_id,
        has_own_times=settings.travel_times is not None,
        sites=found,
        names=dict(names.iter_rows()),
        synthetic=bool(plant["synthetic"]),
    )


def list_bill(template: ChainTemplate, links: set[str]) -> tuple[str, ...]:
    """Return the links that some links need, directly or further up, in the template's order; all for no link.

    Examples
    --------
    >>> from gaodi.catalogue import load_catalogue
    >>> chain = load_catalogue().chain("construction_machinery")
    >>> list_bill(chain, {"castings_forgings"})
    ('machinery_steel',)
    """
    needed: set[str] = set()
    waiting = list(links)
    while waiting:
        for item in template.link(waiting.pop()).inputs:
            if item.link not in needed:
                needed.add(item.link)
                waiting.append(item.link)
    return tuple(link.id for link in template.links if link.id in needed or not links)


def get_chain_history(office: Office, chain_id: str) -> ChainHistory:
    """Return a chain on every snapshot, as its newest run saw it, with what changed from one to the next.

    Parameters
    ----------
    chain_id : str
        Id or Chinese name.

    Returns
    -------
    ChainHistory
        The newest snapshots, at most `N_POINTS`. Snapshots without a run are listed as such: nothing is computed here.
    """
    template = office.catalogue.chain(chain_id)
    newest = {record.snapshot_id: record for record in reversed(list_runs(office))}
    points: list[HistoryPoint] = []
    older: ChainDiagnosis | None = None
    for snapshot in reversed(office.workspace.ledger.snapshots()[:N_POINTS]):
        record = newest.get(snapshot.snapshot_id)
        chains = read_chains(office, record) if record else ()
        found = next((chain for chain in chains if chain.chain_id == template.id), None)
        points.append(
            HistoryPoint(
                snapshot_id=snapshot.snapshot_id,
                created_at=snapshot.created_at,
                run_id=record.run_id if record and found else None,
                on=record.on if record and found else None,
                counts=found.counts if found else {},
                changes=_compare(older, found) if older and found else (),
            )
        )
        older = found or older
    return ChainHistory(chain_id=template.id, zh=template.zh, en=template.en, points=tuple(reversed(points)))


def _compare(before: ChainDiagnosis, after: ChainDiagnosis) -> tuple[LinkChange, ...]:
    known = {link.link_id: link for link in before.links}
    changes = [compare_link(known.get(link.link_id), link) for link in after.links]
    return tuple(change for change in changes if change.is_moved or change.changes_zh)


def list_unplaced_enterprises(office: Office, *, page: int = 1, size: int = 50) -> UnplacedPage:
    """List the working enterprises that stand on no link of any chain, those that nothing describes first.

    Raises
    ------
    NotFoundError
        If nothing has been computed yet, or the latest run did not keep them.
    """
    results = need_results(office)
    path = office.workspace.runs_dir / results.record.run_id / "unplaced.parquet"
    if not path.is_file():
        raise NotFoundError(
            "上次计算没有保存未落位的企业；请重新运行 `gaodi run`。",
            "the last run kept no list of unplaced enterprises; run `gaodi run` again.",
        )
    found = pl.read_parquet(path, glob=False, hive_partitioning=False).sort("is_described", "enterprise_id")
    n_placed = results.placements["enterprise_id"].n_unique()
    return UnplacedPage(
        rows=tuple(found.slice((page - 1) * size, size).to_dicts()),
        total=found.height,
        page=page,
        size=size,
        n_firms=found.height + n_placed,
        n_described=int(found["is_described"].sum()),
    )
