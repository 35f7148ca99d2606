"""Which sheets of land figures does the workspace keep, and what is disputed in them? Kept, scored, corrected, undone.

The sheet is a source under its digest; that it is scored by a standard is a judgement in the ledger, and so is each
correction of a datum. Nothing is overwritten: the sheet stays, every correction stays, and taking one back is one more row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from gaodi.api.land_files import build_firms, open_firm_grid
from gaodi.api.land_grids import Grid
from gaodi.api.land_scores import LandReport, list_land_standards, score_land
from gaodi.api.records import Office
from gaodi.base import InputError, NotFoundError
from gaodi.evidence import Judgement, find_source_file, store_source
from gaodi.land import (
    Correction,
    Firm,
    LandStandard,
    complete_standard,
    get_land_standard,
    rescore_firms,
    score_firms,
    to_decimal,
)

SHEET, DATUM = "land_sheet", "land_datum"
"""Kinds of judgement: that a sheet is scored by a standard, and what a disputed datum should be."""
MAX_DIGITS = 30
"""Digits of a corrected value; as many as a corrected fact may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandEvaluation:
    """One sheet of figures kept in the workspace, to be scored by one standard."""

    evaluation_id: str
    """Standard and the beginning of the sheet's digest."""
    title: str
    standard_id: str
    standard_zh: str
    standard_en: str
    source_id: str
    file: str
    table: str | None
    weights: dict[str, Decimal]
    bases: dict[str, Decimal]
    judgement_id: int
    who: str
    created_at: datetime
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationScores:
    """The scores of a kept sheet: as given, and with the corrections in force."""

    evaluation: LandEvaluation
    standard: LandStandard
    """With the weights and bases the office gave."""
    report: LandReport
    sheet: str
    columns: dict[str, int]
    """Header → 0-based column of the sheet, so that a figure's place can be opened."""
    disputes: dict[tuple[str, str], Judgement]
    """Corrections in force, by firm and item."""


def keep_evaluation(
    office: Office,
    path: Path,
    standard_id: str,
    *,
    table: str | None = None,
    weights: Mapping[str, Decimal] | None = None,
    bases: Mapping[str, Decimal] | None = None,
    title: str | None = None,
    synthetic: bool = False,
    who: str | None = None,
) -> LandEvaluation:
    """Keep a sheet of land figures in the workspace, to be scored by a standard.

    Parameters
    ----------
    path : Path
        CSV or Excel, as `score_land` takes it; its bytes are stored as a source.
    standard_id, table, weights, bases
        As `score_land`.
    title : str or None
        What people should read about the sheet; None is its name.
    synthetic : bool
        Whether its figures are made up.
    who : str or None
        None is the operating system's user.

    Returns
    -------
    LandEvaluation
        The same sheet under the same standard replaces what was said of it before.

    Raises
    ------
    NotFoundError, InputError, TableError
        As `score_land`: a sheet that cannot be scored is not kept.
    SourceError
        If the file is not safe to keep.
    """
    extra = office.workspace.root / "catalogue"
    said = score_land(path, standard_id, table=table, weights=weights, bases=bases, extra=extra)
    with office.workspace.write_lock():
        source = store_source(
            office.workspace, path, kind="figures", title=title or path.name, synthetic=synthetic
        )
        office.workspace.ledger.register_facts(source, (), who=who, keep=True)
    evaluation_id = f"{standard_id}-{source.source_id[:12]}"
    detail = {
        "standard": standard_id, "source_id": source.source_id, "table": table, "title": title or path.name,
        "weights": {name: f"{number:f}" for name, number in (weights or {}).items()},
        "bases": {name: f"{number:f}" for name, number in (bases or {}).items()},
        "synthetic": synthetic,
    }  # fmt: skip
    reason = f"按{said.result.zh}计分 scored by {standard_id}"
    office.workspace.ledger.book.judge(SHEET, evaluation_id, "score", reason=reason, detail=detail, who=who)
    return get_evaluation(office, evaluation_id)


