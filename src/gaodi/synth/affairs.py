"""What is going on? Projects at every stage, demands, offers and tasks, all fictional."""

import numpy as np
import polars as pl

from gaodi.synth.firms import Firms, pick_days, product_names
from gaodi.synth.frames import blank, pick_choice
from gaodi.synth.grounds import Parks, number_objects, share_of_block
from gaodi.synth.plan import PLAN_STREAM, WAN, BoolArray, FloatArray, IntArray, Plan

STREAM_PROJECTS, STREAM_DEMANDS, STREAM_OFFERS, STREAM_TASKS = 14, 15, 16, PLAN_STREAM + 3
_STAGES = ("谋划", "洽谈", "签约", "备案", "开工", "竣工", "投产", "达产", "终止")
_STAGE_SHARES = (0.10, 0.10, 0.14, 0.10, 0.26, 0.07, 0.12, 0.08, 0.03)
_SIGNED, _STARTED, _FINISHED = 2, 4, 6
_OBSTACLES = ("用地指标未落实", "融资缺口较大", "环评手续未完成", "关键设备交付延期", "用工不足")
_KINDS = ("技术", "供应商", "资金", "用地", "人才", "场景", "政策")
_DEMAND_SHARES = (0.26, 0.22, 0.22, 0.08, 0.12, 0.06, 0.04)
_NEEDS = (
    "关键工艺攻关",
    "本地配套供应商",
    "流动资金贷款",
    "扩产用地",
    "高层次技术人才",
    "示范应用场景",
    "惠企政策申报",
)
_OFFERS = ("成果转化", "配套供货", "专项信贷", "标准地", "订单式人才培养", "场景开放", "政策服务")
_PROVIDERS = (
    "虚拟湘江大学",
    "虚拟工业研究院",
    "虚拟商业银行",
    "虚拟产业基金",
    "虚拟职业学院",
    "虚拟技术转移中心",
)
_ROLES = ("链长", "盟长", "校长", "行长", "基金董事长", "园区", "工信部门")
_ACTIONS = (
    "召开供需对接会",
    "引进缺失环节企业",
    "组织技术攻关",
    "协调项目用地",
    "落实信贷支持",
    "排查断供风险",
)


def list_projects(plan: Plan, firms: Firms, parks: Parks, park: IntArray) -> dict[str, pl.Series]:
    """Return the columns of the project table; dates and money agree with the stage."""
    rng = plan.rng(firms.block, STREAM_PROJECTS)
    first, n = share_of_block(plan, firms, plan.calibration.objects.project)
    who = _draw_by_size(firms, rng, n)
    stage = rng.choice(len(_STAGES), n, p=_STAGE_SHARES)
    total = np.maximum(200, np.rint(rng.lognormal(np.log(9_000), 1.2, n) / 100) * 100)
    done = np.select(
        [stage < _STARTED, stage == _STARTED, stage == len(_STAGES) - 1],
        [np.zeros(n), rng.uniform(0.05, 0.9, n), rng.uniform(0, 0.3, n)],
        rng.uniform(0.92, 1.0, n),
    )
    signed = _day(plan.last_year - 2) + rng.integers(0, 900, n)
    started = signed + rng.integers(30, 300, n)
    finished = started + rng.integers(200, 700, n)
    number = number_objects("XN-X", first, n)
    slot = firms.slot[who]
    return {
        "project_id": number,
        "name": "虚拟" + product_names(plan, slot, firms.product[who]) + "生产线项目" + number.str.tail(6),
        "enterprise_id": firms.enterprise_id.gather(who),
        "district_code": plan.place_code.gather(firms.place[who]),
        "park_id": parks.name(park[who]),
        "chain_id": _name_slots(plan, slot, "chain_id"),
        "link_id": _name_slots(plan, slot, "link_id"),
        "stage": pl.Series(_STAGES).gather(stage),
        "investment": _money(total),
        "invested": blank((total * done).astype(np.int64) * WAN, rng.random(n) < 0.05),
        "expected_output": blank(
            np.rint(total * rng.lognormal(np.log(1.35), 0.35, n)).astype(np.int64) * WAN, rng.random(n) < 0.06
        ),
        "signed_on": _days(signed, (stage >= _SIGNED) & (stage < len(_STAGES))),
        "started_on": _days(started, (stage >= _STARTED) & (stage < len(_STAGES) - 1)),
        "finished_on": _days(finished, (stage >= _STARTED) & (stage < len(_STAGES) - 1)),
        "owner": "虚拟" + plan.place_zh.gather(firms.place[who]) + "工信部门",
        "obstacle": pick_choice(rng, _OBSTACLES, (1, 1, 1, 1, 1), n, null=0.72),
    }


