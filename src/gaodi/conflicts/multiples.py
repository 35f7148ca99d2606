"""Do a multiple and two sizes agree? 是上年的2倍, 翻番, 增长1.4倍."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from gaodi.conflicts.arithmetic import divide_intervals, fits, scale_ends
from gaodi.conflicts.bench import Bench, is_one_list, is_one_time
from gaodi.conflicts.intervals import measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts


def find_multiples(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield multiples with the sizes of both periods: 是上年的2倍, 翻番, 增长1.4倍."""
    if keyed.year is None or keyed.span is None:
        return
    if keyed.measure == "multiple":
        multiples = [keyed]
    elif keyed.measure == "stock":
        multiples = [
            m for year in range(keyed.year, keyed.year + 6) for m in bench.find_kind(keyed, "multiple", year)
        ]
    else:
        return
    for multiple in multiples:
        base = _read_base_year(multiple)
        if base is None or multiple.interval is None or multiple.year is None:
            continue
        later = [k for k in bench.find_levels(multiple, multiple.year) if is_one_time(k, multiple)]
        for now, before in product(later, bench.find_levels(multiple, base)):
            if keyed in {multiple, now, before} and now.unit == before.unit and is_one_list(now, before):
                finding = _judge_multiple(bench, multiple, now, before)
                if finding is not None:
                    yield finding


_PLAN_ENDS = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025}


def _read_base_year(multiple: KeyedFact) -> int | None:
    """Return the year a multiple is taken against, at most five years back."""
    base = multiple.base
    year = next((end for plan, end in _PLAN_ENDS.items() if plan in base and base.endswith("末")), None)
    if year is None and base[:4].isdigit() and len(base) >= 4:
        year = int(base[:4])
    if year is None and multiple.year is not None and base in {"上年", "去年", "上年同期", "去年同期"}:
        year = multiple.year - 1
    return year if year and multiple.year and 0 < multiple.year - year <= 5 else None


def _judge_multiple(bench: Bench, multiple: KeyedFact, now: KeyedFact, before: KeyedFact) -> Finding | None:
    if multiple.interval is None or now.interval is None or before.interval is None:
        return None
    ends = divide_intervals(now.interval, before.interval)
    if ends is None:
        return None
    is_increase = multiple.fact.multiple_kind == "increase"
    told_zh, told_en = list_facts((before, now, multiple))
    times = now.interval.value / before.interval.value - (1 if is_increase else 0)
    facts = (before, now, multiple)
    if fits(scale_ends(ends, 1, -1 if is_increase else 0), multiple.interval):
        sentence = (
            f"{told_zh}：两期相除得 {times:.1f} 倍，相符。",
            f"{told_en}: the sizes give {times:.1f} times, as written.",
        )
        return bench.maker.make("multiple", "arithmetic_ok", facts, sentence)
    sentence = (
        f"{told_zh}：两期相除得 {times:.1f} 倍，与写出的倍数不符。",
        f"{told_en}: the sizes give {times:.1f} times, not what is written.",
    )
    gap = measure_gap(Decimal(times), multiple.interval.value)
    return bench.maker.make("multiple", "conflict", facts, sentence, differs=("value",), gap=gap)
