"""Which firms fail in a scenario, and what is it called? Firms, places, links and supplies of outside, found in the network."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from gaodi.api.networks import IntArray, find_firm, read_network, today
from gaodi.api.records import Office
from gaodi.api.running import read_results
from gaodi.api.shock_records import Failure, Import, Shock
from gaodi.base import InputError, NotFoundError, shorten_district_code
from gaodi.chains import RegionNetwork, load_link_rules
from gaodi.region import open_region

KINDS = ("firm", "city", "park", "link", "outside")
"""What a scenario can fail: firms by id or name, all firms of a place, of a chain link, suppliers of outside by product."""
N_NAMED = 3
"""Things a title names; how many more there are is said."""
Names = dict[str, tuple[str, str]]
"""Chinese and English name by key."""


def find_failing(
    office: Office, supply: RegionNetwork, shock: Shock, *, on: date | None = None
) -> tuple[IntArray, tuple[str, str]]:
    """Return the firms that fail and how the scenario is called.

    Parameters
    ----------
    office : Office
    supply : RegionNetwork
    shock : Shock
    on : date or None
        Day the region is seen on; None is today.

    Returns
    -------
    places : array
        Of all failures together, each firm once, in the order of the network.
    title : tuple of str
        In Chinese and in English.

    Raises
    ------
    NotFoundError
        If nothing of the network fits one of the failures.
    """
    found = [_find_failure(office, supply, failure, on) for failure in shock.failures]
    places = np.unique(np.concatenate([part for part, _ in found]))
    titles = list(dict.fromkeys(title for _, title in found))
    return places.astype(np.int64), _join_titles(titles)


def name_failures(
    office: Office, failures: Iterable[Failure], *, on: date | None = None
) -> tuple[tuple[str, str], ...]:
    """Return how each thing is called, in Chinese and in English; what is not known stays as it was given.

    Raises
    ------
    NotFoundError
        If no supply links were imported.
    """
    supply = read_network(office, on=on)
    return tuple(_name_failure(office, supply, failure) for failure in failures)


def list_imports(office: Office, *, on: date | None = None) -> tuple[Import, ...]:
    """List the products that firms of outside supply, the largest amount first.

    Parameters
    ----------
    office : Office
    on : date or None
        Day the region is seen on; None is today.

    Returns
    -------
    tuple of Import
        Of the last two complete years; products without a name are left out.

    Raises
    ------
    NotFoundError
        If no supply links were imported.
    """
    supply = read_network(office, on=on)
    outside = supply.firms.filter(pl.col("is_outside"))["enterprise_id"].implode()
    region = open_region(office.workspace, office.catalogue, on=on or today())
    found = (
        region.table("supply_link")
        .filter(
            pl.col("year").is_between(region.last_year - 1, region.last_year),
            pl.col("supplier_id").is_in(outside),
            pl.col("product_name").is_not_null(),
        )
        .group_by("product_name")
        .agg(
            n_suppliers=pl.col("supplier_id").n_unique(),
            n_buyers=pl.col("buyer_id").n_unique(),
            amount=pl.when(pl.col("amount").is_not_null().any()).then(pl.col("amount").sum()),
        )
        .sort("amount", "product_name", descending=[True, False], nulls_last=True)
        .collect()
    )
    return tuple(Import(product=row.pop("product_name"), **row) for row in found.iter_rows(named=True))


def name_places(office: Office) -> Names:
    """Return the Chinese and English name of each place, by the digits that tell it apart."""
    terms = office.catalogue.taxonomy("divisions").terms
    return {
        code: (term.zh, term.en or term.zh)
        for term in terms
        for code in {term.id, shorten_district_code(term.id)}
    }


def name_links(office: Office) -> Names:
    """Return the Chinese and English name of each link, its chain before it, by `chain/link`."""
    return {
        f"{chain.id}/{link.id}": (f"{chain.zh}·{link.zh}", f"{chain.en}: {link.en}")
        for chain in office.catalogue.chains.values()
        for link in chain.links
    }


def list_placed(office: Office) -> pl.DataFrame:
    """Return enterprise_id and link (`chain/link`) of every placement that counts; empty where nothing was computed."""
    results = read_results(office)
    if results is None:
        return pl.DataFrame(schema={"enterprise_id": pl.String, "link": pl.String})
    counted = results.placements.filter(pl.col("score") >= float(load_link_rules().min_score.value))
    return counted.select("enterprise_id", link=pl.col("chain_id") + "/" + pl.col("link_id")).unique()


def check_failures(shock: Shock) -> None:
    """Refuse a scenario that names nothing, or a thing of no kind.

    Raises
    ------
    InputError
        If a failure is of no known kind, or empty.
    """
    for failure in shock.failures:
        if failure.kind not in KINDS:
            raise InputError(
                f"冲击对象「{failure.kind}」应为 {'、'.join(KINDS)} 之一。",
                f"what fails must be one of {', '.join(KINDS)}, not {failure.kind!r}.",
            )
        if not failure.what.strip():
            raise InputError(
                "没有写明什么停产；请给名称或代码。", "nothing was named that fails; give a name or code."
            )


def _find_failure(
    office: Office, supply: RegionNetwork, failure: Failure, on: date | None
) -> tuple[IntArray, tuple[str, str]]:
    firms = supply.firms.with_row_index("place")
    what = failure.what.strip()
    if failure.kind == "firm":
        names = [name.strip() for name in what.replace("，", ",").split(",")]
        places = [find_firm(supply, name) for name in names if name]
        found = firms.filter(pl.col("place").is_in(places))
        return _take_places(found, what), _join_titles([(name, name) for name in found["name"].to_list()])
    if failure.kind == "link":
        found = firms.join(list_placed(office).filter(pl.col("link") == what), on="enterprise_id", how="semi")
    elif failure.kind == "outside":
        found = firms.filter(
            pl.col("is_outside"), pl.col("enterprise_id").is_in(_list_sellers(office, what, on))
        )
    elif failure.kind == "city":
        place = office.catalogue.find_division(what)
        what = shorten_district_code(place.id if place else what)
        found = firms.filter(~pl.col("is_outside"), pl.col("city") == what)
    else:
        found = firms.filter(~pl.col("is_outside"), pl.col("park_id") == what)
    return _take_places(found, what), _name_failure(office, supply, Failure(kind=failure.kind, what=what))


def _name_failure(office: Office, supply: RegionNetwork, failure: Failure) -> tuple[str, str]:
    what = failure.what.strip()
    if failure.kind == "link":
        return name_links(office).get(what, (what, what))
    if failure.kind == "city":
        return name_places(office).get(what, (what, what))
    if failure.kind == "outside":
        return f"区外供应的“{what}”", f"“{what}” supplied from outside"
    if failure.kind == "firm":
        try:
            return (str(supply.firms["name"][find_firm(supply, what)]),) * 2
        except NotFoundError:
            return what, what
    return what, what


def _take_places(found: pl.DataFrame, what: str) -> IntArray:
    if found.is_empty():
        raise NotFoundError(
            f"供应网络里没有符合「{what}」的企业；请核对名称或代码，或先导入相应的表。",
            f"no firm of the supply network fits {what!r}; check the name or code, or import the table it stands in.",
        )
    return found["place"].to_numpy().astype(np.int64)


def _join_titles(titles: list[tuple[str, str]]) -> tuple[str, str]:
    """Join names; of more than a few the first stand for all."""
    zh, en = ([title[lang] for title in titles[:N_NAMED]] for lang in (0, 1))
    if len(titles) <= N_NAMED:
        return "、".join(zh), ", ".join(en)
    return f"{'、'.join(zh)}等 {len(titles)} 项", f"{', '.join(en)} and {len(titles) - N_NAMED} more"


def _list_sellers(office: Office, product: str, on: date | None) -> list[str]:
    region = open_region(office.workspace, office.catalogue, on=on or today())
    links = region.table("supply_link").filter(
        pl.col("year").is_between(region.last_year - 1, region.last_year),
        pl.col("product_name").str.contains(product, literal=True),
    )
    return links.select(pl.col("supplier_id").unique()).collect().to_series().to_list()
