"""What do innovation, money and people bring to a link? The measures that fusion scores, in bounds, each with its words."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from gaodi.base import format_money
from gaodi.catalogue import ChainTemplate
from gaodi.chains.bounds import Bounds
from gaodi.chains.firms import FirmTables, normalise_text
from gaodi.chains.records import LinkDiagnosis, Strength
from gaodi.chains.rules import load_placement_rules
from gaodi.chains.shares import write_percent
from gaodi.chains.terms import build_terms, build_vetoes, find_terms
from gaodi.region import Region

MET = ("已签约", "已完成")
WITHDRAWN = "已撤回"
_KINDS = {"technology": "技术", "finance": "资金", "talent": "人才"}
MIN_TOLD = Fraction(1, 2)
"""A ratio of sums is told only where at least this share of the firms reports both; our own choice, decision 0022."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMeasure:
    """What one part of a layer measures at one link."""

    value: Fraction | None
    bounds: Bounds | None
    """None where nothing is known."""
    text_zh: str
    text_en: str
    is_applicable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSources:
    """All that fusion knows of one link."""

    diagnosis: LinkDiagnosis
    firms: dict[str, Any]
    """Sums over the link's firms: n, and per datum how many have it and of how many it is unknown."""
    offers: dict[str, int] | None
    """Kind → offers that fit the link; None without an offer table."""
    demands: dict[str, tuple[int, int]] | None
    """Kind → demands of the link's firms that were met, and all but those withdrawn; None without a demand table."""
    n_essential: int


def gather_sources(
    region: Region,
    firms: FirmTables,
    template: ChainTemplate,
    counted: pl.DataFrame,
    links: tuple[LinkDiagnosis, ...],
) -> dict[str, LinkSources]:
    """Gather what fusion needs to know of every link of a chain.

    Parameters
    ----------
    region : Region
    firms : FirmTables
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.
    links : tuple of LinkDiagnosis
        Of the same chain.

    Returns
    -------
    dict of link id to LinkSources
    """
    pairs = counted.select("enterprise_id", "link_id").unique(maintain_order=True)
    sums = _sum_firms(region, firms, pairs)
    offers = _count_offers(region, template) if "offer" in region.present else None
    demands = _count_demands(region, pairs) if "demand" in region.present else None
    return {
        link.link_id: LinkSources(
            diagnosis=link,
            firms=sums.get(link.link_id, {"n": 0}),
            offers=None if offers is None else offers.get(link.link_id, {}),
            demands=None if demands is None else demands.get(link.link_id, {}),
            n_essential=sum(i.need == "essential" for i in template.link(link.link_id).inputs),
        )
        for link in links
    }


def _sum_firms(region: Region, firms: FirmTables, pairs: pl.DataFrame) -> dict[str, dict[str, Any]]:
    year = region.table("enterprise_year").filter(pl.col("year") == region.last_year)
    level = pl.col("rd_institution_level")
    figures = year.select(
        "enterprise_id", "staff", "rd_staff",
        has_equity=pl.col("equity_financing") > 0,
        has_institution=level != "无",
    )  # fmt: skip
    in_force = pl.col("granted_on").is_null() | (pl.col("granted_on") <= region.on)
    inventors = (
        region.table("intellectual_property")
        .filter(pl.col("kind") == "发明专利", in_force)
        .select("enterprise_id", has_invention=pl.lit(value=True))
        .unique("enterprise_id")
    )
    has_rights = "intellectual_property" in region.present
    both = pl.all_horizontal(pl.col("staff", "rd_staff").is_not_null())
    flags = ("has_invention", "has_institution", "has_equity", "is_above_scale")
    summed = (
        pairs.lazy()
        .join(firms.firms.lazy().select("enterprise_id", "is_above_scale", "revenue"), on="enterprise_id")
        .join(figures, on="enterprise_id", how="left")
        .join(inventors, on="enterprise_id", how="left")
        .with_columns(
            has_invention=pl.col("has_invention").fill_null(value=False)
            if has_rights
            else pl.lit(None, pl.Boolean)
        )
        .group_by("link_id")
        .agg(
            n=pl.len(),
            **{name: pl.col(name).sum() for name in flags},
            **{f"{name}_unknown": pl.col(name).null_count() for name in flags},
            revenue=pl.col("revenue").sum(),
            revenue_unknown=pl.col("revenue").null_count(),
            staff=pl.col("staff").filter(both).sum(),
            rd_staff=pl.col("rd_staff").filter(both).sum(),
            n_staffed=both.sum(),
        )
        .collect()
    )
    return {row.pop("link_id"): row for row in summed.iter_rows(named=True)}


