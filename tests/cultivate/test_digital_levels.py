"""Digital level: every option, both sides of every edge, unknown answers, and the smallest way up."""

from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.cultivate import (
    Questionnaire,
    State,
    choose_digital_standard,
    get_digital_standard,
    judge_digital_level,
    load_digital_standards,
)

FOLDER = Path(__file__).parents[1] / "golden" / "digital"
STANDARDS = load_digital_standards()
NEW = STANDARDS["digital_2024"]
GOLDEN = yaml.safe_load((FOLDER / "digital_2024.yaml").read_text(encoding="utf-8"))
OLD = yaml.safe_load((FOLDER / "digital_2022.yaml").read_text(encoding="utf-8"))
STARRED = [scene.id for scene in NEW.scenes if scene.is_starred]
OTHERS = [scene.id for scene in NEW.scenes if not scene.is_starred]


def read_answer(text):
    value = yaml.safe_load(text)
    if isinstance(value, list):
        return tuple(value)
    return Decimal(str(value)) if isinstance(value, int | float) else value


def make_score(points: Decimal) -> dict:
    """Answers that earn exactly these points: full items first, then what is left in small coins."""
    coins = [
        {"DIG24-A4": tuple(o.zh for o in NEW.items[3].options)},
        {"DIG24-A5": "全部环节"},
        {"DIG24-A1": tuple(o.zh for o in NEW.items[0].options)},
        {"DIG24-A8": "5"},
        {"DIG24-A9": ("1", "2", "3", "4")},
        {"DIG24-A10": ("1", "2", "3", "4", "5")},
        {"DIG24-A11": Decimal(100)},
        {"DIG24-A12": "down"},
        {"DIG24-A13": "up"},
        {"DIG24-A2": Decimal(100)},
        {"DIG24-A3": Decimal(100)},
        {"DIG24-A6": ("1", "2", "3", "4")},
        {"DIG24-A7": ("1", "2", "3", "4")},
        {"DIG24-A14": "up"},
        {"DIG24-A15": "down"},
    ]
    most = {item.id: item.max for item in NEW.items}
    zero = {
        "DIG24-A2": Decimal(0), "DIG24-A3": Decimal(0), "DIG24-A11": Decimal(0), "DIG24-A5": "无", "DIG24-A8": "0",
        "DIG24-A12": "up", "DIG24-A13": "down", "DIG24-A14": "down", "DIG24-A15": "up",
        **{f"DIG24-A{n}": () for n in (1, 4, 6, 7, 9, 10)},
    }  # fmt: skip
    sums = {Decimal(0): []}
    halves = {"DIG24-A1": [((), 0), (("工控网络",), 2), (("工控网络", "应用系统网络"), 4)],
              "DIG24-A4": [((), 0)] + [(tuple(o.zh for o in NEW.items[3].options[:n]), Decimal("0.7") * n) for n in range(1, 14)]}  # fmt: skip
    for coin in coins:
        ((key, answer),) = coin.items()
        choices = [(answer, most[key]), *halves.get(key, [])]
        sums = {
            total + gain: [*taken, (key, said)] for total, taken in sums.items() for said, gain in choices
        } | sums
    return zero | dict(sums[points])


def build(score="100", starred=None, others=None):
    levels = dict.fromkeys((*STARRED, *OTHERS), 0)
    for ids, counts in ((STARRED, starred or {}), (OTHERS, others or {})):
        queue = list(ids)
        for level, n in counts.items():
            for _ in range(n):
                levels[queue.pop(0)] = level
    return Questionnaire(name="虚拟甲", answers=make_score(Decimal(score)), scenes=levels)


@pytest.mark.parametrize(
    ("item_id", "answer", "points"),
    [(row["id"], text, points) for row in GOLDEN["items"] for text, points in row["gives"].items()],
)
def test_an_answer_earns_the_points_of_the_notice(item_id, answer, points):
    given_ = read_answer(answer)
    answers = {} if given_ is None else {item_id: given_}
    report = judge_digital_level(NEW, Questionnaire(name="甲", answers=answers))
    item = next(item for item in report.items if item.item_id == item_id)
    assert item.points == (None if points is None else Decimal(str(points)))
    assert (item.document, bool(item.article)) == ("工信厅企业〔2024〕56号", True)


