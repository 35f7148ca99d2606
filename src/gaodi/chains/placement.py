"""Who stands on which link? Each placement with what it rests on and a sentence that says so."""

from collections.abc import Iterable

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import (
    SEPARATORS,
    FirmTables,
    gather_firms,
    is_negation,
    normalise_text,
    trim_endings,
)
from gaodi.chains.rules import PlacementRules, load_placement_rules
from gaodi.chains.terms import build_terms, build_vetoes, find_terms, find_vetoes
from gaodi.region import Region

PLACEMENT_SCHEMA: dict[str, pl.DataType] = {
    "enterprise_id": pl.String(),
    "chain_id": pl.String(),
    "link_id": pl.String(),
    "via": pl.String(),
    "matched": pl.String(),
    "score": pl.Float64(),
    "reason_zh": pl.String(),
    "reason_en": pl.String(),
    "synthetic": pl.Boolean(),
}
"""One row per enterprise and link. `via` is product, synonym, code or text; `matched` the term or code of the
template; `score` (0 to 1) orders evidence and is no probability."""


def place_enterprises(
    region: Region,
    template: ChainTemplate,
    *,
    firms: FirmTables | None = None,
    rules: PlacementRules | None = None,
) -> pl.DataFrame:
    """Place the enterprises of a region on the links of a chain.

    Products and synonyms come first. Only where no product is, or ends in, a term of the chain does the
    firm's GB/T 4754 code speak, and only where that is silent too, its business scope. A firm may stand on
    several links; on each it has its best reason. A firm that stands on none is absent from the result.

    Parameters
    ----------
    region : Region
    template : ChainTemplate
    firms : FirmTables or None
        From `gather_firms`; give it when several chains of one region are placed.
    rules : PlacementRules or None
        The shipped ones by default.

    Returns
    -------
    polars.DataFrame
        In `PLACEMENT_SCHEMA`, sorted by enterprise and link. Empty if no enterprise table was imported.
    """
    rules = rules or load_placement_rules()
    firms = firms or gather_firms(region, rules)
    return _place(firms, template, find_scopes(region, firms, [template], rules), rules)


def place_on_chains(
    region: Region,
    templates: Iterable[ChainTemplate],
    *,
    firms: FirmTables | None = None,
    rules: PlacementRules | None = None,
) -> pl.DataFrame:
    """Place the enterprises of a region on several chains, reading firms and scopes only once.

    Parameters
    ----------
    region : Region
    templates : iterable of ChainTemplate
    firms : FirmTables or None
        From `gather_firms`.
    rules : PlacementRules or None
        The shipped ones by default.

    Returns
    -------
    polars.DataFrame
        In `PLACEMENT_SCHEMA`, chain after chain.
    """
    templates, rules = list(templates), rules or load_placement_rules()
    firms = firms or gather_firms(region, rules)
    scopes = find_scopes(region, firms, templates, rules)
    parts = [_place(firms, template, scopes, rules) for template in templates]
    return pl.concat([pl.DataFrame(schema=PLACEMENT_SCHEMA), *parts])


def _place(
    firms: FirmTables, template: ChainTemplate, scopes: pl.DataFrame, rules: PlacementRules
) -> pl.DataFrame:
    terms, vetoes = build_terms(template, rules), build_vetoes(template)
    by_name = _place_by_name(firms, terms, vetoes, rules)
    named = by_name.filter(pl.col("fit") != "inside")
    by_code = _place_by_code(firms, named, template, vetoes, rules)
    silent = scopes.join(by_name, on="enterprise_id", how="anti").join(
        by_code, on="enterprise_id", how="anti"
    )
    by_text = _place_by_text(silent, terms, vetoes, rules)
    columns = [name for name in PLACEMENT_SCHEMA if name != "chain_id"]
    return (
        pl.concat([part.select(columns) for part in (by_name, by_code, by_text)])
        .sort("score", descending=True, maintain_order=True)
        .unique(["enterprise_id", "link_id"], keep="first", maintain_order=True)
        .with_columns(chain_id=pl.lit(template.id))
        .select(pl.col(name).cast(dtype) for name, dtype in PLACEMENT_SCHEMA.items())
        .sort("enterprise_id", "link_id")
    )


def list_unplaced(firms: FirmTables, placements: pl.DataFrame) -> pl.DataFrame:
    """Return the working enterprises that stand on no link: enterprise_id, name, is_described, synthetic."""
    return (
        firms.firms.select("enterprise_id", "name", "is_described", "synthetic")
        .join(placements, on="enterprise_id", how="anti")
        .sort("enterprise_id")
    )


def _place_by_name(
    firms: FirmTables, terms: pl.DataFrame, vetoes: pl.DataFrame, rules: PlacementRules
) -> pl.DataFrame:
    hits = find_terms(firms.keys, terms, vetoes)
    kind = pl.concat_str("via", "fit", separator="_")
    word_zh = pl.col("via").replace_strict({"product": "产品", "synonym": "同义词"}, return_dtype=pl.String)
    fit_zh = {
        "exact": "与本环节{}“{}”一致",
        "ending": "以本环节{}“{}”为词尾",
        "inside": "含本环节{}“{}”",
    }
    fit_en = {"exact": "is", "ending": "ends in", "inside": "contains"}
    named = pl.format(
        "产品“{}”{}。",
        "product",
        pl.coalesce(
            pl.when(pl.col("fit") == fit).then(pl.format(text, word_zh, "term"))
            for fit, text in fit_zh.items()
        ),
    )
    named_en = pl.format(
        "Product “{}” {} the link's {} “{}”.",
        "product",
        pl.col("fit").replace_strict(fit_en, return_dtype=pl.String),
        "via",
        "term",
    )
    return (
        firms.products.join(hits, on="key")
        .with_columns(
            score=kind.replace_strict(dict(rules.scores), return_dtype=pl.Float64),
            matched=pl.col("term"),
        )
        .sort(
            "enterprise_id", "link_id", "score", "via", pl.col("term").str.len_chars(), "term", "product",
            descending=[False, False, True, False, True, False, False],
        )
        .unique(["enterprise_id", "link_id"], keep="first", maintain_order=True)
        .with_columns(reason_zh=named, reason_en=named_en)
    )  # fmt: skip


