"""Was a promise kept? Promised against actual on one day: met, not met, unknown, or not yet due, with days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gaodi.base import InputError, NotFoundError
from gaodi.land.promises import (
    Actual,
    Promise,
    PromiseItem,
    PromiseList,
    PromiseState,
    PromiseVerdict,
)
from gaodi.land.records import to_decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    state: PromiseState
    days: int | None
    zh: str
    en: str


def check_promises(
    known: PromiseList, promises: Sequence[Promise], actuals: Sequence[Actual], *, on: date
) -> tuple[PromiseVerdict, ...]:
    """Compare promises with what came, on one day.

    An amount that is reached is met at any time. One that is short, or unknown, is not yet due up to and on its due
    day; after it a shortfall is not met, and what is unknown stays unknown. Without a due day a shortfall is unknown,
    unless the promise says whether it is due. A day is met when it came on or before the promised one; when it has not
    come it is not yet due up to and on the promised day and not met after; where nobody knows whether it came, it is
    unknown after that day.

    Parameters
    ----------
    known : PromiseList
    promises, actuals : sequences
        At most one of each per parcel and item.
    on : date

    Returns
    -------
    tuple of PromiseVerdict
        In the order of the promises.

    Raises
    ------
    NotFoundError
        If an item is not in the list.
    InputError
        If a parcel has an item twice.
    """
    for rows in (promises, actuals):
        twice = [key for key, n in Counter((r.parcel_id, r.item_id) for r in rows).items() if n > 1]
        if twice:
            raise InputError(
                f"宗地 {twice[0][0]} 的「{twice[0][1]}」出现不止一次；请只留一条。",
                f"parcel {twice[0][0]} has {twice[0][1]!r} more than once; keep one.",
            )
    by_key = {(actual.parcel_id, actual.item_id): actual for actual in actuals}
    return tuple(
        _check(known, promise, by_key.get((promise.parcel_id, promise.item_id)), on) for promise in promises
    )


def _check(known: PromiseList, promise: Promise, found: Actual | None, on: date) -> PromiseVerdict:
    item = known.find_item(promise.item_id)
    if item is None:
        names = "、".join(i.zh for i in known.items)
        raise NotFoundError(
            f"没有承诺事项「{promise.item_id}」；现有：{names}。",
            f"no promise item {promise.item_id!r}; known: {', '.join(i.id for i in known.items)}.",
        )
    actual = found or Actual(parcel_id=promise.parcel_id, item_id=item.id)
    if item.kind == "amount":
        finding, due_on = _check_amount(item, promise, actual, on), promise.due_on
    else:
        finding, due_on = _check_day(promise, actual, on), promise.day
    is_amount = item.kind == "amount"
    margin: Decimal | None = None
    if is_amount and promise.amount is not None and actual.amount is not None:
        margin = to_decimal(actual.amount - promise.amount)
    happened = actual.day if actual.day is not None and actual.day <= on else None
    return PromiseVerdict(
        parcel_id=promise.parcel_id,
        item_id=item.id,
        zh=item.zh,
        en=item.en,
        unit=item.unit,
        promised=to_decimal(promise.amount) if is_amount else promise.day,
        actual=to_decimal(actual.amount) if is_amount else happened,
        margin=margin,
        due_on=due_on,
        days=finding.days,
        state=finding.state,
        note_zh=finding.zh + actual.note_zh,
        note_en=f"{finding.en} {actual.note_en}".strip(),
        document=promise.document or known.document,
        article=item.article,
        cells=promise.cells + actual.cells,
    )


def _unknown(zh: str, en: str, days: int | None = None) -> _Finding:
    return _Finding(state=PromiseState.UNKNOWN, days=days, zh=zh, en=en)


def _wait(due: date | None, on: date) -> _Finding:
    if due is None:
        return _Finding(state=PromiseState.NOT_YET_DUE, days=None, zh="未到期。", en="not yet due.")
    left = (due - on).days
    return _Finding(
        state=PromiseState.NOT_YET_DUE,
        days=left,
        zh=f"未到期，还有 {left} 天。",
        en=f"not yet due, {left} days left.",
    )


def _check_amount(item: PromiseItem, promise: Promise, actual: Actual, on: date) -> _Finding:
    if promise.amount is None:
        return _unknown("承诺值未知。", "the promise is unknown.")
    if actual.amount is not None and _reaches(item, actual.amount, promise.amount):
        return _Finding(state=PromiseState.MET, days=None, zh="已达到。", en="reached.")
    is_due = promise.is_due if promise.due_on is None else promise.due_on < on
    if is_due is False:
        return _wait(promise.due_on, on)
    over = (on - promise.due_on).days if promise.due_on is not None else None
    if actual.amount is None:
        return _unknown("没有实际数据。", "no actual figure.")
    if is_due is None:
        return _unknown("尚未达到，但没有约定到期日。", "not reached, and no due day is known.")
    zh = "未达到" + (f"，已超期 {over} 天。" if over is not None else "。")
    en = "not reached" + (f", {over} days over." if over is not None else ".")
    return _Finding(state=PromiseState.NOT_MET, days=over, zh=zh, en=en)


def _reaches(item: PromiseItem, actual: Fraction, promised: Fraction) -> bool:
    return actual >= promised if item.op == ">=" else actual <= promised


def _check_day(promise: Promise, actual: Actual, on: date) -> _Finding:
    if promise.day is None:
        return _unknown("承诺日期未知。", "the promised day is unknown.")
    happened = actual.day if actual.day is not None and actual.day <= on else None
    if happened is not None and actual.is_done is not False:
        early = (promise.day - happened).days
        if early >= 0:
            return _Finding(
                state=PromiseState.MET,
                days=early,
                zh=f"已按期，早 {early} 天。",
                en=f"in time, {early} days early.",
            )
        return _Finding(
            state=PromiseState.NOT_MET, days=-early, zh=f"晚了 {-early} 天。", en=f"{-early} days late."
        )
    if actual.is_done and on <= promise.day:
        return _Finding(state=PromiseState.MET, days=None, zh="已按期。", en="in time.")
    if on <= promise.day:
        return _wait(promise.day, on)
    over = (on - promise.day).days
    if actual.is_done is False:
        return _Finding(
            state=PromiseState.NOT_MET,
            days=over,
            zh=f"尚未实现，已超期 {over} 天。",
            en=f"has not come, {over} days over.",
        )
    if actual.is_done:
        return _unknown("已实现，日期未知。", "it has come, on a day nobody recorded.")
    return _unknown(
        f"是否实现没有记录，承诺日期已过 {over} 天。",
        f"not recorded whether it came; {over} days past the day.",
    )
