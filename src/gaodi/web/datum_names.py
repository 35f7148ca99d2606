"""What is a datum called on a page? Names of tables, columns and titles in its language."""

from gaodi import api
from gaodi.web.asking import Ask


def name_data(ask: Ask) -> dict[str, str]:
    """Return names of tables, columns and titles, as missing data are told in."""
    return api.name_data(ask.office.catalogue, ask.lang)
