"""What do the doors get about facts? Facts with their history, findings, questions and freshness."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gaodi.evidence import EffectiveFact, Judgement
from gaodi.prose import Fact

QuestionKind = Literal["lost", "changed", "conflict", "proposal", "name", "doubt"]
"""Why a person is asked.

lost: a judged figure is no longer found · changed: it now reads otherwise · conflict: figures contradict and nobody has
decided · proposal: an endpoint proposed it · name: a link below the bar · doubt: a figure read with low confidence.
"""
FindingDecision = Literal["prefer", "both_valid", "not_comparable"]
ExportFormat = Literal["jsonl", "csv", "xlsx", "sdmx-csv"]
Lateness = Literal["late", "on_time", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact with everything known about it."""

    current: EffectiveFact
    """The fact as it counts, its state, and the fact as extracted."""
    source_title: str
    ref: str
    """`fact:<id>`, which `trace_origin` opens; `cell:…` for a figure of a table."""
    excerpt: str | None
    """The clause around the figure, with the figure between ⟦ and ⟧; None for a cell."""
    same: tuple[dict[str, Any], ...]
    """Facts of every source that state the same: fact_id, source_id, source_title, text, value, unit, period."""
    findings: tuple["FindingView", ...]
    history: tuple[Judgement, ...]
    """Every judgement, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """What comparing two or more facts found, and what a person decided about it."""

    finding_id: str
    verdict: str
    """conflict, stale_period, compatible_bound, different_period, different_scope …, as the conflicts room names them."""
    severity: str
    indicator: str
    subject: str
    zh: str
    en: str
    facts: tuple[dict[str, Any], ...]
    """The facts, as rows of `list_facts`, with `source_title` and `doc`, the name of the file."""
    detail: dict[str, Any]
    """kind, differs; preferred_id, preferred_zh and preferred_en: which fact the policy would use, and why."""
    decision: str | None
    """A `FindingDecision`; None where nobody has decided."""
    preferred: str | None
    """Id of the preferred fact, where the decision is `prefer`."""
    reason: str | None
    who: str | None
    history: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something only a person can answer."""

    question_id: str
    """`<kind>:<id>`; give it to `answer_question`."""
    kind: QuestionKind
    zh: str
    en: str
    about_id: str
    """Id of the fact, finding or name."""
    answers: tuple[str, ...]
    """What may be answered."""
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonReport:
    """What comparing the workspace's facts did."""

    n_facts: int
    n_new: int
    """Facts that came in, or changed, since the last comparison."""
    n_gone: int
    n_findings: int
    """Findings in force now."""
    n_added: int
    n_withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Whether a dataset or a series is up to date."""

    dataset_id: str
    """Table id, or `<indicator>@<subject>` for a series."""
    kind: Literal["table", "series"]
    zh: str
    en: str
    owner: str | None
    source: str | None
    frequency: str | None
    """monthly, quarterly, half_yearly or yearly; None where nobody declared it."""
    last_period: str | None
    published: str | None
    """Date of publication the source gives; None where it gives none."""
    refreshed_on: date | None
    """Day of the last import."""
    due_on: date | None
    """When the next figures are due; None is unknown."""
    days_late: int | None
    """0 where nothing is due; None is unknown."""
    state: Lateness
    n_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """The facts of one file, read without a workspace."""

    doc: str
    """Name of the file."""
    facts: tuple[Fact, ...]
    zh: str | None = None
    en: str | None = None
    """Why the file could not be read; None if it could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFindings:
    """What comparing files found, without a workspace."""

    findings: tuple[FindingView, ...]
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLink:
    """One name of a list and the entry of the register it means."""

    name: str
    row: int
    """Row in the list of names, 1 is the header."""
    state: Literal["linked", "unresolved"]
    register_id: str | None
    register_name: str | None
    register_row: int | None
    """Row in the register's file; None for the workspace's own register."""
    score: float | None
    """0 to 1; of the best candidate where the name is unresolved, None where there is none."""
    zh: str
    en: str
    candidates: tuple[dict[str, Any], ...] = ()
    """For an unresolved name: register_id, register_name, score, rule; best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReport:
    """What an endpoint proposed and what of it was kept as a proposal."""

    n_proposed: int
    n_kept: int
    refused: tuple[dict[str, str], ...]
    """quote, zh, en: why each of the others was refused."""
