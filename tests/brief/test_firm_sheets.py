"""One page for one enterprise: what stops it, in words, told as fully as the page holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from gaodi.brief import FirmSheet, compose_firm_sheet, find_blocking, fit_sheet, write_firm_docx
from gaodi.brief.firm_sheets import TierLine, count_lines
from gaodi.brief.word import TEXT_HEIGHT
from gaodi.catalogue import load_catalogue
from gaodi.cultivate import ClauseVerdict, Operand, State, Verdict

PAGE_PT = TEXT_HEIGHT * 72 / 25.4
ALL, ANY = "全部符合", "任一符合"


def clause(name: str, parent: str | None, state: State, threshold: str = "≥ 3 %", **more) -> ClauseVerdict:
    blank = {
        "clause_id": name, "parent_id": parent, "depth": 0, "zh": f"条款{name}", "en": f"Clause {name}", "state": state,
        "operands": (), "threshold": threshold, "margin": None, "unit": "%", "document": "某文〔2026〕1号", "article": "第一条",
        "status": "verified",
    }  # fmt: skip
    return ClauseVerdict(**blank | more)


def verdict(*clauses: ClauseVerdict, **more) -> Verdict:
    blank = {
        "enterprise_id": "C1", "enterprise_name": "虚拟甲", "title_id": "little_giant", "title_zh": "小巨人",
        "title_en": "Little giant", "pack_id": "p", "pack_zh": "标准", "pack_en": "Pack", "document": "某文〔2026〕1号",
        "on": date(2026, 6, 1), "route": "new", "choice_zh": "", "choice_en": "", "state": clauses[0].state, "clauses": clauses,
        "deciding": (), "holds_title": False, "synthetic": True,
    }  # fmt: skip
    return Verdict(**blank | more)


def value(number: str | None, unit: str = "%") -> tuple[Operand, ...]:
    held = None if number is None else Decimal(number)
    return (Operand(metric="m", zh="", en="", value=held, unit=unit, cells=(), missing=()),)


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def compose(catalogue):
    def run(*verdicts: Verdict, lang="zh", missing=(), thin=None) -> FirmSheet:
        return compose_firm_sheet(
            name="虚拟甲公司", enterprise_id="91430100XN00000A14", identity=[("所在地", "长沙市"), ("划型", "未知"), ("规上", "在库")],
            titles=[], verdicts=verdicts, thin=thin or {}, gap=None, missing=missing, on=date(2026, 6, 1), issuer="湖南省",
            snapshot_id="s1-abc", catalogue=catalogue, lang=lang, synthetic=True,
        )  # fmt: skip

    return run


def test_of_parts_that_must_all_hold_the_failing_ones_stop_and_of_alternatives_the_group() -> None:
    found = verdict(
        clause("R", None, State.NOT_MET, ALL),
        clause("1", "R", State.NOT_MET, ALL),
        clause("1a", "1", State.MET),
        clause("1b", "1", State.UNKNOWN),
        clause("1c", "1", State.NOT_MET),
        clause("2", "R", State.NOT_MET, ANY),
        clause("2a", "2", State.NOT_MET),
        clause("2b", "2", State.NOT_MET),
        clause("3", "R", State.MET, ANY),
        clause("3a", "3", State.NOT_MET),
        clause("4", "R", State.NOT_MET, effect="flag"),
    )
    assert [one.clause_id for one in find_blocking(found)] == ["1c", "2", "1b"]
    assert find_blocking(verdict(clause("R", None, State.MET, ALL), clause("1", "R", State.NOT_MET))) == ()


def test_a_clause_is_told_with_its_value_and_what_it_lacks(compose) -> None:
    sheet = compose(
        verdict(
            clause("R", None, State.NOT_MET, ALL),
            clause("1", "R", State.NOT_MET, operands=value("-1.06"), margin=Decimal("-6.056")),
            clause(
                "2", "R", State.NOT_MET, operands=value("1200", "万元"), margin=Decimal(-300), unit="万元"
            ),
            clause("3", "R", State.UNKNOWN, operands=value(None)),
            clause("4", "R", State.NOT_MET),
        )
    )
    assert sheet.tiers[0].reasons == (
        "条款1：现 −1.06%，差 6.06 个百分点",
        "条款2：现 1,200 万元，差 300 万元",
        "条款4",
        "条款3：数据不足",
    )
    assert sheet.tiers[0].state == "不符合"


def test_a_tier_that_is_met_names_its_thinnest_margin(compose) -> None:
    met = verdict(
        clause("R", None, State.MANUAL, ALL),
        clause("1", "R", State.MET, operands=value("3.4"), margin=Decimal("0.4")),
        clause("2", "R", State.MANUAL, "人工核查"),
        holds_title=True,
    )
    sheet = compose(met, thin={"little_giant": ["1"]})
    assert sheet.tiers[0].state == "需人工审核（已持有）"
    assert sheet.tiers[0].reasons == (
        "数据条件均符合，另有 1 条由人工核查。",
        "余量最小：条款1，余 0.4 个百分点。",
    )


def test_a_margin_of_nothing_is_written_as_nothing(compose) -> None:
    met = verdict(clause("R", None, State.MET, ALL), clause("1", "R", State.MET, margin=Decimal("0.0")))
    assert (
        compose(met, thin={"little_giant": ["1"]}).tiers[0].reasons[-1] == "余量最小：条款1，余 0 个百分点。"
    )


@pytest.fixture
def full(compose) -> FirmSheet:
    """A sheet with far more than one page holds."""
    sheet = compose(
        verdict(clause("R", None, State.MET, ALL)), missing=[f"数据{n}（2025）" for n in range(60)]
    )
    line = TierLine(
        title="某某企业认定",
        state="不符合",
        reasons=tuple(f"很长的条款{n}" * 6 for n in range(9)),
        basis="某文〔2026〕1号",
    )
    return replace(sheet, tiers=(line,) * 8)


def test_what_does_not_fit_is_counted_and_the_estimate_stays_on_the_page(full: FirmSheet, compose) -> None:
    fitted = fit_sheet(full)
    assert fitted.height_pt <= PAGE_PT
    for tier in fitted.sheet.tiers:
        shown = len(tier.reasons) - 1
        assert tier.reasons[-1] == f"另有 {9 - shown} 项，见工作台。"
    assert len(fitted.sheet.missing) - 1 + int(fitted.sheet.missing[-1].split()[1]) == 60
    small = compose(verdict(clause("R", None, State.MET, ALL)))
    assert fit_sheet(small).sheet == small


def test_the_page_is_that_of_gb_t_9704_and_says_that_the_firm_is_synthetic(compose, tmp_path: Path) -> None:
    sheet = compose(verdict(clause("R", None, State.MET, ALL)))
    write_firm_docx(sheet, tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    for size, wanted_mm in zip(sizes, (210, 297, 37, 28), strict=True):
        assert size.mm == pytest.approx(wanted_mm, abs=0.1)
    text = [line.text for line in document.paragraphs]
    assert text[:2] == ["企业梯度培育诊断书", "虚拟甲公司"]
    assert any("合成数据" in line for line in text)
    assert any("不代替认定机关的审核" in line for line in text)
    assert [line[:2] for line in text if line[1:2] == "、"] == ["一、", "二、", "三、", "四、"]
    write_firm_docx(replace(sheet, mark=""), tmp_path / "b.docx")
    assert not any("合成" in line.text for line in Document(str(tmp_path / "b.docx")).paragraphs)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 90, 1), ("一" * 10, 90, 1), ("一" * 11, 90, 2), ("word " * 4, 90, 2), ("w" * 60, 90, 4)],
)
def test_lines_are_counted_as_they_break(text: str, width: float, lines: int) -> None:
    assert count_lines(text, width, 9) == lines
