"""Which names does nobody know for sure? The names of facts against the workspace's register, and people's decisions."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from gaodi.api.fact_records import NameLink, Question
from gaodi.api.name_files import split_names, view_link
from gaodi.api.records import Office
from gaodi.base import InputError
from gaodi.evidence import Judgement
from gaodi.names import (
    MentionKind,
    NameJudgement,
    NameQuery,
    RegisterEntry,
    find_mentions,
    index_register,
    parse_company_name,
    resolve_names,
)
from gaodi.region import open_region

NAME_ANSWERS = ("is", "is_not")
_SHORTEST = 2
"""Characters of a brand by which the register is searched."""


def link_names(office: Office) -> tuple[NameLink, ...]:
    """Say which enterprise of the register each firm means that a fact is about; decisions are obeyed.

    Generated enterprises are never meant.
    """
    names = [name for name in office.workspace.ledger.store.subjects() if _is_firm(name)]
    entries = _read_register(office, names)
    if not names or not entries:
        return ()
    index = index_register(entries)
    found = resolve_names([NameQuery(name=name) for name in names], index, _read_judgements(office))
    register_names = {entry.id: entry.name for entry in entries}
    return tuple(view_link(link, register_names, row=0) for link in found)


def list_name_questions(office: Office) -> list[Question]:
    """Return the names that may mean an enterprise of the register, where none is sure."""
    settled = {
        item.detail["name"]
        for item in office.workspace.ledger.book.in_force("name").values()
        if item.detail["register_id"] is None
    }
    return [
        Question(
            question_id=f"name:{link.name}", kind="name", about_id=link.name, answers=NAME_ANSWERS,
            zh=f"「{link.name}」是名录中的哪一家？{link.zh}", en=f"which enterprise is [{link.name}]? {link.en}",
            detail={"candidates": list(link.candidates), "score": link.score},
        )
        for link in link_names(office)
        if link.state == "unresolved" and link.candidates and link.name not in settled
    ]  # fmt: skip


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
    # That a name is not one firm says nothing about another: each pair is judged for itself.
    about = name if register_id is None else f"{name}＝{register_id}"
    kept = {"name": name, "register_id": register_id}
    return office.workspace.ledger.book.judge("name", about, answer, reason=reason, detail=kept, who=who)


def _read_judgements(office: Office) -> list[NameJudgement]:
    in_force = sorted(
        office.workspace.ledger.book.in_force("name").values(), key=lambda item: item.judgement_id
    )
    # Of two firms that one name was said to be, the later counts.
    latest = {item.detail["name"]: item for item in in_force if item.decision == "is"}
    return [
        NameJudgement(
            name=item.detail["name"], entity_id=item.detail["register_id"], is_same=item.decision == "is"
        )
        for item in in_force
        if item.detail["register_id"] is not None
        and (item.decision == "is_not" or latest[item.detail["name"]] is item)
    ]


def _is_firm(name: str) -> bool:
    return any(found.kind == MentionKind.ENTERPRISE and found.text == name for found in find_mentions(name))


def _read_register(office: Office, names: list[str]) -> list[RegisterEntry]:
    """Return the enterprises that share the brand of any of these names; a register may hold millions."""
    brands = {parse_company_name(name).brand or name for name in names}
    wanted = sorted(brand for brand in brands if len(brand) >= _SHORTEST)
    if not wanted or office.workspace.ledger.snapshot() is None:
        return []
    columns = ("name", "short_name", "former_names")
    rows = (
        open_region(office.workspace, office.catalogue)
        .table("enterprise")
        .filter(~pl.col("synthetic").fill_null(value=False))
        .filter(
            pl.any_horizontal(
                pl.col(column).str.contains_any(wanted).fill_null(value=False) for column in columns
            )
        )
        .select("enterprise_id", "credit_code", "stock_code", *columns)
        .collect(engine="streaming")
    )
    return [
        RegisterEntry(
            id=row["enterprise_id"], name=row["name"], credit_code=row["credit_code"] or "",
            stock_code=row["stock_code"] or "", short_names=split_names(row["short_name"]),
            former_names=split_names(row["former_names"]),
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
