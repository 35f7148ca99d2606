"""Do two facts contradict each other? The verdicts of the fact schema, part of the key by part.

Two facts contradict each other only if every part of the key is the same and their intervals do not meet. The first
part that differs in a way that matters names the verdict; `differs` lists all of them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from gaodi.conflicts.digits import find_surplus
from gaodi.conflicts.intervals import Agreement, agree_intervals, measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Verdict
from gaodi.conflicts.spans import Relation, relate_spans
from gaodi.conflicts.subjects import SubjectRelation

NEAR = Decimal("0.15")  # values of nearly one subject that are worth a question; the brief of this room
_SAME_TIME_DAYS = 200  # two texts without a date speak of one time if published this near; our own choice
_TELLING_DIGITS = 3  # a number with as many digits does not come up twice by chance; our own choice

Why = Literal[
    "", "rounded", "near_subject", "no_time", "event", "level_open", "bounds", "estimate", "merged_digit"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairVerdict:
    """What a pair says.

    Parameters
    ----------
    verdict : str
    differs : tuple of str
        Parts of the key that differ.
    why : str
        Which special rule decided; empty for none.
    gap : Decimal
        Distance of the values over the larger one.
    """

    verdict: Verdict
    differs: tuple[str, ...]
    why: Why = ""
    gap: Decimal = Decimal(0)


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
    pair = _Pair(a, b, agreement, times, gap, _list_differences(a, b, relation, times))
    if relation != "same":
        return _judge_subjects(pair, relation)
    return _judge_event(pair) if a.indicator.event != b.indicator.event else _judge_key(pair)


@dataclass(frozen=True, slots=True)
class _Pair:
    a: KeyedFact
    b: KeyedFact
    agreement: Agreement
    times: Relation
    gap: Decimal
    differs: tuple[str, ...]

    def say(self, verdict: Verdict, why: Why = "") -> PairVerdict:
        return PairVerdict(verdict=verdict, differs=self.differs, why=why, gap=self.gap)

    @property
    def is_apart(self) -> bool:
        return self.agreement == "apart"


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


def _judge_subjects(pair: _Pair, relation: SubjectRelation) -> PairVerdict | None:
    """Place in place is another scope; a site in a site with near values is worth a question."""
    a, b = pair.a.indicator, pair.b.indicator
    if relation == "inside":
        return pair.say("different_scope") if (a.level, a.event) == (b.level, b.event) else None
    if relation != "near" or pair.a.fact.status != pair.b.fact.status or a.event != b.event:
        return None
    if pair.times not in {"same", "same_day", "unknown"} or _published_apart(pair.a, pair.b):
        return None
    if not pair.is_apart:
        return pair.say("consistent" if pair.agreement in {"equal", "rounded"} else "compatible_bound")
    return pair.say("conflict", "near_subject") if pair.gap <= NEAR else pair.say("different_scope")


def _judge_event(pair: _Pair) -> PairVerdict | None:
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


def _judge_key(pair: _Pair) -> PairVerdict | None:
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
        "target" in {a.fact.status, b.fact.status} or (pair.is_apart and _same_time(pair))
    ):
        return pair.say("target_vs_actual", "" if "target" in {a.fact.status, b.fact.status} else "estimate")
    if "comparison" in pair.differs and not _is_open_count(pair):
        return pair.say("cumulative_vs_new")
    return _judge_times(pair)


def _is_open_count(pair: _Pair) -> bool:
    """Whether one text leaves open if its number is new or all, and the numbers are equal."""
    return (
        pair.agreement == "equal"
        and _same_time(pair)
        and {pair.a.fact.comparison, pair.b.fact.comparison} == {"level", "new"}
    )


def _same_time(pair: _Pair) -> bool:
    return pair.times in {"same", "same_day", "unknown"}


def _judge_times(pair: _Pair) -> PairVerdict | None:
    a, b = pair.a, pair.b
    if pair.times == "part_year" or (pair.times == "within" and (a.is_flow or a.measure == "growth")):
        return pair.say("stale_period" if pair.agreement == "equal" else "different_period")
    if pair.times == "within":
        return _judge_values(pair) if not pair.is_apart else pair.say("different_period")
    if pair.times == "unknown":
        return _judge_unknown(pair)
    if pair.times == "same_day" and pair.is_apart:
        return _judge_untimed(pair)
    if pair.times not in {"same", "same_day"} or (pair.is_apart and _begins_apart(a, b)):
        return pair.say("different_period")
    if pair.is_apart and not (_tells_time(a) and _tells_time(b)):
        return pair.say("conflict" if pair.gap <= NEAR else "different_period", "no_time")
    return _judge_values(pair)


def _judge_untimed(pair: _Pair) -> PairVerdict | None:
    """Compare where neither text gives a time: a contradiction only if both were published at one time.

    Far apart, they are one only if they are sizes counted on a day and stand in two texts.
    """
    a, b = pair.a, pair.b
    if None in {a.source.published_on, b.source.published_on} and a.fact.source_id != b.fact.source_id:
        return None
    may_be_one = pair.gap <= NEAR or (a.is_stock and a.fact.source_id != b.fact.source_id)
    is_one = may_be_one and not _published_apart(a, b)
    return pair.say("conflict" if is_one else "different_period", "no_time")


def _tells_time(keyed: KeyedFact) -> bool:
    """Whether the text gives the time, not only its date of publication."""
    return keyed.fact.period_src not in {"doc", "none"}


def _begins_apart(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether two stocks of one day were gathered from different days on, such as 2021..2025 and 2025."""
    starts = {k.span.start.year for k in (a, b) if k.span is not None and k.span.start is not None}
    return len(starts) > 1


def _judge_unknown(pair: _Pair) -> PairVerdict | None:
    """One side gives no time: equal numbers agree; others are a question only where publication says the same time."""
    if not pair.is_apart:
        return _judge_values(pair)
    dated, undated = (pair.a, pair.b) if pair.a.span else (pair.b, pair.a)
    end = dated.span.as_of if dated.span else None
    told = undated.source.published_on
    if told is None:
        return None
    if end and dated.is_stock and undated.is_stock and pair.gap <= NEAR and not _gathered(dated):
        late = (told - min(end, dated.source.published_on or end)).days
        if 0 <= late <= _SAME_TIME_DAYS:
            return pair.say("conflict", "no_time")
    return pair.say("different_period", "no_time")


def _gathered(keyed: KeyedFact) -> bool:
    """Whether it was gathered over several years."""
    span = keyed.span
    return (
        span is not None
        and span.start is not None
        and span.end is not None
        and span.start.year < span.end.year
    )


def _published_apart(a: KeyedFact, b: KeyedFact) -> bool:
    days: list[date] = [d for d in (a.source.published_on, b.source.published_on) if d is not None]
    return len(days) == 2 and abs((days[0] - days[1]).days) > _SAME_TIME_DAYS


def _judge_values(pair: _Pair) -> PairVerdict:
    if pair.agreement == "equal":
        return pair.say("consistent")
    if pair.agreement == "rounded":
        return pair.say("consistent", "rounded")
    if pair.agreement == "apart":
        return pair.say("conflict", "merged_digit" if find_surplus(pair.a, pair.b) else "")
    if {pair.a.fact.bound, pair.b.fact.bound} & {"lower", "upper", "range"}:
        return pair.say("compatible_bound", "bounds")
    return pair.say("consistent", "rounded")
