"""Documents of every format come in through one door, and what is refused leaves nothing behind."""

from pathlib import Path

import pytest
from docx import Document as WordDocument

from gaodi import api


@pytest.fixture
def office(tmp_path: Path):
    made = api.create_office(tmp_path / "office")
    yield made
    made.workspace.ledger.close()


def test_a_web_page_and_a_word_document_come_in_with_their_layout(office: api.Office, tmp_path: Path) -> None:
    page, word = tmp_path / "公报.html", tmp_path / "规划.docx"
    page.write_text("<script>var x = '999亿元'</script><p>2025年，全省出口&nbsp;增长6.2%。", encoding="utf-8")
    made = WordDocument()
    made.add_paragraph("2025年，全省工业增加值增长6.2%。")
    made.save(word)
    report = api.import_files(office, [page, word])
    assert [outcome.kind for outcome in report.outcomes] == ["document", "document"]
    ledger = office.workspace.ledger
    kinds = {outcome.source_name: ledger.document(outcome.source_id).kind for outcome in report.outcomes}
    assert kinds == {"公报.html": "html", "规划.docx": "docx"}
    again = api.import_files(office, [page])
    assert again.outcomes[0].kind == "skipped"
    assert "内容相同" in again.outcomes[0].zh


def test_a_refused_document_leaves_no_source_behind(office: api.Office, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    WordDocument().save(path)
    report = api.import_files(office, [path])
    assert report.outcomes[0].kind == "failed"
    assert "没有文字" in report.outcomes[0].zh
    assert list(office.workspace.sources_dir.iterdir()) == []


def test_a_document_has_no_columns_to_preview(office: api.Office, tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text("<p>增长6.2%", encoding="utf-8")
    assert api.preview_import(office, path) == ()
