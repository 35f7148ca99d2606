"""What can only a person answer? Open questions about facts, findings and names, and their answers."""

from collections.abc import Callable, Mapping
from typing import Any

from gaodi.api.comparing import decide_finding, follow_facts
from gaodi.api.fact_records import Question
from gaodi.api.fact_rows import fact_row
from gaodi.api.facts import correct_fact
from gaodi.api.name_questions import answer_name, list_name_questions
from gaodi.api.plain import to_plain
from gaodi.api.records import Office, Page
from gaodi.base import InputError, NotFoundError
from gaodi.evidence import EffectiveFact, Judgement, StoredFinding

DOUBT_BELOW = 0.5
"""Confidence under which a figure is shown to a person; our own choice."""
_FACT_ANSWERS = ("right", "wrong", "correct")
_LOST_ANSWERS = ("keep", "drop")
_FINDING_ANSWERS = ("prefer", "both_valid", "not_comparable")
_Lister = Callable[[Office], list[Question]]


def list_questions(office: Office, *, kind: str = "", page: int = 1, size: int = 50) -> Page:
    """Return one page of open questions: lost judgements first, then changed readings, conflicts, proposals, names, doubts.

    Parameters
    ----------
    kind : str
        One `QuestionKind`; empty is all.

    Returns
    -------
    Page
        Rows are `Question`s as dictionaries.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    if kind and kind not in _LISTERS:
        raise InputError(
            f"没有「{kind}」这类问题；可用 {'、'.join(_LISTERS)}。",
            f"no questions of kind {kind!r}; use one of {', '.join(_LISTERS)}.",
        )
    questions = [
        question for name, lister in _LISTERS.items() if kind in ("", name) for question in lister(office)
    ]
    start = (page - 1) * size
    rows = tuple(to_plain(question) for question in questions[start : start + size])
    return Page(rows=rows, total=len(questions), page=page, size=size)


def answer_question(
    office: Office,
    question_id: str,
    answer: str,
    *,
    reason: str,
    detail: Mapping[str, Any] | None = None,
    who: str | None = None,
) -> Judgement:
    """Answer a question; the answer is a judgement that can be undone.

    Parameters
    ----------
    question_id : str
        As `list_questions` gives it.
    answer : str
        One of the question's `answers`: right, wrong, correct for a figure; keep, drop for a lost judgement; prefer,
        both_valid, not_comparable for a conflict; is, is_not for a name.
    reason : str
    detail : mapping or None
        With `correct`: the changed fields. With `prefer`: `{"prefer": fact id}`. With `is`: `{"register_id": …}`.
    who : str or None
        None is the operating system's user.

    Returns
    -------
    Judgement

    Raises
    ------
    NotFoundError
        If nothing is known under this id.
    InputError
        If the answer does not fit the question, or no reason is given.
    """
    kind, _, about_id = question_id.partition(":")
    if kind not in _LISTERS or not about_id:
        raise NotFoundError(
            f"没有问题「{question_id}」；请用列表中的编号。",
            f"there is no question {question_id!r}; use an id of the list.",
        )
    told = dict(detail or {})
    book = office.workspace.ledger.book
    if kind == "name":
        return answer_name(office, about_id, answer, reason=reason, detail=told, who=who)
    if kind == "conflict":
        _check_answer(answer, _FINDING_ANSWERS)
        decide_finding(office, about_id, answer, prefer=told.get("prefer"), reason=reason, who=who)  # type: ignore[arg-type]  # checked above
        return _need_latest(office, "finding", about_id)
    if kind == "lost":
        _check_answer(answer, _LOST_ANSWERS)
        if about_id.startswith("c1-"):
            return _answer_lost_finding(office, about_id, answer, reason, who)
        if answer == "drop":
            book.drop_fact(about_id, reason=reason, who=who)
        else:
            book.add_fact(office.workspace.ledger.fact(about_id), reason=reason, who=who)
        return _need_latest(office, "fact", about_id)
    _check_answer(answer, _FACT_ANSWERS)
    if answer == "right":
        book.confirm_fact(about_id, reason=reason, who=who)
    elif answer == "wrong":
        book.reject_fact(about_id, reason=reason, who=who)
    else:
        correct_fact(office, about_id, told, reason=reason, who=who)
    return _need_latest(office, "fact", about_id)


def _check_answer(answer: str, allowed: tuple[str, ...]) -> None:
    if answer not in allowed:
        raise InputError(
            f"这个问题不能答「{answer}」；可答 {'、'.join(allowed)}。",
            f"this question cannot be answered {answer!r}; answer one of {', '.join(allowed)}.",
        )


def _need_latest(office: Office, kind: str, about_id: str) -> Judgement:
    judgement = office.workspace.ledger.book.latest(kind, about_id)
    assert judgement is not None  # noqa: S101  it was made just now
    return judgement


def _list_lost(office: Office) -> list[Question]:
    ledger = office.workspace.ledger
    questions = [
        _ask_fact(
            item, "lost", _LOST_ANSWERS, "人工判断过的数字，重新读取后找不到了；保留还是放弃？",
            "this judged figure is no longer found in the text; keep it or let it go?",
        )
        for item in ledger.store.find(state="lost")
    ]  # fmt: skip
    judged = {
        finding_id: judgement
        for finding_id, judgement in ledger.book.in_force("finding").items()
        if judgement.decision != "drop"
    }
    if not judged:
        return questions  # the facts of a workspace are many
    current = {item.fact.fact_id: item.fact for item in ledger.store.find()}
    for finding_id, judgement in judged.items():
        followed = follow_facts(office, judgement.detail["fact_ids"], current)
        if None in followed.values():
            stored = ledger.findings.get(finding_id)
            questions.append(
                Question(
                    question_id=f"lost:{finding_id}", kind="lost", about_id=finding_id, answers=("drop",),
                    zh=f"处理过的矛盾中有数字已经不在了：{stored.zh}",
                    en=f"a decided conflict lost one of its figures: {stored.en}",
                    detail={"decision": judgement.decision, "fact_ids": judgement.detail["fact_ids"]},
                )
            )  # fmt: skip
    return questions


def _answer_lost_finding(
    office: Office, finding_id: str, answer: str, reason: str, who: str | None
) -> Judgement:
    _check_answer(answer, ("drop",))
    before = _need_latest(office, "finding", finding_id)
    return office.workspace.ledger.book.judge(
        "finding", finding_id, "drop", reason=reason, detail=before.detail, who=who
    )


def _list_changed(office: Office) -> list[Question]:
    ledger = office.workspace.ledger
    changed = [about for about, item in ledger.book.in_force("fact").items() if item.detail.get("changed")]
    found = ledger.store.get_many(changed)
    return [
        _ask_fact(
            found[fact_id], "changed", _FACT_ANSWERS, "这里有过人工判断，重新读取后读法变了；原判断还成立吗？",
            "people judged this place, and it now reads otherwise; does the judgement still hold?",
        )
        for fact_id in changed
        if fact_id in found and found[fact_id].state != "lost"
    ]  # fmt: skip


def _list_conflicts(office: Office) -> list[Question]:
    store = office.workspace.ledger.findings
    open_ones: list[StoredFinding] = []
    for verdict in ("conflict", "implausible"):
        open_ones += store.find(verdict=verdict, undecided=True)
    return [
        Question(
            question_id=f"conflict:{item.finding_id}", kind="conflict", about_id=item.finding_id,
            answers=_FINDING_ANSWERS, zh=item.zh, en=item.en,
            detail={
                "verdict": item.verdict, "severity": item.severity, "fact_ids": list(item.fact_ids),
                "preferred_id": item.preferred_id,
            },
        )
        for item in open_ones
    ]  # fmt: skip


def _list_proposals(office: Office) -> list[Question]:
    return [
        _ask_fact(
            item, "proposal", _FACT_ANSWERS, f"由 {item.fact.rule.partition(':')[2]} 提出，尚未采用；对吗？",
            f"proposed by {item.fact.rule.partition(':')[2]} and not used yet; is it right?",
        )
        for item in office.workspace.ledger.store.find(state="proposed")
    ]  # fmt: skip


def _list_doubts(office: Office) -> list[Question]:
    found = office.workspace.ledger.store.find(state="extracted", doubtful_below=DOUBT_BELOW)
    return [
        _ask_fact(
            item, "doubt", _FACT_ANSWERS, f"把握不大（{item.fact.confidence:.2f}）；读得对吗？",
            f"read with little confidence ({item.fact.confidence:.2f}); is it right?",
        )
        for item in sorted(found, key=lambda item: (item.fact.confidence, item.fact.fact_id))
    ]  # fmt: skip


def _ask_fact(item: EffectiveFact, kind: str, answers: tuple[str, ...], zh: str, en: str) -> Question:
    fact = item.fact
    shown = f"{fact.subject} {fact.indicator} {fact.period or ''} {fact.text}".replace("  ", " ").strip()
    return Question(
        question_id=f"{kind}:{fact.fact_id}", kind=kind, about_id=fact.fact_id, answers=answers,  # type: ignore[arg-type]  # a QuestionKind
        zh=f"「{shown}」{zh}", en=f"[{shown}] {en}", detail=fact_row(item),
    )  # fmt: skip


_LISTERS: dict[str, _Lister] = {
    "lost": _list_lost,
    "changed": _list_changed,
    "conflict": _list_conflicts,
    "proposal": _list_proposals,
    "name": list_name_questions,
    "doubt": _list_doubts,
}
