"""What comes out of a comparison? Frozen records: sources, a person's decisions, findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaodi.base import digest_record

Verdict = Literal[
    "conflict",
    "stale_period",
    "compatible_bound",
    "different_period",
    "different_scope",
    "cumulative_vs_new",
    "target_vs_actual",
    "part_of",
    "arithmetic_ok",
    "consistent",
    "implausible",
    "not_computable",
]
"""The ten verdicts of the fact schema, then two of our own: a single fact that cannot be right, and a comparison
that its key forbids or its source does not allow."""

Kind = Literal[
    "pair",
    "copy",
    "share",
    "sum",
    "growth",
    "difference",
    "months",
    "rank",
    "multiple",
    "plausibility",
]
"""How the finding was made; each kind is one module."""

Severity = Literal["high", "medium", "low", "info"]
Choice = Literal["prefer", "both_valid", "not_comparable"]

RANKS: dict[int, tuple[str, str]] = {
    1: ("统计机构或官方表", "statistics bureau or official table"),
    2: ("政府报告或通知", "government report or notice"),
    3: ("党报", "party newspaper"),
    4: ("其他媒体", "other media"),
    5: ("内容农场、无日期或来历不明", "content farm, undated or of unknown origin"),
}
"""Whom to believe first; our own policy, 1 before 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What is known about a source.

    Parameters
    ----------
    title, issuer : str
        Empty where unknown.
    published_on : date or None
        None is undated.
    rank : int or None, 1 to 5
        Place in `RANKS`; None lets `rank_source` read it from title and issuer.
    """

    title: str
    issuer: str = ""
    published_on: date | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about exactly these facts.

    Parameters
    ----------
    fact_ids : tuple of str
        The facts of the finding that was judged, in any order.
    choice : {"prefer", "both_valid", "not_comparable"}
    prefer : str or None
        The fact to use; only with `prefer`.
    by, reason : str
        Who, and why.
    made_on : date or None
    """

    fact_ids: tuple[str, ...]
    choice: Choice
    prefer: str | None = None
    by: str
    reason: str
    made_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What two or more facts (or one) say about each other.

    Parameters
    ----------
    finding_id : str
        From the sorted fact ids and the verdict; see `name_finding`.
    kind, verdict : str
        How it was made, and what was found.
    fact_ids : tuple of str
        All facts involved, sorted.
    differs : tuple of str
        Parts of the key that differ: subject, indicator, level, coverage, comparison, status, scope, period,
        value, source.
    severity : {"high", "medium", "low", "info"}
        By the rule of `grade_severity`.
    zh, en : str
        One sentence each, with values, periods and sources.
    preferred_id : str or None
        The fact to use, by policy or by a person's decision; None where there is nothing to choose.
    preferred_zh, preferred_en : str
        Why this one.
    decision : Decision or None
        A person's decision, which stands above policy and verdict.

    Examples
    --------
    >>> name_finding(["f1-b", "f1-a"], "conflict") == name_finding(["f1-a", "f1-b"], "conflict")
    True
    """

    finding_id: str
    kind: Kind
    verdict: Verdict
    fact_ids: tuple[str, ...]
    differs: tuple[str, ...]
    severity: Severity
    zh: str
    en: str
    preferred_id: str | None = None
    preferred_zh: str = ""
    preferred_en: str = ""
    decision: Decision | None = None

    @property
    def is_settled(self) -> bool:
        """Whether a person has decided."""
        return self.decision is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What new facts changed.

    Parameters
    ----------
    findings : tuple of Finding
        New ones; each involves at least one of the new facts.
    withdrawn : tuple of str
        Ids of earlier findings that no longer hold: a sum that now has more parts.
    n_compared : int
        Pairs of facts that were looked at.
    """

    findings: tuple[Finding, ...]
    withdrawn: tuple[str, ...]
    n_compared: int


def name_finding(fact_ids: Sequence[str], verdict: str) -> str:
    """Return the id of a finding: the same facts and verdict have the same id on any machine."""
    return f"c1-{digest_record([sorted(set(fact_ids)), verdict])[:20]}"
