"""What is an economy made of, and what lies near? Input-output and complexity of a user's own files, without a workspace."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from gaodi.api.sector_tables import find_sectors, load_sector_table
from gaodi.api.structure_files import read_region_matrix
from gaodi.api.workbooks import build_sheet, write_workbook
from gaodi.base import InputError, Progress, ignore_progress
from gaodi.catalogue import load_catalogue
from gaodi.structure import (
    Accounts,
    Balance,
    Complexity,
    Extraction,
    ForwardBase,
    Linkages,
    OpportunityList,
    PresenceRule,
    ProximityKind,
    Remark,
    SectorKind,
    Validity,
    build_accounts,
    build_industry_frame,
    build_local_table,
    build_matrix_frame,
    build_region_frame,
    build_sector_frame,
    measure_complexity,
    measure_extraction,
    measure_linkages,
    measure_validity,
    rank_opportunities,
)

N_TOP = 10
"""Sectors, regions and industries a summary names; our own choice."""
_LISTS = ("sectors", "regions", "industries", "opportunities")
"""What a person reads; the other files are matrices."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputOutputReport:
    """One table with everything measured on it."""

    file: str
    accounts: Accounts
    linkages: Linkages
    extraction: Extraction
    sectors: pl.DataFrame
    """One row per sector, see `build_sector_frame`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorLine:
    """One sector of a summary; shares of the output of all sectors. Null is unknown or, in a rest, no one number."""

    sector: str
    name: str
    output_share: float
    carried_share: float
    loss_full_share: float | None
    import_share: float | None
    multiplier: float | None
    power: float | None
    sensitivity: float | None
    kind: SectorKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOutputSummary:
    """A table in short: whether it adds up, and which sectors carry it."""

    file: str
    n_sectors: int
    output: float
    is_local: bool
    balance: Balance
    is_balanced: bool | None
    n_key: int
    top: tuple[SectorLine, ...]
    """The sectors whose loss would cost most."""
    rest: SectorLine | None
    """All others; with `top`, output shares and carried shares add up to 1."""
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComplexityReport:
    """One matrix of regions and industries with everything measured on it."""

    file: str
    complexity: Complexity
    validity: Validity
    opportunities: OpportunityList | None
    """Of the region asked for."""
    left_out: tuple[str, ...]
    """Rows and columns of totals."""
    is_bare: bool
    """Whether the file has no labels; regions and industries are numbered from 1 then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexityLine:
    """One region or industry of a summary: its complexity, and how many of the others it has or is in."""

    label: str
    complexity: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexitySummary:
    """A matrix in short: what was computed from what, whether it holds, and who stands highest."""

    file: str
    presence: PresenceRule
    proximity: ProximityKind
    dropped_regions: tuple[str, ...]
    dropped_industries: tuple[str, ...]
    left_out: tuple[str, ...]
    is_bare: bool
    n_unknown: int
    validity: Validity
    regions: tuple[ComplexityLine, ...]
    industries: tuple[ComplexityLine, ...]
    opportunities: OpportunityList | None


def analyse_input_output(
    path: Path,
    *,
    output: Path | None = None,
    region: str | None = None,
    classification: str | None = None,
    local: bool = False,
    forward: ForwardBase = "leontief",
    progress: Progress = ignore_progress,
) -> InputOutputReport:
    """Measure an input-output table of a file.

    Parameters
    ----------
    path, output, region
        See `load_sector_table`.
    classification : str or None
        A shipped taxonomy that gives the sectors their names, where the file has codes only; sec16 is not the same sector in
        every year, so none is guessed.
    local : bool
        Split imports off first.
    forward : {"leontief", "ghosh"}
        Which forward linkage tells key sectors.
    progress : Progress

    Returns
    -------
    InputOutputReport

    Raises
    ------
    InputError
        If the file is no such table, has no inverse, or its sectors are not those of the classification.
    NotFoundError
        If there is no such region or classification.
    """
    progress("input-output", 0, 3)
    table = load_sector_table(path, output=output, region=region)
    if classification is not None:
        terms = find_sectors(table, load_catalogue().taxonomy(classification), path.name)
        table = replace(table, names=tuple(term.zh for term in terms))
    if local:
        table = build_local_table(table)
    progress("input-output", 1, 3)
    accounts = build_accounts(table)
    progress("input-output", 2, 3)
    linkages, extraction = measure_linkages(accounts), measure_extraction(accounts)
    sectors = build_sector_frame(accounts, linkages, extraction, forward=forward)
    progress("input-output", 3, 3)
    return InputOutputReport(
        file=path.name, accounts=accounts, linkages=linkages, extraction=extraction, sectors=sectors
    )


