"""A sheet of land figures is kept, scored, disputed and given back, and nothing in it is overwritten."""

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError, SourceError, TableError

SHEET = """统一社会信用代码,企业名称,类别,评价税收（万元）,用地面积（亩）,单位用电税收
C1,虚拟甲,规下,34.7796,1.5,0.2352
C2,虚拟乙,规下,115.932,10,0.2352
C3,虚拟丙,规下,57.966,10,0.1176
C4,虚拟丁,规下,,10,0.1176
"""
CITY = """企业名称,类别,亩均税收,不分类情形
虚拟1,规下,40,
虚拟2,规下,30,
虚拟3,规下,20,
虚拟4,规下,10,
虚拟5,规下,99,建设期
"""


@pytest.fixture
def keep(office: api.Office, tmp_path: Path):
    def run(text: str = SHEET, standard: str = "huangyan_2022", **options: object) -> api.LandEvaluation:
        path = tmp_path / "评价.csv"
        path.write_text(text, encoding="utf-8")
        return api.keep_evaluation(office, path, standard, **options)

    return run


def totals(result) -> dict[str, Decimal | None]:
    return {score.firm_id: score.total for score in result.scores}


def test_a_kept_sheet_scores_as_the_file_does_and_again_when_reopened(office, keep, tmp_path) -> None:
    kept = keep(title="2022 年度", who="李科长")
    assert (kept.title, kept.who, kept.file) == ("2022 年度", "李科长", "评价.csv")
    scores = api.score_evaluation(office, kept)
    assert scores.report.before is None
    assert scores.report.result == api.score_land(tmp_path / "评价.csv", "huangyan_2022").result
    # Twice the base, once, half: 50 × 2 + 50, 50 + 50, 25 + 25.
    assert totals(scores.report.result) == {"C1": 150, "C2": 100, "C3": 50, "C4": None}
    (tmp_path / "评价.csv").unlink()
    again = api.open_office(office.workspace.root)
    assert api.list_evaluations(again) == (kept,)
    assert api.score_evaluation(again, kept) == scores
    again.workspace.ledger.close()


def test_the_worked_sheet_can_be_followed_with_a_calculator(office, keep) -> None:
    scores = api.score_evaluation(office, keep())
    worked = api.get_worked_sheet(office, scores, "C1")
    tax, power = (line.before for line in worked.lines)
    assert tax.how_zh == "评价税收 34.7796 万元 ÷ 用地面积 1.5 亩 = 23.1864 万元/亩"
    assert tax.how_en == "Taxes counted 34.7796 万元 ÷ Land in use 1.5 亩 = 23.1864 万元/亩"
    assert tax.note_zh == "23.1864 ÷ 11.5932 × 50 = 100 分。"
    assert (power.how_zh, power.note_zh) == ("", "0.2352 ÷ 0.2352 × 50 = 50 分。")
    assert worked.sum_before == ("100 + 50 = 150 分", "100 + 50 = 150 points")
    assert worked.after is None
    unknown = api.get_worked_sheet(office, scores, "C4")
    assert unknown.sum_before[0] == "「亩均税收」得分未知，总分未知。"
    assert unknown.class_before[0] == "有指标未知，总分、位次未知。"


def test_a_rank_becomes_a_class_in_words(office, keep) -> None:
    scores = api.score_evaluation(office, keep(CITY, "city_45_20_15_15_5", bases={"亩均税收": Decimal(20)}))
    said = {n: api.get_worked_sheet(office, scores, f"虚拟{n}").class_before[0] for n in range(1, 6)}
    assert said[1] == "位次 1，参加排位 4 家。100 × 1 ÷ 4 = 25，大于 0、不超过 25，归 A 类（分类办法）。"
    assert said[2] == "位次 2，参加排位 4 家。100 × 2 ÷ 4 = 50，大于 25、不超过 70，归 B 类（分类办法）。"
    assert said[3] == "位次 3，参加排位 4 家。100 × 3 ÷ 4 = 75，大于 70、不超过 95，归 C 类（分类办法）。"
    assert said[4] == "位次 4，参加排位 4 家。100 × 4 ÷ 4 = 100，大于 95、不超过 100，归 D 类（分类办法）。"
    assert said[5] == "建设期：只计分，不参加分类，按 B 类对待。"


