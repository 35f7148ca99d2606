"""What is done to whole arrays, in which order? Steps over numbered slots, each different one taken once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Kind = type[np.generic]

TRUTH: Kind = np.int8
"""Truths are 0 or 1, so that they can be counted as they are."""

NEVER, ALWAYS = 0, 1
"""The slots of a truth that holds in no row, and in every row."""

_TELLING = {np.greater_equal, np.greater, np.less_equal, np.less, np.equal, np.isnan}


@dataclass(frozen=True, slots=True)
class Step:
    """A function of some slots into another, kept in a register: an array that steps share one after another."""

    function: Callable[..., Any]
    inputs: tuple[int, ...]
    target: int
    register: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Steps ready to be taken over any rows.

    Parameters
    ----------
    slots : tuple
        What each slot holds at first: a constant, or None.
    inputs : tuple of int
        Slots of the arrays to be given.
    steps : tuple of Step
    registers : tuple of type
        Types of the arrays the steps write.
    results : tuple of int
        Slots of what is asked for.
    """

    slots: tuple[Any, ...]
    inputs: tuple[int, ...]
    steps: tuple[Step, ...]
    registers: tuple[Kind, ...]
    results: tuple[int, ...]


class Runner:
    """A program with the memory it needs for a number of rows; run by one thread at a time."""

    def __init__(self, program: Program, n_rows: int) -> None:
        self.program, self.n_rows = program, n_rows
        self._slots = list(program.slots)
        self._slots[NEVER], self._slots[ALWAYS] = np.zeros(n_rows, TRUTH), np.ones(n_rows, TRUTH)
        registers = [np.empty(n_rows, kind) for kind in program.registers]
        self._steps = []
        for step in program.steps:
            array = registers[step.register]
            self._slots[step.target] = array
            # Comparisons write truths of numpy, which are a byte of 0 or 1 as well.
            out = array.view(np.bool_) if step.function in _TELLING else array
            self._steps.append((step.function, step.inputs, out))

    def run(self, arrays: Sequence[Array]) -> list[Any]:
        """Return an array for each result, good until the next run; a number where it is the same in every row."""
        slots = self._slots
        for slot, array in zip(self.program.inputs, arrays, strict=True):
            slots[slot] = array
        for function, inputs, out in self._steps:
            function(*[slots[place] for place in inputs], out=out)
        return [slots[place] for place in self.program.results]


class Recorder:
    """Collects steps; what was recorded before is not recorded again."""

    def __init__(self) -> None:
        self._slots: list[Any] = [None, None]
        self._inputs: list[int] = []
        self._steps: list[tuple[Callable[..., Any], tuple[int, ...], int, Kind]] = []
        self._found: dict[Any, int] = {}

    def hold(self, value: Any) -> int:  # noqa: ANN401  any constant
        """Return the slot of a constant."""
        slot, _ = self._number(("hold", type(value), value), value)
        return slot

    def take_in(self, key: Any) -> int:  # noqa: ANN401  any key
        """Return the slot of an array to be given."""
        slot, is_new = self._number(("input", key), None)
        if is_new:
            self._inputs.append(slot)
        return slot

    def take(self, function: Callable[..., Any], kind: Kind, *inputs: int) -> int:
        """Return the slot of a function of slots, an array of a type."""
        slot, is_new = self._number((function, kind, inputs), None)
        if is_new:
            self._steps.append((function, inputs, slot, kind))
        return slot

    def _number(self, key: Any, value: Any) -> tuple[int, bool]:  # noqa: ANN401
        slot = self._found.setdefault(key, len(self._slots))
        is_new = slot == len(self._slots)
        if is_new:
            self._slots.append(value)
        return slot, is_new

    def both(self, one: int, other: int) -> int:
        """Return where two truths hold."""
        if NEVER in (one, other):
            return NEVER
        if ALWAYS in (one, other) or one == other:
            return one if other == ALWAYS else other
        return self.take(np.bitwise_and, TRUTH, one, other)

    def either(self, one: int, other: int) -> int:
        """Return where at least one of two truths holds."""
        if ALWAYS in (one, other):
            return ALWAYS
        if NEVER in (one, other) or one == other:
            return one if other == NEVER else other
        return self.take(np.bitwise_or, TRUTH, one, other)

    def negate(self, truth: int) -> int:
        """Return where a truth does not hold."""
        if truth in (NEVER, ALWAYS):
            return ALWAYS if truth == NEVER else NEVER
        return self.take(np.bitwise_xor, TRUTH, truth, ALWAYS)

    def finish(self, results: Sequence[int]) -> Program:
        """Return the steps that the results need, with a register for each."""
        needed, kept = set(results), []
        for function, inputs, target, kind in reversed(self._steps):
            if target in needed:
                kept.append(
                    (function, inputs, target, kind, {place for place in inputs if place not in needed})
                )
                needed.update(inputs)
        registers: list[Kind] = []
        spare: dict[Kind, list[int]] = {}
        used: dict[int, int] = {}
        steps = []
        for function, inputs, target, kind, last_read in reversed(kept):
            free = spare.setdefault(kind, [])
            if not free:
                free.append(len(registers))
                registers.append(kind)
            used[target] = free.pop()
            steps.append(Step(function, inputs, target, used[target]))
            for place in last_read & used.keys():
                spare[registers[used[place]]].append(used[place])
        return Program(
            slots=tuple(self._slots),
            inputs=tuple(self._inputs),
            steps=tuple(steps),
            registers=tuple(registers),
            results=tuple(results),
        )
