"""How grave is a finding, and which value should be used? Stated rules; a person's decision stands above them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gaodi.conflicts.keys import KeyedFact, KeyReader
from gaodi.conflicts.records import (
    RANKS,
    Decision,
    Finding,
    Kind,
    Severity,
    Verdict,
    name_finding,
)

_LARGE = Decimal("0.15")  # our own choice
_SMALL = Decimal("0.02")  # our own choice
_CHOICES = {"conflict", "compatible_bound", "consistent"}
_PRECISION = {"exact": 0, "approx": 1, "range": 2, "lower": 3, "upper": 3}
_PRECISION_WORDS = {
    0: ("确数", "exact"),
    1: ("约数", "approximate"),
    2: ("区间", "a range"),
    3: ("界限", "a bound"),
}


def grade_severity(verdict: Verdict, gap: Decimal, *, is_open: bool, is_sure: bool) -> Severity:
    """Say how grave a finding is.

    Parameters
    ----------
    verdict : str
    gap : Decimal
        Distance of the values over the larger one.
    is_open : bool
        Whether part of the key is only nearly the same or not written.
    is_sure : bool
        Whether every fact was found by a rule that can be relied on.

    Returns
    -------
    {"high", "medium", "low", "info"}
        A value that cannot be right is high. A conflict is high above 15 %, medium above 2 %, else low; low where
        part of the key is open; one step lower where a fact is not sure. A stale period is medium. A number that
        nothing dates is low (`is_open` with not_computable). All else is information.

    Examples
    --------
    >>> grade_severity("conflict", Decimal("0.07"), is_open=False, is_sure=True)
    'medium'
    """
    steps: tuple[Severity, ...] = ("low", "medium", "high")
    if verdict == "implausible":
        grade = 2
    elif verdict == "conflict":
        grade = 0 if is_open else 2 if gap > _LARGE else 1 if gap > _SMALL else 0
    elif verdict == "stale_period":
        grade = 1
    elif verdict == "not_computable" and is_open:
        grade = 0
    else:
        return "info"
    return steps[max(0, grade - (not is_sure))]


def choose_preferred(facts: Sequence[KeyedFact]) -> tuple[KeyedFact, str, str] | None:
    """Choose the fact to use: the source of higher rank, then the later one, then the exact number.

    An undated source counts as rank 5. Returns None for a single fact.
    """
    if len(facts) < 2:
        return None
    best = min(facts, key=lambda k: (*_merits(k), k.order))
    other = min((k for k in facts if k is not best), key=lambda k: (*_merits(k), k.order))
    mine, its = _merits(best), _merits(other)
    if mine[0] != its[0]:
        a, b = RANKS[mine[0]], RANKS[its[0]]
        return best, f"来源级别更高：{a[0]}先于{b[0]}。", f"higher rank of source: {a[1]} before {b[1]}."
    if mine[1] != its[1]:
        day = best.source.published_on
        return (
            best,
            f"来源级别相同，取发布较晚者（{day}）。",
            f"same rank of source; published later ({day}).",
        )
    if mine[2] != its[2]:
        a, b = _PRECISION_WORDS[mine[2]], _PRECISION_WORDS[its[2]]
        return best, f"来源与日期相当，{a[0]}先于{b[0]}。", f"equal sources; {a[1]} before {b[1]}."
    if mine[3] != its[3]:
        return best, "来源与日期相当，取写得更细者。", "equal sources; the number written with more digits."
    return None


def _merits(keyed: KeyedFact) -> tuple[int, int, int, Decimal]:
    day = keyed.source.published_on
    rank = keyed.source.rank if day and keyed.source.rank else max(RANKS)
    half = keyed.interval.half if keyed.interval else Decimal(0)
    return (rank, -day.toordinal() if day else 0, _PRECISION.get(keyed.fact.bound, 3), half)


def index_decisions(decisions: Iterable[Decision]) -> dict[frozenset[str], Decision]:
    """Return the decisions by the facts they are about; of two about the same facts the later in the list counts."""
    return {frozenset(decision.fact_ids): decision for decision in decisions}


class FindingMaker:
    """Builds findings: id, severity, preferred fact, a person's decision on top."""

    def __init__(self, reader: KeyReader, decisions: Iterable[Decision]) -> None:
        self.reader = reader
        self._decisions: Mapping[frozenset[str], Decision] = index_decisions(decisions)

    def make(
        self,
        kind: Kind,
        verdict: Verdict,
        facts: Sequence[KeyedFact],
        sentence: tuple[str, str],
        *,
        differs: tuple[str, ...] = (),
        gap: Decimal = Decimal(0),
        is_open: bool = False,
        avoid: KeyedFact | None = None,
    ) -> Finding:
        """Return a finding about these facts.

        Parameters
        ----------
        kind, verdict, differs : str
        facts : sequence of KeyedFact
        sentence : tuple of str
            Chinese and English.
        gap : Decimal
            Distance of the values over the larger one.
        is_open : bool
            Whether part of the key is only nearly the same.
        avoid : KeyedFact or None
            The fact of a pair that cannot be right; the other is preferred whatever its source.
        """
        ids = tuple(sorted({k.fact.fact_id for k in facts}))
        best = choose_preferred(facts) if verdict in _CHOICES and _differ(facts) else None
        if avoid is not None:
            other = next(k for k in facts if k is not avoid)
            best = other, "另一数疑似误并数字。", "the other number seems to hold a digit too many."
        preferred_id, zh, en = (best[0].fact.fact_id, best[1], best[2]) if best else (None, "", "")
        decision = self._decisions.get(frozenset(ids))
        if decision is not None:
            preferred_id = decision.prefer if decision.choice == "prefer" else None
            zh, en = _explain_decision(decision)
        return Finding(
            finding_id=name_finding(ids, verdict),
            kind=kind,
            verdict=verdict,
            fact_ids=ids,
            differs=differs,
            severity=grade_severity(verdict, gap, is_open=is_open, is_sure=all(k.is_sure for k in facts)),
            zh=sentence[0],
            en=sentence[1],
            preferred_id=preferred_id,
            preferred_zh=zh,
            preferred_en=en,
            decision=decision,
        )


def _differ(facts: Sequence[KeyedFact]) -> bool:
    """Whether there are two numbers to choose from."""
    return len(facts) == 2 and (facts[0].fact.value, facts[0].fact.bound) != (
        facts[1].fact.value,
        facts[1].fact.bound,
    )


_CHOICE_WORDS = {
    "prefer": ("采用此数", "use this one"),
    "both_valid": ("两者都成立", "both hold"),
    "not_comparable": ("不可比", "not comparable"),
}


def _explain_decision(decision: Decision) -> tuple[str, str]:
    zh, en = _CHOICE_WORDS[decision.choice]
    return f"{decision.by}判定{zh}：{decision.reason}", f"{decision.by} decided: {en}. {decision.reason}"
