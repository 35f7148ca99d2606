"""Where does a text state a number, and how much is it? Spans with exact values, before anyone asks what they mean."""

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES: dict[str, Decimal] = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1_000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

# Longest first. 号, 届, 期, 批, 级 are absent: numbers before them are names (13号线, 第21届, 千亿级).
_LENGTHS = "平方公里|平方千米|平方米|立方米|公里|千米|海里|厘米|毫米|微米|纳米|英寸|公顷|米|亩"
_WEIGHTS = "微克|吨标准煤|吨标煤|千克标准煤|公斤|千克|毫克|市斤|斤|吨|克"
_ENERGIES = "千瓦时|千瓦|兆瓦时|兆瓦|吉瓦|瓦时|瓦|千伏安|千伏|伏|度电"
_TIMES = "个工作日|工作日|个小时|小时|分钟|毫秒|秒|个月|个季度|年|周|天|日|月"
_MONEY = "人民币元|元人民币|美元|欧元|港元|日元|英镑|元"
_COUNTS = (
    "家次|人次|件次|批次|项次|场次|台次|架次|车次|班次|列次|艘次|标准箱|标箱|TEU|台（套）|台/套|台套|户次|个标准机架|标准机架|机架|"
    "[家个户台辆套件项条款人名种类座所位只艘架株篇门支处对组队宗笔列册部份例起颗枚张期块场次轮届栋间床头羽株口路卡片页字节盏根瓶箱盒桶]"
)
_SYMBOLS = (
    "EFLOPS|PFLOPS|TFLOPS|PFlops|EFlops|PF|EF|Gbps|Mbps|TB|GB|PB|EB|MB|MWh|GWh|kWh|MW|GW|kW|kVA|MVA|VAC|kV|"
    "μm|um|mm|cm|nm|km|kg|mg|dB|MPa|GPa|Hz|GHz|MHz|P(?![A-Za-z])|E(?![A-Za-z])"
)
_UNITS = (
    f"个位次|位次|个百分点|个基点|百分点|基点|{_MONEY}|{_COUNTS[: _COUNTS.index('[')]}{_LENGTHS}|{_WEIGHTS}|{_ENERGIES}|{_TIMES}|{_SYMBOLS}|[%‰℃倍成点分]|"
    f"{_COUNTS[_COUNTS.index('[') :]}"
)
_PER = "(?:(?:/|每)(?:平方公里|平方米|立方米|吨标准煤|千瓦时|公顷|分钟|小时|亩|吨|人|台|辆|户|年|月|天|日|件|万元|度))?"
_SCALE = "(?:十万|百万|千万|十亿|百亿|千亿|万亿|亿|万|千|百)"
# At most 15 + 9 digits: longer strings are account or serial numbers, and an unbounded run would cost quadratic time.
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,9})?(?!\d)"
_CHINESE = "[一二三四五六七八九十]"
_WORD_NUMBER = "[一二两三四五六七八九十百千〇零]"

