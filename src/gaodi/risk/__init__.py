"""What happens if a firm, a place or an input fails? Supply networks, how a loss spreads, and a second source."""

from gaodi.risk.index import measure_risk
from gaodi.risk.network import build_network
from gaodi.risk.records import CascadeRule, NetworkNotes, RiskIndex, Shocks, SupplyNetwork
from gaodi.risk.shocks import build_shocks, list_single_failures

__all__ = [
    "CascadeRule",
    "NetworkNotes",
    "RiskIndex",
    "Shocks",
    "SupplyNetwork",
    "build_network",
    "build_shocks",
    "list_single_failures",
    "measure_risk",
]
