"""How far is a firm from a title, who is near, and which clause blocks most? Plans and lists, as the doors ask."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from gaodi.api.enterprises import find_enterprise
from gaodi.api.records import Office
from gaodi.base import InputError
from gaodi.cultivate import BlockerReport, GapReport, choose_pack, load_efforts
from gaodi.cultivate import count_blockers as count_all_blockers
from gaodi.cultivate import find_near as find_all_near
from gaodi.cultivate import plan_gap as plan
from gaodi.region import open_region


@dataclass(frozen=True, slots=True, kw_only=True)
class NearFirm:
    """A firm that few clauses separate from a title."""

    enterprise_id: str
    name: str
    city_code: str | None
    city_zh: str
    """Empty where the place is unknown."""
    n_missed: int
    n_open: int
    """Clauses without data on the shortest way; 0: nothing else is missing."""
    blocking: tuple[str, ...]
    """Ids of the conditions missed."""
    blocking_zh: tuple[str, ...]
    blocking_en: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NearList:
    """The firms near one title on one day."""

    title_id: str
    title_zh: str
    title_en: str
    pack_id: str
    on: date
    total: int
    firms: tuple[NearFirm, ...]


def plan_gap(
    office: Office,
    enterprise_id: str,
    title: str,
    *,
    on: date | None = None,
    route: Literal["new", "review"] = "new",
    as_of: str | None = None,
    limit: int = 4,
) -> GapReport:
    """Return the smallest sets of changes that bring one enterprise to a title, dated.

    Parameters
    ----------
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it.
    title : str
        Id or name of a title.
    on : date or None
        None is today.
    route : {"new", "review"}
    as_of : str or None
        Snapshot to read; None is the latest.
    limit : int
        Plans at most.

    Returns
    -------
    GapReport
        Plans best first, the first proven to be the smallest; data to ask for; clauses people look at; obstacles.

    Raises
    ------
    NotFoundError
        If the enterprise is not in the workspace, or no rule pack is in force for the title on that day.
    CatalogueError
        If the workspace's own `catalogue/rules/efforts.yaml` is wrong.
    """
    day = on or _today()
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=day)
    found = find_enterprise(region, enterprise_id)
    rules = load_efforts(office.workspace.root / "catalogue")
    return plan(
        region, office.packs, rules, found["enterprise_id"], find_title(office, title),
        on=day, route=route, limit=limit,
    )  # fmt: skip


def find_near(
    office: Office,
    title: str,
    *,
    on: date | None = None,
    route: Literal["new", "review"] = "new",
    within: int = 1,
    city: str = "",
    clause: str = "",
    limit: int | None = 200,
) -> NearList:
    """Return the firms without a title that few clauses separate from it, those without open data first.

    Parameters
    ----------
    title : str
        Id or name of a title.
    on : date or None
        None is today.
    route : {"new", "review"}
    within : int
        Clauses missed at most.
    city, clause : str
        City code; id of a condition that blocks. Empty is any.
    limit : int or None
        Firms at most; None is all. `total` counts all.

    Returns
    -------
    NearList

    Raises
    ------
    InputError
        If `within` is below one.
    NotFoundError
        If no rule pack is in force for the title on that day.
    """
    if within < 1:
        raise InputError(f"条款数 {within} 应至少为 1。", f"{within} clauses cannot be; give one at least.")
    day = on or _today()
    region = open_region(office.workspace, office.catalogue, on=day)
    title_id = find_title(office, title)
    found = find_all_near(region, office.packs, title_id, on=day, route=route, within=within)
    rows = [
        row
        for row in found.to_dicts()
        if city in ("", row["city_code"]) and (not clause or clause in row["blocking"])
    ]
    pack = choose_pack(office.packs, title_id, on=day, route=route, province=f"{region.code[:2]}0000").pack
    nodes = {node.id: node for node in pack.nodes()}
    places = {term.id: term.zh for term in office.catalogue.taxonomy("divisions").terms}
    term = office.catalogue.taxonomy("titles").term(title_id)
    firms = tuple(
        NearFirm(
            **row | {"blocking": tuple(row["blocking"])},
            city_zh=places.get(row["city_code"], ""),
            blocking_zh=tuple(nodes[name].zh for name in row["blocking"]),
            blocking_en=tuple(nodes[name].en for name in row["blocking"]),
        )
        for row in rows[:limit]
    )
    return NearList(
        title_id=title_id,
        title_zh=term.zh if term else title_id,
        title_en=term.en if term else title_id,
        pack_id=pack.id,
        on=day,
        total=len(rows),
        firms=firms,
    )


def count_blockers(
    office: Office, title: str, *, on: date | None = None, route: Literal["new", "review"] = "new"
) -> BlockerReport:
    """Return which conditions of a title stop how many firms, and how many would qualify if one were closed.

    Raises
    ------
    NotFoundError
        If no rule pack is in force for the title on that day.
    """
    day = on or _today()
    region = open_region(office.workspace, office.catalogue, on=day)
    return count_all_blockers(region, office.packs, find_title(office, title), on=day, route=route)


def find_title(office: Office, text: str) -> str:
    """Return the id of a title given by id or name; what is no title is left for the rules to refuse."""
    term = office.catalogue.taxonomy("titles").find(text)
    return term.id if term else text


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
