"""How do more scenarios run than one machine takes? The same kernel over parts of the scenarios, on Spark.

Spark is not imported before it is asked for. The network is small beside the scenarios: every worker holds it whole.
"""

import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from gaodi.risk.index import measure_risk
from gaodi.risk.records import CascadeRule, Shocks, SupplyNetwork

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PART_SCHEMA = (
    "scenario long, esri double, esri_down double, esri_up double, iterations long, has_converged boolean"
)
"""Columns of the result; `scenario` is the place of the scenario in the shocks."""


def measure_risk_on_spark(
    spark: "SparkSession",
    network: SupplyNetwork,
    shocks: Shocks,
    rule: CascadeRule | None = None,
    *,
    n_parts: int | None = None,
) -> "DataFrame":
    """Measure what every scenario costs, its parts spread over the workers of a Spark session.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        Its workers need gaodi installed.
    network : SupplyNetwork
        With one kind of weight.
    shocks : Shocks
    rule : CascadeRule, optional
    n_parts : int, optional
        Parts of the scenarios; by default the session's parallelism. The result does not depend on it.

    Returns
    -------
    pyspark.sql.DataFrame
        Lazy; a row per scenario, in no order, with the numbers of `measure_risk`.
    """
    kept = spark.sparkContext.broadcast(pickle.dumps((network, shocks, rule)))
    n_parts = n_parts or spark.sparkContext.defaultParallelism
    schema = pa.schema(
        [("scenario", pa.int64()), *((name, pa.float64()) for name in ("esri", "esri_down", "esri_up")),
         ("iterations", pa.int64()), ("has_converged", pa.bool_())]
    )  # fmt: skip

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        whole, every, how = pickle.loads(kept.value)  # noqa: S301  our own bytes
        for batch in batches:
            places = batch.column(0).to_numpy()
            if not places.size:
                continue
            found = measure_risk(whole, take_shocks(every, places), how, n_workers=1)
            columns = [
                places,
                found.esri,
                found.esri_down,
                found.esri_up,
                found.iterations,
                found.has_converged,
            ]
            yield pa.RecordBatch.from_arrays([pa.array(column) for column in columns], schema=schema)

    return spark.range(0, shocks.n_scenarios, 1, n_parts).mapInArrow(run, PART_SCHEMA)


def take_shocks(shocks: Shocks, places: np.ndarray) -> Shocks:
    """Return some scenarios of several, in the order given."""
    sizes = np.diff(shocks.starts)[places]
    entries = np.concatenate([np.arange(shocks.starts[place], shocks.starts[place + 1]) for place in places])
    return Shocks(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        firms=shocks.firms[entries],
        losses=shocks.losses[entries],
        upstream_losses=shocks.upstream_losses[entries],
    )