def summarise_input_output(report: InputOutputReport, *, n_top: int = N_TOP) -> InputOutputSummary:
    """Return a report in short.

    Parameters
    ----------
    report : InputOutputReport
    n_top : int

    Returns
    -------
    InputOutputSummary
    """
    table = report.accounts.table
    ordered = report.sectors.sort("loss_full", descending=True, nulls_last=True, maintain_order=True)
    fields = list(SectorLine.__dataclass_fields__)
    top = tuple(SectorLine(**row) for row in ordered.head(n_top).select(fields).to_dicts())
    others = ordered.slice(n_top)
    rest = None
    if others.height:
        rest = SectorLine(
            sector="",
            name="",
            output_share=float(others["output_share"].sum()),
            carried_share=float(others["carried_share"].sum()),
            loss_full_share=None,
            import_share=None,
            multiplier=None,
            power=None,
            sensitivity=None,
            kind=None,
        )
    return InputOutputSummary(
        file=report.file,
        n_sectors=table.n_sectors,
        output=float(table.output.sum()),
        is_local=table.is_local,
        balance=table.balance,
        is_balanced=table.balance.is_balanced,
        n_key=int((report.sectors["kind"] == "key").sum()),
        top=top,
        rest=rest,
        remarks=report.accounts.remarks,
    )


def write_input_output(
    report: InputOutputReport, folder: Path, *, progress: Progress = ignore_progress
) -> tuple[Path, ...]:
    """Write A, L, B, G and the sectors' measures as CSV.

    Parameters
    ----------
    report : InputOutputReport
    folder : Path
        Made where it is not there; files of the same names are replaced.
    progress : Progress

    Returns
    -------
    tuple of Path
        `A.csv`, `L.csv`, `B.csv`, `G.csv`, `sectors.csv`, UTF-8 with labels as given; `sectors.xlsx` for people. Unknown is an
        empty cell.

    Raises
    ------
    InputError
        If the files cannot be written.
    """
    return _write_frames(_build_sector_frames(report), 6, folder, "sectors", progress)


def analyse_complexity(
    path: Path,
    *,
    presence: PresenceRule = "rca",
    proximity: ProximityKind = "symmetric",
    region: str | None = None,
    progress: Progress = ignore_progress,
) -> ComplexityReport:
    """Measure complexity and relatedness of the regions and industries of a file.

    Parameters
    ----------
    path : Path
        See `read_region_matrix`.
    presence, proximity
        See `measure_complexity`.
    region : str or None
        For which region to list what it could grow next.
    progress : Progress

    Returns
    -------
    ComplexityReport

    Raises
    ------
    InputError
        If the file cannot be read, or holds no such matrix.
    NotFoundError
        If there is no such region.
    """
    progress("read", 0, 1)
    matrix = read_region_matrix(path)
    progress("read", 1, 1)
    found = measure_complexity(
        matrix.values,
        regions=matrix.regions,
        industries=matrix.industries,
        presence=presence,
        proximity=proximity,
        progress=progress,
    )
    return ComplexityReport(
        file=matrix.file,
        complexity=found,
        validity=measure_validity(found),
        opportunities=None if region is None else rank_opportunities(found, region),
        left_out=matrix.left_out,
        is_bare=matrix.is_bare,
    )


def summarise_complexity(report: ComplexityReport, *, n_top: int = N_TOP) -> ComplexitySummary:
    """Return a report in short.

    Parameters
    ----------
    report : ComplexityReport
    n_top : int

    Returns
    -------
    ComplexitySummary
    """
    found, asked = report.complexity, report.opportunities
    sides = (
        (build_region_frame(found), "region", "eci", "diversity", len(found.regions)),
        (build_industry_frame(found), "industry", "pci", "ubiquity", len(found.industries)),
    )
    regions, industries = (
        tuple(
            ComplexityLine(label=row[label], complexity=row[measure], count=row[count])
            for row in frame.head(n).sort(measure, descending=True, nulls_last=True).head(n_top).to_dicts()
        )
        for frame, label, measure, count, n in sides
    )
    return ComplexitySummary(
        file=report.file,
        presence=found.presence_rule,
        proximity=found.proximity_kind,
        dropped_regions=found.dropped_regions,
        dropped_industries=found.dropped_industries,
        left_out=report.left_out,
        is_bare=report.is_bare,
        n_unknown=found.n_unknown,
        validity=report.validity,
        regions=regions,
        industries=industries,
        opportunities=None if asked is None else replace(asked, opportunities=asked.opportunities[:n_top]),
    )


