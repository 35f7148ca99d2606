"""How many points does a firm's land earn? A worked sheet per firm, exact inside, nothing assumed."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from gaodi.base import InputError
from gaodi.land.ranking import Standing, rank_totals
from gaodi.land.records import Datum, Firm, ItemPoints, LandResult, LandScore, to_decimal
from gaodi.land.standards import LandItem, LandStandard, LandTable

Points = tuple[ItemPoints, Fraction | None]
_UNKNOWN = Datum(value=None)


def score_firms(standard: LandStandard, firms: Sequence[Firm]) -> LandResult:
    """Score, rank and class firms under one standard.

    Parameters
    ----------
    standard : LandStandard
    firms : sequence of Firm
        All firms of the evaluation: averages, extremes and ranks are taken over those of the same table.

    Returns
    -------
    LandResult
        In the order given. A total is unknown where an item is unknown and the standard does not impute it.

    Raises
    ------
    NotFoundError
        If a firm names a table the standard does not have.
    InputError
        If a firm is given twice.
    """
    twice = [firm_id for firm_id, n in Counter(firm.firm_id for firm in firms).items() if n > 1]
    if twice:
        raise InputError(
            f"企业 {'、'.join(twice[:5])} 出现不止一次；一家企业只能有一行。",
            f"firms given more than once: {', '.join(twice[:5])}; one row per firm.",
        )
    scored: dict[str, LandScore] = {}
    for table_id in dict.fromkeys(firm.table_id for firm in firms):
        group = [firm for firm in firms if firm.table_id == table_id]
        scored |= _score_table(standard, standard.table(table_id), group)
    return LandResult(
        standard_id=standard.id,
        zh=standard.zh,
        en=standard.en,
        document=standard.document,
        status=standard.status,
        source=standard.source,
        note_zh=standard.note or "",
        note_en=standard.note_en or "",
        scores=tuple(scored[firm.firm_id] for firm in firms),
    )


def _score_table(standard: LandStandard, table: LandTable, firms: list[Firm]) -> dict[str, LandScore]:
    columns = [_score_item(standard, item, firms) for item in table.items]
    totals = [_total(standard, firm, [column[i][1] for column in columns]) for i, firm in enumerate(firms)]
    standings = rank_totals(standard.classing, totals, [firm.exemption for firm in firms])
    return {
        firm.firm_id: _build_score(
            standard, table, firm, tuple(column[i][0] for column in columns), totals[i], standings[i]
        )
        for i, firm in enumerate(firms)
    }


def _total(standard: LandStandard, firm: Firm, points: list[Fraction | None]) -> Fraction | None:
    parts = list(points)
    if standard.has_bonus:
        deduction = firm.deduction.value
        parts += [firm.bonus.value, None if deduction is None else -deduction]
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def _build_score(
    standard: LandStandard,
    table: LandTable,
    firm: Firm,
    items: tuple[ItemPoints, ...],
    total: Fraction | None,
    standing: Standing,
) -> LandScore:
    return LandScore(
        firm_id=firm.firm_id,
        name=firm.name,
        table_id=table.id,
        table_zh=table.zh,
        items=items,
        bonus=to_decimal(firm.bonus.value) if standard.has_bonus else None,
        deduction=to_decimal(firm.deduction.value) if standard.has_bonus else None,
        total=to_decimal(total),
        rank=standing.rank,
        rank_at_most=standing.rank_at_most,
        n_ranked=standing.n_ranked,
        class_id=standing.class_id,
        possible_classes=standing.possible_classes,
        treated_as=standing.treated_as,
        exemption=firm.exemption,
        note_zh=standing.note_zh,
        note_en=standing.note_en,
    )


def _score_item(standard: LandStandard, item: LandItem, firms: list[Firm]) -> list[Points]:
    """Points of one item for every firm of the table."""
    data = [firm.values.get(item.id, _UNKNOWN) for firm in firms]
    known = [datum.value for datum in data if datum.value is not None]
    if standard.form == "base_ratio":
        lines = [_by_base(item, datum) for datum in data]
    else:
        ends = (min(known), max(known)) if known else None
        lines = [_by_extremes(standard, item, datum, ends, (len(known), len(data))) for datum in data]
    if item.missing == "average_points":
        earned = [points for _, points in lines if points is not None]
        if earned:
            mean = sum(earned, Fraction(0)) / len(earned)
            lines = [_impute(line, mean, len(earned)) if line[1] is None else line for line in lines]
    return lines


def _by_base(item: LandItem, datum: Datum) -> Points:
    points = None
    zh, en = "没有数据，此项得分未知。", "no figure, so the points are unknown."
    if datum.value is not None and (item.weight is None or item.base is None):
        zh, en = (
            "此项的权重或基数未见，须由评价单位给出。",
            "weight or base was not seen; the office gives it.",
        )
    elif datum.value is not None:
        points = Fraction(item.weight or 0) * datum.value / Fraction(item.base or 0)
        value = to_decimal(datum.value)
        zh = f"{value} ÷ {item.base} × {item.weight} = {to_decimal(points)} 分。"
        en = f"{value} / {item.base} x {item.weight} = {to_decimal(points)} points."
    return _line(item, datum, points, zh, en), points


def _by_extremes(
    standard: LandStandard,
    item: LandItem,
    datum: Datum,
    ends: tuple[Fraction, Fraction] | None,
    counts: tuple[int, int],
) -> Points:
    """Place a figure between the least and the greatest; `counts` are the firms with a figure and all firms."""
    points = None
    least, greatest = ends or (None, None)
    n_known, n_firms = counts
    zh, en = "没有数据，此项得分未知。", "no figure, so the points are unknown."
    if datum.value is not None and least is not None and greatest is not None:
        if item.weight is None:
            zh, en = "此项的权重未见，须由评价单位给出。", "the weight was not seen; the office gives it."
        elif least == greatest:
            zh = f"有数据的 {n_known} 家企业数值相同，公式的分母为零，此项得分未知。"
            en = f"the {n_known} firms with figures are equal: the formula divides by zero, points unknown."
        else:
            share = (datum.value - least) / (greatest - least)
            points = (
                Fraction(item.weight) * (Fraction(standard.floor) + Fraction(standard.span) * share) / 100
            )
            value, low, high = map(to_decimal, (datum.value, least, greatest))
            formula = f"{item.weight} × [{standard.floor} + {standard.span} × ({value} − {low}) ÷ ({high} − {low})] ÷ 100"
            zh = f"{formula} = {to_decimal(points)} 分。"
            en = f"{formula} = {to_decimal(points)} points."
            if n_known < n_firms:
                zh += f"最小值和最大值取自有数据的 {n_known}/{n_firms} 家企业。"
                en += f" Least and greatest are those of the {n_known} of {n_firms} firms with figures."
    return _line(item, datum, points, zh, en, least=least, greatest=greatest), points


def _impute(line: Points, mean: Fraction, n_firms: int) -> Points:
    old = line[0]
    zh = f"没有数据；按{old.article}，以有数据的 {n_firms} 家同类企业此项平均得分 {to_decimal(mean)} 分赋分。"
    en = f"no figure; the mean points of the {n_firms} firms of this table that have it, {to_decimal(mean)}, are given ({old.article})."
    fields = {name: getattr(old, name) for name in ItemPoints.__slots__}
    given = ItemPoints(
        **(fields | {"points": to_decimal(mean), "state": "imputed", "note_zh": zh, "note_en": en})
    )
    return given, mean


def _line(
    item: LandItem,
    datum: Datum,
    points: Fraction | None,
    zh: str,
    en: str,
    *,
    least: Fraction | None = None,
    greatest: Fraction | None = None,
) -> ItemPoints:
    return ItemPoints(
        item_id=item.id,
        zh=item.zh,
        en=item.en,
        unit=item.unit,
        weight=item.weight,
        value=to_decimal(datum.value),
        base=item.base,
        least=to_decimal(least),
        greatest=to_decimal(greatest),
        points=to_decimal(points),
        state="unknown" if points is None else "known",
        how_zh=datum.how_zh,
        how_en=datum.how_en,
        note_zh=zh,
        note_en=en,
        cells=datum.cells,
        article=item.article,
    )
