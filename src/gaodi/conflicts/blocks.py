"""Which facts are worth comparing? Blocks of one measure and subject, cut by year; never all against all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.subjects import SubjectReader, SubjectRelation

_Year = int | None
_AHEAD = 5  # years a target may lie ahead: one plan; our own choice


@dataclass(slots=True)
class Blocks:
    """Facts by measure, subject and year.

    A fact meets the facts of its own year, of the years beside it, and those without any time; a target also what it
    is held against. A place meets the places
    it lies in and those that lie in it in its own year. A site meets its parts by the beginning of their names.
    """

    subjects: SubjectReader
    _own: dict[tuple[str, str], dict[_Year, list[KeyedFact]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    _inside: dict[tuple[str, str], dict[_Year, list[KeyedFact]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    _sites: dict[tuple[str, str, str], list[KeyedFact]] = field(default_factory=lambda: defaultdict(list))

    _site_parts: dict[tuple[str, str, str], list[KeyedFact]] = field(
        default_factory=lambda: defaultdict(list)
    )

    _targets: dict[tuple[str, str], list[KeyedFact]] = field(default_factory=lambda: defaultdict(list))

    def add(self, keyed: KeyedFact) -> None:
        """Put a fact into its blocks."""
        core = keyed.indicator.core
        self._own[core, keyed.subject][keyed.year].append(keyed)
        if keyed.fact.status == "target":
            self._targets[core, keyed.subject].append(keyed)
        for place in self.subjects.near_ancestors(keyed.subject):
            self._inside[core, place][keyed.year].append(keyed)
        if site := self.subjects.site(keyed.subject):
            self._sites[site, keyed.unit, keyed.measure].append(keyed)
            for whole in self.subjects.list_wholes(keyed.subject):
                self._site_parts[whole, keyed.unit, keyed.measure].append(keyed)

    def find_rivals(self, keyed: KeyedFact) -> Iterator[tuple[KeyedFact, SubjectRelation]]:
        """Yield the facts to compare a fact with, and how the subjects stand to each other."""
        core, subject = keyed.indicator.core, keyed.subject
        if not core or not subject:
            return
        own = self._own.get((core, subject), {})
        for other in _near_years(own, keyed.year):
            yield other, "same"
        for other in self._find_targets(keyed, own):
            yield other, "same"
        above = [self._own.get((core, place), {}) for place in self.subjects.near_ancestors(subject)]
        for block in (*above, self._inside.get((core, subject), {})):
            for other in _near_years(block, keyed.year):
                if keyed.year == other.year or keyed.span is None or other.span is None:
                    yield other, "inside"
        for other in self._find_sites(keyed):
            if self.subjects.relate(subject, other.subject) == "near" and _near_words(keyed, other):
                yield other, "near"

    def _find_targets(self, keyed: KeyedFact, own: dict[_Year, list[KeyedFact]]) -> Iterator[KeyedFact]:
        """Yield targets further ahead than a year, or for a target what it may be held against."""
        if keyed.year is None:
            return
        if keyed.fact.status == "target":
            for ahead in range(2, _AHEAD + 1):
                for year in (keyed.year - ahead, keyed.year + ahead):
                    yield from own.get(year, ())
            return
        for other in self._targets.get((keyed.indicator.core, keyed.subject), ()):
            if other.year is not None and 1 < abs(other.year - keyed.year) <= _AHEAD:
                yield other

    def _find_sites(self, keyed: KeyedFact) -> Iterator[KeyedFact]:
        site = self.subjects.site(keyed.subject)
        if not site:
            return
        kind = keyed.unit, keyed.measure
        for name in (*self.subjects.list_wholes(keyed.subject), site):
            yield from self._sites.get((name, *kind), ())
        yield from self._site_parts.get((site, *kind), ())

    def find(self, core: str, subject: str, year: _Year) -> Iterator[KeyedFact]:
        """Yield the facts of a measure and subject in a year, and those without any time."""
        block = self._own.get((core, subject), {})
        for found in list(block) if year is None else [year, None]:
            yield from block.get(found, ())


def _near_years(block: dict[_Year, list[KeyedFact]], year: _Year) -> Iterator[KeyedFact]:
    for found in list(block) if year is None else [year - 1, year, year + 1, None]:
        yield from block.get(found, ())


def _near_words(a: KeyedFact, b: KeyedFact) -> bool:
    """Whether two indicators share three quarters of their characters; our own choice."""
    left, right = a.indicator.core, b.indicator.core
    shared = sum(min(left.count(c), right.count(c)) for c in set(left))
    return shared * 8 >= 3 * (len(left) + len(right))
