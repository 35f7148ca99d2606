"""What does a judgement make of a fact? Corrections checked and laid over the extracted fact."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from gaodi.base import Bound, Comparison, Status, ValueFormatError, parse_period
from gaodi.prose import Fact

_NUMBERS = ("value", "value_min", "value_max")
_FURTHEST = 30
"""Powers of ten a value may lie from 1; written out, 9e999999 would be a megabyte of digits."""
_CHOICES = {
    "bound": get_args(Bound),
    "comparison": get_args(Comparison),
    "status": get_args(Status),
    "multiple_kind": ("ratio", "increase"),
}
_TEXTS = ("unit", "indicator", "subject", "period", "base", "scope", "parent", "marker")
_REQUIRED = frozenset({"bound", "comparison", "status", "unit", "indicator", "subject"})
CORRECTABLE = (*_NUMBERS, *_CHOICES, *_TEXTS)
"""Fields a person may correct. The place in the text is not one of them: reject the fact and add another."""

IN_FORCE = ("extracted", "corrected", "confirmed", "added")
"""States in which a fact counts."""
KEY_FIELDS = ("value", "unit", "comparison", "indicator", "subject", "period", "bound", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveFact:
    """A fact as it counts now: as extracted, with the latest judgement laid over it."""

    fact: Fact
    state: str
    """extracted, corrected, confirmed, added; or, not counting: rejected, proposed, lost, retired."""
    judgement_id: int | None
    """The judgement that made it so; None where no person has spoken."""
    extracted: Fact | None
    """As read by the machine; None for a fact a person added."""

    @property
    def is_in_force(self) -> bool:
        """Whether the fact counts in lists, comparisons and exports."""
        return self.state in IN_FORCE


def check_changes(changes: Mapping[str, object]) -> dict[str, str | None]:
    """Check corrected fields and return them as the text the ledger keeps.

    Parameters
    ----------
    changes : mapping of field to value
        Fields of `CORRECTABLE`; numbers as Decimal, int or text, None for unknown or an open end.

    Raises
    ------
    ValueFormatError
        If a field is unknown or cannot be corrected, or a value is not what the field holds.

    Examples
    --------
    >>> check_changes({"value": "6.20", "period": "2025"})
    {'value': '6.20', 'period': '2025'}
    """
    checked: dict[str, str | None] = {}
    for name, value in changes.items():
        if name not in CORRECTABLE:
            raise ValueFormatError(
                f"数字没有可以更正的字段「{name}」；可用：{'、'.join(CORRECTABLE)}。",
                f"a fact has no field {name!r} to correct; known: {', '.join(CORRECTABLE)}.",
            )
        text = None if value is None else str(value).strip()
        if name in _REQUIRED and text is None:
            raise ValueFormatError(f"字段「{name}」不能为空。", f"field {name!r} cannot be empty.")
        checked[name] = text if text is None else _check_text(name, text)
    return checked


def apply_changes(fact: Fact, changes: Mapping[str, str | None]) -> Fact:
    """Lay checked corrections over a fact; the id stays, the interval follows value and bound."""
    values: dict[str, Any] = {
        name: Decimal(text) if name in _NUMBERS and text is not None else text
        for name, text in changes.items()
    }
    mended = replace(fact, **values)
    if not values.keys() & {"value", "bound", "value_max", "value_min"}:
        return mended
    low, high = mended.value, mended.value
    if mended.bound == "range":
        low, high = mended.value, mended.value_max
    if mended.bound == "lower":
        high = None
    if mended.bound == "upper":
        low = None
    return replace(mended, value_min=values.get("value_min", low), value_max=values.get("value_max", high))


def differs_in_key(one: Fact, other: Fact) -> bool:
    """Whether two readings of a place say different things."""
    return any(getattr(one, name) != getattr(other, name) for name in KEY_FIELDS)


def measure_overlap(one: Fact, other: Fact) -> float:
    """Return the share of two spans that they have in common, 0 to 1.

    A fact of a cell overlaps the fact of the same cell and no other.
    """
    if one.extra.get("origin") != other.extra.get("origin"):
        return 0.0
    common = min(one.end, other.end) - max(one.start, other.start)
    joint = max(one.end, other.end) - min(one.start, other.start)
    return common / joint if common > 0 else 0.0


def _check_text(name: str, text: str) -> str:
    if name in _NUMBERS:
        return _check_number(name, text)
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValueFormatError(
            f"字段「{name}」的值「{text}」不能用；应为 {'、'.join(_CHOICES[name])} 之一。",
            f"{name} cannot be {text!r}; it must be one of {', '.join(_CHOICES[name])}.",
        )
    if name == "period" and text != "now":
        return parse_period(text).text
    return text


def _check_number(name: str, text: str) -> str:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise ValueFormatError(
            f"字段「{name}」的值「{text}」不是数字；请写成 6.2 或 5530000000000（万、亿请乘开）。",
            f"{name} {text!r} is not a number; write 6.2 or 5530000000000 (万 and 亿 multiplied out).",
        ) from error
    if not number.is_finite():
        raise ValueFormatError(f"字段「{name}」应为有限的数。", f"{name} must be a finite number.")
    if abs(number.adjusted()) > _FURTHEST or -int(number.as_tuple().exponent) > 2 * _FURTHEST:
        raise ValueFormatError(
            f"字段「{name}」的数超出范围：整数和小数都在 {_FURTHEST} 位以内。",
            f"{name} is out of range: a number has at most {_FURTHEST} digits before the point, and after it.",
        )
    return format(number, "f")
