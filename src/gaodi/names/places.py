"""Which place does a name speak of? Provinces, prefectures and, for Hunan, counties, with and without suffix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gaodi.catalogue import read_yaml
from gaodi.names.wordlists import compile_words, load_words

_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|林区|地区|省|市|盟|县|区|州)$")
_PEOPLES = re.compile(
    r"(?:维吾尔|壮族|回族|土家族|苗族|瑶族|侗族|彝族|藏族|羌族|傣族|白族|景颇族|傈僳族|布依族|哈尼族|蒙古族?|朝鲜族|哈萨克|柯尔克孜|各族)+$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A division.

    Attributes
    ----------
    name : str
        With its suffix: 长沙市.
    province, prefecture : str
        Full names of the divisions above it; its own name where it is one; empty where there is none.
    """

    name: str
    province: str
    prefecture: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every form of every place: `forms` inside a company's name, `prose` the safer ones in running text."""

    forms: MappingProxyType[str, Place]
    prose: MappingProxyType[str, Place]
    form_pattern: re.Pattern[str]
    prose_pattern: re.Pattern[str]


def shorten_place(name: str) -> str:
    """Return a place without its suffix; one that would be a single character stays whole.

    Examples
    --------
    >>> shorten_place("长沙市"), shorten_place("湘西土家族苗族自治州"), shorten_place("攸县")
    ('长沙', '湘西', '攸县')
    """
    bare = _PEOPLES.sub("", _SUFFIX.sub("", name))
    return bare if len(bare) >= 2 else name


def find_province(place: str) -> str:
    """Return the province a place lies in, itself where it is one; empty where the place is not known.

    Examples
    --------
    >>> find_province("鄂尔多斯市"), find_province("无此地")
    ('内蒙古自治区', '')
    """
    found = load_gazetteer().forms.get(place)
    return found.province if found else ""


@cache
def load_gazetteer() -> Gazetteer:
    """Return the places; read from the taxonomy `divisions` and the room's list of prefectures."""
    lists = load_words("places")
    ambiguous = set(lists["ambiguous"])
    forms: dict[str, Place] = {}
    prose: dict[str, Place] = {}
    for place, bare_forms in _places(lists):
        for form in (place.name, *bare_forms):
            forms.setdefault(form, place)  # provinces come first: 吉林 is the province
            if form == place.name or form not in ambiguous:
                prose.setdefault(form, place)
    return Gazetteer(
        MappingProxyType(forms), MappingProxyType(prose), compile_words(forms), compile_words(prose)
    )


def _places(lists: Any) -> Iterator[tuple[Place, tuple[str, ...]]]:  # noqa: ANN401  the shape of the file
    divisions = read_yaml(Path(str(files("gaodi.catalogue") / "data" / "taxonomies" / "divisions.yaml")))[
        "terms"
    ]
    names = {term["id"]: term["zh"] for term in divisions}
    for term in divisions:
        code, name = term["id"], term["zh"]
        province = names[f"{code[:2]}0000"]
        prefecture = names.get(f"{code[:4]}00", "") if not code.endswith("0000") else ""
        short = tuple(alias for alias in term.get("aliases", ()) if len(alias) < len(name))
        yield Place(name, province, prefecture), (*short, shorten_place(name))
    for name, bare in lists["others"].items():
        yield Place(name, name), (bare,)
    for code, found in load_words("counties")["counties"].items():
        for name in found:
            # Only in full: the bare names of counties are words and given names as well.
            yield Place(name, names[f"{code[:2]}0000"]), ()
    for section in ("prefectures", "direct", "cities"):
        for code, found in lists[section].items():
            for name in found:
                prefecture = name if section == "prefectures" else ""
                bare = lists["short_names"].get(name, shorten_place(name))
                yield Place(name, names[code], prefecture), (bare,)
