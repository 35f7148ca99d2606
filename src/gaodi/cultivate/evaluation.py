"""What does a plan say of one row? A plain evaluator in whole Python integers, for searches around one enterprise."""

from collections.abc import Mapping

from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Every,
    Expression,
    Greatest,
    Least,
    Negation,
    Plan,
    Quotient,
    Some,
)

Value = int | str | bool | None
Row = Mapping[str, Value]


def evaluate_plan(plan: Plan, row: Row) -> dict[str, Value]:
    """Return a row with every definition of a plan behind its own columns.

    Parameters
    ----------
    plan : Plan
    row : mapping of column name to value
        What `build_frame` gives for one enterprise; None is unknown.

    Returns
    -------
    dict
        The row and one value per definition.

    Examples
    --------
    >>> from gaodi.cultivate.plan import Definition
    >>> more = Definition(name="more", value=Compare(">=", Column("n", "integer", 9), Constant(4)), type="any")
    >>> evaluate_plan(Plan(definitions=(more,)), {"n": 3})
    {'n': 3, 'more': False}
    """
    found = dict(row)
    for definition in plan.definitions:
        found[definition.name] = evaluate(definition.value, found)
    return found


def evaluate(node: Expression, row: Row) -> Value:  # noqa: C901  one branch per node, nothing else
    """Return the value of one expression; None where what it needs is unknown."""
    match node:
        case Column(name=name):
            return row[name]
        case Constant(value=value):
            return value
        case Arithmetic():
            return _calculate(node, row)
        case Quotient(value=inside, divisor=divisor):
            whole = evaluate(inside, row)
            return whole // divisor if isinstance(whole, int) else None
        case Compare():
            return _compare(node, row)
        case Among(value=inside, values=values):
            text = evaluate(inside, row)
            return None if text is None else text in values
        case Every(parts=parts):
            return _join(parts, row, settles=False)
        case Some(parts=parts):
            return _join(parts, row, settles=True)
        case Negation(value=inside):
            truth = evaluate(inside, row)
            return None if truth is None else not truth
        case Case(branches=branches, otherwise=otherwise):
            for condition, result in branches:
                if evaluate(condition, row) is True:
                    return evaluate(result, row)
            return evaluate(otherwise, row)
        case Least(parts=parts):
            return min(_known(parts, row))
        case Greatest(parts=parts):
            return max(_known(parts, row))


def _known(parts: tuple[Expression, ...], row: Row) -> list[int]:
    return [value for part in parts if isinstance(value := evaluate(part, row), int)]


def _join(parts: tuple[Expression, ...], row: Row, *, settles: bool) -> bool | None:
    """Kleene's and (settled by a false part) or or (settled by a true one)."""
    is_open = False
    for part in parts:
        truth = evaluate(part, row)
        if truth is settles:
            return settles
        is_open = is_open or truth is None
    return None if is_open else not settles


def _numbers(node: Arithmetic | Compare, row: Row) -> tuple[int, int] | None:
    left, right = evaluate(node.left, row), evaluate(node.right, row)
    return (left, right) if isinstance(left, int) and isinstance(right, int) else None


def _calculate(node: Arithmetic, row: Row) -> int | None:
    pair = _numbers(node, row)
    if pair is None:
        return None
    left, right = pair
    return {"+": left + right, "-": left - right, "*": left * right}[node.sign]


def _compare(node: Compare, row: Row) -> bool | None:
    pair = _numbers(node, row)
    if pair is None:
        return None
    left, right = pair
    return {
        ">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right, "==": left == right
    }[node.sign]  # fmt: skip
