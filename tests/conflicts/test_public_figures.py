"""Do the faults planted in the public table of figures come out, with the right reason and little else?"""

import csv
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from gaodi.conflicts import Finding, SourceInfo, compare_facts
from gaodi.prose import Fact

pytestmark = pytest.mark.real

SCALES = {"亿元": ("元", Decimal(10) ** 8), "亿千瓦时": ("千瓦时", Decimal(10) ** 8)}


def read_public_figures(path: Path) -> tuple[list[Fact], dict[str, SourceInfo], dict[str, int]]:
    """Return facts, sources by id, and the row number of each fact; rows with several numbers are left out."""
    facts: list[Fact] = []
    sources: dict[str, SourceInfo] = {}
    rows: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            source_id = row["source_url"] + row["published"]
            day = read_day(row["published"])
            kind = row["source_kind"]
            sources[source_id] = SourceInfo(title=kind, published_on=day)
            fact = read_row(row, number, source_id)
            if fact is not None:
                facts.append(fact)
                rows[fact.fact_id] = number
    return facts, sources, rows


def read_day(text: str) -> date | None:
    if not re.match(r"\d{4}", text or ""):
        return None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)


def read_period(text: str) -> str | None:
    if made := re.fullmatch(r"(\d{4})M(\d\d)-(\d\d)", text):
        return f"{made[1]}-{made[2]}..{made[1]}-{made[3]}"
    if made := re.fullmatch(r"(\d{4})M(\d\d)", text):
        return f"{made[1]}-{made[2]}"
    if made := re.fullmatch(r"(\d{4})Y?", text):
        return made[1]
    return text if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text) else None


def read_row(row: dict[str, str], number: int, source_id: str) -> Fact | None:
    name = row["indicator"]
    unit = row["unit"].split("(")[0].split("/")[0]
    unit, scale = SCALES.get(unit, (unit, Decimal(1)))
    extra = {}
    value: Decimal | None = None
    if name.endswith("所在区县"):
        extra["lies_in"] = row["value"].split("(")[0]
    else:
        try:
            value = Decimal(row["value"]) * scale
        except InvalidOperation:
            return None
    subject = name.removesuffix("所在区县") if extra else row["geo"]
    text = "" if value is None else row["value"] + row["unit"]
    start = number * 100
    return make_fact(
        f"row{number:03}", source_id, start, text, value, unit, compare(name, unit), name, subject,
        read_period(row["period"]), extra,
    )  # fmt: skip


def compare(name: str, unit: str) -> str:
    if name.endswith(("同比", "增速")):
        return "growth"
    if "占" in name and unit == "%":
        return "share"
    if "累计" in name:
        return "cumulative"
    return "new" if "新增" in name or name.endswith("入选数") else "level"


def make_fact(
    fact_id: str, source_id: str, start: int, text: str, value: Decimal | None, unit: str, comparison: str,
    indicator: str, subject: str, period: str | None, extra: dict[str, object] | None = None,
) -> Fact:  # fmt: skip
    return Fact(
        fact_id=fact_id, source_id=source_id, start=start, end=start + len(text), text=text, evidence_start=start,
        evidence_end=start + len(text), value=value, value_min=value, value_max=value, bound="exact", unit=unit,
        comparison=comparison, status="actual", indicator=indicator, subject=subject, period=period,
        period_src="explicit" if period else "none", confidence=1.0, extra=extra or {},
    )  # fmt: skip


@pytest.fixture(scope="module")
def table(shared: Path) -> tuple[list[Fact], dict[str, SourceInfo]]:
    """The rows as facts, and what the notes tell of two more texts."""
    path = shared / "data/hunan_public_facts/facts.csv"
    facts, sources, rows = read_public_figures(path)
    assert len(rows) >= 100
    media = SourceInfo(title="媒体标题", published_on=date(2022, 9, 20), rank=4)
    sources |= {"m": media, "k": SourceInfo(title="华声在线", published_on=date(2024, 12, 26), rank=4)}
    sources["j"] = SourceInfo(title="中新社", published_on=date(2024, 12, 26), rank=4)
    told = (47_700_000_000, "元", "level")
    facts += [
        make_fact("m15", "m", 0, "15个", Decimal(15), "个", "level", "第一批省级先进制造业集群数", "湖南省", "2022-09"),
        make_fact("k477", "k", 0, "477亿元", Decimal(told[0]), *told[1:], "民生项目开工总投资", "湖南省", "2024-12-26"),
        make_fact("j477", "j", 0, "477亿元", Decimal(told[0]), *told[1:], "民生项目竣工总投资", "湖南省", "2024-12-26"),
    ]  # fmt: skip
    return facts, sources


@pytest.fixture(scope="module")
def findings(table, catalogue) -> list[Finding]:
    return compare_facts(*table, catalogue=catalogue)


PLANTED = {
    "the footnote digit, against the three industries": ("253231.0", "脚注", "implausible"),
    "the footnote digit, against the bureau": ("53230.99亿元", "脚注", "conflict"),
    "the four regions": ("53230.99亿元", "分区域核算", "conflict"),
    "fourteen or fifteen clusters": ("15个", "14个", "conflict"),
    "begun or completed": ("477亿元", "两个不同事件", "conflict"),
    "the park in the wrong district": ("望城区", "长沙县", "implausible"),
    "the undated report": ("145.1亿千瓦时", "来源无日期", "not_computable"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_with_its_reason(findings, fault) -> None:
    value, reason, verdict = PLANTED[fault]
    assert [f for f in findings if value in f.zh and reason in f.zh and f.verdict == verdict] != []


def test_the_bureau_is_preferred_to_the_footnote_digit(findings, table) -> None:
    values = {fact.fact_id: fact.value for fact in table[0]}
    chosen = [f.preferred_id for f in findings if "脚注" in f.zh and f.verdict == "conflict"]
    assert [values[fact_id] for fact_id in chosen] == [Decimal("5323099000000")]


REGIONS = ("row070", "row071", "row072", "row073")
ALARMS = {
    # 253231.0亿元 with a footnote's digit (row057), against the bureau (row058), the industries and the regions
    (("row057", "row058"), "conflict"),
    (("row057", "row059", "row060", "row061"), "implausible"),
    (("row057", *REGIONS), "conflict"),
    # regional accounts against the bureau's total
    (("row058", *REGIONS), "conflict"),
    # fourteen or fifteen clusters; begun or completed; the park in the wrong district
    (("m15", "row083"), "conflict"),
    (("j477", "k477"), "conflict"),
    (("row102",), "implausible"),
    # two sources without a date
    (tuple(f"row{number:03}" for number in range(24, 42)), "not_computable"),
    (("row103",), "not_computable"),
}
"""Every finding of the table that is more than information, by its facts and verdict."""


def test_there_is_no_false_alarm(findings) -> None:
    assert {(f.fact_ids, f.verdict) for f in findings if f.severity != "info"} == ALARMS


def test_the_sums_that_hold_are_said_to_hold(findings) -> None:
    held = [f for f in findings if f.verdict == "arithmetic_ok"]
    assert {"1785.86亿千瓦时", "174.47亿千瓦时"} <= {
        value for f in held for value in ("1785.86亿千瓦时", "174.47亿千瓦时") if value in f.zh
    }
