"""Words every room uses: errors, money, periods, ids, digests, figures."""

from gaodi.base.digests import digest_bytes, digest_file, digest_record
from gaodi.base.errors import (
    CatalogueError,
    FigureKeyError,
    GaodiError,
    InputError,
    NotFoundError,
    SourceError,
    TableError,
    ValueFormatError,
    WorkspaceBusyError,
    WorkspaceError,
)
from gaodi.base.figures import Bound, Comparison, Figure, Origin, OriginKind, Status, subtract_figures
from gaodi.base.ids import (
    compute_check_character,
    parse_credit_code,
    parse_district_code,
    parse_industry_code,
    parse_stock_code,
    shorten_district_code,
)
from gaodi.base.money import MONEY_UNITS, format_money, parse_money, render_money
from gaodi.base.periods import Period, parse_period
from gaodi.base.progress import Progress, ignore_progress

__all__ = [
    "MONEY_UNITS",
    "Bound",
    "CatalogueError",
    "Comparison",
    "Figure",
    "FigureKeyError",
    "GaodiError",
    "InputError",
    "NotFoundError",
    "Origin",
    "OriginKind",
    "Period",
    "Progress",
    "SourceError",
    "Status",
    "TableError",
    "ValueFormatError",
    "WorkspaceBusyError",
    "WorkspaceError",
    "compute_check_character",
    "digest_bytes",
    "digest_file",
    "digest_record",
    "format_money",
    "ignore_progress",
    "parse_credit_code",
    "parse_district_code",
    "parse_industry_code",
    "parse_money",
    "parse_period",
    "parse_stock_code",
    "render_money",
    "shorten_district_code",
    "subtract_figures",
]
