"""What does an enterprise take home? Its diagnosis on one page of Word: titles, verdicts, the plan, what is missing."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from gaodi.api.briefs import Language
from gaodi.api.data_names import name_data, write_datum
from gaodi.api.enterprises import SIZE_CLASSES, classify_enterprise, get_enterprise, judge_enterprise
from gaodi.api.gaps import find_title, plan_gap
from gaodi.api.margins import find_thin
from gaodi.api.office_files import still_file
from gaodi.api.records import EnterpriseFile, Office
from gaodi.base import InputError, NotFoundError
from gaodi.brief import FirmSheet, compose_firm_sheet, write_firm_docx
from gaodi.cultivate import EnterpriseScale, GapReport, Verdict

LADDER = ("innovative_sme", "srdi_sme", "little_giant", "champion", "tech_sme", "high_tech")
"""Titles a diagnosis judges, in the order they are climbed; those without rules in force are left out."""
HELD = ("valid", "expiring")
_FIGURES = ("revenue", "rd_expense", "staff")
_DETAILS = ("industry_code", "founded_on", "main_products")


def build_diagnosis(
    office: Office,
    enterprise_id: str,
    *,
    target: str = "",
    on: date | None = None,
    route: Literal["new", "review"] = "new",
    lang: Language = "zh",
) -> FirmSheet:
    """Compose the diagnosis of one enterprise on one day.

    Parameters
    ----------
    enterprise_id : str
        Credit code, share code, or the full name where only one enterprise bears it.
    target : str
        Id or name of the title the plan leads to; empty is the first of the ladder that is not held.
    on : date or None
        None is today.
    route : {"new", "review"}
    lang : {"zh", "en"}

    Returns
    -------
    FirmSheet

    Raises
    ------
    NotFoundError
        If no enterprise matches, or no rule pack is in force for the target on that day.
    """
    day = on or datetime.now(UTC).astimezone().date()
    file = get_enterprise(office, enterprise_id, on=day)
    verdicts = tuple(_judge_ladder(office, file.enterprise_id, day, route))
    wanted = (
        find_title(office, target)
        if target
        else next((v.title_id for v in verdicts if not v.holds_title), None)
    )
    gap = plan_gap(office, file.enterprise_id, wanted, on=day, route=route) if wanted else None
    snapshot = office.workspace.ledger.snapshot()
    return compose_firm_sheet(
        name=file.name,
        enterprise_id=file.enterprise_id,
        identity=_describe_identity(
            office, file, classify_enterprise(office, file.enterprise_id, on=day), lang
        ),
        titles=[_describe_title(office, title, lang) for title in file.titles if title["state"] in HELD],
        verdicts=verdicts,
        thin={verdict.title_id: [name for name, _ in find_thin(verdict)] for verdict in verdicts},
        gap=gap,
        missing=_list_missing(office, verdicts, gap, lang),
        on=day,
        issuer=office.workspace.config.region_name,
        snapshot_id=snapshot.snapshot_id if snapshot else "—",
        catalogue=office.catalogue,
        lang=lang,
        synthetic=file.synthetic,
    )


def write_diagnosis(
    office: Office,
    enterprise_id: str,
    path: Path,
    *,
    target: str = "",
    on: date | None = None,
    route: Literal["new", "review"] = "new",
    lang: Language = "zh",
) -> Path:
    """Write the diagnosis of one enterprise as a Word document of one page.

    Parameters
    ----------
    path : Path
        Ends in .docx; replaced if it exists. The same answer gives the same bytes.

    Raises
    ------
    InputError
        If the ending is another, or the file cannot be written.
    NotFoundError
        As `build_diagnosis`.
    """
    if path.suffix.lower() != ".docx":
        raise InputError(
            f"诊断书只写成 Word，「{path.name}」应以 .docx 结尾。",
            f"a diagnosis is Word: end {path.name!r} in .docx.",
        )
    sheet = build_diagnosis(office, enterprise_id, target=target, on=on, route=route, lang=lang)
    draft = path.with_name(f".{path.stem}.new.docx")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_firm_docx(sheet, draft)
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


def _judge_ladder(
    office: Office, enterprise_id: str, on: date, route: Literal["new", "review"]
) -> Iterable[Verdict]:
    for title_id in LADDER:
        with suppress(NotFoundError):  # no rules in force for it on that day or by that route
            yield judge_enterprise(office, enterprise_id, title_id, on=on, route=route)


def _describe_identity(
    office: Office, file: EnterpriseFile, scale: EnterpriseScale, lang: Language
) -> list[tuple[str, str]]:
    def say(key: str, **values: object) -> str:
        return office.catalogue.label(f"diagnosis.{key}", lang).format(**values)

    cells = {cell["name"]: cell for cell in file.identity}
    figures: dict[str, Any] = next((item["cells"] for item in file.years if item["year"] == scale.year), {})
    place = office.catalogue.taxonomy("divisions").term(cells["district_code"]["value"] or "")
    known = office.catalogue.label("common.unknown", lang)
    size = (
        office.catalogue.label(f"size.{SIZE_CLASSES[scale.size_class]}", lang) if scale.size_class else known
    )
    lines = [
        (say("place"), ((place.en if lang == "en" else "") or place.zh) if place else known),
        (say("size"), size),
        (say("above_scale"), _tell_scale(scale, say)),
    ]
    lines += [(cells[name][lang], _text(cells[name], known)) for name in _DETAILS]
    for name in _FIGURES:
        cell = figures.get(name)
        column = office.catalogue.table("enterprise_year").column(name)
        label = say("year", year=scale.year, item=column.label(lang))
        lines.append((label, _text(cell, known) if cell else known))
    return lines


def _tell_scale(scale: EnterpriseScale, say: Any) -> str:  # noqa: ANN401  a closure over the labels
    if scale.is_above_scale_registered is None:
        return str(say("scale.unknown"))
    return str(say(f"scale.{'in' if scale.is_above_scale_registered else 'out'}"))


def _text(cell: dict[str, Any], unknown: str) -> str:
    return unknown if cell["value"] is None else str(cell["text"])


def _describe_title(office: Office, title: dict[str, Any], lang: Language) -> str:
    end = (
        title["valid_to"].isoformat()
        if title["valid_to"]
        else office.catalogue.label("diagnosis.no_end", lang)
    )
    state = office.catalogue.label(f"state.{title['state']}", lang)
    return office.catalogue.label("diagnosis.title_line", lang).format(
        title=title[lang], start=title["granted_on"].isoformat(), end=end, state=state
    )


def _list_missing(
    office: Office, verdicts: tuple[Verdict, ...], gap: GapReport | None, lang: Language
) -> list[str]:
    """Return data still missing: what the plan asks for, what decides a tier, then every other datum of an open clause."""
    asked = [*(gap.ask if gap else ()), *(datum for verdict in verdicts for datum in verdict.deciding)]
    asked += [
        datum
        for verdict in verdicts
        for clause in verdict.clauses
        if clause.state.value == "unknown"
        for operand in clause.operands
        for datum in operand.missing
    ]
    names = name_data(office.catalogue, lang)
    told = list(dict.fromkeys(write_datum(datum, names) for datum in asked))
    # A row of another table is told by its table; the name of the table is said once.
    grouped: dict[str, list[str]] = {}
    for text in told:
        table, sign, row = text.partition("：")
        grouped.setdefault(table if sign else text, []).extend([row] if sign else [])
    glue = "、" if lang == "zh" else ", "
    return [f"{name}（{glue.join(rows)}）" if rows else name for name, rows in grouped.items()]
