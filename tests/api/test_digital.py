"""Questionnaire files: by id or name, and errors that name file and key."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gaodi import api
from gaodi.base import InputError, NotFoundError


@pytest.fixture
def write(tmp_path: Path):
    def make(text: str) -> Path:
        path = tmp_path / "问卷.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_answers_by_id_or_name_with_percent_signs_and_numbers(write) -> None:
    report = api.judge_digital_file(
        write(
            "name: 虚拟甲\nanswers:\n  网络建设: [工控网络, 应用系统网络]\n  DIG24-A2: 35%\n  生产设备联网率: 60.5\n  DIG24-A6: [1, 2]\n"
            "  DIG24-A8: 3\n  每百元营业收入综合能耗: 下降\n  DIG24-A7: 无\n  DIG24-A5:\nscenes: {产品设计: 2, DIG24-B2: 0}\n"
        )
    )
    points = {item.zh: item.points for item in report.items if item.points is not None}
    assert points == {
        "网络建设": 4, "生产设备数字化率": 3, "生产设备联网率": 6, "网络安全": Decimal("2.5"), "规划实施": Decimal("4.5"),
        "每百元营业收入综合能耗": 7, "数据安全": 0,
    }  # fmt: skip
    assert [scene.level for scene in report.scenes][:3] == [2, 0, None]
    assert report.standard_id == "digital_2024"
    # 44.5 of 100 points were asked and answered; 27 + 55.5
    assert report.score == (27, Decimal("82.5"))


def test_the_version_is_that_of_the_option_the_file_or_the_day(write) -> None:
    path = write("score: 60\nday: 2024-01-01\n")
    assert api.judge_digital_file(path).level_zh == "三级"
    assert api.judge_digital_file(write("standard: digital_2022\nscore: 59.9\n")).level == 2
    assert api.judge_digital_file(write("{}"), on=date(2026, 1, 1)).standard_id == "digital_2024"
    assert api.judge_digital_file(write("score: 19\n"), standard_id="digital_2022").level == 0
    with pytest.raises(NotFoundError, match="没有评测标准「x」"):
        api.judge_digital_file(write("{}"), standard_id="x")


def test_an_empty_questionnaire_is_a_questionnaire_where_all_is_unknown(write) -> None:
    for standard in api.list_digital_standards():
        text = api.write_questionnaire(standard.id)
        assert yaml.safe_load(text)["standard"] == standard.id
        assert api.judge_digital_file(write(text)).level_range == (0, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: [", "不是可读的 YAML"),
        ("name: 甲\nname: 乙\n", "不是可读的 YAML"),
        ("- 1\n", r"`\(file\)`"),
        ("colour: red\n", "`colour`"),
        ("day: soon\n", "`day` 是 'soon'"),
        ("answers: 3\n", "`answers` 是 3"),
        ("answers: {卫星: 1}\n", "`answers.卫星`"),
        ("answers: {网络建设: [工控网络], DIG24-A1: [工控网络]}\n", "每题一次"),
        ("answers: {网络建设: true}\n", "`answers.网络建设` 是 True"),
        ("answers: {网络建设: [卫星]}\n", "问卷.yaml：「网络建设」.*卫星"),
        ("answers: {生产设备数字化率: 101}\n", "0–100%"),
        ("scenes: {太空: 1}\n", "`scenes.太空`"),
        ("scenes: {产品设计: 1, DIG24-B1: 1}\n", "每个场景一次"),
        ("scenes: {产品设计: 二级}\n", "`scenes.产品设计` 是 '二级'"),
        ("scenes: {产品设计: 5}\n", "问卷.yaml：场景"),
        ("score: 高\n", "`score`"),
        ("score: 50\n", "不能直接填"),
    ],
)
def test_a_file_that_cannot_be_read_says_which_key(write, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        api.judge_digital_file(write(text))
    assert "问卷.yaml" in caught.value.en


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有文件"):
        api.judge_digital_file(tmp_path / "x.yaml")
    (tmp_path / "x.yaml").write_bytes("name: 甲".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        api.judge_digital_file(tmp_path / "x.yaml")
    (tmp_path / "x.yaml").write_bytes(b" " * 1_000_001)
    with pytest.raises(InputError, match="1 MB"):
        api.judge_digital_file(tmp_path / "x.yaml")
