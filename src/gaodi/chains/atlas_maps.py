"""Five maps of a chain as rows: its links, their technology, who uses it, where it stands, what is being built."""

from typing import Any

import polars as pl

from gaodi.base import parse_district_code
from gaodi.catalogue import ChainLink, Term
from gaodi.chains.atlas_reading import ChainReading, build_sheet
from gaodi.chains.atlas_records import AtlasSheet
from gaodi.chains.firms import normalise_text
from gaodi.chains.fusion_parts import find_links_named

N_YEARS = 5
PHASES = {"谋划": "reserve", "洽谈": "reserve", "签约": "reserve", "备案": "reserve", "开工": "building", "竣工": "building",
          "投产": "running", "达产": "running"}  # fmt: skip
"""Stage of a project → its phase; ended ones have none."""
OPEN = ("待对接", "对接中")
TECHNOLOGY, SCENE = "技术", "场景"
N_INDUSTRIES = 15


def map_links(reading: ChainReading) -> AtlasSheet:
    """Return the links of the chain with what each needs: the table of the chain map."""
    links = {link.id: link for link in reading.template.links}
    rows = [
        {
            "link_id": link.link_id,
            "stage": link.stage,
            "strength": link.strength.value,
            "n_enterprises": link.n_enterprises,
            "n_above_scale": link.n_above_scale,
            "revenue": link.revenue,
            **_name_inputs(links, link.link_id),
        }
        for link in reading.diagnosis.links
    ]
    columns = (
        ("link_id", "环节", "Link", "link"), ("stage", "位置", "Stage", "stage"), ("strength", "强弱", "Strength", "strength"),
        ("n_enterprises", "企业", "Firms", "count"), ("n_above_scale", "规上", "Above scale", "count"),
        ("revenue", "营业收入", "Revenue", "money"), ("essential", "关键投入", "Essential inputs"),
        ("substitutable", "可替代投入", "Other inputs"),
    )  # fmt: skip
    return build_sheet(reading, ("chain", "产业链图", "Chain map"), columns, rows, tables=("enterprise",))


def _name_inputs(links: dict[str, ChainLink], link_id: str) -> dict[str, str]:
    inputs = {
        "essential": [links[i.link] for i in links[link_id].inputs if i.need == "essential"],
        "substitutable": [links[i.link] for i in links[link_id].inputs if i.need != "essential"],
    }
    zh = {key: "、".join(link.zh for link in found) for key, found in inputs.items()}
    return zh | {f"{key}_en": ", ".join(link.en for link in found) for key, found in inputs.items()}


def map_route(reading: ChainReading) -> AtlasSheet:
    """Return, per link, inventions by year and what technology is looked for and on offer: the technology route."""
    region = reading.region
    years = range(region.on.year - N_YEARS + 1, region.on.year + 1)
    inventions = _count_inventions(reading)
    needs = _count_titles(reading, "demand") if "demand" in region.present else None
    offers = _count_titles(reading, "offer") if "offer" in region.present else None
    has_rights = "intellectual_property" in region.present
    rows = [
        {
            "link_id": link.id,
            "stage": link.stage,
            **{f"y{year}": inventions.get((link.id, year), 0) if has_rights else None for year in years},
            "inventions": sum(n for (own, _), n in inventions.items() if own == link.id)
            if has_rights
            else None,
            "needs": None if needs is None else needs.get(link.id, 0),
            "offers": None if offers is None else offers.get(link.id, 0),
        }
        for link in reading.template.links
    ]
    columns = (
        ("link_id", "环节", "Link", "link"), ("stage", "位置", "Stage", "stage"),
        *((f"y{year}", str(year), str(year), "count") for year in years),
        ("inventions", "发明专利合计", "Inventions", "count"), ("needs", "待攻关技术需求", "Open technology needs", "count"),
        ("offers", "技术供给", "Technology on offer", "count"),
    )  # fmt: skip
    return build_sheet(
        reading, ("route", "技术路线图", "Technology route"), columns, rows,
        tables=("intellectual_property", "demand", "offer"),
        note=(
            "年份列为本环节企业当年获授权的发明专利数；需求和供给按标题中的产品词归到环节，没有点名环节的不计。",
            "Year columns count inventions granted to firms of the link; needs and offers are counted by product words of their titles.",
        ),
    )  # fmt: skip


