"""What does a page say of land scores? The list of a kept sheet, and one firm's worked sheet with its arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gaodi.api.land_evaluations import DATUM, EvaluationScores, LandEvaluation, name_datum
from gaodi.api.records import Office, Page
from gaodi.base import InputError, NotFoundError
from gaodi.evidence import Judgement, to_letters
from gaodi.land import ItemPoints, LandScore, LandStandard

MAX_PAGE = 500
UNDECIDED = "none"
"""Filter for firms without a class: unknown, exempt, or by a standard without classes."""
Words = tuple[str, str]
"""A text in Chinese and in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedLine:
    """One item of a worked sheet: as given, and with the corrections in force where that differs."""

    item_id: str
    zh: str
    en: str
    unit: str
    article: str
    before: ItemPoints
    after: ItemPoints | None
    """None where the item is as before."""
    refs: tuple[str, ...]
    """Where the figure stands, to be opened."""
    dispute: Judgement | None
    """The correction in force."""
    history: tuple[Judgement, ...]
    """Every judgement about the datum, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedSheet:
    """How one firm's score came about, step by step, before and after corrections."""

    evaluation: LandEvaluation
    document: str
    status: str
    note_zh: str
    note_en: str
    formula_zh: str
    formula_en: str
    before: LandScore
    after: LandScore | None
    """None where no correction of the sheet is in force; another firm's correction may move this one's rank."""
    sum_before: Words
    sum_after: Words | None
    class_before: Words
    class_after: Words | None
    lines: tuple[WorkedLine, ...]


