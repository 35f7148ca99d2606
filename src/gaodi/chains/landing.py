"""If a project lands, which verdicts change? Links judged again with what would come, all else as it is."""

from dataclasses import dataclass, replace

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.firms import FirmTables
from gaodi.chains.measures import LinkMeasures, measure_links
from gaodi.chains.records import Strength
from gaodi.chains.rules import LinkRules
from gaodi.chains.strength import judge_link
from gaodi.region import Region

_CLOSED = ("投产", "达产", "终止")
"""Stages in which a project counts as a firm of the register already, or will never come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A firm that might come: what it would earn in a year, and whether it would be above scale."""

    revenue: int
    """Fen."""
    is_above_scale: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectEffect:
    """What one project would change."""

    project_id: str
    name: str
    link_id: str
    stage: str
    expected: int | None
    """Output a year at capacity, in fen; None is unknown."""
    before: Strength
    after: Strength | None
    """None where the expected output is unknown."""
    together: Strength | None
    """With every known project of the link; None where none of them is known."""
    synthetic: bool


def judge_with_project(measures: LinkMeasures, project: Project, rules: LinkRules) -> Strength:
    """Say how a link would be judged if a project landed on it, all else as it is.

    Parameters
    ----------
    measures : LinkMeasures
    project : Project
        In a city that has firms of the link already, where there are any.
    rules : LinkRules

    Returns
    -------
    Strength
    """
    return judge_link(add_project(measures, project), rules).strength


def add_project(measures: LinkMeasures, project: Project) -> LinkMeasures:
    """Return what would be known of a link with one more firm on it."""
    revenues = tuple(sorted((*measures.revenues, project.revenue), reverse=True))
    return replace(
        measures,
        n_firms=measures.n_firms + 1,
        n_enterprises=measures.n_enterprises + 1,
        n_above_scale=measures.n_above_scale + project.is_above_scale,
        revenue=(measures.revenue or 0) + project.revenue,
        top_revenue=revenues[0],
        top4_revenue=sum(revenues[:4]),
        revenues=revenues,
        n_cities=max(1, measures.n_cities),
    )


def list_project_effects(
    region: Region, template: ChainTemplate, placements: pl.DataFrame, firms: FirmTables, rules: LinkRules
) -> tuple[ProjectEffect, ...]:
    """List the projects of a chain that are not in production yet, with the verdict each would bring to its link.

    Parameters
    ----------
    region : Region
    template : ChainTemplate
    placements : polars.DataFrame
    firms : FirmTables
    rules : LinkRules

    Returns
    -------
    tuple of ProjectEffect
        Those that change a verdict first, then by expected output; a project whose link the template lacks is left out.
    """
    if "project" not in region.present:
        return ()
    measured = measure_links(firms, template, placements, rules)
    rows = (
        region.table("project")
        .filter(
            pl.col("chain_id") == template.id,
            pl.col("link_id").is_in([link.id for link in template.links]),
            ~pl.col("stage").is_in(_CLOSED),
        )
        .select("project_id", "name", "link_id", "stage", "expected_output", "synthetic")
        .sort("expected_output", "project_id", descending=[True, False], nulls_last=True)
        .collect()
        .to_dicts()
    )
    coming: dict[str, list[Project]] = {}
    for row in rows:
        if row["expected_output"] is not None:
            coming.setdefault(row["link_id"], []).append(_read_project(row["expected_output"], rules))
    found = []
    for row in rows:
        link, expected = row["link_id"], row["expected_output"]
        found.append(
            ProjectEffect(
                project_id=row["project_id"],
                name=row["name"],
                link_id=link,
                stage=row["stage"],
                expected=expected,
                before=judge_link(measured[link], rules).strength,
                after=None
                if expected is None
                else _judge(measured[link], [_read_project(expected, rules)], rules),
                together=_judge(measured[link], coming[link], rules) if link in coming else None,
                synthetic=row["synthetic"],
            )
        )
    return tuple(sorted(found, key=lambda one: one.after in (None, one.before)))


def _read_project(expected: int, rules: LinkRules) -> Project:
    return Project(revenue=expected, is_above_scale=expected >= rules.below_scale_revenue.amount)


def _judge(measures: LinkMeasures, projects: list[Project], rules: LinkRules) -> Strength:
    for project in projects:
        measures = add_project(measures, project)
    return judge_link(measures, rules).strength
