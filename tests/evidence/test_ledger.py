import json
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text

from gaodi.base import NotFoundError, WorkspaceBusyError, WorkspaceError
from gaodi.evidence import Ledger, RunRecord, digest_mapping
from gaodi.evidence import storage as storage_module
from gaodi.evidence.schema import HEAD, metadata
from gaodi.evidence.schema import fact as fact_table
from gaodi.evidence.storage import MIGRATIONS, connect_database, read_transaction, write_transaction


def engine_of(ledger):
    return ledger._engine


def make_run(run_id, snapshot_id, **changes):
    values = {
        "run_id": run_id, "created_at": datetime(2026, 3, 1, tzinfo=UTC), "on": date(2026, 3, 1),
        "snapshot_id": snapshot_id, "inputs_digest": "i", "catalogue_digest": "c", "code_version": "0.1", "seed": None,
        "parameters": {"on": date(2026, 3, 1), "share": Decimal("0.10")}, "outputs": {"tiers": "r/tiers.parquet"},
        "summary": {"rate": float("nan"), "链": [1, 2]},
    }  # fmt: skip
    return RunRecord(**(values | changes))


# Schema and migrations


def test_the_migrated_schema_equals_the_declared_one(ledger):
    with read_transaction(engine_of(ledger)) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_the_code_names():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_migrates_without_a_word_and_without_touching_logging(ledger_url):
    code = f"""
        import logging
        from gaodi.evidence import Ledger
        Ledger.open({ledger_url!r}).close()
        assert not logging.getLogger().handlers and logging.getLogger().level == logging.WARNING
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_second_opening_keeps_what_is_there(ledger, ledger_url, make_source, make_part, make_staged):
    source = make_source()
    made = ledger.register_import(
        source, [make_staged(source)], {"enterprise": make_part(source, "p")}, "first"
    )
    again = Ledger.open(ledger_url, create=False)
    assert again.snapshot() == made
    again.close()


def test_a_ledger_of_a_newer_program_is_refused_with_advice(ledger, ledger_url):
    with write_transaction(engine_of(ledger)) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WorkspaceError, match=r"9999.*请升级 gaodi"):
        Ledger.open(ledger_url)


def test_an_empty_database_is_no_ledger_unless_one_may_be_made(ledger_url):
    with pytest.raises(WorkspaceError, match="empty or gone"):
        Ledger.open(ledger_url, create=False)


def test_two_processes_may_open_a_new_ledger_at_once(ledger_url):
    code = f"from gaodi.evidence import Ledger; Ledger.open({ledger_url!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == [b""] * 2


def test_sqlite_runs_with_wal_full_sync_and_foreign_keys(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'l.db'}")
    with read_transaction(engine_of(ledger)) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
    ledger.close()


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense", ""])
def test_a_url_that_is_no_ledger_is_refused_without_showing_a_password(url):
    with pytest.raises(WorkspaceError, match="sqlite:///path or postgresql://") as caught:
        Ledger.open(url)
    assert "secret" not in str(caught.value)


def test_an_unreachable_server_is_said_without_the_password():
    with pytest.raises(WorkspaceError, match="连不上台账数据库") as caught:
        Ledger.open("postgresql://u:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path):
    path = tmp_path / "l.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(WorkspaceError, match="已损坏或不是数据库文件"):
        Ledger.open(f"sqlite:///{path}")


# Imports, quarantine, snapshots


def test_an_import_is_registered_whole(ledger, make_source, make_part, make_staged):
    source = make_source()
    staged = make_staged(source, n_accepted=3, n_rejected=2, n_cells=4)
    before = datetime.now(UTC)
    made = ledger.register_import(source, [staged], {"enterprise": make_part(source, "p", 3)}, "a.csv")
    assert made.parent_id is None
    assert made.parts == {"enterprise": (make_part(source, "p", 3),)}
    assert before <= made.created_at <= datetime.now(UTC)
    (record,) = ledger.imports(source.source_id)
    counts = {key: record[key] for key in ("n_read", "n_accepted", "n_quarantined", "n_cell_issues")}
    assert counts == {"n_read": 5, "n_accepted": 3, "n_quarantined": 2, "n_cell_issues": 4}
    assert record["table"] == "enterprise"
    assert record["mapping"]["columns"][0]["headers"] == ["企业名称"]
    assert record["snapshot_id"] == made.snapshot_id
    assert ledger.has_import(source.source_id, "表1", "enterprise", digest_mapping(staged.mapping))
    assert not ledger.has_import(source.source_id, "表2", "enterprise", digest_mapping(staged.mapping))
    assert [(row["table_id"], row["n_rows"]) for row in ledger.datasets()] == [("enterprise", 3)]
    assert [(row["action"], row["about"]) for row in ledger.audit()] == [("import", source.source_id)]


def test_quarantine_is_paged_in_sheet_order_and_stores_no_nul(ledger, make_source, make_staged):
    source, other = make_source("a"), make_source("b")
    ledger.register_import(source, [make_staged(source, n_rejected=5)], {}, "a")
    ledger.register_import(other, [make_staged(other, n_rejected=1)], {}, "b")
    page, total = ledger.quarantine(source.source_id, limit=2, offset=1)
    assert total == 5
    assert [row["row"] for row in page] == [3, 4]
    assert {key: page[0][key] for key in ("sheet", "column", "raw", "severity", "zh")} == {
        "sheet": "表1", "column": "A", "raw": "x\ufffd", "severity": "row", "zh": "不对",
    }  # fmt: skip
    assert ledger.quarantine()[1] == 6


def test_counts_that_do_not_add_up_are_refused_and_leave_nothing(ledger, make_source, make_staged):
    import dataclasses

    source = make_source()
    staged = dataclasses.replace(make_staged(source, n_rejected=1), n_read=99)
    with pytest.raises(ValueError, match="2 accepted and 1 rejected rows are not the 99 read"):
        ledger.register_import(source, [staged], {}, "a")
    assert (ledger.sources(), ledger.snapshot(), ledger.quarantine(), ledger.audit()) == (
        [],
        None,
        ([], 0),
        [],
    )


def test_a_snapshot_keeps_the_parts_of_its_parent(ledger, make_source, make_part, make_staged):
    first, second = make_source("a"), make_source("b")
    one = ledger.register_import(first, [make_staged(first)], {"enterprise": make_part(first, "p1")}, "1")
    two = ledger.register_import(
        second, [make_staged(second, table="park")], {"park": make_part(second, "p2")}, "2"
    )
    assert two.parent_id == one.snapshot_id
    assert set(two.parts) == {"enterprise", "park"}
    assert [item.snapshot_id for item in ledger.snapshots()] == [two.snapshot_id, one.snapshot_id]


def test_a_corrected_mapping_replaces_the_part_of_the_same_sheet_only(
    ledger, make_source, make_part, make_staged
):
    source, other = make_source("a"), make_source("b")
    sheets = [make_staged(source, sheet="甲"), make_staged(source, sheet="乙")]
    parts = [make_part(source, "jia"), make_part(source, "yi")]
    ledger.register_import(source, sheets, {"enterprise": parts}, "both")
    ledger.register_import(
        other, [make_staged(other, sheet="甲")], {"enterprise": make_part(other, "other")}, "other"
    )
    mended = make_staged(source, sheet="甲", unit="万元")
    made = ledger.register_import(source, [mended], {"enterprise": make_part(source, "jia2")}, "mended")
    assert [part.file for part in made.parts["enterprise"]] == ["yi", "other", "jia2"]
    assert ledger.has_import(source.source_id, "甲", "enterprise", digest_mapping(mended.mapping))
    assert not ledger.has_import(source.source_id, "甲", "enterprise", digest_mapping(sheets[0].mapping))


def test_an_adopted_register_counts_its_rows_as_read_and_accepted(ledger, make_source, make_part):
    source = make_source(kind="register", synthetic=True)
    parts = {"enterprise": [make_part(source, "e", 10), make_part(source, "f", 5)]}
    made = ledger.register_import(source, [], parts, "register")
    assert len(made.parts["enterprise"]) == 2
    (record,) = ledger.imports()
    assert (record["table"], record["n_read"], record["n_accepted"], record["mapping"]) == (
        "enterprise",
        15,
        15,
        None,
    )
    assert ledger.source("a").synthetic is True


def test_the_same_imports_give_the_same_snapshot_id_elsewhere(tmp_path, make_source, make_part, make_staged):
    ids = set()
    for office, file in (("one", "x.parquet"), ("two", "y.parquet")):
        ledger = Ledger.open(f"sqlite:///{tmp_path / office}.db")
        source = make_source()
        part = make_part(source, file)
        part = type(part)(file=file, rows=2, sha256="5" * 64, source_id=source.source_id)
        ids.add(
            ledger.register_import(source, [make_staged(source)], {"enterprise": part}, office).snapshot_id
        )
        ledger.close()
    assert len(ids) == 1


def test_as_of_reads_earlier_states(ledger, make_source, make_part, make_staged):
    made = []
    for letter in "abc":
        source = make_source(letter)
        made.append(
            ledger.register_import(
                source, [make_staged(source)], {"enterprise": make_part(source, letter)}, letter
            )
        )
    first, second, third = made
    assert ledger.snapshot() == third
    assert ledger.snapshot(second.created_at) == second
    assert ledger.snapshot(second.created_at.astimezone(timezone(timedelta(hours=8))).isoformat()) == second
    assert ledger.snapshot(first.created_at - timedelta(microseconds=1)) is None
    assert ledger.snapshot(first.created_at.astimezone().date().isoformat()) is not None
    assert ledger.snapshot("1999-12-31") is None
    assert ledger.snapshot(first.snapshot_id) == first
    assert ledger.snapshot(first.snapshot_id[:12]) == first


@pytest.mark.parametrize(
    ("wanted", "said"), [("s1-", "more than one snapshot"), ("s1-zz", "no snapshot"), ("%", "no snapshot")]
)
def test_a_snapshot_that_is_not_one_is_said(ledger, make_source, make_staged, wanted, said):
    for letter in "ab":
        source = make_source(letter)
        ledger.register_import(source, [make_staged(source)], {}, letter)
    with pytest.raises(NotFoundError, match=said):
        ledger.snapshot(wanted)


def test_a_hundred_thousand_rejected_rows_go_in_within_one_transaction(ledger, make_source, make_staged):
    source = make_source()
    ledger.register_import(source, [make_staged(source, n_accepted=0, n_rejected=100_000)], {}, "bad")
    assert ledger.quarantine(limit=1)[1] == 100_000


# Sources


def test_a_source_is_found_by_a_prefix_that_is_its_own(ledger, make_source, make_staged):
    sources = [
        make_source(source_id="ab" + "0" * 62),
        make_source(source_id="ac" + "0" * 62, title="年报", issuer="局"),
    ]
    for source in sources:
        ledger.register_import(source, [make_staged(source)], {}, "n")
    found = ledger.source("ac")
    assert (found.title, found.issuer, found.published_on) == ("年报", "局", None)
    for wanted, said in (
        ("a", "more than one"),
        ("zz", "no source"),
        ("", "more than one"),
        ("a%", "no source"),
    ):
        with pytest.raises(NotFoundError, match=said):
            ledger.source(wanted)


def test_a_known_source_keeps_its_first_name(ledger, make_source, make_staged):
    ledger.register_import(make_source(), [make_staged(make_source(), sheet="甲")], {}, "1")
    ledger.register_import(make_source(name="copy.csv"), [make_staged(make_source(), sheet="乙")], {}, "2")
    assert [source.name for source in ledger.sources()] == ["a.csv"]


# Documents and facts


def test_facts_come_back_digit_for_digit(ledger, make_source, make_fact):
    source = make_source(kind="document")
    fact = make_fact(source, extra={"base": "全国"}, marker="超", confidence=0.25)
    ledger.register_document(source, "\ufeff第一行\r\n第二行", [fact])
    assert ledger.document_text(source.source_id) == "\ufeff第一行\r\n第二行"
    assert ledger.has_document(source.source_id)
    assert ledger.facts() == [fact]
    found = ledger.fact(fact.fact_id)
    assert (str(found.value), found.value_max) == ("5530000000000.10", None)


def test_facts_are_filtered_counted_and_paged(ledger, make_source, make_fact):
    source, other = make_source("a"), make_source("b")
    ledger.register_document(source, "t", [make_fact(source, n, indicator=f"指标{n}%") for n in range(5)])
    ledger.register_document(other, "t", [make_fact(other, 9, indicator="利润")])
    assert [fact.start for fact in ledger.facts(source.source_id, limit=2, offset=1)] == [1, 2]
    assert ledger.count_facts() == 6
    assert ledger.count_facts(indicator="利") == 1
    assert ledger.count_facts(indicator="%") == 5
    assert ledger.count_facts(source.source_id, "利润") == 0


def test_a_better_reading_retires_facts_and_deletes_none(ledger, make_source, make_fact):
    source = make_source(kind="document")
    old, kept, new = (make_fact(source, n) for n in range(3))
    ledger.register_document(source, "t", [old, kept])
    ledger.register_document(source, "t", [kept, new])
    assert ledger.facts() == [kept, new]
    assert ledger.fact(old.fact_id) == old
    ledger.register_document(source, "t", [old])
    assert ledger.facts() == [old]
    with read_transaction(engine_of(ledger)) as connection:
        assert len(connection.execute(fact_table.select()).all()) == 3


def test_a_source_that_is_no_document_and_a_fact_that_is_none_are_said(ledger):
    with pytest.raises(NotFoundError, match="没有编号为「x」的文档"):
        ledger.document_text("x")
    with pytest.raises(NotFoundError, match="没有编号为「x」的数字"):
        ledger.fact("x")


# Runs


def test_runs_come_back_by_id_prefix_or_as_the_latest(ledger, make_source, make_staged):
    source = make_source()
    snapshot = ledger.register_import(source, [make_staged(source)], {}, "n")
    assert ledger.run() is None
    first = make_run("r1-aa", snapshot.snapshot_id)
    ledger.record_run(first)
    ledger.record_run(make_run("r1-aab", snapshot.snapshot_id, seed=7))
    ledger.record_run(first)
    assert [run.run_id for run in ledger.runs()] == ["r1-aab", "r1-aa"]
    assert ledger.run().seed == 7
    found = ledger.run("r1-aa")
    assert (found.on, found.parameters, found.summary) == (
        date(2026, 3, 1), {"on": "2026-03-01", "share": "0.10"}, {"rate": None, "链": [1, 2]},
    )  # fmt: skip
    with pytest.raises(NotFoundError, match="more than one run"):
        ledger.run("r1")
    with pytest.raises(NotFoundError, match="no run"):
        ledger.run("zz")


def test_a_run_on_a_snapshot_that_does_not_exist_is_refused_by_the_database(ledger):
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        ledger.record_run(make_run("r", "s1-none"))
    assert ledger.runs() == []


def test_a_time_without_a_zone_never_enters_the_ledger(ledger, make_source, make_staged):
    from sqlalchemy.exc import StatementError

    source = make_source()
    snapshot = ledger.register_import(source, [make_staged(source)], {}, "n")
    with pytest.raises(StatementError, match="needs a zone"):
        ledger.record_run(make_run("r", snapshot.snapshot_id, created_at=datetime(2026, 3, 1)))


# Many processes


READER = """
import json, sys, time
from gaodi.evidence import Ledger
ledger = Ledger.open({url!r}, create=False)
mixed = reads = 0
print("ready", flush=True)
until = time.monotonic() + 2
while time.monotonic() < until:
    snapshot = ledger.snapshot()
    if snapshot:
        tables = {{table: parts[-1].rows for table, parts in snapshot.parts.items()}}
        mixed += len(set(tables.values())) != 1
    reads += 1
