"""Does what one text lists add up, and can it be placed in time? Lists, joined numbers, undated sources."""

from decimal import Decimal

from gaodi.conflicts.arithmetic import add_intervals, fits
from gaodi.conflicts.cells import Cell, CellKey
from gaodi.conflicts.choosing import first_of_sources
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts

_SHOWN = 3  # facts that a sentence about a whole source names


def judge_joined(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """Compare a number for A、B together with A and B given apart; report where it checks out."""
    del key
    found = []
    fold = maker.reader.fold
    for total in first_of_sources(cell.totals):
        pieces = [piece for piece in fold(total.fact.indicator).split("、") if piece]
        parts = []
        for piece in pieces:
            stem = piece.removeprefix("国家").removeprefix("省")[:2]
            match = [
                k for k in first_of_sources(cell.parts) if len(stem) > 1 and stem in fold(k.fact.indicator)
            ]
            parts.extend(match[:1])
        if len(parts) != len(pieces) or len({k.fact.fact_id for k in parts}) != len(parts):
            continue
        if fits(add_intervals([part.known for part in parts]), total.known):
            same = [k for k in first_of_sources(cell.totals) if k.known.value == total.known.value]
            facts = (*same, *parts)
            told_zh, told_en = list_facts(facts)
            sentence = (
                f"{told_zh}：分项之和与合计相符。",
                f"{told_en}: the items sum to the number for both.",
            )
            found.append(maker.make("sum", "arithmetic_ok", facts, sentence))
    return found


def judge_list(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """Compare a list in one clause with the total beside it; report where it checks out."""
    del key
    found = []
    for total in cell.totals:
        parts = [k for k in cell.parts if k is not total and k.known.value < total.known.value]
        if len(parts) < 2 or any(k.known.bound != "exact" for k in (*parts, total)):
            continue
        if sum((k.known.value for k in parts), Decimal(0)) == total.known.value:
            told_zh, told_en = list_facts((total, *parts))
            sentence = (
                f"{told_zh}：所列各项之和与总数相符。",
                f"{told_en}: the listed items sum to the total.",
            )
            found.append(maker.make("sum", "arithmetic_ok", (total, *parts), sentence))
    return found


def judge_undated(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """Say once for a source without a date that its numbers without a time cannot be compared over time."""
    del key
    facts = sorted(cell.totals, key=lambda k: k.order)
    told_zh, told_en = list_facts(facts[:_SHOWN])
    count = len(facts)
    more_zh, more_en = ("等", " and others") if count > _SHOWN else ("", "")
    sentence = (
        f"{told_zh}{more_zh}：来源无日期，共 {count} 个数字也未写年份，不能与其他期间比较。",
        f"{told_en}{more_en}: neither the source nor {count} of its numbers are dated; "
        "they cannot be compared over time.",
    )
    return [maker.make("plausibility", "not_computable", facts, sentence, differs=("period",), is_open=True)]
