"""What can a rule ask about a cluster or a factory? Every metric by name, read from one record, from below and above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Value = Decimal | bool | str
SubjectKind = Literal["cluster", "factory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRecord:
    """What is known of one subject; what is absent is unknown."""

    subject_id: str
    name: str
    kind: SubjectKind
    year: int
    """The last complete year."""
    values: Mapping[str, Value] = field(default_factory=dict)
    years: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)
    """Datum → year → value."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Datum, or `datum@year` → where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a metric read: a number from below and above, or a truth; None is unknown, a bound of None is open."""

    low: Fraction | None = None
    high: Fraction | None = None
    truth: bool | None = None
    used: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectMetric:
    """One thing a rule can ask."""

    zh: str
    en: str
    kind: Literal["number", "truth"]
    unit: str
    measure: Callable[[SubjectRecord], Reading]
    data: tuple[str, ...]
    """Names in `values` or `years`."""
    is_yearly: bool = False


def _read_years(record: SubjectRecord, name: str, n_years: int) -> tuple[list[Fraction | None], Reading]:
    """Return the values of the last years, the latest first, and which data they are."""
    series = record.years.get(name, {})
    keys = [record.year - back for back in range(n_years)]
    values = [Fraction(series[year]) if year in series else None for year in keys]
    used = tuple(f"{name}@{year}" for year in keys if year in series)
    missing = tuple(f"{name}@{year}" for year in keys if year not in series)
    return values, Reading(used=used, missing=missing)


def _number(name: str) -> Callable[[SubjectRecord], Reading]:
    def measure(record: SubjectRecord) -> Reading:
        value = record.values.get(name)
        if not isinstance(value, Decimal):
            return Reading(missing=(name,))
        return Reading(low=Fraction(value), high=Fraction(value), used=(name,))

    return measure


def _truth(name: str) -> Callable[[SubjectRecord], Reading]:
    def measure(record: SubjectRecord) -> Reading:
        value = record.values.get(name)
        if not isinstance(value, bool):
            return Reading(missing=(name,))
        return Reading(truth=value, used=(name,))

    return measure


def _least(name: str, n_years: int) -> Callable[[SubjectRecord], Reading]:
    """Take the least of several years: a known year bounds it from above, only all of them from below."""

    def measure(record: SubjectRecord) -> Reading:
        values, reading = _read_years(record, name, n_years)
        known = [value for value in values if value is not None]
        least = min(known, default=None)
        low = least if len(known) == n_years else None
        return Reading(low=low, high=least, used=reading.used, missing=reading.missing)

    return measure


def _share(part: str, whole: str) -> Callable[[SubjectRecord], Reading]:
    """Take a share of the last year in per cent; of nothing there is none."""

    def measure(record: SubjectRecord) -> Reading:
        (top,), first = _read_years(record, part, 1)
        (bottom,), second = _read_years(record, whole, 1)
        used, missing = first.used + second.used, first.missing + second.missing
        if top is None or bottom is None or bottom <= 0:
            return Reading(used=used, missing=missing)
        share = 100 * top / bottom
        return Reading(low=share, high=share, used=used, missing=missing)

    return measure


def _mean_growth(name: str, n_years: int) -> Callable[[SubjectRecord], Reading]:
    """Take the mean of yearly growth rates in per cent; from a base of zero or less there is no growth."""

    def measure(record: SubjectRecord) -> Reading:
        values, reading = _read_years(record, name, n_years + 1)
        known = [value for value in values if value is not None]
        if len(known) < len(values) or any(base <= 0 for base in known[1:]):
            return Reading(used=reading.used, missing=reading.missing)
        rates = [(known[i] - known[i + 1]) / known[i + 1] for i in range(n_years)]
        mean = 100 * sum(rates, Fraction(0)) / n_years
        return Reading(low=mean, high=mean, used=reading.used, missing=reading.missing)

    return measure


def _plain(zh: str, en: str, unit: str, name: str) -> SubjectMetric:
    return SubjectMetric(zh=zh, en=en, kind="number", unit=unit, measure=_number(name), data=(name,))


def _flag(zh: str, en: str, name: str) -> SubjectMetric:
    return SubjectMetric(zh=zh, en=en, kind="truth", unit="", measure=_truth(name), data=(name,))


