"""What is a datum called? Names of tables, columns and titles in the page's language."""

from gaodi.web.asking import Ask
from gaodi.web.formats import pick


def name_data(ask: Ask) -> dict[str, str]:
    """Return names of tables, columns and titles, as missing data are told in."""
    catalogue, lang = ask.office.catalogue, ask.lang
    names = {term.id: pick(term, lang) for term in catalogue.taxonomy("titles").terms}
    names["@"] = " ({})" if lang == "en" else "（{}）"
    for table in catalogue.tables.values():
        names[table.id] = pick(table, lang)
        names |= {f"{table.id}.{column.name}": column.label(lang) for column in table.columns}
    return names
