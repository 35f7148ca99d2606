"""How is a part of a score put? One sentence for or against, in Chinese and English."""

from collections.abc import Callable
from typing import Any

from gaodi.catalogue import ChainTemplate, Taxonomy
from gaodi.match.records import Reason
from gaodi.match.rules import PARTS, NearestRules

Row = dict[str, Any]
_Pair = tuple[str, str]


def explain_parts(
    row: Row,
    place_digits: int,
    template: ChainTemplate,
    titles: Taxonomy,
    rules: NearestRules,
) -> tuple[Reason, ...]:
    """Explain every part of one candidate's score.

    Parameters
    ----------
    row : dict
        One row of the ranking: points per part and what they rest on.
    place_digits : int
        4 in a province, 6 in a city: how a place is called.
    template : ChainTemplate
    titles : Taxonomy
        Names of the titles.
    rules : NearestRules

    Returns
    -------
    tuple of Reason
        In the order of `PARTS`; points > 0 speak for the firm, 0 against it or of what is unknown.
    """
    sentences: dict[str, Callable[[], _Pair]] = {
        "neighbour": lambda: _explain_neighbour(row, template),
        "product": lambda: _explain_product(row),
        "industry": lambda: _explain_industry(row),
        "size": lambda: _explain_size(row),
        "research": lambda: _explain_research(row, rules),
        "titles": lambda: _explain_titles(row, titles, rules),
        "growth": lambda: _explain_growth(row),
        "place": lambda: _explain_place(row, place_digits),
    }
    reasons = []
    for part in PARTS:
        zh, en = sentences[part]()
        reasons.append(Reason(part=part, points=float(row[part]), zh=zh, en=en))
    return tuple(reasons)


def _explain_neighbour(row: Row, template: ChainTemplate) -> _Pair:
    if row["neighbour_link"] is None:
        return "不在本环节的上下游相邻环节上。", "On no link beside this one."
    link = template.link(row["neighbour_link"])
    if row["neighbour_role"] == "input":
        return f"已在本环节的投入环节“{link.zh}”上。", f"Already on “{link.en}”, an input of this link."
    return f"已在使用本环节产品的环节“{link.zh}”上。", f"Already on “{link.en}”, a user of this link."


def _explain_product(row: Row) -> _Pair:
    if row["similarity"] is None:
        return "没有名称相近的产品，或产品未知。", "No product with a similar name, or products unknown."
    own, theirs, share = row["own"], row["theirs"], f"{100 * row['similarity']:.0f} %"
    return (
        f"产品“{own}”与本环节“{theirs}”名称相近（相似度 {share}）。",
        f"Product “{own}” resembles the link's “{theirs}” (similarity {share}).",
    )


def _explain_industry(row: Row) -> _Pair:
    code, near, digits = row["industry_code"], row["near_code"], row["digits"]
    if code is None:
        return "行业代码未知。", "Industry code unknown."
    if near is None:
        return "本环节没有对应的行业代码。", "The link has no industry code."
    if digits < 2:
        return (
            f"行业 {code} 与本环节（{near} 等）不在同一大类。",
            f"Industry {code} shares no division with {near}.",
        )
    zh = {2: "大类", 3: "中类", 4: "小类"}[digits]
    en = {2: "division", 3: "group", 4: "class"}[digits]
    return (
        f"行业 {code} 与本环节的 {near} 同属一个{zh}。",
        f"Industry {code} is in the same {en} as the link's {near}.",
    )


def _explain_size(row: Row) -> _Pair:
    if row["is_above_scale"] is None:
        return "是否规上未知。", "Above scale or not: unknown."
    if row["is_above_scale"]:
        return "规模以上企业。", "An above-scale enterprise."
    return "规模以下企业。", "A below-scale enterprise."


def _explain_research(row: Row, rules: NearestRules) -> _Pair:
    revenue, expense = row["revenue"], row["rd_expense"]
    if revenue is None or expense is None or revenue <= 0:
        return "研发投入占比未知。", "R&D share unknown."
    share, full = f"{100 * expense / revenue:.1f} %", f"{(100 * rules.research.full_at).normalize():f} %"
    return (
        f"研发费用占营业收入 {share}（{full} 得满分）。",
        f"R&D expense is {share} of revenue (full points at {full}).",
    )


def _explain_titles(row: Row, titles: Taxonomy, rules: NearestRules) -> _Pair:
    if row["title_ids"] is None:
        return "称号未知。", "Titles unknown."
    counted = [title for title in row["title_ids"] if title in rules.titles.shares]
    if not counted:
        return "没有计分的称号。", "No title that counts."
    best = max(sorted(counted), key=lambda title: rules.titles.shares[title])
    term = titles.term(best)
    return f"有效称号：{term.zh if term else best}。", f"Title in force: {term.en if term else best}."


def _explain_growth(row: Row) -> _Pair:
    now, before = row["revenue"], row["revenue_before"]
    if now is None or before is None or before <= 0:
        return "营业收入增速未知。", "Revenue growth unknown."
    rate = f"{100 * (now / before - 1):+.1f} %"
    return f"营业收入比上年 {rate}（名义）。", f"Revenue {rate} on the year before (nominal)."


def _explain_place(row: Row, place_digits: int) -> _Pair:
    zh, en = ("市州", "city") if place_digits == 4 else ("县市区", "county")
    if row["where"] is None:
        return "所在地未知。", "Place unknown."
    if not row["n_near"]:
        return f"所在{zh}没有其他相邻环节企业。", f"No other firm of a neighbouring link in its {en}."
    return (
        f"所在{zh}有 {row['n_near']} 家其他相邻环节企业。",
        f"{row['n_near']} other firms of neighbouring links in its {en}.",
    )
