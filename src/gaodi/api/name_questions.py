"""Which names does nobody know for sure? Links below the bar, and people's decisions about them."""

from collections.abc import Mapping
from typing import Any

from gaodi.api.fact_records import Question
from gaodi.api.records import Office
from gaodi.base import InputError
from gaodi.evidence import Judgement

NAME_ANSWERS = ("is", "is_not")


def list_name_questions(office: Office) -> list[Question]:
    """Return the names of the workspace's facts whose entry in the register is not sure."""
    del office
    return []


def answer_name(
    office: Office, name: str, answer: str, *, reason: str, detail: Mapping[str, Any], who: str | None = None
) -> Judgement:
    """Decide which entry of the register a name means, or that it means none; later runs obey.

    Parameters
    ----------
    name : str
        As it stands in texts and tables.
    answer : {"is", "is_not"}
    detail : mapping
        `{"register_id": …}`: needed with `is`; with `is_not` the entry it is not, absent for none at all.

    Raises
    ------
    InputError
        If the answer is another, or `is` names no entry.
    """
    if answer not in NAME_ANSWERS:
        raise InputError(
            f"名称的问题不能答「{answer}」；可答 {'、'.join(NAME_ANSWERS)}。",
            f"a question about a name cannot be answered {answer!r}; answer one of {', '.join(NAME_ANSWERS)}.",
        )
    register_id = detail.get("register_id")
    if answer == "is" and not register_id:
        raise InputError(
            f"请写明「{name}」是名录中的哪一家（register_id）。",
            f"say which entry of the register {name!r} is (register_id).",
        )
    return office.workspace.ledger.book.judge(
        "name", name, answer, reason=reason, detail={"register_id": register_id}, who=who
    )
