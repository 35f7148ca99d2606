"""How do facts, findings and questions look in a terminal? Their tables, in words and signs, never colour alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich.table import Table

from gaodi import api
from gaodi.cli.printing import make_table, stderr, style_word

VERDICT_WORDS = {
    "conflict": "✗ 矛盾",
    "implausible": "✗ 不合理",
    "stale_period": "◔ 期间陈旧",
    "not_computable": "？不能比",
    "compatible_bound": "✓ 界限相容",
    "different_period": "≠ 期间不同",
    "different_scope": "≠ 范围不同",
    "cumulative_vs_new": "≠ 累计与新增",
    "target_vs_actual": "≠ 目标与实际",
    "part_of": "⊂ 部分与整体",
    "arithmetic_ok": "✓ 算得上",
    "consistent": "✓ 一致",
}
VERDICT_STYLES = {
    "conflict": "red", "implausible": "red", "stale_period": "yellow", "not_computable": "yellow",
    "compatible_bound": "green", "arithmetic_ok": "green", "consistent": "green",
}  # fmt: skip
SEVERITY_WORDS = {"high": "高", "medium": "中", "low": "低"}
COMPARISON_WORDS = {
    "level": "数值", "new": "新增", "cumulative": "累计", "growth": "增速", "delta": "增减", "gap": "差距",
    "contribution": "贡献", "share": "占比", "rank": "位次", "multiple": "倍数", "rate": "节拍", "streak": "连续",
}  # fmt: skip
BOUND_SIGNS = {"exact": "", "lower": "≥", "upper": "≤", "approx": "≈", "range": ""}
STATUS_WORDS = {"actual": "实际", "estimate": "预计", "target": "目标"}
STATE_WORDS = {
    "extracted": "", "corrected": "已更正", "confirmed": "已确认", "added": "补录", "rejected": "已否定",
    "proposed": "待采用", "lost": "失去位置", "retired": "旧读法",
}  # fmt: skip
DECISION_WORDS = {"prefer": "取其一", "both_valid": "都成立", "not_comparable": "不可比", "drop": "放弃"}
LATE_WORDS = {"late": "✗ 逾期", "on_time": "✓ 按期", "unknown": "？未知"}
LATE_STYLES = {"late": "red", "on_time": "green", "unknown": "yellow"}


def make_fact_table(title: str, rows: Iterable[Mapping[str, Any]], *, with_ids: bool = True) -> Table:
    """Return facts as a table; a row is one of `api.list_facts`. Without a workspace an id is of no use."""
    columns = [
        ("指标", "left"), ("主体", "left"), ("期间", "left"), ("数值", "right"), ("性质", "left"), ("原文与位置", "left"),
        ("把握", "right"),
    ]  # fmt: skip
    table = make_table(title, columns + ([("编号", "left")] if with_ids else []))
    for row in rows:
        kind = COMPARISON_WORDS.get(row["comparison"], row["comparison"])
        state = STATE_WORDS.get(row["state"], row["state"])
        status = STATUS_WORDS.get(row["status"], row["status"])
        cells = [
            f"{row['indicator'] or '—'}·{kind}", row["subject"] or "—", row["period"] or "—",
            f"{write_value(row)} {row['unit']}".strip(), f"{status} {state}".strip(),
            f"{row['text']}（{row['place']}）".replace("\n", " "), f"{row['confidence']:.2f}",
        ]  # fmt: skip
        table.add_row(*cells, *([row["fact_id"]] if with_ids else []))
    return table


def make_finding_table(title: str, views: Iterable[Mapping[str, Any]]) -> Table:
    """Return findings as a table; a row is one of `api.list_findings`."""
    table = make_table(title, [("判断", "left"), ("说明", "left"), ("编号", "left")])
    for view in views:
        word = style_word(VERDICT_WORDS, VERDICT_STYLES, view["verdict"])
        if view["severity"] in SEVERITY_WORDS:
            word.append(f"·{SEVERITY_WORDS[view['severity']]}")
        decided = DECISION_WORDS.get(view["decision"] or "")
        told = (
            f"{view['zh']}［已处理：{decided}，{view['who']}：{view['reason']}］" if decided else view["zh"]
        )
        table.add_row(word, told, view["finding_id"])
    return table


def write_value(row: Mapping[str, Any]) -> str:
    """Write a fact's number with its bound: ≥9000000, 3~12.5; an em dash where it is unknown.

    Examples
    --------
    >>> write_value({"bound": "lower", "value": Decimal("9000000"), "value_max": None})
    '≥9,000,000'
    """
    if row["bound"] == "range":
        return f"{_write(row['value_min'])}~{_write(row['value_max'])}"
    return BOUND_SIGNS.get(row["bound"], "") + _write(row["value"])


def print_failures(files: Iterable[api.FileFacts]) -> bool:
    """Say on the error stream why files could not be read; return whether any could not."""
    failed = [file for file in files if file.zh is not None]
    for file in failed:
        stderr.print(f"失败 Failed  {file.doc}：{file.zh}", soft_wrap=True)
        stderr.print(f"      {file.en}", soft_wrap=True)
    return bool(failed)


def _write(number: Decimal | None) -> str:
    return "—" if number is None else format(number, ",f")
