"""What is a datum called? Names of tables, columns and titles, and what is missing in words."""

from collections.abc import Mapping

from gaodi.catalogue import Catalogue


def name_data(catalogue: Catalogue, lang: str) -> dict[str, str]:
    """Return names of tables, columns and titles, as missing data are told in."""
    titles = catalogue.taxonomy("titles").terms
    names = {term.id: (term.en if lang == "en" else term.zh) or term.zh for term in titles}
    names["@"] = " ({})" if lang == "en" else "（{}）"
    for table in catalogue.tables.values():
        names[table.id] = (table.en if lang == "en" else table.zh) or table.zh
        names |= {f"{table.id}.{column.name}": column.label(lang) for column in table.columns}
    return names


def write_datum(text: str, names: Mapping[str, str]) -> str:
    """Return what is missing in words: `table.column@year` as column and year, another row by its table.

    Parameters
    ----------
    text : str
    names : mapping
        `table.column`, table and title → name; `@` → how a year is put behind a name.

    Examples
    --------
    >>> names = {"qualification": "称号", "enterprise_year.revenue": "营业收入", "@": "（{}）"}
    >>> write_datum("enterprise_year.revenue@2025", names), write_datum("qualification.award", names)
    ('营业收入（2025）', '称号：award')
    """
    path, _, year = text.partition("@")
    table, _, column = path.partition(".")
    name = names.get(path)
    if name is None and table in names:
        name = f"{names[table]}：{names.get(column, column)}" if column else names[table]
    return text if name is None else name + (names["@"].format(year) if year else "")
