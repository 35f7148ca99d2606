"""What does the region look like now? One run computes every answer once and stores it with its inputs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from gaodi import __version__
from gaodi.api.chain_settings import ChainSettings, digest_chain_tables, read_chain_settings
from gaodi.api.listing import EnterpriseList
from gaodi.api.plain import to_plain
from gaodi.api.records import Office, RunSummary
from gaodi.base import NotFoundError, Progress, digest_record, ignore_progress
from gaodi.catalogue import ChainTemplate
from gaodi.chains import (
    ChainDiagnosis,
    ChainFusion,
    FirmTables,
    Strength,
    diagnose_chain,
    gather_firms,
    gather_surroundings,
    list_unplaced,
    measure_fusion,
    place_on_chains,
    select_counted,
)
from gaodi.cultivate import TierCount, open_lookup, write_lookup, write_verdicts
from gaodi.cultivate import count_tiers as count_tiers_of
from gaodi.evidence import RunRecord
from gaodi.match import NearestEnterprises, find_nearest
from gaodi.region import Region, list_enterprises_frame, open_region, summarise_region
from gaodi.steer import TargetReview, review_targets

JUDGED_TITLES = ("srdi_sme", "little_giant")
"""Titles every run judges all enterprises for."""

STORED_FORM = 3
"""Counts up when the records a run stores change their shape; the same inputs are then computed anew."""

LOOKUP_FROM = 50_000
"""Enterprises from which on a run also stores the rule tables sorted by enterprise, so that one is found at once; our own choice."""

N_NEAREST = 10
"""Candidates kept per weak or missing link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResults:
    """The stored results of one run, read back."""

    record: RunRecord
    enterprises: EnterpriseList
    placements: pl.DataFrame
    chains: tuple[ChainDiagnosis, ...]
    nearest: dict[str, NearestEnterprises]
    """`chain_id/link_id` → candidates."""
    tiers: tuple[TierCount, ...]
    targets: TargetReview
    fusion: dict[str, ChainFusion]
    """By chain; empty for runs made before fusion was measured."""


def compute_run(
    office: Office,
    *,
    on: date | None = None,
    as_of: str | datetime | None = None,
    progress: Progress = ignore_progress,
) -> RunSummary:
    """Read the region once and compute placements, diagnoses, verdicts, tiers, targets and candidates.

    The run's id is the digest of everything that goes in. Asking again for the same inputs finds the stored run.

    Parameters
    ----------
    office : Office
    on : date or None
        Day the questions are asked for; None is today.
    as_of : str, datetime or None
        Snapshot to read; None is the latest.
    progress : Progress

    Returns
    -------
    RunSummary

    Raises
    ------
    NotFoundError
        If nothing has been imported yet, or no such snapshot exists.
    """
    day = on or datetime.now(UTC).astimezone().date()
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=day)
    inputs = [region.digest, office.catalogue.digest, office.packs.digest, day, __version__, STORED_FORM]
    own_tables = digest_chain_tables(office)
    run_id = digest_record([*inputs, own_tables] if own_tables else inputs)[:16]
    if any(run.run_id == run_id for run in office.workspace.ledger.runs()):
        progress("run", 1, 1)
        return get_run(office, run_id) or _no_run(run_id)
    with office.workspace.write_lock():
        record = _compute(office, region, run_id, progress)
        office.workspace.ledger.record_run(record)
    return get_run(office, run_id) or _no_run(run_id)


