"""Why is an industry recommended? One sentence in Chinese and one in English."""

from collections.abc import Sequence

from gaodi.structure.complexity_records import Neighbour, OpportunityPart


def explain_opportunity(
    industry: str, parts: Sequence[OpportunityPart], neighbours: Sequence[Neighbour], n_missing: int
) -> tuple[str, str]:
    """Say what speaks for and against an industry a region lacks.

    Parameters
    ----------
    industry : str
    parts : sequence of OpportunityPart
    neighbours : sequence of Neighbour
    n_missing : int
        Industries the region lacks.

    Returns
    -------
    zh, en : str

    Examples
    --------
    >>> part = OpportunityPart(measure="density", value=0.5, standing=1.0, place=1)
    >>> explain_opportunity("纱", [part], [Neighbour(industry="棉", proximity=0.75)], 4)[0]
    '纱：与现有行业的接近度 0.500（缺失的 4 个行业中第 1）；已有近邻棉 0.75。'
    """
    zh, en = [], []
    for part in parts:
        if part.measure == "density":
            zh.append(f"与现有行业的接近度 {_write(part.value)}{_place_zh(part, n_missing)}")
            en.append(f"nearness to what is here {_write(part.value)}{_place_en(part, n_missing)}")
        elif part.measure == "gain":
            zh.append(_tell_gain_zh(part, n_missing))
            en.append(_tell_gain_en(part, n_missing))
        elif part.value is not None:
            zh.append(f"本地产业链需要程度 {part.value:g}{_place_zh(part, None)}")
            en.append(f"need of the region's chains {part.value:g}{_place_en(part, None)}")
    if neighbours:
        near_zh = "、".join(f"{near.industry} {near.proximity:.2f}" for near in neighbours)
        zh.append(f"已有近邻{near_zh}")
        en.append(f"neighbours here: {', '.join(f'{n.industry} {n.proximity:.2f}' for n in neighbours)}")
    else:
        zh.append("没有相近的现有行业，要从头培育")
        en.append("nothing here is near it, it would start from nothing")
    return f"{industry}：{'；'.join(zh)}。", f"{industry}: {'; '.join(en)}."


def _tell_gain_zh(part: OpportunityPart, n_missing: int) -> str:
    if part.value is None:
        return "对今后复杂度的提升未知"
    if part.value < 0:
        return f"会使可及的复杂度降低 {-part.value:.3f}{_place_zh(part, n_missing)}"
    return f"对今后复杂度的提升 {part.value:.3f}{_place_zh(part, n_missing)}"


def _tell_gain_en(part: OpportunityPart, n_missing: int) -> str:
    if part.value is None:
        return "gain of outlook unknown"
    if part.value < 0:
        return f"lowers the outlook by {-part.value:.3f}{_place_en(part, n_missing)}"
    return f"gain of outlook {part.value:.3f}{_place_en(part, n_missing)}"


def _write(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _place_zh(part: OpportunityPart, n_missing: int | None) -> str:
    if part.place is None:
        return ""
    return f"（第 {part.place}）" if n_missing is None else f"（缺失的 {n_missing} 个行业中第 {part.place}）"


def _place_en(part: OpportunityPart, n_missing: int | None) -> str:
    if part.place is None:
        return ""
    return (
        f" (number {part.place})"
        if n_missing is None
        else f" (number {part.place} of the {n_missing} lacking)"
    )
