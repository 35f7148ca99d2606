"""What has the workspace accepted, and when? The ledger of sources, imports, facts, snapshots and runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, RowMapping, func, insert, select

from gaodi.base import NotFoundError
from gaodi.evidence import schema
from gaodi.evidence.fact_store import FactStore
from gaodi.evidence.findings import FindingStore
from gaodi.evidence.judged_facts import add_facts, store_facts
from gaodi.evidence.judging import JudgementBook
from gaodi.evidence.layouts import Document, read_layout, write_layout
from gaodi.evidence.ledger_rows import (
    read_moment,
    read_run,
    read_snapshot,
    read_source,
)
from gaodi.evidence.records import Part, RunRecord, Snapshot, Source, StagedTable
from gaodi.evidence.registering import (
    find_source,
    insert_adoption,
    insert_import,
    insert_source,
    merge_parts,
    name_snapshot,
    name_user,
    to_entries,
    touch_dataset,
    write_audit,
)
from gaodi.evidence.storage import connect_database, migrate_database, read_transaction, write_transaction
from gaodi.prose import Fact


class Ledger:
    """The ledger of a workspace, in SQLite or PostgreSQL.

    Every method is one transaction. Readers never wait for the writer and see one state; writers queue.

    Parameters
    ----------
    engine : Engine
        An engine whose database is migrated; use `Ledger.open`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.store = FactStore(engine)
        self.book = JudgementBook(engine)
        self.findings = FindingStore(engine)

    @classmethod
    def open(cls, url: str | URL, *, create: bool = True) -> "Ledger":
        """Open a ledger and bring its tables to this version.

        Parameters
        ----------
        url : str or URL
            `sqlite:///…` or `postgresql://…`.
        create : bool
            Whether an empty database may become a ledger.

        Returns
        -------
        Ledger

        Raises
        ------
        WorkspaceError
            If the database cannot be reached, a newer gaodi wrote it, or it is empty and `create` is false.
        """
        engine = connect_database(url)
        try:
            migrate_database(engine, create=create)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Close every connection; the ledger opens new ones if it is used again."""
        self._engine.dispose()

    # Sources and imports

    def sources(self) -> list[Source]:
        """Return all sources, the latest first."""
        query = select(schema.source).order_by(schema.source.c.imported_at.desc(), schema.source.c.source_id)
        with read_transaction(self._engine) as connection:
            return [read_source(row) for row in connection.execute(query).mappings()]

    def source(self, source_id: str) -> Source:
        """Return one source by its id or by a prefix that only one source has.

        Raises
        ------
        NotFoundError
            If no source, or more than one, begins so.
        """
        column = schema.source.c.source_id
        query = select(schema.source).where(column.startswith(source_id, autoescape=True)).limit(2)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        if len(rows) != 1 or not source_id:
            raise _not_one("来源", "source", source_id, len(rows))
        return read_source(rows[0])

    def has_source(self, source_id: str) -> bool:
        """Whether a source with exactly this id is registered."""
        with read_transaction(self._engine) as connection:
            return find_source(connection, source_id) is not None

    def has_import(self, source_id: str, sheet: str, table: str, mapping_digest: str) -> bool:
        """Whether the latest import of this sheet into this table used this very mapping.

        An older import with the same mapping that a later one replaced does not count: a user may go back.
        """
        columns = schema.import_record.c
        query = (
            select(columns.mapping_digest)
            .where(columns.source_id == source_id, columns.sheet == sheet, columns.table_id == table)
            .order_by(columns.id.desc())
            .limit(1)
        )
        with read_transaction(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none() == mapping_digest

    def register_import(
        self,
        source: Source,
        staged: Sequence[StagedTable],
        parts: Mapping[str, Part | Sequence[Part]],
        note: str,
    ) -> Snapshot:
        """Register what one file brought, in one transaction, and make the snapshot that holds it.

        Parameters
        ----------
        source : Source
        staged : sequence of StagedTable
            One per sheet; their quarantine goes into the ledger.
        parts : mapping of table to Part or Parts
            The Parquet files, already on disk. A table without staged sheets was adopted whole (a register).
        note : str

        Returns
        -------
        Snapshot
            The parent's parts plus the new ones. A part of the same source, table and sheets is replaced, so that
            a corrected mapping leaves none of the wrong rows.

        Raises
        ------
        ValueError
            If a staged table does not add up: accepted + rejected rows must equal the rows read.
        WorkspaceError
            If the disk is full; nothing is registered then.
        """
        now = datetime.now(UTC)
        who = name_user()
        offered = {
            table: [given] if isinstance(given, Part) else list(given) for table, given in parts.items()
        }
        entries = {table: to_entries(table, items, staged) for table, items in offered.items()}
        with write_transaction(self._engine) as connection:
            parent = self._latest_row(connection)
            merged = merge_parts(parent["parts"] if parent else {}, entries)
            parent_id = parent["snapshot_id"] if parent else None
            snapshot_id = name_snapshot(parent_id, merged)
            insert_source(connection, source, now)
            connection.execute(
                insert(schema.snapshot),
                {
                    "snapshot_id": snapshot_id, "parent_id": parent_id, "created_at": now, "who": who,
                    "note": note, "parts": merged,
                },
            )  # fmt: skip
            for item in staged:
                insert_import(connection, item, snapshot_id, now)
            for table in offered.keys() - {item.mapping.table for item in staged}:
                insert_adoption(connection, source.source_id, table, offered[table], snapshot_id, now)
            for table in entries:
                touch_dataset(connection, table, merged[table], snapshot_id, now)
            write_audit(
                connection, who, "import", source.source_id, {"snapshot_id": snapshot_id, "note": note}, now
            )
            row = self._latest_row(connection)
        assert row is not None  # noqa: S101  it was inserted above
        return read_snapshot(row)

    def imports(self, source_id: str | None = None) -> list[dict[str, Any]]:
        """Return what was imported, the latest first, as plain records; `mapping` is a SheetMapping as JSON."""
        columns = schema.import_record.c
        query = select(schema.import_record).order_by(columns.id.desc())
        if source_id is not None:
            query = query.where(columns.source_id == source_id)
        with read_transaction(self._engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        for row in rows:
            row["table"] = row.pop("table_id")
        return rows

    def quarantine(
        self, source_id: str | None = None, limit: int = 100, offset: int = 0, *, code: str | None = None
    ) -> tuple[list[dict[str, Any]], int]:
        """Return one page of rejected rows and cells, in the order of the sheets, and how many there are.

        `code` keeps those put aside for one reason.
        """
        columns = schema.quarantine.c
        query = select(
            columns.id, columns.import_id, columns.source_id, columns.sheet, columns.row_number.label("row"),
            columns.column_letter.label("column"), columns.header, columns.field, columns.raw, columns.severity,
            columns.code, columns.zh, columns.en,
        )  # fmt: skip
        count = select(func.count()).select_from(schema.quarantine)
        if source_id is not None:
            query = query.where(columns.source_id == source_id)
            count = count.where(columns.source_id == source_id)
        if code is not None:
            query = query.where(columns.code == code)
            count = count.where(columns.code == code)
        with read_transaction(self._engine) as connection:
            total = connection.execute(count).scalar_one()
            page = connection.execute(query.order_by(columns.id).limit(limit).offset(offset)).mappings()
            return [dict(row) for row in page], total

    def quarantine_codes(self, source_id: str | None = None) -> list[str]:
        """Return the reasons for which anything was put aside, in alphabetical order."""
        columns = schema.quarantine.c
        query = select(columns.code).distinct().order_by(columns.code)
        if source_id is not None:
            query = query.where(columns.source_id == source_id)
        with read_transaction(self._engine) as connection:
            return list(connection.execute(query).scalars())

    # Documents and facts

    def has_document(self, source_id: str) -> bool:
        """Whether the text of this source is registered."""
        query = select(schema.document.c.source_id).where(schema.document.c.source_id == source_id)
        with read_transaction(self._engine) as connection:
            return connection.execute(query).first() is not None

    def register_document(self, source: Source, document: Document | str, facts: Iterable[Fact]) -> None:
        """Register a document and the facts found in it, in one transaction; a bare string is a plain text.

        A second reading of the same text adds facts not known yet and retires those it no longer finds; nothing is
        deleted, and judgements stay with the facts at their place. Text and layout of the first reading stay: the
        offsets of facts count in them.
        """
        now = datetime.now(UTC)
        read = Document.plain(document) if isinstance(document, str) else document
        found = {fact.fact_id: fact for fact in facts}
        with write_transaction(self._engine) as connection:
            insert_source(connection, source, now)
            known_text = select(schema.document.c.source_id).where(
                schema.document.c.source_id == source.source_id
            )
            if connection.execute(known_text).first() is None:
                row = {
                    "source_id": source.source_id,
                    "text": read.text,
                    "n_characters": len(read.text),
                    "created_at": now,
                    "layout": write_layout(read),
                }
                connection.execute(insert(schema.document), row)
            store_facts(connection, source.source_id, found.values(), now)
            write_audit(connection, name_user(), "document", source.source_id, {"n_facts": len(found)}, now)

    def document_text(self, source_id: str) -> str:
        """Return the text of a document, exactly as read; offsets of facts count in it.

        Raises
        ------
        NotFoundError
            If the source is no document.
        """
        query = select(schema.document.c.text).where(schema.document.c.source_id == source_id)
        with read_transaction(self._engine) as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise _not_one("文档", "document", source_id, 0)
        return str(found)

    def document(self, source_id: str) -> Document:
        """Return a document with its stretches and places.

        Raises
        ------
        NotFoundError
            If the source is no document.
        """
        columns = schema.document.c
        query = select(columns.text, columns.layout).where(columns.source_id == source_id)
        with read_transaction(self._engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise _not_one("文档", "document", source_id, 0)
        return read_layout(found.text, found.layout)

    def facts(
        self,
        source_id: str | None = None,
        indicator: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Fact]:
        """Return facts in force, by source and place in the text; `indicator` is any part of its name."""
        found = self.store.find(limit=limit, offset=offset, source_id=source_id, indicator=indicator)
        return [item.fact for item in found]

    def count_facts(self, source_id: str | None = None, indicator: str | None = None) -> int:
        """Return how many facts `facts` would give without a limit."""
        return self.store.count(source_id=source_id, indicator=indicator)

    def fact(self, fact_id: str) -> Fact:
        """Return one fact as it counts, retired or not.

        Raises
        ------
        NotFoundError
            If there is none with this id.
        """
        return self.store.get(fact_id).fact

    def register_facts(
        self, source: Source, facts: Iterable[Fact], *, who: str | None = None, keep: bool = False
    ) -> None:
        """Register the facts of a source that is no text, such as the cells of a table, in one transaction.

        Parameters
        ----------
        keep : bool
            Whether facts that are not among these stay, as for proposals; else they are retired.
        """
        now = datetime.now(UTC)
        found = list(facts)
        with write_transaction(self._engine) as connection:
            insert_source(connection, source, now)
            if keep:
                add_facts(connection, found, now)
            else:
                store_facts(connection, source.source_id, found, now)
            detail = {"n_facts": len(found)}
            write_audit(connection, who or name_user(), "facts", source.source_id, detail, now)

    # Snapshots and runs

    def snapshot(self, as_of: datetime | str | None = None) -> Snapshot | None:
        """Return the latest snapshot at or before a moment, or the one with this id.

        Parameters
        ----------
        as_of : datetime, str or None
            A moment; an ISO date (its last instant) or time; a snapshot id or a prefix of one. Times without a zone
            are read in this machine's clock. None is the latest.

        Returns
        -------
        Snapshot or None
            None if nothing had been imported by then.

        Raises
        ------
        NotFoundError
            If the text is neither a time nor the beginning of exactly one snapshot id.
        """
        columns = schema.snapshot.c
        query = select(schema.snapshot).order_by(columns.seq.desc())
        moment = read_moment(as_of)
        if isinstance(moment, str):
            query = query.where(columns.snapshot_id.startswith(moment, autoescape=True))
        elif moment is not None:
            query = query.where(columns.created_at <= moment)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.limit(2)).mappings().all()
        if isinstance(moment, str) and len(rows) != 1:
            raise _not_one("快照", "snapshot", moment, len(rows))
        return read_snapshot(rows[0]) if rows else None

    def snapshots(self) -> list[Snapshot]:
        """Return all snapshots, the latest first."""
        query = select(schema.snapshot).order_by(schema.snapshot.c.seq.desc())
        with read_transaction(self._engine) as connection:
            return [read_snapshot(row) for row in connection.execute(query).mappings()]

    def datasets(self) -> list[dict[str, Any]]:
        """Return every table ever imported: when refreshed, in how many parts and rows."""
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(schema.dataset).order_by(schema.dataset.c.table_id)).mappings()
            return [dict(row) for row in rows]

    def record_run(self, record: RunRecord) -> None:
        """Keep a computed result; a run with the same id is kept once."""
        row = asdict(record)
        row["on_date"] = row.pop("on")
        with write_transaction(self._engine) as connection:
            known = select(schema.run.c.seq).where(schema.run.c.run_id == record.run_id)
            if connection.execute(known).first() is None:
                connection.execute(insert(schema.run), row)
                detail = {"snapshot_id": record.snapshot_id}
                write_audit(connection, name_user(), "run", record.run_id, detail, datetime.now(UTC))

    def run(self, run_id: str | None = None) -> RunRecord | None:
        """Return a run by id or unique prefix, or the latest; None if there is no run at all.

        Raises
        ------
        NotFoundError
            If an id is given that no run, or more than one, begins with.
        """
        query = select(schema.run).order_by(schema.run.c.seq.desc()).limit(2)
        if run_id is not None:
            query = query.where(schema.run.c.run_id.startswith(run_id, autoescape=True))
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        if run_id is not None:
            rows = [row for row in rows if row["run_id"] == run_id] or rows
            if len(rows) != 1:
                raise _not_one("运算", "run", run_id, len(rows))
        return read_run(rows[0]) if rows else None

    def runs(self) -> list[RunRecord]:
        """Return all runs, the latest first."""
        query = select(schema.run).order_by(schema.run.c.seq.desc())
        with read_transaction(self._engine) as connection:
            return [read_run(row) for row in connection.execute(query).mappings()]

    def audit(self, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return who did what to what and when, the latest first."""
        query = select(schema.audit).order_by(schema.audit.c.id.desc()).limit(limit).offset(offset)
        with read_transaction(self._engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @staticmethod
    def _latest_row(connection: Connection) -> RowMapping | None:
        query = select(schema.snapshot).order_by(schema.snapshot.c.seq.desc()).limit(1)
        return connection.execute(query).mappings().one_or_none()


def _not_one(zh: str, en: str, wanted: str, n_found: int) -> NotFoundError:
    if n_found > 1:
        return NotFoundError(
            f"有多个{zh}的编号以「{wanted}」开头；请多写几位。",
            f"more than one {en} begins with {wanted!r}; give more of the id.",
        )
    return NotFoundError(
        f"没有编号为「{wanted}」的{zh}；请核对编号。",
        f"there is no {en} with the id {wanted!r}; check the id.",
    )
