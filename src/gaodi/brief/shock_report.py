"""What does a scenario of failure report? Assumptions, totals, days, firms, places, who could step in, and what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gaodi.base import format_money
from gaodi.brief.records import Align, Brief, BriefChart, BriefTable, Paragraph, Section
from gaodi.brief.words import Lang, Words
from gaodi.catalogue import Catalogue

N_FIRMS = 10
N_GROUPS = 10
N_SOURCES = 10
"""Rows told at most; the workbench and the workbook show all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """Some days of a scenario, one after the other."""

    first: int
    last: int
    share: float
    """Mean loss, share of the region's production."""
    money: float
    """Production lost, fen."""


def compose_shock_report(
    result: Any,  # noqa: ANN401  a ShockResult; its room is not ours
    spans: Sequence[DaySpan],
    sources: Any,  # noqa: ANN401  a ShockSources; its room is not ours
    *,
    catalogue: Catalogue,
    lang: Lang,
    issuer: str,
    on: date,
    run_info: dict[str, str],
) -> Brief:
    """Compose the report of one scenario.

    Parameters
    ----------
    result : ShockResult
    spans : sequence of DaySpan
        The days looked at, in spans that a chart can show.
    sources : ShockSources
        Second sources of what is bought from the failing firms.
    catalogue : Catalogue
        For the report's words and the names of places.
    lang : {"zh", "en"}
    issuer : str
        Whose report it is.
    on : date
        Day the region is seen on.
    run_info : dict of str
        What is needed to compute it again; printed at the end.

    Returns
    -------
    Brief
        Unknown values read 未知 or —, never 0.
    """
    words = Words(catalogue, lang)
    note = words(
        "brief.shock.note", first=result.years[0], last=result.years[-1], snapshot=run_info["snapshot"]
    )
    places = {term.id: words.name(term.zh, term.en or "") for term in catalogue.taxonomy("divisions").terms}
    title = words.name(result.title_zh, result.title_en)
    return Brief(
        title=words("brief.shock.title", region=issuer),
        subtitle=words("brief.shock.subtitle", title=title, on=words.day(on.year, on.month, on.day)),
        issuer=issuer,
        on=on,
        lang=lang,
        sections=(
            _tell_assumptions(result, title, words),
            _tell_totals(result, spans, words, note),
            _tell_firms(result, words, note, places),
            _tell_groups(result, words, note),
            _tell_replacements(result, words, note, places),
            _tell_sources(sources, words, note),
            _tell_data(result, words, run_info),
        ),
        synthetic=result.synthetic,
        reproducibility=run_info,
    )


def _tell_assumptions(result: Any, title: str, words: Words) -> Section:  # noqa: ANN401
    shock = result.shock
    text = words(
        "brief.shock.assumed", title=title, n=words.number(result.n_failing), loss=_share(shock.loss, 0),
        lasting=words("brief.shock.lasting", n=shock.duration_days) if shock.duration_days else words("brief.shock.for_good"),
        stock=f"{shock.stock_days:g}", days=shock.n_days,
        replacement=words("brief.shock.replaced" if shock.has_replacement else "brief.shock.not_replaced"),
    )  # fmt: skip
    return Section(title=words("brief.shock.assumptions"), blocks=(Paragraph(text=text),))


def _tell_totals(result: Any, spans: Sequence[DaySpan], words: Words, note: str) -> Section:  # noqa: ANN401
    worst = max(result.by_day)
    text = words(
        "brief.shock.total", days=result.shock.n_days, n=words.number(result.n_hit), money=_money(result.money, words),
        worst=_share(worst), day=result.by_day.index(worst) + 1, esri=_share(result.esri), down=_share(result.esri_down),
        up=_share(result.esri_up),
    )  # fmt: skip
    names = [words("brief.shock.span", first=span.first, last=span.last) for span in spans]
    table = _make_table(
        words("brief.shock.by_day"),
        (words("brief.shock.days"), words("brief.shock.mean_share"), words("brief.shock.money")),
        [(name, _share(span.share), _money(span.money, words)) for name, span in zip(names, spans, strict=True)],
        note,
    )  # fmt: skip
    chart = BriefChart(
        title=words("brief.shock.chart"),
        kind="bar",
        categories=tuple(names),
        series=((words("brief.shock.money"), tuple(span.money / 1e6 for span in spans)),),
        unit=words("brief.shock.unit"),
        table=table,
        notes=(note,),
    )
    return Section(
        title=words("brief.shock.totals"), blocks=(Paragraph(text=text, notes=(note,)), chart, table)
    )


