"""Which rules are there, and which apply? Packs are read once and chosen by title, day, route and province."""

from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

from gaodi.base import CatalogueError, NotFoundError, digest_record
from gaodi.catalogue import Catalogue, load_catalogue, read_record
from gaodi.cultivate.checking import check_pack
from gaodi.cultivate.packs import Route, RulePack, ScaleStandard, SizeStandard

ROUTE_NAMES = {"new": ("新申报", "new application"), "review": ("复核", "review")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLibrary:
    """All rule packs by id, the size standard, and the lines of above-scale statistics."""

    packs: dict[str, RulePack] = field(repr=False)
    sizes: SizeStandard = field(repr=False)
    scale: ScaleStandard = field(repr=False)
    digest: str

    def pack(self, pack_id: str) -> RulePack:
        """Return a pack, or raise NotFoundError naming the known ones."""
        if pack_id in self.packs:
            return self.packs[pack_id]
        known = "、".join(sorted(self.packs))
        raise NotFoundError(
            f"没有规则包「{pack_id}」；现有：{known}。", f"no rule pack {pack_id!r}; known: {known}."
        )

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles that have rules, in the order of their packs' ids."""
        return tuple(dict.fromkeys(self.packs[pack_id].title for pack_id in sorted(self.packs)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChoice:
    """The pack that applies, and why in one sentence."""

    pack: RulePack
    on: date
    route: Route
    province: str
    zh: str
    en: str


def load_packs(extra: Path | None = None, *, catalogue: Catalogue | None = None) -> PackLibrary:
    """Read the shipped rule packs and, over them, a workspace's own.

    Parameters
    ----------
    extra : Path or None
        Folder that may hold `rules/packs/*.yaml`, `rules/sizes.yaml` and `rules/scale.yaml`; a known id replaces the shipped one.
    catalogue : Catalogue or None
        Knows the titles and choices that clauses may name; read from the same folder by default.

    Returns
    -------
    PackLibrary

    Raises
    ------
    CatalogueError
        With file and key, for an unknown key, metric, title, choice or unit, a double id, or a wrong shape.
    """
    catalogue = catalogue or load_catalogue(extra)
    roots = [Path(str(files("gaodi.catalogue"))) / "data"] + ([extra] if extra else [])
    paths = [path for root in roots for path in sorted(root.glob("rules/packs/*.yaml"))]
    size_paths, scale_paths = (
        [path for root in roots for path in sorted(root.glob(f"rules/{name}.yaml"))]
        for name in ("sizes", "scale")
    )
    packs: dict[str, RulePack] = {}
    for path in paths:
        pack = read_record(path, RulePack)
        if pack.id != path.stem:
            raise CatalogueError.at(path.name, "id", pack.id, f"文件名/the file's name {path.stem!r}")
        check_pack(pack, path.name, catalogue)
        packs[pack.id] = pack
    return PackLibrary(
        packs=packs,
        sizes=read_record(size_paths[-1], SizeStandard),
        scale=read_record(scale_paths[-1], ScaleStandard),
        digest=digest_record(
            [[p.name, p.read_text(encoding="utf-8")] for p in (*paths, *size_paths, *scale_paths)]
        ),
    )


def province_of(code: str) -> str:
    """Return the code of the province a division lies in: its notices bind cities and counties too.

    Examples
    --------
    >>> province_of("430181")
    '430000'
    """
    return f"{code[:2]}0000"


def choose_pack(
    library: PackLibrary, title_id: str, *, on: date, route: Route = "new", province: str = "430000"
) -> PackChoice:
    """Return the pack that applies to a title on a day.

    A province's own pack goes before the national one, a later version before an earlier. Unverified packs
    are never chosen.

    Parameters
    ----------
    library : PackLibrary
    title_id : str
    on : date
        The day of the decision.
    route : {"new", "review"}
    province : str, six-digit division code

    Returns
    -------
    PackChoice

    Raises
    ------
    NotFoundError
        If no pack serves the title, or none on that day by that route; says which days are served.
    """
    of_title = [pack for pack in library.packs.values() if pack.title == title_id]
    if not of_title:
        known = "、".join(library.titles)
        raise NotFoundError(
            f"称号「{title_id}」没有规则包；有规则包的称号：{known}。",
            f"no rule pack for title {title_id!r}; titles with packs: {known}.",
        )
    served = [
        (pack.province is not None, *span, pack)
        for pack in of_title
        if pack.status != "unverified" and pack.province in (None, province)
        for span in pack.spans(route)
    ]
    fitting = [entry for entry in served if entry[1] <= on and (entry[2] is None or on <= entry[2])]
    route_zh, route_en = ROUTE_NAMES[route]
    if not fitting:
        spans = "；".join(f"{pack.id} {start}–{end or ''}" for _, start, end, _, pack in served) or "—"
        raise NotFoundError(
            f"{on} 没有适用于「{title_id}」{route_zh}的规则包；现有适用期：{spans}。请换一个判定日期。",
            f"no rule pack for {title_id!r} ({route_en}) on {on}; spans served: {spans}. Choose another day.",
        )
    _, start, end, document, pack = max(fitting, key=lambda entry: entry[:2])
    own = pack.province is not None
    of_zh, of_en = ("本省的", "the province's own ") if own else ("", "")
    until_zh, until_en = (f"至 {end}", f"to {end}") if end else ("起", "on")
    by_zh, by_en = (f"，依据{document}", f" under {document}") if document != pack.document else ("", "")
    return PackChoice(
        pack=pack,
        on=on,
        route=route,
        province=province,
        zh=f"判定日期 {on}，企业{route_zh}：适用{of_zh}{pack.document}（适用期 {start} {until_zh}{by_zh}）。",
        en=f"Decided on {on}, {route_en} of an enterprise: {of_en}{pack.document} applies (from {start} {until_en}{by_en}).",
    )
