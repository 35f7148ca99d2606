"""Between what and what can a measure lie? The least and the most, given what is not known."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a measure can be, given what is not known; `high` None is without limit."""

    low: Fraction
    high: Fraction | None


NOTHING_KNOWN = Bounds(Fraction(0), Fraction(1))
"""What is known of a share where nothing is."""
