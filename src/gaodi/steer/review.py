"""Will we reach the target? Every target against the actual figure that has the same key."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

from gaodi.base import NotFoundError, subtract_figures
from gaodi.region import Region
from gaodi.steer.judging import Judgement, choose_colour, choose_direction, judge_target
from gaodi.steer.records import TargetGap, TargetReview
from gaodi.steer.rules import ColourRules, load_colour_rules
from gaodi.steer.sentences import explain_gap, explain_missing
from gaodi.steer.statements import Statement, list_subjects, pick_nearest, read_statements

STATES = ("reached", "behind", "unknown")


URGENCY = ("red", "orange", "blue", "grey", "green")
"""Colours in the order a reader wants them: what is behind, what cannot be told, what is reached."""


def review_targets(
    region: Region, *, subject: str | None = None, rules: ColourRules | None = None
) -> TargetReview:
    """Compare every target with the actual figure of the same key.

    A key is indicator, subject, period, comparison, basis, scope and unit; units of money are converted exactly.
    Where only figures with another key exist, the nearest earlier one is shown and never subtracted. Where several
    sources give the actual figure, observed comes before generated and then the latest publication counts; those
    that say otherwise are named in the sentence.

    Parameters
    ----------
    region : Region
    subject : str or None
        Only the targets of this subject; None is all.
    rules : ColourRules or None
        None reads the shipped four-colour rule.

    Returns
    -------
    TargetReview
        One row per target, the most urgent colour first, then by subject, indicator and period. No targets
        give no rows.

    Raises
    ------
    NotFoundError
        If the region has no number of the subject; names those it has.
    """
    statements = read_statements(region, subject=subject)
    if subject is not None and not statements and subject not in (known := list_subjects(region)):
        raise NotFoundError(
            f"没有「{subject}」的指标数据；现有主体：{'、'.join(known[:40]) or '无'}。",
            f"no indicator values of {subject!r}; known subjects: {', '.join(known[:40]) or 'none'}.",
        )
    chosen = rules or load_colour_rules()
    actuals: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    related: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for item in statements:
        # A row without a value says nothing that could reach or miss a target.
        if item.figure.status == "actual" and item.figure.value is not None:
            actuals[item.key].append(item)
            related[item.figure.indicator, item.figure.subject].append(item)
    rows = tuple(
        _compare(region, item, actuals[item.key], chosen)
        if item.key in actuals
        else _miss(region, item, related[item.figure.indicator, item.figure.subject])
        for item in statements
        if item.figure.status == "target"
    )
    counted = Counter(row.state for row in rows)
    urgent_first = tuple(sorted(rows, key=lambda row: URGENCY.index(row.colour)))
    return TargetReview(
        subject=subject or region.name, rows=urgent_first, counts={state: counted[state] for state in STATES}
    )


def _compare(region: Region, target: Statement, candidates: list[Statement], rules: ColourRules) -> TargetGap:
    ranked = sorted(
        (c.in_unit(target.figure.unit) for c in candidates), key=lambda c: c.preference, reverse=True
    )
    actual = ranked[0]
    others = [other for other in ranked[1:] if not _agrees(other, actual)]
    indicator = region.catalogue.indicators.get(target.figure.indicator)
    direction = choose_direction(target.figure.comparison, indicator.direction if indicator else "none")
    judgement = judge_target(target, actual, direction, rules)
    gap = _measure_gap(target, actual, judgement)
    sentence = explain_gap(region.catalogue, target, actual, judgement, gap, others)
    return TargetGap(
        target=target.figure,
        actual=actual.figure,
        gap=gap,
        state=judgement.state,
        colour=choose_colour(judgement, gap, rules),
        nearest=None,
        zh=sentence.zh,
        en=sentence.en,
    )


def _measure_gap(target: Statement, actual: Statement, judgement: Judgement) -> Decimal | None:
    if judgement.state == "unknown":
        return None
    # Through subtract_figures, so that no gap can be taken between keys that do not allow it.
    return subtract_figures(
        replace(actual.figure, value=judgement.near), replace(target.figure, value=judgement.goal)
    )


def _agrees(one: Statement, other: Statement) -> bool:
    mine, its = one.figure, other.figure
    return (mine.value, mine.bound, one.value_max) == (its.value, its.bound, other.value_max)


def _miss(region: Region, target: Statement, candidates: list[Statement]) -> TargetGap:
    nearest = pick_nearest(target, candidates)
    sentence = explain_missing(region.catalogue, target, nearest)
    return TargetGap(
        target=target.figure,
        actual=None,
        gap=None,
        state="unknown",
        colour="grey",
        nearest=nearest.figure if nearest else None,
        zh=sentence.zh,
        en=sentence.en,
    )
