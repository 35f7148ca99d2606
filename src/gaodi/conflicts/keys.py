"""What is a fact about? Its key, read once when it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gaodi.catalogue import Catalogue
from gaodi.conflicts.characters import fold_text
from gaodi.conflicts.indicators import IndicatorKey, IndicatorReader
from gaodi.conflicts.intervals import Interval, read_interval
from gaodi.conflicts.ranking import rank_source
from gaodi.conflicts.records import SourceInfo
from gaodi.conflicts.spans import Span, read_span
from gaodi.conflicts.subjects import SubjectReader
from gaodi.conflicts.vocabulary import Vocabulary, load_places, load_vocabulary
from gaodi.prose import Fact

UNKNOWN_SOURCE = SourceInfo(title="", rank=5)
SURE = 0.5  # facts below this confidence were found by a weak rule; the extractor's own scale


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyedFact:
    """A fact with its key.

    Parameters
    ----------
    fact : Fact
    source : SourceInfo
    indicator : IndicatorKey
    subject : str
        In one writing.
    span : Span or None
        None is unknown or now.
    year : int or None
        Of the period's last day, else of the publication; None where neither is known.
    measure : str
        stock (level and cumulative), ratio (share, or a level in %), else the comparison.
    unit : str
        The unit that stands for its group.
    interval : Interval or None
        None where the value is unknown.
    base : str
        What it is taken against, folded.
    is_flow : bool
        Whether it adds up over time.
    """

    fact: Fact
    source: SourceInfo
    indicator: IndicatorKey
    subject: str
    span: Span | None
    year: int | None
    measure: str
    unit: str
    interval: Interval | None
    base: str
    is_flow: bool

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Place in the reading order, so that a pair reads the same from either side."""
        return (self.fact.source_id, self.fact.start, self.fact.end, self.fact.fact_id)

    @property
    def known(self) -> Interval:
        """The interval of a fact whose value is known; the caller has looked."""
        if self.interval is None:
            msg = f"fact {self.fact.fact_id} has no value"
            raise AssertionError(msg)
        return self.interval

    @property
    def is_stock(self) -> bool:
        """Whether it is counted on a day."""
        return self.measure in {"stock", "ratio"} and not self.is_flow

    @property
    def is_in_text(self) -> bool:
        """Whether it stands in a clause of a text; a cell of a table has no neighbours."""
        return self.fact.evidence_end - self.fact.evidence_start > self.fact.end - self.fact.start

    @property
    def is_sure(self) -> bool:
        """Whether the rule that found it can be relied on."""
        return self.fact.confidence >= SURE


class KeyReader:
    """Reads the keys of facts; holds catalogue and word lists."""

    def __init__(self, catalogue: Catalogue, sources: Mapping[str, SourceInfo]) -> None:
        self.words: Vocabulary = load_vocabulary()
        self.subjects = SubjectReader(catalogue, self.words)
        self.indicators = IndicatorReader(catalogue, self.words)
        self.catalogue = catalogue
        self.places = load_places()
        self._sources = sources
        self._ranks: dict[tuple[str, str, date | None], int] = {}
        self.compositions = {c.total: c for c in self.words.compositions}
        self.totals: dict[str, list[str]] = {}
        self.parts: dict[str, list[str]] = {}
        for composition in self.words.compositions:
            self.totals.setdefault(self.indicators.read(composition.total).core, []).append(composition.total)
            for part in composition.parts:
                self.parts.setdefault(self.indicators.read(part).core, []).append(composition.total)

    def read(self, fact: Fact) -> KeyedFact:
        """Return the fact with its key."""
        source = self._find_source(fact.source_id)
        span = read_span(fact.period)
        day = span.as_of if span else source.published_on
        return KeyedFact(
            fact=fact,
            source=source,
            indicator=self.indicators.read(fact.indicator, subject=fact.subject),
            subject=self.subjects.name(fact.subject),
            span=span,
            year=day.year if day else None,
            measure=_measure(fact),
            unit=self.words.units.get(fact.unit, fact.unit),
            interval=read_interval(fact, self.words),
            base=self.indicators.strip(fact.base) if fact.base else "",
            is_flow=fact.unit in self.words.flow_units,
        )

    def _find_source(self, source_id: str) -> SourceInfo:
        source = self._sources.get(source_id, UNKNOWN_SOURCE)
        if source.rank is not None:
            return source
        if (source.title, source.issuer, source.published_on) not in self._ranks:
            is_dated = source.published_on is not None
            self._ranks[source.title, source.issuer, source.published_on] = rank_source(
                source.title, source.issuer, is_dated=is_dated, words=self.words
            )
        return replace(source, rank=self._ranks[source.title, source.issuer, source.published_on])

    def fold(self, text: str | None) -> str:
        """Return a text in one writing; empty for None."""
        return fold_text(text) if text else ""


def _measure(fact: Fact) -> str:
    if fact.comparison == "share" or (fact.comparison == "level" and fact.unit in {"%", "‰"}):
        return "ratio"
    return "stock" if fact.comparison in {"level", "cumulative"} else fact.comparison