_COUNT = re.compile(
    rf"(?P<first>-?{_ARABIC})(?P<first_scale>{_SCALE})?(?P<first_unit>{_UNITS})?"
    rf"(?P<joint>至|到|—|–|~|～|-)(?P<last>{_ARABIC})(?P<last_scale>{_SCALE})?(?P<last_unit>{_UNITS}){_PER}"
    rf"|(?P<number>[-−+]?{_ARABIC})(?P<more>[余多几+])?(?P<scale>{_SCALE})?(?P<more2>[余多几])?(?P<unit>{_UNITS})?(?P<per>{_PER})"
)
_FRACTION = re.compile(
    r"(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/])|(?P<under_word>[二三四五六七八九十千万])分之(?P<over_word>[一二三四五六七八九])"
)
_STRUCTURE = re.compile(r"(?<![\d.])" + "[:：∶]".join([r"(\d{1,3}(?:\.\d{1,9})?)"] * 3) + r"(?![\d:：])")
_RANK = re.compile(
    rf"第(?P<place>\d{{1,3}}|{_CHINESE}{{1,3}})(?P<tail>位次?|名|大(?=[^\d]))?"
    rf"|前(?P<upper>\d{{1,3}}|{_CHINESE}{{1,3}})(?P<strong>强|位|名)?|首位(?!度)|榜首|(?<=居)首(?=[，。；、])"
)
_WORDED = re.compile(
    rf"百分之(?P<hundredth>{_CHINESE}{{1,3}}(?:点{_CHINESE})?|\d{{1,3}}(?:\.\d{{1,4}})?)|(?P<tenths>[一两二三四五六七八九十])成(?P<half>半|[一二三四五六七八九](?=[，。；、及和至]))?"
    rf"|翻(?:了)?(?P<double>[一两]?)番|(?P<times>[一两二三四五六七八九十]|[十百千])(?P<times_more>[多余]?)倍|(?P<bare>[十百千]?[万亿]|万亿)(?P<money>元|级(?=[^，。；、企家]{{0,8}}(?:产业(?!集群|园)|市场|蓝海|赛道|规模)))"
)
_CHINESE_COUNT = re.compile(
    rf"(?P<number>{_WORD_NUMBER}{{1,7}})(?P<more>[余多])?(?P<scale>万|亿)?(?:(?<=亿)(?P<number2>{_WORD_NUMBER}{{1,7}})(?P<scale2>万))?"
    r"(?P<unit>个百分点|个月|家次|人次|户次|美元|[家个户台辆套件项条款人名种座所位次年场天间吨亩元])"
)
_CHANGED = re.compile(r"(?:增加|减少|增|减|新增|净增|净减|多增|少增)了?$")
_STREAK_BEFORE = re.compile(r"(?:连续|连|已)$")
_RANK_CONTEXT = re.compile(
    r"(?:居|列|排名?|跻身|稳居|位|获|评|第|全国|全省|全市|全球|世界|中部|西部|东部|东北|国内|省内|行业|同行业|领域|城市|进入|地区|上升至|升至|跃升至)$"
)
_NOT_RANK_AFTER = re.compile(
    r"[届批次期章节条代轮个站号季者方步阶版产]|[一二三四]?(?:季度|产业|方)|个?月|年|天"
)
_NAME_BEFORE = re.compile(r"(?:[A-Za-z]|[A-Za-z0-9][-—–]?|[+×xX*/#.]|\d[:：]|[“「『‘])$")
_NAME_AFTER = re.compile(r"[A-Za-z0-9+×xX*/]|[”」』’]|号|届|批|期|级|周年|板块|后|[:：]\d|-\d|月\d|日")
_SAME_UNIT = {
    "个百分点": "百分点", "个位次": "位", "位次": "位", "个基点": "基点", "个月": "月", "人民币元": "元", "元人民币": "元", "台（套）": "台套", "台/套": "台套", "PFLOPS": "PF",
    "PFlops": "PF", "EFLOPS": "EF", "EFlops": "EF", "P": "PF", "E": "EF", "个小时": "小时", "标准箱": "标箱",
    "个标准机架": "标准机架", "个工作日": "工作日", "个季度": "季度",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number in a text: half-open span, exact value and unit, and the bound its own words set."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    bound: str
    kind: str
    """count, rank, fraction, structure, multiple, money or bare (a number without a unit)."""


def find_numerals(text: str, skip: list[tuple[int, int]]) -> list[Numeral]:
    """Find the numbers of a text that may be facts, in order.

    Parameters
    ----------
    text : str
        As `read_text` reads it.
    skip : list of (start, end)
        Spans that are dates.

    Returns
    -------
    list of Numeral
        Without names such as 4×4, 5G, 13号线, “4433”, 第七批.

    Examples
    --------
    >>> [(n.value, n.unit, n.bound) for n in find_numerals("产值1.02万亿元、利润986.4亿元，企业200余家", [])]
    [(Decimal('1020000000000'), '元', 'exact'), (Decimal('98640000000'), '元', 'exact'), (Decimal('200'), '家', 'lower')]
    """
    taken = bytearray(len(text) + 1)
    for start, end in skip:
        taken[start:end] = b"\1" * (end - start)
    found: list[Numeral] = []
    readers = ((_STRUCTURE, _read_structure), (_FRACTION, _read_fraction), (_RANK, _read_rank),
               (_COUNT, _read_count), (_WORDED, _read_worded), (_CHINESE_COUNT, _read_chinese))  # fmt: skip
    for pattern, read in readers:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            numerals = read(text, match)
            if numerals:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found += numerals
    return sorted(found, key=lambda numeral: numeral.start)


def _read_count(text: str, match: re.Match[str]) -> list[Numeral]:
    if match["first"] is not None:
        return _read_range(text, match)
    unit = match["unit"] or ""
    start, end = match.span()
    more = match["more"] or match["more2"]
    if not unit:
        end = next(match.end(name) for name in ("more2", "scale", "more", "number") if match[name])
    number = match["number"]
    if _is_name(text, start, end, unit):
        return []
    # A leading "-" is a bullet or a joint unless it follows a word that a negative can follow.
    if (
        number[0] in "-−+"
        and unit != "℃"
        and not re.search(r"[为达约是到（长比]$", text[max(0, start - 1) : start])
    ):
        start, number = start + 1, number[1:]
    number = number.replace("−", "-").lstrip("+")
    bound = "lower" if more else "exact"
    if not unit:
        return _read_bare(text, start, end, number, match["scale"], bound)
    value = scale_number(number, match["scale"])
    if unit == "成":
        return [_numeral(start, end, value * 10, None, "%", bound, "fraction")]
    if unit in {"点", "分"} and not re.search(
        r"(?:指数|得分|评分|均分|满分)[^，。；]{0,8}$", text[max(0, start - 14) : start]
    ):
        return []
    if unit in {"月", "日"} or (
        unit == "年" and re.match(r"[前后来]", text[match.end("unit") : match.end("unit") + 1])
    ):
        return []
    if unit == "个" and re.match(
        r"(?:和|、|与|及)-?\d[\d.]{0,6}个?百分点", text[match.end() : match.end() + 14]
    ):
        unit = "百分点"
    unit = _SAME_UNIT.get(unit, unit) + (match["per"].replace("每", "/") if match["per"] else "")
    return [_numeral(start, end, value, None, unit, bound, "count")]


def _read_range(text: str, match: re.Match[str]) -> list[Numeral]:
    start, end = match.span()
    first = match["first"]
    unit = match["last_unit"]
    if _is_name(text, start, end, unit) or unit in {"月", "日", "点", "分"}:
        return []
    if first.startswith("-"):
        start, first = start + 1, first[1:]
    is_moved = match["first_unit"] and _SAME_UNIT.get(
        match["first_unit"], match["first_unit"]
    ) != _SAME_UNIT.get(unit, unit)
    is_moved = is_moved or (
        match["first_unit"] not in {None, "%"}
        and match["joint"] in "至到"
        and _CHANGED.search(text[:start][-4:])
    )
    if is_moved:
        # 提升9.2个百分点至96.7%, 员工增加229人至10072人: two numbers, not a range.
        own = _SAME_UNIT.get(match["first_unit"], match["first_unit"])
        return [
            _numeral(
                start,
                match.start("joint"),
                scale_number(first, match["first_scale"]),
                None,
                own,
                "exact",
                "count",
            ),
            _numeral(
                match.start("last"),
                end,
                scale_number(match["last"], match["last_scale"]),
                None,
                _SAME_UNIT.get(unit, unit),
                "exact",
                "count",
            ),
        ]
    shared = match["first_scale"] or (match["last_scale"] if not match["first_unit"] else "")
    low, high = scale_number(first, shared), scale_number(match["last"], match["last_scale"])
    if high < low:
        return []
    ten = Decimal(10 if unit == "成" else 1)
    unit = "%" if unit == "成" else _SAME_UNIT.get(unit, unit)
    return [_numeral(start, end, low * ten, high * ten, unit, "range", "count")]


def _read_bare(text: str, start: int, end: int, number: str, scale: str | None, bound: str) -> list[Numeral]:
    """Keep a number without a unit where it is an index, or a large figure with its scale."""
    before = text[max(0, start - 16) : start]
    if (
        scale
        or re.search(
            r"(?:指数|系数|得分|评分|均值|收入比|倍数|PUE|容积率|比例为?|率|强度)[^，。；一-龥]{0,2}(?:平均)?(?:由|从|为|达到?|[降升缩提][一-龥]{0,2}[到至])$",
            before,
        )
        or (
            re.search(r"\d(?:缩小|扩大|提高|提升|上升|下降|降低|降|升|增加|调整)(?:到|至|为)$", before)
            and "." in number
        )
    ):
        return [_numeral(start, end, scale_number(number, scale), None, "", bound, "bare")]
    return []


def _is_name(text: str, start: int, end: int, unit: str) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if _NAME_BEFORE.search(before) and not (before[-1:] in "“「" and unit):
        return True
    if before[-1:] == "第":
        return True
    if not unit or unit == "人":
        return bool(_NAME_AFTER.match(after))
    if (
        unit == "英寸"
        or (unit == "所" and not re.match(r"[高中小大学院医幼本职]", after))
        or (unit == "期" and (re.match(r"[项工建投目]", after) or not re.search(r"[办了发共达计]$", before)))
    ):
        return True
    # 3D is a name; 12个“一” counts, 5大领域 does not get here.
    return bool(re.match(r"[A-Za-z]", after) and unit.isascii() and unit.isalpha())


def scale_number(number: str, scale: str | None) -> Decimal:
    """Return a written number times its scale word, exactly.

    Examples
    --------
    >>> scale_number("1,318.6", "万")
    Decimal('13186000')
    """
    return _plain(Decimal(number.replace(",", "")) * SCALES[scale or ""])


def _plain(value: Decimal) -> Decimal:
    """Drop the exponent and trailing zeros: 1.02 × 10^12 is 1020000000000."""
    return Decimal(format(value.normalize(), "f"))


def _numeral(
    start: int, end: int, value: Decimal, value_max: Decimal | None, unit: str, bound: str, kind: str
) -> Numeral:
    kind = "multiple" if unit == "倍" else kind
    return Numeral(start=start, end=end, value=value, value_max=value_max, unit=unit, bound=bound, kind=kind)


def _read_structure(text: str, match: re.Match[str]) -> list[Numeral]:
    values = [Decimal(part) for part in match.groups()]
    # Three shares of one whole, not a clock time.
    if not Decimal(99) <= sum(values) <= Decimal(101):
        return []
    return [
        _numeral(*match.span(n + 1), value, None, "%", "exact", "structure") for n, value in enumerate(values)
    ]


def _read_fraction(text: str, match: re.Match[str]) -> list[Numeral]:
    if match["over_word"]:
        under = int(SCALES[word]) if (word := match["under_word"]) in {"千", "万"} else _whole(word)
        over = _DIGITS[match["over_word"]]
    else:
        over, under = int(match["over"]), int(match["under"])
    if not 0 < over < under or re.search(r"[\d/.]$", text[max(0, match.start() - 1) : match.start()]):
        return []
    value = _plain(Decimal(over * 100) / Decimal(under))
    return [_numeral(*match.span(), value, None, "%", "exact", "fraction")]


def _read_rank(text: str, match: re.Match[str]) -> list[Numeral]:
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 3]
    if match["place"]:
        if not match["tail"] and (_NOT_RANK_AFTER.match(after) or not _ends_rank(before, after)):
            return []
        if match["tail"] == "名" and after[:1] == "副":
            return []
        value, bound = Decimal(_whole(match["place"])), "exact"
    elif match["upper"]:
        if not match["strong"] and (_NOT_RANK_AFTER.match(after) or not _RANK_CONTEXT.search(before)):
            return []
        value, bound = Decimal(_whole(match["upper"])), "upper"
    else:
        value, bound = Decimal(1), "exact"
    return [_numeral(*match.span(), value, None, "位", bound, "rank")] if value else []


