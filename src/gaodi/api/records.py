"""What do the doors get? Answers of the facade, beyond the records of the rooms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

from gaodi.catalogue import Catalogue
from gaodi.chains import ChainDiagnosis, ChainFusion, ChainMap
from gaodi.cultivate import PackLibrary, TierCount, Verdict
from gaodi.evidence import ImportOutcome, RunRecord, Source, Workspace
from gaodi.match import NearestEnterprises
from gaodi.prose import Fact
from gaodi.steer import TargetReview

N_HELD_RUNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An open workspace with the catalogue and rule packs it uses; every question starts from it."""

    workspace: Workspace
    catalogue: Catalogue
    packs: PackLibrary
    held: dict[str, Any] = field(default_factory=dict, compare=False)
    """Results of the last runs asked for, by run id: read once, then served from memory."""

    reading: Lock = field(default_factory=Lock, compare=False)
    """Held while results are read, so that several askers do not read the same ones."""

    def hold(self, run_id: str, results: object) -> None:
        """Keep the results of a run in memory; only the last two stay."""
        while len(self.held) >= N_HELD_RUNS:
            self.held.pop(next(iter(self.held)), None)
        self.held[run_id] = results


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, file by file and sheet by sheet."""

    outcomes: tuple[ImportOutcome, ...]
    snapshot_id: str | None
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of rows of a longer list."""

    rows: tuple[dict[str, Any], ...]
    total: int
    page: int
    size: int

    @property
    def n_pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What `run` computed, as stored."""

    record: RunRecord
    n_enterprises: int
    n_placed: int
    tiers: tuple[TierCount, ...]
    chains: tuple[ChainDiagnosis, ...]
    targets: TargetReview
    is_stale: bool
    """Whether the workspace has changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The work surface: what came in, what stands out, what to do."""

    region_name: str
    on: date
    snapshot_id: str | None
    last_import_at: datetime | None
    run: RunSummary | None
    counts: dict[str, int]
    """sources, tables, enterprises, quarantined, facts, documents."""
    alerts: tuple[dict[str, str], ...]
    """colour, word_zh, word_en, zh, en, href."""
    recent: tuple[Source, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source with what was made of it."""

    source: Source
    imports: tuple[dict[str, Any], ...]
    n_quarantined: int
    n_facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A text with its facts in reading order."""

    source: Source
    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """A chain's diagnosis, its map, and who comes nearest for each missing or weak link."""

    diagnosis: ChainDiagnosis
    map: ChainMap
    nearest: dict[str, NearestEnterprises]
    run_id: str
    fusion: ChainFusion | None = None
    """None for a run made before fusion was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFile:
    """One enterprise, one file: everything known, with where it comes from."""

    enterprise_id: str
    name: str
    on: date
    identity: tuple[dict[str, Any], ...]
    """Per column: name, zh, en, value, text, unit, ref."""
    years: tuple[dict[str, Any], ...]
    """Per year: year and {column: {value, text, unit, ref}} in `cells`."""
    titles: tuple[dict[str, Any], ...]
    """title_id, zh, en, granted_on, valid_to, state (valid, expiring, expired, revoked), ref."""
    rights: dict[str, int]
    """Kind of intellectual property → number."""
    products: tuple[dict[str, Any], ...]
    placements: tuple[dict[str, Any], ...]
    """chain_id, chain_zh, link_id, link_zh, via, matched, score, reason_zh, reason_en."""
    suppliers: tuple[dict[str, Any], ...]
    customers: tuple[dict[str, Any], ...]
    verdicts: tuple[Verdict, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """What a figure opens to: the source, the place in it, the value as it stood there."""

    ref: str
    kind: str
    title_zh: str
    title_en: str
    lines: tuple[tuple[str, str], ...]
    """Label and value pairs, in order."""
    excerpt: str | None
    """For a document: the clause around the figure, with the figure between ⟦ and ⟧."""
    row: tuple[tuple[str, str], ...]
    """For a cell: the whole row, header and text."""
    href: str | None
    synthetic: bool
