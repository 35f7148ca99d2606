"""Whose number is it? Subjects under one writing, and which of two holds the other."""

import re
from typing import Literal

from gaodi.catalogue import Catalogue, Taxonomy
from gaodi.conflicts.characters import fold_text
from gaodi.conflicts.vocabulary import Vocabulary

NATION = "全国"
_SHORTEST = 4  # characters a name needs to be the beginning of another by more than chance; our own choice

SubjectRelation = Literal["same", "inside", "near", "other"]


class SubjectReader:
    """Knows places with what they lie in, and folds the names of everything else.

    Parameters
    ----------
    catalogue : Catalogue
        Its taxonomy of divisions.
    words : Vocabulary

    Examples
    --------
    >>> from gaodi.catalogue import load_catalogue
    >>> from gaodi.conflicts.vocabulary import load_vocabulary
    >>> reader = SubjectReader(load_catalogue(), load_vocabulary())
    >>> reader.name("长沙"), reader.ancestors("长沙市")
    ('长沙市', ('长株潭', '湖南省', '全国'))
    """

    def __init__(self, catalogue: Catalogue, words: Vocabulary) -> None:
        self._words = words
        self._names: dict[str, str] = {}
        self._canonical = dict.fromkeys(words.nation, NATION)
        self._parents: dict[str, tuple[str, ...]] = {NATION: ()}
        self._members: dict[str, tuple[str, ...]] = {}
        self._areas: dict[str, tuple[str, ...]] = {}
        if "divisions" in catalogue.taxonomies:
            self._read_divisions(catalogue.taxonomy("divisions"))
        self._legal = re.compile(f"(?:{'|'.join(map(re.escape, words.legal_endings))})+$")
        self._places = tuple(sorted(self._canonical, key=lambda place: (-len(place), place)))

    def _read_divisions(self, divisions: Taxonomy) -> None:
        names = {term.id: term.zh for term in divisions.terms}
        parents = {term.id: term.parent for term in divisions.terms}
        areas: dict[str, list[str]] = {}
        provinces: dict[str, list[str]] = {}
        for term in divisions.terms:
            chain: list[str] = []
            area = str(term.attributes.get("area", ""))
            if area:
                chain.append(area)
                areas.setdefault(area, []).append(term.zh)
                self._canonical[area] = area
            above = term.parent
            while above:
                chain.append(names[above])
                above = parents[above]
            self._parents[term.zh] = (*chain, NATION)
            if area:
                self._parents[area] = (*chain[1:], NATION)
                provinces.setdefault(chain[1], []).append(area)
            for name in (term.zh, *term.aliases):
                self._canonical.setdefault(fold_text(name), term.zh)
        children: dict[str, list[str]] = {}
        for term in divisions.terms:
            children.setdefault(names[term.parent] if term.parent else NATION, []).append(term.zh)
        self._members = {place: tuple(found) for place, found in {**children, **areas}.items()}
        self._areas = {place: tuple(dict.fromkeys(found)) for place, found in provinces.items()}

    def name(self, subject: str) -> str:
        """Return the one writing of a subject."""
        if subject not in self._names:
            self._names[subject] = self._read_name(subject)
        return self._names[subject]

    def _read_name(self, subject: str) -> str:
        folded = fold_text(subject)
        if folded in self._canonical:
            return self._canonical[folded]
        for ending in self._words.area_endings:
            short = folded.removesuffix(ending)
            if short != folded and short in self._canonical:
                return self._canonical[short]
        return self._legal.sub("", folded) or folded

    def is_place(self, name: str) -> bool:
        """Whether a name from `name` is an administrative place or one of its areas."""
        return name in self._parents

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the places that hold this one, the nearest first; none for what is no place."""
        return self._parents.get(name, ())

    def divide(self, place: str) -> list[tuple[str, ...]]:
        """Return the complete ways to cut a place: its areas, its members."""
        cuts = [self._areas.get(place, ()), self._members.get(place, ())]
        return [cut for cut in cuts if len(cut) > 1]

    def near_ancestors(self, name: str) -> tuple[str, ...]:
        """Return the two places next above: a county's city and province, a city's area and province."""
        return self.ancestors(name)[:2]

    def site(self, name: str) -> str:
        """Return a name without the place before it, by which a site and its parts meet; empty for places."""
        if self.is_place(name):
            return ""
        for place in self._places:
            if name.startswith(place) and len(name) > len(place) + 1:
                return name.removeprefix(place)
        return name

    def list_wholes(self, name: str) -> list[str]:
        """Return the beginnings of a site's name, each of which may be the name of the site it is a part of."""
        site = self.site(name)
        return [site[:size] for size in range(_SHORTEST, len(site))]

    def relate(self, a: str, b: str) -> SubjectRelation:
        """Say how two names from `name` stand to each other, the same from either side."""
        if a == b:
            return "same"
        if a in self.ancestors(b) or b in self.ancestors(a):
            return "inside"
        one, other = sorted((self.site(a), self.site(b)), key=len)
        return "near" if len(one) >= _SHORTEST and other.startswith(one) else "other"
