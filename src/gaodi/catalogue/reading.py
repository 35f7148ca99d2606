"""How is the catalogue read? Unknown keys, double ids and dangling references are refused by file and key."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from gaodi.base import CatalogueError, NotFoundError, digest_record
from gaodi.catalogue.checking import (
    check_chain,
    check_crosswalk,
    check_indicators,
    check_published,
    check_table,
    check_taxonomy,
)
from gaodi.catalogue.records import (
    ChainTemplate,
    Crosswalk,
    Indicator,
    Label,
    PublishedFigure,
    TableSchema,
    Taxonomy,
    Term,
    fold_width,
)
from gaodi.catalogue.yaml_files import DATA, Identified, list_files, read_entries, read_record

_Model = TypeVar("_Model", bound=Identified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All shipped knowledge plus what the workspace adds or replaces, by id."""

    tables: dict[str, TableSchema]
    taxonomies: dict[str, Taxonomy]
    crosswalks: dict[str, Crosswalk]
    chains: dict[str, ChainTemplate]
    indicators: dict[str, Indicator]
    published: tuple[PublishedFigure, ...]
    labels: dict[str, Label]
    digest: str

    def table(self, table_id: str) -> TableSchema:
        """Return a table schema, or raise NotFoundError naming the known ones."""
        return _get(self.tables, table_id, "表", "table")

    def taxonomy(self, taxonomy_id: str) -> Taxonomy:
        """Return a taxonomy, or raise NotFoundError naming the known ones."""
        return _get(self.taxonomies, taxonomy_id, "分类", "taxonomy")

    def chain(self, chain_id: str) -> ChainTemplate:
        """Return a chain template by id or Chinese name, or raise NotFoundError."""
        by_name = {c.zh: c for c in self.chains.values()}
        return _get({**by_name, **self.chains}, chain_id, "产业链", "chain")

    def indicator(self, name: str) -> Indicator:
        """Return an indicator by id, name or alias, or raise NotFoundError."""
        found = self.find_indicator(name)
        return found if found else _get(self.indicators, name, "指标", "indicator")

    def find_indicator(self, name: str) -> Indicator | None:
        """Return the indicator with this id, name or alias, full-width and half-width alike, or None."""
        if name in self.indicators:
            return self.indicators[name]
        wanted = fold_width(name)
        return next(
            (i for i in self.indicators.values() if wanted in map(fold_width, (i.zh, i.en, *i.aliases))), None
        )

    def find_division(self, text: str) -> Term | None:
        """Return the place with this code, name or alias, or None; 省 and 市 may be missing behind a name, zeros behind a code."""
        if not text:
            return None
        terms = self.taxonomy("divisions").terms
        code = text.ljust(6, "0") if text.isascii() and text.isdecimal() else ""
        exact = [term for term in terms if code == term.id or text in (term.zh, term.en, *term.aliases)]
        short = [term for term in terms if term.zh in (f"{text}市", f"{text}省")]
        return next(iter(exact or short), None)

    def label(self, key: str, lang: str) -> str:
        """Return a text of the interface; a missing key shows itself."""
        label = self.labels.get(key)
        if label is None:
            return key
        return label.en if lang == "en" else label.zh


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """Read the shipped catalogue and, over it, a workspace's own folder of the same layout.

    Parameters
    ----------
    extra : Path or None
        Folder with any of `tables/ taxonomies/ chains/ indicators/ published/ labels/`; an entry with a known
        id replaces the shipped one.

    Returns
    -------
    Catalogue

    Raises
    ------
    CatalogueError
        With file and key, if a file is not YAML, has an unknown or missing key, or repeats an id.
    """
    roots = [DATA] + ([extra] if extra and extra.is_dir() else [])
    catalogue = Catalogue(
        tables=read_entries(roots, "tables", TableSchema),
        taxonomies=read_entries(roots, "taxonomies", Taxonomy),
        crosswalks=read_entries(roots, "crosswalks", Crosswalk),
        chains=read_entries(roots, "chains", ChainTemplate),
        indicators=_read_lists(roots, "indicators", Indicator),
        published=tuple(
            figure
            for path in list_files(roots, "published")
            for figure in read_record(path, TypeAdapter(list[PublishedFigure]))
        ),
        labels=_read_labels(roots),
        digest=digest_record(
            [
                [path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")]
                for root in roots
                for path in sorted(root.rglob("*.yaml"))
            ]
        ),
    )
    _check_references(catalogue)
    return catalogue


def _check_references(catalogue: Catalogue) -> None:
    for taxonomy in catalogue.taxonomies.values():
        check_taxonomy(taxonomy)
    for table in catalogue.tables.values():
        check_table(table, catalogue.taxonomies)
    for crosswalk in catalogue.crosswalks.values():
        check_crosswalk(crosswalk, catalogue.taxonomies)
    for chain in catalogue.chains.values():
        check_chain(chain, catalogue.taxonomies)
    check_indicators(catalogue.indicators)
    check_published(catalogue.published, catalogue.indicators)


def _read_lists(roots: list[Path], kind: str, model: type[_Model]) -> dict[str, _Model]:
    entries: dict[str, _Model] = {}
    for root in roots:
        own: dict[str, _Model] = {}
        for path in list_files([root], kind):
            for entry in read_record(path, TypeAdapter[list[_Model]](list[model])):  # type: ignore[valid-type]
                if entry.id in own:
                    raise CatalogueError.at(path.name, "id", entry.id, "不重复的标识/an id used once")
                own[entry.id] = entry
        entries |= own
    return entries


def _read_labels(roots: list[Path]) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for root in roots:
        own: dict[str, Label] = {}
        for path in list_files([root], "labels"):
            for key, label in read_record(path, TypeAdapter(dict[str, Label])).items():
                if key in own:
                    raise CatalogueError.at(path.name, key, label.zh, "只出现一次的键/a key used in one file")
                own[key] = label
        labels |= own
    return labels


def _get(entries: dict[str, _Model], key: str, zh: str, en: str) -> _Model:
    if key in entries:
        return entries[key]
    known = sorted(entries)[:40]
    raise NotFoundError(
        f"没有{zh}「{key}」；现有：{'、'.join(known)}。", f"no {en} {key!r}; known: {', '.join(known)}."
    )