def test_a_correction_keeps_both_scores_and_can_be_taken_back(office, keep) -> None:
    kept = keep()
    made = api.correct_land_datum(
        office, kept.evaluation_id, "C3", "tax_per_mu", "23.1864", reason="漏计第四季度", who="王会计"
    )
    scores = api.score_evaluation(office, kept)
    assert totals(scores.report.before)["C3"] == 50
    assert totals(scores.report.result)["C3"] == 125
    line = api.get_worked_sheet(office, scores, "C3").lines[0]
    assert (line.before.value, line.after.value) == (Decimal("5.7966"), Decimal("23.1864"))
    assert (line.dispute.who, line.dispute.reason) == ("王会计", "漏计第四季度")
    other = api.get_worked_sheet(office, scores, "C2")
    assert (other.before.rank, other.after.rank) == (2, 3)
    assert [one.after for one in other.lines] == [None, None]
    api.undo_judgement(office, made.judgement_id, reason="证明不符", who="李科长")
    back = api.score_evaluation(office, kept)
    assert back.report.before is None
    assert totals(back.report.result)["C3"] == 50
    history = api.get_worked_sheet(office, back, "C3").lines[0].history
    assert [(one.decision, one.who) for one in history] == [("undo", "李科长"), ("correct", "王会计")]


def test_a_second_correction_replaces_the_first_and_undoing_it_brings_the_first_back(office, keep) -> None:
    kept = keep()
    for value in ("10", "20"):
        last = api.correct_land_datum(office, kept.evaluation_id, "C3", "tax_per_mu", value, reason="核对")
    assert api.score_evaluation(office, kept).report.result.score("C3").items[0].value == 20
    api.undo_judgement(office, last.judgement_id, reason="再核对")
    assert api.score_evaluation(office, kept).report.result.score("C3").items[0].value == 10


def test_an_empty_value_makes_a_datum_unknown_and_a_known_one_can_be_given(office, keep) -> None:
    kept = keep()
    api.correct_land_datum(office, kept.evaluation_id, "C1", "tax_per_mu", "", reason="证明被撤回")
    api.correct_land_datum(office, kept.evaluation_id, "C4", "tax_per_mu", "1,159.32", reason="补报")
    found = totals(api.score_evaluation(office, kept).report.result)
    assert (found["C1"], found["C4"]) == (None, 5025)


