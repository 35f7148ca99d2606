"""What changes when a datum is disputed? Corrections in, both scores out; nothing is overwritten."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gaodi.base import InputError, NotFoundError
from gaodi.land.records import CorrectedDatum, Correction, Datum, Firm, LandScore, Objection, to_decimal
from gaodi.land.scoring import score_firms
from gaodi.land.standards import LandItem, LandStandard


def rescore_firms(
    standard: LandStandard, firms: Sequence[Firm], corrections: Sequence[Correction]
) -> Objection:
    """Score firms as given and again with disputed data replaced.

    Parameters
    ----------
    standard : LandStandard
    firms : sequence of Firm
    corrections : sequence of Correction
        A value of None makes a datum unknown. Each has a reason.

    Returns
    -------
    Objection
        Both results; per correction what stood before, what stands now, and what it did to total, rank and class.

    Raises
    ------
    NotFoundError
        If a correction names a firm or an item that is not there.
    InputError
        If it has no reason, or a datum is corrected twice.
    """
    by_id = {firm.firm_id: firm for firm in firms}
    counts = Counter((c.firm_id, c.item_id) for c in corrections)
    items = [_check(standard, by_id, correction, counts) for correction in corrections]
    changed = dict(by_id)
    for correction in corrections:
        firm = changed[correction.firm_id]
        datum = Datum(value=correction.value, cells=correction.cells)
        changed[firm.firm_id] = replace(firm, values={**firm.values, correction.item_id: datum})
    before = score_firms(standard, firms)
    after = score_firms(standard, [changed[firm.firm_id] for firm in firms])
    olds, news = ({score.firm_id: score for score in result.scores} for result in (before, after))
    lines = tuple(
        _describe(by_id[c.firm_id], item, c, olds[c.firm_id], news[c.firm_id])
        for c, item in zip(corrections, items, strict=True)
    )
    return Objection(before=before, after=after, corrections=lines)


def _check(
    standard: LandStandard,
    firms: dict[str, Firm],
    correction: Correction,
    counts: Counter[tuple[str, str]],
) -> LandItem:
    where = "、".join(correction.cells)
    at_zh, at_en = (f"（{where}）", f" ({where})") if where else ("", "")
    firm = firms.get(correction.firm_id)
    if firm is None:
        raise NotFoundError(
            f"更正{at_zh}中的企业「{correction.firm_id}」不在评价表里；请核对企业标识。",
            f"a correction{at_en} names firm {correction.firm_id!r}, which is not among the scores; check the id.",
        )
    items = {item.id: item for item in standard.table(firm.table_id).items}
    if correction.item_id not in items:
        known = "、".join(item.zh for item in items.values())
        raise NotFoundError(
            f"更正{at_zh}中的指标「{correction.item_id}」不在 {firm.name} 的评价表里；可用：{known}。",
            f"a correction{at_en} names item {correction.item_id!r}, which {firm.name} is not scored on; known: {known}.",
        )
    if not correction.reason.strip():
        raise InputError(
            f"对 {firm.name}「{items[correction.item_id].zh}」的更正{at_zh}没有理由；请写明依据。",
            f"the correction of {items[correction.item_id].en} for {firm.name}{at_en} has no reason; state it.",
        )
    if counts[correction.firm_id, correction.item_id] > 1:
        raise InputError(
            f"{firm.name} 的「{items[correction.item_id].zh}」更正了不止一次；请只留一条。",
            f"{items[correction.item_id].en} of {firm.name} is corrected more than once; keep one.",
        )
    return items[correction.item_id]


def _describe(
    firm: Firm, item: LandItem, correction: Correction, old: LandScore, new: LandScore
) -> CorrectedDatum:
    datum = firm.values.get(item.id, Datum(value=None))
    return CorrectedDatum(
        firm_id=firm.firm_id,
        name=firm.name,
        item_id=item.id,
        zh=item.zh,
        before=to_decimal(datum.value),
        before_cells=datum.cells,
        after=to_decimal(correction.value),
        reason=correction.reason,
        who=correction.who,
        total_before=old.total,
        total_after=new.total,
        rank_before=old.rank,
        rank_after=new.rank,
        class_before=old.class_id,
        class_after=new.class_id,
    )
