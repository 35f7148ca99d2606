"""What can be tried at once? Hunan: published figures with their source, and a synthetic register that says so."""

import csv
import json
import tempfile
from pathlib import Path

import polars as pl

from gaodi.api.importing import import_files
from gaodi.api.records import ImportReport, Office
from gaodi.base import Progress, ignore_progress
from gaodi.catalogue import load_catalogue
from gaodi.evidence import ImportOutcome, store_source
from gaodi.region import adopt_part, commit_import, open_region

LAST_YEAR = 2025
N_SAMPLE_ROWS = 200

DIGEST_TEXT = """湖南制造业数据摘编（根据公开报道自拟）

2025年，湖南省地区生产总值达到5.53万亿元，规模以上工业增加值增长6.2%。制造业增加值占地区生产总值比重达26.4%，先进制造业增加值占规模以上制造业比重达51.7%。

2025年，全省新增国家制造业单项冠军企业22家，居全国第6；新增国家中小企业特色产业集群7个，居全国第1。全省技术合同成交额突破5000亿元，全社会研发投入强度提升至2.62%。

2025年，全省总算力突破1.3万PF，智能算力达4886PF，超算算力达228PF。新能源汽车产量超110万辆，居全国第9。

2026年，湖南省力争数字经济核心产业增加值增长10%。
"""
"""Our own wording of published figures; the articles are named in the published figures of the catalogue."""


def load_demo(
    office: Office, *, n_enterprises: int = 20_000, seed: int = 2026, progress: Progress = ignore_progress
) -> ImportReport:
    """Fill a workspace with the demo region.

    Parameters
    ----------
    n_enterprises : int
        Size of the synthetic register.
    seed : int
        The same seed gives the same register.

    Returns
    -------
    ImportReport
        Asking again with the same size and seed changes nothing.
    """
    with tempfile.TemporaryDirectory(prefix="gaodi-demo-") as folder:
        scratch = Path(folder)
        outcomes = [load_register(office, scratch, n_enterprises=n_enterprises, seed=seed, progress=progress)]
        real = [_write_published(office, scratch), _write_clusters(office, scratch), _write_digest(scratch)]
        sample = _write_sample_return(office, scratch)
        reports = [
            import_files(office, real, progress=progress),
            import_files(office, [sample], synthetic=True, progress=progress),
        ]
    outcomes += [outcome for report in reports for outcome in report.outcomes]
    latest = office.workspace.ledger.snapshot()
    return ImportReport(
        outcomes=tuple(outcomes),
        snapshot_id=latest.snapshot_id if latest else None,
        changed=any(outcome.kind not in {"skipped", "failed"} for outcome in outcomes),
    )


def load_register(
    office: Office, scratch: Path, *, n_enterprises: int, seed: int, progress: Progress = ignore_progress
) -> ImportOutcome:
    """Generate a synthetic register and make it a source of the workspace, marked as synthetic throughout."""
    from gaodi.synth import describe_register, generate_register  # costs 0.1 s, with PyArrow

    settings = describe_register(n_enterprises, seed, has_outside=True)
    note = scratch / "synthetic-register.json"
    note.write_text(json.dumps(settings, ensure_ascii=False, indent=2, sort_keys=True), encoding="utf-8")
    name = f"合成企业库（{n_enterprises:,} 家，种子 {seed}）"
    with office.workspace.write_lock():
        source = store_source(office.workspace, note, kind="register", title=name, synthetic=True)
        if any(known.source_id == source.source_id for known in office.workspace.ledger.sources()):
            return _register_outcome(source.source_id, name, 0, None, is_known=True)
        made = generate_register(
            scratch / "register", n_enterprises=n_enterprises, seed=seed, catalogue=office.catalogue,
            last_year=LAST_YEAR, source_id=source.source_id, has_outside=True, progress=progress,
        )  # fmt: skip
        parts = {
            table: [adopt_part(office.workspace, table, path, source.source_id)]
            for table, (path, _) in made.items()
        }
        snapshot = commit_import(office.workspace, source, [], adopted=parts, note=name)
    n_rows = sum(rows for _, rows in made.values())
    return _register_outcome(source.source_id, name, n_rows, snapshot.snapshot_id, is_known=False)


def write_register(
    folder: Path, *, n_enterprises: int, seed: int, progress: Progress = ignore_progress
) -> dict[str, tuple[Path, int]]:
    """Write a synthetic register as Parquet files, one per table, without a workspace.

    Returns
    -------
    dict of str to (Path, int)
        Table id → file and number of rows.
    """
    from gaodi.synth import generate_register  # as above

    return generate_register(
        folder,
        n_enterprises=n_enterprises,
        seed=seed,
        catalogue=load_catalogue(),
        last_year=LAST_YEAR,
        progress=progress,
    )