def list_demands(plan: Plan, firms: Firms) -> dict[str, pl.Series]:
    """Return the columns of the demand table: what firms look for."""
    rng = plan.rng(firms.block, STREAM_DEMANDS)
    first, n = share_of_block(plan, firms, plan.calibration.objects.demand)
    who = _draw_by_size(firms, rng, n)
    kind = rng.choice(len(_KINDS), n, p=_DEMAND_SHARES)
    product = product_names(plan, firms.slot[who], firms.product[who])
    amount = np.rint(rng.lognormal(np.log(600), 0.9, n) / 10) * 10
    return {
        "demand_id": number_objects("XN-N", first, n),
        "enterprise_id": firms.enterprise_id.gather(who),
        "kind": pl.Series(_KINDS).gather(kind),
        "title": product + pl.Series(_NEEDS).gather(kind),
        "description": "合成需求：围绕" + product + "提出，内容为虚构。",
        "amount": blank(
            np.maximum(10, amount).astype(np.int64) * WAN, ~np.isin(kind, (0, 2)) | (rng.random(n) < 0.05)
        ),
        "area": blank(np.round(rng.lognormal(np.log(40), 0.6, n), 1), kind != 3),
        "district_code": plan.place_code.gather(firms.place[who]),
        "chain_id": _name_slots(plan, firms.slot[who], "chain_id"),
        "raised_on": pick_days(_day(plan.last_year) + rng.integers(0, 365, n)),
        "status": pick_choice(
            rng, ("待对接", "对接中", "已签约", "已完成", "已撤回"), (0.45, 0.3, 0.1, 0.12, 0.03), n
        ),
    }


def list_offers(plan: Plan, firms: Firms) -> dict[str, pl.Series]:
    """Return the columns of the offer table: what universities, banks and others bring."""
    rng = plan.rng(firms.block, STREAM_OFFERS)
    first, n = share_of_block(plan, firms, plan.calibration.objects.offer)
    kind = rng.choice(len(_KINDS), n, p=_DEMAND_SHARES)
    slot = firms.slot[rng.integers(0, firms.n, n)]
    product = product_names(plan, slot, rng.integers(0, 50, n))
    provider = rng.integers(0, len(_PROVIDERS), n)
    city = rng.integers(0, len(plan.city_code), n)
    return {
        "offer_id": number_objects("XN-G", first, n),
        "provider": pl.Series(_PROVIDERS).gather(provider)
        + pl.Series(rng.integers(1, 40, n)).cast(pl.String)
        + "号",
        "kind": pl.Series(_KINDS).gather(kind),
        "title": product + pl.Series(_OFFERS).gather(kind),
        "description": "合成供给：面向" + product + "，内容为虚构。",
        "capacity": pl.Series(rng.integers(1, 12, n)),
        "amount_max": blank(rng.choice([200, 500, 1_000, 3_000, 5_000], n) * WAN, kind != 2),
        "district_code": pl.Series(plan.city_code).gather(city),
        "chain_id": _name_slots(plan, slot, "chain_id"),
    }


def list_tasks(plan: Plan) -> dict[str, pl.Series]:
    """Return the columns of the task table; their number does not depend on the number of firms."""
    rng = plan.rng(0, STREAM_TASKS)
    n = plan.calibration.objects.task
    slot = rng.integers(0, max(plan.n_links, 1), n)
    status = rng.choice(4, n, p=(0.2, 0.45, 0.25, 0.1))
    due = np.where(status == 3, _day(plan.last_year, 9), _day(plan.last_year + 1, 3)) + rng.integers(
        0, 270, n
    )
    due = np.where(status == 3, np.minimum(due, _day(plan.last_year + 1) - 1), due)
    city = rng.integers(0, len(plan.city_code), n)
    words = pl.Series([plan.slots[number].zh for number in slot], dtype=pl.String)
    return {
        "task_id": number_objects("XN-T", 0, n),
        "title": words + "环节：" + pl.Series(_ACTIONS).gather(rng.integers(0, len(_ACTIONS), n)),
        "chain_id": _name_slots(plan, slot, "chain_id"),
        "role": pl.Series(_ROLES).gather(rng.integers(0, len(_ROLES), n)),
        "owner": "虚拟" + pl.Series(plan.city_zh).gather(city) + "工信部门",
        "due_on": pick_days(due),
        "status": pl.Series(("未开始", "进行中", "已完成", "已超期")).gather(status),
        "evidence": pl.Series(np.where(status == 2, "合成办结记录", "")).replace("", None),
    }


def _draw_by_size(firms: Firms, rng: np.random.Generator, n: int) -> IntArray:
    weight = firms.revenue.astype(np.float64) ** 0.5
    return rng.choice(firms.n, n, p=weight / weight.sum())


def _name_slots(plan: Plan, slot: IntArray, part: str) -> pl.Series:
    """Return the chain or link id of each slot, blank for trades outside the chains."""
    words = pl.Series([getattr(item, part) or None for item in plan.slots], dtype=pl.String)
    return words.gather(slot)


def _money(wan: FloatArray) -> pl.Series:
    return pl.Series(np.rint(wan).astype(np.int64) * WAN)


def _days(days: IntArray, known: BoolArray) -> pl.Series:
    return pick_days(days).set(pl.Series(~known), None)


def _day(year: int, month: int = 1) -> int:
    return int(np.datetime64(f"{year}-{month:02d}-01", "D").astype(np.int64))
