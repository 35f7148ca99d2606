"""What changed at a link since an earlier snapshot? Verdict before and after, and the figures that differ."""

from dataclasses import dataclass

from gaodi.base import format_money
from gaodi.chains.records import LinkDiagnosis, Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """One link on two snapshots."""

    link_id: str
    zh: str
    en: str
    before: Strength | None
    """None where the earlier template has no such link."""
    after: Strength
    changes_zh: tuple[str, ...]
    changes_en: tuple[str, ...]

    @property
    def is_moved(self) -> bool:
        """Whether the verdict is another."""
        return self.before is not self.after


_COUNTS = (
    ("n_enterprises", "企业", "firms"),
    ("n_above_scale", "规上企业", "above-scale firms"),
    ("n_titled", "小巨人或单项冠军", "little giants or champions"),
    ("n_cities", "分布市州", "cities"),
    ("n_revenue_unknown", "营业收入未知的企业", "firms of unknown revenue"),
)


def compare_link(before: LinkDiagnosis | None, after: LinkDiagnosis) -> LinkChange:
    """Compare a link with itself on an earlier snapshot.

    Parameters
    ----------
    before : LinkDiagnosis or None
        None where there was no such link.
    after : LinkDiagnosis

    Returns
    -------
    LinkChange
        Without changes where every figure is the same.
    """
    zh, en = _compare(before, after) if before else (["模板中新增的环节"], ["a new link of the template"])
    return LinkChange(
        link_id=after.link_id,
        zh=after.zh,
        en=after.en,
        before=before.strength if before else None,
        after=after.strength,
        changes_zh=tuple(zh),
        changes_en=tuple(en),
    )


def _compare(before: LinkDiagnosis, after: LinkDiagnosis) -> tuple[list[str], list[str]]:
    zh, en = [], []
    for name, word_zh, word_en in _COUNTS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            zh.append(f"{word_zh} {old:,} → {new:,}")
            en.append(f"{word_en} {old:,} → {new:,}")
    if before.revenue != after.revenue:
        old, new = (format_money(value, "亿元") for value in (before.revenue, after.revenue))
        zh.append(f"营业收入 {old} → {new}")
        en.append(f"revenue {old} → {new}")
    if before.local_inputs != after.local_inputs:
        zh.append(f"本地没有企业的关键投入 {len(before.local_inputs)} → {len(after.local_inputs)} 种")
        en.append(
            f"essential inputs without a local firm {len(before.local_inputs)} → {len(after.local_inputs)}"
        )
    old_rule, new_rule = (link.rule_id.partition("/")[0] for link in (before, after))
    if old_rule != new_rule:
        zh.append(f"判定规则 {old_rule} → {new_rule}")
        en.append(f"rule {old_rule} → {new_rule}")
    return zh, en
