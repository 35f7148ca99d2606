"""A plain scorer of extracted facts: spans, values, what is measured, whose and when. For tests that stand alone."""

import re
from collections import Counter
from decimal import Decimal

import pytest

_DROPPED = set("“”\"'‘’《》〈〉【】[]（）()、,，。；;：:·.-—– \t\n\r　的*")


@pytest.fixture(scope="session")
def score():
    return _score


def _score(wanted, found):
    """Return the F1 of spans, core and full facts, as `shared/tools/score_facts.py` counts them, optional facts left out."""
    needed = [fact for fact in wanted if fact["tier"] != "opt"]
    optional = [fact for fact in wanted if fact["tier"] == "opt"]
    pairs, used = [], set()
    for fact in needed:
        hits = [n for n, other in enumerate(found) if n not in used and _overlap(fact, other)]
        if hits:
            used.add(hits[0])
            pairs.append((fact, found[hits[0]]))
    counted = [
        other
        for n, other in enumerate(found)
        if n in used or not any(_overlap(fact, other) for fact in optional)
    ]
    core = [(fact, other) for fact, other in pairs if _is_core(fact, other)]
    full = [(fact, other) for fact, other in core if _is_full(fact, other)]
    return {
        name: 2 * len(hit) / (len(needed) + len(counted))
        for name, hit in (("span", pairs), ("core", core), ("full", full))
    }


def _overlap(fact, other):
    shared = min(fact["end"], other.end) - max(fact["start"], other.start)
    whole = max(fact["end"], other.end) - min(fact["start"], other.start)
    return shared > 0 and (shared / whole >= 0.5 or whole - shared <= 6)


def _is_core(fact, other):
    value = Decimal(str(fact["value"]))
    return (
        abs(other.value - value) <= Decimal("1e-9") * max(1, abs(value))
        and (other.unit in {fact["unit"], *fact.get("unit_alt", [])} or fact["comparison"] == "rank")
        and other.comparison in {fact["comparison"], *fact.get("comparison_alt", [])}
        and any(
            _dice(name, other.indicator) >= 0.8
            for name in (fact["indicator"], *fact.get("indicator_alt", []))
        )
    )


def _is_full(fact, other):
    periods = {_plain(period) for period in (fact["period"], *fact.get("period_alt", []))}
    is_when = fact["period"] is None or _plain(other.period) in periods
    mine = _bare(other.subject)
    return is_when and any(
        mine and (mine == name or mine in name or name in mine)
        for name in map(_bare, (fact["subject"], *fact.get("subject_alt", [])))
    )


def _plain(period):
    return (period or "now").removeprefix("..")


def _bare(name):
    return re.sub(
        r"(?:省|市|区|县|有限公司|集团)$", "", "".join(char for char in name if char not in _DROPPED)
    )


def _dice(one, other):
    first, second = (
        Counter(re.findall(r"[A-Za-z0-9&+%]+|[^\s]", "".join(c for c in text if c not in _DROPPED)))
        for text in (one, other)
    )
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0
