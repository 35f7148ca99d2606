"""How are a million enterprises judged in one pass? Polars reads, joins and writes; a plan's program runs in between.

Rows in doubt are judged again by Polars' expressions, in whole numbers of 128 bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from gaodi.cultivate.emission import run_plan, write_polars
from gaodi.cultivate.fusion import FusedPlan, FusionError, Given, fuse_plan
from gaodi.cultivate.plan import Plan, column_names
from gaodi.cultivate.steps import Array, Runner

MOST_ROWS = 25_000
"""Rows taken at a time: what is computed from them stays in a processor's cache."""

_GIVEN = "gaodi.given."
_TYPES = {"state": pl.UInt8, "points": pl.Int32}
_STORED: dict[str, type[np.generic]] = {"state": np.uint8, "points": np.int32}


def judge_rows(
    plan: Plan, frame: pl.LazyFrame, *, keep: Sequence[str], wanted: Sequence[str]
) -> pl.LazyFrame:
    """Run a plan over a wide frame as `run_plan` does, lazily and in one pass.

    Parameters
    ----------
    plan : Plan
    frame : polars.LazyFrame
        Has every column the plan reads that the plan does not define.
    keep : sequence of str
        Columns of the frame to keep.
    wanted : sequence of str
        Definitions of states and points to add.

    Returns
    -------
    polars.LazyFrame
        The columns kept, then the definitions.
    """
    try:
        fused = fuse_plan(plan, wanted)
    except FusionError:
        fused = None
    if fused is None or not fused.given:
        return run_plan(plan, frame).select(*keep, *wanted)
    defined = {definition.name: definition.type for definition in plan.definitions}
    read = set().union(*(column_names(definition.value) for definition in plan.definitions)) - defined.keys()
    judge = _Pass(plan=plan, fused=fused, keep=tuple(keep), wanted=tuple(wanted))
    given = [_write(one).alias(f"{_GIVEN}{number}") for number, one in enumerate(fused.given)]
    types = frame.collect_schema()
    return frame.select(*dict.fromkeys((*keep, *sorted(read))), *given).map_batches(
        judge,
        schema={name: types[name] for name in keep} | {name: _TYPES[defined[name]] for name in wanted},
        streamable=True,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )


def _write(given: Given) -> pl.Expr:
    written = write_polars(given.node)
    if given.is_truth:
        return written.cast(pl.UInt8).fill_null(2)
    return written.cast(pl.Float64).fill_null(float("nan"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """Judges one batch of rows after the other."""

    plan: Plan
    fused: FusedPlan
    keep: tuple[str, ...]
    wanted: tuple[str, ...]
    idle: list[Runner] = field(default_factory=list)
    """Runners whose memory no thread uses now."""

    def __call__(self, batch: pl.DataFrame) -> pl.DataFrame:
        types = {definition.name: definition.type for definition in self.plan.definitions}
        *judged, doubt = self._run(batch)
        # NumPy changes the type before Polars sees it: Polars would look for overflows first.
        columns = [
            pl.Series(name, values.astype(_STORED[types[name]], copy=False))
            for name, values in zip(self.wanted, judged, strict=True)
        ]
        rows = np.flatnonzero(doubt)
        if rows.size:
            exact = run_plan(self.plan, batch[rows].lazy()).select(self.wanted).collect()
            columns = [column.scatter(rows, exact[column.name]) for column in columns]
        return pl.DataFrame([*(batch[name] for name in self.keep), *columns])

    def _run(self, batch: pl.DataFrame) -> list[Array]:
        """Return the program's results for all rows, computed some thousand at a time."""
        arrays = [batch[f"{_GIVEN}{number}"].to_numpy() for number in range(len(self.fused.given))]
        n_pieces = max(1, -(-batch.height // MOST_ROWS))
        edges = [batch.height * number // n_pieces for number in range(n_pieces + 1)]
        # Neither a quotient of unknown numbers nor one over 0 is looked at.
        with np.errstate(all="ignore"):
            pieces = [
                self._run_piece([array[start:stop] for array in arrays], stop - start)
                for start, stop in pairwise(edges)
            ]
        return [np.concatenate(results) for results in zip(*pieces, strict=True)]

    def _run_piece(self, arrays: list[Array], n_rows: int) -> list[Array]:
        try:
            runner = self.idle.pop()
        except IndexError:
            runner = None
        if runner is None or runner.n_rows != n_rows:
            runner = Runner(self.fused.program, n_rows)
        found = [np.array(np.broadcast_to(result, n_rows)) for result in runner.run(arrays)]
        self.idle.append(runner)
        return found
