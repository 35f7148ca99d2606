"""What stands out, link by link and title by title? The stored answers of the latest run, as the pages ask for them."""

from datetime import UTC, date, datetime
from pathlib import Path

from gaodi.api.records import ChainView, Office, Today
from gaodi.api.running import get_run, need_results
from gaodi.base import InputError, NotFoundError
from gaodi.catalogue import Catalogue
from gaodi.catalogue import write_template as write_workbook
from gaodi.chains import ChainDiagnosis, Strength, draw_chain
from gaodi.cultivate import TierCount
from gaodi.region import RegionSummary, open_region, summarise_region
from gaodi.steer import TargetReview

N_RECENT = 8
WORDS = {
    "red": ("红", "Red"),
    "orange": ("橙", "Orange"),
    "blue": ("蓝", "Blue"),
    "green": ("绿", "Green"),
    "grey": ("灰", "Grey"),
}


def get_today(office: Office, *, on: date | None = None) -> Today:
    """Return the work surface: what came in, what stands out, what to do next."""
    ledger = office.workspace.ledger
    sources = sorted(ledger.sources(), key=lambda s: s.imported_at, reverse=True)
    snapshot = ledger.snapshot()
    run = get_run(office)
    _, n_quarantined = ledger.quarantine(limit=1)
    return Today(
        region_name=office.workspace.config.region_name,
        on=on or datetime.now(UTC).astimezone().date(),
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        last_import_at=sources[0].imported_at if sources else None,
        run=run,
        counts={
            "sources": len(sources),
            "documents": sum(source.kind == "document" for source in sources),
            "tables": len(snapshot.parts) if snapshot else 0,
            "enterprises": run.n_enterprises if run else 0,
            "quarantined": n_quarantined,
            "facts": ledger.count_facts(),
        },
        alerts=tuple(_alerts(office, n_quarantined)),
        recent=tuple(sources[:N_RECENT]),
        synthetic=any(source.synthetic for source in sources),
    )


def _alerts(office: Office, n_quarantined: int) -> list[dict[str, str]]:
    alerts: list[dict[str, str]] = []
    run = get_run(office)
    if run is None:
        return [
            _alert(
                "grey",
                "还没有计算；导入数据后运行“计算”。",
                "Nothing computed yet; import data, then run.",
                "/evidence",
            )
        ]
    if run.is_stale:
        alerts.append(
            _alert(
                "orange",
                "数据或规则在上次计算后有变化，请重新计算。",
                "Data or rules changed since the last run; run again.",
                "/settings",
            )
        )
    for chain in run.chains:
        missing = [link for link in chain.links if link.strength is Strength.MISSING and link.is_key]
        if missing:
            names, names_en = "、".join(link.zh for link in missing), ", ".join(link.en for link in missing)
            alerts.append(
                _alert(
                    "red",
                    f"{chain.zh}：关键环节缺失——{names}。",
                    f"{chain.en}: key links missing: {names_en}.",
                    f"/chains/{chain.chain_id}",
                )
            )
    alerts += [
        _alert(row.colour, row.zh, row.en, "/steering") for row in run.targets.rows if row.state == "behind"
    ]
    for tier in run.tiers:
        if tier.n_expiring:
            alerts.append(
                _alert(
                    "blue",
                    f"{tier.zh}：{tier.n_expiring:,} 家称号 180 天内到期。",
                    f"{tier.en}: {tier.n_expiring:,} titles end within 180 days.",
                    "/tiers",
                )
            )
    if n_quarantined:
        alerts.append(
            _alert(
                "orange",
                f"隔离区有 {n_quarantined:,} 条待处理。",
                f"{n_quarantined:,} entries wait in quarantine.",
                "/evidence?tab=quarantine",
            )
        )
    return alerts


def _alert(colour: str, zh: str, en: str, href: str) -> dict[str, str]:
    word_zh, word_en = WORDS[colour]
    return {"colour": colour, "word_zh": word_zh, "word_en": word_en, "zh": zh, "en": en, "href": href}


def describe_region(
    office: Office, *, on: date | None = None, as_of: str | datetime | None = None
) -> RegionSummary:
    """Return what the region is made of, read from its tables."""
    day = on or datetime.now(UTC).astimezone().date()
    return summarise_region(open_region(office.workspace, office.catalogue, as_of=as_of, on=day))


def list_chains(office: Office) -> tuple[ChainDiagnosis, ...]:
    """Return the diagnoses of all chains of the latest run."""
    return need_results(office).chains


def get_chain(office: Office, chain_id: str) -> ChainView:
    """Return one chain by id or Chinese name: diagnosis, map, and who comes nearest to each weak or missing link."""
    results = need_results(office)
    template = office.catalogue.chain(chain_id)
    diagnosis = next((chain for chain in results.chains if chain.chain_id == template.id), None)
    if diagnosis is None:
        raise NotFoundError(
            f"产业链「{template.zh}」还没有计算；请重新运行计算。",
            f"chain {template.id} has not been computed; run again.",
        )
    prefix = f"{template.id}/"
    return ChainView(
        diagnosis=diagnosis,
        map=draw_chain(template, diagnosis),
        nearest={
            key.removeprefix(prefix): found
            for key, found in results.nearest.items()
            if key.startswith(prefix)
        },
        run_id=results.record.run_id,
        fusion=results.fusion.get(template.id),
    )


def count_tiers(office: Office) -> tuple[TierCount, ...]:
    """Return holders and judged candidates per title, from the latest run."""
    return need_results(office).tiers


def review_targets(office: Office) -> TargetReview:
    """Return target against actual, from the latest run."""
    return need_results(office).targets


def write_template(catalogue: Catalogue, table_id: str, path: Path, *, lang: str = "zh") -> Path:
    """Write the Excel form of a table: labels, units, drop-downs, an example.

    Raises
    ------
    NotFoundError
        If there is no such table.
    InputError
        If the ending is not .xlsx, the language is unknown, or the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError(
            f"模板是 Excel 工作簿，文件名应以 .xlsx 结尾，不能写成 {path.name}。",
            f"the form is an Excel workbook; its name must end in .xlsx, not be {path.name!r}.",
        )
    if lang not in {"zh", "en"}:
        raise InputError(f"语言「{lang}」不支持；请用 zh 或 en。", f"no language {lang!r}; use zh or en.")
    write_workbook(catalogue.table(table_id), path, catalogue, lang=lang)
    return path
