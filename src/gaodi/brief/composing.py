"""What does the report say? Results of a run put into sentences, tables and charts, each with its source note."""

from collections.abc import Mapping, Sequence

from gaodi.base import Figure
from gaodi.brief.records import Align, Brief, BriefChart, BriefTable, Paragraph, Section
from gaodi.brief.words import Lang, Words
from gaodi.catalogue import Catalogue
from gaodi.chains import ChainDiagnosis, Strength
from gaodi.cultivate import TierCount
from gaodi.match import NearestEnterprises
from gaodi.region import RegionSummary
from gaodi.steer import TargetGap, TargetReview

N_NAMED = 3
"""Candidates named per link in the report; the workbench shows all."""

STRENGTHS = (Strength.STRONG, Strength.ADEQUATE, Strength.WEAK, Strength.MISSING, Strength.UNKNOWN)


def compose_brief(
    summary: RegionSummary,
    chains: Sequence[ChainDiagnosis],
    tiers: Sequence[TierCount],
    nearest: Mapping[str, NearestEnterprises],
    targets: TargetReview,
    *,
    catalogue: Catalogue,
    lang: Lang,
    issuer: str,
    run_info: Mapping[str, str],
) -> Brief:
    """Compose the report of one run.

    Parameters
    ----------
    summary : RegionSummary
    chains, tiers, targets
        Results of the run.
    nearest : mapping of `chain_id/link_id` to NearestEnterprises
    catalogue : Catalogue
        For the report's words.
    lang : {"zh", "en"}
    issuer : str
        Whose report it is.
    run_info : mapping of str
        What is needed to compute it again; printed on the last page.

    Returns
    -------
    Brief
        Unknown values read 未知 or —, never 0.
    """
    words = Words(catalogue, lang)
    run_note = words("brief.note.run", run=run_info["run_id"], on=summary.on.isoformat())
    sections = (
        _describe_overall(summary, chains, words, run_note),
        _describe_tiers(summary, tiers, words, run_note),
        _describe_chains(chains, nearest, words, run_note),
        _describe_targets(targets, words),
        _describe_data(summary, words, run_info),
    )
    return Brief(
        title=words("brief.title", region=issuer),
        subtitle=words("brief.subtitle", on=words.day(summary.on.year, summary.on.month, summary.on.day)),
        issuer=issuer,
        on=summary.on,
        lang=lang,
        sections=sections,
        synthetic=summary.synthetic,
        reproducibility=dict(run_info),
    )


def _describe_overall(
    summary: RegionSummary, chains: Sequence[ChainDiagnosis], words: Words, run_note: str
) -> Section:
    n_firms = sum(place.n_enterprises for place in summary.places)
    n_above = _sum_known([place.n_above_scale for place in summary.places])
    missing = [f"{words.name(c.zh, c.en)}·{words.name(link.zh, link.en)}" for c in chains for link in c.links
               if link.strength is Strength.MISSING and link.is_key]  # fmt: skip
    text = words(
        "brief.overall.text", region=summary.name, firms=words.number(n_firms), above=words.number(n_above),
        chains=len(chains),
    )  # fmt: skip
    gaps = (
        words("brief.overall.missing", n=len(missing), names=words.join(missing))
        if missing
        else words("brief.overall.no_missing")
    )
    table = BriefTable(
        title=words("brief.places.title"),
        header=tuple(words(f"brief.places.{key}") for key in ("place", "firms", "above", "giants", "revenue")),
        rows=tuple(
            (words.name(p.zh, p.en), words.number(p.n_enterprises), words.number(p.n_above_scale),
             words.number(p.n_little_giants), words.money(p.revenue))
            for p in summary.places
        ),
        align=("left", "right", "right", "right", "right"),
        notes=(run_note,),
    )  # fmt: skip
    chart = BriefChart(
        title=words("brief.places.chart"),
        kind="bar",
        categories=tuple(words.name(p.zh, p.en) for p in summary.places),
        series=((words("brief.places.above"), tuple(_as_float(p.n_above_scale) for p in summary.places)),),
        unit=words("brief.unit.firms"),
        table=table,
        notes=(run_note,),
    )
    return Section(
        title=words("brief.overall.title"),
        blocks=(
            Paragraph(text=text, notes=(run_note,)),
            Paragraph(text=gaps, notes=(run_note,)),
            chart,
            table,
        ),
    )


