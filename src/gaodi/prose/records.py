"""What does a text state? Frozen records of the facts found in it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number that a source states about something, with its place in the source.

    Parameters
    ----------
    fact_id : str
        The same claim at the same place has the same id on any machine; see `name_fact`.
    source_id : str
    start, end : int
        Half-open span of the quantity, in code points of the untouched original.
    text : str
        `original[start:end]`.
    evidence_start, evidence_end : int
        The clause that proves the fact; holds the span.
    value : Decimal or None
        万 and 亿 multiplied out, %, 百分点 and 倍 as written, falls negative; for a range its lower end.
    value_min, value_max : Decimal or None
        The closed interval the source allows; None is an open end.
    bound : str
        exact, lower, upper, approx or range.
    unit : str
        元, 美元, %, 百分点, 倍, 位, 家, 个 …; simplified.
    comparison : str
        One of the twelve kinds of `gaodi.base.Comparison`.
    status : str
        actual, estimate or target.
    indicator : str
        What is measured, in simplified characters, without subject, period and verb.
    subject : str
        Whose number it is.
    period : str or None
        As `gaodi.base.parse_period` reads it, or `now`; None where the text gives nothing.
    period_src : str
        explicit (same sentence), inherited (heading or earlier sentence), doc (date of the document) or none.
    base : str or None
        What a share, a multiple, a gap or a change is taken against.
    scope : str or None
        The field a rank is taken in: 全国, 中部, 全省地级市 …
    multiple_kind : str or None
        ratio or increase, for multiples.
    parent : str or None
        Id of the fact a rank belongs to.
    marker : str or None
        The word that set the bound or the status.
    rule : str
        The rule that found it, with its version.
    confidence : float
        0 to 1, our own scale: how sure the rule is, not a probability.
    extra : dict
        Anything else worth keeping; never part of the key.
    """

    fact_id: str
    source_id: str
    start: int
    end: int
    text: str
    evidence_start: int
    evidence_end: int
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    bound: str
    unit: str
    comparison: str
    status: str
    indicator: str
    subject: str
    period: str | None
    period_src: str
    base: str | None = None
    scope: str | None = None
    multiple_kind: str | None = None
    parent: str | None = None
    marker: str | None = None
    rule: str = ""
    confidence: float = 0.5
    extra: dict[str, Any] = field(default_factory=dict)
