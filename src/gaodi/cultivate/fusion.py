"""How does a plan become one pass over arrays? Every node is a few steps over columns of some thousand rows.

A truth is two arrays, where it is true and where it is false: its negation swaps them, and Kleene's and is a plain and
beside a plain or. A number is an array of doubles, which hold whole numbers exactly up to 2**53, with NaN where it is
unknown; points and states are counts, known in every row. Rows in which doubles may be wrong are told as in doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from gaodi.cultivate.plan import (
    Among,
    Arithmetic,
    ArithmeticSign,
    Case,
    Column,
    Compare,
    CompareSign,
    Constant,
    Every,
    Expression,
    Greatest,
    Least,
    Negation,
    Plan,
    Some,
    column_names,
    walk,
)
from gaodi.cultivate.plan import Quotient as WholePart
from gaodi.cultivate.quotients import EXACT, Quotient, find_quotient
from gaodi.cultivate.steps import ALWAYS, NEVER, TRUTH, Array, Kind, Program, Recorder

LARGEST = EXACT // 200
"""A row with a larger number is in doubt. 450 billion yuan in fen; with it products by up to 200 are exact."""

_MOST_COUNTED = 2**31 - 1
_KINDS: tuple[Kind, ...] = (np.int8, np.int16, np.int32)
_ARITHMETIC: dict[ArithmeticSign, np.ufunc] = {"+": np.add, "-": np.subtract, "*": np.multiply}
_COMPARISONS: dict[CompareSign, np.ufunc] = {
    ">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less, "==": np.equal
}  # fmt: skip
_NEUTRAL: dict[np.ufunc, int] = {np.add: 0, np.subtract: 0, np.multiply: 1}
_OPPOSITES: dict[CompareSign, CompareSign] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


class FusionError(Exception):
    """A plan is not one for this pass: Polars' expressions run it as well."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a program is given: a number as doubles with NaN for unknown, or a truth as 1, 0 and 2 for unknown."""

    node: Expression
    is_truth: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FusedPlan:
    """Definitions of a plan as one program; its last result are the rows in doubt."""

    given: tuple[Given, ...]
    program: Program


@dataclass(frozen=True, slots=True)
class _Truth:
    """Slots of where something is true and where it is false; in the other rows it is unknown."""

    true: int
    false: int


@dataclass(frozen=True, slots=True)
class _Number:
    """The slot of doubles, or of counts, or of a constant, which is a count as well."""

    value: int
    bound: int
    is_count: bool = False
    constant: int | None = None


def fuse_plan(plan: Plan, wanted: Sequence[str]) -> FusedPlan:
    """Turn the definitions asked for, and what they need, into one program.

    Parameters
    ----------
    plan : Plan
    wanted : sequence of str
        Definitions of states and points.

    Returns
    -------
    FusedPlan
        Results in the order asked for, then the doubt.

    Raises
    ------
    FusionError
        If one of them needs numbers beyond doubles that the plan itself defines.
    """
    fusion = _Fusion(plan)
    found = [fusion.define(name) for name in wanted]
    results = [fusion.settle(number) for number in found]
    doubt = reduce(fusion.recorder.either, fusion.doubts, NEVER)
    return FusedPlan(
        given=tuple(fusion.given),
        program=fusion.recorder.finish([*results, doubt]),
    )


