"""What may be chosen about a figure? The words of its fields, the columns of its lists, the fields of its form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, get_args

from fastapi import Depends, Form

from gaodi.base import Bound, Comparison, Status
from gaodi.web.asking import Ask

COMPARISONS: tuple[str, ...] = get_args(Comparison)
BOUNDS: tuple[str, ...] = get_args(Bound)
STATUSES: tuple[str, ...] = get_args(Status)
FACT_STATES = (
    "in_force", "doubt", "extracted", "corrected", "confirmed", "added", "rejected", "proposed", "lost",
)  # fmt: skip
"""States by which a list of figures can be narrowed."""

FORM_FIELDS = (
    "indicator", "subject", "period", "comparison", "bound", "status", "value", "value_max", "unit", "base", "scope",
)  # fmt: skip
"""Fields of the form that corrects a figure, in the order they stand."""
OPTIONAL = frozenset({"period", "value_max", "base", "scope"})
"""Fields that may be left empty: unknown, or an open end."""

COLUMNS = (
    "indicator", "subject", "period", "comparison", "value", "text", "status", "state", "confidence", "source", "place",
    "base", "scope", "rule", "fact_id",
)  # fmt: skip
"""Columns of the list of figures, in the order they stand."""
DEFAULT_COLUMNS = ("indicator", "subject", "period", "comparison", "value", "text", "state", "source")


def read_fields(
    indicator: Annotated[str | None, Form()] = None,
    subject: Annotated[str | None, Form()] = None,
    period: Annotated[str | None, Form()] = None,
    comparison: Annotated[str | None, Form()] = None,
    bound: Annotated[str | None, Form()] = None,
    status: Annotated[str | None, Form()] = None,
    value: Annotated[str | None, Form()] = None,
    value_max: Annotated[str | None, Form()] = None,
    unit: Annotated[str | None, Form()] = None,
    base: Annotated[str | None, Form()] = None,
    scope: Annotated[str | None, Form()] = None,
) -> dict[str, str | None]:
    """Read the fields of a figure that a form holds; a dependency. None was not in the form."""
    given = (indicator, subject, period, comparison, bound, status, value, value_max, unit, base, scope)
    return {
        name: None if text is None else text.strip() for name, text in zip(FORM_FIELDS, given, strict=True)
    }


Fields = Annotated[dict[str, str | None], Depends(read_fields)]


def find_changes(fields: Mapping[str, str | None], row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields whose text says something else than the figure does now.

    Examples
    --------
    >>> find_changes({"value": "6.20", "subject": "长沙市", "period": ""}, {"value": Decimal("6.2"), "subject": "湖南省", "period": "2025"})
    {'subject': '长沙市', 'period': None}
    """
    changes: dict[str, str | None] = {}
    for name, text in fields.items():
        if text is None or _is_same(text, row[name]):
            continue
        if name == "value_max" and row["bound"] != "range" and fields.get("bound") != "range":
            continue  # the upper end follows from value and bound
        changes[name] = None if text == "" and name in OPTIONAL else text
    return changes


def name_fact_columns(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table of figures, with their headers."""
    names = (
        "fact_id", "indicator", "subject", "period", "comparison", "bound", "value", "value_max", "unit", "status",
        "base", "scope", "text", "place", "state", "confidence", "source_id", "start", "end",
    )  # fmt: skip
    return tuple((name, ask.label(f"fact.col.{name}")) for name in names)


def _is_same(text: str, held: object) -> bool:
    if isinstance(held, Decimal):
        try:
            return Decimal(text.replace(",", "")) == held
        except ArithmeticError:
            return False
    return text == ("" if held is None else str(held))
