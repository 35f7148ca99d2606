"""Can a single number be right? Shares above the whole, negative counts, magnitude, place."""

from collections.abc import Iterator
from decimal import Decimal

from gaodi.conflicts.bench import Bench, is_one_list
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts, show_fact

_TENFOLD = Decimal(9)  # from here on two years' values are an order of magnitude apart; our own choice
_COUNTED = Decimal(100)  # below, a count may well grow tenfold; our own choice
_SIZES = {"stock", "new"}


def find_impossible(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield facts that cannot be right by themselves."""
    reason = _name_reason(bench, keyed)
    if reason is not None:
        zh, en = show_fact(keyed)
        yield bench.maker.make(
            "plausibility",
            "implausible",
            (keyed,),
            (f"{zh}：{reason[0]}。", f"{en}: {reason[1]}."),
            differs=("value",),
        )


def _name_reason(bench: Bench, keyed: KeyedFact) -> tuple[str, str] | None:
    if keyed.interval is None:
        return None
    low, value = keyed.interval.low, keyed.interval.value
    unit = keyed.fact.unit
    if keyed.fact.comparison == "share" and unit == "%":
        if low is not None and low > 100:
            return "占比大于 100%，不可能", "a share above 100 % cannot be"
        if value < 0:
            return "占比为负，不可能", "a negative share cannot be"
    if keyed.measure in _SIZES and value < 0 and unit in bench.maker.reader.words.count_units:
        return "个数为负，不可能", "a negative count cannot be"
    if keyed.measure == "rank" and (value < 1 or value != value.to_integral_value()):
        return "位次应为正整数", "a rank is a positive whole number"
    if keyed.fact.comparison == "growth" and unit == "%" and value < -100 and keyed.unit == "%":
        return "降幅大于 100%，不可能", "a fall of more than 100 % cannot be"
    return None


def find_outliers(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield values of neighbouring years that are an order of magnitude apart.

    One of the two is wrong, or they do not measure the same; which, this check does not say.
    """
    if keyed.year is None or keyed.measure not in _SIZES or not _is_large(keyed):
        return
    for year in (keyed.year - 1, keyed.year + 1):
        for other in bench.find_kind(keyed, keyed.measure, year):
            if not _is_large(other) or not _alike(keyed, other):
                continue
            first, second = (keyed, other) if keyed.order < other.order else (other, keyed)
            zh, en = list_facts((first, second))
            yield bench.maker.make(
                "plausibility",
                "implausible",
                (first, second),
                (
                    f"{zh}：相邻两年差一个数量级，至少一处单位或数位有误，或口径不同。",
                    f"{en}: neighbouring years an order of magnitude apart; a unit or a digit is wrong, or the measure changed.",
                ),
                differs=("value", "period"),
            )


def _is_large(keyed: KeyedFact) -> bool:
    return (
        keyed.interval is not None
        and keyed.interval.value >= _COUNTED
        and keyed.fact.status == "actual"
        and keyed.fact.bound in {"exact", "approx"}
    )


def _alike(a: KeyedFact, b: KeyedFact) -> bool:
    if a.interval is None or b.interval is None or a.unit != b.unit or not is_one_list(a, b):
        return False
    if a.fact.comparison != b.fact.comparison or a.span is None or b.span is None:
        return False
    if a.is_flow and not (a.span.is_year and b.span.is_year):
        return False
    larger, smaller = max(a.interval.value, b.interval.value), min(a.interval.value, b.interval.value)
    return larger >= smaller * _TENFOLD


def find_misplaced(bench: Bench, keyed: KeyedFact) -> Iterator[Finding]:
    """Yield facts that say in which place a park lies, where that is known to be another.

    Such a fact carries the place in `extra["lies_in"]`.
    """
    said = keyed.fact.extra.get("lies_in")
    if not isinstance(said, str) or not said:
        return
    reader = bench.maker.reader
    place = reader.subjects.name(said)
    for park in reader.places:
        names = {reader.subjects.name(name) for name in (park.name, *park.aliases)}
        right = reader.subjects.name(park.within)
        if keyed.subject in names and place not in {right, *reader.subjects.ancestors(right)}:
            title = keyed.source.title or keyed.fact.source_id
            yield bench.maker.make(
                "plausibility",
                "implausible",
                (keyed,),
                (
                    f"《{title}》把{keyed.fact.subject}写在{said}，实际在{park.within}（{park.source}）。",
                    f"{title} places {keyed.fact.subject} in {said}; it lies in {park.within} ({park.source}).",
                ),
                differs=("subject",),
            )
