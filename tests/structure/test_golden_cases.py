"""Small tables and matrices with values worked by hand, published, or from an independent tool."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from gaodi.catalogue import read_yaml
from gaodi.structure import (
    build_accounts,
    build_table,
    measure_complexity,
    measure_extraction,
    measure_linkages,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "structure"
TABLES = read_yaml(GOLDEN / "input_output.yaml")
MATRICES = read_yaml(GOLDEN / "complexity.yaml")


def to_array(nested):
    if isinstance(nested, list):
        return np.array([to_array(item) for item in nested])
    return np.nan if nested is None else float(Fraction(nested))


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case["name"])
def test_a_table_has_the_measures_of_the_case(case):
    table = build_table(case["input"]["flows"], case["input"]["output"])
    accounts = build_accounts(table)
    linkages, extraction = measure_linkages(accounts), measure_extraction(accounts)
    for key, expected in case["output"].items():
        name = key.removesuffix("_squared")
        holder = next(item for item in (accounts, linkages, extraction, table) if hasattr(item, name))
        found = getattr(holder, name) ** (2 if key.endswith("_squared") else 1)
        np.testing.assert_allclose(found, to_array(expected), rtol=case["tolerance"], atol=1e-12, err_msg=key)


@pytest.mark.parametrize("case", MATRICES, ids=lambda case: case["name"])
def test_a_matrix_has_the_measures_of_the_case(case):
    given = case["input"]
    found = measure_complexity(
        to_array(given["values"]), presence=given["presence"], proximity=given["proximity"]
    )
    for key, expected in case["output"].items():
        if key == "remarks":
            assert [remark.code for remark in found.remarks] == expected
        elif key in ("dropped_regions", "dropped_industries", "n_unknown"):
            assert getattr(found, key) == (tuple(expected) if isinstance(expected, list) else expected)
        else:
            np.testing.assert_allclose(
                np.array(getattr(found, key), dtype=float), to_array(expected), rtol=0, atol=case["tolerance"], err_msg=key
            )  # fmt: skip