def _count_inventions(reading: ChainReading) -> dict[tuple[str, int], int]:
    granted = pl.col("granted_on")
    rows = (
        reading.region.table("intellectual_property")
        .filter(pl.col("kind") == "发明专利", granted.is_null() | (granted <= reading.region.on))
        .select("enterprise_id", "ip_id", year=granted.dt.year())
        .collect()
        .join(reading.counted, on="enterprise_id")
        .group_by("link_id", pl.col("year").fill_null(0))
        .agg(pl.col("ip_id").n_unique())
    )
    return {(link_id, year): n for link_id, year, n in rows.iter_rows()}


def _count_titles(reading: ChainReading, table: str) -> dict[str, int]:
    """Count technology needs or offers by the links their titles name; of needs, those still open."""
    rows = reading.region.table(table).filter(pl.col("kind") == TECHNOLOGY, _is_of_chain(reading))
    if table == "demand":
        rows = rows.filter(pl.col("status").is_null() | pl.col("status").is_in(OPEN))
    found = rows.select(key=normalise_text(pl.col("title"))).collect()
    named = find_links_named(found["key"], reading.template)
    return dict(found.join(named, on="key").group_by("link_id").len().iter_rows())


def _is_of_chain(reading: ChainReading) -> pl.Expr:
    return pl.col("chain_id").is_null() | (pl.col("chain_id") == reading.template.id)


def map_applications(reading: ChainReading) -> AtlasSheet:
    """Return who uses what the chain makes: industries outside the chain that buy from it, and scenes asked for and open."""
    industries = _list_buyers(reading)
    scenes = [
        *_list_scenes(reading, "offer", ("场景供给", "scene on offer")),
        *_list_scenes(reading, "demand", ("场景需求", "scene wanted")),
    ]
    columns = (
        ("kind", "类别", "Kind"), ("what", "应用行业或场景", "Industry or scene"), ("n", "企业或项数", "Firms or scenes", "count"),
        ("amount", "采购金额", "Amount bought", "money"),
    )  # fmt: skip
    return build_sheet(
        reading, ("applications", "应用图", "Applications"), columns, [*industries, *scenes],
        tables=("supply_link", "demand", "offer"),
        note=(
            "应用行业：上年向本链企业采购、自己不在本链上的企业，按国民经济行业大类汇总。",
            "Industries: firms off the chain that bought from firms on it last year, by division of GB/T 4754.",
        ),
    )  # fmt: skip


def _list_buyers(reading: ChainReading) -> list[dict[str, Any]]:
    region = reading.region
    names = {term.id: term for term in region.catalogue.taxonomy("gbt4754").terms}
    members = reading.counted.select("enterprise_id").unique()
    bought = (
        region.table("supply_link")
        .filter(pl.col("year").is_null() | (pl.col("year") == region.last_year))
        .select("supplier_id", "buyer_id", "amount")
        .collect()
        .join(members, left_on="supplier_id", right_on="enterprise_id", how="semi")
        .join(members, left_on="buyer_id", right_on="enterprise_id", how="anti")
        .join(
            reading.firms.firms.select("enterprise_id", division=pl.col("industry_code").str.head(2)),
            left_on="buyer_id", right_on="enterprise_id", how="left",
        )
        .group_by("division")
        .agg(
            n=pl.col("buyer_id").n_unique(),
            amount=pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()),
        )
        .sort("amount", "n", "division", descending=[True, True, False], nulls_last=True)
    )  # fmt: skip
    return [
        {
            "kind": "应用行业",
            "kind_en": "industry",
            **_name_division(row["division"], names),
            "n": row["n"],
            "amount": row["amount"],
        }
        for row in bought.head(N_INDUSTRIES).iter_rows(named=True)
    ]


def _name_division(division: str | None, names: dict[str, Term]) -> dict[str, str]:
    term = names.get(division or "")
    if term is None:
        return {"what": division or "行业未知", "what_en": division or "industry unknown"}
    return {"what": term.zh, "what_en": term.en or term.zh}


def _list_scenes(reading: ChainReading, table: str, kind: tuple[str, str]) -> list[dict[str, Any]]:
    rows = (
        reading.region.table(table)
        .filter(pl.col("kind") == SCENE, pl.col("chain_id") == reading.template.id)
        .group_by(what="title")
        .agg(n=pl.len())
        .sort("n", "what", descending=[True, False])
        .head(N_INDUSTRIES)
        .collect()
    )
    return [
        {"kind": kind[0], "kind_en": kind[1], **row, "amount": None} for row in rows.iter_rows(named=True)
    ]


