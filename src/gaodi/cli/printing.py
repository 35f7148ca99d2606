"""How does an answer look in a terminal? Rich tables for people, JSON for programs."""

import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from gaodi import api
from gaodi.base import Progress as ProgressCall
from gaodi.base import ignore_progress

# What is printed comes from files: `[/x]` or `:star:` in a cell is text, never markup.
stdout = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
stderr = Console(stderr=True, highlight=False, markup=False, emoji=False)

STATE_WORDS = {
    "met": "✓ 符合",
    "not_met": "✗ 不符合",
    "unknown": "？数据不足",
    "manual_review": "◇ 需人工审核",
}
STATE_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow", "manual_review": "cyan"}
STRENGTH_WORDS = {
    "strong": "● 强",
    "adequate": "◐ 够用",
    "weak": "◔ 弱",
    "missing": "○ 缺失",
    "unknown": "？ 未知",
}
STRENGTH_STYLES = {
    "strong": "green",
    "adequate": "blue",
    "weak": "yellow",
    "missing": "red",
    "unknown": "dim",
}
COLOUR_STYLES = {"red": "red", "orange": "dark_orange", "blue": "blue", "green": "green", "grey": "dim"}
SYNTHETIC_NOTE = "［合成数据］本工作区含生成的企业，名称以“虚拟”开头，与真实企业无关。"


def print_json(value: object) -> None:
    """Print an answer as JSON, Chinese unescaped where the stream takes it, unknown as null."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "") == "utf8"
    sys.stdout.write(json.dumps(api.to_plain(value), ensure_ascii=not is_utf8, indent=2) + "\n")


def soften_streams() -> None:
    """Let a terminal of another encoding show `?` for a sign it lacks; a GBK console knows no `✓`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def make_table(title: str, columns: Iterable[tuple[str, str]]) -> Table:
    """Return an empty table; columns are (header, "left" or "right")."""
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for header, justify in columns:
        table.add_column(header, justify="right" if justify == "right" else "left", overflow="fold")
    return table


def style_word(words: dict[str, str], styles: dict[str, str], key: str) -> Text:
    """Return a word in its colour; the word alone says the same."""
    return Text(words.get(key, key), style=styles.get(key, ""))


def join_line(*pieces: str | Text) -> Text:
    """Return words and styled words as one line, two spaces between them."""
    return Text("  ").join(Text(piece) if isinstance(piece, str) else piece for piece in pieces)


def write_count(number: int | None) -> str:
    """Write a count with thousands separators; unknown is an em dash."""
    return "—" if number is None else f"{number:,}"


@contextmanager
def show_progress(*, quiet: bool = False) -> Iterator[ProgressCall]:
    """Show a bar per step on the terminal's error stream; nothing where nobody watches."""
    if quiet or not stderr.is_terminal:
        yield ignore_progress
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=stderr,
        transient=True,
    ) as bars:
        tasks = {}

        def report(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report
