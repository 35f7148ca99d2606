"""What does a rule compute? A small typed plan over integers, texts and truths that any engine can run.

The plan holds no type of any engine. Every number in it is an integer (fen, millionths, billionths), so a
comparison with a threshold is exact; a truth may be unknown, and unknown behaves as in Kleene's logic.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

ColumnType = OneOf["integer", "text", "truth"]
ArithmeticSign = OneOf["+", "-", "*"]
CompareSign = OneOf[">=", ">", "<=", "<", "=="]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the wide frame, or an earlier definition of the same plan.

    Parameters
    ----------
    name : str
    type : {"integer", "text", "truth"}
    bound : int
        No absolute value is above it (the frame sees to that); products are widened where they need it.
    """

    name: str
    type: ColumnType
    bound: int = 1


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that does not depend on the enterprise; None is unknown."""

    value: int | str | bool | None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product of two integers; unknown if either is."""

    sign: ArithmeticSign
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Quotient:
    """Whole part of an integer divided by a positive constant."""

    value: "Expression"
    divisor: int


@dataclass(frozen=True, slots=True)
class Compare:
    """A truth about two integers; unknown if either is."""

    sign: CompareSign
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a text is one of the values; unknown if the text is."""

    value: "Expression"
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Kleene's and: false if any part is, else unknown if any part is."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Kleene's or: true if any part is, else unknown if any part is."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Kleene's not: unknown stays unknown."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Case:
    """The value beside the first condition that is true; an unknown condition is passed over."""

    branches: tuple[tuple["Expression", "Expression"], ...]
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of several known integers."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The largest of several known integers."""

    parts: tuple["Expression", ...]


Expression = (
    Column
    | Constant
    | Arithmetic
    | Quotient
    | Compare
    | Among
    | Every
    | Some
    | Negation
    | Case
    | Least
    | Greatest
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One named result; later definitions may use it as a column."""

    name: str
    value: Expression
    type: OneOf["state", "points", "any"]
    """A state is stored in one byte, points in four; anything else as it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Definitions in an order in which each uses only earlier ones."""

    definitions: tuple[Definition, ...]

    def levels(self) -> list[list[Definition]]:
        """Group the definitions so that each group needs only columns and earlier groups."""
        depth: dict[str, int] = {}
        groups: list[list[Definition]] = []
        for definition in self.definitions:
            needed = [depth[name] + 1 for name in column_names(definition.value) if name in depth]
            level = max(needed, default=0)
            depth[definition.name] = level
            while len(groups) <= level:
                groups.append([])
            groups[level].append(definition)
        return groups


def column_names(expression: Expression) -> set[str]:
    """Return the names of the columns an expression reads."""
    return {node.name for node in walk(expression) if isinstance(node, Column)}


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and everything inside it."""
    yield expression
    for part in parts_of(expression):
        yield from walk(part)


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions right inside an expression."""
    match expression:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Quotient(value=value) | Among(value=value) | Negation(value=value):
            return (value,)
        case Every(parts=parts) | Some(parts=parts) | Least(parts=parts) | Greatest(parts=parts):
            return parts
        case Case(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case _:
            return ()


def add_up(parts: Sequence[Expression]) -> Expression:
    """Return the sum of integer expressions, added from left to right."""
    total = parts[0]
    for part in parts[1:]:
        total = Arithmetic("+", total, part)
    return total


def measure_magnitude(expression: Expression) -> int:
    """Return a number that no absolute value of an integer expression exceeds.

    Examples
    --------
    >>> measure_magnitude(Arithmetic("*", Column("revenue", "integer", 10**16), Constant(3)))
    30000000000000000
    """
    match expression:
        case Column(bound=bound):
            return bound
        case Constant(value=int(value)):
            return abs(value)
        case Arithmetic(sign="*", left=left, right=right):
            return measure_magnitude(left) * measure_magnitude(right)
        case Arithmetic(left=left, right=right):
            return measure_magnitude(left) + measure_magnitude(right)
        case Quotient(value=value):
            return measure_magnitude(value)
        case Least(parts=parts) | Greatest(parts=parts):
            return max(measure_magnitude(part) for part in parts)
        case Case(branches=branches, otherwise=otherwise):
            return max(measure_magnitude(value) for value in (*(b[1] for b in branches), otherwise))
        case _:
            return 1