def _compute(office: Office, region: Region, run_id: str, progress: Progress) -> RunRecord:
    folder = office.workspace.runs_dir / run_id
    folder.mkdir(parents=True, exist_ok=True)
    templates = list(office.catalogue.chains.values())
    n_steps = len(templates) + len(JUDGED_TITLES) + 6
    done = 0

    def step(name: str) -> None:
        nonlocal done
        progress(name, done, n_steps)
        done += 1

    settings = read_chain_settings(office)
    computed = _compute_chains(region, templates, settings, step)
    placements = computed.placements
    tiers = _compute_tiers(office, region, folder, step)
    step("steer")
    targets = review_targets(region)
    step("region")
    summary = summarise_region(region)
    step("enterprises")
    counted = placements.filter(pl.col("score") >= float(settings.strength.min_score.value))
    enterprises = _add_chains(list_enterprises_frame(region), counted)
    enterprises.write_parquet(folder / "enterprises.parquet")
    placements.write_parquet(folder / "placements.parquet")
    list_unplaced(computed.firms, placements).write_parquet(folder / "unplaced.parquet")
    if enterprises.height >= LOOKUP_FROM:
        step("lookup")
        write_lookup(region, folder)
    for name, value in {
        "chains": computed.chains, "fusion": computed.fusion, "nearest": computed.nearest, "tiers": tiers,
        "targets": targets, "region": summary,
    }.items():  # fmt: skip
        (folder / f"{name}.json").write_text(
            json.dumps(to_plain(value), ensure_ascii=False), encoding="utf-8"
        )
    progress("run", n_steps, n_steps)
    return RunRecord(
        run_id=run_id,
        created_at=datetime.now(UTC),
        on=region.on,
        snapshot_id=region.snapshot_id,
        inputs_digest=region.digest,
        catalogue_digest=office.catalogue.digest,
        code_version=__version__,
        seed=None,
        parameters={
            "on": region.on.isoformat(),
            "titles": list(JUDGED_TITLES),
            "packs_digest": office.packs.digest,
            "chain_tables_digest": digest_chain_tables(office),
        },
        outputs={path.stem: f"{run_id}/{path.name}" for path in sorted(folder.iterdir())},
        summary={"n_enterprises": enterprises.height, "n_placed": counted["enterprise_id"].n_unique()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ComputedChains:
    firms: FirmTables
    placements: pl.DataFrame
    chains: list[ChainDiagnosis]
    fusion: dict[str, ChainFusion]
    nearest: dict[str, NearestEnterprises]


def _compute_chains(
    region: Region, templates: list[ChainTemplate], settings: ChainSettings, step: Callable[[str], None]
) -> _ComputedChains:
    step("placement")
    firms = gather_firms(region, settings.placement)
    placements = place_on_chains(region, templates, firms=firms, rules=settings.placement)
    around = gather_surroundings(
        region,
        firms,
        travel=settings.travel,
        travel_times=settings.travel_times,
        import_shares=settings.import_shares,
    )
    chains: list[ChainDiagnosis] = []
    fusion: dict[str, ChainFusion] = {}
    nearest: dict[str, NearestEnterprises] = {}
    for template in templates:
        step(f"chains:{template.id}")
        diagnosis = diagnose_chain(
            region, template, placements, settings.strength, firms=firms, around=around
        )
        chains.append(diagnosis)
        counted = select_counted(placements, template.id, settings.strength)
        fusion[template.id] = measure_fusion(region, firms, template, counted, diagnosis, settings.fusion)
        for link in diagnosis.links:
            if link.strength in {Strength.MISSING, Strength.WEAK}:
                nearest[f"{template.id}/{link.link_id}"] = find_nearest(
                    region, template, link.link_id, placements, limit=N_NEAREST, firms=firms
                )
    return _ComputedChains(firms=firms, placements=placements, chains=chains, fusion=fusion, nearest=nearest)


def _compute_tiers(
    office: Office, region: Region, folder: Path, step: Callable[[str], None]
) -> tuple[TierCount, ...]:
    verdicts: dict[str, pl.DataFrame] = {}
    for title_id in JUDGED_TITLES:
        step(f"cultivate:{title_id}")
        try:
            packed = write_verdicts(
                region, office.packs, title_id, folder / f"verdicts-{title_id}.parquet", on=region.on
            )
        except NotFoundError:
            # No rules were in force that day: who would meet the title is unknown; all other answers stand.
            continue
        verdicts[title_id] = packed.frame.select("enterprise_id", "state").collect()
    step("tiers")
    return count_tiers_of(region, office.packs, verdicts)


def _add_chains(enterprises: pl.DataFrame, placements: pl.DataFrame) -> pl.DataFrame:
    per_firm = placements.group_by("enterprise_id").agg(
        chains=pl.col("chain_id").unique().sort(),
        links=(pl.col("chain_id") + "/" + pl.col("link_id")).unique().sort(),
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    return enterprises.join(per_firm, on="enterprise_id", how="left", maintain_order="left").with_columns(
        pl.col("chains").fill_null(empty), pl.col("links").fill_null(empty)
    )


def get_run(office: Office, run_id: str | None = None) -> RunSummary | None:
    """Return a stored run, by default the latest; None if there is none.

    `is_stale` says whether tables, catalogue or rules have changed since.
    """
    results = read_results(office, run_id)
    if results is None:
        return None
    snapshot = office.workspace.ledger.snapshot()
    record = results.record
    is_stale = (
        snapshot is None
        or snapshot.snapshot_id != record.snapshot_id
        or record.catalogue_digest != office.catalogue.digest
        or record.parameters.get("packs_digest") != office.packs.digest
        or record.parameters.get("chain_tables_digest") != digest_chain_tables(office)
    )
    return RunSummary(
        record=record,
        n_enterprises=record.summary["n_enterprises"],
        n_placed=record.summary["n_placed"],
        tiers=results.tiers,
        chains=results.chains,
        targets=results.targets,
        is_stale=is_stale,
    )


def read_results(office: Office, run_id: str | None = None) -> RunResults | None:
    """Return the stored results of a run, by default the latest; kept in memory by the office, keyed by run id.

    None where nothing was computed, or where an older gaodi wrote the results in a form that is no longer read.
    """
    record = office.workspace.ledger.run(run_id)
    if record is None:
        return None
    # Read once however many ask at the same time: a million enterprises fill some hundred megabytes.
    with office.reading:
        held = office.held.get(record.run_id)
        if held is None:
            try:
                held = _read_results(office, record)
            except ValidationError:
                return None
            office.hold(record.run_id, held)
    return held


def open_for_one(office: Office, *, on: date, as_of: str | None = None) -> Region:
    """Open the region for a question about one enterprise: from the latest run's sorted tables where they are of the same snapshot.

    Raises
    ------
    NotFoundError
        If nothing was imported, or there is no such snapshot.
    """
    region = open_region(office.workspace, office.catalogue, as_of=as_of, on=on)
    record = office.workspace.ledger.run(None)
    if record is None or record.snapshot_id != region.snapshot_id:
        return region
    return open_lookup(region, office.workspace.runs_dir / record.run_id)


def need_results(office: Office) -> RunResults:
    """Return the latest results.

    Raises
    ------
    NotFoundError
        If nothing has been computed yet; says which command to run.
    """
    results = read_results(office)
    if results is None:
        raise NotFoundError(
            "还没有本版本能读的计算结果；请先导入数据，再运行 `gaodi run -w 工作区`。",
            "nothing has been computed yet in a form this version reads; import data, then run `gaodi run -w WORKSPACE`.",
        )
    return results


def _read_results(office: Office, record: RunRecord) -> RunResults:
    folder = office.workspace.runs_dir / record.run_id

    def read(name: str, kind: Any) -> Any:  # noqa: ANN401  any record type
        return TypeAdapter(kind).validate_json((folder / f"{name}.json").read_bytes())

    return RunResults(
        record=record,
        enterprises=EnterpriseList(_read_frame(folder / "enterprises.parquet")),
        placements=_read_frame(folder / "placements.parquet"),
        chains=read("chains", tuple[ChainDiagnosis, ...]),
        nearest=read("nearest", dict[str, NearestEnterprises]),
        tiers=read("tiers", tuple[TierCount, ...]),
        targets=read("targets", TargetReview),
        fusion=read("fusion", dict[str, ChainFusion]) if (folder / "fusion.json").is_file() else {},
    )


def read_chains(office: Office, record: RunRecord) -> tuple[ChainDiagnosis, ...]:
    """Return the diagnoses of any run, without holding the rest of it in memory."""
    content = (office.workspace.runs_dir / record.run_id / "chains.json").read_bytes()
    return TypeAdapter(tuple[ChainDiagnosis, ...]).validate_json(content)


def _read_frame(path: Path) -> pl.DataFrame:
    # A workspace's path may hold brackets or `=`, which are no pattern here.
    return pl.read_parquet(path, glob=False, hive_partitioning=False)


def list_runs(office: Office) -> tuple[RunRecord, ...]:
    """Return the records of all runs, newest first."""
    return tuple(office.workspace.ledger.runs())


def _no_run(run_id: str) -> RunSummary:
    raise NotFoundError(f"没有计算 {run_id}。", f"no run {run_id}.")
