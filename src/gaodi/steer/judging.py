"""Is the target reached? Bounds are intervals: reached if every value the source allows is in the goal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaodi.steer.rules import ColourRules
from gaodi.steer.statements import Statement

Direction = Literal["higher", "lower", "none"]
State = Literal["reached", "behind", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A closed interval; None is an open end."""

    low: Decimal | None
    high: Decimal | None

    def contains(self, other: "Interval") -> bool:
        """Whether every value of the other interval lies in this one."""
        low_fits = self.low is None or (other.low is not None and other.low >= self.low)
        high_fits = self.high is None or (other.high is not None and other.high <= self.high)
        return low_fits and high_fits

    def misses(self, other: "Interval") -> bool:
        """Whether no value of the other interval lies in this one."""
        is_below = self.low is not None and other.high is not None and other.high < self.low
        is_above = self.high is not None and other.low is not None and other.low > self.high
        return is_below or is_above

    def widen(self, fraction: Decimal) -> "Interval":
        """Move both ends outwards by a fraction of themselves."""
        return Interval(
            low=None if self.low is None else self.low - abs(self.low) * fraction,
            high=None if self.high is None else self.high + abs(self.high) * fraction,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A state, and the two numbers whose difference is the gap; None where there is none to tell."""

    state: State
    goal: Decimal | None = None
    near: Decimal | None = None
    """The end of the actual interval that lies nearest to the goal: the gap is at least so large."""
    why: str = ""
    """`no_value`, `no_direction` or `bound`, where the state is unknown."""


def choose_direction(comparison: str, direction: Direction) -> Direction:
    """Return which way is better for a comparison of an indicator.

    A rank is better the smaller, a streak the longer, whatever the indicator.
    """
    if comparison == "rank":
        return "lower"
    return "higher" if comparison == "streak" else direction


def build_goal(target: Statement, direction: Direction) -> Interval | None:
    """Return the values that reach a target, or None where neither words nor indicator say which way is better.

    For a lower-is-better indicator `lower` still means: this or less. 降低 3.5 % 以上 is written as -3.5 with
    bound `lower`, because 以上 speaks of the size of the fall.
    """
    figure = target.figure
    value, value_max = figure.value, target.value_max
    if value is None:
        return None
    if direction == "lower":
        return Interval(
            low=None, high=value_max if figure.bound == "range" and value_max is not None else value
        )
    if figure.bound == "upper":
        return Interval(low=None, high=value)
    if direction == "higher" or figure.bound == "lower":
        return Interval(low=value, high=None)
    return Interval(low=value, high=value_max) if figure.bound == "range" and value_max is not None else None


def read_interval(statement: Statement, rules: ColourRules) -> Interval | None:
    """Return the values a statement allows, or None where it has no value."""
    value, bound = statement.figure.value, statement.figure.bound
    if value is None:
        return None
    if bound == "lower":
        return Interval(low=value, high=None)
    if bound == "upper":
        return Interval(low=None, high=value)
    if bound == "range":
        # A range without its upper end says no more than its lower one.
        return Interval(low=value, high=statement.value_max)
    exact = Interval(low=value, high=value)
    return exact.widen(rules.approximate.fraction) if bound == "approx" else exact


def judge_target(target: Statement, actual: Statement, direction: Direction, rules: ColourRules) -> Judgement:
    """Judge an actual figure against the target with the same key, both in one unit."""
    goal, span = build_goal(target, direction), read_interval(actual, rules)
    if target.figure.value is None or span is None:
        return Judgement(state="unknown", why="no_value")
    if goal is None:
        return Judgement(state="unknown", why="no_direction")
    widened = goal.widen(rules.approximate.fraction) if target.figure.bound == "approx" else goal
    if not goal.contains(span) and not widened.misses(span):
        return Judgement(state="unknown", why="bound")
    state: State = "reached" if goal.contains(span) else "behind"
    is_short = goal.low is not None and (
        state == "reached" or (span.high is not None and span.high < goal.low)
    )
    end = goal.low if is_short else goal.high
    if actual.figure.bound == "approx":
        near = actual.figure.value
    else:
        near = span.low if is_short == (state == "reached") else span.high
    return Judgement(state=state, goal=end, near=near)


def choose_colour(judgement: Judgement, gap: Decimal | None, rules: ColourRules) -> str:
    """Return green, blue, orange, red, or grey for unknown."""
    if judgement.state == "unknown":
        return "grey"
    if judgement.state == "reached":
        return "green"
    if gap is None or not judgement.goal:
        return rules.zero_target.value
    # Multiplied out, so that a shortfall on the limit is on the limit.
    shortfall, whole = abs(gap), abs(judgement.goal)
    if shortfall <= rules.blue.fraction * whole:
        return "blue"
    return "orange" if shortfall <= rules.orange.fraction * whole else "red"