def _count_offers(region: Region, template: ChainTemplate) -> dict[str, dict[str, int]]:
    """Count what is on offer for each link: by the words of its title; what names no link is there for all of its chain."""
    offers = (
        region.table("offer")
        .filter(
            (pl.col("chain_id") == template.id) | pl.col("chain_id").is_null(),
            pl.col("kind").is_in(_KINDS.values()),
        )
        .select("kind", "chain_id", key=normalise_text(pl.col("title")))
        .with_row_index("number")
        .collect()
    )
    named = find_links_named(offers["key"], template)
    told = offers.join(named, on="key")
    untold = offers.filter(pl.col("chain_id").is_not_null()).join(named, on="key", how="anti")
    everywhere = pl.DataFrame({"link_id": [link.id for link in template.links]})
    spread = pl.concat([told, untold.join(everywhere, how="cross")])
    counts: dict[str, dict[str, int]] = {}
    for link_id, kind, n in spread.group_by("link_id", "kind").agg(pl.col("number").n_unique()).iter_rows():
        counts.setdefault(link_id, {})[kind] = n
    return counts


def find_links_named(keys: pl.Series, template: ChainTemplate) -> pl.DataFrame:
    """Find which links titles speak of, wherever in the title the word stands: key, link_id."""
    rules = load_placement_rules()
    hits = find_terms(keys.drop_nulls().unique(), build_terms(template, rules), build_vetoes(template))
    return hits.select("key", "link_id").unique(maintain_order=True)


def _count_demands(region: Region, pairs: pl.DataFrame) -> dict[str, dict[str, tuple[int, int]]]:
    status = pl.col("status").fill_null("")
    rows = (
        region.table("demand")
        .filter(status != WITHDRAWN, pl.col("kind").is_in(_KINDS.values()))
        .select("enterprise_id", "kind", is_met=status.is_in(MET))
        .collect()
        .join(pairs, on="enterprise_id")
        .group_by("link_id", "kind")
        .agg(pl.col("is_met").sum(), n=pl.len())
    )
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for link_id, kind, n_met, n in rows.iter_rows():
        counts.setdefault(link_id, {})[kind] = (n_met, n)
    return counts


def _measure_count(name: str, sources: LinkSources) -> PartMeasure:
    low, n_unknown = sources.firms.get(name, 0), sources.firms.get(f"{name}_unknown", 0)
    zh, en = f"{low} 家", f"{low} firms"
    if n_unknown:
        zh, en = f"已知 {zh}，{n_unknown} 家未知", f"{en} known, {n_unknown} unknown"
    n = sources.firms["n"]
    if not n and sources.diagnosis.strength is not Strength.MISSING:
        return _unknown("企业的产品或行业代码", "products or codes of the firms")
    value = None if n and n_unknown == n else Fraction(low)
    return PartMeasure(
        value=value, bounds=Bounds(Fraction(low), Fraction(low + n_unknown)), text_zh=zh, text_en=en
    )


def _measure_revenue(sources: LinkSources) -> PartMeasure:
    n, n_unknown = sources.firms["n"], sources.firms.get("revenue_unknown", 0)
    total = Fraction(sources.firms.get("revenue", 0))
    if n_unknown == n and (n or sources.diagnosis.strength is not Strength.MISSING):
        return _unknown("营业收入", "revenue")
    text = format_money(int(total), "亿元")
    zh, en = (
        (f"已知 {text}，{n_unknown} 家未知", f"{text} known, {n_unknown} firms unknown")
        if n_unknown
        else (text, text)
    )
    return PartMeasure(
        value=total, bounds=Bounds(total, None if n_unknown else total), text_zh=zh, text_en=en
    )


def _measure_flag(name: str, zh: str, en: str) -> Callable[[LinkSources], PartMeasure]:
    def measured(sources: LinkSources) -> PartMeasure:
        n = sources.firms["n"]
        if not n:
            return _NOT_HERE
        n_true, n_unknown = sources.firms[name], sources.firms[f"{name}_unknown"]
        if n_unknown == n:
            return _unknown(zh, en)
        more_zh = f"，{n_unknown} 家未知" if n_unknown else ""
        more_en = f", {n_unknown} unknown" if n_unknown else ""
        return PartMeasure(
            value=Fraction(n_true, n - n_unknown),
            bounds=Bounds(Fraction(n_true, n), Fraction(n_true + n_unknown, n)),
            text_zh=f"{n} 家中 {n_true} 家{more_zh}",
            text_en=f"{n_true} of {n} firms{more_en}",
        )

    return measured


def _measure_research_staff(sources: LinkSources) -> PartMeasure:
    firms = sources.firms
    if not firms["n"]:
        return _NOT_HERE
    if Fraction(firms["n_staffed"], firms["n"]) < MIN_TOLD or not firms["staff"]:
        return _unknown("研发人员和从业人员", "R&D staff and staff")
    share = Fraction(firms["rd_staff"], firms["staff"])
    told = f"{firms['n_staffed']} / {firms['n']}"
    is_all = firms["n_staffed"] == firms["n"]
    return PartMeasure(
        value=share,
        bounds=Bounds(share, share) if is_all else Bounds(Fraction(0), Fraction(1)),
        text_zh=f"{write_percent(share)}（{told} 家有数）",
        text_en=f"{write_percent(share)} ({told} firms report)",
    )