@pytest.mark.parametrize(
    ("firm", "item", "value", "reason", "said"),
    [
        ("C9", "tax_per_mu", "1", "核对", "C9"),
        ("C1", "luck", "1", "核对", "luck"),
        ("C1", "tax_per_mu", "一百", "核对", "一百"),
        ("C1", "tax_per_mu", "NaN", "核对", "NaN"),
        ("C1", "tax_per_mu", "1e999999", "核对", "1e999999"),
        ("C1", "tax_per_mu", "9" * 31, "核对", "999"),
        ("C1", "tax_per_mu", "23.18640", "核对", "没有要更正的"),
        ("C4", "tax_per_mu", "", "核对", "没有要更正的"),
        ("C1", "tax_per_mu", "1", "  ", "理由"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_not_kept(
    office, keep, firm: str, item: str, value: str, reason: str, said: str
) -> None:
    kept = keep()
    with pytest.raises((InputError, NotFoundError), match=said):
        api.correct_land_datum(office, kept.evaluation_id, firm, item, value, reason=reason)
    assert api.list_judgements(office, kind="land_datum").total == 0


def test_a_figure_opens_to_its_cell(office, keep) -> None:
    scores = api.score_evaluation(office, keep())
    refs = api.get_worked_sheet(office, scores, "C1").lines[0].refs
    assert [ref.rpartition("/")[2] for ref in refs] == ["d", "e"]
    origin = api.trace_origin(office, refs[0])
    assert dict(origin.lines)["原文 As written"] == "34.7796"
    assert dict(origin.lines)["列 Column"] == "D（评价税收（万元））"
    assert ("企业名称", "虚拟甲") in origin.row
    for wrong in ("/1/d", "/2/z", "/99/d"):
        with pytest.raises(NotFoundError):
            api.trace_origin(office, refs[0].rsplit("/", 2)[0] + wrong)


def test_the_same_sheet_again_replaces_what_was_given_and_another_standard_stands_beside(
    office, keep
) -> None:
    first = keep(CITY, "city_45_20_15_15_5", bases={"亩均税收": Decimal(20)})
    second = keep(CITY, "city_45_20_15_15_5", bases={"亩均税收": Decimal(40)})
    assert first.evaluation_id == second.evaluation_id
    assert [one.bases for one in api.list_evaluations(office)] == [{"亩均税收": Decimal(40)}]
    assert len(api.list_sources(office)) == 1
    api.undo_judgement(office, second.judgement_id, reason="填错")
    assert [one.bases for one in api.list_evaluations(office)] == [{"亩均税收": Decimal(20)}]
    api.undo_judgement(office, first.judgement_id, reason="不用了")
    assert api.list_evaluations(office) == ()
    with pytest.raises(NotFoundError, match="没有亩均评价表"):
        api.get_evaluation(office, first.evaluation_id)


def test_a_sheet_that_cannot_be_scored_is_not_kept(office, keep) -> None:
    for text, standard, error in (
        ("企业名称,甲\n虚拟甲,1\n", "huangyan_2022", TableError),
        (SHEET, "nowhere", NotFoundError),
        (SHEET.replace("34.7796", "许多"), "huangyan_2022", InputError),
    ):
        with pytest.raises(error):
            keep(text, standard)
    assert api.list_sources(office) == ()
    assert api.list_evaluations(office) == ()


def test_a_sheet_whose_file_is_gone_says_so(office, keep) -> None:
    kept = keep()
    (office.workspace.sources_dir / kept.source_id).unlink()
    with pytest.raises(SourceError, match="备份"):
        api.score_evaluation(office, kept)


def test_the_list_is_filtered_and_paged(office, keep) -> None:
    kept = keep()
    api.correct_land_datum(office, kept.evaluation_id, "C3", "tax_per_mu", "23.1864", reason="漏计")
    scores = api.score_evaluation(office, kept)
    assert [row["firm_id"] for row in api.list_land_scores(scores).rows] == ["C1", "C3", "C2", "C4"]
    page = api.list_land_scores(scores, page=2, size=3)
    assert ([row["firm_id"] for row in page.rows], page.total) == (["C4"], 4)
    assert [row["firm_id"] for row in api.list_land_scores(scores, disputed=True).rows] == ["C3"]
    assert [row["firm_id"] for row in api.list_land_scores(scores, q="乙").rows] == ["C2"]
    assert api.list_land_scores(scores, class_id=api.UNDECIDED).total == 4
    assert api.list_land_scores(scores, table="above_scale").total == 0
    with pytest.raises(InputError, match="501"):
        api.list_land_scores(scores, size=501)


def test_the_report_of_a_kept_sheet_says_who_corrected_what_and_that_it_is_synthetic(
    office, keep, tmp_path
) -> None:
    kept = keep(synthetic=True)
    api.correct_land_datum(
        office, kept.evaluation_id, "C3", "tax_per_mu", "23.1864", reason="漏计", who="王会计"
    )
    api.write_land_report(api.score_evaluation(office, kept).report, tmp_path / "得分.xlsx")
    book = openpyxl.load_workbook(tmp_path / "得分.xlsx")
    assert ["王会计" in row for row in book["异议更正"].values] == [False, True]
    assert "合成数据" in {row[0] for row in book["说明"].values}
    assert "更正前得分" in book.sheetnames


def test_a_sheet_imported_as_a_table_before_can_be_kept_too(office, tmp_path: Path) -> None:
    """The bytes are one source, whatever is made of them; its facts and rows stay."""
    path = tmp_path / "企业.csv"
    path.write_text(
        "统一社会信用代码,企业名称,所在地,类别,亩均税收,单位用电税收\n91430100XN00000A14,虚拟甲公司,长沙市,规下,11.5932,0.2352\n",
        encoding="utf-8",
    )
    shutil.copy(path, tmp_path / "again.csv")
    report = api.import_files(office, [path], table="enterprise")
    assert report.outcomes[0].n_accepted == 1
    kept = api.keep_evaluation(office, tmp_path / "again.csv", "huangyan_2022")
    assert len(api.list_sources(office)) == 1
    scores = api.score_evaluation(office, kept)
    assert scores.report.result.scores[0].total == 100
    worked = api.get_worked_sheet(office, scores, "91430100XN00000A14")
    assert dict(api.trace_origin(office, worked.lines[0].refs[0]).lines)["原文 As written"] == "11.5932"
    assert api.trace_origin(office, f"cell:{kept.source_id}/Sheet1/2/name").title_zh.startswith("企业")
