"""Which link does a name speak of? Words of the template, looked for in the names of products."""

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import normalise_text, trim_endings
from gaodi.chains.rules import PlacementRules

_TERM_SCHEMA = {"term": pl.String, "link_id": pl.String, "via": pl.String}
_VETO_SCHEMA = {"word": pl.String, "link_id": pl.String}
_HIT_SCHEMA = {
    "key": pl.String,
    "link_id": pl.String,
    "via": pl.String,
    "term": pl.String,
    "fit": pl.String,
}


def build_terms(template: ChainTemplate, rules: PlacementRules) -> pl.DataFrame:
    """List the words of a template: term, term_key (for comparison), link_id, via (product or synonym)."""
    rows = [
        (term, link.id, via)
        for link in template.links
        for via, terms in (("product", link.products), ("synonym", link.synonyms))
        for term in terms
    ]
    key = trim_endings(normalise_text(pl.col("term")), rules.endings)
    return (
        pl.DataFrame(rows, schema=_TERM_SCHEMA, orient="row")
        # A term that is nothing but an ending, such as 研发, stays as it is.
        .with_columns(
            term_key=pl.when(key == "").then(normalise_text(pl.col("term"))).otherwise(key),
            order=pl.row_index(),
        )
        # Products come first: a word listed as both is a product.
        .sort("via", "order")
        .unique(["term_key", "link_id"], keep="first", maintain_order=True)
        .drop("order")
    )


def build_vetoes(template: ChainTemplate) -> pl.DataFrame:
    """List the words that keep a name off a link: word (for comparison) and link_id."""
    rows = [(word, link.id) for link in template.links for word in link.exclude]
    frame = pl.DataFrame(rows, schema=_VETO_SCHEMA, orient="row")
    return frame.with_columns(word=normalise_text(pl.col("word"))).unique(maintain_order=True)


def find_vetoes(keys: pl.Series, vetoes: pl.DataFrame) -> pl.DataFrame:
    """Find which of the keys hold a word that keeps them off a link: key, link_id."""
    return (
        _find_words(keys, vetoes["word"])
        .join(vetoes, on="word")
        .select("key", "link_id")
        .unique(maintain_order=True)
    )


def find_terms(keys: pl.Series, terms: pl.DataFrame, vetoes: pl.DataFrame) -> pl.DataFrame:
    """Find which links the keys speak of.

    A Chinese compound is named by its end: 挖掘机用液压油缸 is a cylinder. So a term that ends the key beats a
    term inside it, and the longer of two beats the shorter; equals all count. Words that veto a link are
    looked at first, so a vetoed term outranks nothing.

    Parameters
    ----------
    keys : polars.Series of str
        Distinct names, as `normalise_text` writes them.
    terms, vetoes : polars.DataFrame
        From `build_terms` and `build_vetoes`.

    Returns
    -------
    polars.DataFrame
        key, link_id, via, term, fit (exact, ending or inside); keys that speak of no link are absent.
    """
    found = _find_words(keys, terms["term_key"])
    if found.is_empty():
        return pl.DataFrame(schema=_HIT_SCHEMA)
    length, ends = pl.col("term_key").str.len_chars(), pl.col("key").str.ends_with(pl.col("term_key"))
    return (
        found.rename({"word": "term_key"})
        .join(terms, on="term_key")
        .join(find_vetoes(found["key"].unique(), vetoes), on=["key", "link_id"], how="anti")
        .with_columns(ends=ends, length=length)
        # 非轴承 is everything but a bearing.
        .filter(~pl.col("key").str.ends_with(pl.concat_str(pl.lit("非"), "term_key")))
        .filter(pl.col("ends") == pl.col("ends").any().over("key"))
        .filter(pl.col("length") == pl.col("length").max().over("key"))
        .with_columns(
            fit=pl.when(pl.col("key") == pl.col("term_key"))
            .then(pl.lit("exact"))
            .when("ends")
            .then(pl.lit("ending"))
            .otherwise(pl.lit("inside"))
        )
        .select(*_HIT_SCHEMA)
    )


def _find_words(keys: pl.Series, words: pl.Series) -> pl.DataFrame:
    """Find every word in every key by Aho–Corasick: key, word."""
    patterns = words.unique().sort().to_list()
    if not patterns or keys.is_empty():
        return pl.DataFrame(schema={"key": pl.String, "word": pl.String})
    key = pl.col("key")
    return (
        pl.DataFrame({"key": keys})
        .lazy()
        .filter(key.str.contains_any(patterns))
        .select(key, word=key.str.extract_many(patterns, overlapping=True).list.unique())
        .explode("word")
        .collect()
    )