def _measure_offers(kind: str) -> Callable[[LinkSources], PartMeasure]:
    def measured(sources: LinkSources) -> PartMeasure:
        if sources.offers is None:
            return _unknown("供给表", "the table of offers")
        n = Fraction(sources.offers.get(_KINDS[kind], 0))
        return PartMeasure(value=n, bounds=Bounds(n, n), text_zh=f"{n} 项", text_en=f"{n} offers")

    return measured


def _measure_demands(kind: str) -> Callable[[LinkSources], PartMeasure]:
    def measured(sources: LinkSources) -> PartMeasure:
        if not sources.firms["n"]:
            return _NOT_HERE
        if sources.demands is None:
            return _unknown("需求表", "the table of demands")
        n_met, n = sources.demands.get(_KINDS[kind], (0, 0))
        if not n:
            return PartMeasure(
                value=None,
                bounds=None,
                is_applicable=False,
                text_zh="没有提出需求",
                text_en="no need was raised",
            )
        share = Fraction(n_met, n)
        return PartMeasure(
            value=share,
            bounds=Bounds(share, share),
            text_zh=f"{n} 项中落实 {n_met} 项",
            text_en=f"{n_met} of {n} met",
        )

    return measured


def _measure_figure(name: str, *, is_reversed: bool = False) -> Callable[[LinkSources], PartMeasure]:
    """Take a figure of the diagnosis; reversed, what is left to 1."""

    def measured(sources: LinkSources) -> PartMeasure:
        figure = next((item for item in sources.diagnosis.figures if item.id == name), None)
        if figure is None:
            return _unknown("企业名录", "the enterprise table")
        if not figure.is_applicable:
            return _NOT_HERE
        if figure.value is None:
            return PartMeasure(
                value=None,
                bounds=None,
                text_zh=figure.reason_zh.rstrip("。"),
                text_en=figure.reason_en.rstrip("."),
            )
        value, low, high = (
            Fraction(item if item is not None else other).limit_denominator(10**9) / 100
            for item, other in ((figure.value, 0), (figure.low, 0), (figure.high, 100))
        )
        if is_reversed:
            value, low, high = 1 - value, 1 - high, 1 - low
        return PartMeasure(
            value=value, bounds=Bounds(low, high), text_zh=write_percent(value), text_en=write_percent(value)
        )

    return measured


def _measure_inputs_here(sources: LinkSources) -> PartMeasure:
    if not sources.n_essential:
        return PartMeasure(
            value=None,
            bounds=None,
            is_applicable=False,
            text_zh="本环节没有关键投入",
            text_en="the link has no essential input",
        )
    n_here = sources.n_essential - len(sources.diagnosis.local_inputs)
    share = Fraction(n_here, sources.n_essential)
    return PartMeasure(
        value=share,
        bounds=Bounds(share, share),
        text_zh=f"{sources.n_essential} 种中 {n_here} 种",
        text_en=f"{n_here} of {sources.n_essential}",
    )


def _unknown(zh: str, en: str) -> PartMeasure:
    return PartMeasure(value=None, bounds=None, text_zh=f"未知，缺{zh}", text_en=f"unknown; {en} missing")


_NOT_HERE = PartMeasure(
    value=None,
    bounds=None,
    is_applicable=False,
    text_zh="本环节没有企业或投入",
    text_en="no firm or input here",
)

PARTS: dict[str, Callable[[LinkSources], PartMeasure]] = {
    "n_above_scale": lambda sources: _measure_count("is_above_scale", sources),
    "revenue": _measure_revenue,
    "share_with_invention": _measure_flag(
        "has_invention", "知识产权表", "the table of intellectual property"
    ),
    "share_with_institution": _measure_flag(
        "has_institution", "研发机构级别", "the level of R&D institutions"
    ),
    "n_technology_offers": _measure_offers("technology"),
    "share_with_equity": _measure_flag("has_equity", "新增股权融资", "new paid-in equity"),
    "n_finance_offers": _measure_offers("finance"),
    "share_finance_met": _measure_demands("finance"),
    "research_staff_share": _measure_research_staff,
    "n_talent_offers": _measure_offers("talent"),
    "share_talent_met": _measure_demands("talent"),
    "local_sourcing": _measure_figure("local_sourcing"),
    "share_inputs_here": _measure_inputs_here,
    "share_second_source": _measure_figure("single_supplier", is_reversed=True),
}
"""Metric → how it is measured."""
