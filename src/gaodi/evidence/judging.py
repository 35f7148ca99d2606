"""How does a person decide? Judgements about facts, findings, names and datasets, each one transaction."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from gaodi.base import InputError
from gaodi.evidence import schema
from gaodi.evidence.effects import CORRECTABLE, EffectiveFact, check_changes
from gaodi.evidence.fact_store import CHUNK, find_effective
from gaodi.evidence.findings import project_finding
from gaodi.evidence.judged_facts import project_fact, write_detail_fact
from gaodi.evidence.judgements import (
    Judgement,
    find_head,
    find_heads,
    insert_judgement,
    insert_undo,
    list_history,
    read_judgement,
    settle_judgement,
)
from gaodi.evidence.registering import find_source, name_user
from gaodi.evidence.storage import read_transaction, write_transaction
from gaodi.prose import Fact


class JudgementBook:
    """The judgements of a ledger.

    Parameters
    ----------
    engine : Engine
        A migrated ledger.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def correct_fact(
        self, fact_id: str, changes: Mapping[str, object], *, reason: str, who: str | None = None
    ) -> EffectiveFact:
        """Correct fields of a fact; what was corrected before stays corrected.

        Raises
        ------
        NotFoundError
            If there is no such fact.
        ValueFormatError
            If a field cannot be corrected, or a value is not what it holds.
        InputError
            If no field or no reason is given.
        """
        checked = check_changes(changes)
        if not checked:
            raise InputError(
                f"没有写明要更正的字段；可用：{'、'.join(CORRECTABLE)}。",
                f"no field to correct was given; known: {', '.join(CORRECTABLE)}.",
            )
        return self._judge_fact(fact_id, "correct", {"changes": checked}, reason, who)

    def reject_fact(self, fact_id: str, *, reason: str, who: str | None = None) -> EffectiveFact:
        """Say that a fact is none; it no longer counts. Raises as `correct_fact`."""
        return self._judge_fact(fact_id, "reject", {}, reason, who)

    def confirm_fact(self, fact_id: str, *, reason: str, who: str | None = None) -> EffectiveFact:
        """Say that a fact is right as it stands; a proposal counts from then on. Raises as `correct_fact`."""
        return self._judge_fact(fact_id, "confirm", {}, reason, who)

    def drop_fact(self, fact_id: str, *, reason: str, who: str | None = None) -> EffectiveFact:
        """Let go of a judged fact that is no longer found. Raises as `correct_fact`."""
        return self._judge_fact(fact_id, "drop", {}, reason, who)

    def add_fact(self, fact: Fact, *, reason: str, who: str | None = None) -> EffectiveFact:
        """Add a fact the machine did not find, or keep one it no longer finds.

        Raises
        ------
        InputError
            If its source is unknown or no reason is given.
        """
        with write_transaction(self._engine) as connection:
            if find_source(connection, fact.source_id) is None:
                raise InputError(
                    f"来源「{fact.source_id[:12]}」不在工作区；请先导入原文。",
                    f"source {fact.source_id[:12]!r} is not in the workspace; import the text first.",
                )
            self._insert(
                connection, ("fact", fact.fact_id), "add", {"fact": write_detail_fact(fact)}, reason, who
            )
            return find_effective(connection, fact.fact_id)

    def judge(
        self,
        kind: str,
        about_id: str,
        decision: str,
        *,
        reason: str,
        detail: Mapping[str, Any] | None = None,
        who: str | None = None,
    ) -> Judgement:
        """Decide about a finding, a name or a dataset; a later decision replaces this one."""
        with write_transaction(self._engine) as connection:
            return self._insert(connection, (kind, about_id), decision, detail or {}, reason, who)

    def undo(self, judgement_id: int, *, reason: str, who: str | None = None) -> Judgement:
        """Take back the judgement that counts; see `judgements.insert_undo` for what is refused."""
        now = datetime.now(UTC)
        with write_transaction(self._engine) as connection:
            made = insert_undo(
                connection, judgement_id, reason=_need_reason(reason), who=who or name_user(), now=now
            )
            _project(connection, made, now)
        return made

    def latest(self, kind: str, about_id: str) -> Judgement | None:
        """Return the judgement in force about a thing, or None."""
        with read_transaction(self._engine) as connection:
            return settle_judgement(connection, find_head(connection, kind, about_id))

    def get_many(self, judgement_ids: Iterable[int]) -> dict[int, Judgement]:
        """Return the judgements of these numbers that exist."""
        wanted = sorted(set(judgement_ids))
        found: dict[int, Judgement] = {}
        with read_transaction(self._engine) as connection:
            for start in range(0, len(wanted), CHUNK):
                query = select(schema.judgement).where(
                    schema.judgement.c.id.in_(wanted[start : start + CHUNK])
                )
                for row in connection.execute(query).mappings():
                    found[row["id"]] = read_judgement(row)
        return found

    def in_force(self, kind: str) -> dict[str, Judgement]:
        """Return the judgement in force about each thing of a kind."""
        with read_transaction(self._engine) as connection:
            settled = {
                about: settle_judgement(connection, head)
                for about, head in find_heads(connection, kind).items()
            }
        return {about: judgement for about, judgement in settled.items() if judgement is not None}

    def history(self, kind: str, about_id: str) -> list[Judgement]:
        """Return every judgement about a thing, the latest first."""
        with read_transaction(self._engine) as connection:
            return list_history(connection, find_head(connection, kind, about_id))

    def find(
        self, *, kind: str = "", about_id: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[list[Judgement], int]:
        """Return one page of judgements, the latest first, and how many there are."""
        columns = schema.judgement.c
        chosen = [columns.about_kind == kind] if kind else []
        chosen += [columns.about_id == about_id] if about_id else []
        query = select(schema.judgement).where(*chosen).order_by(columns.id.desc())
        with read_transaction(self._engine) as connection:
            count = select(func.count()).select_from(schema.judgement).where(*chosen)
            total = connection.execute(count).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [read_judgement(row) for row in rows], total

    def _judge_fact(
        self, fact_id: str, decision: str, detail: dict[str, Any], reason: str, who: str | None
    ) -> EffectiveFact:
        with write_transaction(self._engine) as connection:
            find_effective(connection, fact_id)
            about = ("fact", fact_id)
            before = settle_judgement(connection, find_head(connection, *about))
            if before is not None and decision in {"correct", "confirm"}:
                kept = before.detail.get("changes", {}) | detail.get("changes", {})
                detail = detail | ({"changes": kept} if kept else {})
            if before is not None and before.decision == "add" and decision in {"correct", "confirm"}:
                # A fact a person added has no reading to lay a correction over: it is added as corrected.
                decision, detail = "add", detail | {"fact": before.detail["fact"]}
            if before is not None and before.decision == "correct" and decision == "confirm":
                decision = "correct"
            self._insert(connection, about, decision, detail, reason, who)
            return find_effective(connection, fact_id)

    def _insert(
        self,
        connection: Connection,
        about: tuple[str, str],
        decision: str,
        detail: Mapping[str, Any],
        reason: str,
        who: str | None,
    ) -> Judgement:
        now = datetime.now(UTC)
        head = find_head(connection, *about)
        made = insert_judgement(
            connection, about=about, decision=decision, reason=_need_reason(reason), detail=detail,
            who=who or name_user(), now=now, replaces=head.judgement_id if head else None,
        )  # fmt: skip
        _project(connection, made, now)
        return made


def _project(connection: Connection, judgement: Judgement, now: datetime) -> None:
    if judgement.about_kind == "fact":
        project_fact(connection, judgement.about_id, now)
    if judgement.about_kind == "finding":
        project_finding(connection, judgement.about_id)


def _need_reason(reason: str) -> str:
    if not reason.strip():
        raise InputError("请写明理由；判断会长期保留。", "give a reason; judgements are kept for good.")
    return reason.strip()
