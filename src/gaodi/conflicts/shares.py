"""Is the share what part and whole give? Shares said in words, and rates beside two counts."""

import re
from collections.abc import Iterator
from itertools import product

from gaodi.conflicts.arithmetic import divide_intervals, fits, scale_ends
from gaodi.conflicts.bench import WINDOW, Bench
from gaodi.conflicts.claims import ShareClaim
from gaodi.conflicts.intervals import measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts, show_number
from gaodi.conflicts.spans import relate_spans

_RATE_WORDS = re.compile(r"(?:率|占比|比重|比例)$")


def find_shares(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield shares whose part and whole are known, with this fact among the three."""
    for claim in bench.find_claims(keyed):
        share = claim.share
        if share.interval is None or share.year is None:
            continue
        parts = list(bench.blocks.find(claim.numerator.core, share.subject, share.year))
        wholes = [w for key in claim.wholes for w in bench.blocks.find(*key, share.year)]
        for part, whole in product(parts, wholes):
            if keyed in {share, part, whole} and _belong(claim, part, whole):
                finding = _judge(bench, share, part, whole)
                if finding is not None:
                    yield finding


def _belong(claim: ShareClaim, part: KeyedFact, whole: KeyedFact) -> bool:
    kinds = {"new"} if claim.is_new else {"stock", "new"}
    return (
        part is not whole
        # The same thing of the same place from two sources is one part told twice, not a part and its whole.
        and (part.subject, part.indicator.core) != (whole.subject, whole.indicator.core)
        and part.measure == whole.measure
        and part.measure in kinds
        and part.unit == whole.unit
        and part.fact.status == whole.fact.status == claim.share.fact.status
        and part.indicator.level == claim.numerator.level
        and (claim.wholes[0][0] != claim.numerator.core or whole.indicator.level == part.indicator.level)
        and _one_time(part, claim.share)
        and _one_time(whole, claim.share)
    )


def _one_time(a: KeyedFact, b: KeyedFact) -> bool:
    return relate_spans(a.span, b.span, is_stock=False) == "same"


def _judge(bench: Bench, share: KeyedFact, part: KeyedFact, whole: KeyedFact) -> Finding | None:
    if part.interval is None or whole.interval is None or share.interval is None:
        return None
    ends = divide_intervals(part.interval, whole.interval)
    if ends is None:
        return None
    computed = part.interval.value / whole.interval.value * 100
    told_zh, told_en = list_facts((part, whole, share))
    shown = (
        f"{show_number(part.fact.value, part.fact.unit)} ÷ {show_number(whole.fact.value, whole.fact.unit)}"
    )
    result = f"{shown} = {computed:.2f}%"
    if fits(scale_ends(ends, 100), share.interval):
        sentence = (f"{told_zh}：{result}，与写出的占比相符。", f"{told_en}: {result}, as written.")
        return bench.maker.make("share", "arithmetic_ok", (part, whole, share), sentence)
    sentence = (f"{told_zh}：{result}，与写出的占比不符。", f"{told_en}: {result}, not what is written.")
    gap = measure_gap(computed, share.interval.value)
    return bench.maker.make("share", "conflict", (part, whole, share), sentence, differs=("value",), gap=gap)


def find_rates(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield rates that two counts near by in the text give; a rate that none gives says nothing."""
    near = [k for k in bench.find_near(keyed) if k.subject == keyed.subject and k.interval is not None]
    group = [*near, keyed] if keyed.interval is not None else []
    rates = [k for k in group if k.measure == "ratio" and _RATE_WORDS.search(k.indicator.core)]
    counts = [
        k for k in group if k.measure in {"stock", "new"} and k.unit in bench.maker.reader.words.count_units
    ]
    for rate, part, whole in product(rates, counts, counts):
        if keyed in {rate, part, whole} and _gives_rate(rate, part, whole):
            told_zh, told_en = list_facts((part, whole, rate))
            result = f"{part.known.value} ÷ {whole.known.value} = {part.known.value / whole.known.value:.1%}"
            sentence = (f"{told_zh}：{result}，与写出的比率相符。", f"{told_en}: {result}, as written.")
            yield bench.maker.make("share", "arithmetic_ok", (part, whole, rate), sentence)


def _gives_rate(rate: KeyedFact, part: KeyedFact, whole: KeyedFact) -> bool:
    if part.interval is None or whole.interval is None or rate.interval is None or part.unit != whole.unit:
        return False
    if not (part.fact.bound == whole.fact.bound == "exact" and part.known.value < whole.known.value):
        return False
    starts = [k.fact.start for k in (rate, part, whole)]
    if max(starts) - min(starts) > WINDOW or len(_bigrams(part) & _bigrams(whole)) < 2:
        return False
    ends = divide_intervals(part.interval, whole.interval)
    return ends is not None and fits(scale_ends(ends, 100), rate.interval)


def _bigrams(keyed: KeyedFact) -> set[str]:
    core = keyed.indicator.core
    return {core[i : i + 2] for i in range(len(core) - 1)}
