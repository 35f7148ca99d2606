"""How is a whole register made? Block after block, each from its own random numbers, straight to Parquet."""

from pathlib import Path

from gaodi.base import InputError, Progress, digest_record, ignore_progress
from gaodi.catalogue import Catalogue
from gaodi.synth.affairs import list_demands, list_offers, list_projects, list_tasks
from gaodi.synth.calibration import load_calibration
from gaodi.synth.finances import list_years
from gaodi.synth.firms import BLOCK, describe_firms, draw_firms
from gaodi.synth.grounds import Clusters, Parks, build_clusters, build_parks, list_members, list_parcels
from gaodi.synth.links import list_supply_links
from gaodi.synth.outside import Outsiders, build_outsiders, list_purchases
from gaodi.synth.plan import Plan, build_plan
from gaodi.synth.rights import list_products, list_rights
from gaodi.synth.titles import draw_standing, list_titles
from gaodi.synth.writing import RegisterWriter

RECIPE = "1"
"""Changes whenever the same settings would give other rows."""

MAX_ENTERPRISES = 10_000_000
STEP = "生成合成企业库"


def describe_register(n: int, seed: int, *, has_outside: bool = False) -> dict[str, object]:
    """Return the settings of a register and the statement that it is synthetic.

    Parameters
    ----------
    n : int, number of enterprises
    seed : int
    has_outside : bool
        As in `generate_register`.

    Returns
    -------
    dict
        JSON-ready. Its digest is the `source_id` of rows generated without another one.

    Examples
    --------
    >>> describe_register(1000, 7)["n_enterprises"]
    1000
    """
    calibration = load_calibration()
    return {
        "kind": "synthetic-register",
        "statement_zh": "合成数据：企业、数字、关系、项目和需求均由程序按种子生成，不是任何真实企业的情况。",
        "statement_en": "Synthetic data: firms, figures, links, projects and demands are generated from a seed "
        "and describe no real firm.",
        "recipe": RECIPE,
        "n_enterprises": n,
        "seed": seed,
        "calibration": calibration.model_dump(mode="json"),
        **({"has_outside": True} if has_outside else {}),
    }


def generate_register(
    out: Path,
    *,
    n_enterprises: int = 20_000,
    seed: int = 2026,
    catalogue: Catalogue,
    last_year: int = 2025,
    chunk: int = 100_000,
    source_id: str | None = None,
    has_outside: bool = False,
    progress: Progress = ignore_progress,
) -> dict[str, tuple[Path, int]]:
    """Write a synthetic register as one Parquet file per table.

    Memory depends on `chunk`, not on `n_enterprises`. The same settings and catalogue give the same bytes; another
    `chunk` gives the same rows in other row groups.

    Parameters
    ----------
    out : Path
        Folder, made if absent; files of the same names are replaced.
    n_enterprises : int, 1 to 10,000,000
    seed : int, not negative
    catalogue : Catalogue
        Gives table schemas, places and the links and products of chains.
    last_year : int
        Last of the three years of figures.
    chunk : int
        Enterprises per row group, rounded up to whole blocks of 20,000.
    source_id : str or None
        Written into every row; None takes the digest of `describe_register`.
    has_outside : bool
        Whether what the region's empty key links would supply is bought from a few firms of other provinces. These stand in the
        supply links and the products alone, and no other row changes.
    progress : Progress
        Told the number of enterprises done.

    Returns
    -------
    dict of str to (Path, int)
        File and number of rows of each table.

    Raises
    ------
    InputError
        If a number is out of its range.
    """
    _check_settings(n_enterprises, seed, chunk)
    out.mkdir(parents=True, exist_ok=True)
    plan = build_plan(catalogue, load_calibration(), n=n_enterprises, seed=seed, last_year=last_year)
    source = source_id or digest_record(describe_register(n_enterprises, seed, has_outside=has_outside))
    parks, clusters = build_parks(plan), build_clusters(plan)
    outsiders = build_outsiders(plan) if has_outside else None
    with RegisterWriter(out, catalogue, source) as writer:
        writer.add("park", parks.columns)
        writer.add("cluster", clusters.columns)
        writer.add("task", list_tasks(plan))
        blocks_per_group = max(1, -(-chunk // BLOCK))
        n_blocks = -(-n_enterprises // BLOCK)
        progress(STEP, 0, n_enterprises)
        for block in range(n_blocks):
            _write_block(writer, plan, parks, clusters, outsiders, block)
            if (block + 1) % blocks_per_group == 0:
                writer.flush()
            progress(STEP, min((block + 1) * BLOCK, n_enterprises), n_enterprises)
        if outsiders is not None:
            writer.add("product", outsiders.columns)
    return writer.results()


def _write_block(
    writer: RegisterWriter,
    plan: Plan,
    parks: Parks,
    clusters: Clusters,
    outsiders: Outsiders | None,
    block: int,
) -> None:
    firms = draw_firms(plan, block)
    standing = draw_standing(plan, firms)
    park = parks.draw(plan, firms)
    writer.add("enterprise", describe_firms(plan, firms, parks.name(park), standing.held["high_tech"]))
    writer.add("enterprise_year", list_years(plan, firms, standing))
    writer.add("qualification", list_titles(plan, firms, standing))
    writer.add("intellectual_property", list_rights(plan, firms, standing))
    writer.add("product", list_products(plan, firms))
    writer.add("supply_link", list_supply_links(plan, firms))
    if outsiders is not None:
        writer.add("supply_link", list_purchases(plan, firms, outsiders))
    writer.add("parcel", list_parcels(plan, firms, parks, park))
    writer.add("project", list_projects(plan, firms, parks, park))
    writer.add("cluster_member", list_members(plan, firms, clusters, standing))
    writer.add("demand", list_demands(plan, firms))
    writer.add("offer", list_offers(plan, firms))


def _check_settings(n: int, seed: int, chunk: int) -> None:
    if not 1 <= n <= MAX_ENTERPRISES:
        raise InputError(
            f"企业数为 {n}，应在 1 至 {MAX_ENTERPRISES:,} 之间；请修改 --enterprises。",
            f"number of enterprises is {n}, expected 1 to {MAX_ENTERPRISES:,}; change --enterprises.",
        )
    if seed < 0:
        raise InputError(
            f"种子为 {seed}，应为非负整数；请修改 --seed。",
            f"seed is {seed}, expected 0 or more; change --seed.",
        )
    if chunk < 1:
        raise InputError(
            f"每组企业数为 {chunk}，应为正整数。",
            f"chunk is {chunk}, expected a positive number of enterprises.",
        )
