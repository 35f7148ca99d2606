"""How are findings handed on? One line per pair of facts, with one label each, and what we add."""

from collections.abc import Iterable, Iterator
from typing import Any

from gaodi.api.fact_files import name_place, to_pair_record
from gaodi.api.fact_records import FindingView
from gaodi.conflicts import Finding, label_pairs

_WHOLE = frozenset({"not_computable"})
"""Verdicts about a group as such: that seven figures bear no date says nothing about any two of them."""


def list_pair_records(views: Iterable[FindingView]) -> Iterator[dict[str, Any]]:
    """Return one record per pair of facts that any finding holds, and one per finding about a single fact.

    Where several findings hold a pair, the label is that of the one that says most: what follows from arithmetic says
    more than a comparison of two keys. A finding about a single fact has it on both sides; one that says of a group that
    it cannot be compared is one record.

    Returns
    -------
    iterator of dict
        `a` and `b` (doc, start, end), `label`, then severity, kind, indicator, subject, zh, en, differs, preferred,
        finding_id and `facts`, the places of every fact of the finding.
    """
    listed = list(views)
    by_id = {str(row["fact_id"]): row for view in listed for row in view.facts}
    labels = label_pairs([_read_finding(view) for view in listed])
    holders: dict[tuple[str, str, str], FindingView] = {}
    for view in listed:
        ids = sorted(str(row["fact_id"]) for row in view.facts)
        for n, first in enumerate(ids):
            for second in ids[n + 1 :]:
                holders.setdefault((first, second, view.verdict), view)
    for (first, second), label in labels.items():
        if label in _WHOLE:
            continue
        key = (*sorted((first, second)), label)
        record = to_pair_record(holders[key[0], key[1], key[2]])
        yield record | {"a": name_place(by_id[first]), "b": name_place(by_id[second])}
    for view in listed:
        if len(view.facts) == 1 or view.verdict in _WHOLE:
            yield to_pair_record(view)


def _read_finding(view: FindingView) -> Finding:
    return Finding(
        finding_id=view.finding_id,
        kind=view.detail["kind"],
        verdict=view.verdict,  # type: ignore[arg-type]  # as the conflicts room made it
        fact_ids=tuple(sorted(str(row["fact_id"]) for row in view.facts)),
        differs=tuple(view.detail["differs"]),
        severity=view.severity,  # type: ignore[arg-type]  # as above
        zh=view.zh,
        en=view.en,
    )
