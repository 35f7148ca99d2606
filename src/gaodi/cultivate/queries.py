"""How does a SQL engine run a plan? Each node becomes one SQLGlot expression, each level one SELECT around the last.

What engines do differently is written out: products beyond 64 bits name their wide type, whole parts round down,
least and greatest pass over unknowns, and an empty list of values holds nothing.
"""

from collections.abc import Iterable
from typing import Literal

from sqlglot import exp

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
    measure_magnitude,
    parts_of,
)

Dialect = Literal["duckdb", "spark"]

_INT64_MAX = 2**63 - 1
_WIDE_MAX = 10**38 - 1
_WIDE_TYPE: dict[Dialect, str] = {"duckdb": "HUGEINT", "spark": "DECIMAL(38, 0)"}
_STORED = {"state": "TINYINT", "points": "INT"}
_CALCULATIONS: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_COMPARISONS: dict[str, type[exp.Binary]] = {
    ">=": exp.GTE, ">": exp.GT, "<=": exp.LTE, "<": exp.LT, "==": exp.EQ
}  # fmt: skip


def write_plan_query(plan: Plan, source: str, dialect: Dialect) -> str:
    """Write one SELECT that adds every definition of a plan to the rows of another.

    Parameters
    ----------
    plan : Plan
    source : str
        A SELECT in the same dialect that has every column the plan reads and does not define.
    dialect : {"duckdb", "spark"}

    Returns
    -------
    str
    """
    text = source
    known = {d.name for d in plan.definitions if d.type in _STORED}
    for number, level in enumerate(plan.levels()):
        added = ",\n  ".join(_define(definition, dialect, known) for definition in level)
        text = f"SELECT level_{number}.*,\n  {added}\nFROM (\n{text}\n) AS level_{number}"
    return text


def quote_name(name: str, dialect: Dialect) -> str:
    """Write a name as an identifier that keeps its case and signs.

    Examples
    --------
    >>> quote_name("SRDI22-4S.low", "duckdb"), quote_name("SRDI22-4S.low", "spark")
    ('"SRDI22-4S.low"', '`SRDI22-4S.low`')
    """
    return exp.to_identifier(name, quoted=True).sql(dialect)


def quote_text(values: Iterable[str], dialect: Dialect) -> str:
    """Write texts as literals with commas between.

    Examples
    --------
    >>> quote_text(["it's", "b"], "duckdb")
    "'it''s', 'b'"
    """
    return ", ".join(exp.Literal.string(value).sql(dialect) for value in values)


def _define(definition: Definition, dialect: Dialect, known: set[str]) -> str:
    written = write_sql(definition.value, dialect, known)
    if definition.type in _STORED:
        written = exp.cast(written, _STORED[definition.type])
    return f"{written.sql(dialect)} AS {quote_name(definition.name, dialect)}"


def write_sql(node: Expression, dialect: Dialect, known: set[str] | frozenset[str] = frozenset()) -> exp.Expr:  # noqa: C901  one branch per node, nothing else
    """Turn one node of the plan into a SQLGlot expression.

    Parameters
    ----------
    node : Expression
    dialect : {"duckdb", "spark"}
        Decides the type of products beyond 64 bits.
    known : set of str
        Columns that are never null.

    Returns
    -------
    sqlglot.exp.Expr

    Raises
    ------
    OverflowError
        If a number may pass 38 digits, or a whole part is taken of one beyond 64 bits.

    Examples
    --------
    >>> write_sql(Compare(">=", Column("staff", "integer", 10**12), Constant(3)), "spark").sql("spark")
    '(`staff` >= 3)'
    """

    def write(part: Expression) -> exp.Expr:
        return write_sql(part, dialect, known)

    match node:
        case Column(name=name):
            return exp.column(name, quoted=True)
        case Constant(value=value):
            return _constant(value)
        case Arithmetic(sign=sign, left=left, right=right):
            type_ = _type_for(node, dialect)
            return exp.paren(
                _CALCULATIONS[sign](this=_as(write(left), type_), expression=_as(write(right), type_))
            )
        case Quotient(value=value, divisor=divisor):
            return _whole_part(node, write(value), divisor)
        case Compare(sign=sign, left=left, right=right):
            return exp.paren(_COMPARISONS[sign](this=write(left), expression=write(right)))
        case Among(value=value, values=values):
            return _among(write(value), values)
        case Every(parts=parts):
            return exp.paren(exp.and_(exp.true(), *map(write, parts)))
        case Some(parts=parts):
            return exp.paren(exp.or_(exp.false(), *map(write, parts)))
        case Negation(value=value):
            return exp.paren(exp.Not(this=exp.paren(write(value))))
        case Least(parts=parts):
            return _extreme("LEAST", parts, [write(part) for part in parts], known)
        case Greatest(parts=parts):
            return _extreme("GREATEST", parts, [write(part) for part in parts], known)
        case Case(branches=branches, otherwise=otherwise):
            written = exp.Case()
            for condition, value in branches:
                written = written.when(write(condition), write(value), copy=False)
            return written.else_(write(otherwise), copy=False)


