"""How does a fact stand in a list? One plain row, and the reference that opens it."""

from typing import Any

from gaodi.evidence import EffectiveFact
from gaodi.prose import Fact

FACT_COLUMNS = (
    "fact_id", "source_id", "start", "end", "text", "value", "value_min", "value_max", "bound", "unit", "comparison",
    "status", "indicator", "subject", "period", "period_src", "base", "scope", "multiple_kind", "parent", "marker",
    "rule", "confidence",
)  # fmt: skip
"""Fields of the fact that a row holds; `state`, `judgement_id`, `ref` and `place` follow."""


def fact_row(item: EffectiveFact) -> dict[str, Any]:
    """Return a fact as a row of a list; `place` says where it stands, for people."""
    row: dict[str, Any] = {name: getattr(item.fact, name) for name in FACT_COLUMNS}
    place = item.fact.extra.get("place") or f"{item.fact.start}–{item.fact.end}"
    return row | {
        "state": item.state,
        "judgement_id": item.judgement_id,
        "ref": name_ref(item.fact),
        "place": place,
    }


def name_ref(fact: Fact) -> str:
    """Return the reference that opens a fact: its cell where it has one."""
    return str(fact.extra.get("origin") or f"fact:{fact.fact_id}")
