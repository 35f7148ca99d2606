"""How alike are two product names? Jaccard index of their character pairs, for a whole register at once."""

import polars as pl

MAX_CHARS = 30
"""Longer names are cut: they are descriptions, and their many pairs would drown the product."""

_SCHEMA = {"key": pl.String, "term": pl.String, "similarity": pl.Float64}


def measure_similarity(keys: pl.Series, terms: list[str]) -> pl.DataFrame:
    """Compare every key with every term.

    Parameters
    ----------
    keys : polars.Series of str
        Distinct names.
    terms : list of str

    Returns
    -------
    polars.DataFrame
        key, term, similarity in (0, 1]: common pairs over all pairs of neighbouring characters, each pair
        counted once. Names without a common pair are absent. A name of one character is its own pair.

    Examples
    --------
    >>> measure_similarity(pl.Series(["液压油缸", "腐乳"]), ["液压缸"]).rows()
    [('液压油缸', '液压缸', 0.25)]
    """
    theirs = _list_pairs(pl.DataFrame({"name": terms}, schema={"name": pl.String}).unique())
    patterns = theirs["pair"].unique().sort().to_list()
    if not patterns or keys.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    # Only names that hold one of the pairs can be alike; one pass of Aho–Corasick leaves those.
    near = pl.DataFrame({"name": keys}).filter(pl.col("name").str.contains_any(patterns))
    ours = _list_pairs(near)
    n_ours = ours.group_by("name").len("n_ours")
    n_theirs = theirs.group_by("name").len("n_theirs")
    common = pl.col("n_common")
    return (
        ours.join(theirs, on="pair", suffix="_term")
        .group_by("name", "name_term")
        .len("n_common")
        .join(n_ours, on="name")
        .join(n_theirs, left_on="name_term", right_on="name")
        .select(
            key="name",
            term="name_term",
            similarity=common / (pl.col("n_ours").cast(pl.Int64) + pl.col("n_theirs") - common),
        )
        .sort("key", "term")
    )


def _list_pairs(names: pl.DataFrame) -> pl.DataFrame:
    """List the distinct pairs of neighbouring characters of each name: name, pair."""
    cut = pl.col("name").str.head(MAX_CHARS)
    length = int(names.select(cut.str.len_chars().max()).item() or 0)
    alone = names.filter(pl.col("name").str.len_chars() == 1).select("name", pair="name")
    pairs = [
        names.select("name", pair=cut.str.slice(start, 2)).filter(pl.col("pair").str.len_chars() == 2)
        for start in range(max(0, length - 1))
    ]
    return pl.concat([alone, *pairs]).unique()
