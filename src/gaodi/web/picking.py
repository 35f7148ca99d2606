"""How is a scenario put together on a map? Links of a chain and cities join it by a click, and leave it by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gaodi import api
from gaodi.base import InputError, NotFoundError
from gaodi.web import links
from gaodi.web.asking import Ask, read_choice
from gaodi.web.drawings import MapDrawing, TileGrid, draw_map, draw_tiles

KINDS = ("firm", "city", "park", "link", "outside")
PICKS = ("", "link", "city", "outside")
"""What is chosen from: nothing drawn, the map of a chain, the tiles of the cities, the products bought outside."""
N_IMPORTS = 40
"""Products listed, those bought most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One thing of the scenario."""

    kind: str
    what: str
    zh: str
    en: str
    address: str
    """The scenario without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of the drawing that can be chosen."""

    is_chosen: bool
    address: str
    """The scenario with it, or without it where it is part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The drawing a scenario is chosen on."""

    pick: str
    modes: tuple[tuple[str, str], ...]
    """What may be chosen from, and where."""
    chains: tuple[tuple[str, str, str], ...]
    """Id, name and address of each chain that can be drawn."""
    chain_id: str
    drawing: MapDrawing | None
    tiles: TileGrid | None
    imports: tuple[api.Import, ...]
    spots: dict[str, Spot]
    """By id of the link, code of the city, or product."""
    answer: object
    """What the facade said of the links, cities or products."""


def read_failures(text: str) -> tuple[api.Failure, ...]:
    """Read what fails from its text in an address; a kind holds until the next is named.

    Examples
    --------
    >>> [(one.kind, one.what) for one in read_failures("link:beidou/chips,city:4302,4303")]
    [('link', 'beidou/chips'), ('city', '4302'), ('city', '4303')]

    Raises
    ------
    InputError
        If something stands there without a kind.
    """
    found: list[api.Failure] = []
    kind = ""
    for part in text.replace("，", ",").split(","):
        named, mark, what = part.strip().partition(":")
        if mark and named in KINDS:
            kind = named
        else:
            what = part.strip()
        if what and not kind:
            raise InputError(
                f"「{what}」前应写明种类，如 city:4302；可用：{'、'.join(KINDS)}。",
                f"{what!r} needs its kind before it, as in city:4302; use {', '.join(KINDS)}.",
            )
        if what:
            found.append(api.Failure(kind=kind, what=what))
    return tuple(dict.fromkeys(found))


def write_failures(failures: Sequence[api.Failure]) -> str:
    """Write what fails as `read_failures` reads it.

    Examples
    --------
    >>> write_failures(read_failures("link:beidou/chips,city:4302,4303"))
    'link:beidou/chips,city:4302,city:4303'
    """
    return ",".join(f"{one.kind}:{one.what}" for one in failures)


def list_chosen(ask: Ask, failures: Sequence[api.Failure]) -> tuple[Chosen, ...]:
    """List what the scenario holds, each with the address that takes it away."""
    names = api.name_failures(ask.office, failures)
    return tuple(
        Chosen(
            kind=one.kind, what=one.what, zh=zh, en=en, address=_address(ask, _leave(failures, one), "pick")
        )
        for one, (zh, en) in zip(failures, names, strict=True)
    )


def draw_choice(ask: Ask, failures: Sequence[api.Failure], pick: str, chain_id: str) -> Choice:
    """Draw what a scenario can be chosen from.

    Parameters
    ----------
    ask : Ask
    failures : sequence of Failure
        What the scenario holds.
    pick : str
        One of `PICKS`.
    chain_id : str
        The chain drawn; empty takes that of the first link chosen, else the first.
    """
    chosen = read_choice(pick, "pick", PICKS)
    parts: dict[str, Any] = {"chains": (), "chain_id": "", "drawing": None, "tiles": None, "imports": (), "spots": {}, "answer": None}  # fmt: skip
    if chosen == "link" and api.get_run(ask.office) is not None:
        parts |= _draw_chain(ask, failures, chain_id)
    elif chosen == "city":
        parts |= _draw_cities(ask, failures)
    elif chosen == "outside":
        parts |= _list_imports(ask, failures)
    modes = tuple((name, links.shock({**ask.parameters, "pick": name}, "pick")) for name in PICKS[1:])
    return Choice(pick=chosen, modes=modes, **parts)


def _draw_chain(ask: Ask, failures: Sequence[api.Failure], chain_id: str) -> dict[str, Any]:
    chains = {one.chain_id: one.en if ask.lang == "en" else one.zh for one in api.list_chains(ask.office)}
    own = [one.what.partition("/")[0] for one in failures if one.kind == "link"]
    wanted = chain_id or next((one for one in own if one in chains), next(iter(chains), ""))
    if wanted not in chains:
        raise NotFoundError(
            f"没有产业链「{wanted}」的计算结果；可选：{'、'.join(chains)}。",
            f"no chain {wanted!r} was computed; choose one of {', '.join(chains)}.",
        )
    drawn = api.get_chain(ask.office, wanted).map
    spots = {
        str(node["id"]): _spot(ask, failures, api.Failure(kind="link", what=f"{wanted}/{node['id']}"), str(node["id"]))
        for node in drawn.nodes
    }  # fmt: skip
    return {
        "chains": tuple(
            (key, name, links.shock({**ask.parameters, "pick": "link", "chain": key}, "pick"))
            for key, name in chains.items()
        ),
        "chain_id": wanted,
        "drawing": draw_map(drawn, ask.lang),
        "spots": spots,
        "answer": drawn,
    }


def _draw_cities(ask: Ask, failures: Sequence[api.Failure]) -> dict[str, Any]:
    places = api.describe_region(ask.office).places
    terms = ask.office.catalogue.taxonomy("divisions").terms
    names = {p.id: p.en if ask.lang == "en" and p.en else min((p.zh, *p.aliases), key=len) for p in terms}
    codes = {place.zh: place.code for place in places}
    known = [
        api.Failure(kind=one.kind, what=codes.get(one.what, one.what).ljust(6, "0"))
        if one.kind == "city"
        else one
        for one in failures
    ]
    spots = {
        place.code: _spot(ask, known, api.Failure(kind="city", what=place.code), place.code)
        for place in places
    }
    return {"tiles": draw_tiles(places, "n_enterprises", names), "spots": spots, "answer": places}


def _list_imports(ask: Ask, failures: Sequence[api.Failure]) -> dict[str, Any]:
    every = api.list_imports(ask.office)
    # A comma parts the things of an address; a product with one in its name can be typed.
    shown = tuple(one for one in every if "," not in one.product and "，" not in one.product)[:N_IMPORTS]
    spots = {
        one.product: _spot(ask, failures, api.Failure(kind="outside", what=one.product), one.product)
        for one in shown
    }
    return {"imports": shown, "spots": spots, "answer": every}


def _spot(ask: Ask, failures: Sequence[api.Failure], one: api.Failure, key: str) -> Spot:
    is_chosen = one in failures
    after = _leave(failures, one) if is_chosen else [*failures, one]
    return Spot(is_chosen=is_chosen, address=_address(ask, after, f"pick-{key}"))


def _leave(failures: Sequence[api.Failure], one: api.Failure) -> list[api.Failure]:
    return [other for other in failures if other != one]


def _address(ask: Ask, failures: Sequence[api.Failure], place: str) -> str:
    first = failures[0] if failures else None
    return links.shock(
        {
            **ask.parameters,
            "kind": first.kind if first else None,
            "what": first.what if first else None,
            "also": write_failures(failures[1:]),
        },
        place,
    )
