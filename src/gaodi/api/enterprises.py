"""Who is in the region, and what is known of one firm, with where it stands."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import polars as pl

from gaodi.api.listing import SORTABLE
from gaodi.api.records import EnterpriseFile, Office, Page
from gaodi.api.running import JUDGED_TITLES, need_results, open_for_one, read_results
from gaodi.base import InputError, NotFoundError, format_money
from gaodi.catalogue import Catalogue, TableSchema
from gaodi.cultivate import EnterpriseScale, Verdict
from gaodi.cultivate import classify_enterprise as classify
from gaodi.cultivate import judge_enterprise as judge
from gaodi.region import Region, titles_in_force

MAX_PAGE = 500
EXPIRING = timedelta(days=180)
N_PARTNERS = 10
SIZE_CLASSES = {"大型": "large", "中型": "medium", "小型": "small", "微型": "micro"}
"""Classes of the size standard as the engine names them → end of the label's key, `size.<end>`."""


def list_enterprises(
    office: Office,
    *,
    q: str = "",
    city: str = "",
    chain: str = "",
    link: str = "",
    title: str = "",
    above_scale: bool | None = None,
    sort: str = "-revenue",
    page: int = 1,
    size: int = 50,
) -> Page:
    """Return one page of the enterprises of the latest run.

    Parameters
    ----------
    q : str
        Part of the name, or the beginning of a code.
    city, chain, link, title : str
        City code, chain id, `chain/link`, title id; empty is any.
    above_scale : bool or None
    sort : str
        One of `SORTABLE`, with `-` for descending; unknown values come last either way.
    page, size : int
        From 1; at most 500 rows.

    Returns
    -------
    Page
        Money in fen.

    Raises
    ------
    NotFoundError
        If nothing has been computed yet.
    InputError
        If `sort`, `page` or `size` cannot be.
    """
    if sort.removeprefix("-") not in SORTABLE:
        raise InputError(
            f"不能按「{sort}」排序；可用：{'、'.join(SORTABLE)}，前加 - 为降序。",
            f"cannot sort by {sort!r}; use one of {', '.join(SORTABLE)}, with - for descending.",
        )
    if page < 1 or not 1 <= size <= MAX_PAGE:
        raise InputError(
            f"页码 {page}、每页 {size} 行不可用；页码从 1 起，每页 1 至 {MAX_PAGE} 行。",
            f"page {page} of {size} rows is not possible; pages start at 1 and hold 1 to {MAX_PAGE} rows.",
        )
    listed = need_results(office).enterprises
    found = listed.find(
        q=q, city=city, chain=chain, link=link, title=title, above_scale=above_scale, sort=sort
    )
    rows = listed.take(found.slice((page - 1) * size, size))
    return Page(rows=tuple(rows.to_dicts()), total=len(found), page=page, size=size)


def judge_enterprise(
    office: Office,
    enterprise_id: str,
    title_id: str,
    *,
    on: date | None = None,
    route: Literal["new", "review"] = "new",
    as_of: str | None = None,
) -> Verdict:
    """Judge one enterprise for one title on one day, clause by clause.

    Raises
    ------
    NotFoundError
        If the enterprise is not in the workspace, or no rule pack is in force for the title on that day.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_for_one(office, on=day, as_of=as_of)
    found = find_enterprise(region, enterprise_id)
    return judge(region, office.packs, found["enterprise_id"], title_id, on=day, route=route)


def classify_enterprise(
    office: Office, enterprise_id: str, *, on: date | None = None, as_of: str | None = None
) -> EnterpriseScale:
    """Return one enterprise's size class and above-scale status, with the values and bounds behind them.

    Parameters
    ----------
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it.
    on : date or None
        The figures are those of the year before; None is today.
    as_of : str or None
        Snapshot to read; None is the latest.

    Raises
    ------
    NotFoundError
        If no enterprise matches, or several bear the name.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_for_one(office, on=day, as_of=as_of)
    return classify(region, office.packs, find_enterprise(region, enterprise_id)["enterprise_id"], on=day)