def list_land_scores(
    scores: EvaluationScores,
    *,
    q: str = "",
    table: str = "",
    class_id: str = "",
    disputed: bool | None = None,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Return one page of a kept sheet's firms, kind by kind, the best first; firms without a rank come last.

    Parameters
    ----------
    scores : EvaluationScores
    q : str
        Part of the name, or the beginning of the id.
    table : str
        Id of a kind of firm; empty is any.
    class_id : str
        Class, or `none` for firms without one; empty is any.
    disputed : bool or None
        Whether a datum of the firm is corrected.
    page, size : int
        From 1; at most 500 rows.

    Returns
    -------
    Page
        Rows as `land_rows` gives them.

    Raises
    ------
    InputError
        If `page` or `size` cannot be.
    """
    if page < 1 or not 1 <= size <= MAX_PAGE:
        raise InputError(
            f"页码 {page}、每页 {size} 行不可用；页码从 1 起，每页 1 至 {MAX_PAGE} 行。",
            f"page {page} of {size} rows is not possible; pages start at 1 and hold 1 to {MAX_PAGE} rows.",
        )
    rows = filter_land_rows(scores, q=q, table=table, class_id=class_id, disputed=disputed)
    return Page(rows=tuple(rows[(page - 1) * size : page * size]), total=len(rows), page=page, size=size)


def filter_land_rows(
    scores: EvaluationScores,
    *,
    q: str = "",
    table: str = "",
    class_id: str = "",
    disputed: bool | None = None,
) -> list[dict[str, Any]]:
    """Return every firm under the filters of `list_land_scores`, in its order."""
    return [
        row
        for row in land_rows(scores)
        if (not q or q in row["name"] or row["firm_id"].startswith(q.upper()))
        and table in ("", row["table_id"])
        and class_id in ("", row["class_id"] or UNDECIDED)
        and disputed in (None, row["n_disputed"] > 0)
    ]


def land_rows(scores: EvaluationScores) -> list[dict[str, Any]]:
    """Return every firm of a kept sheet as one row, with what stood before corrections."""
    before = scores.report.before or scores.report.result
    olds = {score.firm_id: score for score in before.scores}
    n_disputed: dict[str, int] = {}
    for firm_id, _ in scores.disputes:
        n_disputed[firm_id] = n_disputed.get(firm_id, 0) + 1
    order = [table.id for table in scores.standard.tables]
    rows = [
        {
            "firm_id": score.firm_id, "name": score.name, "table_id": score.table_id, "table_zh": score.table_zh,
            "total": score.total, "rank": score.rank, "rank_at_most": score.rank_at_most, "n_ranked": score.n_ranked,
            "class_id": score.class_id, "possible_classes": score.possible_classes, "treated_as": score.treated_as,
            "exemption": score.exemption, "note_zh": score.note_zh, "note_en": score.note_en,
            "total_before": olds[score.firm_id].total, "rank_before": olds[score.firm_id].rank,
            "class_before": olds[score.firm_id].class_id, "n_disputed": n_disputed.get(score.firm_id, 0),
        }
        for score in scores.report.result.scores
    ]  # fmt: skip
    return sorted(
        rows, key=lambda r: (order.index(r["table_id"]), r["rank"] is None, r["rank"] or 0, r["firm_id"])
    )


def get_worked_sheet(office: Office, scores: EvaluationScores, firm_id: str) -> WorkedSheet:
    """Return one firm's worked sheet.

    Raises
    ------
    NotFoundError
        If the firm is not on the sheet.
    """
    report = scores.report
    given = report.before or report.result
    try:
        before = given.score(firm_id)
    except KeyError as error:
        raise NotFoundError(
            f"评价表「{scores.evaluation.title}」里没有企业「{firm_id}」；请从亩均评价页选择。",
            f"no firm {firm_id!r} on the sheet {scores.evaluation.title!r}; choose one on the page of land scores.",
        ) from error
    after = report.result.score(firm_id) if report.before is not None else None
    formula = _write_formula(scores.standard)
    return WorkedSheet(
        evaluation=scores.evaluation,
        document=given.document,
        status=given.status,
        note_zh=given.note_zh,
        note_en=given.note_en,
        formula_zh=formula[0],
        formula_en=formula[1],
        before=before,
        after=after,
        sum_before=write_sum(before),
        sum_after=write_sum(after) if after else None,
        class_before=explain_class(scores.standard, before),
        class_after=explain_class(scores.standard, after) if after else None,
        lines=tuple(_build_lines(office, scores, before, after)),
    )


def write_sum(score: LandScore) -> Words:
    """Return the total of a score as a sum written out.

    The points shown are rounded where they do not end; the total is the sum of the exact ones.
    """
    parts = [line.points for line in score.items]
    if score.bonus is not None:
        parts.append(score.bonus)
    if score.total is None:
        unknown = [line for line in score.items if line.points is None]
        zh, en = ("、".join(x.zh for x in unknown), ", ".join(x.en for x in unknown))
        return (
            f"「{zh}」得分未知，总分未知。",
            f"the points of {en} are unknown, and so is the total.",
        )
    said = " + ".join(f"{part}" for part in parts)
    if score.deduction:
        said += f" − {score.deduction}"
    return f"{said} = {score.total} 分", f"{said} = {score.total} points"


def explain_class(standard: LandStandard, score: LandScore) -> Words:
    """Return how a rank became a class, with the share of the ranking worked out."""
    classing = standard.classing
    if score.exemption is not None or score.rank is None:
        return score.note_zh, score.note_en
    place_zh = f"位次 {score.rank}，参加排位 {score.n_ranked} 家。"
    place_en = f"Rank {score.rank} of {score.n_ranked}."
    if classing is None:
        return (
            f"{place_zh}办法的分类比例未见，只排位次。{score.note_zh}",
            f"{place_en} Shares of classes were not seen, so firms are ranked only. {score.note_en}".strip(),
        )
    share = f"100 × {score.rank} ÷ {score.n_ranked} = {_round(Decimal(100 * score.rank) / score.n_ranked)}"
    edges = {band.id: band.upto for band in classing.bands}
    if score.class_id is None:
        named = "、".join(score.possible_classes)
        return (
            f"{place_zh}{share}。{score.note_zh}因此不定类，可能是 {named}。",
            f"{place_en} {share}. {score.note_en} So no class is given; it may be {named}.",
        )
    least = next(
        (
            upto
            for upto, after in zip([Decimal(0), *edges.values()], edges, strict=False)
            if after == score.class_id
        ),
        Decimal(0),
    )
    return (
        f"{place_zh}{share}，大于 {least}、不超过 {edges[score.class_id]}，归 {score.class_id} 类（{classing.article}）。{score.note_zh}",
        f"{place_en} {share}, above {least} and not above {edges[score.class_id]}: class {score.class_id}. {score.note_en}".strip(),
    )


def _write_formula(standard: LandStandard) -> Words:
    extra_zh, extra_en = (
        ("，加附加分、减扣分", ", plus bonus, less deduction") if standard.has_bonus else ("", "")
    )
    if standard.form == "base_ratio":
        one_zh, one_en = "各项得分 = 数值 ÷ 基数 × 权重", "points = value / base x weight"
    else:
        ends = f"[{standard.floor} + {standard.span} × (x − min) ÷ (max − min)] ÷ 100"
        one_zh = f"各项得分 = 权重 × {ends}，min、max 为同类有数据企业的最小值、最大值"
        one_en = f"points = weight × {ends}, least and greatest of the firms of the kind that have the figure"
    return f"{one_zh}；总分为各项得分之和{extra_zh}", f"{one_en}; the total is their sum{extra_en}"


def _build_lines(
    office: Office, scores: EvaluationScores, before: LandScore, after: LandScore | None
) -> Iterable[WorkedLine]:
    evaluation = scores.evaluation
    news = {line.item_id: line for line in after.items} if after else {}
    book = office.workspace.ledger.book
    for line in before.items:
        new = news.get(line.item_id)
        about = name_datum(evaluation.evaluation_id, before.firm_id, line.item_id)
        yield WorkedLine(
            item_id=line.item_id,
            zh=line.zh,
            en=line.en,
            unit=line.unit,
            article=line.article,
            before=line,
            after=new if new is not None and new != line else None,
            refs=tuple(ref for cell in line.cells if (ref := find_ref(scores, cell))),
            dispute=scores.disputes.get((before.firm_id, line.item_id)),
            history=tuple(book.history(DATUM, about)),
        )


def find_ref(scores: EvaluationScores, cell: str) -> str | None:
    """Return the reference that opens a cell of a kept sheet, written `file/sheet/row/header`."""
    start = f"{scores.evaluation.file}/{scores.sheet}/"
    row, _, header = cell.removeprefix(start).partition("/")
    if not cell.startswith(start) or header not in scores.columns:
        return None
    letters = to_letters(scores.columns[header])
    return f"cell:{scores.evaluation.source_id}/{scores.sheet}/{row}/{letters.lower()}"


def _round(number: Decimal) -> str:
    shown = round(number, 4)
    return f"{shown:f}".rstrip("0").rstrip(".") if "." in f"{shown:f}" else f"{shown:f}"
