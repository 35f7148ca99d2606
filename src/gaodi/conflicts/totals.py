"""Does a whole hold its parts? One judge for each kind of cell."""

from collections.abc import Sequence
from decimal import Decimal

from gaodi.conflicts.arithmetic import Ends, add_intervals, fits
from gaodi.conflicts.cells import Cell, CellKey
from gaodi.conflicts.choosing import choose_parts, first_of_names, first_of_sources, prefer_source
from gaodi.conflicts.digits import find_merged_digit
from gaodi.conflicts.intervals import measure_gap
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.records import Finding
from gaodi.conflicts.sentences import list_facts, show_number
from gaodi.conflicts.written import read_written

_NATION = "全国"
_REGIONAL = Decimal("0.05")  # what regional accounts may be off; our own choice


def judge_composition(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """Compare three industries with GDP, four uses with all electricity: complete sums must agree.

    A list that is not complete may leave parts out: it is only reported where it agrees.
    Numbers without a time are only reported where they agree: the text may speak of two times.
    """
    composition = maker.reader.compositions[key[1]]
    names = [maker.reader.indicators.read(part).core for part in composition.parts]
    found = []
    for total in first_of_sources(cell.totals):
        parts = choose_parts(cell.parts, names, total, lambda k: k.indicator.core)
        if parts is None:
            continue
        finding = _judge_sum(maker, total, parts)
        if finding.verdict == "arithmetic_ok" or (composition.complete and total.span is not None):
            found.append(finding)
    return found


def _judge_sum(
    maker: FindingMaker, total: KeyedFact, parts: Sequence[KeyedFact], caveat: str = ""
) -> Finding:
    ends = add_intervals([part.known for part in parts])
    value = sum((part.known.value for part in parts), Decimal(0))
    facts = (total, *parts)
    told_zh, told_en = list_facts(facts)
    shown = show_number(value, total.fact.unit)
    if fits(ends, total.known):
        sentence = (
            f"{told_zh}：各部分之和 {shown} 与总数相符。",
            f"{told_en}: the parts sum to {shown}, the total.",
        )
        return maker.make("sum", "arithmetic_ok", facts, sentence)
    gap = measure_gap(value, total.known.value)
    if digit := _find_extra_digit(total, ends):
        sentence = (
            f"{told_zh}：各部分之和为 {shown}；总数去掉数字“{digit}”后正好相符，疑似脚注号并入数字。",
            f"{told_en}: the parts sum to {shown}; without the digit {digit} the total agrees: "
            "a footnote's number was probably merged into it.",
        )
        return maker.make("plausibility", "implausible", facts, sentence, differs=("value",), gap=gap)
    zh = {"nation": "；各省之和不必等于全国数", "region": "；分区域核算之和不一定等于总数"}.get(caveat, "")
    en = {
        "nation": "; the accounts of provinces need not add up to the nation's",
        "region": "; regional accounts need not add up exactly",
    }.get(caveat, "")
    sentence = (
        f"{told_zh}：各部分之和为 {shown}，与总数相差 {gap * 100:.1f}%{zh}。",
        f"{told_en}: the parts sum to {shown}, {gap * 100:.1f} % off the total{en}.",
    )
    return maker.make(
        "sum",
        "not_computable" if caveat == "nation" else "conflict",
        facts,
        sentence,
        differs=("value",),
        gap=gap,
        is_open=caveat == "region" and gap <= _REGIONAL,
    )


def _find_extra_digit(total: KeyedFact, ends: Ends) -> str:
    written, scale = read_written(total.fact.text, total.known.value)
    if not written or not scale:
        return ""
    low, high = (None if end is None else end / scale for end in ends)
    return find_merged_digit(written, (low, high))


def judge_whole(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """总算力 against 智能算力 and 超算算力: parts of a whole that may hold more; none may exceed it."""
    del key
    found = []
    for total in first_of_sources(cell.totals):
        parts = [
            part
            for part in first_of_names(prefer_source(cell.parts, total))
            if part.indicator.core != total.indicator.core
            and part.indicator.level == total.indicator.level
            and part.indicator.coverage == total.indicator.coverage
        ]
        if not parts:
            continue
        over = [part for part in parts if _exceeds(part, total)]
        facts = (total, *(over or parts))
        told_zh, told_en = list_facts(facts)
        if over:
            if not _is_named_whole(total, maker):
                continue
            sentence = (f"{told_zh}：部分大于总数。", f"{told_en}: a part exceeds the whole.")
            gap = measure_gap(over[0].known.value, total.known.value)
            found.append(
                maker.make(
                    "sum", "conflict", facts, sentence, differs=("indicator", "value"), gap=gap, is_open=True
                )
            )
            continue
        sentence = (
            f"{told_zh}：部分与总数，不是矛盾。",
            f"{told_en}: parts and their whole; no contradiction.",
        )
        found.append(maker.make("sum", "part_of", facts, sentence, differs=("indicator",)))
    return found


def _is_named_whole(total: KeyedFact, maker: FindingMaker) -> bool:
    """Whether a total says so or is a listed indicator; a bare word such as 集群 may be a part of its own."""
    said = maker.reader.fold(total.fact.indicator)
    named = any(word in said for word in maker.reader.words.wholes) or total.indicator.indicator_id != ""
    return named and total.is_sure


def judge_places(maker: FindingMaker, key: CellKey, cell: Cell) -> list[Finding]:
    """All cities against the province, all provinces against the nation; a few cities may not exceed it."""
    place = key[-1]
    found = []
    for total in first_of_sources(cell.totals):
        is_complete = False
        for cut in maker.reader.subjects.divide(place):
            parts = choose_parts(cell.parts, cut, total, lambda k: k.subject)
            if parts is not None:
                is_complete = True
                accounts = any(word in total.indicator.core for word in maker.reader.words.real_growth)
                caveat = ("nation" if place == _NATION else "region") if accounts else ""
                found.append(_judge_sum(maker, total, parts, caveat))
        if is_complete:
            continue
        for part in first_of_names(prefer_source(cell.parts, total), by_subject=True):
            if _exceeds(part, total):
                told_zh, told_en = list_facts((part, total))
                sentence = (
                    f"{told_zh}：下级大于上级，不可能同时成立。",
                    f"{told_en}: the part exceeds the whole; both cannot hold.",
                )
                gap = measure_gap(part.known.value, total.known.value)
                found.append(
                    maker.make(
                        "sum", "conflict", (part, total), sentence, differs=("subject", "value"), gap=gap
                    )
                )
    return found


def _exceeds(part: KeyedFact, total: KeyedFact) -> bool:
    low, high = part.known.low, total.known.high
    return low is not None and high is not None and low > high
