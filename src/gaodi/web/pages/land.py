"""亩均: how do the firms of a sheet score on their land, how did each score come about, what is disputed? Two pages."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import RedirectResponse, Response

from gaodi import api
from gaodi.base import InputError
from gaodi.web import links
from gaodi.web.asking import Ask, Asked, read_choice, read_flag, read_page
from gaodi.web.formats import pick
from gaodi.web.judging import Saying, go_back
from gaodi.web.pages.facts import MEDIA, send_export
from gaodi.web.pages.uploads import discard_upload, keep_upload
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

SIZE = 50
ACCEPTED = ".csv,.xlsx,.xls"
COLUMNS = (
    "firm_id", "name", "table_zh", "total", "rank", "rank_at_most", "n_ranked", "class_id", "possible_classes", "treated_as",
    "exemption", "n_disputed", "total_before", "rank_before", "class_before",
)  # fmt: skip
SHEET_COLUMNS = (
    "side", "item", "value", "unit", "how", "base", "least", "greatest", "weight", "points", "note", "cells", "article",
)  # fmt: skip


def show_land(
    ask: Asked,
    sheet: str = "",
    q: str = "",
    table: str = "",
    class_id: str = "",
    disputed: str = "",
    page: str = "",
) -> View:
    """Show the scores of a kept sheet, the latest unless one is named, and the form that keeps another."""
    kept = api.list_evaluations(ask.office)
    standards = api.list_land_standards(ask.office.workspace.root / "catalogue")
    filters = {
        "sheet": sheet, "q": q.strip(), "table": table, "class_id": class_id,
        "disputed": read_choice(disputed, "disputed", ("", "yes", "no")),
    }  # fmt: skip
    chosen = api.get_evaluation(ask.office, sheet) if sheet else (kept[0] if kept else None)
    scores = _score(ask, chosen) if chosen else None
    asked: dict[str, Any] = {
        "q": filters["q"], "table": table, "class_id": class_id, "disputed": read_flag(filters["disputed"], "disputed")
    }  # fmt: skip
    found = (
        api.list_land_scores(scores, **asked, page=read_page(page), size=SIZE)
        if scores
        else api.Page(rows=(), total=0, page=1, size=SIZE)
    )
    every = api.land_rows(scores) if scores else []
    return View(
        template="land.html",
        answer={"evaluations": kept, "evaluation": chosen, "found": found},
        sheet=Sheet(
            name=f"{ask.label('nav.land')}{f'-{chosen.title}' if chosen else ''}",
            columns=tuple((name, ask.label(f"land.col.{name}")) for name in COLUMNS),
            rows=api.filter_land_rows(scores, **asked) if scores else (),
        ),
        context={
            "kept": kept,
            "chosen": chosen,
            "scores": scores,
            "standards": standards,
            "found": found,
            "filters": filters,
            "is_filtered": any(filters[name] for name in ("q", "table", "class_id", "disputed")),
            "classes": _count(every, "class_id"),
            "tables": _name_tables(ask, scores),
            "undecided": api.UNDECIDED,
            "accepted": ACCEPTED,
        },
        synthetic=chosen.synthetic if chosen else False,
    )


@router.post(links.LAND, include_in_schema=False, response_model=None)
def keep_sheet(
    ask: Asked,
    file: Annotated[UploadFile, File()],
    standard: Annotated[str, Form()] = "",
    table: Annotated[str, Form()] = "",
    weights: Annotated[str, Form()] = "",
    bases: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    who: Annotated[str, Form()] = "",
    synthetic: Annotated[str, Form()] = "",
) -> Response:
    """Keep a sheet of figures and show its scores."""
    path = keep_upload(ask, file)
    try:
        kept = api.keep_evaluation(
            ask.office, path, standard, table=table.strip() or None, weights=read_numbers(weights),
            bases=read_numbers(bases), title=title.strip() or None, synthetic=bool(synthetic), who=who.strip() or None,
        )  # fmt: skip
    finally:
        discard_upload(path)
    return RedirectResponse(links.land(kept.evaluation_id), status_code=303)


@router.get("/land/{evaluation_id}/scores.xlsx", include_in_schema=False, response_model=None)
def send_scores(ask: Asked, evaluation_id: str) -> Response:
    """Send totals, worked sheets and corrections of a kept sheet as Excel."""
    kept = api.get_evaluation(ask.office, evaluation_id)
    report = _score(ask, kept).report
    mark = ask.label("synthetic.suffix") if kept.synthetic else ""
    return send_export(
        ask,
        f"{ask.label('nav.land')}-{kept.title}{mark}.xlsx",
        MEDIA["xlsx"],
        lambda path: _write(report, path),
    )


@router.post("/land/{evaluation_id}/corrections", include_in_schema=False, response_model=None)
def correct_datum(
    ask: Asked,
    evaluation_id: str,
    said: Saying,
    firm: Annotated[str, Form()] = "",
    item: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
) -> Response:
    """Keep a correction of a disputed datum; the scores are reckoned again."""
    api.correct_land_datum(ask.office, evaluation_id, firm, item, value, reason=said.reason, who=said.who)
    return go_back(ask, said, links.land_sheet(evaluation_id, firm))


def show_land_sheet(ask: Asked, evaluation_id: str, firm_id: str) -> View:
    """Show how one firm's score came about, before and after what it disputes."""
    scores = _score(ask, api.get_evaluation(ask.office, evaluation_id))
    worked = api.get_worked_sheet(ask.office, scores, firm_id)
    return View(
        template="land_sheet.html",
        answer=worked,
        sheet=Sheet(
            name=f"{worked.before.name}-{ask.label('land.sheet')}",
            columns=tuple((name, ask.label(f"land.col.{name}")) for name in SHEET_COLUMNS),
            rows=_list_rows(ask, worked),
        ),
        context={
            "sheet": worked,
            "table_name": pick(scores.standard.table(worked.before.table_id), ask.lang),
            "has_bases": scores.standard.form == "base_ratio",
            "back": links.land_sheet(evaluation_id, worked.before.firm_id),
        },
        synthetic=worked.evaluation.synthetic,
    )


