"""Which facts count? Facts as read, with people's judgements laid over them, listed page by page."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    RowMapping,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from gaodi.base import NotFoundError
from gaodi.evidence import judged_schema, schema
from gaodi.evidence.effects import IN_FORCE, EffectiveFact
from gaodi.evidence.ledger_rows import read_fact
from gaodi.evidence.storage import read_transaction
from gaodi.prose import Fact

PROPOSAL = "proposal:"
"""How the rule of a fact begins that an endpoint proposed; it counts only once a person has confirmed it."""
CHUNK = 400
"""Ids per query: SQLite takes no more than some thousand parameters."""

_Filter = Callable[[Any, Any], ColumnElement[bool]]
_FILTERS: dict[str, _Filter] = {
    "source_id": lambda columns, text: columns.source_id == text,
    "comparison": lambda columns, text: columns.comparison == text,
    "status": lambda columns, text: columns.status == text,
    "period": lambda columns, text: columns.period == text,
    "unit": lambda columns, text: columns.unit == text,
    "indicator": lambda columns, text: columns.indicator.contains(text, autoescape=True),
    "subject": lambda columns, text: columns.subject.contains(text, autoescape=True),
    "rule": lambda columns, text: columns.rule.startswith(text, autoescape=True),
    "doubtful_below": lambda columns, limit: columns.confidence < limit,
    "q": lambda columns, text: or_(
        columns.indicator.contains(text, autoescape=True),
        columns.subject.contains(text, autoescape=True),
        columns.text.contains(text, autoescape=True),
    ),
}


class FactStore:
    """The facts of a ledger as they count now.

    Parameters
    ----------
    engine : Engine
        A migrated ledger.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, *, limit: int | None = None, offset: int = 0, **filters: object) -> list[EffectiveFact]:
        """Return facts by source and place in it; filters as in `count`."""
        current = _current()
        query = select(current).where(*_read_filters(current, filters))
        query = query.order_by(current.c.source_id, current.c.span_start, current.c.fact_id)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [_read_effective(row, None) for row in rows]

    def count(self, **filters: object) -> int:
        """Return how many facts fit.

        Parameters
        ----------
        source_id, comparison, status, period, unit : str
            Equal to this.
        indicator, subject : str
            Any part of the name.
        q : str
            Part of the indicator, the subject or the text.
        state : str
            One state of `EffectiveFact`; without it, every fact that counts.
        rule : str
            How the rule begins.
        doubtful_below : float
            With less confidence than this.

        Empty text and None filter nothing.
        """
        current = _current()
        query = select(func.count()).select_from(current).where(*_read_filters(current, filters))
        with read_transaction(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def subjects(self) -> list[str]:
        """Return whom the facts that count are about, in order."""
        current = _current()
        query = select(current.c.subject).where(*_read_filters(current, {})).distinct()
        with read_transaction(self._engine) as connection:
            return sorted(connection.execute(query).scalars())

    def get(self, fact_id: str) -> EffectiveFact:
        """Return one fact in any state, with what the machine read.

        Raises
        ------
        NotFoundError
            If there is none with this id.
        """
        with read_transaction(self._engine) as connection:
            return find_effective(connection, fact_id)

    def read_ids(self, rule: str) -> dict[str, set[str]]:
        """Return the ids of facts read by rules that begin so and not retired, judged or not, by source."""
        columns = schema.fact.c
        query = select(columns.source_id, columns.fact_id).where(
            columns.retired_at.is_(None), columns.rule.startswith(rule, autoescape=True)
        )
        found: dict[str, set[str]] = {}
        with read_transaction(self._engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.source_id, set()).add(row.fact_id)
        return found

    def get_many(self, fact_ids: Iterable[str]) -> dict[str, EffectiveFact]:
        """Return the facts of these ids that exist, in any state."""
        wanted = list(dict.fromkeys(fact_ids))
        found: dict[str, EffectiveFact] = {}
        current = _current()
        with read_transaction(self._engine) as connection:
            for start in range(0, len(wanted), CHUNK):
                query = select(current).where(current.c.fact_id.in_(wanted[start : start + CHUNK]))
                for row in connection.execute(query).mappings():
                    found[row["fact_id"]] = _read_effective(row, None)
        return found


def find_effective(connection: Connection, fact_id: str) -> EffectiveFact:
    """Return one fact in any state; raises NotFoundError if there is none."""
    current = _current()
    row = connection.execute(select(current).where(current.c.fact_id == fact_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(
            f"没有编号为「{fact_id}」的数字；请核对编号。",
            f"there is no fact with the id {fact_id!r}; check the id.",
        )
    return _read_effective(row, find_extracted(connection, fact_id))


def find_extracted(connection: Connection, fact_id: str) -> Fact | None:
    """Return a fact as the machine read it, retired or not; None where only a person gave it."""
    query = select(schema.fact).where(schema.fact.c.fact_id == fact_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else read_fact(row)


def _current() -> Subquery:
    """Select every fact once: as judged where a person has spoken, else as read."""
    fact, judged = schema.fact, judged_schema.judged_fact
    names = [column.name for column in judged.columns if column.name in fact.columns]
    is_judged = select(judged.c.fact_id).where(judged.c.fact_id == fact.c.fact_id).exists()
    state = case(
        (fact.c.retired_at.is_not(None), literal("retired", String)),
        (fact.c.rule.startswith(PROPOSAL), literal("proposed", String)),
        else_=literal("extracted", String),
    )
    read = select(
        *(fact.c[name] for name in names), state.label("state"), cast(null(), Integer).label("judgement_id")
    ).where(~is_judged)
    said = select(*(judged.c[name] for name in names), judged.c.state, judged.c.judgement_id)
    return union_all(read, said).subquery("current")


def _read_filters(current: Subquery, filters: dict[str, object]) -> list[ColumnElement[bool]]:
    chosen = {name: value for name, value in filters.items() if value not in (None, "")}
    state = chosen.pop("state", None)
    wanted = current.c.state.in_(IN_FORCE) if state is None else current.c.state == state
    return [wanted, *(_FILTERS[name](current.c, value) for name, value in chosen.items())]


def _read_effective(row: RowMapping, extracted: Fact | None) -> EffectiveFact:
    return EffectiveFact(
        fact=read_fact(row), state=row["state"], judgement_id=row["judgement_id"], extracted=extracted
    )
