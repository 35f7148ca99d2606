"""Do growth and two sizes agree? Computed only where the basis allows; elsewhere the reason is said instead."""

from collections.abc import Iterator
from itertools import product

from gaodi.conflicts.arithmetic import divide_intervals, fits, scale_ends
from gaodi.conflicts.bench import Bench, is_one_list, is_one_time, is_year_before
from gaodi.conflicts.intervals import measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts


def find_growths(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield growth rates with the sizes of both periods, this fact among the three."""
    if keyed.year is None or keyed.span is None:
        return
    if keyed.measure == "growth":
        rates, years = [keyed], [keyed.year]
    elif keyed.measure == "stock":
        years = [keyed.year, keyed.year + 1]
        rates = [r for year in years for r in bench.find_kind(keyed, "growth", year)]
    else:
        return
    for rate in rates:
        if (
            rate.interval is None
            or rate.fact.status != "actual"
            or rate.year is None
            or rate.fact.unit != "%"
        ):
            continue
        later = [k for k in bench.find_levels(rate, rate.year) if is_one_time(k, rate)]
        earlier = list(bench.find_levels(rate, rate.year - 1))
        for now, before in product(later, earlier):
            if (
                keyed in {rate, now, before}
                and now.unit == before.unit
                and is_year_before(before, now)
                and is_one_list(now, before)
            ):
                finding = _judge(bench, rate, now, before)
                if finding is not None:
                    yield finding


def _judge(bench: Bench, rate: KeyedFact, now: KeyedFact, before: KeyedFact) -> Finding | None:
    if rate.interval is None or now.interval is None or before.interval is None:
        return None
    told_zh, told_en = list_facts((before, now, rate))
    facts = (before, now, rate)
    ends = divide_intervals(now.interval, before.interval)
    if ends is None:
        return None
    if reason := _find_basis(bench, rate):
        sentence = (
            f"{told_zh}：增速{reason[0]}，不能由两期数值相除核对。",
            f"{told_en}: the growth is {reason[1]}; it cannot be checked by dividing the two sizes.",
        )
        return bench.maker.make("growth", "not_computable", facts, sentence)
    computed = (now.interval.value / before.interval.value - 1) * 100
    if fits(scale_ends(ends, 100, -100), rate.interval):
        sentence = (
            f"{told_zh}：两期相除得 {computed:.1f}%，与写出的增速相符。",
            f"{told_en}: the two sizes give {computed:.1f} %, as written.",
        )
        return bench.maker.make("growth", "arithmetic_ok", facts, sentence)
    sentence = (
        f"{told_zh}：两期相除得 {computed:.1f}%，与写出的增速不符；上期数可能已修订。",
        f"{told_en}: the two sizes give {computed:.1f} %, not what is written; the earlier size may have been revised.",
    )
    gap = measure_gap(computed, rate.interval.value)
    return bench.maker.make("growth", "conflict", facts, sentence, differs=("value",), gap=gap, is_open=True)


def _find_basis(bench: Bench, rate: KeyedFact) -> tuple[str, str] | None:
    """Say why a growth must not be computed from two sizes, or None."""
    reader = bench.maker.reader
    words = f"{rate.fact.marker or ''}{rate.fact.extra.get('basis', '')}"
    if "名义" in words or "现价" in words:
        return None
    if "同口径" in words or "可比口径" in words:
        return "按同口径计算", "on a like-for-like basis"
    if "可比价" in words or "不变价" in words:
        return "按可比价计算", "at comparable prices"
    listed = reader.catalogue.indicators.get(rate.indicator.indicator_id)
    if listed is not None and listed.basis:
        return "按可比价计算", "at comparable prices"
    name = rate.indicator.coverage + rate.indicator.core
    if any(word in name for word in reader.words.real_growth):
        return "按可比价或同口径计算", "at comparable prices or like for like"
    return None
