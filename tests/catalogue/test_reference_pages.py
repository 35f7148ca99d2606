import re
import subprocess
import sys
from pathlib import Path

import pytest

from gaodi.catalogue import render_reference, write_reference

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("chains.md", "indicators.md", "published.md", "tables.md", "taxonomies.md")


def test_there_is_a_page_for_each_kind_of_entry(shipped):
    assert tuple(sorted(render_reference(shipped))) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_not_stale(shipped, name):
    stored = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert stored == render_reference(shipped)[name], "run: python -m gaodi.catalogue"


def test_written_pages_are_the_rendered_ones(shipped, tmp_path):
    paths = write_reference(tmp_path / "reference", shipped)
    assert {path.name: path.read_text(encoding="utf-8") for path in paths} == render_reference(shipped)


def test_the_command_writes_the_pages_into_the_folder_named(shipped, tmp_path):
    command = [sys.executable, "-W", "error", "-m", "gaodi.catalogue", str(tmp_path / "pages")]
    subprocess.run(command, check=True, timeout=120)
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_rows_of_a_page_have_as_many_cells_as_their_header(shipped, name):
    width = 0
    for line in render_reference(shipped)[name].splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if re.fullmatch(r"\|(---\|)+", line):
            assert cells == width
        elif line.startswith("|") and width:
            assert cells == width, line
        width = cells if line.startswith("|") else 0


def test_every_table_chain_and_indicator_is_on_its_page(shipped):
    pages = render_reference(shipped)
    for page, entries in (
        ("tables.md", shipped.tables),
        ("chains.md", shipped.chains),
        ("indicators.md", shipped.indicators),
    ):
        assert [entry for entry in entries if f"`{entry}`" not in pages[page]] == []


def test_the_glossary_explains_the_words_of_the_field():
    rows = re.findall(
        r"^\| \*\*(.+?)\*\* \| (.+?) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = {word for word, _ in rows}
    assert len(words) >= 40
    assert len(words) == len(rows)
    assert {
        "规上",
        "同口径",
        "链长",
        "梯度培育",
        "支撑账、潜力账、缺口账",
        "本地配套率",
        "亩均论英雄",
    } <= words