class _Fusion:
    """Walks expressions and records their steps."""

    def __init__(self, plan: Plan) -> None:
        self.recorder = Recorder()
        self.given: dict[Given, None] = {}
        self.doubts: dict[int, None] = {}
        self._definitions = {definition.name: definition.value for definition in plan.definitions}
        self._defined: dict[str, _Number] = {}

    def define(self, name: str) -> _Number:
        """Return the number a definition comes to."""
        if name not in self._defined:
            self._defined[name] = self.number(self._definitions[name])
        return self._defined[name]

    def settle(self, number: _Number) -> int:
        """Return the slot of a result; rows in which doubles are unknown are in doubt."""
        if number.is_count:
            return number.value
        if number.bound > EXACT:
            raise FusionError(f"a result may pass {EXACT}")
        self._doubt(self.recorder.take(np.isnan, TRUTH, number.value))
        return self.recorder.take(_round, np.int32, number.value)

    def _take_in(self, node: Expression, *, is_truth: bool) -> int:
        if not column_names(node).isdisjoint(self._definitions):
            raise FusionError(f"numbers beyond {EXACT} are made of definitions in {node!r}")
        given = Given(node, is_truth)
        self.given[given] = None
        return self.recorder.take_in(given)

    def _doubt(self, slot: int) -> None:
        self.doubts[slot] = None

    # Truths

    def truth(self, node: Expression) -> _Truth:
        if quotient := find_quotient(node):
            divided = self._divide(quotient)
            if divided is not None:
                return divided
        match node:
            case Column() | Among():
                return self._given_truth(node)
            case Constant(value=value):
                return _Truth(ALWAYS if value is True else NEVER, ALWAYS if value is False else NEVER)
            case Compare():
                return self._compare(node)
            case Every(parts=parts):
                return reduce(self._join, map(self.truth, parts), _Truth(ALWAYS, NEVER))
            case Some(parts=parts):
                opposites = (_negate(self.truth(part)) for part in parts)
                return _negate(reduce(self._join, opposites, _Truth(ALWAYS, NEVER)))
            case Negation(value=value):
                return _negate(self.truth(value))
            case Case(branches=branches, otherwise=otherwise):
                found = self.truth(otherwise)
                for condition, value in reversed(branches):
                    one, chosen = self.truth(value), self.truth(condition).true
                    found = _Truth(
                        self._pick(chosen, one.true, found.true), self._pick(chosen, one.false, found.false)
                    )
                return found
        raise TypeError(f"{type(node).__name__} is no truth")

    def _given_truth(self, node: Expression) -> _Truth:
        slot = self._take_in(node, is_truth=True)
        return _Truth(self._test("==", slot, 1), self._test("==", slot, 0))

    def _test(self, sign: CompareSign, slot: int, value: float) -> int:
        return self.recorder.take(_COMPARISONS[sign], TRUTH, slot, self.recorder.hold(value))

    def _join(self, one: _Truth, other: _Truth) -> _Truth:
        recorder = self.recorder
        return _Truth(recorder.both(one.true, other.true), recorder.either(one.false, other.false))

    def _pick(self, chosen: int, one: int, other: int) -> int:
        recorder = self.recorder
        if one == other:
            return one
        return recorder.either(recorder.both(chosen, one), recorder.both(recorder.negate(chosen), other))

    def _compare(self, node: Compare) -> _Truth:
        recorder, left, right = self.recorder, self.number(node.left), self.number(node.right)
        if max(left.bound, right.bound) > EXACT:
            return self._given_truth(node)
        if left.constant is not None and right.constant is not None:
            return self.truth(Constant(bool(_COMPARISONS[node.sign](left.constant, right.constant))))

        def hold(sign: CompareSign) -> int:
            return recorder.take(_COMPARISONS[sign], TRUTH, left.value, right.value)

        if left.is_count and right.is_count:
            return _Truth(hold(node.sign), recorder.negate(hold(node.sign)))
        # What is unknown is NaN, and no comparison with NaN holds; but "unequal" would.
        false = recorder.either(hold("<"), hold(">")) if node.sign == "==" else hold(_OPPOSITES[node.sign])
        return _Truth(hold(node.sign), false)

    # Quotients

    def _divide(self, quotient: Quotient) -> _Truth | None:
        """Compare a quotient in doubles; None if it is not made of columns and constants."""
        recorder, sides = self.recorder, (quotient.top, quotient.base)
        if not all(isinstance(part, Column | Constant | Arithmetic) for side in sides for part in walk(side)):
            return None
        top, base = (self.number(side) for side in sides)
        if quotient.is_exact(top.bound, base.bound):
            room = 0.0
        elif any(isinstance(part, Arithmetic) and part.sign == "-" for part in walk(quotient.top)):
            return None
        else:
            # A rounding moves a part by its last bit at most; four times all of them leaves room for what they lead to.
            # That holds while nothing in the sum is negative.
            room = 4 * sum(1 for side in sides for _ in walk(side)) / EXACT
            for part in walk(quotient.top):
                if isinstance(part, Column) and part not in quotient.factors:
                    self._doubt(self._test("<", self.number(part).value, 0))
        threshold = float(quotient.threshold)
        divided = recorder.take(np.divide, np.float64, top.value, base.value)
        if room:
            near = (
                self._test(">=", divided, threshold * (1 - room)),
                self._test("<=", divided, threshold * (1 + room)),
            )
            self._doubt(recorder.both(*near))
        exists = self.truth(quotient.exists).true
        return _Truth(
            recorder.both(exists, self._test(quotient.sign, divided, threshold)),
            recorder.both(exists, self._test(_OPPOSITES[quotient.sign], divided, threshold)),
        )

    # Numbers

    def number(self, node: Expression) -> _Number:
        match node:
            case Column(name=name) if name in self._definitions:
                return self.define(name)
            case Column(bound=bound):
                return self._given_number(node, bound)
            case Constant(value=None):
                return _Number(self.recorder.hold(np.nan), 0)
            case Constant(value=int(value)):
                return self._constant(value)
            case Arithmetic(sign=sign):
                return self._calculate(sign, self.number(node.left), self.number(node.right))
        return self._number_of_parts(node) or self._given_number(node, LARGEST + 1)

    def _number_of_parts(self, node: Expression) -> _Number | None:
        """Return a number rounded or chosen; None where doubles may not hold its parts."""
        match node:
            case WholePart(value=value, divisor=divisor):
                inside = self.number(value)
                if inside.bound + divisor > EXACT:
                    return None
                recorder = self.recorder
                shared = recorder.take(
                    np.divide, np.float64, self._as_doubles(inside), recorder.hold(float(divisor))
                )
                return _Number(recorder.take(np.floor, np.float64, shared), inside.bound // divisor + 1)
            case Least(parts=parts) | Greatest(parts=parts):
                numbers = [self.number(part) for part in parts]
                functions = (np.minimum, np.fmin) if isinstance(node, Least) else (np.maximum, np.fmax)
                return (
                    None if _is_wide(numbers) else reduce(lambda a, b: self._outdo(functions, a, b), numbers)
                )
            case Case(branches=branches, otherwise=otherwise):
                choices = [(self.truth(condition).true, self.number(value)) for condition, value in branches]
                rest = self.number(otherwise)
                return None if _is_wide([rest, *(n for _, n in choices)]) else self._choose(choices, rest)
        raise TypeError(f"{type(node).__name__} is no number")

    def _given_number(self, node: Expression, bound: int) -> _Number:
        slot = self._take_in(node, is_truth=False)
        if bound > LARGEST:
            self._doubt(self._test(">", slot, LARGEST))
            self._doubt(self._test("<", slot, -LARGEST))
        return _Number(slot, min(bound, LARGEST))

    def _constant(self, value: int) -> _Number:
        return _Number(self.recorder.hold(value), abs(value), is_count=True, constant=value)

    def _calculate(self, sign: ArithmeticSign, left: _Number, right: _Number) -> _Number:
        if left.constant is not None and right.constant is not None:
            return self._constant(int(_ARITHMETIC[sign](left.constant, right.constant)))
        bound = left.bound * right.bound if sign == "*" else left.bound + right.bound
        if left.is_count and right.is_count and bound <= _MOST_COUNTED:
            return self._merge(_ARITHMETIC[sign], left, right, bound)
        sides = self._as_doubles(left), self._as_doubles(right)
        return _Number(self.recorder.take(_ARITHMETIC[sign], np.float64, *sides), bound)

    def _outdo(self, functions: tuple[np.ufunc, np.ufunc], one: _Number, other: _Number) -> _Number:
        """Return the lesser or greater of two numbers; of doubles the only one known."""
        bound = max(one.bound, other.bound)
        if one.is_count and other.is_count:
            return self._merge(functions[0], one, other, bound)
        sides = self._as_doubles(one), self._as_doubles(other)
        return _Number(self.recorder.take(functions[1], np.float64, *sides), bound)

    def _as_doubles(self, number: _Number) -> int:
        if number.constant is not None:
            return self.recorder.hold(float(number.constant))
        return self.recorder.take(_copy, np.float64, number.value) if number.is_count else number.value

    def _as_counts(self, number: _Number, kind: Kind) -> int:
        """Return the slot of counts in a type; a constant too, or the other side's would be too narrow for it."""
        if number.constant is not None:
            return self.recorder.hold(kind(number.constant))
        return (
            number.value if _kind_of(number.bound) is kind else self.recorder.take(_copy, kind, number.value)
        )

    def _choose(self, choices: list[tuple[int, _Number]], rest: _Number) -> _Number:
        """Return the number beside the first truth that holds."""
        numbers = [rest, *(number for _, number in choices)]
        bound = max(number.bound for number in numbers)
        if all(number.is_count for number in numbers):
            return self._choose_count([choice for choice in choices if choice[0] != NEVER], rest, bound)
        slot = self._as_doubles(rest)
        for chosen, number in reversed(choices):
            slot = self.recorder.take(_select, np.float64, chosen, self._as_doubles(number), slot)
        return _Number(slot, bound)

    def _choose_count(self, choices: list[tuple[int, _Number]], rest: _Number, bound: int) -> _Number:
        recorder = self.recorder
        if rest.constant != 0:
            # Of what is chosen and what is left over one is 0 in every row, so that their sum is either.
            best = self._choose_count(choices, self._constant(0), bound)
            left_over = recorder.negate(reduce(recorder.either, (truth for truth, _ in choices), NEVER))
            return self._merge(np.add, best, self._where(left_over, rest, bound), bound)
        while choices and choices[-1][1].constant == 0:
            choices = choices[:-1]
        values = [number.constant or 0 for _, number in choices]
        found = self._constant(0)
        if all(values) and values == sorted(values, reverse=True) and min(values, default=0) >= 0:
            # Where the better always stands before the worse, the first that holds is the best that does.
            held = [self._where(chosen, number, bound) for chosen, number in choices]
            return reduce(lambda a, b: self._merge(np.maximum, a, b, bound), held) if held else found
        for chosen, number in reversed(choices):
            gap = self._merge(np.subtract, number, found, 2 * bound)
            found = self._merge(np.add, found, self._where(chosen, gap, 2 * bound), 2 * bound)
        return found

    def _where(self, chosen: int, number: _Number, bound: int) -> _Number:
        """Return counts where a truth holds, 0 elsewhere."""
        return self._merge(np.multiply, _Number(chosen, 1, is_count=True), number, bound)

    def _merge(self, function: np.ufunc, one: _Number, other: _Number, bound: int) -> _Number:
        """Combine counts of which the result is known to stay within a bound."""
        if one.constant is not None and other.constant is not None:
            return self._constant(int(function(one.constant, other.constant)))
        neutral = _NEUTRAL.get(function)
        if neutral is not None and other.constant == neutral:
            return one
        if neutral is not None and one.constant == neutral and function is not np.subtract:
            return other
        kind = _kind_of(bound)
        slot = self.recorder.take(function, kind, self._as_counts(one, kind), self._as_counts(other, kind))
        return _Number(slot, bound, is_count=True)


def _negate(truth: _Truth) -> _Truth:
    return _Truth(truth.false, truth.true)


def _is_wide(numbers: Sequence[_Number]) -> bool:
    return any(number.bound > EXACT for number in numbers)


def _kind_of(bound: int) -> Kind:
    return next(kind for kind in _KINDS if bound <= np.iinfo(kind).max)  # type: ignore[type-var]


def _copy(values: Array, *, out: Array) -> None:
    np.copyto(out, values)


def _round(values: Array, *, out: Array) -> None:
    np.copyto(out, np.nan_to_num(values), casting="unsafe")


def _select(chosen: Array, one: Any, other: Any, *, out: Array) -> None:  # noqa: ANN401  arrays or constants
    np.copyto(out, other)
    np.copyto(out, one, where=chosen.view(np.bool_))
