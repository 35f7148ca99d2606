"""What speaks for an enterprise? One column of points per part, for every candidate at once."""

import polars as pl

from gaodi.catalogue import ChainLink, ChainTemplate
from gaodi.chains import FirmTables, normalise_text
from gaodi.match.rules import NearestRules
from gaodi.match.similarity import measure_similarity


def list_neighbours(template: ChainTemplate, link_id: str) -> dict[str, str]:
    """Return the links beside a link: id → `input` (it needs them) or `user` (they need it)."""
    users = {link.id: "user" for link in template.links if any(i.link == link_id for i in link.inputs)}
    inputs = {needed.link: "input" for needed in template.link(link_id).inputs}
    return {other: role for other, role in (users | inputs).items() if other != link_id}


def score_neighbours(
    placements: pl.DataFrame, template: ChainTemplate, link_id: str, rules: NearestRules
) -> pl.DataFrame:
    """Score placements on neighbouring links.

    Gives enterprise_id, neighbour (points), neighbour_link, neighbour_role.

    The points follow the evidence of the placement, so a firm placed by a product beats one placed by its
    code.
    """
    roles = list_neighbours(template, link_id)
    return (
        placements.filter(pl.col("chain_id") == template.id, pl.col("link_id").is_in(list(roles)))
        .sort("enterprise_id", "score", "link_id", descending=[False, True, False])
        .unique("enterprise_id", keep="first", maintain_order=True)
        .select(
            "enterprise_id",
            neighbour=pl.col("score") * rules.neighbour.points,
            neighbour_link="link_id",
            neighbour_role=pl.col("link_id").replace_strict(roles, return_dtype=pl.String, default=None),
        )
    )


def score_products(firms: FirmTables, link: ChainLink, rules: NearestRules) -> pl.DataFrame:
    """Score the product most like one of the link's.

    Gives enterprise_id, similarity, theirs, own, product (points).

    A product with a word that keeps it off the link says nothing for it.
    """
    named = {term: term for term in (*link.products, *link.synonyms)}
    written = pl.DataFrame({"theirs": list(named)}, schema={"theirs": pl.String}).with_columns(
        term=normalise_text(pl.col("theirs"))
    )
    vetoed = [normalised for normalised in _normalise(link.exclude) if normalised]
    keys = firms.keys.filter(~firms.keys.str.contains_any(vetoed)) if vetoed else firms.keys
    alike = measure_similarity(keys, written["term"].to_list()).join(
        written.unique("term", keep="first", maintain_order=True), on="term"
    )
    best = alike.sort("key", "similarity", "theirs", descending=[False, True, False]).unique(
        "key", keep="first", maintain_order=True
    )
    return (
        firms.products.join(best, on="key")
        .sort("similarity", "product", descending=[True, False])
        .unique("enterprise_id", keep="first")
        .select(
            "enterprise_id",
            "similarity",
            "theirs",
            own="product",
            product=pl.col("similarity") * rules.product.points,
        )
    )


def score_industries(firms: pl.DataFrame, link: ChainLink, rules: NearestRules) -> pl.DataFrame:
    """Score nearness by GB/T 4754: industry_code, industry (points), near_code, digits in common."""
    shares = {
        4: rules.industry.class_share,
        3: rules.industry.group_share,
        2: rules.industry.division_share,
    }
    rows = []
    for code in firms["industry_code"].drop_nulls().unique().sort().to_list():
        common = {own: _count_common(code, own) for own in link.industry_codes}
        near = max(sorted(common), key=lambda own: common[own], default=None)
        digits = common[near] if near else 0
        rows.append((code, float(shares.get(digits, 0)) * rules.industry.points, near, digits))
    schema = {"industry_code": pl.String, "industry": pl.Float64, "near_code": pl.String, "digits": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def score_strengths(rules: NearestRules) -> dict[str, pl.Expr]:
    """Return the points for what a firm is: size, research, titles, growth. Unknown gives 0."""
    research = pl.col("rd_expense") / pl.when(pl.col("revenue") > 0).then("revenue")
    growth = pl.col("revenue") / pl.when(pl.col("revenue_before") > 0).then("revenue_before") - 1
    shares = {title: float(share) for title, share in rules.titles.shares.items()}
    best = pl.col("title_ids").list.eval(pl.element().replace_strict(shares, default=0.0)).list.max()
    return {
        "size": pl.when("is_above_scale").then(float(rules.size.points)).otherwise(0.0),
        "research": _rise(research, float(rules.research.full_at)) * rules.research.points,
        "titles": best.fill_null(0.0) * rules.titles.points,
        "growth": _rise(growth, float(rules.growth.full_at)) * rules.growth.points,
    }


def score_places(firms: FirmTables, neighbours: pl.DataFrame, rules: NearestRules) -> pl.DataFrame:
    """Score places by the firms of neighbouring links there: where, n_near, place (points)."""
    place = pl.col("district_code").str.head(firms.place_digits)
    return (
        firms.firms.select("enterprise_id", "district_code")
        .join(neighbours, on="enterprise_id", how="semi")
        .filter(pl.col("district_code").is_not_null())
        .group_by(where=place)
        .len("n_near")
        .with_columns(place=pl.lit(float(rules.place.points)))
    )


def _rise(value: pl.Expr, full_at: float) -> pl.Expr:
    return (value / full_at).clip(0.0, 1.0).fill_null(0.0).fill_nan(0.0)


def _count_common(code: str, own: str) -> int:
    """Count leading digits in common, from two up; a shorter code ends the comparison."""
    if code[:2] != own[:2]:
        return 0
    n = 2
    while n < min(len(code), len(own), 4) and code[n] == own[n]:
        n += 1
    return n


def _normalise(words: tuple[str, ...]) -> list[str]:
    return pl.select(normalise_text(pl.lit(pl.Series(list(words), dtype=pl.String)))).to_series().to_list()
