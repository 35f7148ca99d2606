"""报告·在线阅读: the report of the latest run as a page, in which every figure opens to where it comes from."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from fastapi import APIRouter

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()

NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.\u3014/-])[-+]?\d[\d,]*(?:\.\d+)?(?:\s?(?:亿元|万元|%|家|项|条|个百分点|个|天))?(?![\w\u3015])"
)
TARGET, ACTUAL = 3, 4
"""Columns of the table of targets that hold figures of their own."""
Finder = Callable[[str], str | None]


def show_brief(ask: Asked) -> View:
    """Show the report of the latest run."""
    brief = api.build_brief(ask.office, lang=ask.lang)
    run = f"run:{brief.reproducibility['run_id']}/summary"
    rows = api.review_targets(ask.office).rows
    target_title = ask.label("brief.targets.table")
    sections = []
    for section in brief.sections:
        blocks: list[dict[str, Any]] = []
        for block in section.blocks:
            if hasattr(block, "text"):
                find = find_in_targets(rows, block.text) or find_run(run, block.notes)
                blocks.append({"pieces": cut_figures(block.text, find), "notes": block.notes})
                continue
            table = block.table if hasattr(block, "table") else block
            refs = rows if block.title == target_title else ()
            blocks.append(lay_out_table(block.title, table, refs, run if table.notes else ""))
        sections.append(
            {
                "title": section.title,
                "blocks": [b for n, b in enumerate(blocks) if not _is_twice(b, blocks[:n])],
            }
        )
    return View(
        template="brief.html",
        answer=brief,
        sheet=Sheet(
            name=brief.title,
            columns=tuple(
                (name, ask.label(f"brief.col.{name}"))
                for name in ("section", "title", "row", "column", "text", "ref")
            ),
            rows=_list_cells(sections),
        ),
        context={"brief": brief, "sections": sections},
        synthetic=brief.synthetic,
    )


def cut_figures(text: str, find: Finder) -> list[tuple[str, str | None]]:
    """Cut a paragraph into plain pieces and figures with their references.

    Examples
    --------
    >>> cut_figures("企业 400 家，", lambda figure: "run:a/summary")
    [('企业 ', None), ('400 家', 'run:a/summary'), ('，', None)]
    """
    pieces: list[tuple[str, str | None]] = []
    done = 0
    for match in NUMBER.finditer(text):
        ref = find(match.group())
        if ref is None:
            continue
        if match.start() > done:
            pieces.append((text[done : match.start()], None))
        pieces.append((match.group(), ref))
        done = match.end()
    if done < len(text):
        pieces.append((text[done:], None))
    return pieces


def find_run(run: str, notes: Iterable[str]) -> Finder:
    """Return a finder that gives the run to every figure of a paragraph with a note that names it."""
    run_id = run.removeprefix("run:").partition("/")[0]
    is_computed = any(run_id in note for note in notes)
    return lambda _: run if is_computed else None


def find_in_targets(rows: Iterable[Any], text: str) -> Finder | None:
    """Return a finder for the paragraph of a target: each value's own cell; None for another paragraph."""
    row = next((row for row in rows if text in (row.zh, row.en)), None)
    if row is None:
        return None
    known = {
        figure.value.normalize(): figure.origins[0].ref
        for figure in (row.target, row.actual, row.nearest)
        if figure is not None and figure.value is not None and figure.origins
    }

    def find(figure: str) -> str | None:
        digits = re.sub(r"[^\d.-]", "", figure)
        return known.get(Decimal(digits).normalize()) if digits.strip("-.") else None

    return find


def lay_out_table(title: str, table: Any, targets: Any, run: str) -> dict[str, Any]:  # noqa: ANN401  records of a report
    """Return a table with the reference of each figure in it; text has none."""
    cells = []
    for number, row in enumerate(table.rows):
        found: list[tuple[str, str]] = []
        for column, text in enumerate(row):
            ref = run if table.align[column] == "right" and any(sign.isdigit() for sign in text) else ""
            if targets:
                figure = {TARGET: targets[number].target, ACTUAL: targets[number].actual}.get(column)
                ref = figure.origins[0].ref if figure is not None and figure.origins else ""
            found.append((text, ref))
        cells.append(found)
    return {
        "title": title,
        "header": table.header,
        "align": table.align,
        "cells": cells,
        "notes": table.notes,
    }


def _is_twice(block: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    """Whether a table stands above already: a chart is shown as its table here."""
    return "cells" in block and any(block["cells"] == other.get("cells") for other in before)


def _list_cells(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "section": section["title"],
            "title": block["title"],
            "row": number,
            "column": header,
            "text": text,
            "ref": ref or None,
        }
        for section in sections
        for block in section["blocks"]
        if "cells" in block
        for number, row in enumerate(block["cells"], start=1)
        for header, (text, ref) in zip(block["header"], row, strict=True)
    ]


add_page(router, links.BRIEF, show_brief)
