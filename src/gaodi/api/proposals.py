"""What may an outside program propose? Facts quoted exactly, whose number our own reader reads the same."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gaodi.api.fact_records import ProposalReport
from gaodi.api.readings import read_facts
from gaodi.api.records import Office
from gaodi.base import GaodiError, InputError
from gaodi.evidence import PROPOSAL, Document, apply_changes, check_changes
from gaodi.prose import Fact, name_fact

MAX_CHARACTERS = 20_000
"""Characters of one text that are sent; our own choice, about what a common context window takes."""
_TOLD = ("unit", "comparison", "indicator", "subject", "period", "bound", "status")
PROMPT = """从下面的公文中找出定量事实。只输出 JSON 数组，每项的键：
quote（原文中数字连同单位的原样片段）、context（包含该片段的原句，逐字照抄）、value（数字，万、亿乘开）、unit、
comparison（level new cumulative growth delta gap contribution share rank multiple rate streak 之一）、
indicator、subject、period（如 2025、2025-01..2025-09；不知道为 null）、bound（exact lower upper approx range）、
status（actual estimate target）。不要猜测，不要改写。

公文：
"""


def propose_facts(
    office: Office, source_id: str, ask: Callable[[str], str], *, model: str, who: str | None = None
) -> ProposalReport:
    """Ask an outside program for facts of a document and keep those that hold as proposals.

    A proposal is kept only if its quote stands in its context and its context stands in the text exactly, in one place,
    and our own numeral reader reads the quote as the same value. It counts once a person accepts it.

    Parameters
    ----------
    source_id : str
    ask : callable
        Takes the prompt, returns the answer; the engine itself knows no network.
    model : str
        Named in the rule of each proposal.

    Returns
    -------
    ProposalReport

    Raises
    ------
    NotFoundError
        If the source is unknown or no document.
    InputError
        If the answer is not the JSON that was asked for, or the text is too long.
    """
    ledger = office.workspace.ledger
    source = ledger.source(source_id)
    text = ledger.document_text(source.source_id)
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"全文 {len(text):,} 字，超过一次可送 {MAX_CHARACTERS:,} 字；请拆分原文后导入。",
            f"the text has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that are sent at once; split it.",
        )
    offered = read_answer(ask(PROMPT + text))
    known = {(fact.start, fact.end) for fact in ledger.facts(source.source_id)}
    kept: dict[str, Fact] = {}
    refused: list[dict[str, str]] = []
    for item in offered:
        try:
            if not isinstance(item, dict):
                raise InputError(
                    f"数组的这一项不是对象：{str(item)[:80]}。",
                    f"this item of the array is no object: {str(item)[:80]}.",
                )
            fact = check_proposal(item, text, source.source_id, model)
            if (fact.start, fact.end) in known:
                raise InputError("这个数字已经有了。", "this figure is known already.")
        except GaodiError as error:
            quote = item.get("quote", "") if isinstance(item, dict) else ""
            refused.append({"quote": str(quote), "zh": error.zh, "en": error.en})
        else:
            kept[fact.fact_id] = fact
    if kept:
        ledger.register_facts(source, kept.values(), who=who, keep=True)
    return ProposalReport(n_proposed=len(offered), n_kept=len(kept), refused=tuple(refused))


def read_answer(answer: str) -> list[Any]:
    """Return the items of a JSON array, which may stand in a fenced block.

    Examples
    --------
    >>> read_answer('Here they are: [{"quote": "5%", "value": 5.0}]')
    [{'quote': '5%', 'value': '5.0'}]
    """
    first, last = answer.find("["), answer.rfind("]")
    try:
        found: list[Any] = json.loads(answer[first : last + 1], parse_float=str, parse_int=str)
    except ValueError as error:
        raise InputError(
            f"对方的回答不是所要的 JSON 数组：{answer[:80]!r}。",
            f"the answer is not the JSON array that was asked for: {answer[:80]!r}.",
        ) from error
    return found


def check_proposal(item: Mapping[str, Any], text: str, source_id: str, model: str) -> Fact:
    """Return a proposal as a fact, if quote and value hold.

    Raises
    ------
    InputError
        If the quote is not in the text exactly once, or our reader reads another value in it.
    ValueFormatError
        If a field is not what it holds.
    """
    start, end, frame_start, frame_end = _find_quote(
        str(item.get("quote") or ""), str(item.get("context") or ""), text
    )
    quote = text[start:end]
    try:
        claimed = Decimal(str(item.get("value")))
    except InvalidOperation as error:
        raise InputError(
            f"所报数值 {item.get('value')!r} 不是数。", f"the value {item.get('value')!r} is none."
        ) from error
    read = _read_quote(text[frame_start:frame_end], start - frame_start, end - frame_start)
    if read is None or read.value != claimed:
        shown = "—" if read is None or read.value is None else format(read.value, "f")
        raise InputError(
            f"「{quote}」读作 {shown}，不是所报的 {claimed:f}。", f"{quote!r} reads {shown}, not {claimed:f}."
        )
    told = check_changes(
        {name: item[name] for name in _TOLD if item.get(name) is not None} | {"value": claimed}
    )
    unit, comparison = told.get("unit") or read.unit, told.get("comparison") or read.comparison
    if unit != read.unit and read.unit:
        raise InputError(f"单位应为 {read.unit}，不是 {unit}。", f"the unit is {read.unit}, not {unit}.")
    blank = Fact(
        fact_id=name_fact(source_id, start, end, claimed, unit, comparison), source_id=source_id, start=start,
        end=end, text=quote, evidence_start=start, evidence_end=end, value=claimed, value_min=claimed,
        value_max=claimed, bound="exact", unit=unit, comparison=comparison, status="actual", indicator="",
        subject="", period=None, period_src="explicit" if told.get("period") else "none",
        rule=f"{PROPOSAL}{model}", confidence=0.3,
    )  # fmt: skip
    return apply_changes(blank, told)


def _find_quote(quote: str, context: str, text: str) -> tuple[int, int, int, int]:
    """Return the spans of the quote and of the context around it, in the text."""
    if not quote:
        raise InputError("没有引文。", "there is no quote.")
    frame = context if quote in context else quote
    at = text.find(frame)
    if at < 0:
        raise InputError(f"原文中没有「{frame}」。", f"the text does not hold {frame!r}.")
    if text.find(frame, at + 1) >= 0 or frame.count(quote) > 1:
        raise InputError(
            f"「{quote}」在原文中不止一处，不知道指哪一处。", f"{quote!r} stands in more than one place."
        )
    start = at + frame.index(quote)
    return start, start + len(quote), at, at + len(frame)


def _read_quote(frame: str, start: int, end: int) -> Fact | None:
    """Read the number at a place with our own reader: within its context, which makes a fall negative, else alone."""
    for fact in read_facts(Document.plain(frame), "quote"):
        if (fact.start, fact.end) == (start, end):
            return fact
    alone = read_facts(Document.plain(frame[start:end]), "quote")
    is_whole = len(alone) == 1 and alone[0].text.strip() == frame[start:end].strip()
    return alone[0] if is_whole else None
