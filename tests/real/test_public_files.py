"""Real public files go through the whole import: counts, and nothing the second time."""

from pathlib import Path

import pytest

from gaodi import api

pytestmark = pytest.mark.real


@pytest.fixture
def office(tmp_path: Path) -> api.Office:
    return api.create_office(tmp_path / "w")


def test_the_listed_firms_of_hunan_come_in_once(office: api.Office, shared: Path) -> None:
    path = shared / "data/listed_companies_cn/hunan_listed.csv"
    (outcome,) = api.import_files(office, [path]).outcomes
    assert outcome.table == "enterprise"
    assert outcome.n_read == 154
    assert outcome.n_accepted + outcome.n_quarantined == 154
    rejected = [row for row in api.list_quarantine(office, size=500).rows if row["severity"] == "row"]
    assert len({row["row"] for row in rejected}) == outcome.n_quarantined
    again = api.import_files(office, [path])
    assert not again.changed
    assert again.snapshot_id == outcome.snapshot_id


def test_the_five_articles_come_in_as_documents_whose_facts_stand_in_the_text(
    office: api.Office, shared: Path
) -> None:
    paths = sorted((shared / "corpus").glob("*.txt"))
    assert len(paths) == 5
    report = api.import_files(office, paths)
    assert [outcome.kind for outcome in report.outcomes] == ["document"] * 5
    for outcome in report.outcomes:
        view = api.get_document(office, outcome.source_id)
        original = next(path for path in paths if path.name == outcome.source_name)
        assert view.text == original.read_bytes().decode("utf-8")
        assert len(view.facts) > 20
        assert all(view.text[fact.start : fact.end] == fact.text for fact in view.facts)
    assert not api.import_files(office, paths).changed


def test_firms_with_destroyed_codes_are_never_taken_by_name(office: api.Office, shared: Path) -> None:
    (outcome,) = api.import_files(
        office, [shared / "data/uscc_samples/zhejiang_travel_agencies_uscc.csv"], table="enterprise"
    ).outcomes
    assert outcome.n_read == 2084
    assert outcome.n_accepted + outcome.n_quarantined == 2084
    destroyed = api.list_quarantine(office, size=500).rows
    assert any("科学计数法" in row["zh"] for row in destroyed)


def test_the_companies_of_the_knowledge_graph_keep_their_counts(office: api.Office, shared: Path) -> None:
    folder = shared / "data/chain_knowledge_graph"
    companies, products = api.import_files(
        office, [folder / "company.csv", folder / "company_product.csv"]
    ).outcomes
    assert companies.table == "enterprise"
    assert companies.n_read == 4654
    assert products.table == "product"
    assert products.n_read == 53779
    assert products.n_accepted + products.n_quarantined == products.n_read