print(json.dumps([reads, mixed]))
"""


def test_readers_in_other_processes_see_whole_states_while_one_writes(
    ledger, ledger_url, make_source, make_part, make_staged
):
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER.format(url=ledger_url)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    n_written = 0
    while any(reader.poll() is None for reader in readers):
        n_written += 1
        source = make_source(source_id=f"{n_written:064x}")
        staged = [make_staged(source, table=table) for table in ("enterprise", "park")]
        parts = {
            table: make_part(source, f"{table}{n_written}", n_written) for table in ("enterprise", "park")
        }
        ledger.register_import(source, staged, parts, str(n_written))
        if n_written > 60:
            break
    answers = [json.loads(reader.communicate()[0]) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert all(reads > 0 and mixed == 0 for reads, mixed in answers)
    assert len(ledger.snapshots()) == n_written > 1


WRITER = """
import sys
sys.path.insert(0, {folder!r})
from datetime import UTC, datetime
from gaodi.evidence import Ledger, Part, Source
ledger = Ledger.open({url!r})
for n in range(15):
    source = Source(source_id=f"{{n + int(sys.argv[1]) * 1000:064x}}", sm3="", name="n", kind="register", size=1,
                    imported_at=datetime.now(UTC))
    ledger.register_import(source, [], {{"park": Part(file=str(n), rows=1, sha256=source.source_id,
                           source_id=source.source_id)}}, "n")
