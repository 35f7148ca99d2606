"""What did the run find? The summary printed after `run` and `demo`."""

from rich.text import Text

from gaodi import api
from gaodi.base import format_money
from gaodi.cli.printing import (
    COLOUR_STYLES,
    STRENGTH_WORDS,
    join_line,
    make_table,
    stdout,
    style_word,
    write_count,
)


def print_run(office: api.Office, summary: api.RunSummary) -> None:
    """Print tiers, chains and targets of a run."""
    record = summary.record
    stdout.print(
        join_line(
            Text(office.workspace.config.region_name, style="bold"),
            f"基准日 {record.on}  快照 {record.snapshot_id[:12]}  计算 {record.run_id}",
        )
    )
    stdout.print(f"企业 {summary.n_enterprises:,} 家，其中落入产业链环节 {summary.n_placed:,} 家。")
    _print_tiers(summary)
    _print_chains(summary)
    _print_targets(summary)


def _print_tiers(summary: api.RunSummary) -> None:
    table = make_table(
        "梯度培育",
        [
            ("称号", "left"),
            ("有效", "right"),
            ("将到期", "right"),
            ("条件符合未认定", "right"),
            ("数据不足", "right"),
            ("规则", "left"),
        ],
    )
    for tier in summary.tiers:
        table.add_row(
            tier.zh, f"{tier.n_holders:,}", f"{tier.n_expiring:,}", write_count(tier.n_met_without_title),
            write_count(tier.n_undecided), tier.document or "—",
        )  # fmt: skip
    stdout.print(table)


def _print_chains(summary: api.RunSummary) -> None:
    order = ("strong", "adequate", "weak", "missing", "unknown")
    columns = [("产业链", "left"), ("企业", "right"), ("上年营收", "right")]
    table = make_table("产业链环节", columns + [(STRENGTH_WORDS[key], "right") for key in order])
    for chain in summary.chains:
        cells = [str(chain.counts.get(key, 0)) for key in order]
        table.add_row(chain.zh, f"{chain.n_enterprises:,}", format_money(chain.revenue, "亿元"), *cells)
    stdout.print(table)


def _print_targets(summary: api.RunSummary) -> None:
    table = make_table("目标与实际", [("状态", "left"), ("说明", "left")])
    words = {"red": "红", "orange": "橙", "blue": "蓝", "green": "绿", "grey": "灰"}
    for row in summary.targets.rows:
        table.add_row(style_word(words, COLOUR_STYLES, row.colour), row.zh)
    stdout.print(table)
