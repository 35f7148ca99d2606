"""How much of each industry comes from outside? Shares from an input-output table the workspace keeps, by GB/T 4754 code.

The table's file is a source under its digest; which shares were read from it is a judgement in the ledger. A table kept
later takes the place of the earlier one, which stays on record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from gaodi.api.grids import show
from gaodi.api.records import Office
from gaodi.api.sector_tables import find_sectors, load_sector_table
from gaodi.base import InputError, NotFoundError
from gaodi.catalogue import Taxonomy
from gaodi.chains import SectorShare
from gaodi.evidence import store_source
from gaodi.structure import InputOutputTable, measure_import_shares

SECTOR_TABLE = "sector_table"
"""Kind of judgement: which shares of imports an input-output table gives."""
INDUSTRIES = "gbt4754"
_ABOUT = "import_shares"
_DIGITS = 9
"""Shares are kept to a billionth, so that one that sits on a limit by its decimals sits on it exactly."""
_CODE = re.compile(r"(sec)?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSectorTable:
    """The input-output table a workspace takes its import shares from."""

    file: str
    source_id: str
    region: str
    """Which table of a file of many; empty where there is one."""
    classification: str
    """Taxonomy of its sectors."""
    shares: dict[str, str]
    """Sector → share of imports and inflows in what is used inside, as a decimal text."""
    unknown: tuple[str, ...]
    """Sectors whose share cannot be told: nothing used inside, or beyond 0 to 1 (re-exports)."""


def keep_sector_table(
    office: Office,
    path: Path,
    *,
    region: str | None = None,
    classification: str | None = None,
    who: str | None = None,
) -> KeptSectorTable:
    """Keep an input-output table in the workspace; its import shares stand beside the chains from the next run on.

    Parameters
    ----------
    office : Office
    path : Path
        As `load_sector_table` takes it, with columns of imports (inflows) and exports (outflows).
    region : str or None
        Which table of a file of many.
    classification : str or None
        Taxonomy of its sectors, with a crosswalk to GB/T 4754; None finds it by the names of the sectors. Must be given where a
        table has codes only: sec16 is not the same sector in every year.
    who : str or None
        None is the operating system's user.

    Returns
    -------
    KeptSectorTable

    Raises
    ------
    InputError
        If the file is no such table, tells no imports, or its sectors are not those of the classification.
    NotFoundError
        If there is no such classification or region.
    SourceError
        If the file is not safe to keep.
    """
    table = load_sector_table(path, region=region)
    taxonomy = _find_classification(office, table, path.name, classification)
    shares, unknown = _read_shares(table, taxonomy, path.name)
    with office.workspace.write_lock():
        source = store_source(office.workspace, path, kind="figures", title=path.name)
        office.workspace.ledger.register_facts(source, (), who=who, keep=True)
    detail = {
        "source_id": source.source_id, "file": path.name, "region": region or "", "classification": taxonomy.id,
        "shares": shares, "unknown": list(unknown),
    }  # fmt: skip
    reason = f"按{taxonomy.zh}读取进口份额 import shares by {taxonomy.id}"
    office.workspace.ledger.book.judge(SECTOR_TABLE, _ABOUT, "keep", reason=reason, detail=detail, who=who)
    return _build_kept(detail)


def find_sector_table(office: Office) -> KeptSectorTable | None:
    """Return the table kept last; None if none is, or keeping it was taken back."""
    judgement = office.workspace.ledger.book.in_force(SECTOR_TABLE).get(_ABOUT)
    return None if judgement is None else _build_kept(judgement.detail)


def read_sector_shares(office: Office) -> dict[str, SectorShare]:
    """Return the share of each industry that comes from outside, by division of GB/T 4754.

    Returns
    -------
    dict of str to SectorShare
        Empty without a table; a division of several sectors of the table is left out, as is one of unknown share.
    """
    kept = find_sector_table(office)
    if kept is None:
        return {}
    taxonomy = office.catalogue.taxonomy(kept.classification)
    named = f"{kept.file}，{kept.region}" if kept.region else kept.file
    found: dict[str, SectorShare] = {}
    sectors: dict[str, set[str]] = {}
    for sector, code in _list_pairs(office, kept.classification):
        sectors.setdefault(code, set()).add(sector)
        term = taxonomy.term(sector)
        if sector in kept.shares and term is not None:
            found[code] = SectorShare(
                share=Fraction(kept.shares[sector]),
                zh=term.zh,
                en=term.en or term.zh,
                source_zh=f"投入产出表 {named}",
                source_en=f"the input-output table {kept.file}"
                + (f" ({kept.region})" if kept.region else ""),
                source_id=kept.source_id,
            )
    return {code: share for code, share in found.items() if len(sectors[code]) == 1}


def _list_pairs(office: Office, taxonomy_id: str) -> list[tuple[str, str]]:
    return [
        pair
        for crosswalk in office.catalogue.crosswalks.values()
        if crosswalk.from_taxonomy == taxonomy_id and crosswalk.to_taxonomy == INDUSTRIES
        for pair in crosswalk.pairs
    ]


def _find_classification(office: Office, table: InputOutputTable, file: str, wanted: str | None) -> Taxonomy:
    known = sorted(
        one.from_taxonomy for one in office.catalogue.crosswalks.values() if one.to_taxonomy == INDUSTRIES
    )
    if wanted is not None:
        if wanted not in known:
            raise NotFoundError(
                f"没有与国民经济行业对照的部门分类「{wanted}」；可选：{'、'.join(known)}。",
                f"no classification {wanted!r} with a crosswalk to GB/T 4754; known: {', '.join(known)}.",
            )
        return office.catalogue.taxonomy(wanted)
    if not any(_CODE.fullmatch(name) for name in table.names):
        for name in known:
            taxonomy = office.catalogue.taxonomy(name)
            if all(taxonomy.find(sector) for sector in table.names):
                return taxonomy
    raise InputError(
        f"{file} 的部门（{show(table.names)}）看不出是哪一年的分类；请用 --sectors 指定：{'、'.join(known)}，"
        "或在工作区 catalogue/ 里加分类和对照表。",
        f"{file}: its sectors ({show(table.names)}) do not tell their classification; give it with --sectors: {', '.join(known)}, "
        "or add a taxonomy and a crosswalk to the workspace's catalogue.",
    )


def _read_shares(
    table: InputOutputTable, taxonomy: Taxonomy, file: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    terms = find_sectors(table, taxonomy, file)
    if table.imports is None or table.exports is None:
        raise InputError(
            f"{file} 没有进口（流入）和出口（流出）列，算不出进口份额；请补上 IM、IF、EX、OF 各列。",
            f"{file} has no imports and exports, so no share can be told; add IM, IF, EX, OF.",
        )
    shares: dict[str, str] = {}
    unknown: list[str] = []
    for term, share in zip(terms, measure_import_shares(table).tolist(), strict=True):
        if 0 <= share <= 1:  # NaN is neither
            shares[term.id] = f"{share:.{_DIGITS}f}"
        else:
            unknown.append(term.id)
    return shares, tuple(unknown)


def _build_kept(detail: Mapping[str, Any]) -> KeptSectorTable:
    return KeptSectorTable(
        file=detail["file"],
        source_id=detail["source_id"],
        region=detail["region"],
        classification=detail["classification"],
        shares=dict(detail["shares"]),
        unknown=tuple(detail["unknown"]),
    )