"""


def test_writers_in_other_processes_queue_and_lose_nothing(ledger, ledger_url, tmp_path):
    code = WRITER.format(url=ledger_url, folder=str(tmp_path))
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(n)], stderr=subprocess.PIPE) for n in range(2)
    ]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 2
    snapshots = ledger.snapshots()
    assert len(snapshots) == 30
    assert len(snapshots[0].parts["park"]) == 30
    assert [newer.parent_id for newer in snapshots[:-1]] == [older.snapshot_id for older in snapshots[1:]]


def test_a_writer_killed_in_its_transaction_leaves_the_state_before(
    ledger, ledger_url, make_source, make_staged
):
    source = make_source()
    before = ledger.register_import(source, [make_staged(source)], {}, "before")
    code = f"""
        import os, signal
        from datetime import UTC, datetime
        from gaodi.evidence.storage import connect_database, write_transaction
        from gaodi.evidence import schema
        from gaodi.evidence.schema import audit
        with write_transaction(connect_database({ledger_url!r})) as connection:
            row = {{"at": datetime.now(UTC), "who": "w", "action": "a", "about": "b", "detail": {{}}}}
            connection.execute(audit.insert(), [row] * 20000)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -9
    again = Ledger.open(ledger_url, create=False)
    assert again.snapshot() == before
    assert len(again.audit()) == 1
    again.register_import(make_source("b"), [make_staged(make_source("b"))], {}, "after")
    again.close()


