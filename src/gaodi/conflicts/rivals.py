"""What is looked at when two facts are compared? The pair, and what it comes to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaodi.conflicts.intervals import Agreement
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.records import Verdict
from gaodi.conflicts.spans import Relation

NEAR = Decimal("0.15")  # values of nearly one key that are worth a question; our own choice

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


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two facts in reading order, how their values and times stand, and what parts of the key differ."""

    a: KeyedFact
    b: KeyedFact
    agreement: Agreement
    times: Relation
    gap: Decimal
    differs: tuple[str, ...]

    def say(self, verdict: Verdict, why: Why = "") -> PairVerdict:
        """Return the verdict with what differs and how far the values are apart."""
        return PairVerdict(verdict=verdict, differs=self.differs, why=why, gap=self.gap)

    @property
    def is_apart(self) -> bool:
        """Whether the intervals do not meet."""
        return self.agreement == "apart"

    @property
    def is_one_time(self) -> bool:
        """Whether the times are the same, as far as they are known."""
        return self.times in {"same", "same_day", "unknown"}
