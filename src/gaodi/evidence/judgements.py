"""What did people decide, and which decision counts now? Judgements and the chain they form.

A judgement is never changed. A later one about the same thing names the one it replaces; taking one back is a judgement
too, which says what counts again. So the chain can be read from its head to the first word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select

from gaodi.base import InputError, NotFoundError
from gaodi.evidence import schema
from gaodi.evidence.registering import write_audit

UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one person decided about one thing, when and why."""

    judgement_id: int
    about_kind: str
    """fact, finding, name, dataset, land_sheet or land_datum."""
    about_id: str
    decision: str
    reason: str
    detail: dict[str, Any]
    who: str
    created_at: datetime
    replaces: int | None
    """The judgement that counted before; None for the first."""


def read_judgement(row: RowMapping) -> Judgement:
    """Return the judgement of a row."""
    values = dict(row)
    return Judgement(judgement_id=values.pop("id"), **values)


def insert_judgement(
    connection: Connection,
    *,
    about: tuple[str, str],
    decision: str,
    reason: str,
    detail: Mapping[str, Any],
    who: str,
    now: datetime,
    replaces: int | None,
) -> Judgement:
    """Insert a judgement and its line in the audit."""
    row: dict[str, Any] = {
        "about_kind": about[0], "about_id": about[1], "decision": decision, "reason": reason,
        "detail": dict(detail), "who": who, "created_at": now, "replaces": replaces,
    }  # fmt: skip
    number = connection.execute(insert(schema.judgement).returning(schema.judgement.c.id), row).scalar_one()
    write_audit(
        connection, who, "judgement", f"{about[0]}:{about[1]}", {"id": number, "decision": decision}, now
    )
    return Judgement(judgement_id=number, **row)


def find_judgement(connection: Connection, judgement_id: int) -> Judgement:
    """Return one judgement.

    Raises
    ------
    NotFoundError
        If there is none with this number.
    """
    query = select(schema.judgement).where(schema.judgement.c.id == judgement_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(
            f"没有编号为 {judgement_id} 的判断；请核对编号。",
            f"there is no judgement {judgement_id}; check the number.",
        )
    return read_judgement(row)


def find_head(connection: Connection, kind: str, about_id: str) -> Judgement | None:
    """Return the latest judgement about a thing, or None."""
    query = _heads(kind).where(schema.judgement.c.about_id == about_id)
    row = connection.execute(query.order_by(schema.judgement.c.id.desc()).limit(1)).mappings().one_or_none()
    return read_judgement(row) if row is not None else None


def find_heads(connection: Connection, kind: str) -> dict[str, Judgement]:
    """Return the latest judgement about each thing of a kind."""
    rows = connection.execute(_heads(kind).order_by(schema.judgement.c.id)).mappings()
    return {row["about_id"]: read_judgement(row) for row in rows}


def settle_judgement(connection: Connection, head: Judgement | None) -> Judgement | None:
    """Return the judgement that counts where `head` is the latest: itself, or what an undo brought back."""
    while head is not None and head.decision == UNDO:
        restored = head.detail["restores"]
        head = None if restored is None else find_judgement(connection, restored)
    return head


def list_history(connection: Connection, head: Judgement | None) -> list[Judgement]:
    """Return a chain from its latest judgement to its first."""
    chain: list[Judgement] = []
    while head is not None:
        chain.append(head)
        head = None if head.replaces is None else find_judgement(connection, head.replaces)
    return chain


def insert_undo(
    connection: Connection, judgement_id: int, *, reason: str, who: str, now: datetime
) -> Judgement:
    """Take back the judgement that counts; what counted before it counts again.

    Taking back an undo brings back what it took away.

    Raises
    ------
    NotFoundError
        If there is no such judgement.
    InputError
        If a later judgement has replaced it.
    """
    wanted = find_judgement(connection, judgement_id)
    head = find_head(connection, wanted.about_kind, wanted.about_id)
    counts = settle_judgement(connection, head)
    if head is None or wanted.judgement_id not in {
        head.judgement_id,
        counts.judgement_id if counts else None,
    }:
        latest = "" if head is None else str(head.judgement_id)
        raise InputError(
            f"判断 {judgement_id} 已被后来的判断（{latest}）取代，不能再撤销；请撤销最新的一条。",
            f"judgement {judgement_id} was replaced by a later one ({latest}); undo the latest instead.",
        )
    restores = _find_before(connection, wanted)
    return insert_judgement(
        connection, about=(wanted.about_kind, wanted.about_id), decision=UNDO, reason=reason,
        detail={"restores": restores, "undoes": wanted.judgement_id}, who=who, now=now,
        replaces=head.judgement_id,
    )  # fmt: skip


def _find_before(connection: Connection, judgement: Judgement) -> int | None:
    # A judgement carried over to a new reading stands where the one it copies stood.
    while (copied := judgement.detail.get("carried_from")) is not None:
        judgement = find_judgement(connection, copied)
    return judgement.replaces


def _heads(kind: str) -> Select[Any]:
    later = schema.judgement.alias()
    replaced = select(later.c.id).where(later.c.replaces == schema.judgement.c.id).exists()
    return select(schema.judgement).where(schema.judgement.c.about_kind == kind, ~replaced)