def test_a_ledger_locked_for_too_long_says_so(tmp_path, monkeypatch, make_source):
    monkeypatch.setattr(storage_module, "BUSY_TIMEOUT_S", 0.2)
    url = f"sqlite:///{tmp_path / 'l.db'}"
    ledger, other = Ledger.open(url), connect_database(url)
    with write_transaction(other), pytest.raises(WorkspaceBusyError, match="被另一个程序占用"):
        ledger.register_document(make_source(), "t", [])
    other.dispose()
    ledger.close()


# A full disk


def test_a_full_sqlite_disk_is_said_and_changes_nothing(tmp_path, make_source, make_staged):
    # A page limit makes SQLite itself answer "database or disk is full", as a full disk does.
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'l.db'}")
    source = make_source()
    before = ledger.register_import(source, [make_staged(source)], {}, "before")
    other = make_source("b")
    big = make_staged(other, n_rejected=20_000)
    with engine_of(ledger).connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 120")
    with pytest.raises(WorkspaceError, match=r"(?s)磁盘已满.*the disk is full"):
        ledger.register_import(other, [big], {}, "big")
    assert ledger.snapshot() == before
    assert [found.source_id for found in ledger.sources()] == [source.source_id]
    ledger.close()


def test_a_write_the_system_refuses_is_said_and_changes_nothing(tmp_path):
    # RLIMIT_FSIZE stands in for a full disk: the system refuses the write itself.
    url = f"sqlite:///{tmp_path / 'l.db'}"
    Ledger.open(url).close()
    code = f"""
        import resource, signal
        from datetime import UTC, datetime
        from gaodi.base import WorkspaceError
        from gaodi.evidence import Ledger, Source
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        ledger = Ledger.open({url!r})
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        source = Source(source_id="a" * 64, sm3="", name="n", kind="document", size=1, imported_at=datetime.now(UTC))
        try:
            ledger.register_document(source, "x" * 3_000_000, [])
        except WorkspaceError as error:
            print(error.code, ledger.sources(), "full" in error.en)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True, text=True
    )
    assert done.stdout == "workspace [] True\n"


def test_integrity_errors_are_not_dressed_up(ledger, make_source, make_fact):
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), write_transaction(engine_of(ledger)) as connection:
        connection.execute(
            insert(fact_table),
            {**{column.name: None for column in fact_table.columns}, "fact_id": "x", "extra": {}},
        )
