"""Answers leave as plain JSON and CSV: exact, with unknown as null."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi import api

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_everything_plain_is_strict_json(value: object) -> None:
    json.dumps(api.to_plain(value), allow_nan=False)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_lose_no_digit(value: Decimal) -> None:
    assert Decimal(api.to_plain(value)) == value


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        api.to_plain(object())


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=8),
        min_size=1,
        max_size=5,
    )
)
def test_csv_never_starts_a_formula(texts: list[str]) -> None:
    rows = [{"a": text} for text in texts]
    read = list(
        csv.reader(io.StringIO(api.rows_to_csv(rows, [("a", "甲")]).removeprefix("\ufeff"), newline=""))
    )
    assert read[0] == ["甲"]
    for (cell,), text in zip([row or [""] for row in read[1:]], texts, strict=True):
        assert cell in {text, f"'{text}"}
        assert not cell.startswith(("=", "@", "\t"))


def test_unknown_is_an_empty_cell_and_never_zero() -> None:
    assert api.rows_to_csv([{"a": None, "b": 0}], [("a", "a"), ("b", "b")]).splitlines()[1] == ",0"
