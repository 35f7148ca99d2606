"""Do two facts hold at the same time? Stale numbers, other periods, times that a text leaves open."""

from datetime import date

from gaodi.conflicts.digits import find_surplus
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.rivals import NEAR, PairVerdict, Rivals

_SAME_TIME_DAYS = 200  # two texts without a date speak of one time if published this near; our own choice


def judge_times(pair: Rivals) -> PairVerdict | None:
    """Compare two facts whose keys are the same but for the time."""
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


def _judge_untimed(pair: Rivals) -> PairVerdict | None:
    """Compare where neither text gives a time: a contradiction only if both were published at one time.

    Far apart, they are one only if they are sizes counted on a day and stand in two texts.
    """
    a, b = pair.a, pair.b
    if None in {a.source.published_on, b.source.published_on} and a.fact.source_id != b.fact.source_id:
        return None
    may_be_one = pair.gap <= NEAR or (a.is_stock and a.fact.source_id != b.fact.source_id)
    is_one = may_be_one and not are_published_apart(a, b)
    return pair.say("conflict" if is_one else "different_period", "no_time")


def _tells_time(keyed: KeyedFact) -> bool:
    """Whether the text gives the time, not only its date of publication."""
    return keyed.fact.period_src not in {"doc", "none"}


def _begins_apart(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether two stocks of one day were gathered from different days on, such as 2021..2025 and 2025."""
    starts = {k.span.start.year for k in (a, b) if k.span is not None and k.span.start is not None}
    return len(starts) > 1


def _judge_unknown(pair: Rivals) -> PairVerdict | None:
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


def are_published_apart(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether the two sources appeared too far apart to speak of one time."""
    days: list[date] = [d for d in (a.source.published_on, b.source.published_on) if d is not None]
    return len(days) == 2 and abs((days[0] - days[1]).days) > _SAME_TIME_DAYS


def _judge_values(pair: Rivals) -> PairVerdict:
    if pair.agreement == "equal":
        return pair.say("consistent")
    if pair.agreement == "rounded":
        return pair.say("consistent", "rounded")
    if pair.agreement == "apart":
        return pair.say("conflict", "merged_digit" if find_surplus(pair.a, pair.b) else "")
    if {pair.a.fact.bound, pair.b.fact.bound} & {"lower", "upper", "range"}:
        return pair.say("compatible_bound", "bounds")
    return pair.say("consistent", "rounded")
