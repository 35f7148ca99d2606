"""How does Polars run a plan? Each node becomes one lazy expression, each level one pass of columns."""

import polars as pl

from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    Case,
    Column,
    Compare,
    Constant,
    Definition,
    Every,
    Expression,
    Greatest,
    Least,
    Negation,
    Plan,
    Quotient,
    Some,
    column_names,
    measure_magnitude,
)

_INT32_MAX = 2**31 - 1
_INT64_MAX = 2**63 - 1


def run_plan(plan: Plan, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add every definition of a plan to a wide frame, lazily.

    Parameters
    ----------
    plan : Plan
    frame : polars.LazyFrame
        Has every column the plan reads that the plan does not define.

    Returns
    -------
    polars.LazyFrame
        The frame with one column per definition behind its own.
    """
    for level in plan.levels():
        frame = frame.with_columns(**{d.name: _store(d) for d in level})
    return frame


def _store(definition: Definition) -> pl.Expr:
    written = write_polars(definition.value)
    match definition.type:
        case "state":
            return written.cast(pl.UInt8)
        case "points":
            return written.cast(pl.Int32)
        case "any":
            return written


def write_polars(node: Expression) -> pl.Expr:  # noqa: C901  one branch per node, nothing else
    """Turn one node of the plan into a Polars expression.

    Integers that may pass the range of 64 bits are computed in 128 bits; the bound of each column decides.
    """
    match node:
        case Column(name=name):
            return pl.col(name)
        case Constant(value=value):
            return pl.lit(value) if not isinstance(value, int) or isinstance(value, bool) else _whole(value)
        case Arithmetic():
            return _calculate(node)
        case Quotient(value=value, divisor=divisor):
            return write_polars(value) // divisor
        case Compare():
            return _compare(node)
        case Among(value=value, values=values):
            return write_polars(value).is_in(list(values))
        case Every(parts=parts):
            return pl.all_horizontal(*(write_polars(part) for part in parts))
        case Some(parts=parts):
            return pl.any_horizontal(*(write_polars(part) for part in parts))
        case Negation(value=value):
            return ~write_polars(value)
        case Least(parts=parts):
            return pl.min_horizontal(*(write_polars(part) for part in parts))
        case Greatest(parts=parts):
            return pl.max_horizontal(*(write_polars(part) for part in parts))
        case Case(branches=branches, otherwise=otherwise):
            written = write_polars(otherwise)
            for condition, value in reversed(branches):
                written = pl.when(_spread(condition)).then(write_polars(value)).otherwise(written)
            return written


def _spread(condition: Expression) -> pl.Expr:
    """Write a condition; one that reads no column is spread over all rows, or Polars would answer with a single one."""
    written = write_polars(condition)
    return written if column_names(condition) else written & (pl.int_range(pl.len()) >= 0)


def _whole(value: int) -> pl.Expr:
    """Write a constant; small ones without a type, which is three times cheaper and takes the other side's."""
    if abs(value) <= _INT32_MAX:
        return pl.lit(value)
    return pl.lit(value, dtype=pl.Int64 if abs(value) <= _INT64_MAX else pl.Int128)


def _calculate(node: Arithmetic) -> pl.Expr:
    left, right = write_polars(node.left), write_polars(node.right)
    if measure_magnitude(node) > _INT64_MAX:
        left, right = left.cast(pl.Int128), right.cast(pl.Int128)
    match node.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right


def _compare(node: Compare) -> pl.Expr:
    left, right = write_polars(node.left), write_polars(node.right)
    match node.sign:
        case ">=":
            return left >= right
        case ">":
            return left > right
        case "<=":
            return left <= right
        case "<":
            return left < right
        case "==":
            return left == right
