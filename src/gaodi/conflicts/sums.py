"""Do the parts add up to the whole? Totals and parts in cells, judged again when a cell grows.

A sum may change when one more part arrives, so findings of a cell that no longer hold are withdrawn.
"""

from collections import Counter, defaultdict
from collections.abc import Callable

from gaodi.conflicts.cells import Cell, CellKey, list_cells
from gaodi.conflicts.keys import KeyedFact
from gaodi.conflicts.listings import judge_joined, judge_list, judge_undated
from gaodi.conflicts.preference import FindingMaker
from gaodi.conflicts.records import Finding
from gaodi.conflicts.totals import judge_composition, judge_places, judge_whole

_JUDGES: dict[str, Callable[[FindingMaker, CellKey, Cell], list[Finding]]] = {
    "composition": judge_composition,
    "whole": judge_whole,
    "places": judge_places,
    "joined": judge_joined,
    "list": judge_list,
    "undated": judge_undated,
}


class SumCells:
    """Totals and parts by cell, with the findings each cell has now.

    Parameters
    ----------
    maker : FindingMaker
    """

    def __init__(self, maker: FindingMaker) -> None:
        self._maker = maker
        self._cells: dict[CellKey, Cell] = defaultdict(lambda: Cell(totals=[], parts=[]))
        self._findings: dict[CellKey, dict[str, Finding]] = {}
        self._held: Counter[str] = Counter()
        self._touched: dict[CellKey, None] = {}

    def add(self, keyed: KeyedFact) -> None:
        """Put a fact into its cells; they are judged by `settle`."""
        for key, is_total in list_cells(keyed, self._maker.reader):
            cell = self._cells[key]
            if key not in self._findings:
                self._keep(key, self._judge(key))
            (cell.totals if is_total else cell.parts).append(keyed)
            self._touched[key] = None

    def fill(self, keyed: KeyedFact) -> None:
        """Put a fact into its cells; what they say with it is known already."""
        for key, is_total in list_cells(keyed, self._maker.reader):
            cell = self._cells[key]
            (cell.totals if is_total else cell.parts).append(keyed)

    def list_findings(self) -> list[Finding]:
        """Judge every cell as it is filled now; one finding may be that of several cells."""
        judged: dict[str, Finding] = {}
        for key in self._cells:
            judged |= self._judge(key)
        return [judged[finding_id] for finding_id in sorted(judged)]

    def _judge(self, key: CellKey) -> dict[str, Finding]:
        cell = self._cells[key]
        judged = _JUDGES[key[0]](self._maker, key, cell) if cell.totals else []
        return {finding.finding_id: finding for finding in judged}

    def _keep(self, key: CellKey, judged: dict[str, Finding]) -> None:
        self._findings[key] = judged
        self._held.update(judged.keys())

    def settle(self) -> tuple[list[Finding], tuple[str, ...]]:
        """Judge the cells that grew; return new findings and the ids of those that no longer hold."""
        fresh: dict[str, Finding] = {}
        gone: dict[str, None] = {}
        for key in self._touched:
            before, after = self._findings[key], self._judge(key)
            for finding_id in before.keys() - after.keys():
                self._held[finding_id] -= 1
                if not self._held[finding_id]:
                    gone[finding_id] = None
            for finding_id in after.keys() - before.keys():
                self._held[finding_id] += 1
                if self._held[finding_id] == 1:
                    fresh[finding_id] = after[finding_id]
            self._findings[key] = after
        self._touched.clear()
        changed = [fresh[i] for i in sorted(fresh) if i not in gone]
        return changed, tuple(sorted(i for i in gone if i not in fresh))