def get_enterprise(office: Office, enterprise_id: str, *, on: date | None = None) -> EnterpriseFile:
    """Return everything known of one enterprise, each value with where it stands.

    Parameters
    ----------
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it.

    Raises
    ------
    NotFoundError
        If no enterprise matches, or several bear the name; then the codes are listed.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_for_one(office, on=day)
    row = find_enterprise(region, enterprise_id)
    own_id = row["enterprise_id"]
    years = _rows(region, "enterprise_year", own_id).sort("year", descending=True)
    return EnterpriseFile(
        enterprise_id=own_id,
        name=row["name"],
        on=day,
        identity=tuple(_describe_cells(row, office.catalogue.table("enterprise"))),
        years=tuple(
            {
                "year": item["year"],
                "cells": {
                    c["name"]: c for c in _describe_cells(item, office.catalogue.table("enterprise_year"))
                },
            }
            for item in years.to_dicts()
        ),
        titles=tuple(_describe_titles(region, own_id)),
        rights={
            item["kind"]: item["len"]
            for item in _rows(region, "intellectual_property", own_id)
            .group_by("kind")
            .len()
            .sort("kind")
            .to_dicts()
        },
        products=tuple(
            _rows(region, "product", own_id)
            .sort("revenue_share", descending=True, nulls_last=True)
            .to_dicts()
        ),
        placements=tuple(_placements(office, own_id)),
        suppliers=tuple(_partners(region, own_id, "buyer_id", "supplier_id")),
        customers=tuple(_partners(region, own_id, "supplier_id", "buyer_id")),
        verdicts=tuple(judge(region, office.packs, own_id, title_id, on=day) for title_id in JUDGED_TITLES),
        synthetic=bool(row["synthetic"]),
    )


def find_enterprise(region: Region, text: str) -> dict[str, Any]:
    """Return the enterprise row whose id, credit code or share code is the text, or whose name alone is."""
    table = region.table("enterprise")
    wanted = text.strip()
    code = wanted.upper()
    by_code = table.filter(
        (pl.col("enterprise_id") == code) | (pl.col("credit_code") == code) | (pl.col("stock_code") == code)
    )
    found = by_code.head(2).collect().to_dicts()
    if not found:
        found = table.filter(pl.col("name") == wanted).head(20).collect().to_dicts()
    if not found:
        raise NotFoundError(
            f"工作区里没有企业「{text}」；请核对统一社会信用代码，或在企业页按名称查找。",
            f"no enterprise {text!r} in the workspace; check the credit code, or search by name.",
        )
    if len(found) > 1:
        codes = "、".join(item["enterprise_id"] for item in found)
        raise NotFoundError(
            f"有 {len(found)} 家企业叫「{text}」，不能只凭名称确定；请用代码：{codes}。",
            f"{len(found)} enterprises are called {text!r}; use a code: {codes}.",
        )
    return found[0]


def _rows(region: Region, table: str, enterprise_id: str) -> pl.DataFrame:
    return region.table(table).filter(pl.col("enterprise_id") == enterprise_id).collect()


def _describe_cells(row: dict[str, Any], schema: TableSchema) -> list[dict[str, Any]]:
    return [
        {
            "name": column.name,
            "zh": column.zh,
            "en": column.en,
            "value": row[column.name],
            "text": format_value(row[column.name], column.type, column.unit),
            "unit": column.unit,
            "ref": f"cell:{row['source_id']}/{row['sheet']}/{row['row']}/{column.name}",
        }
        for column in schema.columns
        if not column.derived
    ]


def format_value(value: object, kind: str, unit: str | None) -> str:
    """Write one stored value for people; unknown is an em dash."""
    if value is None:
        return "—"
    if kind == "money" and isinstance(value, int):
        return format_money(value, unit or "元")
    if kind == "ratio" and isinstance(value, float):
        return f"{round(value * 100, 6):g}%"
    if kind == "boolean":
        return "是" if value else "否"
    if kind in {"year"}:
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        return f"{number} {unit}" if unit and unit != "度" else number
    return str(value)


def _describe_titles(region: Region, enterprise_id: str) -> list[dict[str, Any]]:
    titles = region.catalogue.taxonomy("titles")
    in_force = {
        (item["title_id"], item["granted_on"]): item["valid_to"]
        for item in titles_in_force(region)
        .filter(pl.col("enterprise_id") == enterprise_id)
        .collect()
        .to_dicts()
    }
    described = []
    for item in _rows(region, "qualification", enterprise_id).sort("granted_on", descending=True).to_dicts():
        term = titles.term(item["title_id"])
        key = (item["title_id"], item["granted_on"])
        valid_to = in_force.get(key, item["valid_to"])
        described.append(
            {
                "title_id": item["title_id"],
                "zh": term.zh if term else item["title_id"],
                "en": term.en if term else item["title_id"],
                "granted_on": item["granted_on"],
                "valid_to": valid_to,
                "state": _title_state(item, key in in_force, valid_to, region.on),
                "ref": f"cell:{item['source_id']}/{item['sheet']}/{item['row']}/title_id",
            }
        )
    return described


def _title_state(item: dict[str, Any], is_in_force: bool, valid_to: date | None, on: date) -> str:
    if item["revoked_on"] and item["revoked_on"] <= on:
        return "revoked"
    if item["granted_on"] > on:
        return "future"
    if not is_in_force:
        return "expired"
    return "expiring" if valid_to and valid_to - on <= EXPIRING else "valid"


def _placements(office: Office, enterprise_id: str) -> list[dict[str, Any]]:
    results = read_results(office)
    if results is None or not results.placements.height:
        return []
    rows = results.placements.filter(pl.col("enterprise_id") == enterprise_id).sort("score", descending=True)
    return [
        row | _names_of_link(office.catalogue, row["chain_id"], row["link_id"]) for row in rows.to_dicts()
    ]


def _names_of_link(catalogue: Catalogue, chain_id: str, link_id: str) -> dict[str, str]:
    chain = catalogue.chain(chain_id)
    link = chain.link(link_id)
    return {"chain_zh": chain.zh, "chain_en": chain.en, "link_zh": link.zh, "link_en": link.en}


def _partners(region: Region, enterprise_id: str, own: str, other: str) -> list[dict[str, Any]]:
    links = region.table("supply_link").filter(pl.col(own) == enterprise_id)
    names = region.table("enterprise").select("enterprise_id", partner_name="name")
    return (
        links.sort("amount", descending=True, nulls_last=True)
        .head(N_PARTNERS)
        .select(partner_id=pl.col(other), product_name="product_name", year="year", amount="amount",
                is_essential="is_essential", source_id="source_id", sheet="sheet", row="row")
        .join(names, left_on="partner_id", right_on="enterprise_id", how="left", maintain_order="left")
        .collect()
        .to_dicts()
    )  # fmt: skip
