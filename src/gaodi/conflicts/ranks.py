"""Do ranks follow the values? Of two places in one field, the better rank has the better value."""

from collections.abc import Iterator

from gaodi.conflicts.bench import Bench
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts
from gaodi.conflicts.spans import relate_spans


def find_ranks(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield pairs of ranks whose values run the other way; only ranks that name the value they belong to."""
    mine = [keyed] if keyed.measure == "rank" else bench.find_children(keyed)
    for rank in mine:
        value = bench.find_fact(rank.fact.parent)
        if value is None:
            continue
        for other in bench.find_ranks(rank):
            its_value = bench.find_fact(other.fact.parent)
            if its_value is None or other is rank or not _comparable(rank, value, other, its_value):
                continue
            if _runs_against(bench, rank, value, other, its_value):
                facts = (rank, value, other, its_value)
                told_zh, told_en = list_facts(facts)
                yield bench.maker.make(
                    "rank",
                    "conflict",
                    facts,
                    (
                        f"{told_zh}：位次靠前者数值反而较差。",
                        f"{told_en}: the better rank has the worse value.",
                    ),
                    differs=("value",),
                    is_open=True,
                )


def _comparable(rank: KeyedFact, value: KeyedFact, other: KeyedFact, its_value: KeyedFact) -> bool:
    return (
        rank.subject != other.subject
        and value.measure == its_value.measure
        and value.unit == its_value.unit
        and value.fact.status == its_value.fact.status
        and (rank.indicator.level, rank.indicator.coverage)
        == (other.indicator.level, other.indicator.coverage)
        and rank.fact.bound == other.fact.bound == "exact"
        and relate_spans(rank.span, other.span, is_stock=True) == "same"
        and relate_spans(value.span, its_value.span, is_stock=False) == "same"
    )


def _runs_against(
    bench: Bench, rank: KeyedFact, value: KeyedFact, other: KeyedFact, its_value: KeyedFact
) -> bool:
    if (
        rank.interval is None
        or other.interval is None
        or value.interval is None
        or its_value.interval is None
    ):
        return False
    if rank.interval.value == other.interval.value:
        return False
    if rank.interval.value > other.interval.value:
        value, its_value = its_value, value
    listed = bench.maker.reader.catalogue.indicators.get(rank.indicator.indicator_id)
    direction = listed.direction if listed else "higher"
    if direction == "none":
        return False
    better, worse = (value, its_value) if direction == "higher" else (its_value, value)
    a, b = better.interval, worse.interval
    return a is not None and b is not None and a.high is not None and b.low is not None and a.high < b.low
