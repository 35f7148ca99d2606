"""The diagnosis of one enterprise says what its page says, on one page."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from gaodi import api
from gaodi.base import InputError, NotFoundError

DAY = date(2026, 6, 1)
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="session")
def near_id(demo: api.Office) -> str:
    return api.find_near(demo, "little_giant", on=DAY).firms[0].enterprise_id


def test_a_diagnosis_holds_verdicts_titles_plan_and_what_is_missing(demo, near_id) -> None:
    sheet = api.build_diagnosis(demo, near_id, target="小巨人", on=DAY)
    file = api.get_enterprise(demo, near_id, on=DAY)
    assert (sheet.name, sheet.on) == (file.name, DAY)
    assert "合成数据" in sheet.mark
    assert len(sheet.tiers) == 6
    words = {"met": "符合", "not_met": "不符合", "unknown": "数据不足", "manual_review": "需人工审核"}
    for tier, title in zip(sheet.tiers[1:3], ("srdi_sme", "little_giant"), strict=True):
        verdict = api.judge_enterprise(demo, near_id, title, on=DAY)
        assert tier.state.removesuffix("（已持有）") == words[verdict.state.value]
        assert tier.basis == verdict.document
    held = [title["zh"] for title in file.titles if title["state"] in ("valid", "expiring")]
    assert all(f"{name}（" in sheet.titles for name in held)
    gap = api.plan_gap(demo, near_id, "little_giant", on=DAY)
    assert [line.earliest for line in sheet.plan] == [str(one.earliest) for one in gap.plans[0].changes]
    assert dict(sheet.identity)["划型"] == api.classify_enterprise(demo, near_id, on=DAY).size_class


def test_unknown_reads_unknown_and_never_nought(demo) -> None:
    """Of the firms without revenue of the year before, none has one on its sheet."""
    found = [
        row["enterprise_id"]
        for row in api.list_enterprises(demo, size=300, page=2).rows
        if row["revenue"] is None
    ]
    assert found
    for enterprise_id in found[:3]:
        identity = dict(api.build_diagnosis(demo, enterprise_id, on=DAY).identity)
        revenue = next(value for label, value in identity.items() if "营业收入" in label)
        assert revenue == "未知"


def test_the_same_answer_gives_the_same_bytes_in_both_languages(demo, near_id, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        one, two = (
            api.write_diagnosis(demo, near_id, tmp_path / f"{n}{lang}.docx", on=DAY, lang=lang).read_bytes()
            for n in "ab"
        )
        assert one == two
    text = "\n".join(line.text for line in Document(str(tmp_path / "aen.docx")).paragraphs)
    assert "Verdict tier by tier" in text
    assert "Synthetic data" in text


def test_mistakes_are_named(demo, near_id, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.docx"):
        api.write_diagnosis(demo, near_id, tmp_path / "a.pdf")
    with pytest.raises(NotFoundError, match="没有企业"):
        api.build_diagnosis(demo, "nobody")
    with pytest.raises(NotFoundError):
        api.build_diagnosis(demo, near_id, target="没有的称号", on=DAY)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="不能写入"):
        api.write_diagnosis(demo, near_id, tmp_path / "file" / "a.docx", on=DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_tier_without_rules_on_the_day_is_left_out(demo, near_id) -> None:
    """The conditions of 2023 for champions were not in force in 2022."""
    early = api.build_diagnosis(demo, near_id, on=date(2022, 9, 1))
    assert "制造业单项冠军企业" not in [tier.title for tier in early.tiers]
    with pytest.raises(NotFoundError, match="换一个判定日期"):
        api.build_diagnosis(demo, near_id, on=date(2010, 6, 1))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (soffice not found)")
def test_every_diagnosis_is_one_page(demo, tmp_path: Path) -> None:
    ids = [row["enterprise_id"] for row in api.list_enterprises(demo, size=500).rows[::60]]
    for number, enterprise_id in enumerate(ids):
        for lang in ("zh", "en"):
            api.write_diagnosis(demo, enterprise_id, tmp_path / f"{number}-{lang}.docx", on=DAY, lang=lang)
    files = sorted(map(str, tmp_path.glob("*.docx")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pages = {
        path.name: len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) for path in tmp_path.glob("*.pdf")
    }
    assert len(pages) == len(files)
    assert set(pages.values()) == {1}
