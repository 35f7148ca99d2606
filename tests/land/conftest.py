"""The shipped standards, and firms from plain values."""

from fractions import Fraction
from typing import Any

import pytest

from gaodi.land import Datum, Firm, LandStandard, load_land_standards


@pytest.fixture(scope="session")
def standards() -> dict[str, LandStandard]:
    return load_land_standards()


def make_firm(firm_id: str, row: dict[str, Any]) -> Firm:
    """Build a firm from a golden row."""
    return Firm(
        firm_id=firm_id,
        name=f"虚拟{firm_id}",
        table_id=row["table"],
        values={k: Datum(value=Fraction(v), cells=(f"t!{k}",)) for k, v in row["values"].items()},
        exemption=row.get("exemption"),
        bonus=Datum(value=Fraction(row.get("bonus", 0))),
        deduction=Datum(value=Fraction(row.get("deduction", 0))),
    )


@pytest.fixture(scope="session")
def build_firm():
    return make_firm