def list_evaluations(office: Office) -> tuple[LandEvaluation, ...]:
    """Return the sheets kept, the latest first; one whose keeping was taken back is not among them."""
    kept = office.workspace.ledger.book.in_force(SHEET)
    standards = {
        standard.id: standard for standard in list_land_standards(office.workspace.root / "catalogue")
    }
    found = [_read_evaluation(office, name, judgement, standards) for name, judgement in kept.items()]
    return tuple(sorted(found, key=lambda one: -one.judgement_id))


def get_evaluation(office: Office, evaluation_id: str) -> LandEvaluation:
    """Return one kept sheet.

    Raises
    ------
    NotFoundError
        If there is none of this id; the known ones are listed.
    """
    found = list_evaluations(office)
    for evaluation in found:
        if evaluation.evaluation_id == evaluation_id:
            return evaluation
    known = "、".join(one.evaluation_id for one in found) or "—"
    raise NotFoundError(
        f"工作区里没有亩均评价表「{evaluation_id}」；现有：{known}。",
        f"the workspace keeps no land sheet {evaluation_id!r}; known: {known}.",
    )


def score_evaluation(office: Office, evaluation: LandEvaluation) -> EvaluationScores:
    """Score a kept sheet as given, and again with the corrections in force.

    Returns
    -------
    EvaluationScores
        The same sheet and the same corrections give the same scores.

    Raises
    ------
    NotFoundError
        If its standard is not known any more.
    SourceError
        If the sheet's file is gone.
    """
    standard, grid, firms = _read_evaluated(office, evaluation)
    disputes = _find_disputes(office, evaluation, standard, firms)
    if disputes:
        corrections = [
            _to_correction(firm_id, item_id, judgement) for (firm_id, item_id), judgement in disputes.items()
        ]
        found = rescore_firms(standard, firms, corrections)
        report = LandReport(
            file=evaluation.file, result=found.after, before=found.before, corrections=found.corrections,
            synthetic=evaluation.synthetic,
        )  # fmt: skip
    else:
        report = LandReport(
            file=evaluation.file, result=score_firms(standard, firms), synthetic=evaluation.synthetic
        )
    return EvaluationScores(
        evaluation=evaluation,
        standard=standard,
        report=report,
        sheet=grid.sheet.name,
        columns={header: place for place, header in grid.columns.values()},
        disputes=disputes,
    )


def correct_land_datum(
    office: Office,
    evaluation_id: str,
    firm_id: str,
    item_id: str,
    value: str,
    *,
    reason: str,
    who: str | None = None,
) -> Judgement:
    """Dispute a datum: what it should be, and why; the score is reckoned again and both stay.

    Parameters
    ----------
    evaluation_id, firm_id, item_id : str
        As the worked sheet names them.
    value : str
        A number in the item's unit; empty makes the datum unknown.
    reason : str
        What supports it; kept for good.
    who : str or None
        None is the operating system's user.

    Raises
    ------
    NotFoundError
        If there is no such sheet, firm or item.
    InputError
        If the value is no number or is what stands there already, or no reason is given.
    """
    evaluation = get_evaluation(office, evaluation_id)
    standard, _, firms = _read_evaluated(office, evaluation)
    number = _read_number(value)
    correction = Correction(firm_id=firm_id, item_id=item_id, value=number, reason=reason, who=who or "")
    found = rescore_firms(standard, firms, [correction]).corrections[0]
    held = _find_disputes(office, evaluation, standard, firms).get((firm_id, item_id))
    now = found.before if held is None else _read_decimal(held.detail["value"])
    if now == to_decimal(number):
        raise InputError(
            f"{found.name}的「{found.zh}」现在就是 {'未知' if now is None else now}，没有要更正的；请核对更正值。",
            f"{item_id!r} of {firm_id!r} is {now} already, so there is nothing to correct; check the value.",
        )
    detail = {
        "evaluation_id": evaluation_id, "firm_id": firm_id, "item_id": item_id,
        "before": None if found.before is None else f"{found.before:f}",
        "value": None if number is None else value.strip().replace(",", ""),
    }  # fmt: skip
    about = name_datum(evaluation_id, firm_id, item_id)
    return office.workspace.ledger.book.judge(DATUM, about, "correct", reason=reason, detail=detail, who=who)