def _yearly(
    zh: str, en: str, unit: str, measure: Callable[[SubjectRecord], Reading], *data: str
) -> SubjectMetric:
    return SubjectMetric(zh=zh, en=en, kind="number", unit=unit, measure=measure, data=data, is_yearly=True)


SUBJECT_METRICS: dict[SubjectKind, dict[str, SubjectMetric]] = {
    "cluster": {
        "area": _plain("集群面积", "Area", "平方公里", "area"),
        "output_each_of_three_years": _yearly(
            "近三年每年总产值（最低一年）", "Output, least of three years", "万元", _least("output", 3), "output"
        ),
        "sme_output_share": _yearly(
            "中小企业产值占比", "SME share of output", "%", _share("sme_output", "output"), "sme_output", "output"
        ),
        "leading_output_share": _yearly(
            "主导产业产值占比", "Leading industry's share of output", "%",
            _share("leading_output", "output"), "leading_output", "output",
        ),
        "mean_output_growth_three_years": _yearly(
            "近三年产值平均增速", "Mean output growth over three years", "%", _mean_growth("output", 3), "output"
        ),
        "n_champions_and_giants": _plain("主导产业单项冠军、小巨人数", "Champions and giants", "家", "n_champions_and_giants"),
        "n_quality_firms": _plain("专精特新、创新型、高企数", "Specialised, innovative and high-tech firms", "家", "n_quality_firms"),
        "mean_sme_rd_growth_three_years": _yearly(
            "近三年中小企业研发投入平均增速", "Mean growth of SME R&D over three years", "%", _mean_growth("sme_rd_expense", 3), "sme_rd_expense"
        ),
        "platform_penetration": _plain("工业互联网平台普及率", "Industrial-internet penetration", "%", "platform_penetration"),
        "has_larger_accident": _flag("近三年较大以上安全、质量、环境事故", "Larger accident in three years", "has_larger_accident"),
        "has_data_incident": _flag("近三年重大以上网络、数据安全事件", "Major network or data incident in three years", "has_data_incident"),
        "has_dishonesty": _flag("近三年偷漏税或严重失信", "Tax evasion or serious dishonesty in three years", "has_dishonesty"),
    },
    "factory": {
        "is_above_scale": _flag("规模以上工业企业", "Above-scale industrial firm", "is_above_scale"),
        "has_larger_accident": _flag("近三年较大以上安全、环境事故", "Larger accident in three years", "has_larger_accident"),
        "maturity_level": _plain("智能制造能力成熟度（GB/T 39116）", "Maturity level (GB/T 39116)", "级", "maturity_level"),
        "smart_factory_level": _plain("已达智能工厂梯度", "Smart-factory tier held", "级", "smart_factory_level"),
        "is_manufacturing_entity": _flag("制造业法人或视同法人", "Manufacturing legal person or treated as one", "is_manufacturing_entity"),
        "is_on_provincial_green_list": _flag("已列入省级绿色工厂", "On the provincial green list", "is_on_provincial_green_list"),
        "is_closed_or_irregular": _flag("注销、停产满 12 个月或经营异常", "Deregistered, stopped 12 months or irregular", "is_closed_or_irregular"),
        "has_accident_or_evasion": _flag("近三年事故或偷漏税", "Accident or tax evasion in three years", "has_accident_or_evasion"),
        "was_removed_from_green_list": _flag("被移出绿色制造名单", "Removed from a green list", "was_removed_from_green_list"),
        "has_inspection_problem": _flag("中央督察发现严重问题", "Serious problem in central inspection", "has_inspection_problem"),
        "has_open_energy_finding": _flag("节能监察问题未整改", "Energy-supervision finding not repaired", "has_open_energy_finding"),
        "is_defaulter": _flag("失信被执行人", "Judgement defaulter", "is_defaulter"),
        "has_discharge_permit": _flag("取得排污许可", "Discharge permit", "has_discharge_permit"),
        "has_quality_system": _flag("质量管理体系", "Quality management system", "has_quality_system"),
        "has_environment_system": _flag("环境管理体系", "Environment management system", "has_environment_system"),
        "has_energy_system": _flag("能源管理体系", "Energy management system", "has_energy_system"),
        "has_safety_system": _flag("职业健康安全管理体系", "Occupational health and safety system", "has_safety_system"),
    },
}  # fmt: skip
"""Every metric by subject and name. Tiers of smart factories count from 1, 基础级, to 4, 领航级; 0 is none."""