def test_every_item_option_and_band_has_a_case():
    rows = {row["id"]: row["gives"] for row in GOLDEN["items"]}
    assert rows.keys() == {item.id for item in NEW.items}
    for item in NEW.items:
        given_ = {read_answer(text): points for text, points in rows[item.id].items()}
        assert None in given_
        for band in item.bands:
            assert Decimal(str(given_[band.upto])) == band.points
        for rung in item.ladder:
            assert Decimal(str(given_[rung.zh])) == rung.points
        if item.trend:
            assert {"上升", "持平", "下降"} <= given_.keys()
        if item.options:
            assert tuple(o.zh for o in item.options) in given_


@pytest.mark.parametrize("case", GOLDEN["levels"], ids=lambda case: case["name"])
def test_the_level_is_the_highest_whose_three_tests_hold(case):
    report = judge_digital_level(NEW, build(case["score"], case["starred"], case["others"]))
    assert report.score == (Decimal(case["score"]),) * 2
    assert report.level == case["level"]
    assert report.next_level is None if case["level"] == 4 else report.next_level.level == case["level"] + 1


@pytest.mark.parametrize(("score", "level"), OLD["scores"].items())
def test_the_version_of_2022_goes_by_the_total(score, level):
    given_ = None if score == "~" else Decimal(score)
    report = judge_digital_level(STANDARDS["digital_2022"], Questionnaire(name="甲", score=given_))
    assert report.level == level
    if level is None:
        assert (report.level_range, report.deciding) == ((0, 4), ("总分",))


def test_unknown_answers_leave_the_level_open_and_are_named():
    full = build("60", {3: 5}, {3: 3})
    part = Questionnaire(
        name="甲",
        answers={k: v for k, v in full.answers.items() if k != "DIG24-A5"},
        scenes={k: v for k, v in full.scenes.items() if k != STARRED[0]},
    )
    report = judge_digital_level(NEW, part)
    assert report.level is None
    assert report.level_range[0] < 3 <= report.level_range[1]
    assert report.level_zh == "二级至三级"
    assert set(report.deciding) == {"信息系统覆盖", "产品设计"}
    third = report.tests[2]
    assert (third.n_scenes, third.n_starred, third.scenes_state) == ((7, 8), (4, 5), State.UNKNOWN)
    assert third.state is State.UNKNOWN


def test_what_the_next_level_lacks_in_points_items_and_scenes():
    report = judge_digital_level(NEW, build("59.9", {3: 4, 2: 3}, {3: 2, 1: 2}))
    assert report.level == 2
    lack = report.next_level
    assert lack.points_lacking == Decimal("0.1")
    assert len(lack.items) == 1
    assert (lack.n_scenes_lacking, lack.n_starred_lacking) == (2, 1)
    assert [(step.is_starred, step.before, step.after) for step in lack.scenes] == [
        (True, 2, 3),
        (True, 2, 3),
    ]
    assert lack.sentence_zh.startswith("到三级：还差 0.1 分，至少涉及 1 项")


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=16, max_size=16),
    st.integers(0, 3),
)
def test_no_smaller_set_of_scenes_and_none_with_fewer_steps_reaches_the_next_level(levels, at):
    scenes = {s.id: v for s, v in zip(NEW.scenes, levels, strict=True) if v is not None}
    full = make_score(Decimal((0, 20, 40, 60)[at]))
    report = judge_digital_level(NEW, Questionnaire(name="甲", answers=full, scenes=scenes))
    lack = report.next_level
    if lack is None:
        return
    target, need = lack.level, NEW.levels[lack.level - 1]
    have = {s.id: scenes.get(s.id, 0) for s in NEW.scenes}
    stars = set(STARRED)
    steps_of = {s: target - v for s, v in have.items() if v < target}

    def holds(raised):
        reached = {s for s, v in have.items() if v >= target} | set(raised)
        return len(reached) >= need.scenes and len(reached & stars) >= need.starred

    found = [step.scene_id for step in lack.scenes]
    assert holds(found)
    n = len(found)
    if n:
        # Scenes of equal star and steps are alike: it is enough to try one of each kind of set.
        kinds = sorted((s in stars, steps) for s, steps in steps_of.items())
        smaller = {tuple(c) for c in combinations(kinds, n - 1)}
        alike = {tuple(c) for c in combinations(kinds, n)}
        reached = [s for s, v in have.items() if v >= target]
        n_star = len(stars & set(reached))

        def fits(chosen):
            return (
                len(reached) + len(chosen) >= need.scenes
                and n_star + sum(star for star, _ in chosen) >= need.starred
            )

        assert not any(fits(c) for c in smaller)
        assert sum(steps_of[s] for s in found) == min(sum(x for _, x in c) for c in alike if fits(c))


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_higher_share_never_earns_less(one, other):
    def points(share):
        report = judge_digital_level(NEW, Questionnaire(name="甲", answers={"DIG24-A2": share}))
        return report.items[1].points

    low, high = sorted((one, other))
    assert points(low) <= points(high)


