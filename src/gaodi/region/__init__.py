"""The region at one date: conformed tables in immutable Parquet, snapshots, and how complete they are."""

from gaodi.region.enterprises import city_of, list_enterprises_frame
from gaodi.region.opening import open_region
from gaodi.region.parts import adopt_part, write_part
from gaodi.region.records import PlaceCount, Region, RegionSummary, TableState
from gaodi.region.snapshots import commit_import, sweep_orphans
from gaodi.region.summary import summarise_region
from gaodi.region.titles import titles_ended, titles_in_force

__all__ = [
    "PlaceCount",
    "Region",
    "RegionSummary",
    "TableState",
    "adopt_part",
    "city_of",
    "commit_import",
    "list_enterprises_frame",
    "open_region",
    "summarise_region",
    "sweep_orphans",
    "titles_ended",
    "titles_in_force",
    "write_part",
]
