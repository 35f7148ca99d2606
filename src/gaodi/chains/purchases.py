"""What do the firms of a link buy, from whom and from where? Read once from the supply table, measured chain by chain."""

from dataclasses import dataclass

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables, find_prefix, is_negation, normalise_text, trim_endings
from gaodi.chains.records import InputSupply, SupplyFlow
from gaodi.chains.rules import PlacementRules, load_placement_rules
from gaodi.chains.terms import build_terms, build_vetoes, find_terms
from gaodi.region import Region

NATIONAL = "100000"
"""Registered with the national office: such a credit code tells no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyTables:
    """The supply table of a region, ready to be asked.

    Parameters
    ----------
    rows : polars.DataFrame
        buyer_id, supplier_id, key (product for comparison), amount (fen), is_essential, city (of the supplier; null
        where unknown), is_local (whether the supplier stands in the region; null where unknown).
    is_known : bool
        Whether a supply table was imported at all.
    n_self : int
        Rows left out because a firm supplies itself.
    """

    rows: pl.DataFrame
    is_known: bool
    n_self: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPurchases:
    """What is known of the purchases of one link's firms.

    Parameters
    ----------
    n_rows, n_amount_unknown : int
        Purchases on record, and those without an amount.
    bought, bought_local, bought_unplaced : int, fen
        Known amounts; those from suppliers in the region; those from suppliers of unknown place.
    n_buyers : int
        Firms of the link with a supplier of an essential input on record.
    n_single_supplier, n_single_city : int
        Of these, firms with an essential input from one supplier, or from suppliers in one city.
    n_city_open : int
        Firms of which the latter cannot be told, because a supplier's place is unknown.
    inputs : tuple of InputSupply
        The link's essential inputs by the template, in its order.
    """

    n_rows: int = 0
    n_amount_unknown: int = 0
    bought: int = 0
    bought_local: int = 0
    bought_unplaced: int = 0
    n_buyers: int = 0
    n_single_supplier: int = 0
    n_single_city: int = 0
    n_city_open: int = 0
    inputs: tuple[InputSupply, ...] = ()


def gather_supply(
    region: Region, firms: FirmTables, rules: PlacementRules | None = None, *, buyers: pl.Series | None = None
) -> SupplyTables:
    """Read the purchases of the last complete year; a row without a year counts as one of it.

    A supplier's place is the one in the register; where there is none, the division in its credit code; a share code
    or a code of the national office tells nothing, and neither does a place wider than the region. A negative
    amount is unknown. A firm that supplies itself buys nothing.

    Parameters
    ----------
    region : Region
    firms : FirmTables
        From `gather_firms`.
    rules : PlacementRules or None
        The shipped ones by default; they say which endings of a product name do not count.
    buyers : polars.Series or None
        Only the purchases of these firms; all by default.

    Returns
    -------
    SupplyTables
    """
    rules = rules or load_placement_rules()
    year = pl.col("year")
    rows = region.table("supply_link").filter(year.is_null() | (year == region.last_year))
    if buyers is not None:
        rows = rows.filter(pl.col("buyer_id").is_in(buyers.implode()))
    is_self = pl.col("supplier_id") == pl.col("buyer_id")
    key = trim_endings(normalise_text(pl.col("product_name")), rules.endings + rules.product_endings)
    found = (
        rows.select(
            "buyer_id",
            "supplier_id",
            "is_essential",
            key=key,
            amount=pl.when(pl.col("amount") >= 0).then("amount"),
            is_self=is_self,
        )
        .with_columns(key=pl.when(~is_negation(pl.col("key"), rules)).then("key"))
        .join(_list_places(region), on="supplier_id", how="left")
        .with_columns(place=pl.coalesce("place", _read_place(pl.col("supplier_id"))))
        .with_columns(is_local=_find_local(pl.col("place"), find_prefix(region)))
        .with_columns(city=_find_city(pl.col("place"), firms.place_digits))
        .drop("place")
        .collect()
    )
    return SupplyTables(
        rows=found.filter(~pl.col("is_self")).drop("is_self"),
        is_known="supply_link" in region.present,
        n_self=int(found["is_self"].sum()),
    )


def _list_places(region: Region) -> pl.LazyFrame:
    return region.table("enterprise").select(supplier_id="enterprise_id", place="district_code")


def _read_place(code: pl.Expr) -> pl.Expr:
    """Return the division in a credit code of 18 characters: the third to eighth."""
    place = code.str.slice(2, 6)
    is_told = (code.str.len_chars() == 18) & place.str.contains(r"^\d{6}$") & (place != NATIONAL)
    return pl.when(is_told).then(place)


def _find_local(place: pl.Expr, prefix: str) -> pl.Expr:
    is_wider = pl.lit(prefix).str.starts_with(place.str.strip_chars_end("0")) & ~place.str.starts_with(prefix)
    return pl.when(~is_wider).then(place.str.starts_with(prefix))


def _find_city(place: pl.Expr, digits: int) -> pl.Expr:
    city = place.str.head(digits)
    return pl.when(~city.str.ends_with("00")).then(city)


def tag_purchases(
    supply: SupplyTables, template: ChainTemplate, counted: pl.DataFrame, rules: PlacementRules | None = None
) -> pl.DataFrame:
    """Say which link of a chain each purchase comes from.

    The product decides, as in placement; where it names no link, the links its supplier stands on.

    Parameters
    ----------
    supply : SupplyTables
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.
    rules : PlacementRules or None

    Returns
    -------
    polars.DataFrame
        The rows of `supply` with `input_id`, once per link; purchases of other things are absent.
    """
    rules = rules or load_placement_rules()
    keys = supply.rows["key"].drop_nulls().unique()
    hits = find_terms(keys, build_terms(template, rules), build_vetoes(template)).filter(
        pl.col("fit") != "inside"
    )
    named = hits.select("key", input_id="link_id").unique(maintain_order=True)
    stands = counted.select(supplier_id="enterprise_id", input_id="link_id").unique(maintain_order=True)
    return pl.concat(
        [
            supply.rows.join(named, on="key"),
            supply.rows.join(named, on="key", how="anti").join(stands, on="supplier_id"),
        ]
    )


def measure_purchases(
    supply: SupplyTables, tagged: pl.DataFrame, template: ChainTemplate, counted: pl.DataFrame
) -> dict[str, LinkPurchases]:
    """Measure what the firms of every link buy.

    Parameters
    ----------
    supply : SupplyTables
    tagged : polars.DataFrame
        From `tag_purchases`.
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count: enterprise_id, link_id.

    Returns
    -------
    dict of link id to LinkPurchases
        A firm on two links counts on both with all it buys.

    Notes
    -----
    An input is essential where the template says so, or where the buyer does; a buyer's no goes before the template.
    Only suppliers on record are seen: one supplier on record may not be the only one there is.
    """
    buyers = counted.select("link_id", buyer_id="enterprise_id").unique(maintain_order=True)
    amounts = _sum_amounts(supply.rows.join(buyers, on="buyer_id"))
    essential = _list_essential(supply.rows, tagged, template, buyers)
    inputs = _measure_inputs(essential.filter(~pl.col("is_own_word")), template)
    dependent = _count_dependent(essential)
    return {
        link.id: LinkPurchases(
            inputs=inputs.get(link.id, ()), **amounts.get(link.id, {}), **dependent.get(link.id, {})
        )
        for link in template.links
    }


def _sum_amounts(rows: pl.DataFrame) -> dict[str, dict[str, int]]:
    amount, is_local = pl.col("amount"), pl.col("is_local")
    sums = rows.group_by("link_id").agg(
        n_rows=pl.len(),
        n_amount_unknown=amount.null_count(),
        bought=amount.sum(),
        bought_local=amount.filter(is_local).sum(),
        bought_unplaced=amount.filter(is_local.is_null()).sum(),
    )
    return _by_link(sums)


def _list_essential(
    rows: pl.DataFrame, tagged: pl.DataFrame, template: ChainTemplate, buyers: pl.DataFrame
) -> pl.DataFrame:
    """List essential purchases: link_id (of the buyer), input_id, buyer_id, supplier_id, city, is_local, amount."""
    needs = pl.DataFrame(
        [(link.id, i.link) for link in template.links for i in link.inputs if i.need == "essential"],
        schema={"link_id": pl.String, "input_id": pl.String}, orient="row",
    )  # fmt: skip
    columns = ["link_id", "input_id", "buyer_id", "supplier_id", "city", "is_local", "amount", "is_own_word"]
    stated = pl.col("is_essential")
    by_template = (
        tagged.filter(stated.fill_null(value=True))
        .join(buyers, on="buyer_id")
        .join(needs, on=["link_id", "input_id"])
        .with_columns(is_own_word=pl.lit(value=False))
    )
    # What a buyer calls essential and the template does not is an input of its own, named by its product.
    by_word = (
        rows.filter(stated.fill_null(value=False), pl.col("key").is_not_null())
        .join(buyers, on="buyer_id")
        .join(by_template, on=["link_id", "buyer_id", "supplier_id", "key"], how="anti", nulls_equal=True)
        .with_columns(input_id="product:" + pl.col("key"), is_own_word=pl.lit(value=True))
    )
    return pl.concat([by_template.select(columns), by_word.select(columns)])


def _per_buyer(essential: pl.DataFrame) -> pl.DataFrame:
    n_cities, n_open = pl.col("city").drop_nulls().n_unique(), pl.col("city").null_count()
    return essential.group_by("link_id", "input_id", "buyer_id").agg(
        is_single=pl.col("supplier_id").n_unique() == 1,
        is_one_city=(n_cities == 1) & (n_open == 0),
        is_city_open=(n_cities <= 1) & (n_open > 0),
    )


def _count_dependent(essential: pl.DataFrame) -> dict[str, dict[str, int]]:
    per_firm = (
        _per_buyer(essential)
        .group_by("link_id", "buyer_id")
        .agg(pl.col("is_single", "is_one_city", "is_city_open").any())
    )
    one_city = pl.col("is_one_city")
    counts = per_firm.group_by("link_id").agg(
        n_buyers=pl.len(),
        n_single_supplier=pl.col("is_single").sum(),
        n_single_city=one_city.sum(),
        n_city_open=(pl.col("is_city_open") & ~one_city).sum(),
    )
    return _by_link(counts)


def _measure_inputs(essential: pl.DataFrame, template: ChainTemplate) -> dict[str, tuple[InputSupply, ...]]:
    keys = ["link_id", "input_id"]
    suppliers = essential.group_by(*keys, "supplier_id").agg(pl.col("is_local").first())
    amount, is_local = pl.col("amount"), pl.col("is_local")
    found = (
        essential.group_by(keys)
        .agg(
            n_buyers=pl.col("buyer_id").n_unique(),
            bought=amount.sum(),
            bought_local=amount.filter(is_local).sum(),
        )
        .join(
            suppliers.group_by(keys).agg(
                n_suppliers=pl.len(), n_local=is_local.sum(), n_unplaced=is_local.null_count()
            ),
            on=keys,
        )
        .join(
            _per_buyer(essential)
            .group_by(keys)
            .agg(
                n_single_supplier=pl.col("is_single").sum(),
                n_single_city=pl.col("is_one_city").sum(),
                n_city_open=pl.col("is_city_open").sum(),
            ),
            on=keys,
        )
    )
    rows = {(row.pop("link_id"), row.pop("input_id")): row for row in found.iter_rows(named=True)}
    return {
        link.id: tuple(
            InputSupply(link_id=needed.id, zh=needed.zh, en=needed.en, **rows.get((link.id, needed.id), {}))
            for needed in (template.link(i.link) for i in link.inputs if i.need == "essential")
        )
        for link in template.links
    }


def list_flows(
    tagged: pl.DataFrame, template: ChainTemplate, counted: pl.DataFrame
) -> tuple[SupplyFlow, ...]:
    """List the supply on record between the links of a chain, along its needs.

    Parameters
    ----------
    tagged : polars.DataFrame
        From `tag_purchases`.
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count.

    Returns
    -------
    tuple of SupplyFlow
        In the template's order; needs without any purchase on record are absent.
    """
    buyers = counted.select("link_id", buyer_id="enterprise_id").unique(maintain_order=True)
    sums = (
        tagged.join(buyers, on="buyer_id")
        .group_by("input_id", "link_id")
        .agg(
            n=pl.len(),
            n_amount_unknown=pl.col("amount").null_count(),
            amount=pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()),
        )
    )
    found = {(row.pop("input_id"), row.pop("link_id")): row for row in sums.iter_rows(named=True)}
    return tuple(
        SupplyFlow(source=needed.link, target=link.id, **found[needed.link, link.id])
        for link in template.links
        for needed in link.inputs
        if (needed.link, link.id) in found
    )


def _by_link(frame: pl.DataFrame) -> dict[str, dict[str, int]]:
    return {row.pop("link_id"): row for row in frame.iter_rows(named=True)}