def _register_outcome(
    source_id: str, name: str, n_rows: int, snapshot_id: str | None, *, is_known: bool
) -> ImportOutcome:
    zh = f"{name} 已在库中，未作改动。" if is_known else f"{name}：生成 {n_rows:,} 行，全部标注为合成数据。"
    en = (
        "the synthetic register is in the workspace already; nothing changed."
        if is_known
        else f"synthetic register: {n_rows:,} rows, every one marked synthetic."
    )
    return ImportOutcome(
        source_id=source_id, source_name=name, sheet="", kind="skipped" if is_known else "register", table=None,
        n_read=n_rows, n_accepted=n_rows, n_quarantined=0, n_cell_issues=0, n_facts=0, snapshot_id=snapshot_id,
        mapping=None, zh=zh, en=en,
    )  # fmt: skip


def _write_published(office: Office, folder: Path) -> Path:
    schema = office.catalogue.table("indicator_value")
    path = folder / "湖南公开数据.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [column.name for column in schema.columns]
        writer.writerow([column.zh for column in schema.columns])
        for figure in office.catalogue.published:
            values = figure.model_dump() | {"indicator_id": office.catalogue.indicator(figure.indicator).zh}
            writer.writerow(["" if values.get(name) is None else values[name] for name in names])
    return path


def _write_clusters(office: Office, folder: Path) -> Path:
    path = folder / "国家先进制造业集群（湖南）.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["集群标识", "集群名称", "集群级别", "所在地", "认定日期", "备注"])
        for term in office.catalogue.taxonomy("national_clusters").terms:
            given = term.attributes
            writer.writerow(
                [
                    term.id,
                    term.zh,
                    "国家先进制造业集群",
                    given.get("district_code", ""),
                    given.get("granted_on", ""),
                    term.source or "",
                ]
            )
    return path


def _write_digest(folder: Path) -> Path:
    path = folder / "湖南制造业数据摘编（自拟）.txt"
    path.write_text(DIGEST_TEXT, encoding="utf-8")
    return path


def _write_sample_return(office: Office, folder: Path) -> Path:
    """Write a late yearly return as a bureau would receive it: title, note, units in headers, and a few faults.

    It brings the firms that have figures for the year before and none for the last; their numbers are last year's
    moved on by a tenth.
    """
    path = folder / "企业年度报表补报样表（合成数据）.xlsx"
    region = open_region(office.workspace, office.catalogue)
    years = region.table("enterprise_year")
    rows = (
        years.filter(pl.col("year") == LAST_YEAR - 1)
        .join(years.filter(pl.col("year") == LAST_YEAR), on="enterprise_id", how="anti")
        .join(region.table("enterprise").select("enterprise_id", firm="name"), on="enterprise_id")
        .filter(pl.col("credit_code").is_not_null(), pl.col("revenue").is_not_null())
        .sort("enterprise_id")
        .head(N_SAMPLE_ROWS)
        .select("credit_code", "firm", "revenue", "rd_expense", "staff", "market_share")
        .collect()
    )
    import xlsxwriter  # costs 0.1 s

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("年度报表")
        sheet.merge_range(0, 0, 0, 6, "企业年度报表补报样表（合成数据，非真实企业）")
        sheet.write(1, 0, f"填报期：{LAST_YEAR}年度")
        header = [
            "统一社会信用代码",
            "单位名称",
            "年度",
            "营业收入（万元）",
            "研发费用（万元）",
            "从业人员（人）",
            "市场占有率",
        ]
        sheet.write_row(2, 0, header)
        for number, (code, firm, revenue, research, staff, share) in enumerate(rows.iter_rows(), start=3):
            percent = None if share is None else f"{share:.1%}"
            values = [code, firm, LAST_YEAR, _move_on(revenue), _move_on(research), staff, percent]
            for column, value in enumerate(_damage(values, number)):
                if value is not None:
                    sheet.write(number, column, value)
        sheet.write(rows.height + 3, 0, "注：本表为演示而生成，含若干故意的差错。")
        sheet.set_column(0, 1, 30)
    return path


def _move_on(fen: int | None) -> float | None:
    return None if fen is None else round(fen * 1.1) / 1_000_000


def _damage(values: list[object], number: int) -> list[object]:
    """Put the faults of real returns into the first rows: broken codes, words for numbers, full-width digits."""
    if number == 3:
        values[0] = "9.13E+17"
    elif number == 4:
        values[3] = "约一千"
    elif number == 5:
        code = str(values[0])
        values[0] = code[:17] + ("1" if code[17] == "0" else "0")
    elif number == 6:
        values[5] = -5
    elif number == 7:
        values[3] = "１，２００．５"
    elif number == 8:
        values[2] = "二〇二五"
    return values
