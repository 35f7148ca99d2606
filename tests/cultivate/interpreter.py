"""The third opinion: a plan evaluated node by node for one firm, in Python's own whole numbers."""

from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Every,
    Greatest,
    Least,
    Negation,
    Quotient,
    Some,
)


def run_plainly(plan, row):
    """Return the row with the value of every definition; null is None."""
    row = dict(row)
    for definition in plan.definitions:
        row[definition.name] = evaluate(definition.value, row)
    return row


def evaluate(node, row):  # noqa: C901  one branch per node, nothing else
    match node:
        case Column(name=name):
            return row[name]
        case Constant(value=value):
            return value
        case Arithmetic(sign=sign, left=left, right=right):
            return calculate(sign, evaluate(left, row), evaluate(right, row))
        case Quotient(value=value, divisor=divisor):
            whole = evaluate(value, row)
            return None if whole is None else whole // divisor
        case Compare(sign=sign, left=left, right=right):
            return compare(sign, evaluate(left, row), evaluate(right, row))
        case Among(value=value, values=values):
            text = evaluate(value, row)
            return None if text is None else text in values
        case Every(parts=parts):
            found = [evaluate(part, row) for part in parts]
            return False if False in found else None if None in found else True
        case Some(parts=parts):
            found = [evaluate(part, row) for part in parts]
            return True if True in found else None if None in found else False
        case Negation(value=value):
            truth = evaluate(value, row)
            return None if truth is None else not truth
        case Least(parts=parts):
            return min((v for v in (evaluate(part, row) for part in parts) if v is not None), default=None)
        case Greatest(parts=parts):
            return max((v for v in (evaluate(part, row) for part in parts) if v is not None), default=None)
        case Case(branches=branches, otherwise=otherwise):
            for condition, value in branches:
                if evaluate(condition, row) is True:
                    return evaluate(value, row)
            return evaluate(otherwise, row)
    raise AssertionError(f"the plan has a node this evaluator does not know: {node!r}")


def calculate(sign, left, right):
    if left is None or right is None:
        return None
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def compare(sign, left, right):
    if left is None or right is None:
        return None
    return {
        ">=": left >= right,
        ">": left > right,
        "<=": left <= right,
        "<": left < right,
        "==": left == right,
    }[sign]
