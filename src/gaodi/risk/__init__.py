"""What happens if a firm, a place or an input fails? Supply networks, how a loss spreads, and a second source."""

from gaodi.risk.daily import DailyLosses, simulate_days
from gaodi.risk.index import measure_risk
from gaodi.risk.network import build_network
from gaodi.risk.partitions import measure_risk_on_spark
from gaodi.risk.records import (
    CascadeRule,
    NetworkNotes,
    RiskIndex,
    SecondSource,
    Shocks,
    SingleSources,
    SupplyNetwork,
)
from gaodi.risk.shocks import build_shocks, list_single_failures
from gaodi.risk.substitutes import (
    add_source,
    compare_second_source,
    find_single_sources,
    rank_second_sources,
)
from gaodi.risk.trials import try_second_sources

__all__ = [
    "CascadeRule",
    "DailyLosses",
    "NetworkNotes",
    "RiskIndex",
    "SecondSource",
    "Shocks",
    "SingleSources",
    "SupplyNetwork",
    "add_source",
    "build_network",
    "build_shocks",
    "compare_second_source",
    "find_single_sources",
    "list_single_failures",
    "measure_risk",
    "measure_risk_on_spark",
    "rank_second_sources",
    "simulate_days",
    "try_second_sources",
]
