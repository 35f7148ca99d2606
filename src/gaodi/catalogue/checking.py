"""Does the catalogue hold together? Every entry that names another must name one that exists."""

from collections import Counter
from collections.abc import Iterable

from gaodi.base import CatalogueError
from gaodi.catalogue.records import (
    ChainTemplate,
    Crosswalk,
    Indicator,
    PublishedFigure,
    TableSchema,
    Taxonomy,
    fold_width,
)


def check_table(table: TableSchema, taxonomies: dict[str, Taxonomy]) -> None:
    """Refuse a table with a doubled column, an unknown taxonomy, or a key that is not a column."""
    file = f"tables/{table.id}.yaml"
    _check_doubles(file, "columns", table.names)
    for column in table.columns:
        if column.type == "term" and column.taxonomy not in taxonomies:
            raise CatalogueError.at(
                file, f"{column.name}.taxonomy", column.taxonomy, "已有的分类/a known taxonomy"
            )
        if column.choices_zh and len(column.choices_zh) != len(column.choices):
            raise CatalogueError.at(
                file,
                f"{column.name}.choices_zh",
                column.choices_zh,
                "与 choices 一一对应/one text per choice",
            )
    for key in (*table.key, *table.identity):
        if key not in table.names:
            raise CatalogueError.at(file, "key", key, "表中的列/a column of the table")


def check_taxonomy(taxonomy: Taxonomy) -> None:
    """Refuse a taxonomy with a doubled id or a parent that does not exist."""
    file = f"taxonomies/{taxonomy.id}.yaml"
    ids = [term.id for term in taxonomy.terms]
    _check_doubles(file, "terms", ids)
    known = set(ids)
    for term in taxonomy.terms:
        if term.parent is not None and term.parent not in known:
            raise CatalogueError.at(
                file, f"{term.id}.parent", term.parent, "本分类中的标识/an id of this taxonomy"
            )


def check_crosswalk(crosswalk: Crosswalk, taxonomies: dict[str, Taxonomy]) -> None:
    """Refuse a crosswalk between unknown taxonomies or unknown terms, or with a pair given twice."""
    file = f"crosswalks/{crosswalk.id}.yaml"
    for side, key in ((crosswalk.from_taxonomy, "from_taxonomy"), (crosswalk.to_taxonomy, "to_taxonomy")):
        if side not in taxonomies:
            raise CatalogueError.at(file, key, side, "已有的分类/a known taxonomy")
    sources, targets = taxonomies[crosswalk.from_taxonomy], taxonomies[crosswalk.to_taxonomy]
    for left, right in crosswalk.pairs:
        if sources.term(left) is None or targets.term(right) is None:
            raise CatalogueError.at(
                file, "pairs", [left, right], "两个分类中都有的标识/ids of both taxonomies"
            )
    _check_doubles(file, "pairs", crosswalk.pairs)


def check_chain(chain: ChainTemplate, taxonomies: dict[str, Taxonomy], *, file: str = "") -> None:
    """Refuse a chain with a doubled link, an input from nowhere or from itself, or an unknown 4×4 industry.

    `file` is what the message names; the chain's own file in the catalogue by default.
    """
    file = file or f"chains/{chain.id}.yaml"
    ids = [link.id for link in chain.links]
    _check_doubles(file, "links", ids)
    for link in chain.links:
        for needed in link.inputs:
            if needed.link not in ids or needed.link == link.id:
                raise CatalogueError.at(
                    file, f"{link.id}.inputs", needed.link, "本链的其他环节/another link of the chain"
                )
    industries = taxonomies.get("hunan_4x4")
    if chain.four_by_four and industries and industries.term(chain.four_by_four) is None:
        raise CatalogueError.at(
            file, "four_by_four", chain.four_by_four, "“4×4”中的产业/an industry of the 4×4 system"
        )


def check_indicators(indicators: dict[str, Indicator]) -> None:
    """Refuse a name or alias that would point to two indicators."""
    owners: dict[str, str] = {}
    for indicator in indicators.values():
        names = (indicator.id, indicator.zh, indicator.en, *indicator.aliases)
        for name in {fold_width(name) for name in names}:
            if owners.setdefault(name, indicator.id) != indicator.id:
                raise CatalogueError.at(
                    "indicators",
                    f"{indicator.id}.aliases",
                    name,
                    f"未被 {owners[name]} 使用的名称/a name that {owners[name]} does not use",
                )


def check_published(figures: Iterable[PublishedFigure], indicators: dict[str, Indicator]) -> None:
    """Refuse a published figure whose indicator is not in the catalogue."""
    for figure in figures:
        if figure.indicator not in indicators:
            raise CatalogueError.at(
                "published", "indicator", figure.indicator, "指标目录中的标识/the id of a known indicator"
            )


def _check_doubles(file: str, key: str, found: Iterable[object]) -> None:
    for value, count in Counter(found).items():
        if count > 1:
            raise CatalogueError.at(file, key, value, "不重复的值/a value used once")
