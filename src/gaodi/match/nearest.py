"""Who comes nearest to filling a link? Candidates ranked by stated parts, a sentence for each."""

import polars as pl

from gaodi.base import NotFoundError
from gaodi.catalogue import ChainLink, ChainTemplate
from gaodi.chains import FirmTables, gather_firms, load_link_rules
from gaodi.match.parts import (
    score_industries,
    score_neighbours,
    score_places,
    score_products,
    score_strengths,
)
from gaodi.match.records import Candidate, NearestEnterprises
from gaodi.match.rules import PARTS, NearestRules, load_nearest_rules
from gaodi.match.sentences import explain_parts
from gaodi.region import Region

VERSION = "nearest_v1"

_AFFINITY = ("neighbour", "product", "industry")
"""Parts that tie a firm to the link. Without any of them a firm is no candidate, however strong it is."""


def find_nearest(
    region: Region,
    template: ChainTemplate,
    link_id: str,
    placements: pl.DataFrame,
    *,
    limit: int = 20,
    firms: FirmTables | None = None,
    rules: NearestRules | None = None,
) -> NearestEnterprises:
    """Find the enterprises that come nearest to filling a link on which they do not stand yet.

    Parameters
    ----------
    region : Region
    template : ChainTemplate
    link_id : str
        A weak or missing link; others are answered as well.
    placements : polars.DataFrame
        From `gaodi.chains.place_enterprises`; rows of other chains are ignored. Firms placed on the link with
        enough evidence to count there are no candidates.
    limit : int
        At most so many candidates.
    firms : FirmTables or None
        From `gaodi.chains.gather_firms`; give it when several links of one region are asked for.
    rules : NearestRules or None
        The shipped ones by default.

    Returns
    -------
    NearestEnterprises
        Best first; equal scores in the order of enterprise_id. A score is the sum of its reasons' points.

    Raises
    ------
    NotFoundError
        If the chain has no such link.
    """
    rules = rules or load_nearest_rules()
    firms = firms or gather_firms(region)
    link = _get_link(template, link_id)
    n_tied, best = _rank(firms, template, link, placements, rules, limit)
    titles = region.catalogue.taxonomy("titles")
    candidates = tuple(
        Candidate(
            enterprise_id=row["enterprise_id"],
            name=row["name"],
            district_code=row["district_code"],
            score=row["score"],
            reasons=explain_parts(row, firms.place_digits, template, titles, rules),
            synthetic=row["synthetic"],
        )
        for row in best.iter_rows(named=True)
    )
    n_considered = firms.firms.height
    return NearestEnterprises(
        chain_id=template.id,
        link_id=link_id,
        version=VERSION,
        candidates=candidates,
        n_considered=n_considered,
        note_zh=_write_note_zh(link, firms, n_considered, n_tied, len(candidates)),
        note_en=_write_note_en(link, firms, n_considered, n_tied, len(candidates)),
    )


def _get_link(template: ChainTemplate, link_id: str) -> ChainLink:
    known = {link.id: link for link in template.links}
    if link_id not in known:
        names = "、".join(known)
        raise NotFoundError(
            f"产业链「{template.zh}」没有环节「{link_id}」；现有：{names}。",
            f"chain {template.id!r} has no link {link_id!r}; known: {names}.",
        )
    return known[link_id]


def _rank(
    firms: FirmTables,
    template: ChainTemplate,
    link: ChainLink,
    placements: pl.DataFrame,
    rules: NearestRules,
    limit: int,
) -> tuple[int, pl.DataFrame]:
    """Count the firms tied to the link; return the best with points per part and what they rest on."""
    counts = pl.col("score") >= float(load_link_rules().min_score.value)
    on_link = placements.filter(pl.col("chain_id") == template.id, pl.col("link_id") == link.id, counts)
    neighbours = score_neighbours(placements, template, link.id, rules)
    products = score_products(firms, link, rules)
    industries = score_industries(firms.firms, link, rules)
    # Most firms have nothing to do with the link: they are left out before anything is joined to them.
    named = pl.concat([neighbours["enterprise_id"], products["enterprise_id"]]).unique()
    near = industries.filter(pl.col("industry") > 0)["industry_code"]
    tied = (
        firms.firms.filter(
            pl.col("industry_code").is_in(near.implode()) | pl.col("enterprise_id").is_in(named.implode())
        )
        .rename({"titles": "title_ids"})
        .join(on_link, on="enterprise_id", how="anti")
        .join(neighbours, on="enterprise_id", how="left")
        .join(products, on="enterprise_id", how="left")
        .join(industries, on="industry_code", how="left")
        .with_columns(pl.col(_AFFINITY).fill_null(0.0))
        .filter(pl.sum_horizontal(_AFFINITY) > 0)
    )
    where = pl.col("district_code").str.head(firms.place_digits)
    scored = (
        tied.with_columns(where=where, **score_strengths(rules))
        .join(score_places(firms, neighbours, rules), on="where", how="left")
        # A firm is not its own neighbour.
        .with_columns(n_near=pl.col("n_near").cast(pl.Int64) - pl.col("neighbour_link").is_not_null())
        .with_columns(place=pl.when(pl.col("n_near") > 0).then("place"))
        # One decimal is what a reader sees; the sum is of what is seen.
        .with_columns(pl.col(PARTS).fill_null(0.0).round(1, mode="half_away_from_zero"))
        .with_columns(score=pl.sum_horizontal(PARTS).round(1))
    )
    best = scored.top_k(limit, by=["score", "enterprise_id"], reverse=[False, True])
    return scored.height, best.sort("score", "enterprise_id", descending=[True, False])


def _write_note_zh(link: ChainLink, firms: FirmTables, n_considered: int, n_tied: int, n_shown: int) -> str:
    if not firms.is_known:
        return "没有导入企业名录，无从寻找；请先导入企业名录。"
    return (
        f"在 {n_considered} 家在营企业中，{n_tied} 家与环节“{link.zh}”有上下游、产品或行业上的联系且尚不在该环节，"
        f"列出前 {n_shown} 家。得分只用于排序，不代表能力认定；未知项记 0 分，补齐资料后名次会变。"
    )


def _write_note_en(link: ChainLink, firms: FirmTables, n_considered: int, n_tied: int, n_shown: int) -> str:
    if not firms.is_known:
        return "No enterprise table was imported; import one first."
    return (
        f"Of {n_considered} working enterprises, {n_tied} are tied to “{link.en}” by chain, product or "
        f"industry and do not stand on it yet; the first {n_shown} are listed. Scores order, they certify "
        "nothing; unknown parts give 0 points, so more data will change the order."
    )