def map_places(reading: ChainReading) -> AtlasSheet:
    """Return the places of the region with what each has of the chain: the table of the tile grid."""
    digits = reading.firms.place_digits
    place = pl.col("district_code").str.head(digits)
    on_chain = reading.firms.firms.join(reading.counted, on="enterprise_id").with_columns(
        place=pl.when(~place.str.ends_with("00")).then(place)
    )
    each = on_chain.unique("enterprise_id", maintain_order=True)
    links = on_chain.group_by("place").agg(n_links=pl.col("link_id").n_unique())
    found = (
        each.group_by("place")
        .agg(
            n_enterprises=pl.len(),
            n_above_scale=pl.when(pl.col("is_above_scale").count() > 0).then(pl.col("is_above_scale").sum()),
            revenue=pl.when(pl.col("revenue").count() > 0).then(pl.col("revenue").sum()),
        )
        .join(links, on="place", nulls_equal=True)
        .sort("n_enterprises", "place", descending=[True, False], nulls_last=True)
    )
    rows = [
        row | {"place": parse_district_code(row["place"]) if row["place"] else None}
        for row in found.iter_rows(named=True)
    ]
    columns = (
        ("place", "所在地", "Place", "place"), ("n_enterprises", "企业", "Firms", "count"),
        ("n_above_scale", "规上", "Above scale", "count"), ("revenue", "营业收入", "Revenue", "money"),
        ("n_links", "占有环节", "Links present", "count"),
    )  # fmt: skip
    return build_sheet(reading, ("places", "区域分布图", "Region map"), columns, rows, tables=("enterprise",))


def map_investment(reading: ChainReading) -> AtlasSheet:
    """Return, per link, projects and investment by phase: in reserve, being built, running."""
    projects = find_projects(reading)
    phase = pl.col("stage").replace_strict(PHASES, default=None)
    sums = (
        projects.with_columns(phase=phase)
        .filter(pl.col("phase").is_not_null())
        .group_by("link_id", "phase")
        .agg(
            n=pl.len(),
            investment=pl.when(pl.col("investment").count() > 0).then(pl.col("investment").sum()),
            expected=pl.when(pl.col("expected_output").count() > 0).then(pl.col("expected_output").sum()),
        )
    )
    found = {(row.pop("link_id"), row.pop("phase")): row for row in sums.iter_rows(named=True)}
    is_known = "project" in reading.region.present
    order = [*(link.id for link in reading.template.links), None]
    rows = []
    for link_id in order:
        own = {name: found.get((link_id, name), {}) for name in ("reserve", "building", "running")}
        if link_id is None and not any(own.values()):
            continue
        rows.append(
            {
                "link_id": link_id,
                **{f"n_{name}": part.get("n", 0) if is_known else None for name, part in own.items()},
                **{f"investment_{name}": part.get("investment") for name, part in own.items()},
                "expected": _add([part.get("expected") for part in own.values()]),
            }
        )
    columns = (
        ("link_id", "环节", "Link", "link"),
        ("n_reserve", "储备项目", "In reserve", "count"), ("investment_reserve", "储备投资", "Investment in reserve", "money"),
        ("n_building", "在建项目", "Being built", "count"), ("investment_building", "在建投资", "Investment being built", "money"),
        ("n_running", "投产项目", "Running", "count"), ("investment_running", "投产投资", "Investment running", "money"),
        ("expected", "达产年产值", "Output at capacity", "money"),
    )  # fmt: skip
    return build_sheet(
        reading, ("investment", "招商投资图", "Investment map"), columns, rows if is_known else (), tables=("project",),
        note=(
            "储备为谋划至备案，在建为开工、竣工，投产含达产；终止的不计；没有写明环节的单列一行。",
            "In reserve is before the start of works; ended projects do not count; those that name no link stand in a row of their own.",
        ),
    )  # fmt: skip


def find_projects(reading: ChainReading) -> pl.DataFrame:
    """Return the projects of the chain; a link the template does not have is unknown."""
    links = [link.id for link in reading.template.links]
    return (
        reading.region.table("project")
        .filter(pl.col("chain_id") == reading.template.id)
        .with_columns(link_id=pl.when(pl.col("link_id").is_in(links)).then("link_id"))
        .collect()
    )


def _add(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
