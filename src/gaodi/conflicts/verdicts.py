"""Do two facts contradict each other? The verdicts of the fact schema, part of the key by part.

Two facts contradict each other only if every part of the key is the same and their intervals do not meet. The first
part that differs in a way that matters names the verdict; `differs` lists all of them.
"""

from gaodi.conflicts.intervals import agree_intervals, measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.rivals import NEAR, PairVerdict, Rivals
from gaodi.conflicts.spans import Relation, relate_spans
from gaodi.conflicts.subjects import SubjectRelation
from gaodi.conflicts.times import are_published_apart, judge_times

_TELLING_DIGITS = 3  # a number with as many digits does not come up twice by chance; our own choice


def judge_pair(a: KeyedFact, b: KeyedFact, relation: SubjectRelation) -> PairVerdict | None:
    """Compare two facts of one measure.

    Parameters
    ----------
    a, b : KeyedFact
        With the same core of the indicator, or nearly the same subject.
    relation : str
        How the subjects stand to each other.

    Returns
    -------
    PairVerdict or None
        None where the facts measure different things, or a value is unknown: an unknown value never conflicts.
    """
    if a.interval is None or b.interval is None or a.unit != b.unit or not _same_kind(a, b):
        return None
    if a.order > b.order:
        a, b = b, a
    agreement = agree_intervals(a.known, b.known)
    times = relate_spans(a.span, b.span, is_stock=a.is_stock and b.is_stock)
    gap = measure_gap(a.known.value, b.known.value)
    pair = Rivals(a, b, agreement, times, gap, _list_differences(a, b, relation, times))
    if relation != "same":
        return _judge_subjects(pair, relation)
    return _judge_event(pair) if a.indicator.event != b.indicator.event else _judge_key(pair)


def _same_kind(a: KeyedFact, b: KeyedFact) -> bool:
    kinds = {a.measure, b.measure}
    if len(kinds) > 1:
        return kinds == {"stock", "new"}
    return a.fact.multiple_kind == b.fact.multiple_kind


def _list_differences(
    a: KeyedFact, b: KeyedFact, relation: SubjectRelation, times: Relation
) -> tuple[str, ...]:
    found = {
        "subject": relation != "same",
        "indicator": (a.indicator.core, a.indicator.event) != (b.indicator.core, b.indicator.event),
        "level": a.indicator.level != b.indicator.level,
        "coverage": a.indicator.coverage != b.indicator.coverage,
        "comparison": a.measure != b.measure or _ranks_of_new_and_all(a, b),
        "status": a.fact.status != b.fact.status,
        "scope": _scope(a) != _scope(b),
        "base": a.base != b.base,
        "period": times not in {"same", "same_day"},
        "bound": a.fact.bound != b.fact.bound,
    }
    return tuple(part for part, is_other in found.items() if is_other)


def _scope(keyed: KeyedFact) -> str:
    return (keyed.fact.scope or "").strip()


def _ranks_of_new_and_all(a: KeyedFact, b: KeyedFact) -> bool:
    return a.measure == "rank" and a.indicator.is_new != b.indicator.is_new


def _judge_subjects(pair: Rivals, relation: SubjectRelation) -> PairVerdict | None:
    """Place in place is another scope; a site in a site with near values is worth a question."""
    a, b = pair.a.indicator, pair.b.indicator
    if relation == "inside":
        return pair.say("different_scope") if (a.level, a.event) == (b.level, b.event) else None
    if relation != "near" or pair.a.fact.status != pair.b.fact.status or a.event != b.event:
        return None
    if pair.times not in {"same", "same_day", "unknown"} or are_published_apart(pair.a, pair.b):
        return None
    if not pair.is_apart:
        return pair.say("consistent" if pair.agreement in {"equal", "rounded"} else "compatible_bound")
    return pair.say("conflict", "near_subject") if pair.gap <= NEAR else pair.say("different_scope")


def _judge_event(pair: Rivals) -> PairVerdict | None:
    """Give a telling number that two sources assign to two events as a conflict."""
    a, b = pair.a, pair.b
    if not (a.indicator.event and b.indicator.event) or a.fact.source_id == b.fact.source_id:
        return None
    if pair.agreement != "equal" or pair.times not in {"same", "same_day"}:
        return None
    digits = "".join(map(str, a.known.value.as_tuple().digits)).strip("0")
    if len(digits) < _TELLING_DIGITS or a.measure != b.measure or a.indicator.level != b.indicator.level:
        return None
    return pair.say("conflict", "event")


def _judge_key(pair: Rivals) -> PairVerdict | None:
    """Go through the key: list and coverage, field of a rank, status, new or all, base, time, value."""
    a, b = pair.a, pair.b
    is_other_list = {"level", "coverage"} & set(pair.differs)
    if is_other_list and pair.times in {"apart", "overlap", "nested"}:
        return None
    if a.indicator.level and b.indicator.level and a.indicator.level != b.indicator.level:
        return pair.say("different_scope")
    if pair.is_apart and (
        (a.indicator.level, a.indicator.coverage) != (b.indicator.level, b.indicator.coverage)
        or (a.measure == "rank" and _scope(a) != _scope(b))
    ):
        return pair.say("different_scope", "level_open")
    if _scope(a) and _scope(b) and _scope(a) != _scope(b):
        return pair.say("different_scope")
    if a.base != b.base and ((a.base and b.base and a.measure != "ratio") or pair.is_apart):
        return pair.say("different_scope")
    if "status" in pair.differs and (
        "target" in {a.fact.status, b.fact.status} or (pair.is_apart and pair.is_one_time)
    ):
        return pair.say("target_vs_actual", "" if "target" in {a.fact.status, b.fact.status} else "estimate")
    if "comparison" in pair.differs and not _is_open_count(pair):
        return pair.say("cumulative_vs_new")
    if _is_total_beside_part(pair):
        return pair.say("cumulative_vs_new")
    return judge_times(pair)


def _is_total_beside_part(pair: Rivals) -> bool:
    """Whether one number has run up since no stated day and the other within a stated time: 前三季度504亿元、累计达4070亿元."""
    kinds = {pair.a.fact.comparison, pair.b.fact.comparison}
    if kinds != {"level", "cumulative"} or not pair.is_apart:
        return False
    total, part = (pair.a, pair.b) if pair.a.fact.comparison == "cumulative" else (pair.b, pair.a)
    return (
        total.span is not None
        and total.span.start is None
        and part.span is not None
        and part.span.start is not None
    )


def _is_open_count(pair: Rivals) -> bool:
    """Whether one text leaves open if its number is new or all, and the numbers are equal."""
    return (
        pair.agreement == "equal"
        and pair.is_one_time
        and {pair.a.fact.comparison, pair.b.fact.comparison} == {"level", "new"}
    )
