"""Do totals, new ones and months agree over time? Total less new is the earlier total; months make up the year."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from gaodi.conflicts.arithmetic import Ends, fits
from gaodi.conflicts.bench import Bench, is_one_list
from gaodi.conflicts.intervals import Interval, measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts


def find_differences(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield totals of two years with what was added in the later one, this fact among the three."""
    if keyed.year is None or keyed.span is None or keyed.is_flow:
        return
    if keyed.unit not in bench.maker.reader.words.count_units or keyed.measure not in {"stock", "new"}:
        return
    years = [keyed.year] if keyed.measure == "new" else [keyed.year, keyed.year + 1]
    for year in years:
        added = [n for n in bench.find_kind(keyed, "new", year) if _is_over_year(n, year)]
        for new, now, before in product(
            added, bench.find_levels(keyed, year), bench.find_levels(keyed, year - 1)
        ):
            if keyed in {new, now, before} and _one_series(new, now, before):
                finding = _judge_difference(bench, new, now, before)
                if finding is not None:
                    yield finding


def _is_over_year(keyed: KeyedFact, year: int) -> bool:
    span = keyed.span
    return span is not None and keyed.fact.status == "actual" and span.is_year and keyed.year == year


def _is_year_end(keyed: KeyedFact) -> bool:
    span = keyed.span
    return span is not None and span.end is not None and span.end.month == 12


def _one_series(new: KeyedFact, now: KeyedFact, before: KeyedFact) -> bool:
    return (
        new.unit == now.unit == before.unit
        and is_one_list(new, now)
        and is_one_list(now, before)
        and _is_year_end(now)
        and _is_year_end(before)
    )


def _judge_difference(bench: Bench, new: KeyedFact, now: KeyedFact, before: KeyedFact) -> Finding | None:
    if new.interval is None or now.interval is None or before.interval is None:
        return None
    facts = (before, new, now)
    told_zh, told_en = list_facts(facts)
    earlier = now.interval.value - new.interval.value
    if fits(_subtract(now.interval, new.interval), before.interval):
        sentence = (
            f"{told_zh}：总数减新增得 {earlier}，与上年总数相符。",
            f"{told_en}: the total less the new ones gives {earlier}, the earlier total.",
        )
        return bench.maker.make("difference", "arithmetic_ok", facts, sentence)
    sentence = (
        f"{told_zh}：总数减新增得 {earlier}，与上年总数不符；也可能有撤销或期满退出。",
        f"{told_en}: the total less the new ones gives {earlier}, not the earlier total; titles may have lapsed.",
    )
    gap = measure_gap(earlier, before.interval.value)
    return bench.maker.make(
        "difference", "conflict", facts, sentence, differs=("value",), gap=gap, is_open=True
    )


def _subtract(a: Interval, b: Interval) -> Ends:
    low = None if a.low is None or b.high is None else a.low - b.high
    high = None if a.high is None or b.low is None else a.high - b.low
    return low, high


def find_months(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield running totals of two months with the month between, and a month larger than its running total."""
    if not _is_monthly_flow(keyed) or keyed.year is None:
        return
    same = [
        k
        for k in (*bench.find_levels(keyed, keyed.year), keyed)
        if _is_monthly_flow(k) and k.unit == keyed.unit
    ]
    running = [k for k in same if k.span is not None and k.span.is_running]
    single = [k for k in same if k.span is not None and not k.span.is_running]
    for total, month in product(running, single):
        if not _holds(total, month):
            continue
        if keyed in {total, month} and _exceeds(month, total):
            yield _say_exceeding(bench, month, total)
        for before in running:
            if keyed in {total, month, before} and _is_just_before(before, month) and _one_end(total, month):
                finding = _judge_months(bench, before, month, total)
                if finding is not None:
                    yield finding


def _is_monthly_flow(keyed: KeyedFact) -> bool:
    span = keyed.span
    return (
        keyed.is_flow
        and keyed.measure == "stock"
        and keyed.interval is not None
        and keyed.fact.status == "actual"
        and span is not None
        and span.start is not None
        and span.end is not None
        and span.start.year == span.end.year
        and (span.start.month == span.end.month or span.is_running)
    )


def _holds(total: KeyedFact, month: KeyedFact) -> bool:
    a, b = total.span, month.span
    return bool(a and b and a.end and b.end and b.end <= a.end and is_one_list(total, month))


def _one_end(total: KeyedFact, month: KeyedFact) -> bool:
    return bool(total.span and month.span and total.span.end == month.span.end)


def _is_just_before(before: KeyedFact, month: KeyedFact) -> bool:
    a, b = before.span, month.span
    return bool(a and b and a.end and b.start and (b.start - a.end).days == 1 and is_one_list(before, month))


def _exceeds(month: KeyedFact, total: KeyedFact) -> bool:
    a, b = month.interval, total.interval
    return a is not None and b is not None and a.low is not None and b.high is not None and a.low > b.high


def _say_exceeding(bench: Bench, month: KeyedFact, total: KeyedFact) -> Finding:
    told_zh, told_en = list_facts((month, total))
    sentence = (
        f"{told_zh}：单月数大于累计数，不可能。",
        f"{told_en}: a month above its running total cannot be.",
    )
    return bench.maker.make("months", "implausible", (month, total), sentence, differs=("value", "period"))


def _judge_months(bench: Bench, before: KeyedFact, month: KeyedFact, total: KeyedFact) -> Finding | None:
    if before.interval is None or month.interval is None or total.interval is None:
        return None
    facts = (before, month, total)
    told_zh, told_en = list_facts(facts)
    rest = total.interval.value - before.interval.value
    if fits(_subtract(total.interval, before.interval), month.interval):
        sentence = (
            f"{told_zh}：两期累计之差与当月数相符。",
            f"{told_en}: the running totals differ by the month.",
        )
        return bench.maker.make("months", "arithmetic_ok", facts, sentence)
    gap = measure_gap(rest, month.interval.value) if rest or month.interval.value else Decimal(0)
    sentence = (
        f"{told_zh}：两期累计之差与当月数不符；累计数可能含修订。",
        f"{told_en}: the running totals do not differ by the month; they may hold revisions.",
    )
    return bench.maker.make("months", "conflict", facts, sentence, differs=("value",), gap=gap, is_open=True)
