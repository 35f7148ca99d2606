"""What does the name of an indicator say of its numbers? 工业用电量同比 is growth of 工业用电量."""

import re

_ENDINGS = (
    ("growth", re.compile(r"(?:累计)?(?:同比增长率?|同比增速|增长速度|增长率|同比|环比|增速|增幅)$")),
    ("rank", re.compile(r"(?:在?全[国省市])?(?:排名|位次|名次)$")),
    ("contribution", re.compile(r"贡献率$")),
    ("share", re.compile(r"(?:比重|占比|份额|占有率)$")),
)
_KEPT = frozenset({"contribution", "share"})
"""Kinds whose ending is part of what is measured."""


def split_measure(name: str, unit: str) -> tuple[str, str]:
    """Return what a series measures and the kind of its numbers, read from its name and unit alone.

    Parameters
    ----------
    name : str
        As the head of a column or a row gives it.
    unit : str

    Returns
    -------
    tuple of str
        Indicator without an ending that says the kind, and one of the kinds of `gaodi.base.Comparison`.

    Examples
    --------
    >>> split_measure("工业用电量同比", "%"), split_measure("第九批单项冠军入选数", "家")
    (('工业用电量', 'growth'), ('第九批单项冠军入选数', 'new'))
    """
    for comparison, pattern in _ENDINGS:
        if (found := pattern.search(name)) and (comparison != "growth" or unit in {"%", "‰", ""}):
            bare = name[: found.start()]
            return (name if comparison in _KEPT or not bare else bare), comparison
    if unit in {"%", "‰"} and re.search(r"占[^，。]{2,}", name):
        return name, "share"
    if "累计" in name:
        return name, "cumulative"
    if re.search(r"新增|新认定|新培育|净增|入选数?$", name):
        return name, "new"
    return name, "level"