def _ends_rank(before: str, after: str) -> bool:
    return bool(_RANK_CONTEXT.search(before)) or after[:1] in set("，。；、,.;）) \n”") or not after


def _read_worded(text: str, match: re.Match[str]) -> list[Numeral]:
    span = match.span()
    if match["hundredth"]:
        return [_numeral(*span, _read_hundredth(match["hundredth"]), None, "%", "exact", "fraction")]
    if match["tenths"]:
        if re.match(r"[效果员立熟长为]", text[match.end() : match.end() + 1]) or re.search(
            r"[完建]$", text[: match.start()][-1:]
        ):
            return []
        rest = 5 if match["half"] == "半" else _DIGITS.get(match["half"], 0)
        value = Decimal(int(read_chinese_number(match["tenths"]) or 0) * 10 + rest)
        return [_numeral(*span, value, None, "%", "exact", "fraction")]
    if match["double"] is not None:
        return [
            _numeral(*span, Decimal(4 if match["double"] == "两" else 2), None, "倍", "exact", "multiple")
        ]
    if match["times"]:
        word = match["times"]
        value = SCALES.get(word) or Decimal(_DIGITS.get(word, 0))
        bound = "lower" if match["times_more"] else "exact"
        return [_numeral(*span, value, None, "倍", bound, "multiple")] if value else []
    if text[max(0, match.start() - 1) : match.start()] in set(
        "0123456789数几余多一二三四五六七八九十百千万亿.家个户、单"
    ):
        return []
    if match["money"] == "元" and re.match(
        r"级|/|以上|企业|园区|县|镇|村|俱乐部", text[match.end() : match.end() + 3]
    ):
        return []
    return [_numeral(*span, SCALES[match["bare"]], None, "元", "approx", "money")]


