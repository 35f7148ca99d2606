"""Of what is a share a share? Shares taken apart into numerator and whole."""

import re
from dataclasses import dataclass

from gaodi.conflicts.indicators import IndicatorKey
from gaodi.conflicts.keys import KeyedFact, KeyReader

_TAIL = re.compile(r"(?:的?(?:比重|比例|份额|百分比|总量|总数|数量|总额|数))+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareClaim:
    """A share taken apart.

    Parameters
    ----------
    share : KeyedFact
    numerator : IndicatorKey
        Of the same subject.
    wholes : tuple of tuple of str
        Measures and subjects that may be the whole.
    is_new : bool
        Whether the whole is what was newly added.
    """

    share: KeyedFact
    numerator: IndicatorKey
    wholes: tuple[tuple[str, str], ...]
    is_new: bool


def read_share(keyed: KeyedFact, reader: KeyReader) -> ShareClaim | None:
    """Take a share apart at 占, or None where its words do not say of what."""
    words = reader.fold(keyed.fact.indicator)
    part, _, whole = words.rpartition("占")
    if not part:
        part = words
    whole = reader.fold(keyed.fact.base) or whole
    if not whole or not part:
        return None
    numerator = reader.indicators.read(part, subject=keyed.fact.subject)
    wider = next((w for w in reader.words.wider if whole.startswith(w)), "")
    if wider:
        place = _find_wider(wider, keyed.subject, reader)
        wholes: tuple[tuple[str, str], ...] = ((numerator.core, place),) if place else ()
        return ShareClaim(share=keyed, numerator=numerator, wholes=wholes, is_new="新增" in whole)
    base = _TAIL.sub("", whole)
    tails = [base] + ([f"{base}增加值"] if part.endswith("增加值") and not base.endswith("值") else [])
    cores = dict.fromkeys(reader.indicators.read(tail).core for tail in tails)
    return ShareClaim(
        share=keyed,
        numerator=numerator,
        wholes=tuple((core, keyed.subject) for core in cores),
        is_new=False,
    )


def _find_wider(word: str, subject: str, reader: KeyReader) -> str | None:
    endings = {"全省": ("省", "自治区"), "全市": ("市", "州"), "全区": ("自治区", "区"), "全国": ("全国",)}
    above = reader.subjects.ancestors(subject)
    return next((place for place in above if place.endswith(endings.get(word, ("",)))), None)
