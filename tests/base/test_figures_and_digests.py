import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gaodi.base
from gaodi.base import (
    CatalogueError,
    Figure,
    FigureKeyError,
    GaodiError,
    Origin,
    digest_bytes,
    digest_file,
    digest_record,
    ignore_progress,
    subtract_figures,
)

patient = settings(deadline=None)
GROWTH = Figure(
    value=Decimal("6.2"), unit="%", indicator="above_scale_value_added", subject="湖南省", period="2025", comparison="growth"
)  # fmt: skip
numbers = st.decimals(-(10**12), 10**12, places=4, allow_nan=False)
records = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_target_and_actual_of_one_key_give_the_gap():
    target = replace(GROWTH, value=Decimal("6.5"), status="target", bound="lower")
    assert subtract_figures(target, GROWTH) == Decimal("0.3")


@patient
@given(numbers, numbers)
def test_a_difference_is_exact_and_changes_sign_with_its_order(one, other):
    left, right = replace(GROWTH, value=one), replace(GROWTH, value=other)
    assert subtract_figures(left, right) == one - other
    assert subtract_figures(left, right) == -subtract_figures(right, left)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("indicator", "gdp"),
        ("subject", "长沙市"),
        ("period", "2025-01..2025-09"),
        ("comparison", "level"),
        ("basis", "同口径"),
        ("scope", "规上"),
        ("unit", "百分点"),
    ],
)
def test_figures_whose_keys_differ_are_not_subtracted(part, other):
    with pytest.raises(FigureKeyError, match=f"{part} differs") as caught:
        subtract_figures(GROWTH, replace(GROWTH, **{part: other}))
    assert other in caught.value.zh


@pytest.mark.parametrize("part", ["status", "bound"])
def test_status_and_bound_do_not_forbid_a_difference(part):
    other = {"status": "estimate", "bound": "approx"}[part]
    assert subtract_figures(GROWTH, replace(GROWTH, **{part: other})) == 0


def test_unknown_on_either_side_stays_unknown():
    nothing = replace(GROWTH, value=None)
    assert subtract_figures(GROWTH, nothing) is None
    assert subtract_figures(nothing, GROWTH) is None


def test_a_figure_is_synthetic_as_soon_as_one_origin_is():
    real = Origin(kind="cell", ref="cell:a/b/1/c", zh="表", en="sheet")
    made = replace(real, synthetic=True)
    assert not replace(GROWTH, origins=(real,)).is_synthetic
    assert replace(GROWTH, origins=(real, made)).is_synthetic


def test_sm3_gives_the_value_of_the_standard():
    # GB/T 32905—2016, appendix A.1: the digest of "abc".
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest_bytes(b"abc", algorithm="sm3") == expected


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_a_file_is_digested_as_its_bytes(tmp_path, size):
    path = tmp_path / "bytes"
    path.write_bytes(b"x" * size)
    assert digest_file(path) == hashlib.sha256(b"x" * size).hexdigest()


@patient
@given(st.dictionaries(st.text(max_size=5), records, min_size=2, max_size=4))
def test_the_order_of_keys_does_not_change_a_digest(record):
    assert digest_record(dict(reversed(record.items()))) == digest_record(record)


def test_values_that_only_look_alike_have_different_digests():
    alike = [
        None,
        "None",
        "null",
        0,
        False,
        "0",
        "",
        [],
        {},
        [[]],
        [None],
        {"": None},
        ["a", "b"],
        ["ab"],
        "a,b",
    ]
    assert len({digest_record(value) for value in alike}) == len(alike)


def test_every_error_is_in_the_tree_with_a_code_of_its_own():
    errors = [
        value
        for name in gaodi.base.__all__
        if isinstance(value := getattr(gaodi.base, name), type) and issubclass(value, Exception)
    ]
    assert GaodiError in errors
    assert all(issubclass(error, GaodiError) for error in errors)
    assert len({error.code for error in errors}) == len(errors)


def test_an_error_speaks_both_languages():
    error = CatalogueError.at("x.yaml", "when", "soon", "a date")
    assert "目录文件 x.yaml" in error.zh
    assert str(error) == f"{error.zh}\n{error.en}"
    assert "'soon'" in error.en


def test_ignored_progress_says_nothing(capsys):
    assert ignore_progress("读取", 1, None) is None
    assert capsys.readouterr().out == ""