def _constant(value: int | str | bool | None) -> exp.Expr:
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(int(value))


def _as(written: exp.Expr, type_: str) -> exp.Expr:
    return exp.Cast(this=written, to=exp.DataType.build(type_, dialect="duckdb"))


def _type_for(node: Expression, dialect: Dialect) -> str:
    """Name the integer type that holds a result; both sides are cast, no engine's literal type decides."""
    most = measure_magnitude(node)
    if most > _WIDE_MAX:
        raise OverflowError(
            f"a product may reach {most}, more than 38 digits; lower the bounds of its columns."
        )
    return _WIDE_TYPE[dialect] if most > _INT64_MAX else "BIGINT"


def _whole_part(node: Quotient, value: exp.Expr, divisor: int) -> exp.Expr:
    """Round down also below zero, where SQL's division of integers rounds towards it."""
    if measure_magnitude(node) > _INT64_MAX:
        raise OverflowError(
            "the whole part of a number beyond 64 bits is not written in SQL; lower its bounds."
        )
    whole, by = _as(value, "BIGINT"), _as(exp.Literal.number(divisor), "BIGINT")
    towards_zero = exp.Paren(this=exp.IntDiv(this=whole, expression=by))
    remainder = exp.Paren(this=exp.Mod(this=whole.copy(), expression=by.copy()))
    below = exp.Case().when(exp.LT(this=remainder, expression=exp.Literal.number(0)), exp.Literal.number(1))
    return exp.paren(exp.Sub(this=towards_zero, expression=_as(below.else_(exp.Literal.number(0)), "BIGINT")))


def _among(value: exp.Expr, values: tuple[str, ...]) -> exp.Expr:
    if not values:
        return exp.Case().when(exp.Not(this=exp.Is(this=value, expression=exp.null())), exp.false())
    return exp.paren(exp.In(this=value, expressions=[exp.Literal.string(text) for text in values]))


def _extreme(
    name: str, parts: tuple[Expression, ...], written: list[exp.Expr], known: set[str] | frozenset[str]
) -> exp.Expr:
    """Take the least or greatest of what is known; engines disagree on nulls, so none is left to them."""
    if len(written) == 1:
        return written[0]
    if all(is_known(part, known) for part in parts):
        return exp.Anonymous(this=name, expressions=written)
    # A bound beyond every part stands for unknown; where all are, it turns back into null.
    bound = max(measure_magnitude(part) for part in parts) + 1
    stand_in = exp.Literal.number(bound if name == "LEAST" else -bound)
    filled = [exp.Coalesce(this=part, expressions=[stand_in.copy()]) for part in written]
    return exp.Nullif(this=exp.Anonymous(this=name, expressions=filled), expression=stand_in)


def is_known(node: Expression, known: set[str] | frozenset[str]) -> bool:
    """Whether an expression is never null, as far as its shape tells.

    Examples
    --------
    >>> is_known(Case(((Column("x", "truth"), Constant(1)),), Constant(0)), frozenset())
    True
    """
    match node:
        case Column(name=name):
            return name in known
        case Constant(value=value):
            return value is not None
        case Case(branches=branches, otherwise=otherwise):
            return all(is_known(value, known) for value in (*(b[1] for b in branches), otherwise))
        case Least(parts=parts) | Greatest(parts=parts):
            return any(is_known(part, known) for part in parts)
        case _:
            return all(is_known(part, known) for part in parts_of(node))
