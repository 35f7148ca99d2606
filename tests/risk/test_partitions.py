"""Do parts of the scenarios on Spark give what one process gives?"""

import warnings

import numpy as np
import pytest

from gaodi.risk import CascadeRule, build_network, build_shocks, measure_risk, measure_risk_on_spark
from gaodi.risk.partitions import take_shocks


def make_network(n=400, m=9, n_links=4000):
    random = np.random.default_rng(5)
    return build_network(
        random.integers(0, n, n_links), random.integers(0, n, n_links), random.pareto(1.3, n_links) + 0.1,
        sectors=random.integers(0, m, n), essential=random.integers(0, 3, (m, m)),
    )  # fmt: skip


def make_shocks(n=400, n_scenarios=120):
    random = np.random.default_rng(6)
    sets = [random.choice(n, random.integers(1, 6), replace=False) for _ in range(n_scenarios)]
    return build_shocks(sets, [random.random(one.size) for one in sets])


def test_some_scenarios_are_what_they_were_among_all():
    network, shocks = make_network(), make_shocks()
    whole = measure_risk(network, shocks)
    places = np.array([7, 3, 99])
    some = measure_risk(network, take_shocks(shocks, places))
    np.testing.assert_array_equal(some.esri, whole.esri[places])


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark speaks of the pandas beside it, which is not used here.
        is_shared = sql.SparkSession.getActiveSession() is not None
        session = (
            sql.SparkSession.builder.master("local[2]")
            .appName("gaodi-risk")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )
        yield session
        if not is_shared:
            session.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning")
@pytest.mark.parametrize("n_parts", [1, 5])
def test_spark_equals_one_process(spark, n_parts):
    network, shocks = make_network(), make_shocks()
    for rule in (CascadeRule(), CascadeRule(has_replacement=False, stop_rule=2)):
        rows = (
            measure_risk_on_spark(spark, network, shocks, rule, n_parts=n_parts).orderBy("scenario").collect()
        )
        wanted = measure_risk(network, shocks, rule)
        assert [row.scenario for row in rows] == list(range(shocks.n_scenarios))
        for name in ("esri", "esri_down", "esri_up", "iterations", "has_converged"):
            assert [row[name] for row in rows] == getattr(wanted, name).tolist()
