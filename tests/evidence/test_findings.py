"""Findings are kept by id on SQLite and PostgreSQL; an older ledger is brought to this version with what it holds."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text

from gaodi.base import NotFoundError
from gaodi.conflicts import Decision, Finding, name_finding
from gaodi.evidence import Ledger, digest_fact, schema
from gaodi.evidence.ledger_rows import write_fact
from gaodi.evidence.storage import MIGRATIONS, connect_database, write_transaction


@pytest.fixture
def facts(ledger, make_source, make_fact):
    """Three facts of two sources."""
    one, two = make_source("a", kind="document"), make_source("b", kind="document")
    made = [make_fact(one, 0), make_fact(one, 5), make_fact(two, 9, indicator="粮食产量")]
    ledger.register_document(one, "x" * 20, made[:2])
    ledger.register_document(two, "x" * 20, made[2:])
    return {fact.fact_id: fact for fact in made}


def make_finding(*fact_ids, verdict="conflict", severity="high", **changes):
    values = {
        "finding_id": name_finding(fact_ids, verdict), "kind": "pair", "verdict": verdict, "fact_ids": tuple(sorted(fact_ids)),
        "differs": ("value",), "severity": severity, "zh": "不一致", "en": "they differ",
    }  # fmt: skip
    return Finding(**(values | changes))


def store(ledger, facts, *found, withdrawn=(), seen=None, gone=(), judged=None):
    return ledger.findings.store(
        found, facts=facts, withdrawn=withdrawn, seen=list(facts) if seen is None else seen, gone=gone, judged=judged or {}
    )  # fmt: skip


def test_findings_are_kept_once_withdrawn_and_found_again(ledger, facts):
    a, b, c = facts
    conflict, weak = make_finding(a, b), make_finding(b, c, verdict="different_period", severity="info")
    assert store(ledger, facts, conflict, weak) == (2, 0)
    assert store(ledger, facts, conflict, weak) == (0, 0)
    assert [item.finding_id for item in ledger.findings.find()] == [conflict.finding_id, weak.finding_id]
    assert ledger.findings.compared() == {key: digest_fact(fact) for key, fact in facts.items()}
    assert store(ledger, facts, withdrawn=[conflict.finding_id], seen=[], gone=[a]) == (0, 1)
    assert ledger.findings.held() == {weak.finding_id}
    assert set(ledger.findings.compared()) == {b, c}
    assert ledger.findings.get(conflict.finding_id).is_retired
    assert store(ledger, facts, make_finding(a, b, zh="又不一致")) == (1, 0)
    assert ledger.findings.get(conflict.finding_id).zh == "又不一致"


def test_findings_are_filtered(ledger, facts):
    a, b, c = facts
    store(ledger, facts, make_finding(a, b), make_finding(b, c, verdict="consistent", severity="info"))
    count = ledger.findings.count
    assert (count(), count(verdict="conflict"), count(severity="info")) == (2, 1, 1)
    assert (count(source_id="b" * 64), count(fact_id=a), count(indicator="生产"), count(subject="长沙")) == (
        1,
        1,
        2,
        0,
    )
    assert (count(undecided=True), count(verdict="", severity=None)) == (2, 2)
    assert [item.verdict for item in ledger.findings.find(limit=1, offset=1)] == ["consistent"]
    with pytest.raises(NotFoundError, match="c1-none"):
        ledger.findings.get("c1-none")


def test_a_decision_stands_on_the_finding_until_it_is_taken_back(ledger, facts):
    a, b, _ = facts
    found = make_finding(a, b)
    store(ledger, facts, found)
    made = ledger.book.judge(
        "finding", found.finding_id, "both_valid", reason="口径不同", detail={"fact_ids": [a, b]}
    )
    assert ledger.findings.get(found.finding_id).decision == "both_valid"
    store(ledger, facts, found, judged={found.finding_id: ("both_valid", made.judgement_id)})
    assert ledger.findings.get(found.finding_id).judgement_id == made.judgement_id
    ledger.book.undo(made.judgement_id, reason="再看")
    assert ledger.findings.get(found.finding_id).decision is None


def test_a_decision_about_the_same_facts_settles_a_finding_of_another_verdict(ledger, facts):
    a, b, _ = facts
    first = make_finding(a, b)
    store(ledger, facts, first)
    made = ledger.book.judge("finding", first.finding_id, "not_comparable", reason="口径不同")
    decision = Decision(fact_ids=(a, b), choice="not_comparable", by="甲", reason="口径不同")
    second = make_finding(a, b, verdict="different_scope", severity="info", decision=decision)
    store(ledger, facts, second, judged={second.finding_id: ("not_comparable", made.judgement_id)})
    assert ledger.findings.get(second.finding_id).decision == "not_comparable"


def test_an_older_ledger_is_brought_up_with_its_facts(ledger_url, make_source, make_fact):
    engine = connect_database(ledger_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    source = make_source(kind="document")
    now = datetime.now(UTC)
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = {
            "source_id": source.source_id,
            "sm3": "",
            "name": "a",
            "kind": "document",
            "size": 1,
            "synthetic": False,
        }
        connection.execute(insert(schema.source), row | {"imported_at": now})
        connection.execute(
            text(
                "INSERT INTO document (source_id, text, n_characters, created_at) VALUES (:id, 'x', 1, :now)"
            ),
            {"id": source.source_id, "now": now},
        )
        connection.execute(insert(schema.fact), write_fact(make_fact(source), now))
    engine.dispose()
    ledger = Ledger.open(ledger_url)
    assert [fact.value for fact in ledger.facts()] == [Decimal("5530000000000.10")]
    assert ledger.document_text(source.source_id) == "x"
    assert ledger.datasets() == []
    ledger.book.correct_fact(ledger.facts()[0].fact_id, {"value": "5"}, reason="改")
    assert ledger.facts()[0].value == Decimal(5)
    ledger.close()
