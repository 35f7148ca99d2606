"""How do links of names look in a terminal? One row a name, with its reason."""

from collections.abc import Sequence
from pathlib import Path

from gaodi import api
from gaodi.cli.printing import make_table, stdout


def print_links(links: Sequence[api.NameLink], output: Path | None) -> None:
    """Print each name with its entry and the reason, then how many were linked."""
    table = make_table(
        "名称对应", [("名称", "left"), ("对到", "left"), ("标识", "left"), ("分", "right"), ("理由", "left")]
    )
    for link in links:
        score = "—" if link.score is None else f"{link.score:.2f}"
        table.add_row(link.name, link.register_name or "？ 未定", link.register_id or "—", score, link.zh)
    stdout.print(table)
    n_linked = sum(link.state == "linked" for link in links)
    stdout.print(
        f"{len(links):,} 个名称，对上 {n_linked:,} 个，未定 {len(links) - n_linked:,} 个。{n_linked:,} linked."
    )
    if output is not None:
        stdout.print(f"已写入 {output}。Written.")
