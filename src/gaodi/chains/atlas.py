"""What do the five maps and five lists of a chain hold today? Each from the region's own tables, never a poster."""

import polars as pl

from gaodi.catalogue import ChainTemplate
from gaodi.chains.atlas_lists import (
    list_clusters,
    list_enterprises,
    list_policies,
    list_problems,
    list_projects,
)
from gaodi.chains.atlas_maps import (
    map_applications,
    map_investment,
    map_links,
    map_places,
    map_route,
)
from gaodi.chains.atlas_reading import ChainReading
from gaodi.chains.atlas_records import ChainAtlas
from gaodi.chains.firms import FirmTables, gather_firms
from gaodi.chains.fusion_records import ChainFusion
from gaodi.chains.records import ChainDiagnosis
from gaodi.region import Region

N_ROWS = 100


def build_atlas(
    region: Region,
    template: ChainTemplate,
    counted: pl.DataFrame,
    diagnosis: ChainDiagnosis,
    fusion: ChainFusion | None = None,
    *,
    firms: FirmTables | None = None,
    n_rows: int | None = N_ROWS,
) -> ChainAtlas:
    """Build the five maps and five lists of a chain.

    Parameters
    ----------
    region : Region
    template : ChainTemplate
    counted : polars.DataFrame
        Placements that count, from `select_counted`.
    diagnosis : ChainDiagnosis
        Of the same chain and region.
    fusion : ChainFusion or None
        Its holes are among the problems.
    firms : FirmTables or None
        From `gather_firms`.
    n_rows : int or None
        At most so many rows of each list; None is all.

    Returns
    -------
    ChainAtlas
        A map or list of which no table was imported has no rows and names the tables.
    """
    reading = ChainReading(
        region=region,
        firms=firms or gather_firms(region),
        template=template,
        counted=counted.select("enterprise_id", "link_id").unique(maintain_order=True),
        diagnosis=diagnosis,
        fusion=fusion,
    )
    maps = (
        map_links(reading),
        map_route(reading),
        map_applications(reading),
        map_places(reading),
        map_investment(reading),
    )
    lists = (
        list_enterprises(reading, n_rows),
        list_projects(reading, n_rows),
        list_clusters(reading, n_rows),
        list_problems(reading, n_rows),
        list_policies(reading, n_rows),
    )
    return ChainAtlas(
        chain_id=template.id,
        zh=template.zh,
        en=template.en,
        version=template.version,
        maps=maps,
        lists=lists,
        synthetic=any(link.synthetic for link in diagnosis.links),
    )