@given(st.data())
def test_filling_in_the_unknown_never_leaves_the_range(data):
    levels = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=16, max_size=16))
    scenes = {s.id: v for s, v in zip(NEW.scenes, levels, strict=True) if v is not None}
    score = data.draw(st.sampled_from(["20", "40", "60", "80", "100"]))
    answers = make_score(Decimal(score))
    open_ = judge_digital_level(NEW, Questionnaire(name="甲", answers=answers, scenes=scenes))
    filled = {s.id: scenes.get(s.id, data.draw(st.integers(0, 4))) for s in NEW.scenes}
    full = judge_digital_level(NEW, Questionnaire(name="甲", answers=answers, scenes=filled))
    assert open_.level_range[0] <= full.level <= open_.level_range[1]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"answers": {"DIG24-A99": "x"}}, "没有题目「DIG24-A99」"),
        ({"scenes": {"X": 1}}, "没有场景「X」"),
        ({"scenes": {STARRED[0]: 5}}, "应为 0 至 4"),
        ({"score": Decimal(50)}, "不能直接填"),
        ({"answers": {"DIG24-A1": ("卫星网络",)}}, "卫星网络.*应为：工控网络"),
        ({"answers": {"DIG24-A2": Decimal("100.01")}}, "0–100%"),
        ({"answers": {"DIG24-A2": Decimal("-1")}}, "0–100%"),
        ({"answers": {"DIG24-A2": "高"}}, "0–100%"),
        ({"answers": {"DIG24-A12": "不明"}}, "上升、持平、下降"),
        ({"answers": {"DIG24-A8": "9"}}, "规划实施"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(given_, said):
    with pytest.raises(InputError, match=said):
        judge_digital_level(NEW, Questionnaire(name="甲", **given_))


def test_the_total_of_2022_lies_between_0_and_100():
    with pytest.raises(InputError, match="0 至 100"):
        judge_digital_level(STANDARDS["digital_2022"], Questionnaire(name="甲", score=Decimal(101)))


def test_the_version_is_chosen_by_day():
    assert choose_digital_standard(STANDARDS, date(2024, 9, 3)).id == "digital_2022"
    assert choose_digital_standard(STANDARDS, date(2024, 9, 4)).id == "digital_2024"
    with pytest.raises(NotFoundError, match="最早的自 2022-11-01"):
        choose_digital_standard(STANDARDS, date(2022, 1, 1))
    with pytest.raises(NotFoundError, match="digital_2022"):
        get_digital_standard(STANDARDS, "x")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("max: 8,", "max: 9,"), "DIG24-A1.max"),
        (("upto: 20, points: 1.5", "upto: 5, points: 1.5"), "DIG24-A2.bands"),
        (("score: 40", "score: 15"), "levels"),
        (("zh: 数据安全", "zh: 网络安全"), "items"),
        (('unit: "%", bands', "colour: red, bands"), "colour"),
        (("trend: {up: 0, flat: 3.5, down: 7}", "unit: x"), "DIG24-A12"),
        (("id: digital_2024", "id: other"), "id"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(change, key, tmp_path):
    import gaodi.catalogue

    source = Path(gaodi.catalogue.__file__).parent / "data" / "rules" / "digital" / "digital_2024.yaml"
    text = source.read_text(encoding="utf-8")
    assert change[0] in text
    folder = tmp_path / "rules" / "digital"
    folder.mkdir(parents=True)
    (folder / "digital_2024.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"digital_2024.yaml.*{key}"):
        load_digital_standards(tmp_path)