def _read_hundredth(said: str) -> Decimal:
    if said[0].isdigit():
        return Decimal(said)
    whole, _, part = said.partition("点")
    return Decimal(_whole(whole)) + (Decimal(_DIGITS[part]) / 10 if part else 0)


def _read_chinese(text: str, match: re.Match[str]) -> list[Numeral]:
    """Read 百余项, 十余家, 二十一家; small words such as 三个 count only as a run: 连续四次."""
    number, unit = match["number"], match["unit"]
    before = text[max(0, match.start() - 2) : match.start()]
    is_run = _STREAK_BEFORE.search(before) is not None and unit in {"年", "次", "个月", "天", "场"}
    is_large = bool(re.search(r"[十百千]", number)) and (match["more"] is not None or len(number) > 1)
    if not is_run and not is_large:
        return []
    if (is_large and re.search(r"[数几第“]$|\d$", before)) or re.search(r"^[千百十]{2}", number):
        return []
    value = read_chinese_number(number)
    if value is None or (unit == "年" and not is_run):
        return []
    value *= SCALES[match["scale"] or ""]
    if match["number2"]:
        value += (read_chinese_number(match["number2"]) or 0) * SCALES[match["scale2"]]
    unit = _SAME_UNIT.get(unit, unit)
    return [
        _numeral(*match.span(), _plain(value), None, unit, "lower" if match["more"] else "exact", "count")
    ]


def read_chinese_number(said: str) -> Decimal | None:
    """Read 四, 二十一, 百, 一百二十, 三千.

    Examples
    --------
    >>> read_chinese_number("一百二十")
    Decimal('120')
    """
    total, digit = 0, None
    for char in said:
        if char in "十百千":
            total += (1 if digit is None else digit) * int(SCALES[char])
            digit = None
        elif char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
    return Decimal(total + (digit or 0)) or None


def _whole(text: str) -> int:
    """Read 12, 六 or 二十一."""
    return int(text) if text.isdigit() else int(read_chinese_number(text) or 0)