def _tell_firms(result: Any, words: Words, note: str, places: dict[str, str]) -> Section:  # noqa: ANN401
    rows = [
        (
            firm.name,
            places.get((firm.city or "").ljust(6, "0"), "—"),
            _share(firm.loss, 1),
            words("brief.shock.itself") if firm.first_hit is None else str(firm.first_hit or "—"),
        )
        for firm in result.firms[:N_FIRMS]
    ]
    header = tuple(words(f"brief.shock.{name}") for name in ("firm", "place", "loss", "first_hit"))
    table = _make_table(words("brief.shock.firms"), header, rows, note, n_left=2)
    return Section(title=words("brief.shock.firms"), blocks=(table,))


def _tell_groups(result: Any, words: Words, note: str) -> Section:  # noqa: ANN401
    blocks: list[Paragraph | BriefTable] = []
    for kind, groups in (("city", result.cities), ("link", result.links)):
        rows = [
            (words.name(one.zh, one.en), words.number(one.n_hit), _share(one.loss), _money(one.money, words))
            for one in groups[:N_GROUPS]
        ]
        header = tuple(words(f"brief.shock.{name}") for name in (kind, "n_hit", "loss", "money"))
        if rows:
            blocks.append(_make_table(words(f"brief.shock.by_{kind}"), header, rows, note))
        else:
            blocks.append(Paragraph(text=words("brief.shock.no_links")))
    return Section(title=words("brief.shock.groups"), blocks=tuple(blocks))


def _tell_replacements(result: Any, words: Words, note: str, places: dict[str, str]) -> Section:  # noqa: ANN401
    rows = []
    for item in result.replacements:
        inside = [f"{name}（{places.get((city or '').ljust(6, '0'), '—')}）" for _, name, city in item.others]
        outside = [f"{name}（{places.get(place or '', '—')}）" for _, name, place in item.outside]
        rows.append(
            (
                item.name,
                item.industry_code or words.join(item.products) or words("brief.shock.unknown"),
                words.join(inside) or words("brief.shock.nobody"),
                words.join(outside) or words("brief.shock.nobody_known"),
            )
        )
    header = tuple(words(f"brief.shock.{name}") for name in ("failing", "code", "inside", "outside"))
    table = _make_table(words("brief.shock.replacements"), header, rows, note, n_left=4)
    return Section(
        title=words("brief.shock.replacements"),
        blocks=(table, Paragraph(text=words("brief.shock.replacements_note")))
        if rows
        else (Paragraph(text=words("brief.shock.no_replacements")),),
    )


def _tell_sources(sources: Any, words: Words, note: str) -> Section:  # noqa: ANN401
    text = words(
        "brief.shock.thin", n=words.number(sources.n_single), without=words.number(sources.n_without),
        tried=words.number(len(sources.lines)),
    )  # fmt: skip
    rows = [
        (
            line.buyer,
            line.supplier,
            line.sources[0].name if line.sources else words("brief.shock.nobody"),
            "—" if line.before is None else _share(line.before, 3),
            "—" if line.after is None else _share(line.after, 3),
            "—" if line.money is None else _money(line.money, words),
        )
        for line in sources.lines[:N_SOURCES]
    ]
    header = tuple(
        words(f"brief.shock.{name}") for name in ("buyer", "supplier", "best", "before", "after", "saved")
    )
    table = _make_table(words("brief.shock.sources"), header, rows, note, n_left=3)
    return Section(
        title=words("brief.shock.sources"),
        blocks=(Paragraph(text=text, notes=(note,)), table, Paragraph(text=words("brief.shock.sources_note")))
        if rows
        else (Paragraph(text=words("brief.shock.no_sources")),),
    )


def _tell_data(result: Any, words: Words, run_info: dict[str, str]) -> Section:  # noqa: ANN401
    unknown = words(
        "brief.shock.data", links=words.number(result.n_links), amount=words.number(result.n_amount_unknown),
        flag=words.number(result.n_unflagged), revenue=words.number(result.n_revenue_unknown),
    )  # fmt: skip
    again = BriefTable(
        title=words("brief.shock.again"),
        header=(words("brief.shock.item"), words("brief.shock.value")),
        rows=tuple((words(f"brief.shock.again.{key}"), value) for key, value in run_info.items()),
        align=("left", "left"),
        notes=(),
    )
    return Section(
        title=words("brief.shock.method"),
        blocks=(
            Paragraph(text=unknown),
            Paragraph(text=words("brief.shock.how")),
            again,
        ),
    )


def _make_table(
    title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], note: str, *, n_left: int = 1
) -> BriefTable:
    align: tuple[Align, ...] = tuple("left" if place < n_left else "right" for place in range(len(header)))
    return BriefTable(title=title, header=header, rows=tuple(rows), align=align, notes=(note,))


def _share(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}%}"


def _money(fen: float, words: Words) -> str:
    text = format_money(round(fen), "亿元")
    return text if words.lang == "zh" else text.replace("亿元", "×10⁸ CNY")