def _left_then_right(n_right: int) -> tuple[Align, ...]:
    rights: list[Align] = ["right"] * n_right
    return ("left", *rights)


def _all_left(n_columns: int) -> tuple[Align, ...]:
    lefts: list[Align] = ["left"] * n_columns
    return tuple(lefts)


def _sum_known(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _as_float(number: int | None) -> float | None:
    return None if number is None else float(number)


def _describe_tiers(
    summary: RegionSummary, tiers: Sequence[TierCount], words: Words, run_note: str
) -> Section:
    header = tuple(
        words(f"brief.tiers.{key}") for key in ("title_", "holders", "expiring", "met", "undecided", "rule")
    )
    table = BriefTable(
        title=words("brief.tiers.table"),
        header=header,
        rows=tuple(
            (words.name(t.zh, t.en), words.number(t.n_holders), words.number(t.n_expiring),
             words.number(t.n_met_without_title), words.number(t.n_undecided), t.document or "—")
            for t in tiers
        ),
        align=("left", "right", "right", "right", "right", "left"),
        notes=(run_note,),
    )  # fmt: skip
    blocks: list[Paragraph | BriefTable | BriefChart] = [
        Paragraph(
            text=words(
                "brief.tiers.text", name=words.name(tier.zh, tier.en), holders=words.number(tier.n_holders),
                expiring=words.number(tier.n_expiring), met=words.number(tier.n_met_without_title),
                undecided=words.number(tier.n_undecided), rule=tier.document,
            ),
            notes=(run_note, words("brief.note.rule", rule=tier.document)),
        )
        for tier in tiers
        if tier.document
    ]  # fmt: skip
    judged = [tier for tier in tiers if tier.document]
    if judged:
        blocks.append(_chart_tiers(summary, judged, table, words, run_note))
    return Section(title=words("brief.tiers.title"), blocks=(*blocks, table))


def _chart_tiers(
    summary: RegionSummary, tiers: Sequence[TierCount], table: BriefTable, words: Words, run_note: str
) -> BriefChart:
    return BriefChart(
        title=words("brief.tiers.chart"),
        kind="stacked_bar",
        categories=tuple(words.name(place.zh, place.en) for place in summary.places),
        series=tuple(
            (words.name(t.zh, t.en), tuple(float(t.by_city.get(p.code, 0)) for p in summary.places))
            for t in tiers
        ),
        unit=words("brief.unit.firms"),
        table=table,
        notes=(run_note,),
    )


def _describe_chains(
    chains: Sequence[ChainDiagnosis], nearest: Mapping[str, NearestEnterprises], words: Words, run_note: str
) -> Section:
    names = tuple(words(f"strength.{strength.value}") for strength in STRENGTHS)
    table = BriefTable(
        title=words("brief.chains.table"),
        header=(words("brief.chains.chain"), words("brief.chains.firms"), words("brief.chains.revenue"), *names),
        rows=tuple(
            (words.name(c.zh, c.en), words.number(c.n_enterprises), words.money(c.revenue),
             *(str(c.counts.get(s.value, 0)) for s in STRENGTHS))
            for c in chains
        ),
        align=_left_then_right(2 + len(STRENGTHS)),
        notes=(run_note, words("brief.note.strength")),
    )  # fmt: skip
    chart = BriefChart(
        title=words("brief.chains.chart"),
        kind="stacked_bar",
        categories=tuple(words.name(c.zh, c.en) for c in chains),
        series=tuple(
            (name, tuple(float(c.counts.get(s.value, 0)) for c in chains))
            for s, name in zip(STRENGTHS, names, strict=True)
        ),
        unit=words("brief.unit.links"),
        table=table,
        notes=(run_note,),
    )
    return Section(
        title=words("brief.chains.title"),
        blocks=(chart, table, *_gap_table(chains, nearest, words, run_note)),
    )


def _gap_table(
    chains: Sequence[ChainDiagnosis], nearest: Mapping[str, NearestEnterprises], words: Words, run_note: str
) -> tuple[BriefTable | Paragraph, ...]:
    rows = []
    for chain in chains:
        for link in chain.links:
            if link.strength not in {Strength.MISSING, Strength.WEAK}:
                continue
            found = nearest.get(f"{chain.chain_id}/{link.link_id}")
            candidates = [c.name for c in found.candidates[:N_NAMED]] if found else []
            reasons = link.reasons_en if words.lang == "en" else link.reasons_zh
            rows.append(
                (words.name(chain.zh, chain.en), words.name(link.zh, link.en), words(f"strength.{link.strength.value}"),
                 (" " if words.lang == "en" else "").join(reasons), words.join(candidates) or "—")
            )  # fmt: skip
    if not rows:
        return (Paragraph(text=words("brief.gaps.none"), notes=(run_note,)),)
    keys = ("chain", "link", "strength", "reason", "nearest")
    return (
        BriefTable(
            title=words("brief.gaps.table"),
            header=tuple(words(f"brief.gaps.{key}") for key in keys),
            rows=tuple(rows),
            align=_all_left(len(keys)),
            notes=(run_note, words("brief.note.nearest")),
        ),
    )


def _describe_targets(targets: TargetReview, words: Words) -> Section:
    notes = tuple(dict.fromkeys(note for row in targets.rows for note in _origin_notes(row, words)))
    rows = tuple(
        (_indicator_name(row.target, words), row.target.subject, row.target.period, words.figure(row.target),
         words.figure(row.actual), words.gap(row), words(f"colour.{row.colour}"))
        for row in targets.rows
    )  # fmt: skip
    if not rows:
        return Section(
            title=words("brief.targets.title"), blocks=(Paragraph(text=words("brief.targets.none")),)
        )
    keys = ("indicator", "subject", "period", "target", "actual", "gap", "colour")
    table = BriefTable(
        title=words("brief.targets.table"),
        header=tuple(words(f"brief.targets.{key}") for key in keys),
        rows=rows,
        align=("left", "left", "left", "right", "right", "right", "left"),
        notes=notes,
    )
    counted = words.join([f"{words(f'target.{state}')} {n}" for state, n in targets.counts.items()])
    behind = tuple(
        Paragraph(text=words.name(row.zh, row.en), notes=_origin_notes(row, words))
        for row in targets.rows
        if row.state == "behind"
    )
    text = words("brief.targets.text", n=len(rows), counts=counted)
    return Section(title=words("brief.targets.title"), blocks=(Paragraph(text=text), *behind, table))


def _origin_notes(row: TargetGap, words: Words) -> tuple[str, ...]:
    figures = [figure for figure in (row.target, row.actual, row.nearest) if figure]
    return tuple(dict.fromkeys(words.name(o.zh, o.en) for figure in figures for o in figure.origins))


def _indicator_name(figure: Figure, words: Words) -> str:
    indicator = words.catalogue.find_indicator(figure.indicator)
    return words.name(indicator.zh, indicator.en) if indicator else figure.indicator


def _describe_data(summary: RegionSummary, words: Words, run_info: Mapping[str, str]) -> Section:
    table = BriefTable(
        title=words("brief.data.table"),
        header=tuple(words(f"brief.data.{key}") for key in ("table_", "rows", "synthetic", "sources")),
        rows=tuple(
            (
                words.name(t.zh, t.en),
                words.number(t.n_rows),
                words.number(t.n_synthetic),
                words.number(t.n_sources),
            )
            for t in summary.tables
            if t.n_rows
        ),
        align=("left", "right", "right", "right"),
        notes=(words("brief.note.snapshot", snapshot=summary.snapshot_id),),
    )
    blocks: list[Paragraph | BriefTable | BriefChart] = [table]
    if summary.synthetic:
        blocks.insert(0, Paragraph(text=words("brief.data.synthetic_text")))
    info = "；".join(f"{words(f'run.{key}')} {value[:16]}" for key, value in run_info.items())
    blocks.append(Paragraph(text=words("brief.data.run", info=info)))
    return Section(title=words("brief.data.title"), blocks=tuple(blocks))
