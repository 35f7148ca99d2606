"""Invariants of complexity and relatedness, a second opinion, and matrices that are not as they should be."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gaodi.base import InputError
from gaodi.structure import (
    build_industry_frame,
    build_pair_frame,
    build_region_frame,
    find_presence,
    measure_complexity,
    measure_density,
    measure_outlook,
    measure_proximity,
    measure_specialisation,
    measure_validity,
    relatedness,
)
from gaodi.structure.eigenvectors import DENSE_UP_TO, find_second_vector
from gaodi.structure.neighbour_sums import sum_neighbours
from gaodi.structure.shared_presence import measure_lesser_shares

MEASURES = ("eci", "pci", "proximity", "density", "coi", "cog")


@st.composite
def matrices(draw, least=2, most=12):
    """Values with empty cells; nested enough that a ranking is there more often than not."""
    n_regions, n_industries = draw(st.integers(least, most)), draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    lean = rng.normal(size=(n_regions, 1)) - rng.normal(size=(1, n_industries))
    values = rng.lognormal(1, 1, (n_regions, n_industries)) * (
        rng.random(lean.shape) < 1 / (1 + np.exp(-lean))
    )
    assume((values.sum(axis=0) > 0).all() and (values.sum(axis=1) > 0).all())
    return values


def has_one_ranking(found):
    second, third = found.eigenvalues
    return not found.remarks and (np.isnan(third) or second - third > 1e-3)


@given(values=matrices(), proximity=st.sampled_from(["symmetric", "asymmetric"]))
def test_every_measure_is_what_the_formulas_give(reference, values, proximity):
    found = measure_complexity(values, proximity=proximity)
    np.testing.assert_allclose(found.rca, reference.measure_rca(values), rtol=1e-9)
    expected = reference.measure_all(found.presence, proximity)
    for name in ("proximity", "density"):
        np.testing.assert_allclose(getattr(found, name), expected[name], atol=1e-9, err_msg=name)
    assume(has_one_ranking(found))
    for name in ("eci", "pci", "cog"):
        np.testing.assert_allclose(getattr(found, name), expected[name], atol=1e-8, err_msg=name)
    if np.isfinite(found.coi).all():
        np.testing.assert_allclose(found.coi, expected["coi"], atol=1e-8)


@given(values=matrices())
def test_complexity_of_a_region_is_the_mean_of_its_industries(values):
    found = measure_complexity(values)
    assume(has_one_ranking(found))
    mean = np.where(found.presence, found.pci, 0).sum(axis=1) / found.diversity
    np.testing.assert_allclose(mean, found.eci, atol=1e-8)
    assert found.eci.mean() == pytest.approx(0, abs=1e-9)
    assert found.eci.std() == pytest.approx(1)


@given(values=matrices())
def test_specialisation_averages_to_one(values):
    rca = measure_specialisation(values)
    industry_share, region_share = values.sum(axis=0) / values.sum(), values.sum(axis=1) / values.sum()
    np.testing.assert_allclose(rca @ industry_share, 1.0)
    np.testing.assert_allclose(region_share @ rca, 1.0)
    assert find_presence(rca).any(axis=0).all()
    assert find_presence(rca).any(axis=1).all()


@given(values=matrices(), factor=st.sampled_from([1e-9, 0.5, 7.0, 1e12]), seed=st.integers(0, 99))
def test_units_change_nothing_and_presence_does_not_hang_on_rounding(values, factor, seed):
    first = measure_complexity(values)
    by_region = np.random.default_rng(seed).lognormal(size=(values.shape[0], 1))
    second = measure_complexity(values * factor)
    np.testing.assert_array_equal(first.presence, second.presence)
    np.testing.assert_allclose(first.density, second.density, atol=1e-12)
    np.testing.assert_allclose(measure_proximity(first.presence), first.proximity)
    alike = np.outer(by_region[:, 0], values[0] + 1)
    assert measure_complexity(alike).presence.all()


@given(values=matrices(), seed=st.integers(0, 99))
def test_order_changes_nothing(values, seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(values.shape[0]), rng.permutation(values.shape[1])
    first, second = measure_complexity(values), measure_complexity(values[np.ix_(rows, columns)])
    np.testing.assert_allclose(first.density[np.ix_(rows, columns)], second.density, atol=1e-12)
    assume(has_one_ranking(first) and has_one_ranking(second))
    np.testing.assert_allclose(first.eci[rows], second.eci, atol=1e-8)
    np.testing.assert_allclose(first.pci[columns], second.pci, atol=1e-8)
    np.testing.assert_allclose(first.cog[np.ix_(rows, columns)], second.cog, atol=1e-8)


@given(values=matrices())
def test_results_lie_within_their_bounds(values):
    found = measure_complexity(values)
    for share in (found.proximity, found.density):
        assert share.min() >= 0
        assert share.max() <= 1 + 1e-12
    np.testing.assert_array_equal(found.proximity, found.proximity.T)
    assert (found.proximity.diagonal() == 1).all()
    assert (found.cog[found.presence] == 0).all() or np.isnan(found.cog).any()
    assert not np.isinf(found.cog).any()


@given(values=matrices(), place=st.integers(0, 3))
def test_an_unknown_value_is_never_a_known_one(values, place):
    row, column = place % values.shape[0], place % values.shape[1]
    holed = values.copy()
    holed[row, column] = np.nan
    assume((np.nansum(holed, axis=0) > 0).all() and (np.nansum(holed, axis=1) > 0).all())
    found = measure_complexity(holed)
    assert np.isnan(found.rca[row, column])
    assert np.isnan(found.values[row, column])
    assert not found.presence[row, column]
    assert found.n_unknown == 1


@pytest.mark.parametrize("shape", [(240, 260), (260, 240), (230, 900), (900, 230)])
def test_lanczos_steps_give_the_vector_of_the_dense_problem(shape):
    assert min(shape) > DENSE_UP_TO
    rng = np.random.default_rng(sum(shape))
    lean = rng.normal(size=(shape[0], 1)) - rng.normal(size=(1, shape[1]))
    presence = rng.random(shape) < 1 / (1 + np.exp(-lean))
    found = find_second_vector(presence)
    held = presence / np.sqrt(presence.sum(axis=1, keepdims=True) * presence.sum(axis=0))
    left, singular, right = np.linalg.svd(held, full_matrices=False)
    assert found.second == pytest.approx(singular[1] ** 2, rel=1e-12)
    assert found.third == pytest.approx(singular[2] ** 2, rel=1e-12)
    expected = right[1] / np.sqrt(presence.sum(axis=0))
    scale = found.industries[0] / expected[0]
    np.testing.assert_allclose(
        found.industries, expected * scale, rtol=0, atol=1e-11 * np.abs(found.industries).max()
    )
    assert left.shape[0] == shape[0]


@given(values=matrices(), seed=st.integers(0, 99))
def test_the_compiled_sweep_gives_what_the_products_give(values, seed):
    presence = find_presence(measure_specialisation(values))
    complexity = np.random.default_rng(seed).normal(size=values.shape[1])
    proximity = measure_proximity(presence)
    density = measure_density(presence.astype(float), proximity)
    outlook, gain = measure_outlook(density, presence.astype(float), proximity, complexity)
    found = sum_neighbours(presence, proximity, complexity)
    for ours, expected in zip(found, (density, outlook, gain), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-12)


@given(seed=st.integers(0, 999), n_regions=st.sampled_from([1, 63, 64, 65, 130]), n=st.integers(1, 70))
def test_shared_presence_counted_in_words_gives_the_same_doubles(seed, n_regions, n):
    rng = np.random.default_rng(seed)
    presence = rng.random((n_regions, n)) < rng.random(n)  # some industries are nowhere
    assert measure_lesser_shares(presence).tobytes() == measure_proximity(presence).tobytes()


def test_many_regions_and_industries_are_swept_over_and_give_the_same(monkeypatch):
    rng = np.random.default_rng(7)
    values = rng.lognormal(size=(130, 300)) * (rng.random((130, 300)) < 0.3)
    by_products = measure_complexity(values)
    assert by_products.presence.mean() < relatedness.COMPILED_FILL
    monkeypatch.setattr(relatedness, "COMPILED_FROM", 0)
    by_sweep = measure_complexity(values)
    assert by_sweep.density.tobytes() != by_products.density.tobytes()
    for name in MEASURES:
        np.testing.assert_allclose(
            getattr(by_sweep, name), getattr(by_products, name), atol=1e-11, err_msg=name
        )


def test_the_same_matrix_gives_the_same_bytes():
    values = np.random.default_rng(1).lognormal(size=(250, 300))
    first, second = measure_complexity(values), measure_complexity(values)
    for name in MEASURES:
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_continuous_density_weighs_by_specialisation():
    values = np.random.default_rng(2).lognormal(size=(6, 5))
    found = measure_complexity(values, proximity="continuous")
    np.testing.assert_allclose(found.proximity, (1 + np.corrcoef(found.rca.T)) / 2, atol=1e-12)
    np.testing.assert_allclose(
        found.density, found.rca @ (found.proximity / found.proximity.sum(axis=1)[:, None]).T
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1)])
def test_one_region_or_one_industry_has_no_ranking(shape):
    found = measure_complexity(np.ones(shape))
    assert np.isnan(found.eci).all()
    assert [remark.code for remark in found.remarks] == ["no_ranking"]
    assert np.isfinite(found.density).all()
    assert measure_validity(found).second_eigenvalue in (None, 0)


def test_largest_and_smallest_doubles_stay_finite():
    found = measure_complexity([[1e308, 1e308, 0], [1e308, 0, 1e308], [1, 1e308, 1e-300]])
    for name in MEASURES:
        assert not np.isinf(getattr(found, name)).any(), name


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        ([1, 2], {}, "values are 2, expected regions × industries"),
        ([[1, -2]], {}, "region 1, industry 2 is -2"),
        ([[1, np.inf]], {}, "region 1, industry 2 is inf"),
        ([[0, 0]], {}, "nothing above 0"),
        ([[1, 0.5]], {"presence": "manual"}, "values are 0 or 1, found 0.5"),
        ([[1, 2], [3, 4]], {"regions": ["a", "a"]}, "regions given more than once: a"),
        ([[1, 2]], {"industries": ["a"]}, "1 labels for 2 industries"),
    ],
)
def test_what_is_no_matrix_is_refused(values, options, said):
    with pytest.raises(InputError, match=said):
        measure_complexity(values, **options)


def test_validity_counts_parts_and_compares_pairs():
    rng = np.random.default_rng(3)
    lean = np.linspace(-3, 3, 40)[:, None] + np.linspace(-3, 3, 80) * 0
    harder = np.linspace(-3, 3, 80)[None, :]
    nested = np.exp(lean * harder / 2) * rng.lognormal(0, 0.05, (40, 80))
    checked = measure_validity(measure_complexity(nested))
    assert checked.n_components >= 1
    assert checked.supermodular_share > 0.9
    noise = measure_validity(measure_complexity(rng.lognormal(0, 1, (40, 80))))
    assert noise.supermodular_share < 0.8
    assert "not_supermodular" in [remark.code for remark in noise.remarks]
    blocks = measure_validity(measure_complexity(np.kron(np.eye(2), np.ones((2, 3))), regions=list("abcd")))
    assert (blocks.n_components, blocks.largest_component) == (2, 0.5)
    assert blocks.fill == 0.5


def test_complexity_that_is_diversity_is_told():
    checked = measure_validity(measure_complexity(np.tri(6)[::-1], presence="manual"))
    assert checked.diversity_correlation > 0.95
    assert "like_diversity" in [remark.code for remark in checked.remarks]
    assert checked.supermodular_share is None


def test_frames_hold_every_label_and_number():
    found = measure_complexity(
        [[2, 2, 0], [0, 0, 0], [np.nan, 2, 0]], regions=["长沙", "空", "株洲"], industries=["机", "电", "无"]
    )
    regions, industries, pairs = (
        build_region_frame(found),
        build_industry_frame(found),
        build_pair_frame(found),
    )
    assert regions["region"].to_list() == ["长沙", "株洲", "空"]
    assert regions["diversity"].to_list() == [1, 1, None]
    assert industries["industry"].to_list() == ["机", "电", "无"]
    assert industries["ubiquity"].to_list() == [1, 1, None]
    assert pairs.columns == ["region", "industry", "value", "rca", "presence", "density", "cog"]
    assert pairs.height == 4
    assert pairs["industry"].to_list() == ["机", "电", "机", "电"]
    assert pairs.filter(region="株洲", industry="电")["rca"].item() == pytest.approx(1.5)
    given = build_pair_frame(measure_complexity([[1, 0], [1, 1]], presence="manual"))
    assert "rca" not in given.columns
    assert given["presence"].to_list() == [True, False, True, True]


def test_density_of_what_is_near_nothing_is_zero():
    assert measure_density(np.ones((1, 2)), np.array([[0.0, 0.0], [0.0, 1.0]])).tolist() == [[0, 1]]


@pytest.mark.parametrize("options", [{"proximity": "near"}, {"presence": "some"}])
def test_an_option_nobody_knows_is_refused(options):
    with pytest.raises(InputError, match=r"symmetric|rca"):
        measure_complexity([[1, 0], [1, 1]], **options)


def test_lists_serve_as_arrays():
    values = [[3, 1], [1, 3]]
    assert measure_specialisation(values).tolist() == [[1.5, 0.5], [0.5, 1.5]]
    assert find_presence([[1.5, 0.5]]).tolist() == [[True, False]]
    assert measure_proximity([[1, 1], [1, 0]]).tolist() == [[1.0, 0.5], [0.5, 1.0]]
    assert measure_density([[1, 0]], [[1, 0.5], [0.5, 1]]).round(3).tolist() == [[0.667, 0.333]]
    with pytest.raises(InputError, match="2 个行业"):
        measure_density([[1, 0]], [[1.0]])
