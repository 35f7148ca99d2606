"""Which enterprises count, and what is known of each? Gathered once for all readers."""

from dataclasses import dataclass

import polars as pl

from gaodi.chains.rules import PlacementRules, load_placement_rules
from gaodi.region import Region, titles_in_force

SEPARATORS = r"[;、,/|()\[\]【】。:\n\r\t]+"
"""What divides a list of products, after NFKC has made full-width marks half-width. Brackets divide too: what
stands in them is a product of its own (电池（动力电池）)."""

_SHARE = r"[:\s]\s*-?\d+(\.\d+)?%?\s*(;|,|、|/|\||$|\n)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmTables:
    """The working enterprises of a region and the names of what they make.

    Parameters
    ----------
    firms : polars.DataFrame
        One row per enterprise that is in the region and not closed: enterprise_id, name, district_code,
        industry_code, is_above_scale, revenue and rd_expense (fen, last complete year), revenue_before (the
        year before), titles (list of ids in force; null where no title table was imported), is_described,
        synthetic. Null is unknown.
    products : polars.DataFrame
        One row per enterprise and product name: enterprise_id, product (as written), key (for comparison),
        synthetic (the row or its enterprise).
    keys : polars.Series of str
        The distinct keys of the products.
    is_known : bool
        Whether an enterprise table was imported at all.
    place_digits : int
        How many digits of a division code tell the places of the region apart: 4 in a province, 6 in a city.
    """

    firms: pl.DataFrame
    products: pl.DataFrame
    keys: pl.Series
    is_known: bool
    place_digits: int


def gather_firms(region: Region, rules: PlacementRules | None = None) -> FirmTables:
    """Gather what placement, diagnosis and matching need to know of each enterprise.

    A firm whose place is known to lie outside the region, and one that is closed, is left out: it holds up no
    link here. A firm whose place is unknown stays.

    Parameters
    ----------
    region : Region
    rules : PlacementRules or None
        The shipped ones by default.

    Returns
    -------
    FirmTables
    """
    rules = rules or load_placement_rules()
    register = _list_working(region, rules)
    years = region.table("enterprise_year")
    titles = titles_in_force(region).group_by("enterprise_id").agg(pl.col("title_id").unique().sort())
    titles_known, no_titles = "qualification" in region.present, pl.lit(None, pl.List(pl.String))
    firms = (
        register.select(
            "enterprise_id", "name", "district_code", "industry_code", "is_above_scale", "synthetic",
            (pl.col("business_scope").str.strip_chars().fill_null("") != "").alias("has_scope"),
        )
        .join(_read_year(years, region.last_year), on="enterprise_id", how="left")
        .join(
            _read_year(years, region.last_year - 1).select("enterprise_id", revenue_before="revenue"),
            on="enterprise_id", how="left",
        )
        .join(titles.rename({"title_id": "titles"}), on="enterprise_id", how="left")
        .with_columns(titles=pl.col("titles").fill_null([]) if titles_known else no_titles)
        .collect()
    )  # fmt: skip
    products = _list_products(region, register, rules)
    described = products.select("enterprise_id").unique().with_columns(has_product=True)
    firms = (
        firms.join(described, on="enterprise_id", how="left", maintain_order="left")
        .with_columns(
            is_described=pl.col("has_product").fill_null(value=False)
            | pl.col("has_scope")
            | pl.col("industry_code").is_not_null()
        )
        .drop("has_product", "has_scope")
    )
    return FirmTables(
        firms=firms,
        products=products,
        keys=products["key"].unique().sort(),
        is_known="enterprise" in region.present,
        place_digits=4 if region.code.endswith("0000") else 6,
    )


def find_prefix(region: Region) -> str:
    """Return what the division codes inside the region begin with; nothing for the whole country."""
    prefix = region.code.rstrip("0") if region.code != "100000" else ""
    return prefix + "0" * (len(prefix) % 2)  # 431000 is 4310, not 431


def normalise_text(text: pl.Expr) -> pl.Expr:
    """Make texts comparable: NFKC, lower case, no spaces. The script stays as it is."""
    return text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")


def trim_endings(text: pl.Expr, endings: tuple[str, ...]) -> pl.Expr:
    """Cut words off the end that do not change what a thing is, however many stand there."""
    if not endings:
        return text
    longest_first = sorted(endings, key=lambda word: (-len(word), word))
    return text.str.replace(f"({'|'.join(longest_first)})+$", "")


def split_names(text: pl.Expr) -> pl.Expr:
    """Split a cell that lists products; shares such as `:0.443` behind a name are cut off first."""
    plain = text.str.normalize("NFKC").str.replace_all(_SHARE, "\n")
    return plain.str.split(SEPARATORS, literal=False)


def _list_working(region: Region, rules: PlacementRules) -> pl.LazyFrame:
    inside = pl.col("district_code").is_null() | pl.col("district_code").str.starts_with(find_prefix(region))
    status = pl.col("operating_status").fill_null("")
    closed = (
        status.str.contains_any(list(rules.closed_statuses)) if rules.closed_statuses else pl.lit(value=False)
    )
    return region.table("enterprise").filter(inside & ~closed)


def _read_year(years: pl.LazyFrame, year: int) -> pl.LazyFrame:
    return years.filter(pl.col("year") == year).select("enterprise_id", "revenue", "rd_expense")


def _list_products(region: Region, register: pl.LazyFrame, rules: PlacementRules) -> pl.DataFrame:
    listed = register.select("enterprise_id", "synthetic", text="main_products")
    table = (
        region.table("product")
        .join(register.select("enterprise_id", firm_synthetic="synthetic"), on="enterprise_id")
        .select("enterprise_id", pl.col("synthetic") | pl.col("firm_synthetic"), text="product_name")
    )
    cells = pl.concat([table, listed]).filter(pl.col("text").is_not_null()).collect()
    # Registers repeat themselves; every text is read once.
    names = (
        cells.lazy()
        .select(pl.col("text").unique())
        .with_columns(product=split_names(pl.col("text")))
        .explode("product")
        .with_columns(product=_split_conjunctions(pl.col("product").str.strip_chars(), rules))
        .explode("product")
        .with_columns(
            key=trim_endings(normalise_text(pl.col("product")), rules.endings + rules.product_endings)
        )
        .filter(pl.col("key") != "", ~is_negation(pl.col("key"), rules))
        .collect()
    )
    return (
        cells.lazy()
        .join(names.lazy(), on="text")
        .group_by("enterprise_id", "key")
        .agg(pl.col("product").min(), pl.col("synthetic").any())
        .select("enterprise_id", "product", "key", "synthetic")
        .collect()
    )


def _split_conjunctions(product: pl.Expr, rules: PlacementRules) -> pl.Expr:
    """Return the name and, where it joins several, each of them: 无人机及系统 is also 无人机."""
    whole = pl.concat_list(product)
    if not rules.conjunctions:
        return whole
    pattern = "|".join(rules.conjunctions)
    pieces = product.str.split(pattern, literal=False)
    return pl.when(product.str.contains(pattern)).then(pl.concat_list(product, pieces)).otherwise(whole)


def is_negation(text: pl.Expr, rules: PlacementRules) -> pl.Expr:
    """Whether a piece of a list excludes something (不含…) instead of naming it."""
    if not rules.negations:
        return pl.lit(value=False)
    return text.str.contains(f"^({'|'.join(rules.negations)})")
