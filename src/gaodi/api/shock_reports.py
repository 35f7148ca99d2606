"""What does an office print of a scenario? Its report in the layout of official documents."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from gaodi import __version__
from gaodi.api.briefs import Language
from gaodi.api.networks import today
from gaodi.api.office_files import still_file
from gaodi.api.records import Office
from gaodi.api.running import read_results
from gaodi.api.second_sources import rank_shock_sources
from gaodi.api.shock_records import Shock, ShockResult
from gaodi.api.shocks import simulate_shock
from gaodi.base import InputError, Progress, ignore_progress
from gaodi.brief import Brief, DaySpan, compose_shock_report, write_docx

MOST_SPANS = 13
"""Bars of the chart of days: a quarter in weeks."""
WEEK_DAYS = 7


def build_shock_report(
    office: Office,
    shock: Shock,
    *,
    on: date | None = None,
    lang: Language = "zh",
    progress: Progress = ignore_progress,
) -> Brief:
    """Compose the report of a scenario.

    Parameters
    ----------
    office : Office
    shock : Shock
    on : date or None
        Day the region is seen on; None is today.
    lang : {"zh", "en"}
    progress : Progress
        Told the second sources tried.

    Returns
    -------
    Brief

    Raises
    ------
    NotFoundError, InputError
        As `simulate_shock`.
    """
    day = on or today()
    result = simulate_shock(office, shock, on=day)
    snapshot, run = office.workspace.ledger.snapshot(), read_results(office)
    return compose_shock_report(
        result,
        divide_days(result),
        rank_shock_sources(office, shock, on=day, progress=progress),
        catalogue=office.catalogue,
        lang=lang,
        issuer=office.workspace.config.region_name,
        on=day,
        run_info={
            "snapshot": snapshot.snapshot_id if snapshot else "—",
            "run": run.record.run_id if run else "—",
            "catalogue": office.catalogue.digest[:12],
            "gaodi": __version__,
        },
    )


def write_shock_report(
    office: Office,
    shock: Shock,
    path: Path,
    *,
    on: date | None = None,
    lang: Language = "zh",
    progress: Progress = ignore_progress,
) -> Path:
    """Write the report of a scenario as Word document in the layout of GB/T 9704.

    Parameters
    ----------
    path : Path
        Ends in .docx; replaced if it exists. The same answer gives the same bytes.

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    NotFoundError
        As `simulate_shock`.
    """
    if path.suffix.lower() != ".docx":
        raise InputError(
            f"情景报告只写成 Word，「{path.name}」应以 .docx 结尾。",
            f"a report of a scenario is Word: end {path.name!r} in .docx.",
        )
    report = build_shock_report(office, shock, on=on, lang=lang, progress=progress)
    draft = path.with_name(f".{path.stem}.new.docx")
    try:
        write_docx(report, draft)
        still_file(draft)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise InputError(
            f"不能写入 {path}（{error.strerror}）；请检查文件夹、权限，并关闭正在打开它的程序。",
            f"cannot write {path} ({error.strerror}); check folder and permissions, and close what has it open.",
        ) from error
    return path


def divide_days(result: ShockResult) -> tuple[DaySpan, ...]:
    """Divide the days of a scenario into spans of whole weeks, at most thirteen."""
    by_day, n = result.by_day, len(result.by_day)
    step = WEEK_DAYS * -(-n // (WEEK_DAYS * MOST_SPANS))
    whole = sum(by_day)
    spans = []
    for start in range(0, n, step):
        own = by_day[start : start + step]
        money = result.money * sum(own) / whole if whole else 0.0
        spans.append(DaySpan(first=start + 1, last=start + len(own), share=sum(own) / len(own), money=money))
    return tuple(spans)