def _place_by_code(
    firms: FirmTables,
    named: pl.DataFrame,
    template: ChainTemplate,
    vetoes: pl.DataFrame,
    rules: PlacementRules,
) -> pl.DataFrame:
    codes = firms.firms["industry_code"].drop_nulls().unique().sort().to_list()
    rows = [(code, *pair) for code in codes for pair in match_code(code, template, rules)]
    links = pl.DataFrame(
        rows,
        schema={"industry_code": pl.String, "link_id": pl.String, "matched": pl.String},
        orient="row",
    )
    placed = (
        firms.firms.select("enterprise_id", "name", "industry_code", "synthetic")
        .join(links, on="industry_code")
        .join(named, on="enterprise_id", how="anti")
    )
    # The code does not say which product: an excluding word in any product, or in the name, stands against
    # it.
    spoken = pl.concat(
        [
            firms.products.select("enterprise_id", "key").join(placed, on="enterprise_id", how="semi"),
            placed.select("enterprise_id", key=normalise_text(pl.col("name"))),
        ]
    )
    vetoed = spoken.join(find_vetoes(spoken["key"].unique(), vetoes), on="key")
    is_class = pl.col("matched").str.len_chars() == 4
    return placed.join(vetoed, on=["enterprise_id", "link_id"], how="anti").with_columns(
        via=pl.lit("code"),
        score=pl.when(is_class).then(rules.scores.code_class).otherwise(rules.scores.code_group),
        reason_zh=pl.format("行业代码 {} 属于本环节的 {}；没有产品信息佐证。", "industry_code", "matched"),
        reason_en=pl.format(
            "Industry code {} lies in the link's {}; no product confirms it.", "industry_code", "matched"
        ),
    )


def match_code(code: str, template: ChainTemplate, rules: PlacementRules) -> list[tuple[str, str]]:
    """Return (link id, its code) for the links of a chain that a GB/T 4754 code points at by itself.

    The longest code of the template that the firm's code begins with decides. A code too short, or one that
    points at more links than the rules allow, points at none.
    """
    fits = [
        (link.id, own)
        for link in template.links
        for own in link.industry_codes
        if len(own) >= rules.min_code_digits and code.startswith(own)
    ]
    longest = max((len(own) for _, own in fits), default=0)
    best = sorted({pair for pair in fits if len(pair[1]) == longest})
    return best if len(best) <= rules.max_links_per_code else []


def _place_by_text(
    scopes: pl.DataFrame, terms: pl.DataFrame, vetoes: pl.DataFrame, rules: PlacementRules
) -> pl.DataFrame:
    patterns = _list_text_terms(terms, rules)
    if not patterns or scopes.is_empty():
        return pl.DataFrame(schema=PLACEMENT_SCHEMA)
    clauses = (
        scopes.lazy()
        .filter(pl.col("scope").str.contains_any(patterns))
        .with_columns(product=pl.col("scope").str.split(SEPARATORS, literal=False))
        .explode("product")
        .with_columns(key=trim_endings(normalise_text(pl.col("product")), rules.endings))
        .filter(pl.col("key") != "", ~is_negation(pl.col("key"), rules))
        .collect()
    )
    terms = terms.filter(pl.col("term_key").is_in(patterns))
    # A trader's clause (…销售) keeps its end, so it ends in no term; only what ends in a term is made here.
    hits = find_terms(clauses["key"].unique(), terms, vetoes).filter(pl.col("fit") != "inside")
    return (
        clauses.join(hits, on="key")
        .sort("enterprise_id", "link_id", "term", "key")
        .unique(["enterprise_id", "link_id"], keep="first", maintain_order=True)
        .with_columns(
            via=pl.lit("text"),
            matched=pl.col("term"),
            score=pl.lit(rules.scores.text),
            reason_zh=pl.format("经营范围写有“{}”；没有产品或行业代码佐证。", "product"),
            reason_en=pl.format("The business scope says “{}”; no product or code confirms it.", "product"),
        )
    )


def find_scopes(
    region: Region, firms: FirmTables, templates: Iterable[ChainTemplate], rules: PlacementRules
) -> pl.DataFrame:
    """Find the firms' business scopes that hold a term of any of the chains: enterprise_id, scope, synthetic.

    Most scopes speak of no link at all: one pass over the whole text spares them everything else.
    """
    patterns = sorted(
        {key for template in templates for key in _list_text_terms(build_terms(template, rules), rules)}
    )
    if not patterns:
        return pl.DataFrame(schema={"enterprise_id": pl.String, "scope": pl.String, "synthetic": pl.Boolean})
    # Line ends divide clauses, so only blanks are taken out here.
    scope = (
        pl.col("business_scope")
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(" ", "", literal=True)
    )
    return (
        region.table("enterprise")
        .filter(pl.col("business_scope").is_not_null())
        .select("enterprise_id", scope=scope, synthetic="synthetic")
        .filter(pl.col("scope").str.contains_any(patterns))
        .collect()
        .join(firms.firms, on="enterprise_id", how="semi")
    )


def _list_text_terms(terms: pl.DataFrame, rules: PlacementRules) -> list[str]:
    keys = terms["term_key"].unique().sort()
    return keys.filter(keys.str.len_chars() >= rules.min_text_chars).to_list()
