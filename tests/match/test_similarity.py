"""Is the likeness of names the Jaccard index of their pairs?"""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.match.similarity import MAX_CHARS, measure_similarity

NAMES = st.lists(st.text(alphabet="液压油缸泵a", min_size=1, max_size=6), min_size=1, max_size=6, unique=True)


def pairs(name):
    name = name[:MAX_CHARS]
    return {name} if len(name) == 1 else {name[i : i + 2] for i in range(len(name) - 1)}


@given(keys=NAMES, terms=NAMES)
def test_it_is_what_sets_give(keys, terms):
    found = {(key, term): value for key, term, value in measure_similarity(pl.Series(keys), terms).rows()}
    expected = {
        (key, term): len(pairs(key) & pairs(term)) / len(pairs(key) | pairs(term))
        for key in keys
        for term in terms
        if pairs(key) & pairs(term)
    }
    assert found == pytest.approx(expected)


@given(names=NAMES)
def test_a_name_is_like_itself_and_likeness_is_mutual(names):
    found = {(key, term): value for key, term, value in measure_similarity(pl.Series(names), names).rows()}
    assert all(found[name, name] == 1 for name in names)
    assert all(found[b, a] == value for (a, b), value in found.items())


def test_a_description_is_cut():
    long = "液压" + "零" * 40 + "油缸"
    assert measure_similarity(pl.Series([long]), ["油缸"]).is_empty()
    assert measure_similarity(pl.Series([long]), ["液压"]).height == 1


def test_nothing_is_like_nothing():
    assert measure_similarity(pl.Series([], dtype=pl.String), ["液压"]).is_empty()
    assert measure_similarity(pl.Series(["液压"]), []).is_empty()