def name_datum(evaluation_id: str, firm_id: str, item_id: str) -> str:
    """Return the name a datum of a kept sheet has in the ledger."""
    return f"{evaluation_id}/{item_id}/{firm_id}"


def _read_evaluation(
    office: Office, evaluation_id: str, judgement: Judgement, standards: Mapping[str, LandStandard]
) -> LandEvaluation:
    detail = judgement.detail
    standard = standards.get(detail["standard"])
    source = office.workspace.ledger.source(detail["source_id"])
    return LandEvaluation(
        evaluation_id=evaluation_id,
        title=detail["title"],
        standard_id=detail["standard"],
        standard_zh=standard.zh if standard else detail["standard"],
        standard_en=standard.en if standard else detail["standard"],
        source_id=detail["source_id"],
        file=source.name,
        table=detail["table"],
        weights={name: Decimal(text) for name, text in detail["weights"].items()},
        bases={name: Decimal(text) for name, text in detail["bases"].items()},
        judgement_id=judgement.judgement_id,
        who=judgement.who,
        created_at=judgement.created_at,
        synthetic=detail["synthetic"] or source.synthetic,
    )


def _read_evaluated(
    office: Office, evaluation: LandEvaluation
) -> tuple[LandStandard, Grid, tuple[Firm, ...]]:
    known = {one.id: one for one in list_land_standards(office.workspace.root / "catalogue")}
    standard = complete_standard(
        get_land_standard(known, evaluation.standard_id), weights=evaluation.weights, bases=evaluation.bases
    )
    path = find_source_file(office.workspace, evaluation.source_id)
    grid = open_firm_grid(path, standard, name=evaluation.file)
    return standard, grid, build_firms(grid, standard, table=evaluation.table)


def _find_disputes(
    office: Office, evaluation: LandEvaluation, standard: LandStandard, firms: tuple[Firm, ...]
) -> dict[tuple[str, str], Judgement]:
    """Return the corrections in force, by firm and item; one about an item the standard has no more is left out."""
    tables = {firm.firm_id: firm.table_id for firm in firms}
    found = {}
    for judgement in office.workspace.ledger.book.in_force(DATUM).values():
        detail = judgement.detail
        if detail["evaluation_id"] != evaluation.evaluation_id or detail["firm_id"] not in tables:
            continue
        items = {item.id for item in standard.table(tables[detail["firm_id"]]).items}
        if detail["item_id"] in items:
            found[detail["firm_id"], detail["item_id"]] = judgement
    return found


def _to_correction(firm_id: str, item_id: str, judgement: Judgement) -> Correction:
    number = _read_decimal(judgement.detail["value"])
    return Correction(
        firm_id=firm_id,
        item_id=item_id,
        value=None if number is None else Fraction(number),
        reason=judgement.reason,
        who=judgement.who,
    )


def _read_decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _read_number(text: str) -> Fraction | None:
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    try:
        number = Decimal(plain)
        if (
            not number.is_finite()
            or len(number.as_tuple().digits) > MAX_DIGITS
            or abs(number.adjusted()) > MAX_DIGITS
        ):
            raise InvalidOperation  # noqa: TRY301  `nan` and a number too long are no figures either
    except InvalidOperation as error:
        raise InputError(
            f"更正值「{text.strip()[:40]}」不是数；请填数字（单位同该指标），没有可用的数就留空。",
            f"{text.strip()[:40]!r} is no number; give one in the item's unit, or leave it empty for unknown.",
        ) from error
    return Fraction(number)