def write_complexity(
    report: ComplexityReport, folder: Path, *, progress: Progress = ignore_progress
) -> tuple[Path, ...]:
    """Write the measures of regions, industries and pairs as CSV.

    Parameters
    ----------
    report : ComplexityReport
    folder : Path
        Made where it is not there; files of the same names are replaced.
    progress : Progress

    Returns
    -------
    tuple of Path
        `regions.csv`, `industries.csv`, `mcp.csv`, `proximity.csv`, `density.csv`, `cog.csv`, `rca.csv` where presence was
        found from values, `opportunities.csv` where a region was asked for, UTF-8 with labels as given; `complexity.xlsx` with the
        lists, for people. Unknown is an empty cell.

    Raises
    ------
    InputError
        If the files cannot be written.
    """
    n_files = 7 + (report.complexity.rca is not None) + (report.opportunities is not None)
    return _write_frames(_build_complexity_frames(report), n_files, folder, "complexity", progress)


def _build_sector_frames(report: InputOutputReport) -> Iterator[tuple[str, pl.DataFrame]]:
    accounts, sectors = report.accounts, report.accounts.table.sectors
    matrices = {"A": accounts.inputs, "L": accounts.leontief, "B": accounts.shares, "G": accounts.ghosh}
    for name, matrix in matrices.items():
        yield name, build_matrix_frame(matrix, sectors, sectors, header="sector")
    yield "sectors", report.sectors


def _build_complexity_frames(report: ComplexityReport) -> Iterator[tuple[str, pl.DataFrame]]:
    found = report.complexity
    yield "regions", build_region_frame(found)
    yield "industries", build_industry_frame(found)
    yield (
        "proximity",
        build_matrix_frame(found.proximity, found.industries, found.industries, header="industry"),
    )
    pairs = {"mcp": found.presence.astype("int8"), "density": found.density, "cog": found.cog}
    for name, matrix in pairs.items() if found.rca is None else {"rca": found.rca, **pairs}.items():
        yield name, build_matrix_frame(matrix, found.regions, found.industries, header="region")
    if report.opportunities is not None:
        yield "opportunities", _build_opportunity_frame(report.opportunities)


def _build_opportunity_frame(found: OpportunityList) -> pl.DataFrame:
    schema = {
        "rank": pl.Int64, "industry": pl.String, "score": pl.Float64, "rca": pl.Float64, "density": pl.Float64,
        "gain": pl.Float64, "need": pl.Float64, "neighbours": pl.String, "zh": pl.String, "en": pl.String,
    }  # fmt: skip
    rows = [
        {"rank": item.rank, "industry": item.industry, "score": item.score, "rca": item.rca, "zh": item.zh, "en": item.en}
        | {part.measure: part.value for part in item.parts}
        | {"neighbours": "；".join(f"{near.industry} {near.proximity:.3f}" for near in item.neighbours)}
        for item in found.opportunities
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _write_lists(lists: Iterable[tuple[str, pl.DataFrame]], path: Path) -> Path:
    """Write the lists once more as a workbook, for people; the CSV are for programs: labels as given, no byte-order mark."""
    sheets = [
        build_sheet(
            name,
            tuple((column, column) for column in frame.columns),
            frame.iter_rows(named=True),
            frame.height,
        )
        for name, frame in lists
    ]
    write_workbook(path, sheets)
    return path


def _write_frames(
    frames: Iterable[tuple[str, pl.DataFrame]], n_frames: int, folder: Path, book: str, progress: Progress
) -> tuple[Path, ...]:
    """Write each frame as it is built, so that one matrix at a time is in memory."""
    written: list[Path] = []
    lists: list[tuple[str, pl.DataFrame]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in frames:
            progress("write", len(written), n_frames)
            path = folder / f"{name}.csv"
            frame.write_csv(path)
            written.append(path)
            if name in _LISTS:
                lists.append((name, frame))
        written.append(_write_lists(lists, folder / f"{book}.xlsx"))
    except OSError as error:
        raise InputError(
            f"不能写入 {folder}（{error.strerror or error}）；请检查文件夹和权限。",
            f"cannot write to {folder} ({error.strerror or error}); check the folder and permissions.",
        ) from error
    progress("write", len(written), n_frames)
    return tuple(written)
