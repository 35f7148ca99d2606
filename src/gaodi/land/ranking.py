"""Which rank and class does a total have? Shares of a ranking, with ties and with totals nobody knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gaodi.land.standards import Classing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Rank and class of one total."""

    rank: int | None = None
    rank_at_most: int | None = None
    n_ranked: int = 0
    class_id: str | None = None
    possible_classes: tuple[str, ...] = ()
    treated_as: str | None = None
    note_zh: str = ""
    note_en: str = ""


def rank_totals(
    classing: Classing | None, totals: Sequence[Fraction | None], exemptions: Sequence[str | None]
) -> list[Standing]:
    """Return the standing of every total.

    Equal totals share the better rank. A rank r of n is in a band when 100 · r ≤ upto · n, the edge included;
    no rank is rounded (our own choice, decision 0014). A total nobody knows may stand ahead of any other: where that
    would change a class, the class is unknown and the possible ones are named.

    Parameters
    ----------
    classing : Classing or None
        None: ranks without classes.
    totals, exemptions : sequences of equal length
        An exempt total is scored, and neither ranked nor classed.

    Returns
    -------
    list of Standing
    """
    ranked = [t for t, why in zip(totals, exemptions, strict=True) if why is None]
    known = sorted((t for t in ranked if t is not None), reverse=True)
    first = {total: place for place, total in reversed(list(enumerate(known, start=1)))}
    n_unknown = len(ranked) - len(known)
    return [
        _stand(classing, total, why, first, len(ranked), n_unknown)
        for total, why in zip(totals, exemptions, strict=True)
    ]


def find_class(classing: Classing, rank: int, n_ranked: int) -> str:
    """Return the class of a rank.

    Examples
    --------
    >>> from gaodi.land.standards import ClassBand
    >>> four = Classing(article="", bands=tuple(ClassBand(id=i, upto=u) for i, u in
    ...     [("A", 25), ("B", 70), ("C", 95), ("D", 100)]))
    >>> [find_class(four, rank, 20) for rank in (5, 6, 14, 15, 19, 20)]
    ['A', 'B', 'B', 'C', 'C', 'D']
    """
    return next(band.id for band in classing.bands if 100 * rank <= band.upto * n_ranked)


def _stand(
    classing: Classing | None,
    total: Fraction | None,
    exemption: str | None,
    first: dict[Fraction, int],
    n_ranked: int,
    n_unknown: int,
) -> Standing:
    if exemption is not None:
        treated = classing.treated_as if classing else None
        zh, en = f"{exemption}：只计分，不参加分类", f"{exemption}: scored, not classed"
        return Standing(
            n_ranked=n_ranked,
            treated_as=treated,
            note_zh=f"{zh}，按 {treated} 类对待。" if treated else f"{zh}。",
            note_en=f"{en}; treated as {treated}." if treated else f"{en}.",
        )
    if total is None:
        bands = tuple(band.id for band in classing.bands) if classing else ()
        return Standing(
            n_ranked=n_ranked,
            possible_classes=bands,
            note_zh="有指标未知，总分、位次未知。",
            note_en="an item is unknown, so total and rank are.",
        )
    best, worst = first[total], first[total] + n_unknown
    classes: tuple[str, ...] = ()
    if classing:
        order = [band.id for band in classing.bands]
        low, high = (order.index(find_class(classing, rank, n_ranked)) for rank in (best, worst))
        classes = tuple(order[low : high + 1])
    zh = en = ""
    if n_unknown:
        zh = f"有 {n_unknown} 家企业总分未知，位次在 {best} 至 {worst} 之间。"
        en = f"{n_unknown} totals are unknown: the rank lies between {best} and {worst}."
    return Standing(
        rank=best,
        rank_at_most=worst,
        n_ranked=n_ranked,
        class_id=classes[0] if len(classes) == 1 else None,
        possible_classes=classes,
        note_zh=zh,
        note_en=en,
    )
