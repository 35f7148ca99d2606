"""How much hangs on each firm of a user's own network? The systemic risk index, without a workspace."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gaodi.api.risk_files import NetworkFiles, read_network, read_scenarios
from gaodi.api.workbooks import SheetContent, write_workbook
from gaodi.base import InputError, Progress, ignore_progress
from gaodi.risk import CascadeRule, NetworkNotes, RiskIndex, list_single_failures, measure_risk

N_CONTRIBUTORS = 5
"""Firms named for each scenario; our own choice."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskReport:
    """Every scenario's index, with the network it was measured on."""

    scenarios: tuple[str, ...]
    index: RiskIndex
    files: NetworkFiles
    rule: CascadeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """One scenario of a summary; shares of all production, weighted."""

    scenario: str
    esri: float
    esri_down: float
    esri_up: float
    iterations: int
    contributors: tuple[tuple[str, float], ...]
    """The firms whose loss weighs most, with their part of `esri`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSummary:
    """The network in numbers, what was left out of it, and the scenarios that cost most."""

    n_firms: int
    n_links: int
    n_sectors: int
    n_scenarios: int
    n_not_converged: int
    n_outside: int
    n_without_sector: int
    unlisted_sectors: tuple[str, ...]
    has_positions: bool
    notes: NetworkNotes
    rule: CascadeRule
    worst: tuple[RiskLine, ...]


def analyse_risk(
    edges: Path,
    firms: Path,
    essential: Path,
    *,
    scenarios: Path | None = None,
    rule: CascadeRule | None = None,
    progress: Progress = ignore_progress,
) -> RiskReport:
    """Measure what the failure of firms costs a supply network.

    Parameters
    ----------
    edges, firms, essential : Path
        CSV or Excel; see `read_network`.
    scenarios : Path or None
        scenario, firm, shock; None lets every firm of the list fail alone.
    rule : CascadeRule, optional
    progress : Progress

    Returns
    -------
    RiskReport

    Raises
    ------
    SourceError, InputError
        If a file cannot be read, or something in it does not hold; says where.
    """
    rule = rule or CascadeRule()
    progress("read", 0, 1)
    read = read_network(edges, firms, essential)
    n_listed = len(read.firms) - read.n_outside
    names, shocks = read.firms[:n_listed], list_single_failures(n_listed)
    if scenarios is not None:
        names, shocks = read_scenarios(scenarios, read.firms)
    progress("read", 1, 1)
    index = measure_risk(read.network, shocks, rule, n_top=N_CONTRIBUTORS, progress=progress)
    return RiskReport(scenarios=names, index=index, files=read, rule=rule)


def summarise_risk(report: RiskReport, *, n_worst: int = 10) -> RiskSummary:
    """Return the network in numbers and the scenarios that cost most, the worst first."""
    index, read = report.index, report.files
    worst = np.argsort(-index.esri, kind="stable")[:n_worst].tolist()
    return RiskSummary(
        n_firms=len(read.firms),
        n_links=read.network.amounts.size,
        n_sectors=len(read.sectors),
        n_scenarios=len(report.scenarios),
        n_not_converged=int((~index.has_converged).sum()),
        n_outside=read.n_outside,
        n_without_sector=read.n_without_sector,
        unlisted_sectors=read.unlisted_sectors,
        has_positions=read.has_positions,
        notes=read.network.notes,
        rule=report.rule,
        worst=tuple(
            RiskLine(
                scenario=report.scenarios[place],
                esri=float(index.esri[place]),
                esri_down=float(index.esri_down[place]),
                esri_up=float(index.esri_up[place]),
                iterations=int(index.iterations[place]),
                contributors=tuple(
                    (read.firms[firm], float(loss))
                    for firm, loss in zip(index.top_firms[place], index.top_losses[place], strict=True)
                    if firm >= 0
                ),
            )
            for place in worst
        ),
    )


def write_risk(report: RiskReport, path: Path) -> int:
    """Write scenario, esri, esri_down, esri_up, iterations; numbers in full.

    Parameters
    ----------
    report : RiskReport
    path : Path
        `.xlsx` for Excel, CSV by any other name: UTF-8, names as given.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    index = report.index
    columns = (index.esri, index.esri_down, index.esri_up, index.iterations)
    header = ("scenario", "esri", "esri_down", "esri_up", "iterations")
    rows = zip(report.scenarios, *(column.tolist() for column in columns), strict=True)
    try:
        if path.suffix.lower() == ".xlsx":
            content = SheetContent(title="risk", header=header, rows=rows, n_rows=len(report.scenarios))
            write_workbook(path, [content])
            return len(report.scenarios)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
    except OSError as error:
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹和权限。",
            f"cannot write {path} ({error.strerror}); check the folder and permissions.",
        ) from error
    return len(report.scenarios)
