"""What must a derived check look up? Facts by place in the text, shares and ranks by what they are about."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from gaodi.conflicts.blocks import Blocks
from gaodi.conflicts.claims import ShareClaim, read_share
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.spans import relate_spans

WINDOW = 150  # characters in which a text speaks of one thing; our own choice


@dataclass(slots=True)
class Bench:
    """The blocks, and further ways to find facts."""

    maker: FindingMaker
    blocks: Blocks
    _places: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    _by_id: dict[str, KeyedFact] = field(default_factory=dict)
    _claims: dict[str, ShareClaim] = field(default_factory=dict)
    _numerators: dict[tuple[str, str], list[ShareClaim]] = field(default_factory=lambda: defaultdict(list))
    _wholes: dict[tuple[str, str], list[ShareClaim]] = field(default_factory=lambda: defaultdict(list))
    _ranks: dict[tuple[str, str], list[KeyedFact]] = field(default_factory=lambda: defaultdict(list))
    _children: dict[str, list[KeyedFact]] = field(default_factory=lambda: defaultdict(list))

    def add(self, keyed: KeyedFact) -> None:
        """Note a fact under everything a check may ask for."""
        self._by_id[keyed.fact.fact_id] = keyed
        if keyed.is_in_text:
            insort(self._places[keyed.fact.source_id], (keyed.fact.start, keyed.fact.fact_id))
        if keyed.measure == "ratio" and (claim := read_share(keyed, self.maker.reader)):
            self._claims[keyed.fact.fact_id] = claim
            self._numerators[claim.numerator.core, keyed.subject].append(claim)
            for whole in claim.wholes:
                self._wholes[whole].append(claim)
        if keyed.measure == "rank":
            self._ranks[keyed.indicator.core, keyed.fact.scope or ""].append(keyed)
            if keyed.fact.parent:
                self._children[keyed.fact.parent].append(keyed)

    def find_near(self, keyed: KeyedFact, window: int = WINDOW) -> Iterator[KeyedFact]:
        """Yield the other facts near by in the same text."""
        if not keyed.is_in_text:
            return
        places = self._places[keyed.fact.source_id]
        first = bisect_left(places, (keyed.fact.start - window, ""))
        last = bisect_right(places, (keyed.fact.start + window, "\uffff"))
        for _, fact_id in places[first:last]:
            if fact_id != keyed.fact.fact_id:
                yield self._by_id[fact_id]

    def find_claims(self, keyed: KeyedFact) -> Iterator[ShareClaim]:
        """Yield the share claims a fact may be part of: itself, as the part, as the whole."""
        if own := self._claims.get(keyed.fact.fact_id):
            yield own
        key = keyed.indicator.core, keyed.subject
        yield from self._numerators.get(key, ())
        yield from self._wholes.get(key, ())

    def find_ranks(self, keyed: KeyedFact) -> list[KeyedFact]:
        """Return the ranks of the same measure in the same field."""
        return self._ranks.get((keyed.indicator.core, keyed.fact.scope or ""), [])

    def find_children(self, keyed: KeyedFact) -> list[KeyedFact]:
        """Return the ranks that belong to a fact."""
        return self._children.get(keyed.fact.fact_id, [])

    def find_fact(self, fact_id: str | None) -> KeyedFact | None:
        """Return a fact seen before, or None."""
        return self._by_id.get(fact_id) if fact_id else None

    def find_levels(self, keyed: KeyedFact, year: int) -> Iterator[KeyedFact]:
        """Yield sizes of the same measure and subject in a year, with a period and a value."""
        for other in self.blocks.find(keyed.indicator.core, keyed.subject, year):
            if (
                other.measure == "stock"
                and other.interval is not None
                and other.span is not None
                and other.year == year
                and other.fact.status == "actual"
                and is_one_list(keyed, other)
            ):
                yield other

    def find_kind(self, keyed: KeyedFact, measure: str, year: int) -> Iterator[KeyedFact]:
        """Yield facts of one measure and subject of another kind in a year."""
        for other in self.blocks.find(keyed.indicator.core, keyed.subject, year):
            if other.measure == measure and other.span is not None and other.year == year and other.interval:
                yield other


def is_one_list(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether level, coverage and event are the same."""
    return (a.indicator.level, a.indicator.coverage, a.indicator.event) == (
        b.indicator.level,
        b.indicator.coverage,
        b.indicator.event,
    )


def is_one_time(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether two facts hold at the same, known time."""
    return relate_spans(a.span, b.span, is_stock=a.is_stock and b.is_stock) == "same"


def is_year_before(earlier: KeyedFact, later: KeyedFact) -> bool:
    """Whether the earlier fact holds exactly one year before."""
    a, b = earlier.span, later.span
    if a is None or b is None or a.end is None or b.end is None:
        return False
    ends = a.end.year + 1 == b.end.year and (a.end.month, a.end.day) == (b.end.month, b.end.day)
    if earlier.is_stock and later.is_stock:
        return ends
    if a.start is None or b.start is None:
        return ends and a.start is b.start
    return ends and a.start.year + 1 == b.start.year and a.start.month == b.start.month
