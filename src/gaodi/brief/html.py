"""How does the report read in a browser? One self-contained page, light and dark, no script, no other host."""

from html import escape
from itertools import count

from gaodi.brief.charts import draw_chart
from gaodi.brief.records import Brief, BriefChart, BriefTable, Paragraph, Section

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d5dbe3;--page:#fff;--head:#f3f6f9;--mark:#8a4b00;--tint:#fff4e0}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf2;--soft:#a3afbf;--line:#3a4554;--page:#141a22;--head:#1d2631;--mark:#ffc870;--tint:#33270f}}
body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:54rem;color:var(--ink);background:var(--page);
font:1rem/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
h1{font-size:1.75rem;line-height:1.35;text-align:center;margin:0 0 .25rem}.subtitle{text-align:center;color:var(--soft);margin:0 0 2rem}
h2{font-size:1.25rem;margin:2.25rem 0 .75rem}p{margin:.6rem 0;text-align:justify}
figure{margin:1.25rem 0;overflow-x:auto}figcaption,caption{font-weight:600;text-align:left;padding:.25rem 0}
svg{max-width:100%;height:auto;display:block}table{border-collapse:collapse;width:100%;font-size:.875rem;margin:1rem 0}
.scroll{overflow-x:auto}th,td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:var(--head);font-weight:600;white-space:nowrap}td.right,th.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
sup{color:var(--soft)}sup a{color:inherit}.badge{display:block;border:1px solid currentColor;color:var(--mark);background:var(--tint);
padding:.4rem .75rem;margin:0 0 1.5rem;border-radius:.25rem;text-align:center}
ol.notes{font-size:.85rem;color:var(--soft)}@media print{body{max-width:none}}
"""

_WORDS = {
    "zh": ("注", "本报告含合成数据：合成企业由程序按种子生成，名称以“虚拟”开头，与真实企业无关。"),
    "en": (
        "Notes",
        "This report holds synthetic data: generated enterprises, whose names begin with 虚拟, are not real.",
    ),
}


def render_html(brief: Brief) -> str:
    """Render a report as one self-contained HTML page.

    Returns
    -------
    str
        Notes are numbered in order of first use; every chart is followed by its table.
    """
    notes = _Notes()
    body = "\n".join(
        _render_section(number, section, notes) for number, section in enumerate(brief.sections, start=1)
    )
    heading, warning = _WORDS[brief.lang]
    badge = f'<p class="badge" role="note">{escape(warning)}</p>' if brief.synthetic else ""
    listed = "".join(f'<li id="note-{n}">{escape(text)}</li>' for text, n in notes.numbers.items())
    lang = "zh-CN" if brief.lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(brief.title)}</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>{escape(brief.title)}</h1><p class="subtitle">{escape(brief.subtitle)}</p>{badge}\n{body}\n'
        f'<h2>{heading}</h2><ol class="notes">{listed}</ol></main></body></html>\n'
    )


class _Notes:
    """Numbers of the notes, in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._next = count(1)

    def mark(self, notes: tuple[str, ...]) -> str:
        """Return the superscript for these notes."""
        marks = []
        for note in dict.fromkeys(notes):
            number = self.numbers.setdefault(note, 0) or next(self._next)
            self.numbers[note] = number
            marks.append(f'<a href="#note-{number}">{number}</a>')
        return f"<sup>[{','.join(marks)}]</sup>" if marks else ""


def _render_section(number: int, section: Section, notes: _Notes) -> str:
    blocks = "\n".join(_render_block(block, notes) for block in section.blocks)
    return f'<section aria-labelledby="s{number}"><h2 id="s{number}">{escape(section.title)}</h2>\n{blocks}</section>'


def _render_block(block: Paragraph | BriefTable | BriefChart, notes: _Notes) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}{notes.mark(block.notes)}</p>"
    if isinstance(block, BriefTable):
        return _render_table(block, notes)
    drawing = draw_chart(block, format="svg").decode()
    drawing = drawing[drawing.index("<svg") :].replace(
        "<svg", f'<svg role="img" aria-label="{escape(block.title)}"', 1
    )
    return (
        f"<figure><figcaption>{escape(block.title)}{notes.mark(block.notes)}</figcaption>{drawing}</figure>"
    )


def _render_table(table: BriefTable, notes: _Notes) -> str:
    head = "".join(
        f'<th scope="col" class="{align}">{escape(text)}</th>'
        for text, align in zip(table.header, table.align, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="{align}">{escape(text)}</td>' for text, align in zip(row, table.align, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.title)}"><table>'
        f"<caption>{escape(table.title)}{notes.mark(table.notes)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