def read_numbers(text: str) -> dict[str, Decimal]:
    """Read `item=number` words, a line each or set apart by semicolons.

    Raises
    ------
    InputError
        If a word is none.

    Examples
    --------
    >>> read_numbers("亩均税收=20；亩均销售=300")
    {'亩均税收': Decimal('20'), '亩均销售': Decimal('300')}
    """
    numbers = {}
    for word in filter(str.strip, text.replace("；", "\n").replace(";", "\n").splitlines()):
        name, _, said = word.replace("＝", "=").partition("=")
        try:
            number = Decimal(said.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not name.strip() or not number.is_finite():
            raise InputError(
                f"「{word.strip()}」应写成 指标=数，如 亩均税收=20。",
                f"{word.strip()!r} must be item=number.",
            )
        numbers[name.strip()] = number
    return numbers


def _score(ask: Ask, kept: api.LandEvaluation) -> api.EvaluationScores:
    return ask.desk.read_answer(f"land/{kept.evaluation_id}", lambda: api.score_evaluation(ask.office, kept))


def _write(report: api.LandReport, path: Any) -> None:  # noqa: ANN401  a path of the export's own folder
    target = path.with_suffix(".xlsx")
    api.write_land_report(report, target)
    target.rename(path)


def _count(rows: list[dict[str, Any]], key: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        name = row[key] or api.UNDECIDED
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def _name_tables(ask: Ask, scores: api.EvaluationScores | None) -> dict[str, str]:
    return {table.id: pick(table, ask.lang) for table in scores.standard.tables} if scores else {}


def _list_rows(ask: Ask, worked: api.WorkedSheet) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for line in worked.lines:
        for side, points in (("before", line.before), ("after", line.after)):
            if points is None:
                continue
            rows.append(
                {
                    **{name: getattr(points, name) for name in SHEET_COLUMNS if hasattr(points, name)},
                    "side": ask.label(f"land.{side}"),
                    "item": pick(points, ask.lang),
                    "how": pick(points, ask.lang, "how"),
                    "note": pick(points, ask.lang, "note"),
                }
            )
    return rows


add_page(router, links.LAND, show_land)
add_page(router, "/land/{evaluation_id}/{firm_id:path}", show_land_sheet)
